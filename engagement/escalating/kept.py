"""What is remembered of escalations: the port that storage fills."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engagement.escalating.dials import Governance
from engagement.escalating.escalation import RUNNING, Entry, Escalation, State
from engagement.escalating.handled import Case
from engagement.escalating.learned import Used
from engagement.ids import EscalationId, MemberId, ThreadId


class Escalations(Protocol):
    """Escalations, their record, and the frozen dials with which they run."""

    def get(self, name: EscalationId) -> Escalation | None:
        """One of them."""
        ...

    def of_thread(self, thread: ThreadId) -> Escalation | None:
        """The latest one of a thread, its own or one it joined."""
        ...

    def save(self, escalation: Escalation, entries: Sequence[Entry] = ()) -> None:
        """Insert or replace it, and write these lines on its record after those that stand there."""
        ...

    def entries(self, name: EscalationId) -> list[Entry]:
        """Its record, oldest first."""
        ...

    def due(self, until: datetime, limit: int) -> list[Escalation]:
        """Those to be looked at by then, by (next_at, id)."""
        ...

    def next_at(self) -> datetime | None:
        """When the first of them is to be looked at."""
        ...

    def running(self, limit: int = 1_000, states: Collection[State] = RUNNING) -> list[Escalation]:
        """Those that are neither solved nor closed (of them those in ``states``), oldest first."""
        ...

    def loads(self) -> Mapping[MemberId, int]:
        """How many running ones each person has."""
        ...

    def count_running(self) -> Mapping[tuple[str, State], int]:
        """How many run, by team and state, in order."""
        ...

    def handled(self, since: datetime, until: datetime) -> list[Case]:
        """How those opened in [since, until) were handled, by (opened_at, id).

        Without those of whoever said no to being counted.
        """
        ...

    def solved(self, since: datetime, until: datetime) -> list[Escalation]:
        """Those solved in [since, until) and not opened again, newest first.

        Without those of whoever said no to being counted.
        """
        ...

    def answers_used(self, since: datetime, until: datetime) -> list[Used]:
        """Which approved answers were sent in [since, until), oldest first; the same people left out."""
        ...

    def decided(self, limit: int) -> list[Entry]:
        """The latest lines of all records that say how the hub decided on a reply, newest first."""
        ...

    def of_people(self, people: Iterable[MemberId]) -> list[Escalation]:
        """Running ones that one of these people has, oldest first."""
        ...

    def opened_since(self, since: datetime) -> dict[str, tuple[datetime, ...]]:
        """When escalations were opened since then, by the team that owns them, oldest first."""
        ...

    def assigned_since(self, since: datetime) -> Mapping[MemberId, datetime]:
        """When each person last got one, since then."""
        ...

    def keep_policy(self, name: str, governance: Governance) -> None:
        """Keep a frozen copy of the dials; the same name again changes nothing."""
        ...

    def policy(self, name: str) -> Governance | None:
        """The frozen copy of this name."""
        ...
