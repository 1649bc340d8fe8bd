"""When a draft is wanted, and when it is shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from engagement.actions import Action, FieldKind, Keep, Say
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.acts import Call, CallTeam, Move
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.escalating.seen import Escalating
from engagement.events import ModelAnswered
from engagement.ids import ChannelId, EscalationId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import KIND, TEXT, Asked, use_of
from engagement.plays.draft_answer import PLAY, DraftAnswerPolicy
from engagement.situation import Situation
from tests.engagement.made_up import ASKER, HELP, NOON, situation, tid

DIALS = DraftAnswerPolicy()
MODEL = ModelPolicy(name="small", uses=(Use.DRAFT,), provider="models.example")
TEAMS = Governance(teams={"hub": Team(name="hub", title="Hub", channel="hub", is_hub=True)})
OPENED = Escalation(
    id=EscalationId("e"), thread=tid("q"), channel=HELP, asker=ASKER, opened_at=NOON, team="hub", belongs_to="hub",
    hub="hub", chain="c", policy="p", cause=Cause.ASKED, similar=(tid("old"),), version=1,
)  # fmt: skip
COME = CallTeam(team="hub", call=Call.COME)


def seen(e: Escalation = OPENED, *deeds: CallTeam, moved: bool = True) -> Escalating:
    return Escalating(
        governance=TEAMS, policy="p", rooms={"hub": ChannelId("slack-T1:hub")}, escalation=e,
        move=Move(escalation=e, deeds=deeds) if moved else None,
    )  # fmt: skip


def shown(of: Escalating | None, model: ModelPolicy = MODEL, **more: object) -> Situation:
    found = situation(escalating=of, **more)
    return replace(found, policy=replace(found.policy, model=model))


def handed(of: Escalating | None, model: ModelPolicy = MODEL) -> Sequence[Verdict]:
    assert PLAY.on_escalation is not None
    return PLAY.on_escalation(shown(of, model), DIALS)


def answered(of: Escalating | None, **event: object) -> Sequence[Verdict]:
    fields = {"text": "Hold the button.", "sources": (tid("old"),), "use": "draft", "asked_at": NOON, "model": "small"}
    told = ModelAnswered(key="m", at=NOON, thread=tid("q"), **fields | event)  # type: ignore[arg-type]
    assert PLAY.on_model is not None
    return PLAY.on_model(shown(of, event=told), DIALS)


def actions(verdicts: Sequence[Verdict]) -> list[Action]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def reasons(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.reason for verdict in verdicts if isinstance(verdict, Hold)]


def test_a_question_that_comes_to_a_team_has_a_draft_made_while_it_is_of_use() -> None:
    (keep,) = actions(handed(seen(OPENED, COME)))
    assert isinstance(keep, Keep)
    assert (keep.entry.kind, keep.entry.state, use_of(keep.entry)) == (KIND, Asked.WAITING, Use.DRAFT)
    assert keep.entry.until == NOON + DIALS.useful_for
    assert keep.entry.words == ""


@pytest.mark.parametrize(
    "model",
    [ModelPolicy(), replace(MODEL, uses=()), replace(MODEL, provider=""), replace(MODEL, uses=(Use.SUMMARY,))],
)
def test_nothing_is_wanted_where_no_model_is_used_for_it(model: ModelPolicy) -> None:
    assert handed(seen(OPENED, COME), model) == []


def test_nothing_is_wanted_but_at_the_beginning() -> None:
    assert handed(None) == []
    assert handed(seen(OPENED, moved=False)) == []
    assert handed(seen(OPENED)) == []
    assert handed(seen(replace(OPENED, version=4), COME)) == []
    assert handed(seen(OPENED, CallTeam(team="hub", call=Call.REMINDER))) == []


def test_without_a_solved_question_like_it_and_in_private_nobody_is_asked() -> None:
    assert "no solved question" in reasons(handed(seen(replace(OPENED, similar=()), COME)))[0]
    assert "private" in reasons(handed(seen(replace(OPENED, is_private=True), COME)))[0]


def test_a_draft_is_shown_under_the_card_with_its_sources_and_its_words_apart() -> None:
    done, kept, say = actions(answered(seen(moved=False)))
    assert isinstance(done, Keep)
    assert (done.entry.state, done.before is not None) == (Asked.DONE, True)
    assert isinstance(kept, Keep)
    assert (kept.entry.kind, kept.entry.words) == (TEXT, "Hold the button.")
    assert isinstance(say, Say)
    assert (say.to, say.mentions, say.is_unprompted) == ("slack-T1:hub", (), False)
    assert "Hold the button." not in repr(say), "what is stored of the message holds none of its words"
    assert say.fields["draft"].kind is FieldKind.SAID
    assert [item["where"].value for item in say.items] == [tid("old")]


@pytest.mark.parametrize(
    ("of", "event", "why"),
    [
        (seen(moved=False), {"text": "", "why": "over the budget"}, "over the budget"),
        (seen(moved=False), {"text": ""}, "unsure"),
        (seen(moved=False), {"asked_at": NOON - timedelta(hours=3)}, "too late"),
        (seen(replace(OPENED, state=State.SOLVED), moved=False), {}, "too late"),
        (None, {}, "too late"),
    ],
)
def test_why_there_is_none_is_on_record(of: Escalating | None, event: dict[str, object], why: str) -> None:
    verdicts = answered(of, **event)
    assert why in reasons(verdicts)[0]
    assert [type(each) for each in actions(verdicts)] == [Keep]


def test_what_is_for_another_use_is_left_alone() -> None:
    assert answered(seen(moved=False), use="summary") == []
