"""The log of health figures: each hour, day and week once, whatever was missed, and nothing about a few."""

import asyncio
from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bots.runtime.clock import ManualClock
from bots.runtime.health_log import HealthLog, Place
from bots.runtime.health_reports import read_report, wanted
from bots.runtime.owner import Owner
from engagement.events import MessagePosted
from engagement.health import Health
from engagement.health_days import FEWEST, Span, due
from engagement.ids import AccountId, ChannelId, MemberId
from engagement.ports import Ledger
from storage import StoredMemory
from tests.bots.runtime.stage import Engine
from tests.engagement.made_up import HELP, NOON, OTHER, posted
from tests.scenarios.stage import ADA, BEN, CY, DI, QUESTION, TESS, Town

MONDAY = date(2026, 3, 2)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("after", "first", "now", "expected"),
    [
        (None, MONDAY, "2026-03-03T23:59", []),
        (None, MONDAY, "2026-03-04T00:00", [MONDAY]),
        (MONDAY, MONDAY, "2026-03-04T00:00", []),
        (MONDAY, MONDAY, "2026-03-06T01:00", [date(2026, 3, 3), date(2026, 3, 4)]),
    ],
)
def test_a_day_is_logged_when_all_of_it_had_a_day_to_be_answered(
    after: date | None, first: date, now: str, expected: list[date]
) -> None:
    assert due(Span.DAY, after, first, datetime.fromisoformat(f"{now}:00+00:00")) == expected


def test_weeks_begin_on_mondays() -> None:
    now = datetime.fromisoformat("2026-03-17T00:00:00+00:00")
    assert due(Span.WEEK, None, date(2026, 3, 5), now) == [MONDAY, date(2026, 3, 9)]
    assert due(Span.WEEK, MONDAY, date(2026, 3, 5), now - HOUR) == []


async def test_each_hour_tells_what_waits_and_each_day_what_it_brought(place: Town) -> None:
    await place.open()
    await place.say(ADA, "q1", QUESTION)
    for nth, who in enumerate((BEN, CY, DI, TESS)):
        await place.say(who, f"m{nth}", "Good morning.")
    await place.pass_(minutes=30)
    await place.say(BEN, "a1", "With a token.", of="q1")
    await place.say(BEN, "q2", "Why does the compiler stop with error 42?", channel=OTHER)
    await place.pass_(days=3)

    def log(span: Span, channel: object = None) -> list[tuple[datetime, object]]:
        lines = place.live.owner.memory.read(
            place.live.owner.id, lambda ledger: ledger.health_days.logged(span, NOON - timedelta(days=9), channel)
        )
        return [(line.at, line.figures) for line in lines]

    hours = dict(log(Span.HOUR))
    assert hours[NOON] == {"waiting": 1, "longest_s": 60.0}
    assert hours[max(hours)]["waiting"] == 1
    assert dict(log(Span.HOUR, OTHER))[max(hours)]["waiting"] == 1
    (first, *_) = log(Span.DAY)
    assert first[0].date() == NOON.date()
    assert (first[1]["people"], first[1]["eligible"], first[1]["by_peers"], first[1]["never"]) == (5, 2, 1, 1)
    assert first[1]["median_first_response_s"] == 1800.0
    assert log(Span.DAY, OTHER)[0][1] == {}, "one person wrote there"
    assert len({at for at, _ in log(Span.DAY)}) == len(log(Span.DAY))
    before = (log(Span.HOUR), log(Span.DAY))
    await place.live.health_log.go_on(place.now)
    assert (log(Span.HOUR), log(Span.DAY)) == before


async def written(place: Town, days: int) -> None:
    """Weeks in which five people write in one channel, and few in the other."""
    for day in range(0, days, 2):
        for nth, who in enumerate((ADA, BEN, CY, DI, TESS)):
            await place.say(who, f"q{day}-{nth}", QUESTION)
        await place.say(BEN, f"a{day}", "With a token.", of=f"q{day}-0")
        await place.say(BEN, f"o{day}", "Why does the compiler stop?", channel=OTHER)
        await place.pass_(days=2)


async def test_the_reports_that_pages_show_are_kept_and_are_what_counting_anew_gives(place: Town) -> None:
    await place.open()
    await written(place, 24)
    with place.memory.direct(place.live.owner.id) as ledger:
        ledger.health_days.drop_reports(ledger.health_days.reports())
        assert ledger.health_days.reports() == set()
    await place.pass_(hours=1)

    def both(ledger: Ledger) -> list[tuple[Health | None, Health]]:
        kept = ledger.health_days.reports()
        assert kept == wanted(ledger)
        mode = place.live.health_log.mode
        return [
            (ledger.health_days.report(weeks, channel), read_report(ledger, weeks, channel, mode, ()))
            for channel, weeks in kept
        ]

    found = place.live.owner.memory.read(place.live.owner.id, both)
    assert len(found) >= 1
    assert all(one == other for one, other in found)
    assert max(one.participation.human_messages for one, _ in found if one is not None) > 50


async def test_one_late_reply_leaves_kept_reports_alone_and_an_imported_history_does_not(place: Town) -> None:
    await place.open()
    await written(place, 16)

    def kept(ledger: Ledger) -> dict[object, Health | None]:
        return {one: ledger.health_days.report(one[1], one[0]) for one in ledger.health_days.reports()}

    def now() -> dict[object, Health | None]:
        return place.live.owner.memory.read(place.live.owner.id, kept)

    before = now()
    await place.say(CY, "late", "With a token.", of="q0-1")
    await place.pass_(hours=1)
    assert now() == before
    old = NOON - timedelta(days=14)
    await place.tell(
        *(posted(f"h{nth}", QUESTION, AccountId(f"slack-T1:new{nth}"), -14 * 1440 + nth * 30) for nth in range(6))
    )
    await place.pass_(hours=1)
    assert now() != before
    assert min(weeks.first for _, weeks in place.live.owner.memory.read(place.live.owner.id, wanted)) <= old.date()


_LOOKS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([0, 0, 0, 2, 9, 16]), st.integers(0, 99_999)), min_size=16, max_size=24
)
"""After how many days somebody looks, how many days back something came late (0: nothing did), and a seed."""
Wrote = tuple[date, ChannelId, MemberId]


def a_day(chance: Random, day: int, asked: dict[ChannelId, list[str]]) -> list[MessagePosted]:
    """What some of nine people write on a day: questions, replies to earlier ones, and other things."""
    found: list[MessagePosted] = []
    for minute in sorted(chance.sample(range(1_440), chance.randrange(2, 12))):
        name, channel = f"{day:03}-{minute:04}-{chance.random()}", chance.choice([HELP, HELP, HELP, OTHER])
        known, kind = asked.setdefault(channel, []), chance.choice(["ask", "ask", "reply", "talk"])
        of = chance.choice(known) if kind == "reply" and known else None
        who = MemberId(f"slack-T1:p{chance.randrange(9)}")
        text = QUESTION if kind == "ask" else "With a token."
        found.append(posted(name, text, who, day * 1_440 + minute, channel=channel, of=of))
        known += [name] if kind == "ask" else []
    return found


@given(_LOOKS)
@settings(max_examples=max(4, settings.default.max_examples // 20), phases=[Phase.generate])  # a smaller one takes long
def test_what_is_kept_was_counted_when_it_was_kept_and_is_kept_as_it_was_or_counted_anew(
    lite: StoredMemory, looks: list[tuple[int, int, int]]
) -> None:
    engine, clock = Engine(lite), ManualClock(NOON)
    log = HealthLog(Owner(engine.community, lite, clock))
    asked, wrote, kept, today = dict[ChannelId, list[str]](), set[Wrote](), dict[Place, Health](), 0

    def both(ledger: Ledger) -> dict[Place, tuple[Health | None, Health]]:
        found = ledger.health_days.reports()
        assert found == wanted(ledger)
        return {
            (place, weeks): (ledger.health_days.report(weeks, place), read_report(ledger, weeks, place, log.mode, ()))
            for place, weeks in found
        }

    for days, back, seed in looks:
        chance = Random(seed)  # noqa: S311  # a history, not a secret
        late = [max(0, today - back)] if back else []
        come = [each for day in (*late, *range(today, today + days)) for each in a_day(chance, day, asked)]
        today += days
        new = {(one.at.date(), one.channel, MemberId(one.author)) for one in come} - wrote
        wrote |= new
        clock.move_to(NOON + timedelta(days=today))
        engine.take(come, clock.now())
        asyncio.run(log.go_on(clock.now()))
        found = engine.read(both)
        for (place, weeks), (report, fresh) in found.items():
            assert report is not None
            moved = sum(weeks.first <= day < weeks.last + timedelta(days=7) for day, _, _ in new)
            is_anew = (place, weeks) not in kept or moved >= FEWEST
            assert report == (fresh if is_anew else kept[place, weeks])
        kept = {where: report for where, (report, _) in found.items() if report is not None}
    assert kept, "in two weeks and more nine people make a report"
