"""The log of health figures: each hour, day and week once, whatever was missed, and nothing about a few."""

from datetime import date, datetime, timedelta

import pytest

from engagement.health_days import Span, due
from tests.engagement.made_up import NOON, OTHER
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
