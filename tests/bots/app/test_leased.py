"""One owner per app: a second process waits without connecting, and one that lost its lease leaves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bots.app import leased
from bots.app.identifies import StoredBudget, windows_for
from bots.app.leased import LeasedConnection, digest_of, partition_of
from bots.runtime.clock import ManualClock, SystemClock
from engagement.errors import NotOwner
from engagement.hosting import TroubleKind
from engagement.identifying import WINDOWS
from engagement.ids import WorkspaceId
from storage import StoredMemory, open_memory
from tests.bots.platforms.discord.host import RecordingHost
from tests.engagement.made_up import NOON

PLACE = WorkspaceId("slack-T1")


@dataclass
class Line:
    """A connection that only notes what is asked of it."""

    asked: list[str] = field(default_factory=list)
    platform: str = "slack"

    @property
    def state(self) -> Mapping[str, str]:
        return {"state": self.asked[-1] if self.asked else "connecting", "since": NOON.isoformat()}

    async def open(self) -> None:
        self.asked.append("connected")

    async def hush(self) -> None:
        self.asked.append("hushed")

    async def close(self) -> None:
        self.asked.append("stopped")


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[StoredMemory]:
    found = open_memory(f"sqlite:///{tmp_path / 'hubbub.db'}")
    yield found
    found.close()


def connection(memory: StoredMemory, host: RecordingHost, app: str = "app") -> tuple[LeasedConnection, Line]:
    line = Line()
    return LeasedConnection(inner=line, memory=memory, app=app, host=host, place=PLACE), line


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_the_second_waits_without_connecting_and_says_for_whom(
    memory: StoredMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leased, "_BETWEEN_TRIES_S", 0.01)
    host = RecordingHost({})
    (first, line), (second, waiting) = connection(memory, host), connection(memory, host)
    await first.open()
    await second.open()
    assert (line.asked, waiting.asked) == (["connected"], [])
    assert second.state["state"] == "waiting"
    assert "another process uses the same app" in second.state["why"]
    assert host.matters == {(TroubleKind.APP_TAKEN, "")}
    await first.close()
    await until(lambda: waiting.asked == ["connected"])
    assert (second.state["state"], host.matters) == ("connected", set())
    await second.close()


async def test_one_that_waits_can_be_stopped(memory: StoredMemory) -> None:
    host = RecordingHost({})
    (first, _), (second, waiting) = connection(memory, host), connection(memory, host)
    await first.open()
    await second.open()
    await second.hush()
    await second.close()
    assert (waiting.asked, second.state["state"]) == ([], "stopped")
    assert first.is_ours
    await first.renew()
    assert first.is_ours


async def test_one_that_was_asleep_while_another_took_over_leaves(memory: StoredMemory) -> None:
    host = RecordingHost({})
    first, line = connection(memory, host)
    await first.open()
    partition = partition_of("app")
    now = SystemClock().now()
    memory.own(partition, first._owner, now - timedelta(minutes=5), timedelta(seconds=1))  # its lease ran out
    memory.own(partition, "another/1/x", now, timedelta(minutes=1))
    await first.renew()
    assert line.asked == ["connected", "stopped"]
    assert (first.is_ours, first.state["state"]) == (False, "stopped")
    assert host.matters == {(TroubleKind.APP_TAKEN, "")}
    await first.close()
    holder = memory.holder(partition)
    assert holder is not None
    assert holder.owner == "another/1/x"


async def test_apps_do_not_stand_in_each_others_way(memory: StoredMemory) -> None:
    host = RecordingHost({})
    (first, _), (second, _) = connection(memory, host, "one"), connection(memory, host, "two")
    await first.open()
    await second.open()
    assert first.is_ours
    assert second.is_ours


def test_a_digest_gives_nothing_away_and_tells_apps_apart() -> None:
    assert digest_of("slack", "xoxb-secret") == digest_of("slack", "xoxb-secret") != digest_of("slack", "xoxb-other")
    assert "secret" not in digest_of("slack", "xoxb-secret")
    assert digest_of("discord", None)


# --- the budget of connections to Discord -----------------------------------------------------------------------------


def budget(memory: StoredMemory, clock: ManualClock, app: str = "app", **more: int) -> StoredBudget:
    return StoredBudget(memory=memory, partition=partition_of(app), app=app, clock=clock, **more)  # type: ignore[arg-type]


async def test_processes_that_crash_one_after_the_other_share_one_budget(memory: StoredMemory) -> None:
    clock = ManualClock(NOON)
    for _ in range(3):
        assert await budget(memory, clock).spend() == timedelta()
        clock.move_to(clock.now() + timedelta(seconds=1))
    assert await budget(memory, clock).spend() == await budget(memory, clock).wait() == timedelta(seconds=57)
    assert await budget(memory, clock, "other").spend() == timedelta()
    clock.move_to(clock.now() + timedelta(seconds=57))
    assert await budget(memory, clock).spend() == timedelta()


async def test_several_at_the_same_instant_count_each(memory: StoredMemory) -> None:
    clock = ManualClock(NOON)
    assert [await budget(memory, clock).spend() > timedelta() for _ in range(4)] == [False, False, False, True]


async def test_what_is_looked_at_is_not_spent_and_what_is_a_day_old_is_forgotten(memory: StoredMemory) -> None:
    clock = ManualClock(NOON)
    one = budget(memory, clock, total=2)
    assert await one.wait() == timedelta()
    await one.spend()
    clock.move_to(NOON + timedelta(hours=1))
    await one.spend()
    assert await one.is_day_spent()
    assert await one.wait() == timedelta(hours=23)
    clock.move_to(NOON + timedelta(days=2))
    assert not await one.is_day_spent()
    await one.spend()
    with memory.direct(partition_of("app")) as ledger:
        assert ledger.identifies.since("app", NOON) == [clock.now()]


async def test_whoever_lost_the_app_sends_no_identify(memory: StoredMemory) -> None:
    now = SystemClock().now()
    memory.own(partition_of("app"), "first", now, timedelta(seconds=30))
    with memory.engine.begin() as connection:
        connection.exec_driver_sql("update leases set owner = 'second', epoch = 2")
    with pytest.raises(NotOwner, match="taken over"):
        await budget(memory, ManualClock(NOON)).spend()


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        (None, False), ("wss://gateway.discord.gg", False), ("ws://127.0.0.1:8000", True), ("ws://localhost:1", True),
        ("ws://[::1]:1", True), ("ws://proxy.example", False), ("ws://10.0.0.1", False),
    ],
)  # fmt: skip
def test_only_a_gateway_on_this_machine_is_a_proxy(url: str | None, *, is_here: bool) -> None:
    assert windows_for(url) == (() if is_here else WINDOWS)
