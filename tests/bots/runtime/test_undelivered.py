"""Managers hear once, bundled, of what could not be said."""

import pytest

from engagement.actions import Reach, Say
from engagement.errors import Rejected
from tests.bots.runtime.test_delivery import TEXT, put, row, state
from tests.bots.runtime.test_lines import there
from tests.engagement.made_up import OTHER
from tests.scenarios.stage import Town


@pytest.fixture
async def opened(place: Town) -> Town:
    await place.open()
    return place


async def test_several_failures_are_told_once_and_together(opened: Town) -> None:
    opened.board.fails = [Rejected("no"), Rejected("no")]
    await put(opened, there("a"), there("b", OTHER))
    await opened.live.tick()
    assert opened.board.texts(Reach.MANAGERS) == []
    await opened.pass_(minutes=3)
    await opened.pass_(hours=5)
    (told,) = opened.board.texts(Reach.MANAGERS)
    assert "I could not deliver everything: 2 (2026-" in told


async def test_a_later_failure_is_told_anew(opened: Town) -> None:
    for name in "ab":
        opened.board.fails = [Rejected("no")]
        await put(opened, there(name))
        await opened.pass_(minutes=3)
        await opened.pass_(minutes=3)
    assert len(opened.board.texts(Reach.MANAGERS)) == 2


async def test_what_is_unclear_for_a_day_is_told_and_still_looked_for(opened: Town) -> None:
    opened.board.loses, opened.board.sees = 1, False
    await put(opened, there("one"))
    await opened.pass_(hours=23)
    assert opened.board.texts(Reach.MANAGERS) == []
    await opened.pass_(hours=2)
    await opened.pass_(minutes=3)
    assert len(opened.board.texts(Reach.MANAGERS)) == 1
    assert state(opened).state == "unknown"
    opened.board.sees = True
    await opened.pass_(hours=2)
    assert state(opened).state == "sent"


async def test_what_the_managers_did_not_get_does_not_lead_to_another_message_for_them(opened: Town) -> None:
    opened.board.fails = [Rejected("no")]
    await put(opened, row(say=Say(text=TEXT, reach=Reach.MANAGERS, to="", is_unprompted=False)))
    await opened.pass_(hours=1)
    assert opened.board.seen() == []
    with opened.memory.direct(opened.owner.id) as ledger:
        assert ledger.outbox.untold(opened.now) == []
