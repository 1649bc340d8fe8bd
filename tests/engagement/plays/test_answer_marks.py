"""Who may mark an answer, who is credited, who is thanked, and when the asker is reminded."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from engagement.actions import (
    CancelFollowUps,
    Credit,
    FollowUp,
    MarkAnswer,
    Reach,
    Reply,
    Say,
    UnmarkAnswer,
    link,
    words,
)
from engagement.authorisation import is_allowed
from engagement.decisions import Act, Decision, Hold, Outcome, Verdict
from engagement.escalating.acts import Move, TellAsker, Told
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Cause, Escalation
from engagement.escalating.seen import Escalating
from engagement.events import ControlUsed, ReactionAdded, ReactionRemoved
from engagement.ids import AccountId, DecisionId, EscalationId, MemberId, MessageId
from engagement.people import Helper, Role
from engagement.plays import answer_marks
from engagement.plays.answer_marks import PLAY, AnswerMarksPolicy
from engagement.records import Contribution
from engagement.shown import Helped, LatestAnswer
from engagement.threads import Message, QuestionModes, Thread, ThreadState
from tests.engagement.made_up import (
    ASKER,
    BOT,
    HELP,
    NOON,
    PEER,
    THIRD,
    answered,
    at,
    message,
    mid,
    person,
    showing,
    situation,
    thread,
    tid,
)

DIALS = AnswerMarksPolicy()
E = Escalation(
    id=EscalationId("e"), thread=tid("q"), channel=HELP, asker=ASKER, opened_at=NOON, team="bill", belongs_to="bill",
    hub="", chain="c", policy="p", cause=Cause.SILENCE, person=PEER,
)  # fmt: skip
ANSWER = message("a", PEER, 5, of="q")
FOUND = LatestAnswer(message=ANSWER)
OWN = message("o", ASKER, 6, of="q")
ROBOT = message("r", BOT, 7, of="q", is_bot=True)
ROOT = message("q")
SOLVED = answered(state=ThreadState.SOLVED, accepted=ANSWER.id, accepted_by=PEER, marked_by=ASKER, solved_at=at(10))
SOLVED_BY_THIRD = answered(
    state=ThreadState.SOLVED, accepted=ANSWER.id, accepted_by=PEER, marked_by=THIRD, solved_at=at(10)
)
BY_ASKER, BY_MEMBER, BY_TRUSTED = person(ASKER), person(THIRD), person(THIRD, Role.TRUSTED)
DAY, WEEK = 24 * 60, 7 * 24 * 60


def mark(answer: MessageId | None = ANSWER.id, helper: MemberId | None = PEER, by: MemberId = ASKER) -> MarkAnswer:
    return MarkAnswer(thread=tid("q"), message=answer, helper=helper, marked_by=by)


ANSWERED_IT = Credit(member=PEER, kind="answer", thread=tid("q"), message=ANSWER.id, by=ASKER)
BY_THIRD_IT = Credit(member=PEER, kind="answer", thread=tid("q"), message=ANSWER.id, by=THIRD)
MARKED_IT = Credit(member=ASKER, kind="mark", thread=tid("q"), message=ANSWER.id, by=ASKER)


def tick(on: Message, *, emoji: str = "white_check_mark", added: bool = True) -> ReactionAdded | ReactionRemoved:
    kind = ReactionAdded if added else ReactionRemoved
    return kind(key="r", at=NOON, message=on.id, channel=HELP, account=AccountId(ASKER), emoji=emoji)


def acts(verdicts: Sequence[Verdict]) -> list[Any]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def without_replies(verdicts: Sequence[Verdict]) -> list[Any]:
    return [action for action in acts(verdicts) if not isinstance(action, Reply)]


def text_of(verdict: Verdict) -> str:
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, Reply)
    return verdict.action.text.removeprefix("answer_marks.")


@pytest.mark.parametrize(
    ("of", "on", "actor", "done", "reason"),
    [
        pytest.param(
            answered(),
            ANSWER,
            BY_ASKER,
            [mark(), ANSWERED_IT, MARKED_IT],
            "the asker marked it with a tick",
            id="asker",
        ),
        pytest.param(
            answered(),
            ANSWER,
            BY_TRUSTED,
            [mark(by=THIRD), BY_THIRD_IT],
            "a trusted person marked it with a tick",
            id="trusted, who earns nothing for it",
        ),
        pytest.param(
            answered(),
            ANSWER,
            person(PEER, Role.STAFF),
            [mark(by=PEER)],
            "a trusted person marked it with a tick",
            id="staff's own answer earns nothing",
        ),
        pytest.param(
            answered(), OWN, BY_ASKER, [mark(OWN.id, None)], "the asker marked it with a tick", id="asker's own answer"
        ),
        pytest.param(
            answered(), ROBOT, BY_ASKER, [mark(ROBOT.id, None)], "the asker marked it with a tick", id="a bot's answer"
        ),
        pytest.param(
            answered(), ROOT, BY_ASKER, [mark(None, None)], "the asker marked it with a tick", id="the question itself"
        ),
        pytest.param(
            SOLVED_BY_THIRD,
            OWN,
            BY_ASKER,
            [mark(OWN.id, None)],
            "the asker marked it with a tick",
            id="the asker overrules",
        ),
        pytest.param(
            SOLVED_BY_THIRD,
            ROBOT,
            BY_TRUSTED,
            [mark(ROBOT.id, None, THIRD)],
            "a trusted person marked it with a tick",
            id="a trusted person thinks again",
        ),
    ],
)
def test_a_tick_marks_the_answer(of: Thread, on: Message, actor: Any, done: list[Any], reason: str) -> None:
    verdicts = list(answer_marks.on_reaction(situation(of, message=on, event=tick(on), actor=actor), DIALS))
    assert acts(verdicts) == done
    assert verdicts[0].reason == reason
    assert [v.reason for v in verdicts[1:]] == ["their answer helped", "marked the answer that helped"][: len(done) - 1]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"thread": None}, id="no thread"),
        pytest.param({"message": None}, id="no message"),
        pytest.param({"event": None}, id="no reaction"),
        pytest.param({"event": tick(ANSWER, emoji="eyes")}, id="another emoji"),
        pytest.param({"thread": answered(modes=QuestionModes.NONE)}, id="no question"),
        pytest.param({"actor": BY_MEMBER}, id="somebody else's question"),
        pytest.param({"actor": person(ASKER, Role.BOT)}, id="a bot"),
        pytest.param({"thread": answered(state=ThreadState.DELETED)}, id="a deleted question"),
        pytest.param({"thread": SOLVED, "message": ROBOT, "actor": BY_TRUSTED}, id="the asker's word stands"),
        pytest.param({"thread": SOLVED}, id="marked already"),
    ],
)
def test_a_tick_means_nothing_elsewhere(changes: dict[str, Any]) -> None:
    fields = {"thread": answered(), "message": ANSWER, "event": tick(ANSWER), "actor": BY_ASKER} | changes
    assert list(answer_marks.on_reaction(situation(fields.pop("thread"), 20, **fields), DIALS)) == []


@pytest.mark.parametrize(
    ("of", "on", "actor", "minutes", "is_reopened"),
    [
        pytest.param(SOLVED, ANSWER, BY_ASKER, 20, True, id="their own mark"),
        pytest.param(SOLVED, ANSWER, BY_ASKER, 10 + WEEK, True, id="on the last day"),
        pytest.param(SOLVED, ANSWER, BY_ASKER, 11 + WEEK, False, id="too late"),
        pytest.param(SOLVED, ROBOT, BY_ASKER, 20, False, id="another message"),
        pytest.param(SOLVED, ANSWER, BY_TRUSTED, 20, False, id="the asker's mark"),
        pytest.param(answered(), ANSWER, BY_ASKER, 20, False, id="not solved"),
        pytest.param(
            thread(state=ThreadState.SOLVED, marked_by=ASKER), ROOT, BY_ASKER, 20, True, id="the question itself"
        ),
        pytest.param(
            thread(state=ThreadState.SOLVED, marked_by=ASKER), OWN, BY_ASKER, 20, False, id="not the question itself"
        ),
    ],
)
def test_taking_the_tick_away_takes_the_mark_back(
    of: Thread,
    on: Message,
    actor: Any,
    minutes: float,
    is_reopened: bool,  # noqa: FBT001
) -> None:
    s = situation(of, minutes, message=on, event=tick(on, added=False), actor=actor)
    back = Act(action=UnmarkAnswer(thread=of.id), subject=of.id, reason="the mark was taken back")
    assert list(answer_marks.on_reaction(s, DIALS)) == ([back] if is_reopened else [])


@pytest.mark.parametrize(
    ("of", "on", "actor", "text", "reason"),
    [
        (None, ANSWER, BY_ASKER, "no_question", "this is not part of a question"),
        (answered(), None, BY_ASKER, "no_question", "this is not part of a question"),
        (answered(modes=QuestionModes.NONE), ANSWER, BY_ASKER, "no_question", "this is not part of a question"),
        (answered(), ANSWER, BY_MEMBER, "not_yours", "only the asker and trusted people may mark"),
        (SOLVED, ROBOT, BY_TRUSTED, "settled", "the asker has marked an answer"),
    ],
    ids=["no thread", "no message", "no question", "not theirs", "settled"],
)
def test_the_menu_says_why_nothing_is_marked(
    of: Thread | None, on: Message | None, actor: Any, text: str, reason: str
) -> None:
    (verdict,) = answer_marks.on_menu(situation(of, message=on, actor=actor), DIALS)
    assert (text_of(verdict), verdict.reason) == (text, reason)


@pytest.mark.parametrize(
    ("on", "actor", "done", "reason"),
    [
        (ANSWER, BY_ASKER, [mark(), ANSWERED_IT, MARKED_IT], "the asker marked it by the menu"),
        (ANSWER, BY_TRUSTED, [mark(by=THIRD), BY_THIRD_IT], "a trusted person marked it by the menu"),
        (OWN, BY_ASKER, [mark(OWN.id, None)], "the asker found it out alone"),
        (OWN, BY_TRUSTED, [mark(OWN.id, None, THIRD)], "the asker found it out alone"),
        (ROOT, BY_ASKER, [mark(None, None)], "the asker marked it by the menu"),
    ],
    ids=["the asker", "trusted", "the asker's own", "the asker's own by another", "the question itself"],
)
def test_the_menu_marks_the_answer(on: Message, actor: Any, done: list[Any], reason: str) -> None:
    verdicts = list(answer_marks.on_menu(situation(answered(), message=on, actor=actor), DIALS))
    assert without_replies(verdicts) == done
    assert verdicts[0].reason == reason
    assert text_of(verdicts[-1]) == "marked"


def behind(action: str) -> Decision:
    return Decision(
        id=DecisionId("d"), at=NOON, play="similar_threads", play_version=1, policy_hash="x", subject=tid("q"),
        action=action, outcome=Outcome.ACTED, reason="r", detail={"similar": [tid("x"), tid("y")]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "done"),
    [
        pytest.param(None, [mark(), ANSWERED_IT, MARKED_IT], id="no decision known"),
        pytest.param(behind("Say"), [mark(), ANSWERED_IT, MARKED_IT], id="under the reminder"),
        pytest.param(behind("OfferSimilar"), [mark(None, None)], id="under an earlier thread"),
    ],
)
def test_it_helped_marks_what_stood_there(decision: Decision | None, done: list[Any]) -> None:
    s = situation(answered(), actor=BY_ASKER, shown=showing(FOUND), decision=decision)
    verdicts = list(answer_marks.on_it_helped(s, DIALS))
    assert without_replies(verdicts) == done
    assert verdicts[0].reason == "the asker said that it helped"
    assert text_of(verdicts[-1]) == "marked"


@pytest.mark.parametrize(
    ("under", "control", "text"),
    [
        ("OfferSimilar", "second_helped", "marked_earlier"),
        ("OfferSimilar", "third_helped", "not_yours"),
        ("Say", "first_helped", "not_yours"),
    ],
    ids=["a place in the list", "beyond its end", "under something else"],
)
def test_a_place_in_the_list_solves_the_question_and_nothing_else_does(under: str, control: str, text: str) -> None:
    press = ControlUsed(key="k", at=NOON, account=AccountId(ASKER), control=control)
    s = situation(answered(), actor=BY_ASKER, shown=showing(FOUND), decision=behind(under), event=press)
    verdicts = list(PLAY.on_control[control](s, DIALS))
    assert without_replies(verdicts) == ([mark(None, None)] if text == "marked_earlier" else [])
    assert text_of(verdicts[-1]) == text


@pytest.mark.parametrize(
    ("of", "actor", "text", "reason"),
    [
        (None, BY_ASKER, "not_yours", "only the asker may say so"),
        (answered(), BY_TRUSTED, "not_yours", "only the asker may say so"),
        (SOLVED, BY_ASKER, "marked", "solved already"),
    ],
    ids=["no thread", "somebody else", "solved"],
)
def test_it_helped_changes_nothing_otherwise(of: Thread | None, actor: Any, text: str, reason: str) -> None:
    (verdict,) = answer_marks.on_it_helped(situation(of, actor=actor, shown=showing(FOUND)), DIALS)
    assert (text_of(verdict), verdict.reason) == (text, reason)


def test_not_yet_leaves_the_question_open() -> None:
    (verdict,) = answer_marks.on_not_yet(situation(answered(), actor=BY_ASKER), DIALS)
    assert (text_of(verdict), verdict.reason) == ("not_yet", "the asker is still stuck")


LATER = FollowUp(play="answer_marks", kind="remind", thread=tid("q"), due_at=at(5 + DAY))


@pytest.mark.parametrize(
    ("of", "changes", "done", "reason"),
    [
        pytest.param(answered(), {"message": None}, [], None, id="no message"),
        pytest.param(
            SOLVED, {"message": OWN, "shown": showing(FOUND), "text": "Thanks, solved"}, [], None, id="solved"
        ),
        pytest.param(thread(), {"message": OWN, "text": "Thanks, solved"}, [], None, id="nobody answered"),
        pytest.param(answered(), {"message": OWN, "shown": showing(FOUND), "text": "Thanks"}, [], None, id="courtesy"),
        pytest.param(
            answered(),
            {"message": OWN, "shown": showing(FOUND), "text": "Thanks, that worked!"},
            [mark(), ANSWERED_IT, MARKED_IT],
            "the asker wrote that it helped",
            id="it helped",
        ),
        pytest.param(
            answered(),
            {"message": ANSWER, "before": thread()},
            [LATER],
            "ask later whether it helped",
            id="a first answer",
        ),
        pytest.param(
            answered(), {"message": ANSWER}, [LATER], "ask later whether it helped", id="nothing known before"
        ),
        pytest.param(answered(), {"message": ANSWER, "before": answered()}, [], None, id="a second answer"),
    ],
)
def test_what_is_written_in_the_thread_is_heard(
    of: Thread, changes: dict[str, Any], done: list[Any], reason: str | None
) -> None:
    verdicts = list(answer_marks.on_reply(situation(of, 5, **changes), DIALS))
    assert acts(verdicts) == done
    assert [v.reason for v in verdicts[:1]] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("of", "answer", "minutes", "expected"),
    [
        pytest.param(SOLVED, (FOUND,), 5 + DAY, "solved or closed already", id="solved"),
        pytest.param(thread(), (), 5 + DAY, "nobody has answered", id="the answer was deleted"),
        pytest.param(answered(), (), 5 + DAY, "nobody has answered", id="the answer is not at hand"),
        pytest.param(answered(last_at=at(65)), (FOUND,), 5 + DAY, at(65 + DAY), id="the conversation went on"),
        pytest.param(answered(last_at=None), (FOUND,), 5, at(5 + DAY), id="its lines unknown"),
    ],
)
def test_nobody_is_reminded_in_vain(
    of: Thread, answer: tuple[LatestAnswer, ...], minutes: float, expected: Any
) -> None:
    (verdict,) = answer_marks.on_remind(situation(of, minutes, shown=showing(*answer)), DIALS)
    if isinstance(verdict, Hold):
        assert verdict.reason == expected
    else:
        assert verdict.reason == "the conversation went on"
        assert verdict.action == FollowUp(play="answer_marks", kind="remind", thread=tid("q"), due_at=expected)


def test_the_asker_is_reminded_a_day_after_the_last_line() -> None:
    (verdict,) = answer_marks.on_remind(situation(answered(), 5 + DAY, shown=showing(FOUND)), DIALS)
    assert isinstance(verdict, Act)
    say = verdict.action
    assert isinstance(say, Say)
    assert (say.text, say.reach, say.to) == ("answer_marks.remind", Reach.ASKER, tid("q"))
    assert say.fields["helper"].value == PEER
    assert say.fields["answer"] == link(ANSWER.id)
    assert verdict.reason == "answered a day ago and not marked"


@pytest.mark.parametrize(("told", "stopped"), [(Told.SOLVED, [tid("q"), tid("same")]), (Told.TAKEN, [])])
def test_whoever_the_team_asks_whether_it_helped_is_not_reminded_of_it_too(told: Told, stopped: list[str]) -> None:
    move = Move(escalation=replace(E, joined=(tid("same"),)), deeds=(TellAsker(told=told),))
    seen = Escalating(governance=Governance(), policy="p", move=move)
    verdicts = answer_marks.on_escalation(situation(answered(), escalating=seen), DIALS)
    stops = [CancelFollowUps(play="answer_marks", thread=each, kinds=("remind",)) for each in stopped]
    assert [verdict.action for verdict in verdicts if isinstance(verdict, Act)] == stops
    assert answer_marks.on_escalation(situation(answered()), DIALS) == []


ENROLLED = Helped(helper=Helper(member=PEER))


@pytest.mark.parametrize(
    ("of", "helped"),
    [
        pytest.param(answered(), ENROLLED, id="not solved"),
        pytest.param(thread(state=ThreadState.SOLVED, marked_by=ASKER), ENROLLED, id="nobody's answer"),
        pytest.param(answered(state=ThreadState.SOLVED, accepted_by=PEER, marked_by=PEER), ENROLLED, id="own mark"),
        pytest.param(SOLVED, Helped(), id="not enrolled"),
        pytest.param(SOLVED, Helped(helper=Helper(member=PEER, is_active=False)), id="said stop"),
    ],
)
def test_nobody_is_thanked_unasked(of: Thread, helped: Helped) -> None:
    assert list(answer_marks.on_solved(situation(of, shown=showing(helped)), DIALS)) == []


def credit(of: str, kind: str = "answer") -> Contribution:
    return Contribution(id=f"{of}{kind}", member=PEER, kind=kind, thread=tid(of), at=NOON, points=10)


@pytest.mark.parametrize(
    ("credits_", "count"),
    [
        ((), "1"),
        ((credit("q"),), "1"),
        ((credit("q"), credit("q"), credit("p")), "2"),
        ((credit("q"), credit("p", "mark")), "1"),
    ],
    ids=["not written down yet", "the first", "threads, not marks", "answers alone"],
)
def test_an_enrolled_helper_hears_that_it_helped(credits_: tuple[Contribution, ...], count: str) -> None:
    (verdict,) = answer_marks.on_solved(situation(SOLVED, shown=showing(replace(ENROLLED, credits=credits_))), DIALS)
    assert isinstance(verdict, Act)
    say = verdict.action
    assert isinstance(say, Say)
    assert (say.text, say.reach, say.to) == ("answer_marks.thanks", Reach.MEMBER, PEER)
    assert say.fields["count"] == words(count)
    assert say.fields["where"] == link(mid("a"))
    assert verdict.reason == "their answer was marked as the one that helped"


@pytest.mark.parametrize("role", list(Role))
def test_an_asker_marks_their_own_question_and_keepers_anybodys(role: Role) -> None:
    own = situation(answered(), actor=person(ASKER, role))
    others = situation(answered(), actor=person(THIRD, role))
    assert answer_marks.may_mark(own, own.the_thread()) is (role not in {Role.BOT, Role.GONE})
    assert answer_marks.may_mark(others, others.the_thread()) is is_allowed(frozenset({role}), "mark_answer")


def test_the_latest_answer_is_looked_up_where_it_may_be_marked() -> None:
    assert {name for name, some in PLAY.shows.items() if LatestAnswer in some} == {"on_reply", "it_helped", "remind"}
