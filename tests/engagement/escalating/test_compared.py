"""The governance models held against each other: figures worked out by hand, and what must hold for any history."""

import statistics
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.escalating.compared import (
    Asked,
    Assumed,
    Outcome,
    Played,
    compared,
    handed_over_at,
    made_up,
    spread,
    staff_as_written,
)
from engagement.escalating.dials import (
    Assign,
    Chain,
    Governance,
    Match,
    Model,
    Rota,
    Route,
    Step,
    StepKind,
    Targets,
    Team,
    WorkCalendar,
)
from engagement.escalating.routing import Facts
from engagement.ids import MemberId, ThreadId
from engagement.people import WEEKDAYS, Hours

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
END = MONDAY + 30 * DAY
MODELS = tuple(Model)
OFFICE = WorkCalendar(
    name="office",
    week={day: (Hours(start=time(9), end=time(12)), Hours(start=time(13), end=time(17))) for day in WEEKDAYS[:5]},
    holidays=(date(2026, 3, 4),),
)
CARD = Chain(name="card", steps=(Step(kind=StepKind.TEAM),))


def governance(*, calendar: str = "", chain: str = "", **fields: Any) -> Governance:
    """A hub and two spokes, whose topics are bill and api."""
    same: dict[str, Any] = {"calendar": calendar, "chain": chain}
    teams = (
        Team(name="hub", title="Hub", channel="hub", is_hub=True, **same),
        Team(name="bill", title="Billing", channel="bill", topics=("bill",), **same),
        Team(name="api", title="API", channel="api", topics=("api",), **same),
    )
    return Governance(
        teams={team.name: team for team in teams}, calendars={"office": OFFICE}, chains={"card": CARD}, **fields
    )


def asked(at: datetime = MONDAY, topic: str = "bill", name: str = "1", **facts: Any) -> Asked:
    known = Facts(topics=(topic,), channel="help", channel_id="slack-T1:help", at=at, **facts)
    return Asked(thread=ThreadId(f"slack-T1:help:{name}"), asker=MemberId("slack-T1:asker"), facts=known)  # type: ignore[arg-type]


def under(model: Model, *questions: Asked, dials: Governance, end: datetime = END, **assumed: timedelta) -> Outcome:
    (found,) = compared(questions, dials, (model,), Assumed(**assumed), end)
    return found


def only(outcome: Outcome) -> Played:
    (one,) = outcome.played
    return one


@pytest.mark.parametrize(
    ("model", "team", "hand_overs", "owned_min", "answered_min"),
    [
        (Model.CENTRALIZED, "hub", 0, 0, 30),
        (Model.DECENTRALIZED, "bill", 0, 0, 30),
        (Model.HUB_AND_SPOKE, "bill", 1, 10, 40),
        (Model.MULTIPLE_HUB_AND_SPOKE, "bill", 1, 10, 40),
        (Model.HONEYCOMB, "bill", 0, 30, 30),
    ],
)
def test_one_question_goes_the_way_of_its_model(
    model: Model, team: str, hand_overs: int, owned_min: int, answered_min: int
) -> None:
    one = only(under(model, asked(), dials=governance()))
    assert (one.team, one.hand_overs) == (team, hand_overs)
    assert (one.owned_after, one.answered_after) == (owned_min * MINUTE, answered_min * MINUTE)
    assert not one.is_missed


def test_what_belongs_to_nobody_stays_with_the_hub() -> None:
    one = only(under(Model.HUB_AND_SPOKE, asked(topic="weather"), dials=governance()))
    assert (one.team, one.hand_overs, one.answered_after) == ("hub", 0, 30 * MINUTE)


def test_a_rule_goes_past_the_hub() -> None:
    dials = governance(routes=(Route(match=Match(channels=("help",)), owner="api"),))
    one = only(under(Model.HUB_AND_SPOKE, asked(), dials=dials))
    assert (one.team, one.hand_overs, one.answered_after) == ("api", 0, 30 * MINUTE)


def test_a_honeycomb_spreads_what_comes_at_once() -> None:
    questions = [asked(name=str(number)) for number in range(5)]
    found = under(Model.HONEYCOMB, *questions, dials=governance())
    assert {load.name: load.kept for load in found.loads} == {"hub": 0, "bill": 3, "api": 2}
    assert found.elsewhere == 2
    assert found.hand_overs == 0


def test_in_a_honeycomb_the_first_to_work_takes_it() -> None:
    dials = governance()
    at_night = WorkCalendar(name="night", week={"mon": (Hours(start=time(20), end=time(0)),)})
    teams = {**dials.teams, "bill": replace(dials.teams["bill"], calendar="night")}
    found = under(Model.HONEYCOMB, asked(), dials=replace(dials, teams=teams, calendars={"night": at_night}))
    assert (only(found).team, only(found).answered_after) == ("api", 30 * MINUTE)


def test_only_the_hub_is_there_to_take_it_where_there_are_no_spokes() -> None:
    hub = governance().teams["hub"]
    for model in MODELS:
        assert only(under(model, asked(), dials=Governance(teams={"hub": hub}))).team == "hub"


def test_staff_come_in_their_working_time() -> None:
    friday = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
    office = governance(calendar="office")
    one = only(under(Model.DECENTRALIZED, asked(friday), dials=office))
    assert one.answered_after == datetime(2026, 3, 9, 9, 20, tzinfo=UTC) - friday
    handed_on = only(under(Model.HUB_AND_SPOKE, asked(friday - 5 * MINUTE), dials=office))
    assert handed_on.owned_after == 10 * MINUTE
    assert handed_on.answered_after == datetime(2026, 3, 9, 9, 25, tzinfo=UTC) - friday + 5 * MINUTE
    before_the_holiday = datetime(2026, 3, 3, 16, 45, tzinfo=UTC)
    one = only(under(Model.DECENTRALIZED, asked(before_the_holiday), dials=office))
    assert one.answered_after == datetime(2026, 3, 5, 9, 15, tzinfo=UTC) - before_the_holiday


@given(
    st.integers(0, 14 * 24 * 60).map(lambda minute: MONDAY + minute * MINUTE),
    st.integers(1, 600),
    st.sampled_from([Model.CENTRALIZED, Model.DECENTRALIZED]),
)
@settings(max_examples=50, deadline=None)
def test_the_answer_comes_when_a_walk_minute_by_minute_says(at: datetime, staff_min: int, model: Model) -> None:
    now, worked = at, 0
    while worked < staff_min:
        is_open = now.weekday() < 5 and now.date() != date(2026, 3, 4) and now.hour in {9, 10, 11, 13, 14, 15, 16}
        worked, now = worked + is_open, now + MINUTE
    dials = governance(calendar="office", chain="card")
    assert only(under(model, asked(at), dials=dials, staff=staff_min * MINUTE)).answered_after == now - at


def test_an_answer_at_the_last_moment_is_in_time() -> None:
    dials = governance(chain="card")
    assert not only(under(Model.DECENTRALIZED, asked(), dials=dials, staff=4 * HOUR)).is_missed
    late = under(Model.DECENTRALIZED, asked(), dials=dials, staff=4 * HOUR + MINUTE)
    assert only(late).is_missed
    assert (late.missed, late.missed_share) == (1, 1.0)


def test_the_share_missed_is_of_those_that_had_a_target() -> None:
    dials = governance(chain="card")
    without = replace(dials.teams["api"], targets=Targets(first_response=None))
    dials = replace(dials, teams={**dials.teams, "api": without})
    questions = (asked(name="1"), asked(name="2"), asked(name="3", topic="api"))
    found = under(Model.DECENTRALIZED, *questions, dials=dials, staff=5 * HOUR)
    assert (found.missed, found.missed_share) == (2, 1.0)
    assert [one.has_target for one in found.played] == [True, True, False]


@pytest.mark.parametrize("model", MODELS)
def test_a_team_that_never_works_never_comes(model: Model) -> None:
    closed = replace(OFFICE, holidays=tuple(MONDAY.date() + number * DAY for number in range(500)))
    dials = replace(governance(calendar="office", chain="card"), calendars={"office": closed})
    found = under(model, asked(), dials=dials)
    assert (only(found).answered_after, found.open_share) == (None, 1.0)


def test_a_hub_keeps_what_comes_back_to_it() -> None:
    found = under(Model.HUB_AND_SPOKE, asked(), dials=governance(), staff=5 * HOUR)
    one = only(found)
    # 10 min triage; then the usual chain: 15 + 30 + 60 min until the hub has it again, and 5 h until it answers
    assert (one.team, one.hand_overs) == ("hub", 2)
    assert one.owned_after == (10 + 105) * MINUTE
    assert one.answered_after == (10 + 105 + 300) * MINUTE
    assert found.elsewhere == 1
    assert {load.name: (load.kept, load.handed_on) for load in found.loads} == {
        "hub": (1, 1), "bill": (0, 1), "api": (0, 0),
    }  # fmt: skip


def test_whoever_gets_it_next_begins_anew() -> None:
    dials = governance(chain="card")
    taking_turns = replace(dials.teams["bill"], assign=Assign.ROUND_ROBIN, people=("ben", "cat"))
    dials = replace(dials, teams={**dials.teams, "bill": taking_turns})
    one = only(under(Model.DECENTRALIZED, asked(), dials=dials, staff=45 * MINUTE))
    assert (one.hand_overs, one.answered_after) == (0, 45 * MINUTE)
    # ben is silent for the hour he has; cat has it then, and the group after another; 90 min after cat got it
    one = only(under(Model.DECENTRALIZED, asked(), dials=dials, staff=90 * MINUTE))
    assert (one.hand_overs, one.answered_after) == (2, 150 * MINUTE)


def test_whoever_is_on_duty_answers_also_when_the_file_names_nobody_else() -> None:
    dials = governance(rotas={"r": Rota(name="r", people=("U9",), begins=date(2026, 1, 1))})
    on_call = replace(dials.teams["bill"], rota="r")
    dials = replace(dials, teams={**dials.teams, "bill": on_call})
    assert only(under(Model.DECENTRALIZED, asked(), dials=dials)).answered_after == 30 * MINUTE
    at_once = replace(dials, teams={**dials.teams, "bill": replace(on_call, chain="card")})
    assert only(under(Model.DECENTRALIZED, asked(), dials=at_once)).answered_after == 30 * MINUTE
    assert staff_as_written(dials).named["U9"] == "U9"
    assert staff_as_written(dials).of["bill"] == ("somebody of bill",)


def test_the_busiest_hour_is_the_one_after_the_weekend() -> None:
    saturday = datetime(2026, 3, 7, 10, tzinfo=UTC)
    questions = [asked(saturday + number * HOUR, name=f"w{number}") for number in range(6)]
    questions += [asked(MONDAY + number * HOUR, name=f"m{number}") for number in range(3)]
    found = under(Model.DECENTRALIZED, *questions, dials=governance(calendar="office", timezone="Europe/Berlin"))
    load = next(load for load in found.loads if load.name == "bill")
    assert (load.count, load.busiest, load.busiest_at) == (9, 6, datetime(2026, 3, 9, 9, tzinfo=UTC))
    idle = next(load for load in found.loads if load.name == "api")
    assert (idle.count, idle.busiest, idle.busiest_at) == (0, 0, None)


def test_what_is_handed_on_is_load_of_the_hub_as_well() -> None:
    found = under(Model.HUB_AND_SPOKE, asked(name="1"), asked(name="2", topic="api"), dials=governance())
    assert [(load.name, load.count, load.busiest) for load in found.loads] == [
        ("hub", 2, 2), ("bill", 1, 1), ("api", 1, 1),
    ]  # fmt: skip


def test_the_history_ends_where_it_ends() -> None:
    questions = (asked(MONDAY, name="1"), asked(MONDAY + HOUR, name="2"), asked(MONDAY + 2 * HOUR, name="3"))
    found = under(Model.DECENTRALIZED, *questions, dials=governance(), end=MONDAY + HOUR + 20 * MINUTE)
    assert [one.answered_after for one in found.played] == [30 * MINUTE, None]
    assert [one.owned_after for one in found.played] == [timedelta(), None]
    assert found.open_share == 0.5
    assert found.to_answer is not None
    assert found.to_answer.median == 30 * MINUTE


def test_no_questions_are_no_figures() -> None:
    for found in compared((), governance(), MODELS, Assumed(), END):
        assert (found.escalations, found.hand_overs, found.missed_share, found.open_share) == (0, 0, 0, 0)
        assert (found.to_owner, found.to_answer) == (None, None)
        assert [load.count for load in found.loads] == [0, 0, 0]


def test_without_any_team_there_is_nothing_to_play() -> None:
    with pytest.raises(LookupError):
        compared((asked(),), Governance(), MODELS, Assumed(), END)
    with pytest.raises(LookupError):
        handed_over_at(asked().facts, Governance(), HOUR)


def test_each_model_is_played_once_in_the_order_given() -> None:
    wanted = (Model.HONEYCOMB, Model.CENTRALIZED, Model.HONEYCOMB)
    found = compared((asked(),), governance(), wanted, Assumed(), END)
    assert [one.model for one in found] == [Model.HONEYCOMB, Model.CENTRALIZED]


histories = st.lists(
    st.tuples(st.integers(0, 6 * 24 * 60), st.sampled_from(["bill", "api", "weather"])), min_size=1, max_size=25
).map(lambda some: [asked(MONDAY + m * MINUTE, topic, str(n)) for n, (m, topic) in enumerate(some)])


@given(
    histories, st.integers(0, 900), st.integers(0, 90), st.sampled_from(["", "office"]), st.sampled_from(["", "card"]),
    st.sampled_from([*Assign]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_whatever_happens_the_sums_are_right(
    questions: list[Asked], staff_min: int, triage_min: int, calendar: str, chain: str, assign: Assign
) -> None:
    dials = governance(calendar=calendar, chain=chain)
    people = {"hub": ("ann",), "bill": ("ben", "cat"), "api": ("dan",)}
    teams = {name: replace(team, assign=assign, people=people[name]) for name, team in dials.teams.items()}
    end = MONDAY + 7 * DAY
    assumed = Assumed(staff=staff_min * MINUTE, triage=triage_min * MINUTE)
    found = compared(questions, replace(dials, teams=teams), MODELS, assumed, end)
    again = compared(list(reversed(questions)), replace(dials, teams=teams), MODELS, assumed, end)
    assert found == again
    threads = {one.thread for one in questions}
    for outcome in found:
        assert [one.thread for one in outcome.played] == [one.thread for one in found[0].played]
        assert {one.thread for one in outcome.played} == threads
        kept = Counter(one.team for one in outcome.played)
        assert {load.name: load.kept for load in outcome.loads} == {name: kept[name] for name in teams}
        assert sum(load.kept for load in outcome.loads) == outcome.escalations == len(questions)
        handed_on = sum(load.handed_on for load in outcome.loads)
        assert handed_on <= sum(one.hand_overs for one in outcome.played)
        answered = [one for one in outcome.played if one.answered_after is not None]
        assert sum(load.busiest for load in outcome.loads) <= len(answered) + handed_on
        assert outcome.open_share == pytest.approx(1 - len(answered) / len(questions))
        for one in answered:
            assert one.owned_after is not None
            assert timedelta() <= one.owned_after <= one.answered_after <= 7 * DAY  # type: ignore[operator]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_a_spread_is_the_median_and_the_ninetieth_of_a_hundred(minutes: list[int]) -> None:
    found = spread([None, *(number * MINUTE for number in minutes), None])
    assert found is not None
    assert found.median == statistics.median(minutes) * MINUTE
    p90 = found.p90 / MINUTE
    assert p90 in minutes
    assert sum(number <= p90 for number in minutes) >= 0.9 * len(minutes) > sum(number < p90 for number in minutes)


def test_there_is_no_spread_of_nothing() -> None:
    assert spread([]) is None
    assert spread([None]) is None


def test_dials_are_made_up_from_the_busiest_channels() -> None:
    found = made_up([f"c{number}" for number in range(12)], "Europe/Berlin")
    assert list(found.teams) == ["hub", *(f"c{number}" for number in range(8))]
    assert [team.name for team in found.teams.values() if team.is_hub] == ["hub"]
    assert found.teams["c3"].channels == ("c3",)
    outcome = under(Model.HUB_AND_SPOKE, asked(topic="x"), dials=made_up(["talk", "help"], "UTC"))
    assert only(outcome).team == "help"


def test_made_up_teams_keep_office_hours_on_the_community_s_clock() -> None:
    friday = datetime(2026, 3, 6, 15, 45, tzinfo=UTC)  # a quarter to five in Berlin
    one = only(under(Model.CENTRALIZED, asked(friday), dials=made_up(["help"], "Europe/Berlin")))
    assert one.answered_after == datetime(2026, 3, 9, 8, 15, tzinfo=UTC) - friday


def test_a_channel_called_hub_is_not_taken_for_the_hub() -> None:
    found = made_up(["hub", "the-hub", "hub"], "UTC")
    assert list(found.teams) == ["the-the-hub", "hub", "the-hub"]


def test_peers_have_the_working_time_of_whoever_looks_first() -> None:
    friday = datetime(2026, 3, 6, 16, tzinfo=UTC)
    facts = asked(friday).facts
    assert handed_over_at(facts, governance(), 4 * HOUR) == friday + 4 * HOUR
    # an hour on Friday, three on Monday morning
    assert handed_over_at(facts, governance(calendar="office"), 4 * HOUR) == datetime(2026, 3, 9, 12, tzinfo=UTC)
