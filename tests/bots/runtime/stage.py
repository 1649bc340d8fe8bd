"""A small community to run the engine on: dials, people, and what the memory holds in the end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from bots.runtime.batch import Batch, Response
from bots.runtime.community import Community
from config.playbook import PLAYS
from engagement.decisions import Decision
from engagement.events import Event
from engagement.ids import CommunityId, MemberId
from engagement.people import Role
from engagement.play import Play
from engagement.plays import manager_desk
from engagement.policy import ChannelPolicy, Policy, RestraintPolicy
from engagement.ports import Ledger
from engagement.records import DueFollowUp, OutboxRow, Within
from engagement.threads import ThreadState
from storage import StoredMemory, tables
from storage.nouns.conversations import to_message, to_thread
from storage.nouns.deeds import _due, _outbox_row
from tests.engagement.histories import Facts, facts_of_member, facts_of_thread
from tests.engagement.made_up import NOON

T = TypeVar("T")
ALL_PLAYS: tuple[Play, ...] = (*PLAYS, *(() if manager_desk.PLAY in PLAYS else (manager_desk.PLAY,)))
_numbers = count(1)
NEVER_QUIET = RestraintPolicy(quiet_from=time(0), quiet_until=time(0))


def dials(name: str, plays: Sequence[Play] = ALL_PLAYS, **more: Any) -> ChannelPolicy:
    """A live channel with every play on, each with its own defaults unless ``policies`` says otherwise."""
    policies: Mapping[str, object] = more.pop("policies", {})
    on = {play.name: policies.get(play.name) or play.policy() for play in plays}
    return ChannelPolicy(name=name, plays=on, **more)


def town(**more: Any) -> Policy:
    """A live community: #help (with the topic api), #other, #managers; Rosa manages, Sam is on the staff."""
    fields: dict[str, Any] = {
        "community": CommunityId(f"town-{next(_numbers)}"),
        "name": "Town",
        "dry_run": False,
        "topics": {"api": ("endpoint",), "build": ("compiler",)},
        "channels": {"help": dials("help"), "other": dials("other")},
        "managers_channel": "managers",
        "roles": {"rosa": Role.MANAGER, "sam": Role.STAFF, "tess": Role.TRUSTED},
        "restraint": NEVER_QUIET,
    }
    return Policy(**fields | more)


@dataclass(slots=True)
class Engine:
    """The engine on one memory, batch by batch, without any clock of its own."""

    memory: StoredMemory
    policy: Policy = field(default_factory=town)
    plays: Sequence[Play] = ALL_PLAYS
    key: str = "a key"
    community: Community = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """As after a restart: everything that was only held is forgotten."""
        with self.ledger() as ledger:
            self.community = Community.load(ledger, self.policy, self.plays, self.key, NOON)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        with self.memory.direct(self.policy.community) as ledger:
            yield ledger

    def run(self, do: Callable[[Batch], T], now: datetime = NOON, kept_from: datetime | None = None) -> T:
        with self.ledger() as ledger:
            batch = Batch(self.community, ledger, now, kept_from)
            result = do(batch)
            batch.flush()
        batch.settle()
        return result

    def take(self, events: Sequence[Event], now: datetime = NOON) -> list[Response | None]:
        return self.run(lambda batch: batch.take_all(events), now)

    def read(self, work: Callable[[Ledger], T]) -> T:
        return self.memory.read(self.policy.community, work)

    # --- what the memory holds ------------------------------------------------------------------------------------

    def rows(self, table: Any) -> list[Any]:
        with self.memory.direct(self.policy.community) as ledger:
            query = select(table).where(table.c.community_id == self.policy.community)
            return list(ledger.connection.execute(query.order_by(*table.primary_key.columns)).mappings())

    @property
    def facts(self) -> Facts:
        """What does not depend on the order of arrival, as stored."""
        threads = [to_thread(list(row.values())[1:]) for row in self.rows(tables.threads)]
        messages = [to_message(list(row.values())[1:]) for row in self.rows(tables.messages)]
        members = self.read(lambda ledger: ledger.people.facts([MemberId(m.author) for m in messages]))
        days = self.read(lambda ledger: ledger.figures.day_counts(Within()))
        return Facts(
            threads={t.id: facts_of_thread(t) for t in threads if t.state is not ThreadState.MERGED},
            homes={m.id: m.thread for m in messages if m.author},
            days={(d.day, d.channel, d.member): d.messages for d in days},
            members={f.id: facts_of_member(f) for f in members.values() if f.first_at is not None},
        )

    @property
    def outbox(self) -> list[OutboxRow]:
        rows = sorted(self.rows(tables.outbox), key=lambda row: (row["created_at"], row["id"]))
        return [_outbox_row(_Attributes(row)) for row in rows]

    @property
    def follow_ups(self) -> list[DueFollowUp]:
        rows = sorted(self.rows(tables.follow_ups), key=lambda row: (row["due_at"], row["id"]))
        return [_due(list(row.values())[1:]) for row in rows]

    @property
    def journal(self) -> list[Decision]:
        return self.read(lambda ledger: list(ledger.journal.every()))


class _Attributes:
    """A row's columns as attributes."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.__dict__.update(row)
