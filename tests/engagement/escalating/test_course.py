"""An escalation from its first instant to its last: who has it, who is told, and when it is looked at next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.escalating.acts import (
    Act,
    AskMember,
    Call,
    CallOutside,
    CallTeam,
    Drop,
    Found,
    Join,
    MemberSpoke,
    Move,
    Note,
    NotForUs,
    NotYet,
    PassOn,
    PersonGone,
    SetSeverity,
    Snooze,
    Solve,
    Staff,
    StaffSpoke,
    Take,
    TakeOutside,
    TellAsker,
    TimeCame,
    Told,
)
from engagement.escalating.audit import Finding
from engagement.escalating.clocks import Aim
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import (
    Assign,
    Chain,
    Governance,
    Model,
    Rota,
    Severity,
    Step,
    StepKind,
    Targets,
    Team,
    WorkCalendar,
)
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.hours import zone
from engagement.ids import ChannelId, EscalationId, MemberId, ThreadId
from engagement.people import WEEKDAYS, Hours

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ASKER, ANN, BEN, CAT, DAN = (MemberId(f"slack-T1:{name}") for name in ("asker", "ann", "ben", "cat", "dan"))
THREAD = ThreadId("slack-T1:help:1")
OFFICE = WorkCalendar(
    name="office", week={day: (Hours(start=time(9), end=time(12)), Hours(start=time(13), end=time(17))) for day in WEEKDAYS[:5]},
    holidays=(date(2026, 3, 4),),
)  # fmt: skip
NONE = Targets(first_response=None, next_response=None, solution=None)
CARD, WAIT = Step(kind=StepKind.TEAM), 15 * MINUTE


def governance(
    *steps: Step,
    assign: Assign = Assign.WHOLE_GROUP,
    repeat: int = 0,
    targets: Targets = NONE,
    calendar: str = "",
    rota: str = "",
) -> Governance:
    spoke = {"channel": "x", "assign": assign, "targets": targets, "calendar": calendar, "chain": "c", "rota": rota}
    return Governance(
        teams={
            "hub": Team(name="hub", title="Hub", channel="hub", is_hub=True, targets=targets, chain="c"),
            "bill": Team(name="bill", title="Billing", **spoke),
            "api": Team(name="api", title="API", **spoke),
        },
        chains={"c": Chain(name="c", steps=steps or (CARD,), repeat=repeat)},
        calendars={"office": OFFICE},
        rotas={"r": Rota(name="r", people=("cat",), begins=date(2026, 3, 2), at=time(0))},
    )  # fmt: skip


STAFF = Staff(of={"hub": (ANN,), "bill": (BEN, CAT), "api": (DAN,)}, named={"cat": CAT, "dan": DAN})


def draft(**fields: Any) -> Escalation:
    base: dict[str, Any] = {
        "id": EscalationId("e"), "thread": THREAD, "channel": ChannelId("slack-T1:help"), "asker": ASKER, "opened_at": MONDAY, "team": "bill",
        "belongs_to": "bill", "hub": "hub", "chain": "c", "policy": "p", "cause": Cause.SILENCE, "because": ("nobody answered",),
    }  # fmt: skip
    return Escalation(**{**base, **fields})


class Story:
    """One escalation, and everything that was told on the way."""

    def __init__(self, dials: Governance, *, staff: Staff = STAFF, at: datetime = MONDAY, **fields: Any) -> None:
        self.dials, self.staff, self.now = dials, staff, at
        self.move = opened(draft(opened_at=at, **fields), dials, staff, at)
        self.lines = [entry.what for entry in self.move.entries]

    @property
    def e(self) -> Escalation:
        return self.move.escalation

    def then(self, act: Act, after: timedelta = timedelta()) -> Move:
        self.now += after
        self.move = advanced(self.e, self.dials, self.staff, act, self.now)
        self.lines += [entry.what for entry in self.move.entries]
        return self.move

    def later(self) -> Move:
        """At the instant at which it is to be looked at."""
        assert self.e.next_at is not None
        return self.then(TimeCame(), self.e.next_at - self.now)

    @property
    def calls(self) -> list[tuple[str, Call, tuple[MemberId, ...]]]:
        return [(deed.team, deed.call, deed.people) for deed in self.move.deeds if isinstance(deed, CallTeam)]

    @property
    def told(self) -> list[Told]:
        return [deed.told for deed in self.move.deeds if isinstance(deed, TellAsker)]

    @property
    def outside(self) -> list[str]:
        return [deed.what for deed in self.move.deeds if isinstance(deed, CallOutside)]


# --- nobody takes it ----------------------------------------------------------------------------------------------------


def test_the_chain_is_followed_step_by_step_until_its_end_and_then_the_hub_is_told() -> None:
    steps = (CARD, Step(kind=StepKind.EVERYBODY, wait=WAIT), Step(kind=StepKind.HAND_ON, to="hub", wait=HOUR))
    story = Story(governance(*steps))
    assert (story.calls, story.outside, story.e.step_at) == ([("bill", Call.COME, ())], ["opened"], MONDAY + WAIT)
    story.later()
    assert (story.now, story.calls) == (MONDAY + WAIT, [("bill", Call.COME, (BEN, CAT))])
    story.later()
    assert (story.now, story.e.team) == (MONDAY + WAIT + HOUR, "hub")
    assert story.calls == [("hub", Call.HANDED_ON, ()), ("hub", Call.UNTAKEN, (ANN,))]
    assert story.outside == ["handed_on", "overdue"]
    story.later()
    assert (story.now, story.calls, story.outside) == (MONDAY + WAIT + HOUR + DAY, [], []), "it is told once"
    assert story.e.is_untaken, "and stays on the lists"
    story.then(Snooze(by=ANN, until=story.now + HOUR))
    story.later()
    assert story.calls == [("hub", Call.UNTAKEN, (ANN,))], "whoever put it off hears of it when it is back"


def test_a_chain_is_repeated_as_often_as_it_says() -> None:
    story = Story(governance(CARD, Step(kind=StepKind.EVERYBODY, wait=HOUR), repeat=2))
    seen = [story.calls]
    while story.e.step_at is not None:
        story.later()
        seen.append(story.calls)
    assert sum(("bill", Call.COME, ()) in calls for calls in seen) == 3
    assert sum(("bill", Call.COME, (BEN, CAT)) in calls for calls in seen) == 3
    assert seen[-1][-1] == ("hub", Call.UNTAKEN, (ANN,))


@pytest.mark.parametrize("team", ["hub", "bill"])
def test_a_team_of_one_person_is_named_once_each_time_the_chain_is_gone_through(team: str) -> None:
    alone = replace(STAFF, of={"hub": (ANN,), "bill": (BEN,)})
    dials = governance()
    dials = replace(dials, teams={name: replace(one, chain="") for name, one in dials.teams.items()})
    story = Story(dials, staff=alone, team=team, chain="usual")
    rounds: dict[int, list[tuple[str, tuple[MemberId, ...]]]] = {}
    while story.e.step_at is not None:
        this = rounds.setdefault(story.e.round, [])
        story.later()
        this.extend((of, people) for of, call, people in story.calls if people and call is Call.COME)
    told = ("hub", (ANN,))
    first = [told] if team == "hub" else [("bill", (BEN,)), told]
    assert rounds[0] == first, "whom it is handed on to was not named yet"
    assert all(named.count(told) in {1, 2} for named in rounds.values())
    assert story.calls[-1] == ("hub", Call.UNTAKEN, (ANN,)), "it does not end in silence"
    story.later()
    assert story.calls == []


def test_a_team_of_one_person_is_named_where_an_earlier_step_may_have_named_nobody() -> None:
    alone = replace(STAFF, of={**STAFF.of, "bill": (BEN,)}, named={})
    everybody = Step(kind=StepKind.EVERYBODY)
    for before in (
        Step(kind=StepKind.EVERYBODY, between=Hours(start=time(22), end=time(6))),
        Step(kind=StepKind.EVERYBODY, more_than=2, within=HOUR),
        Step(kind=StepKind.PERSON, to="@others"),
    ):
        assert ("bill", Call.COME, (BEN,)) in Story(governance(before, everybody), staff=alone).calls
    twice = Story(governance(everybody, everybody), staff=alone)
    assert twice.calls.count(("bill", Call.COME, (BEN,))) == 1


def test_steps_with_conditions_are_left_out_when_these_do_not_hold() -> None:
    by_night = Step(kind=StepKind.EVERYBODY, between=Hours(start=time(22), end=time(6)))
    many = Step(kind=StepKind.PERSON, to="dan", more_than=2, within=HOUR)
    story = Story(governance(by_night, many, Step(kind=StepKind.WEBHOOK, to="pager", wait=HOUR)))
    assert (story.calls, story.e.step_at) == ([], MONDAY + HOUR)
    assert story.later().deeds[0] == CallOutside(what="overdue", to="pager")
    busy = replace(STAFF, opened={"bill": (MONDAY - 2 * HOUR, MONDAY - MINUTE, MONDAY - MINUTE, MONDAY)})
    assert Story(governance(many), staff=busy).e.person == DAN
    assert Story(governance(by_night), at=MONDAY + 14 * HOUR).calls[0] == ("bill", Call.COME, (BEN, CAT))


def test_whoever_is_on_duty_is_named_and_without_anybody_the_whole_team() -> None:
    duty = governance(Step(kind=StepKind.ON_DUTY), rota="r")
    assert Story(duty).e.person == CAT
    nobody = Story(duty, staff=replace(STAFF, named={}))
    assert (nobody.e.person, nobody.calls[0]) == (None, ("bill", Call.COME, (BEN, CAT)))


# --- somebody has it ----------------------------------------------------------------------------------------------------


def test_who_takes_it_has_it_and_the_asker_hears() -> None:
    story = Story(governance(CARD, Step(kind=StepKind.EVERYBODY, wait=HOUR)))
    story.then(Take(by=CAT, team="bill"), 5 * MINUTE)
    assert (story.e.state, story.e.person, story.told, story.outside) == (State.TAKEN, CAT, [Told.TAKEN], ["taken"])
    assert (story.e.step_at, story.e.silent_at) == (None, story.now + 30 * MINUTE)
    assert story.then(Take(by=CAT, team="bill")).escalation == story.e, "twice is once"
    story.then(Take(by=DAN, team="api"))
    assert (story.e.team, story.e.person, story.told, story.e.hand_overs) == ("api", DAN, [Told.HANDED_ON], 1)


def test_who_takes_it_outside_has_it_for_its_team_and_nobody_is_reminded_but_targets_go_on() -> None:
    targets = Targets(first_response=4 * HOUR, next_response=None, solution=None)
    story = Story(
        governance(CARD, Step(kind=StepKind.EVERYBODY, wait=HOUR), assign=Assign.ROUND_ROBIN, targets=targets)
    )
    story.then(TakeOutside(name="Ines (jira)"), 5 * MINUTE)
    assert (story.e.state, story.e.team, story.e.person, story.e.outside) == (State.TAKEN, "bill", None, "Ines (jira)")
    assert (story.told, story.outside, story.move.entries[-1].why) == ([Told.TAKEN], ["taken"], ("Ines (jira)",))
    assert (story.e.step_at, story.e.silent_at) == (None, None)
    assert story.then(TakeOutside(name="Ines (jira)")).escalation == story.e, "twice is once"
    story.later()
    assert (story.now, story.calls) == (MONDAY + 3 * HOUR, [("bill", Call.WARNING, (BEN, CAT))])
    story.then(Take(by=CAT, team="bill"))
    assert (story.e.person, story.e.outside) == (CAT, ""), "there is one owner"
    story.then(TakeOutside(name="pager"))
    assert (story.e.person, story.e.outside, story.lines[-1]) == (CAT, "", "taken outside too"), "nobody takes it away"


def test_what_is_solved_outside_is_the_team_s_again_when_it_did_not_help() -> None:
    story = Story(governance(CARD))
    story.then(TakeOutside(name="Ines (jira)"))
    story.then(Solve(by=None, outside="Kofi (jira)"))
    assert (story.e.state, story.told, story.lines[-1]) == (State.SOLVED, [Told.SOLVED], "solved outside")
    story.then(NotYet(by=ASKER))
    assert (story.e.state, story.e.outside) == (State.OPEN, "")
    assert ("bill", Call.COME, ()) in [*story.calls, *[call for _ in [story.later()] for call in story.calls]]


def test_a_silent_assignee_is_reminded_and_then_it_is_handed_on() -> None:
    story = Story(governance(CARD, Step(kind=StepKind.EVERYBODY, wait=HOUR), assign=Assign.ROUND_ROBIN))
    assert (story.e.person, story.calls) == (BEN, [("bill", Call.COME, (BEN,))])
    story.later()
    assert (story.now, story.calls) == (MONDAY + 30 * MINUTE, [("bill", Call.REMINDER, (BEN,))])
    story.later()
    assert (story.now, story.e.person, story.calls) == (MONDAY + HOUR, CAT, [("bill", Call.HANDED_ON, (CAT,))])
    story.later()
    story.later()
    assert (story.now, story.e.person) == (MONDAY + 2 * HOUR, None), "both were silent: the chain goes on"
    assert ("bill", Call.COME, ()) in story.calls
    assert story.e.tried == (BEN, CAT)


def test_whoever_has_it_is_reminded_once_of_what_stays_open_until_somebody_speaks() -> None:
    story = Story(governance())
    story.then(StaffSpoke(by=BEN, team="bill"))
    heard = []
    for _ in range(3):
        story.later()
        heard += story.calls
    assert heard == [("bill", Call.REMINDER, (BEN,))]
    story.then(MemberSpoke(by=ASKER))
    story.later()
    assert story.calls == [("bill", Call.REMINDER, (BEN,))]


def test_one_who_took_it_and_then_is_silent_loses_it_and_the_asker_hears_so() -> None:
    story = Story(governance(CARD))
    story.then(Take(by=CAT, team="bill"))
    story.later()
    story.later()
    assert (story.e.state, story.e.person, story.told) == (State.OPEN, None, [Told.HANDED_ON])


def test_a_word_to_the_asker_ends_the_waiting_for_one_and_counts_as_taking_it() -> None:
    story = Story(governance(targets=Targets()))
    story.then(StaffSpoke(by=DAN, team="api"), HOUR)
    assert (story.e.state, story.e.team, story.e.person, story.e.first_response_at) == (
        State.TAKEN,
        "api",
        DAN,
        story.now,
    )
    assert (story.e.silent_at, story.lines[-2:]) == (None, ["taken", "first answered"])
    first = story.e.clock(Aim.FIRST_RESPONSE)
    assert first is not None
    assert (first.due_at, first.left) == (None, 3 * HOUR)


def test_whose_turn_it_is() -> None:
    busy = replace(STAFF, assigned_at={BEN: MONDAY - HOUR, CAT: MONDAY - DAY}, loads={CAT: 2, BEN: 1})
    assert Story(governance(assign=Assign.ROUND_ROBIN), staff=busy).e.person == CAT
    assert Story(governance(assign=Assign.LEAST_LOADED), staff=busy).e.person == BEN
    assert Story(governance(assign=Assign.LEAST_LOADED), staff=replace(busy, loads={})).e.person == CAT


@pytest.mark.parametrize(
    ("fields", "goes_to"),
    [
        pytest.param({"team": "hub", "belongs_to": "api"}, "api", id="from the hub where it belongs"),
        pytest.param({"team": "bill", "belongs_to": "bill"}, "hub", id="from its team back to the hub"),
        pytest.param(
            {"team": "bill", "belongs_to": "bill", "hub": "", "tried": ("hub",)}, "api", id="to whoever is left"
        ),
    ],
)
def test_not_for_us(fields: dict[str, Any], goes_to: str) -> None:
    story = Story(governance(), **fields)
    story.then(NotForUs(by=ANN))
    assert (story.e.team, story.e.person, story.e.state) == (goes_to, None, State.OPEN)
    assert (goes_to, Call.HANDED_ON, ()) in story.calls


def test_passed_on_to_a_person_it_is_theirs_and_they_have_their_time() -> None:
    story = Story(governance())
    story.then(Take(by=BEN, team="bill"))
    story.then(PassOn(by=BEN, team="api", person=DAN), HOUR / 2)
    assert (story.e.team, story.e.person, story.e.state, story.told) == ("api", DAN, State.OPEN, [Told.HANDED_ON])
    assert (story.e.silent_at, story.calls) == (story.now + 30 * MINUTE, [("api", Call.HANDED_ON, (DAN,))])
    assert story.then(PassOn(by=BEN, team="nowhere")).deeds == ()


def test_of_somebody_gone_it_is_taken_at_once() -> None:
    story = Story(governance(assign=Assign.ROUND_ROBIN))
    story.staff = replace(STAFF, of={**STAFF.of, "bill": (CAT,)})
    story.then(PersonGone(person=BEN), MINUTE)
    assert (story.e.person, story.lines[-1]) == (CAT, "handed on")
    assert story.then(PersonGone(person=DAN)).escalation == story.e, "somebody else is none of its business"


# --- clocks -------------------------------------------------------------------------------------------------------------


def test_targets_count_working_time_and_warn_before_they_are_missed() -> None:
    story = Story(
        governance(targets=Targets(first_response=4 * HOUR, next_response=None, solution=None), calendar="office")
    )
    assert story.e.clocks[0].due_at == MONDAY + 5 * HOUR, "an hour at noon is nobody's"
    story.then(TimeCame(), story.e.clocks[0].warn_at - MONDAY)  # type: ignore[operator]
    assert (story.now, story.calls) == (MONDAY + 3 * HOUR, [("bill", Call.WARNING, (BEN, CAT))])
    story.then(TimeCame(), story.e.clocks[0].due_at - story.now)  # type: ignore[operator]
    assert story.calls == [("bill", Call.MISSED, (BEN, CAT)), ("hub", Call.MISSED, ())]
    assert "overdue" in story.outside
    assert story.e.next_at is not None
    assert story.e.next_at > story.now


def test_while_the_member_is_waited_for_the_clocks_stand() -> None:
    story = Story(governance(targets=Targets(first_response=None, next_response=2 * HOUR, solution=6 * HOUR)))
    story.then(Take(by=BEN, team="bill"))
    story.then(StaffSpoke(by=BEN, team="bill"))
    story.then(AskMember(by=BEN), HOUR)
    assert (story.e.state, story.told) == (State.WAITING, [Told.WAITING])
    assert all(clock.since is None for clock in story.e.clocks)
    story.then(MemberSpoke(by=ASKER), 2 * DAY)
    assert (story.e.state, story.calls) == (State.TAKEN, [("bill", Call.MEMBER_SPOKE, (BEN,))])
    assert {clock.aim: clock.due_at for clock in story.e.clocks} == {
        Aim.NEXT_RESPONSE: story.now + 2 * HOUR,
        Aim.SOLUTION: story.now + 5 * HOUR,
    }


def test_a_member_who_never_answers_is_reminded_once_and_then_it_is_closed() -> None:
    story = Story(governance())
    story.then(AskMember(by=BEN))
    told: list[tuple[int, Told]] = []
    while story.e.next_at is not None:
        story.later()
        told += [((story.now - MONDAY).days, each) for each in story.told]
    assert (told, story.e.state) == ([(3, Told.STILL_WAITING), (7, Told.CLOSED)], State.CLOSED)


def test_handed_to_a_team_with_other_hours_what_remains_remains() -> None:
    dials = governance(targets=Targets(first_response=4 * HOUR, next_response=None, solution=None))
    api = replace(dials.teams["api"], calendar="office")
    story = Story(replace(dials, teams={**dials.teams, "api": api}), at=MONDAY + 6 * HOUR)
    story.then(PassOn(by=BEN, team="api"), HOUR)
    assert story.e.clocks[0].due_at == MONDAY + DAY + 2 * HOUR, "of three hours left one is before five o'clock"


# --- the end ------------------------------------------------------------------------------------------------------------


def test_solved_it_rests_for_a_week_and_is_closed() -> None:
    story = Story(governance(targets=Targets()))
    story.then(Take(by=BEN, team="bill"))
    story.then(Solve(by=BEN), HOUR)
    assert (story.e.state, story.told, story.outside, story.e.next_at) == (
        State.SOLVED,
        [Told.SOLVED],
        ["solved"],
        story.now + 7 * DAY,
    )
    story.later()
    assert (story.e.state, story.e.next_at, story.outside) == (State.CLOSED, None, ["closed"])
    for act in (Take(by=BEN, team="bill"), NotYet(by=ASKER), TimeCame(), SetSeverity(by=BEN, severity=Severity.LOW)):
        assert story.then(act) == Move(escalation=story.e)


def test_a_peer_who_solves_it_after_all_is_no_news_to_the_asker() -> None:
    story = Story(governance())
    story.then(Solve(by=ASKER, by_peer=True))
    assert (story.told, story.lines[-1]) == ([], "solved by a peer")


def test_not_yet_opens_it_again_for_whoever_had_it() -> None:
    story = Story(governance(targets=Targets(first_response=None, next_response=HOUR, solution=DAY)))
    story.then(Take(by=BEN, team="bill"))
    story.then(Solve(by=BEN), HOUR)
    story.then(NotYet(by=ASKER), 6 * DAY)
    assert (story.e.state, story.e.person, story.e.reopened, story.calls) == (
        State.TAKEN,
        BEN,
        1,
        [("bill", Call.REOPENED, (BEN,))],
    )
    assert {clock.aim: clock.due_at for clock in story.e.clocks} == {
        Aim.NEXT_RESPONSE: story.now + HOUR,
        Aim.SOLUTION: story.now + 23 * HOUR,
    }


def test_a_question_that_is_gone_closes_it() -> None:
    story = Story(governance())
    story.then(Drop(why="deleted"))
    assert (story.e.state, story.e.next_at) == (State.CLOSED, None)


# --- what staff change --------------------------------------------------------------------------------------------------


def test_put_off_nobody_is_called_before_but_the_promise_counts_on() -> None:
    dials = governance(
        CARD,
        Step(kind=StepKind.EVERYBODY, wait=WAIT),
        targets=Targets(first_response=HOUR, next_response=None, solution=None),
    )
    story = Story(dials)
    story.then(Snooze(by=BEN, until=MONDAY + 2 * HOUR))
    seen: list[tuple[timedelta, Call]] = []
    while story.now < MONDAY + 2 * HOUR:
        story.later()
        seen += [(story.now - MONDAY, call) for team, call, _ in story.calls if team == "bill"]
    assert (
        seen
        == [(45 * MINUTE, Call.WARNING), (HOUR, Call.MISSED), (2 * HOUR, Call.COME), (2 * HOUR, Call.COME)][: len(seen)]
    )
    assert (HOUR, Call.MISSED) in seen
    assert seen[-1][0] == 2 * HOUR


def test_more_severe_the_next_step_comes_now() -> None:
    story = Story(governance(CARD, Step(kind=StepKind.EVERYBODY, wait=4 * HOUR)))
    story.then(SetSeverity(by=None, severity=Severity.URGENT), MINUTE)
    assert story.calls[0] == ("bill", Call.COME, (BEN, CAT))


def test_a_step_names_everybody_of_a_group_and_gives_it_to_none_of_them() -> None:
    night = replace(STAFF, of={**STAFF.of, "@night": (ANN, DAN)})
    steps = (
        Step(kind=StepKind.PERSON, to="@night"),
        Step(kind=StepKind.PERSON, to="@nobody"),
        Step(kind=StepKind.TEAM, wait=HOUR),
    )
    story = Story(governance(*steps), staff=night)
    assert [deed for deed in story.move.deeds if isinstance(deed, CallTeam)] == [
        CallTeam(team=story.e.team, call=Call.COME, people=(ANN, DAN)), CallTeam(team=story.e.team, call=Call.COME),
    ]  # fmt: skip
    assert (story.e.person, story.e.step_at) == (None, MONDAY + HOUR)


def test_several_who_ask_the_same_make_it_more_severe() -> None:
    story = Story(governance())
    for number in (2, 2, 3):
        story.then(Join(thread=ThreadId(f"slack-T1:help:{number}")))
    assert (story.e.joined, story.e.severity) == (("slack-T1:help:2", "slack-T1:help:3"), Severity.HIGH)


# --- whatever happens -----------------------------------------------------------------------------------------------------

ACTS: Sequence[Act] = (
    Take(by=BEN, team="bill"), Take(by=DAN, team="api"), PassOn(by=BEN, team="hub"), PassOn(by=None, team="api", person=DAN), NotForUs(by=CAT),
    AskMember(by=BEN), MemberSpoke(by=ASKER), StaffSpoke(by=CAT, team="bill"), Solve(by=BEN), Solve(by=None, by_peer=True), NotYet(by=ASKER),
    SetSeverity(by=ANN, severity=Severity.URGENT), SetSeverity(by=None, severity=Severity.LOW), Join(thread=ThreadId("slack-T1:help:9")),
    PersonGone(person=BEN), PersonGone(person=DAN), TakeOutside(name="Ines (jira)"), TakeOutside(name="link"),
    Solve(by=None, outside="Ines (jira)"), Note(name="Ines (jira)", text="Sent again."),
    Found(finding=Finding.STANDING), Found(finding=Finding.UNTAKEN, told=("email",)), TimeCame(), TimeCame(), TimeCame(),
)  # fmt: skip
STEPS = st.builds(
    Step,
    kind=st.sampled_from(StepKind),
    to=st.sampled_from(["", "hub", "owner", "api", "cat", "nobody", "@night"]),
    wait=st.integers(0, 30).map(lambda n: n * 5 * MINUTE),
    more_than=st.none() | st.integers(0, 2),
    between=st.none() | st.just(Hours(start=time(22), end=time(6))),
)
BLOCKS = st.lists(st.tuples(st.integers(0, 95), st.integers(1, 40)), max_size=3).map(
    lambda some: tuple(Hours(start=_quarter(a), end=_quarter(min(a + length, 96))) for a, length in some)
)
CALENDARS = st.builds(
    WorkCalendar,
    name=st.just("office"),
    timezone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    week=st.dictionaries(st.sampled_from(WEEKDAYS), BLOCKS),
    holidays=st.sets(st.dates(date(2026, 3, 20), date(2026, 4, 10)), max_size=4).map(lambda some: tuple(sorted(some))),
)


def _quarter(number: int) -> time:
    return time(number // 4 % 24, number % 4 * 15)


def worked(calendar: WorkCalendar, since: datetime, until: datetime) -> timedelta:
    """Counted in steps of five minutes, the slow way."""
    if not any(calendar.week.get(day) for day in WEEKDAYS) and not calendar.holidays:
        return until - since
    step, at, total = 5 * MINUTE, since, timedelta()
    is_any = any(calendar.week.get(day) for day in WEEKDAYS)
    while at < until:
        local = at.astimezone(zone(calendar.timezone))
        blocks = calendar.week.get(WEEKDAYS[local.weekday()], ())
        is_open = not is_any or any(
            b.start <= local.time() and (local.time() < b.end or b.end == time(0)) for b in blocks
        )
        if is_open and local.date() not in calendar.holidays:
            total += step
        at += step
    return total


@given(
    model=st.sampled_from(Model), steps=st.lists(STEPS, min_size=1, max_size=5), repeat=st.integers(0, 3), assign=st.sampled_from(Assign),
    calendar=CALENDARS, targets=st.sampled_from([NONE, Targets(), Targets(first_response=HOUR, next_response=HOUR, solution=8 * HOUR)]),
    acts=st.lists(st.tuples(st.integers(0, 600), st.sampled_from(ACTS)), max_size=25),
)  # fmt: skip
@settings(max_examples=settings.default.max_examples * 2)
def test_it_always_has_one_owner_and_one_next_instant_and_the_clocks_are_right(
    model: Model,
    steps: list[Step],
    repeat: int,
    assign: Assign,
    calendar: WorkCalendar,
    targets: Targets,
    acts: list[tuple[int, Act]],
) -> None:
    dials = replace(
        governance(*steps, assign=assign, repeat=repeat, targets=targets, calendar="office", rota="r"),
        model=model,
        calendars={"office": calendar},
    )
    story = Story(dials, at=datetime(2026, 3, 27, 8, tzinfo=UTC))
    for minutes, act in [(0, TimeCame()), *acts]:
        before = story.e
        if isinstance(act, TimeCame) and before.next_at is not None:
            story.then(act, max(before.next_at - story.now, timedelta()))
        else:
            story.then(act, minutes * 5 * MINUTE)
        e = story.e
        assert e.team in dials.teams
        assert e.state is not State.TAKEN or (e.person is None) is bool(e.outside)
        assert e.state is not State.OPEN or not e.outside
        assert (e.next_at is None) == (e.state is State.CLOSED)
        assert e.next_at is None or e.next_at > story.now
        assert e == before or e.version == before.version + 1
        assert all(entry.at == story.now for entry in story.move.entries)
        for clock in e.clocks:
            if e.state in {State.WAITING, State.SOLVED, State.CLOSED}:
                assert clock.since is None
            if (
                clock.due_at is not None
                and clock.since is not None
                and clock.due_at - clock.since < 14 * DAY
                and clock.left >= timedelta()
            ):
                of = calendar if e.team != "hub" else WorkCalendar(name="", timezone="UTC")
                assert worked(of, clock.since, clock.due_at) == clock.left


def test_while_a_team_is_not_at_work_nobody_is_called_for_it() -> None:
    friday = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
    story = Story(governance(Step(kind=StepKind.EVERYBODY, wait=HOUR), calendar="office"), at=friday)
    monday = datetime(2026, 3, 9, 9, 50, tzinfo=UTC)
    assert story.e.step_at == monday
    seen: list[tuple[datetime, Call]] = []
    while story.now < monday:
        story.later()
        seen += [(story.now, call) for _, call, _ in story.calls]
    assert seen == [(monday, Call.COME), (monday, Call.UNTAKEN)]
