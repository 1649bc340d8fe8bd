"""What has really changed: found in the log, told once, explained by parts about enough people, and rarely wrong."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from engagement.alert_causes import (
    ASKERS,
    CHANNEL,
    FEW_HELPERS,
    HELPERS,
    MANY_HELPERS,
    NEWCOMERS,
    TOPIC,
    Question,
    Writing,
    causes_of,
)
from engagement.alerts import Alert, RealChanges, as_told, days_of, found, to_entry, value_told
from engagement.causes import Effect
from engagement.change_points import WINDOW, Change
from engagement.digests import BETTER, OTHER, WORSE, Figure
from engagement.health_days import LogLine, Span
from engagement.ids import ChannelId, MemberId
from tests.engagement.made_up import HELP, NOON
from tests.engagement.made_up import OTHER as ELSEWHERE

FIRST = date(2026, 1, 5)
ONE = timedelta(days=1)
SINCE = FIRST + 40 * ONE
CHANGE = Change(since=SINCE, before=0.9, after=0.6, shift=-0.3, low=-0.4, high=-0.2, chance=0.0)


def line(nth: int, **figures: float | None) -> LogLine:
    at = datetime.combine(FIRST + nth * ONE, time.min, UTC)
    usual: dict[str, float | None] = {
        "eligible": 20, "never": 2, "answered_24h": 16, "by_peers": 12, "median_first_response_s": 600.0, "people": 30,
    }  # fmt: skip
    return LogLine(span=Span.DAY, at=at, figures=usual | figures)


def history(days: int = WINDOW, seed: int = 1, **after: float) -> list[LogLine]:
    """Days that waver a little; from the 40th on with these figures on top."""
    dice = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
    lines: list[LogLine] = []
    for nth in range(days):
        changed = after if nth >= 40 else {}
        some = {
            "people": 30.0 + dice.randint(-3, 3), "eligible": 20.0 + dice.randint(-2, 2),
            "median_first_response_s": 600.0 + dice.randint(-60, 60),
        }  # fmt: skip
        some["answered_24h"] = some["eligible"] - dice.randint(2, 5)
        lines.append(line(nth, **{**some, **{name: some[name] + more for name, more in changed.items()}}))
    return lines


def test_figures_of_days_are_those_of_the_log_and_none_where_too_few_took_part() -> None:
    lines = [line(0), replace(line(1), figures={}), line(2, eligible=0, never=0, median_first_response_s=None)]
    expected = {
        Figure.QUESTIONS: [20, None, 0],
        Figure.ANSWERED: [0.8, None, None],
        Figure.FIRST_REPLY: [600.0, None, None],
        Figure.BY_MEMBERS: [12 / 18, None, None],
        Figure.PEOPLE: [30, None, 30],
    }
    assert {figure: [day.value for day in days_of(lines, figure)] for figure in Figure} == expected
    assert days_of(lines, Figure.PEOPLE)[1].day == FIRST + ONE


@pytest.mark.parametrize(
    ("after", "figure", "way"),
    [
        ({"people": -8}, Figure.PEOPLE, WORSE),
        ({"people": 8}, Figure.PEOPLE, BETTER),
        ({"median_first_response_s": 300}, Figure.FIRST_REPLY, WORSE),
        ({"median_first_response_s": -200}, Figure.FIRST_REPLY, BETTER),
        ({"answered_24h": -7}, Figure.ANSWERED, WORSE),
    ],
)
def test_a_real_change_is_found_with_its_day_and_its_way(after: dict[str, float], figure: Figure, way: str) -> None:
    ((which, change),) = found(history(**after), {}, 1)
    assert which is figure
    assert abs((change.since - (FIRST + 40 * ONE)).days) <= 2
    assert Alert(figure=figure, change=change).way == way


def test_what_did_not_change_is_not_told_nor_anything_where_no_false_alarm_is_accepted() -> None:
    assert found(history(), {}, 1) == []
    assert found(history(people=-8), {}, 0) == []
    assert found([], {}, 1) == []
    assert found([replace(each, figures={}) for each in history(people=-8)], {}, 1) == []


def test_a_change_is_told_once_and_the_next_one_again() -> None:
    lines = history(people=-8)
    ((_, change),) = found(lines, {}, 1)
    entry = to_entry(Alert(figure=Figure.PEOPLE, change=change), "30.0", "22.0", NOON)
    assert (entry.state, entry.text("since"), entry.text("figure")) == (WORSE, change.since.isoformat(), "people")
    noted = {entry.text("figure"): entry}
    assert found(lines, noted, 1) == []
    later = [line(nth, people=22.0 + nth % 3) for nth in range(WINDOW, WINDOW + 30)]
    assert found([*lines, *later], noted, 1) == []
    again = [line(nth, people=8.0 + nth % 3) for nth in range(WINDOW + 30, WINDOW + 60)]
    ((_, second),) = found([*lines, *later, *again], noted, 1)
    assert second.since > change.since
    assert RealChanges().found == ()


def test_people_and_questions_are_rounded_and_what_reads_alike_is_not_told() -> None:
    assert [as_told(Figure.PEOPLE, value) for value in (0.0, 2.4, 2.6, 12.4, 12.6, -12.0)] == [0, 0, 5, 10, 15, -10]
    assert [as_told(Figure.QUESTIONS, value) for value in (0.4, 4.8)] == [0, 5]
    assert as_told(Figure.ANSWERED, 0.846) == 0.846
    before = [line(nth, people=11.0 + nth % 2) for nth in range(40)]
    assert found([*before, *(line(nth, people=8.0 + nth % 2) for nth in range(40, WINDOW))], {}, 1) == []
    ((figure, _),) = found([*before, *(line(nth, people=5.0 + nth % 2) for nth in range(40, WINDOW))], {}, 1)
    assert figure is Figure.PEOPLE


def question(nth: int, *, late: bool, **more: object) -> Question:
    fields: dict[str, object] = {
        "day": SINCE + (nth % 20) * ONE if late else SINCE - (1 + nth % 20) * ONE,
        "channel": HELP, "asker": MemberId(f"a{nth % 9}"), "wait": 600.0, "replier": MemberId(f"r{nth % 9}"),
    }  # fmt: skip
    return Question(**fields | more)  # type: ignore[arg-type]


def asked(late_in_help: float | None, late_elsewhere: float | None) -> list[Question]:
    """A hundred before and after, half of them in each channel; only the waits of the later ones differ."""
    some = [question(nth, late=False, channel=(HELP, ELSEWHERE)[nth % 2]) for nth in range(100)]
    waits = (late_in_help, late_elsewhere)
    return [
        *some,
        *(question(n, late=True, channel=(HELP, ELSEWHERE)[n % 2], wait=waits[n % 2],
                   replier=None if waits[n % 2] is None else MemberId(f"r{n % 9}")) for n in range(100)),
    ]  # fmt: skip


def test_the_channel_in_which_answers_stay_away_is_named() -> None:
    first, *_ = causes_of(Figure.ANSWERED, asked(None, 600.0), SINCE, ())
    assert (first.kind, first.part, first.effect) == (CHANNEL, HELP, Effect.WITHIN)
    assert (first.before, first.after) == (1.0, 0.0)
    first, *_ = causes_of(Figure.FIRST_REPLY, asked(9_000.0, 600.0), SINCE, ())
    assert (first.kind, first.part) == (CHANNEL, HELP)


def test_newcomers_topics_and_days_with_few_helpers_are_named() -> None:
    new = [replace(one, is_new=nth % 2 == 0) for nth, one in enumerate(asked(None, 600.0))]
    kinds = {each.kind: each.part for each in causes_of(Figure.ANSWERED, new, SINCE, ())}
    assert kinds[ASKERS] == NEWCOMERS
    topical = [replace(one, topics=("api",) if nth % 2 == 0 else ("ui",), channel=HELP)
               for nth, one in enumerate(asked(None, 600.0))]  # fmt: skip
    kinds = {each.kind: each.part for each in causes_of(Figure.ANSWERED, topical, SINCE, ())}
    assert kinds[TOPIC] == "api"
    before = [question(nth, late=False) for nth in range(100)]
    after = [
        question(nth, late=True, wait=600.0 if nth % 20 < 10 else None,
                 replier=MemberId(f"r{nth % 9}") if nth % 20 < 10 else None) for nth in range(100)
    ]  # fmt: skip
    kinds = {each.kind: each.part for each in causes_of(Figure.ANSWERED, [*before, *after], SINCE, ())}
    assert kinds.get(HELPERS) in {FEW_HELPERS, MANY_HELPERS}


def test_staff_who_reply_in_place_of_members_are_seen() -> None:
    staff = frozenset({MemberId("s")})
    some = asked(600.0, 600.0)
    swapped = [replace(one, replier=MemberId("s")) if one.day >= SINCE and one.channel == HELP else one for one in some]
    first, *_ = causes_of(Figure.BY_MEMBERS, swapped, SINCE, staff)
    assert (first.kind, first.part, first.after) == (CHANNEL, HELP, 0.0)


def test_more_questions_and_fewer_people_are_put_down_to_the_channel_where_it_happened() -> None:
    before = [question(nth, late=False, channel=(HELP, ELSEWHERE)[nth % 2]) for nth in range(100)]
    after = [question(nth, late=True, channel=ELSEWHERE if nth % 5 else HELP) for nth in range(250)]
    first, *_ = causes_of(Figure.QUESTIONS, [*before, *after], SINCE, ())
    assert (first.kind, first.part) == (CHANNEL, ELSEWHERE)
    assert first.after > first.before
    writing = [
        Writing(day=SINCE + nth * ONE, channel=channel, people=10 if channel == HELP or nth < 0 else 2)
        for nth in range(-20, 20)
        for channel in (HELP, ELSEWHERE)
    ]
    wrote = {channel: {MemberId(f"m{n}") for n in range(10)} for channel in (HELP, ELSEWHERE)}
    (only,) = causes_of(Figure.PEOPLE, [], SINCE, (), writing, wrote)
    assert (only.part, only.before, only.after) == (ELSEWHERE, 10.0, 2.0)
    assert causes_of(Figure.PEOPLE, [], SINCE, (), writing, {HELP: wrote[HELP]}) == [], "a few people wrote there"
    assert causes_of(Figure.PEOPLE, [], SINCE, ()) == []


@pytest.mark.parametrize("figure", Figure)
def test_no_cause_is_about_fewer_than_five_people(figure: Figure) -> None:
    few = [
        replace(one, channel=ChannelId("slack-T1:tiny"), asker=MemberId("x"), replier=MemberId("y"))
        if one.channel == HELP
        else one
        for one in asked(90_000.0, 600.0)
    ]
    more = [replace(one, day=one.day + ONE) for one in few if one.channel != ELSEWHERE and one.day >= SINCE]
    for cause in causes_of(figure, [*few, *more], SINCE, ()):
        assert cause.part != "slack-T1:tiny"


def test_a_change_that_is_neither_better_nor_worse() -> None:
    assert Alert(figure=Figure.QUESTIONS, change=CHANGE).way == OTHER
    assert Alert(figure=Figure.PEOPLE, change=replace(CHANGE, shift=0.0)).way == OTHER


@pytest.mark.parametrize(
    ("figure", "text", "value"),
    [
        (Figure.ANSWERED, "84%", 0.84), (Figure.FIRST_REPLY, "12 min", 720), (Figure.PEOPLE, "30", 30),
        (Figure.ANSWERED, "84", None), (Figure.PEOPLE, "", None), (Figure.QUESTIONS, "many", None),
        (Figure.PEOPLE, "\u00b2", None), (Figure.FIRST_REPLY, " min", None),
    ],
)  # fmt: skip
def test_what_was_noted_with_a_change_is_a_number_again_for_every_language(
    figure: Figure, text: str, value: float | None
) -> None:
    assert value_told(figure, text) == pytest.approx(value)
