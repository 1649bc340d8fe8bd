"""Levels and badges: up at once, down only with the quarter, never flapping; conditions are read and never run."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.badges import Badge, can_be_met, read_condition, told, usual
from advocacy.levels import KEPT_FOR, Reached, Somebody, from_entry, looked_at, moved, quarter_of, to_entry, wanted
from advocacy.levels import Shown as ShownThere
from advocacy.presence import change, presence
from advocacy.record import Record
from advocacy.topics import with_a_chance
from engagement.connections import absence_factor
from engagement.ids import MemberId, ThreadId
from engagement.records import Contribution

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
BEN = MemberId("slack-T1:ben")
FIGURES = {"helped": 5, "welcomed": 4, "thanked": 12, "level": 2}


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4), st.booleans()), max_size=40))
def test_nothing_ever_flaps(looks: list[tuple[int, int, bool]]) -> None:
    """Whatever is earned from look to look: what was reached stays 91 days, and falls at a quarter's first look alone."""
    now, stands, changed_at = NOW, Reached(member=BEN), NOW
    falls: list[str] = []
    for days, level, has_badge in looks:
        looked_in, now = quarter_of(now, "UTC"), now + timedelta(days=days)
        after = moved(stands, level, frozenset({"b"} if has_badge else ()), now, "UTC")
        assert after.level >= min(level, stands.level)
        assert after.level >= level or after.level == stands.level, "up at once"
        if after.level < stands.level:
            assert now - changed_at >= KEPT_FOR
            assert quarter_of(now, "UTC") != looked_in, "not within a quarter"
            falls.append(quarter_of(now, "UTC"))
        if "b" in stands.badges and "b" not in after.badges:
            assert now - stands.badges["b"] >= KEPT_FOR
        assert not has_badge or "b" in after.badges
        changed_at = now if after.level != stands.level else changed_at
        assert moved(after, level, frozenset(after.badges), now, "UTC") == after, "looked at twice is looked at once"
        stands = after
    assert len(falls) == len(set(falls))


def somebody(answers: int, days: int, before: Reached | None = None) -> Somebody:
    done = tuple(
        Contribution(id=f"{n}", member=BEN, kind="answer", thread=ThreadId(f"c:{n}"), at=NOW, points=10)  # type: ignore[arg-type]
        for n in range(answers)
    )
    return Somebody(
        member=BEN,
        days=frozenset(NOW.date() - timedelta(days=2 * n) for n in range(days)),
        record=Record(member=BEN, helped=answers, evidence=done),
        before=before or Reached(member=BEN),
    )


@pytest.mark.parametrize(
    ("answers", "days", "level", "badges"),
    [(0, 1, 0, 0), (0, 4, 1, 0), (0, 10, 1, 0), (1, 10, 2, 1), (10, 10, 3, 2), (60, 10, 3, 3), (60, 31, 4, 3)],
)
def test_a_level_takes_being_there_and_having_done_something(answers: int, days: int, level: int, badges: int) -> None:
    found = looked_at(somebody(answers, days), usual(), NOW, "UTC")
    assert (found.level, len(found.badges)) == (level, badges)
    assert from_entry(to_entry(found, NOW)) == found or found.is_nothing


def test_whoever_counts_no_more_has_nothing_and_a_badge_that_is_gone_is_nobodys() -> None:
    before = Reached(member=BEN, level=3, since=NOW, badges={"old": NOW}, given=("discord:X",), quarter="2026q1")
    who = somebody(10, 10, before)
    assert looked_at(who, usual(), NOW, "UTC").badges.keys() == {"answers_1", "answers_10"}
    gone = Somebody(member=BEN, record=who.record, before=before, counts=False)
    assert looked_at(gone, usual(), NOW, "UTC") == Reached(member=BEN, given=("discord:X",))


def test_what_a_platform_shows_goes_with_the_level_and_those_below_it() -> None:
    shown = {2: ShownThere(discord_role="Two", slack_group="two"), 4: ShownThere(discord_role="Four")}
    has = Reached(member=BEN, level=3)
    assert wanted(has, {}, shown, {"discord", "slack"}) == ("discord:Two", "slack:two")
    assert wanted(has, {}, shown, {"sandbox"}) == ("sandbox:Two",)
    assert wanted(has, {}, shown, ()) == ()


def test_a_badge_brings_its_role_only_to_whoever_has_it() -> None:
    when = read_condition("helped >= 1")
    badges = {name: Badge(name=name, title=name, when=when, discord_role=name.title()) for name in ("kind", "host")}
    assert wanted(Reached(member=BEN, badges={"kind": NOW}), badges, {}, {"discord", "slack"}) == ("discord:Kind",)
    assert wanted(Reached(member=BEN), badges, {}, {"discord"}) == ()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("helped >= 5 and welcomed >= 5", False),
        ("helped >= 5 or welcomed >= 5", True),
        ("not (welcomed >= 5) and level = 2", True),
        ("thanked>10 AND Level<3", True),
        ("wishes != 0", False),
    ],
)
def test_a_condition_is_worked_out_on_numbers(text: str, holds: bool) -> None:  # noqa: FBT001
    assert read_condition(text).holds(FIGURES) is holds
    assert can_be_met(read_condition(text))
    assert told(read_condition(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("__import__('os')", "speaks of `__import__`, which nobody counts; there are helped"),
        ("helped", "ends too early"),
        ("helped 5", "ends too early"),
        ("helped >= many", "needs a whole number behind `helped >=`"),
        ("helped >= 5 helped", "cannot be read from `helped` on"),
        ("(helped >= 5", "lacks a closing bracket"),
        ("(" * 99 + "helped >= 5", "is too deep"),
        (" and ".join(["helped >= 5"] * 9), "compares more than 8 times"),
    ],
)
def test_what_is_no_condition_is_said_with_the_cure(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="^" + said.replace("(", r"\(")):
        read_condition(text)


@pytest.mark.parametrize("text", ["level >= 5", "helped > 5 and helped < 6", "days >= 366", "not helped >= 0"])
def test_what_nobody_can_ever_meet_is_seen(text: str) -> None:
    assert not can_be_met(read_condition(text))


def test_presence_is_two_days_a_week_seven_a_month_thirty_a_quarter() -> None:
    today = date(2026, 6, 1)
    assert presence({today, today - timedelta(days=7)}, today) == 0
    assert presence({today, today - timedelta(days=6)}, today) == 1
    assert presence({today - timedelta(days=n) for n in range(7)}, today) == 2
    assert presence({today - timedelta(days=n) for n in range(30)}, today) == 3
    assert presence({today - timedelta(days=365 + n) for n in range(30)}, today) == 0, "more than a year ago"


def test_quiet_and_back_are_told_in_the_week_in_which_it_became_so() -> None:
    today, week = date(2026, 6, 1), timedelta(days=7)
    wrote = {today - timedelta(days=31 + n): 5 for n in range(10)}
    gone = change(wrote, today, week)
    assert gone is not None
    assert (gone.is_back, gone.since) == (False, today - timedelta(days=31))
    assert change(wrote, today + week, week) is None, "it was told a week ago"
    assert change(dict.fromkeys(wrote, 4), today, week) is None, "40 messages are too few"
    back = change({**wrote, today: 20}, today, week)
    assert back is not None
    assert (back.is_back, back.since) == (True, today)
    assert change({**wrote, today: 19}, today, week) is None


@pytest.mark.parametrize(
    ("counts", "factor"), [([1000, 433, 343, 332, 202, 90, 42, 33], 2), ([], 0), ([5], 1), ([1, 1, 1, 1], 2)]
)
def test_the_absence_factor_is_the_fewest_with_half(counts: list[int], factor: int) -> None:
    assert absence_factor(counts) == factor


def test_a_chance_goes_to_the_best_of_those_who_do_not_carry_it_and_only_where_two_do() -> None:
    a, b, c, d = (MemberId(name) for name in "abcd")
    known = {a: 9.0, b: 8.0, c: 1.0}
    assert with_a_chance([a, b, c, d], known) == c
    assert with_a_chance([a, b, d], known) == d
    assert with_a_chance([a, c, b], known) is None, "somebody newer is asked anyway"
    assert with_a_chance([a, b], known) is None
