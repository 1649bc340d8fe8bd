"""A small community to run the engine on: dials, people, and what the memory holds in the end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from bots.runtime.asked import Response
from bots.runtime.batch import Batch
from bots.runtime.community import Community
from config.playbook import PLAYS
from engagement.decisions import Decision
from engagement.events import Event
from engagement.ids import CommunityId, ThreadId
from engagement.people import Role
from engagement.play import Play
from engagement.policy import ChannelPolicy, Policy, RestraintPolicy
from engagement.ports import Ledger
from engagement.records import DueFollowUp, OutboxRow, Within
from engagement.threads import Thread, ThreadState
from storage import StoredMemory, tables
from tests.engagement.histories import Facts, facts_of_member, facts_of_thread
from tests.engagement.made_up import NOON

T = TypeVar("T")
ALL_PLAYS: tuple[Play, ...] = PLAYS
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

    def ids(self, table: Any) -> list[Any]:
        """The ids of all rows of this community."""
        with self.memory.direct(self.policy.community) as ledger:
            query = select(table.c.id).where(table.c.community_id == self.policy.community).order_by(table.c.id)
            return list(ledger.connection.execute(query).scalars())

    @property
    def threads(self) -> dict[ThreadId, Thread]:
        """All threads that were not merged into others."""
        ids = self.ids(tables.threads)
        threads = self.read(lambda ledger: ledger.conversations.threads(ids))
        return {name: thread for name, thread in threads.items() if thread.state is not ThreadState.MERGED}

    @property
    def facts(self) -> Facts:
        """What does not depend on the order of arrival, as stored."""
        ids = self.ids(tables.messages)
        messages = self.read(lambda ledger: ledger.conversations.messages(ids))
        members = self.read(lambda ledger: ledger.people.facts([m.author for m in messages.values()]))
        days = self.read(lambda ledger: ledger.figures.day_counts(Within()))
        return Facts(
            threads={name: facts_of_thread(thread) for name, thread in self.threads.items()},
            homes={m.id: m.thread for m in messages.values() if m.author},
            days={(d.day, d.channel, d.member): d.messages for d in days},
            members={f.id: facts_of_member(f) for f in members.values() if f.first_at is not None},
        )

    @property
    def outbox(self) -> list[OutboxRow]:
        """Everything that was or is to be done on the platforms, oldest first."""
        ids = self.ids(tables.outbox)
        rows = self.read(lambda ledger: [ledger.outbox.get(name) for name in ids])
        return sorted((row for row in rows if row is not None), key=lambda row: (row.created_at, row.id))

    @property
    def follow_ups(self) -> list[DueFollowUp]:
        return self.read(lambda ledger: ledger.follow_ups.due(NOON.replace(year=9000), 100_000))

    @property
    def journal(self) -> list[Decision]:
        return self.read(lambda ledger: list(ledger.journal.every()))
