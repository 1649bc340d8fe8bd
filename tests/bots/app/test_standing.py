"""How everything stands, told beside a running process: a sandbox by its own clock."""

from datetime import timedelta

from bots.app.standing import standing_of, to_lines
from engagement.events import ChannelSeen
from engagement.ids import ChannelId
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.scenarios.stage import BEN, Town

DAY = timedelta(days=1)


async def asked(lite: StoredMemory) -> Town:
    """A question that is looked at again in a while."""
    place = Town(lite, town())
    await place.open(BEN)
    await place.ask()
    return place


async def test_a_sandbox_is_looked_at_by_its_own_clock_and_others_by_the_machines(lite: StoredMemory) -> None:
    place = await asked(lite)
    later = place.now + DAY
    real = standing_of(lite, place.owner.id, place.now, sandbox_now=later)
    assert (real.now, real.follow_ups_due) == (place.now, 0), "no channel of it is in the sandbox"
    with lite.direct(place.owner.id) as ledger:
        there = ChannelId("sandbox:help")
        ledger.places.save([ChannelSeen(key="c", at=place.now, channel=there, name="help")])
    found = standing_of(lite, place.owner.id, place.now, sandbox_now=later)
    assert found.now == later
    assert 0 < found.follow_ups_due <= found.follow_ups
    assert any(f"its clock: {later:%Y-%m-%d %H:%M}" in line for line in to_lines(found, place.now))
    assert not any("its clock" in line for line in to_lines(real, place.now))
