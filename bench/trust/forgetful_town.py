"""A community on a virtual clock whose members want to be forgotten: where it lives, and how things happen there."""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event

from bots.app.engine import make_live, make_voice
from bots.runtime.clock import ManualClock
from bots.runtime.codec import from_event, to_bytes
from bots.runtime.live import Live
from config.playbook import PLAYS
from engagement.events import Event
from engagement.ids import AccountId, ChannelId, CommunityId, MemberId, MessageId, ThreadId, WorkspaceId, channel_id
from engagement.policy import ChannelPolicy, Policy, RestraintPolicy
from engagement.ports import Ledger
from engagement.records import PendingEvent
from engagement.speech import Capability, Outgoing
from storage import StoredMemory, open_memory
from storage.dump import dump

BEGIN: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORKSPACE: Final = WorkspaceId("slack-T0FORGET")
COMMUNITY: Final = CommunityId("forgetful")
_AT_ONCE: Final = 100


class Wall:
    """A chat platform that takes whatever is said and keeps nothing."""

    def __init__(self) -> None:
        self._numbers = count(1)

    @property
    def name(self) -> str:
        """As any other."""
        return "slack"

    @property
    def capabilities(self) -> frozenset[Capability]:
        """It can do everything."""
        return frozenset(Capability)

    async def send(self, message: Outgoing) -> MessageId:
        """Taken."""
        return MessageId(f"{message.to}:{next(self._numbers)}")

    async def edit(self, sent: MessageId, message: Outgoing) -> None:
        """Taken."""

    async def delete(self, sent: MessageId, *, has_picture: bool = False) -> None:  # none here
        """Taken."""

    async def find(self, message: Outgoing) -> MessageId | None:  # noqa: ARG002  # it keeps nothing
        """Never found."""
        return None

    async def tag(self, thread: ThreadId, tag: str, *, is_on: bool) -> None:
        """Taken."""

    async def give_role(self, account: AccountId, role: str, *, is_on: bool) -> None:
        """Taken."""

    def link(self, message: MessageId, within: ThreadId | None = None) -> str:  # noqa: ARG002  # it has no threads
        """Where it would be seen."""
        return f"https://chat.example/{message}"


def place(name: str) -> ChannelId:
    """The channel that people call so."""
    return channel_id(WORKSPACE, f"C0{name}")


def policy_of(*channels: str) -> Policy:
    """Every play at work in these channels, and nowhere else; nobody is spared an hour of the day."""
    plays = {play.name: play.policy() for play in PLAYS}
    return Policy(
        community=COMMUNITY,
        name="Forgetful",
        dry_run=False,
        channels={name: ChannelPolicy(name=name, plays=plays) for name in channels},
        restraint=RestraintPolicy(quiet_from=time(0), quiet_until=time(0), channel_per_hour=1000, channel_per_day=9999),
    )


@dataclass(slots=True)
class ForgetfulTown:
    """The engine with its memory; what happens is told batch by batch."""

    memory: StoredMemory
    folder: Path
    policy: Policy
    clock: ManualClock = field(default_factory=lambda: ManualClock(BEGIN))
    live: Live = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """As after a restart of the process: nothing is held."""
        policy = self.policy
        self.live = make_live(self.memory, policy, self.clock, make_voice(), lambda _: policy)
        self.live.delivery.platforms = {WORKSPACE: Wall()}

    async def tell(self, events: Sequence[Event]) -> None:
        """What happened, in the order it happened; time goes with it. At the end all is taken in and delivered.

        What is closed takes in nothing more, so a new life begins then.
        """
        for start in range(0, len(events), _AT_ONCE):
            some = events[start : start + _AT_ONCE]
            self.clock.move_to(max(event.at for event in some))
            await self.live.submit(some)
        await self.live.close()
        self.start()

    async def pass_(self, by: timedelta, steps: int = 1) -> None:
        """Time passes; what is due is done."""
        for _ in range(steps):
            self.clock.move_to(self.clock.now() + by / steps)
            await self.live.tick()

    def leave(self, events: Sequence[Event], source: str) -> None:
        """Another process leaves events for the owner, as an import does beside a running Hubbub."""
        for start in range(0, len(events), _AT_ONCE):
            rows = [
                PendingEvent(key=e.key, at=e.at, payload=from_event(e), source=source)
                for e in events[start : start + _AT_ONCE]
            ]
            self.memory.write(COMMUNITY, lambda ledger, rows=rows: ledger.inbox.put(rows)).result()  # type: ignore[misc]

    def write_exports(self, accounts: Sequence[AccountId]) -> None:
        """What these members would be given, and a full dump, as files."""

        def about(ledger: Ledger) -> list[object]:
            known = [ledger.privacy.about(MemberId(account)) for account in accounts]
            return [about for about in known if not about.is_empty]

        (self.folder / "about.json").write_bytes(to_bytes(self.memory.read(COMMUNITY, about)))
        with (self.folder / "dump.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in dump(self.memory.engine))

    def files(self) -> list[Path]:
        """Everything that was written: the database, its logs, ours, and the exports."""
        return sorted(path for path in self.folder.iterdir() if path.is_file())


@contextmanager
def founded(folder: Path, policy: Policy, url: str | None = None) -> Iterator[ForgetfulTown]:
    """A town in this folder, on a SQLite file there unless ``url`` names a database; its log is written there, too."""
    handler = logging.FileHandler(folder / "hubbub.log", encoding="utf-8")
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    memory = open_memory(url or f"sqlite:///{folder / 'hubbub.db'}")
    if url is None:
        _hurry(memory)
    try:
        yield ForgetfulTown(memory, folder, policy)
    finally:
        memory.close()
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()


def _hurry(memory: StoredMemory) -> None:
    """Nothing outlives the run, so nothing need reach the disk; what is written where stays the same."""
    memory.engine.dispose()

    @event.listens_for(memory.engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")


def is_sound(path: Path) -> bool:
    """Whether the database file is whole: what was wiped must have been free."""
    connection = sqlite3.connect(path)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    finally:
        connection.close()
