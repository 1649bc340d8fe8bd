"""``hubbub undo`` beside a Hubbub that runs: it is the owner that undoes, so that what it holds changes at once."""

from collections.abc import Iterator

import pytest

from bots.app.owners import owner_name
from bots.app.store import LEASE
from bots.app.taking_back import undo
from bots.runtime.clock import SystemClock
from engagement.errors import CannotUndo
from storage import StoredMemory, open_memory
from tests.bots.runtime.stage import town
from tests.scenarios.stage import BEN, CY, ROSA, Town
from tests.scenarios.test_undo import asked, newest


@pytest.fixture
def place(lite: StoredMemory) -> Town:
    return Town(lite, town())


@pytest.fixture
def beside(place: Town) -> Iterator[StoredMemory]:
    """The same database as another process has it."""
    memory = open_memory(place.memory.engine.url.render_as_string(hide_password=False))
    yield memory
    memory.close()


def runs(place: Town) -> str:
    """Somebody holds the lease; its name."""
    name = owner_name()
    place.memory.own(place.owner.id, name, SystemClock().now(), LEASE)
    return name


async def test_what_a_running_owner_holds_changes_at_once(place: Town, beside: StoredMemory) -> None:
    runs(place)
    await asked(place)
    await place.press(BEN, "on_it", place.to(BEN)[0])
    await place.fill_in(CY, limit=["3"])
    await place.command(ROSA, "pause")
    acts = [newest(place, "Claim"), newest(place, "SaveHelper"), newest(place, "SetDial")]
    for act in acts:
        assert "was asked to undo" in undo(beside, place.owner.id, place.policy, act.id.upper() + " ")
    assert (place.thread().on_it, place.owner.community.policy.is_paused) == (BEN, True), "not behind its back"
    await place.live.tick()
    assert place.thread().on_it is None
    assert place.owner.community.helpers[CY].limit_per_day is None  # type: ignore[index]
    assert not place.owner.community.policy.is_paused
    assert {d.undone_by for d in place.journal() if d.id in {act.id for act in acts}} == {"command line"}


async def test_a_running_owner_deletes_the_message(place: Town, beside: StoredMemory) -> None:
    runs(place)
    await asked(place)
    sent = next(d for d in place.journal() if d.detail.get("helper") == BEN)
    undo(beside, place.owner.id, place.policy, sent.id)
    assert len(place.to(BEN)) == 1
    await place.live.tick()
    assert place.to(BEN) == []
    assert place.thread().asked == (CY,)


async def test_when_none_runs_it_is_undone_here_and_the_lease_given_back(place: Town, beside: StoredMemory) -> None:
    name = runs(place)
    await asked(place)
    await place.press(BEN, "on_it", place.to(BEN)[0])
    place.memory.disown(place.owner.id, name)
    undo(beside, place.owner.id, place.policy, newest(place, "Claim").id)
    holder = beside.holder(place.owner.id)
    assert holder is None or holder.until <= SystemClock().now()
    place.restart()
    assert place.thread().on_it is None


async def test_what_cannot_be_undone_is_said_to_whoever_asks(place: Town, beside: StoredMemory) -> None:
    runs(place)
    await place.open(BEN)
    for name in ("nothing", newest(place, "SetConsent").id):
        with pytest.raises(CannotUndo):
            undo(beside, place.owner.id, place.policy, name)
    assert place.memory.read(place.owner.id, lambda ledger: ledger.inbox.waiting(5)) == []
