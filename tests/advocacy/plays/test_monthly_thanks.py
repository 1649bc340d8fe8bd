"""Once a month, by name, and in no order but that of time."""

from datetime import UTC, datetime

import pytest

from advocacy.contributions import POINTS
from advocacy.plays.monthly_thanks import MonthlyThanksPolicy, on_daily
from advocacy.thanked import Deserved, LastMonth, deserved, is_first_working_day, last_month
from engagement.actions import Say
from engagement.decisions import Act, Hold
from engagement.people import Purpose
from engagement.records import Contribution
from tests.engagement.made_up import HELP, NOON, PEER, THIRD, situation, tid

FIRST = datetime(2026, 4, 1, 8, tzinfo=UTC)
ON = MonthlyThanksPolicy(channel="news")


@pytest.mark.parametrize(
    ("at", "is_so"), [("2026-04-01", True), ("2026-04-02", False), ("2026-08-01", False), ("2026-08-03", True)]
)
def test_it_is_the_first_of_monday_to_friday(at: str, is_so: bool) -> None:  # noqa: FBT001
    assert is_first_working_day(datetime.fromisoformat(f"{at}T12:00:00+00:00"), "Europe/Berlin") is is_so


def test_the_month_before_is_the_communitys_own() -> None:
    start, end = last_month(FIRST, "Europe/Berlin")
    assert (start.isoformat(), end.isoformat()) == ("2026-02-28T23:00:00+00:00", "2026-03-31T22:00:00+00:00")


def test_who_agreed_is_thanked_in_the_order_of_time_and_nobody_else_says_anything() -> None:
    later = Deserved(member=PEER, helped=9, first_at=NOON)
    first = Deserved(member=THIRD, helped=1, first_at=NOON.replace(day=1))
    month = LastMonth(people=(later, first), channels=(HELP,))
    (act,) = on_daily(situation(now=FIRST, shown={LastMonth: month}), ON)
    assert isinstance(act, Act)
    assert isinstance(act.action, Say)
    assert [item["who"].value for item in act.action.items] == [THIRD, PEER], "who did most is not first"
    assert (act.action.purpose, act.action.mentions) == (Purpose.PUBLISH, ())
    assert on_daily(situation(now=FIRST, shown={LastMonth: month}), MonthlyThanksPolicy()) == []
    assert on_daily(situation(now=NOON, shown={LastMonth: month}), ON) == []
    for empty in (LastMonth(channels=(HELP,)), LastMonth(people=(first,))):
        (hold,) = on_daily(situation(now=FIRST, shown={LastMonth: empty}), ON)
        assert isinstance(hold, Hold)


def test_a_month_is_told_by_what_was_done() -> None:
    def done(name: str, kind: str) -> Contribution:
        return Contribution(id=name + kind, member=PEER, kind=kind, thread=tid(name), at=NOON, points=0)

    some = [done("a", "answer"), done("a", "thanks"), done("b", "useful"), done("c", "welcome"), done("d", "mark")]
    found = deserved(PEER, some, {tid("a"): ("api",), tid("b"): ("api", "install")})
    assert found is not None
    assert (found.helped, found.thanked, found.welcomed, found.topics) == (2, 1, 1, ("api", "install"))
    assert deserved(PEER, [done("d", "mark")], {}) is None


@pytest.mark.parametrize("kind", sorted(POINTS))
def test_whoever_is_named_is_thanked_for_something(kind: str) -> None:
    """A name with nothing behind it stood in the message of whoever had only been thanked by an asker."""
    found = deserved(PEER, [Contribution(id="c", member=PEER, kind=kind, thread=tid("a"), at=NOON, points=0)], {})
    assert found is None or found.helped or found.thanked or found.welcomed
    assert (found is None) is (kind in {"mark", "wish"})
