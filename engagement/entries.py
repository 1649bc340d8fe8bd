"""What is kept of people who help and of what they teach us: one shape of row for all of it.

Levels, nominations, asks, invitations, wishes: each is an ``Entry`` of a kind of its own, and the module of that kind
in ``advocacy`` says what its parts mean. People stand in ``member`` and ``by`` alone, so that erasing, joining and
handing out are done once for every kind (ADR 0025).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from engagement.ids import MemberId, MessageId, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing kept.

    ``id`` is a ``stable_id`` of the kind and of what it is; ``facts`` is JSON without people and without words.
    ``member`` is whom it is about, ``by`` who did it. ``words`` are those of ``by``: gone with them, and with age.
    An entry that its ``member`` may not see carries nothing about them that they were not told.
    """

    kind: str
    id: str
    at: datetime
    member: MemberId | None = None
    by: MemberId | None = None
    thread: ThreadId | None = None
    message: MessageId | None = None
    state: str = ""
    until: datetime | None = None
    """When something is due for it, or when it ends."""
    facts: Mapping[str, object] = field(default_factory=dict)
    words: str = ""

    def text(self, name: str) -> str:
        """A fact that is text; "" where there is none."""
        found = self.facts.get(name)
        return found if isinstance(found, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A fact that is a list of texts."""
        found = self.facts.get(name)
        return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list | tuple) else ()

    def number(self, name: str) -> int:
        """A fact that is a whole number; 0 where there is none."""
        found = self.facts.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else 0


class Brief(NamedTuple):
    """What is told of very many entries at once, to count them: the parts are those of an ``Entry``."""

    id: str
    member: MemberId
    state: str
    facts: Mapping[str, object]


class Entries(Protocol):
    """Everything of this shape in one community. Lists are by (at, id), oldest first."""

    def get(self, kind: str, name: str) -> Entry | None:
        """One of them."""
        ...

    def find(
        self,
        kind: str,
        *,
        member: MemberId | None = None,
        by: MemberId | None = None,
        thread: ThreadId | None = None,
        states: Sequence[str] = (),
        since: datetime | None = None,
    ) -> list[Entry]:
        """All of a kind that are so; a condition left out holds for every one. ``since`` is included."""
        ...

    def of_members(self, kind: str, members: Iterable[MemberId]) -> list[Entry]:
        """All of a kind about one of these members, in any order."""
        ...

    def briefs(self, kind: str) -> list[Brief]:
        """All of a kind that are about somebody, in brief, oldest first."""
        ...

    def due(self, kind: str, until: datetime) -> list[Entry]:
        """Those of a kind whose ``until`` has come by then."""
        ...

    def about(self, member: MemberId) -> list[Entry]:
        """Every entry that is about somebody, or by them, of all kinds."""
        ...

    def save(self, entries: Iterable[Entry]) -> None:
        """Insert or replace, by kind and id."""
        ...

    def drop(self, kind: str, names: Iterable[str]) -> None:
        """Take these away."""
        ...
