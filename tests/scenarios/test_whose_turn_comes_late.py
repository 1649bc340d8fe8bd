"""What was decided in time and can only be said later: night, stop and caps hold when it is said, not when it was decided."""

from datetime import timedelta
from typing import Any

import pytest

from engagement.actions import Reach
from engagement.errors import NotConnected
from engagement.people import Purpose
from engagement.policy import RestraintPolicy
from engagement.speech import plain
from tests.bots.runtime.stage import town
from tests.engagement.made_up import HELP
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, DI, MANAGERS, ROSA, TESS, Town

AWAY = NotConnected("the platform is away")


def away(place: Town, tries: int = 10_000) -> None:
    place.board.fails = [AWAY] * tries


def back(place: Town) -> None:
    place.board.fails = []


async def test_an_ask_held_up_until_the_evening_is_not_made_at_night(found: Founding) -> None:
    place = found(town(restraint=RestraintPolicy()))
    await place.open(BEN)
    await place.pass_(hours=8, minutes=20)
    await place.ask()  # at 20:20
    await place.pass_(minutes=19)
    away(place)
    await place.pass_(minutes=2)  # decided at 20:40
    back(place)
    place.clock.move_to(place.now + timedelta(minutes=24))
    await place.live.tick()  # at 21:05
    assert place.to(BEN) == []
    await place.pass_(hours=13)
    assert place.to(BEN) == [], "by the morning it was too late"


async def test_a_thank_you_held_up_until_the_night_comes_in_the_morning(found: Founding) -> None:
    place = found(town(restraint=RestraintPolicy()))
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=10)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.pass_(hours=8, minutes=45)
    away(place)
    await place.react(ADA, "a")  # at 20:55
    back(place)
    place.clock.move_to(place.now + timedelta(minutes=10))
    await place.live.tick()
    assert place.to(BEN) == []
    await place.pass_(hours=12)
    assert len(place.to(BEN)) == 1


async def test_a_helpers_own_zone_counts_for_thanks_too(found: Founding) -> None:
    place = found(town(restraint=RestraintPolicy()))
    await place.open(BEN)
    await place.fill_in(BEN, timezone=["Asia/Tokyo"])  # 21:00 there
    await place.ask()
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.react(ADA, "a")
    assert place.to(BEN) == []
    await place.pass_(hours=11)
    assert len(place.to(BEN)) == 1


@pytest.mark.parametrize(("control", "is_said"), [("stop_own", False), ("start_own", True)])
async def test_a_reminder_held_up_is_not_said_after_stop(place: Town, control: str, *, is_said: bool) -> None:
    await place.open()
    await place.ask()
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.pass_(hours=23, minutes=59)
    away(place)
    await place.pass_(minutes=2)
    await place.press(ADA, control)
    back(place)
    await place.pass_(minutes=5)
    assert bool(place.board.seen(Reach.ASKER)) is is_said


async def test_a_reminder_waits_for_the_askers_morning(found: Founding) -> None:
    place = found(town(restraint=RestraintPolicy()))
    await place.open()
    await place.pass_(hours=9, minutes=30)
    await place.ask()  # at 21:30
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "With a POST", of="q")
    await place.pass_(hours=24, minutes=30)
    assert place.board.seen(Reach.ASKER) == []
    await place.pass_(hours=10)
    assert len(place.board.seen(Reach.ASKER)) == 1


async def test_a_thank_you_held_up_is_not_said_to_whoever_said_stop_meanwhile(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "With a POST", of="q")
    away(place)
    await place.react(ADA, "a")
    await place.press(BEN, "stop")
    back(place)
    await place.pass_(minutes=5)
    assert place.to(BEN) == []
    consents = place.memory.read(place.owner.id, lambda ledger: ledger.people.consents(BEN))  # type: ignore[arg-type]
    assert consents[Purpose.ASK_ME] is False


async def test_the_day_between_two_asks_begins_when_the_first_was_said(place: Town) -> None:
    await place.open(BEN)
    await place.ask("q1", "How do I call the endpoint from a script?")
    await place.pass_(minutes=19)
    away(place)
    await place.pass_(minutes=1)
    place.clock.move_to(place.now + timedelta(minutes=90))
    back(place)
    await place.live.tick()
    said_at = place.now
    assert len(place.to(BEN)) == 1
    await place.press(BEN, "why", place.to(BEN)[0])
    await place.pass_(hours=21, minutes=30)
    await place.ask("q2", "Why does the compiler run out of memory?", CY)
    await place.pass_(hours=2)
    assert place.now - said_at < timedelta(days=1)
    assert len(place.to(BEN)) == 1, "a day after it was decided, but not after it was said"


async def test_a_storm_is_told_once_however_long_it_blows(place: Town) -> None:
    await place.open(BEN)
    for nth in range(12):
        who = (ADA, DI, TESS, CY)[nth % 4]
        await place.ask(f"q{nth}", f"Why does the login page show error 503 since today, number {nth}?", who)
        await place.pass_(minutes=12)
    await place.pass_(minutes=30)
    told = [m for m in place.board.seen(Reach.MANAGERS) if "Many people ask nearly the same" in plain(m.text)]
    assert len(told) == 1


async def test_what_changes_while_nothing_can_be_said_is_said_once(place: Town) -> None:
    await place.open()
    for nth in range(4):
        await place.ask(f"q{nth}", f"How do I call the endpoint number {nth} from a script?", (ADA, CY, DI, TESS)[nth])
        await place.pass_(minutes=1)
    await place.pass_(minutes=144)
    away(place)
    await place.pass_(minutes=10)
    back(place)
    place.board.calls.clear()
    await place.pass_(minutes=1)
    lists = [message for message in place.board.seen(Reach.MANAGERS) if "waiting" in plain(message.text)]
    assert len(lists) == 1
    assert "4" in plain(lists[0].text)
    assert "edit" not in [name for name, _ in place.board.calls], "nothing was said that was out of date already"


async def test_earlier_answers_count_against_the_channels_share(found: Founding) -> None:
    place = found(town(restraint=RestraintPolicy(channel_per_hour=1)))
    await place.open()
    await place.ask("old", "How do I rotate the webhook signing secret?", DI)
    await place.pass_(minutes=2)
    await place.say(BEN, "a", "In the settings", of="old")
    await place.react(DI, "a")
    await place.pass_(days=2)
    for nth, who in enumerate((ADA, CY)):
        await place.ask(f"q{nth}", "how can I rotate my webhook signing secret?", who)
        await place.pass_(minutes=2)
    offers = [m for m in place.board.seen(Reach.ASKER) if m.to.startswith(HELP)]
    assert len(offers) == 1
    assert "said enough in this channel within the hour" in place.reasons("similar_threads")


async def test_words_go_when_a_question_is_edited_away(place: Town) -> None:
    def kept() -> Any:
        found = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.words_of([place.thread().id]))
        return [words.text for some in found.values() for words in some]

    await place.open()
    await place.ask()
    assert len(kept()) == 1
    await place.edit(ADA, "q", "never mind")
    assert kept() == []
    await place.pass_(minutes=1)
    await place.edit(ADA, "q", "Sorry, how do I call the endpoint after all?")
    assert kept() == ["Sorry, how do I call the endpoint after all?"]


async def test_the_daily_word_is_looked_for_once_a_day(found: Founding) -> None:
    place = found(town(dry_run=True))
    await place.open(BEN)
    for _ in range(3):
        await place.ask(f"q{_}", "How do I call the endpoint from a script?", (ADA, CY, DI)[_])
        await place.pass_(days=1, hours=1)
    assert [m.to for m in place.board.seen(Reach.MANAGERS)].count(MANAGERS) >= 2
    assert ROSA not in [m.to for m in place.board.seen()]


async def test_whoever_is_marked_again_is_thanked_once(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=1)
    await place.say(BEN, "a", "With a POST", of="q")
    for _ in range(2):
        await place.react(ADA, "a")
        await place.pass_(minutes=1)
        await place.react(ADA, "a", off=True)
        await place.pass_(minutes=1)
    assert len(place.to(BEN)) == 1
