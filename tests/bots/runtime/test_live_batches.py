"""How many commits and looks it takes: what arrives within a few turns of the loop shares one of each."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bots.runtime.asked import Response
from engagement.events import Event
from tests.bots.runtime.test_live import replace_take_in
from tests.engagement.made_up import posted
from tests.scenarios.stage import Town, at_rest


async def test_what_arrives_turn_by_turn_shares_a_commit(place: Town) -> None:
    await place.open()
    batches: list[int] = []
    take_in = place.owner.take_in

    async def counted(events: Sequence[Event], **more: Any) -> list[Response | None]:
        batches.append(len(events))
        return await take_in(events, **more)

    async def later(turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await place.live.submit([posted(f"m{turns}", "so")])

    place.live.owner = replace_take_in(place, counted)
    await asyncio.gather(*(later(turns) for turns in range(0, 10, 2)))
    assert batches == [5]


async def test_one_look_delivers_for_all_who_were_answered_together(place: Town) -> None:
    await place.open()
    looks: list[int] = []
    deliver = place.live.delivery.deliver

    async def counting() -> int:
        looks.append(1)
        return await deliver()

    place.live.delivery.deliver = counting  # type: ignore[method-assign]
    await asyncio.gather(*(place.live.submit([posted(f"m{nth}", "so")]) for nth in range(5)))
    await at_rest(place.live)
    assert len(looks) == 1
    await place.live.submit([posted("later", "so")])
    await at_rest(place.live)
    assert len(looks) == 2


async def test_a_look_that_was_cut_off_does_not_keep_the_next_one_away(place: Town) -> None:
    await place.open()
    looks: list[int] = []

    async def counting() -> int:
        looks.append(1)
        return 0

    place.live.delivery.deliver = counting  # type: ignore[method-assign]
    await place.live.submit([posted("a", "so")])
    for task in list(place.live._woken):
        task.cancel()
    await asyncio.gather(*place.live._woken, return_exceptions=True)
    await place.live.submit([posted("b", "so")])
    await at_rest(place.live)
    assert looks == [1]
