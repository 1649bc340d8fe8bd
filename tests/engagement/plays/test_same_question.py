"""When a team is asked whether two of its questions are one, and what comes of what it says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from engagement.actions import Action, FieldKind, Keep, MoveEscalation, Reply, Say
from engagement.decisions import Act, Hold, Verdict
from engagement.entries import Entry
from engagement.escalating.acts import Call, CallTeam, Join, Move, Part, Staff
from engagement.escalating.course import advanced
from engagement.escalating.dials import Chain, Governance, Step, StepKind, Team
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.escalating.seen import Escalating
from engagement.events import ModelAnswered
from engagement.ids import ChannelId, EscalationId, MemberId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import use_of
from engagement.people import Role
from engagement.plays.same_question import APART, NO, PLAY, YES, SameQuestionPolicy
from engagement.same_questions import Doubles, Other, Said, nearest, proposal, stated
from engagement.situation import Person, Situation
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, THIRD, situation, thread, tid

DIALS = SameQuestionPolicy()
MODEL = ModelPolicy(name="small", embeddings="places", uses=(Use.DUPLICATES,), provider="models.example")
TEAMS = Governance(
    teams={"hub": Team(name="hub", title="Hub", channel="hub", is_hub=True, chain="c")},
    chains={"c": Chain(name="c", steps=(Step(kind=StepKind.TEAM),))},
)
OPENED = Escalation(
    id=EscalationId("e"), thread=tid("q"), channel=HELP, asker=ASKER, opened_at=NOON, team="hub", belongs_to="hub",
    hub="hub", chain="c", policy="p", cause=Cause.ASKED, version=1,
)  # fmt: skip
FIRST = replace(OPENED, id=EscalationId("f"), thread=tid("one"), asker=THIRD, opened_at=NOON - timedelta(hours=1))
OTHER = Other(escalation=FIRST, governance=TEAMS, words=0.5)
COME = CallTeam(team="hub", call=Call.COME)
OTHERS = Doubles(others=(OTHER,))
MADE = proposal(tid("q"), tid("one"), NOON)


def seen(e: Escalation | None = OPENED, *deeds: CallTeam) -> Escalating:
    return Escalating(
        governance=TEAMS, policy="p", rooms={"hub": ChannelId("slack-T1:hub")}, escalation=e,
        move=Move(escalation=e, deeds=deeds) if e is not None and deeds else None, staff=Staff(of={"hub": (PEER,)}),
    )  # fmt: skip


def shown(of: Escalating | None, doubles: Doubles | None, **more: object) -> Situation:
    found = situation(escalating=of, shown={Doubles: doubles} if doubles is not None else {}, **more)
    return replace(found, policy=replace(found.policy, model=MODEL))


def handed(e: Escalation = OPENED, doubles: Doubles | None = OTHERS) -> Sequence[Verdict]:
    assert PLAY.on_escalation is not None
    return PLAY.on_escalation(shown(seen(e, COME), doubles), DIALS)


def answered(
    *near: float,
    e: Escalation | None = OPENED,
    other: Other = OTHER,
    proposed: Entry | None = None,
    use: str = "duplicates",
) -> Sequence[Verdict]:
    event = ModelAnswered(
        key="m", at=NOON, thread=tid("q"), use=use, asked_at=NOON, model="places",
        near=tuple((tid("one"), each) for each in near),
    )  # fmt: skip
    assert PLAY.on_model is not None
    return PLAY.on_model(shown(seen(e), Doubles(others=(other,), proposed=proposed), event=event), DIALS)


def pressed(
    control: str, state: Said, *, by: str = PEER, e: Escalation | None = OPENED, **doubles: object
) -> list[Action]:
    found = Doubles(**{"others": (OTHER,), "proposed": stated(MADE, state)} | doubles)  # type: ignore[arg-type]
    who = shown(
        seen(e), found, thread=thread("q"), actor=Person(member=MemberId(by), name="Lou", roles=frozenset({Role.STAFF}))
    )
    return actions(PLAY.on_control[control](who, DIALS))


def actions(verdicts: Sequence[Verdict]) -> list[Action]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def moves(some: Sequence[Action]) -> list[Escalation]:
    return [each.move.escalation for each in some if isinstance(each, MoveEscalation)]


def replies(some: Sequence[Action]) -> list[str]:
    return [each.text for each in some if isinstance(each, Reply)]


def test_a_question_that_comes_to_a_team_with_others_is_placed() -> None:
    (keep,) = actions(handed())
    assert isinstance(keep, Keep)
    assert (use_of(keep.entry), keep.entry.words) == (Use.DUPLICATES, "")
    assert keep.entry.until == NOON + DIALS.useful_for


@pytest.mark.parametrize("doubles", [None, Doubles(), Doubles(others=(OTHER,), proposed=MADE)])
def test_without_others_or_when_it_was_proposed_before_no_model_is_asked(doubles: Doubles | None) -> None:
    assert handed(doubles=doubles) == []


@pytest.mark.parametrize("e", [replace(OPENED, version=2), replace(OPENED, is_private=True)])
def test_what_moves_on_and_what_is_private_is_told_no_model(e: Escalation) -> None:
    assert handed(e) == []


def test_the_team_sees_which_other_question_is_meant_and_who_says_so() -> None:
    _, keep, say = actions(answered(0.85))
    assert isinstance(keep, Keep)
    assert (keep.entry.state, keep.entry.text("other")) == (Said.PROPOSED, tid("one"))
    assert isinstance(say, Say)
    assert (say.to, say.controls) == ("slack-T1:hub", (YES, NO, "why"))
    assert say.fields["other"] == (FieldKind.LINK, tid("one"))
    assert say.fields["model"].value == "places"


@pytest.mark.parametrize(
    ("verdicts", "why"),
    [
        (answered(), "no model placed it"),
        (answered(0.79), "the model places no other question near enough"),
        (answered(0.89, other=replace(OTHER, words=0.2)), "the model places no other question near enough"),
        (answered(0.9, e=replace(OPENED, state=State.CLOSED)), "the team does not have it any more"),
        (answered(0.9, e=replace(FIRST, joined=(tid("q"),))), "the team does not have it any more"),
        (answered(0.9, e=None), "the team does not have it any more"),
        (answered(0.9, proposed=MADE), "the team does not have it any more"),
    ],
)
def test_else_nobody_is_troubled_and_the_journal_says_why(verdicts: Sequence[Verdict], why: str) -> None:
    assert [type(each) for each in actions(verdicts)] == [Keep]
    assert [each.reason for each in verdicts if isinstance(each, Hold)] == [why]


def test_what_a_model_is_asked_for_others_is_none_of_it() -> None:
    assert answered(0.9, use="similarity") == []


def test_of_several_the_nearest_is_meant_and_of_equals_that_with_the_words() -> None:
    far = replace(OTHER, escalation=replace(FIRST, id=EscalationId("g"), thread=tid("two")), words=0.55)
    near = {tid("one"): 0.85, tid("two"): 0.82}
    assert nearest((far, OTHER), near, least=0.8, least_alone=0.9) == (OTHER, 0.85)
    assert nearest((OTHER, far), {tid("one"): 0.85, tid("two"): 0.85}, least=0.8, least_alone=0.9) == (far, 0.85)
    assert nearest((OTHER,), {}, least=0.0, least_alone=0.0) is None


def test_the_same_joins_it_to_the_other_and_closes_its_own() -> None:
    done = pressed(YES, Said.PROPOSED)
    mine, other = moves(done)
    assert (mine.thread, mine.state) == (tid("q"), State.CLOSED)
    assert (other.thread, other.joined) == (tid("one"), (tid("q"),))
    assert replies(done) == ["same_question.noted"]
    (keep,) = [each for each in done if isinstance(each, Keep)]
    assert (keep.entry.state, keep.before) == (Said.JOINED, MADE)


@pytest.mark.parametrize("e", [None, replace(OPENED, state=State.CLOSED), replace(OPENED, joined=(tid("x"),)), FIRST])
def test_what_is_over_or_was_joined_by_others_is_not_joined(e: Escalation | None) -> None:
    done = pressed(YES, Said.PROPOSED, e=e)
    assert (moves(done), replies(done)) == ([], ["same_question.over"])


def test_another_question_that_is_over_is_joined_by_nothing() -> None:
    for control, state in ((YES, Said.PROPOSED), (APART, Said.JOINED)):
        done = pressed(control, state, others=())
        assert (moves(done), replies(done)) == ([], ["same_question.over"])


def test_not_the_same_moves_nothing() -> None:
    done = pressed(NO, Said.PROPOSED)
    assert (moves(done), replies(done)) == ([], ["same_question.noted"])
    assert replies(pressed(NO, Said.PROPOSED, e=None)) == ["same_question.over"]


def test_taken_apart_the_team_has_it_anew() -> None:
    joined = replace(FIRST, joined=(tid("q"),))
    done = pressed(APART, Said.JOINED, e=joined, others=(replace(OTHER, escalation=joined),))
    parted, again = moves(done)
    assert (parted.thread, parted.joined) == (tid("one"), ())
    assert (again.thread, again.state, again.opened_at) == (tid("q"), State.OPEN, NOON)
    assert again.id not in {OPENED.id, FIRST.id}


@pytest.mark.parametrize("control", [YES, NO, APART])
def test_a_button_that_does_not_fit_how_it_stands_or_whoever_presses_does_nothing(control: str) -> None:
    fits = Said.JOINED if control == APART else Said.PROPOSED
    assert replies(pressed(control, Said.DIFFERENT)) == ["same_question.over"]
    assert replies(pressed(control, fits, proposed=None)) == ["same_question.over"]
    stranger = pressed(control, fits, by=THIRD)
    assert (moves(stranger), replies(stranger)) == ([], ["escalation.no_team"])


def test_what_never_joined_is_taken_out_of_nothing() -> None:
    joined = advanced(FIRST, TEAMS, Staff(), Join(thread=tid("q")), NOON).escalation
    assert joined.joined == (tid("q"),)
    for name, left in (("x", (tid("q"),)), ("q", ())):
        assert advanced(joined, TEAMS, Staff(), Part(by=PEER, thread=tid(name)), NOON).escalation.joined == left
