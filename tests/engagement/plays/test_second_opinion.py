"""When a model is asked for a second opinion, and what is made of it; all else stays as the rules say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from engagement.actions import Keep, ReadAnew, ReadAs
from engagement.decisions import Act, Hold, Verdict
from engagement.doubts import Doubt
from engagement.events import ModelAnswered, Threading
from engagement.modelling.asking import Opinion, Use
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import KIND, Asked, use_of
from engagement.play import Heard
from engagement.plays.second_opinion import PLAY, SecondOpinionPolicy
from engagement.policy import ChannelPolicy, QuestionMode
from engagement.records import Channel
from engagement.shown import Consulted
from engagement.situation import Situation
from engagement.threads import QuestionModes, Thread, ThreadState
from tests.engagement.made_up import ASKED, HELP, MINUTE, NOON, PEER, answered, message, mid, situation, thread, tid

DIALS = SecondOpinionPolicy()
MODEL = ModelPolicy(name="small", uses=(Use.SECOND_OPINION,), provider="models.example")
OPEN = ChannelPolicy(name="help")
LOOSE = QuestionModes.MARK | QuestionModes.LOOSE
TEXT = "Maybe the gateway in the hall and not the old one?"
SURE = Opinion(is_question=True, topic="api", urgency="normal", sureness=0.9)


def shown(s: Situation) -> Situation:
    policy = replace(s.policy, model=MODEL, topics={"api": (), "build": ()})
    return replace(s, policy=policy)


def said(text: str = TEXT, of: Thread | None = None, minutes: float = 0, **more: object) -> Sequence[Verdict]:
    fields = {
        "message": message(modes=LOOSE),
        "text": text,
        "shown": {Consulted: Consulted(may_ask=True)},
        "dials": OPEN,
    } | more
    assert PLAY.on_said is not None
    return PLAY.on_said(shown(situation(of or thread(modes=LOOSE), minutes, **fields)), DIALS)


def told(
    opinion: Opinion | None = SURE, modes: QuestionModes = LOOSE, of: Thread | None = None, minutes: float = 0,
    doubts: Sequence[Doubt] = (Doubt.QUESTION,), why: str = "", dials: SecondOpinionPolicy = DIALS, **more: object,
) -> Sequence[Verdict]:  # fmt: skip
    event = ModelAnswered(
        key="m", at=NOON, thread=tid("q"), use="second_opinion", asked_at=NOON, model="small", opinion=opinion,
        message=mid("q"), doubts=tuple(map(str, doubts)), why=why,
    )  # fmt: skip
    fields: dict[str, object] = {"message": message(modes=modes), "event": event} | more
    assert PLAY.on_model is not None
    return PLAY.on_model(shown(situation(of or thread(modes=modes), minutes, **fields)), dials)


def read(verdicts: Sequence[Verdict]) -> ReadAs | None:
    found = [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, ReadAnew)]
    assert len(found) <= 1
    return found[0].read if found else None


def holds(verdicts: Sequence[Verdict]) -> list[str]:
    return [verdict.reason for verdict in verdicts if isinstance(verdict, Hold)]


def test_where_the_rules_are_unsure_it_is_noted_what_to_ask_about_without_a_word_of_it() -> None:
    (verdict,) = said()
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, Keep)
    entry = verdict.action.entry
    assert (entry.kind, entry.state, use_of(entry)) == (KIND, Asked.WAITING, Use.SECOND_OPINION)
    assert (entry.message, entry.until, entry.words) == (mid("q"), NOON + DIALS.useful_for, "")
    assert entry.texts("doubts") == (Doubt.QUESTION.value,)
    assert verdict.reason == "the rules are unsure whether it is a question"


@pytest.mark.parametrize(
    "more",
    [
        {"shown": {}}, {"shown": {Consulted: Consulted(may_ask=False)}}, {"is_late": True}, {"message": None},
        {"minutes": 16}, {"text": "The gateway is blue.", "message": message()}, {"of": thread(state=ThreadState.DELETED)},
        {"channel": Channel(id=HELP, name="help", kind="chat", threading=Threading.NATIVE, is_private=True)}, {"dials": None},
    ],
)  # fmt: skip
def test_without_a_yes_too_late_in_private_or_where_they_are_sure_nobody_is_asked(more: dict[str, object]) -> None:
    assert said(**more) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", [QuestionMode.LOOSE, QuestionMode.MARK])
def test_where_a_channel_says_itself_what_a_question_is_nobody_is_asked(mode: QuestionMode) -> None:
    assert said(dials=replace(OPEN, questions=mode)) == []


def test_only_what_may_begin_a_question_is_heard() -> None:
    def heard(**more: object) -> bool:
        fields = {"text": TEXT, "message": message(modes=LOOSE), "thread": thread(modes=LOOSE), "is_first": False}
        return PLAY.hears(Heard(**fields | more))  # type: ignore[arg-type]

    assert heard()
    assert not heard(message=message())
    assert not heard(message=message(author=PEER, modes=LOOSE))
    assert not heard(thread=answered())


def test_it_becomes_a_question_of_a_topic_of_ours() -> None:
    assert read(told()) == ReadAs(modes=int(ASKED), topics=("api",))
    assert read(told(replace(SURE, topic=None))) == ReadAs(modes=int(ASKED))
    assert read(told(replace(SURE, topic="sabotage"))) == ReadAs(modes=int(ASKED)), "no topic of ours"


def test_it_becomes_no_question_unless_somebody_acted() -> None:
    no = replace(SURE, is_question=False)
    assert read(told(no, ASKED)) == ReadAs(modes=int(LOOSE))
    for acted in (answered(), thread(asked=(PEER,)), thread(on_it=PEER), thread(offered=True)):
        assert read(told(no, ASKED, acted)) is None
        assert "somebody acted on it already" in holds(told(no, ASKED, acted))[0]


def test_of_what_the_rules_were_sure_it_changes_nothing() -> None:
    no = replace(SURE, is_question=False)
    assert read(told(no, ASKED, doubts=[Doubt.TOPIC])) == ReadAs(modes=int(ASKED), topics=("api",)), "still a question"
    assert read(told(replace(SURE, topic="build"), ASKED, message=message(modes=ASKED, topics=("api",)))) is None
    assert holds(told(SURE, ASKED, message=message(modes=ASKED, topics=("api",)))) == [
        "a model's second opinion: it says what the rules say"
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"opinion": replace(SURE, sureness=0.79)}, "it is not sure enough"),
        ({"minutes": 16}, "it came too late"),
        ({"message": None}, "the message is gone, or the question is settled"),
        ({"of": thread(state=ThreadState.SOLVED)}, "the message is gone, or the question is settled"),
        ({"message": message(modes=LOOSE, is_deleted=True)}, "the message is gone, or the question is settled"),
        ({"message": message(modes=LOOSE, edited_at=NOON + MINUTE)}, "it was written anew meanwhile"),
    ],
)  # fmt: skip
def test_too_late_unsure_or_about_other_words_it_counts_for_nothing(fields: dict[str, object], reason: str) -> None:
    verdicts = told(**fields)  # type: ignore[arg-type]
    assert read(verdicts) is None
    assert holds(verdicts) == [f"a model's second opinion: {reason}"]


def test_what_stood_in_its_way_is_said() -> None:
    assert holds(told(None, why="the day's budget is used up")) == ["the day's budget is used up"]
    assert holds(told(None)) == ["the model was unsure, so it says nothing"]


def test_urgency_needs_a_team_that_could_come() -> None:
    assert read(told(replace(SURE, urgency="urgent"))) == ReadAs(modes=int(ASKED), topics=("api",))


def test_whatever_came_of_it_it_is_asked_once() -> None:
    for verdicts in (told(), told(None), told(minutes=20)):
        first = verdicts[0]
        assert isinstance(first, Act)
        assert isinstance(first.action, Keep)
        assert first.action.entry.state == Asked.DONE
        assert first.action.before == replace(first.action.entry, state=Asked.WAITING)


def test_answers_of_other_uses_are_not_its_business() -> None:
    event = ModelAnswered(key="m", at=NOON, thread=tid("q"), use="draft", asked_at=NOON - timedelta(hours=1))
    assert told(event=event) == []
