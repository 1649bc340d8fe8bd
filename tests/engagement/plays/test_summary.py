"""When a long conversation is summed up for whoever takes it, and what is shown in its place where a model may not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from engagement.actions import Action, FieldKind, Keep, Say
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.acts import Move
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Cause, Entry, Escalation, State
from engagement.escalating.seen import Escalating
from engagement.events import ModelAnswered
from engagement.ids import ChannelId, EscalationId, private_channel, workspace_of
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import KIND, TEXT, Asked, use_of
from engagement.plays.summary import PLAY, SummaryPolicy
from engagement.records import Channel
from engagement.shown import Talk
from engagement.situation import Situation
from engagement.threads import Message
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, THIRD, message, mid, showing, situation, thread, tid

DIALS = SummaryPolicy()
NO_MODEL, MODEL = ModelPolicy(), ModelPolicy(name="small", uses=(Use.SUMMARY,), provider="models.example")
TEAMS = Governance(
    teams={
        "hub": Team(name="hub", title="Hub", channel="hub", is_hub=True),
        "bill": Team(name="bill", title="Billing", channel="bill"),
    }
)
TAKEN = Escalation(
    id=EscalationId("e"), thread=tid("q"), channel=HELP, asker=ASKER, opened_at=NOON, team="hub", belongs_to="hub",
    hub="hub", chain="c", policy="p", cause=Cause.ASKED, state=State.TAKEN, person=THIRD, version=2,
)  # fmt: skip
TOOK = Entry(at=NOON, what="taken", by=THIRD)
LONG = Talk(
    messages=(message("q"), *(message(f"m{n}", PEER if n % 2 else ASKER, n, of="q") for n in range(1, 9)))
)  # fmt: skip


def seen(e: Escalation = TAKEN, *lines: Entry) -> Escalating:
    return Escalating(
        governance=TEAMS, policy="p", rooms={"hub": ChannelId("slack-T1:hub"), "bill": ChannelId("slack-T1:bill")}, escalation=e,
        move=Move(escalation=e, entries=lines) if lines else None,
    )  # fmt: skip


def shown(of: Escalating | None, model: ModelPolicy, talk: Talk | None = LONG, **more: object) -> Situation:
    found = situation(thread("q"), escalating=of, shown=showing(*([talk] if talk else [])), **more)
    return replace(found, policy=replace(found.policy, model=model))


def taken(
    e: Escalation = TAKEN, model: ModelPolicy = NO_MODEL, talk: Talk | None = LONG, line: Entry = TOOK, **more: object
) -> Sequence[Verdict]:
    assert PLAY.on_escalation is not None
    return PLAY.on_escalation(shown(seen(e, line), model, talk, **more), DIALS)


def answered(of: Escalating | None, **event: object) -> Sequence[Verdict]:
    fields = {
        "text": "The key is asked for.",
        "sources": (mid("m1"),),
        "use": "summary",
        "asked_at": NOON,
        "model": "s",
    }
    told = ModelAnswered(key="m", at=NOON, thread=tid("q"), **fields | event)  # type: ignore[arg-type]
    assert PLAY.on_model is not None
    return PLAY.on_model(shown(of, MODEL, event=told), DIALS)


def actions(verdicts: Sequence[Verdict]) -> list[Action]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def reasons(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.reason for verdict in verdicts if isinstance(verdict, Hold)]


def lines(say: Action) -> list[tuple[str, str]]:
    assert isinstance(say, Say)
    return [(item["piece"].value, item["where"].value) for item in say.items]


def test_whoever_takes_a_long_conversation_sees_the_question_and_what_was_said_last() -> None:
    (say,) = actions(taken())
    assert isinstance(say, Say)
    assert (say.to, say.mentions, say.is_unprompted, say.below) == ("slack-T1:hub", (), False, "card:e:hub")
    assert lines(say) == [("asked", tid("q")), *(("latest", mid(f"m{n}")) for n in (6, 7, 8))]
    assert {item["said"].kind for item in say.items} == {FieldKind.QUOTE}, "no words are stored with the message"


def test_the_next_team_sees_it_in_a_message_of_its_own_and_the_same_team_in_the_one_it_has() -> None:
    says = [*actions(taken()), *actions(taken()), *actions(taken(replace(TAKEN, team="bill")))]
    first, again, elsewhere = (say for say in says if isinstance(say, Say))
    assert first.slot == again.slot
    assert (elsewhere.to, elsewhere.below) == ("slack-T1:bill", "card:e:bill")
    assert elsewhere.slot != first.slot, "what shares a slot is edited where it stands"


def test_a_marked_answer_is_in_it_once() -> None:
    found = replace(shown(seen(TAKEN, TOOK), NO_MODEL), thread=thread("q", accepted=mid("m8")))
    assert PLAY.on_escalation is not None
    (say,) = actions(PLAY.on_escalation(found, DIALS))
    assert lines(say)[1:] == [("marked", mid("m8")), *(("latest", mid(f"m{n}")) for n in (5, 6, 7))]


def test_a_question_without_a_known_asker_begins_with_what_was_said_last() -> None:
    found = replace(shown(seen(TAKEN, TOOK), NO_MODEL), thread=thread("q", asker=None))
    assert PLAY.on_escalation is not None
    (say,) = actions(PLAY.on_escalation(found, DIALS))
    assert [piece for piece, _ in lines(say)] == ["latest"] * 3


def test_where_a_model_may_be_used_it_is_asked_beside_the_extract() -> None:
    say, keep = actions(taken(model=MODEL))
    assert isinstance(say, Say)
    assert isinstance(keep, Keep)
    assert (keep.entry.kind, keep.entry.state, use_of(keep.entry)) == (KIND, Asked.WAITING, Use.SUMMARY)
    assert keep.entry.until == NOON + DIALS.useful_for
    assert keep.entry.words == ""


@pytest.mark.parametrize("what", ["opened", "taken", "handed on"])
def test_it_is_shown_however_somebody_came_to_have_it(what: str) -> None:
    assert actions(taken(line=replace(TOOK, what=what)))


@pytest.mark.parametrize(
    ("e", "talk", "line"),
    [
        (replace(TAKEN, person=None), LONG, TOOK),
        (replace(TAKEN, state=State.SOLVED), LONG, TOOK),
        (TAKEN, LONG, replace(TOOK, what="severity")),
        (TAKEN, replace(LONG, messages=LONG.messages[:7]), TOOK),
        (TAKEN, None, TOOK),
        (replace(TAKEN, thread=tid("another")), LONG, TOOK),
    ],
)
def test_nothing_is_said_else(e: Escalation, talk: Talk | None, line: Entry) -> None:
    assert taken(e, MODEL, talk, line) == []


def test_eight_messages_are_long() -> None:
    eight: tuple[Message, ...] = tuple(LONG.messages[:8])
    assert len(actions(taken(talk=Talk(messages=eight)))) == 1


def test_what_was_asked_in_private_is_neither_summed_up_nor_told_a_model() -> None:
    aside = private_channel(workspace_of(HELP))
    for e in (replace(TAKEN, is_private=True), replace(TAKEN, channel=aside)):
        assert "private" in reasons(taken(e, MODEL))[0]
    hidden = Channel(id=HELP, name="help", kind="chat", threading="native", is_private=True)
    (say,) = actions(taken(model=MODEL, channel=hidden))
    assert isinstance(say, Say), "the team reads there anyway, a model does not"


def test_a_model_s_summary_takes_the_place_of_the_extract_and_its_words_stand_apart() -> None:
    (extract,) = actions(taken())
    done, kept, say = actions(answered(seen(), left_out=3))
    assert isinstance(done, Keep)
    assert (done.entry.state, done.before is not None) == (Asked.DONE, True)
    assert isinstance(kept, Keep)
    assert (kept.entry.kind, kept.entry.words) == (TEXT, "The key is asked for.")
    assert isinstance(say, Say)
    assert isinstance(extract, Say)
    assert (say.slot, say.to, say.below) == (extract.slot, extract.to, extract.below)
    assert "key" not in repr(say), "what is stored of the message holds none of its words"
    assert say.fields["left_out"].value == "3"
    assert [item["where"].value for item in say.items] == [mid("m1")]


def test_where_everybody_agreed_nothing_is_said_of_what_was_left_out() -> None:
    *_, say = actions(answered(seen()))
    assert isinstance(say, Say)
    assert say.fields["left_out"].value == ""


@pytest.mark.parametrize(
    ("of", "event", "why"),
    [
        (seen(), {"text": "", "why": "over the budget"}, "over the budget"),
        (seen(), {"text": ""}, "unsure"),
        (seen(), {"asked_at": NOON - timedelta(hours=3)}, "too late"),
        (seen(replace(TAKEN, state=State.SOLVED)), {}, "too late"),
        (None, {}, "too late"),
    ],
)
def test_why_the_extract_stays_is_on_record(of: Escalating | None, event: dict[str, object], why: str) -> None:
    verdicts = answered(of, **event)
    assert why in reasons(verdicts)[0]
    assert [type(each) for each in actions(verdicts)] == [Keep]


def test_what_is_for_another_use_is_left_alone() -> None:
    assert answered(seen(), use="draft") == []
