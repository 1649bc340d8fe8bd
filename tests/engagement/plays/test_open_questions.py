"""What stands on the managers' list of open questions, and when it is written anew."""

from collections.abc import Mapping

import pytest

from engagement.actions import FollowUp, Reach, Reply, Say, span
from engagement.decisions import Act, Hold
from engagement.ids import MemberId, ThreadId
from engagement.plays import open_questions
from engagement.plays.open_questions import PLAY, OpenQuestionsPolicy
from engagement.shown import Unanswered
from engagement.threads import Thread, ThreadState
from tests.engagement.made_up import ASKER, MINUTE, PEER, THIRD, answered, at, person, showing, situation, thread, tid

DIALS = OpenQuestionsPolicy()
REASON = "see whether it belongs on the list of open questions"
DELETED = ThreadState.DELETED


def look(due: float) -> Act:
    action = FollowUp(play="open_questions", kind="list", thread=tid("q"), due_at=at(due))
    return Act(action=action, subject=tid("q"), reason=REASON)


@pytest.mark.parametrize(
    ("of", "minutes", "expected"),
    [
        pytest.param(thread(), 0, [look(150)], id="in two and a half hours"),
        pytest.param(thread(), 200, [look(200)], id="told late"),
        pytest.param(thread(root_at=None), 10, [look(160)], id="its beginning unknown"),
        pytest.param(answered(), 6, [], id="answered"),
    ],
)
def test_a_question_is_left_to_members_and_helpers_first(of: Thread, minutes: float, expected: list[Act]) -> None:
    assert list(open_questions.on_question(situation(of, minutes), DIALS)) == expected


@pytest.mark.parametrize(
    ("of", "before", "minutes", "is_rewritten"),
    [
        pytest.param(answered(), thread(), 150, True, id="answered when it was listed"),
        pytest.param(thread(state=ThreadState.SOLVED), thread(), 150, True, id="solved when it was listed"),
        pytest.param(thread(state=DELETED), thread(), 150, True, id="deleted when it was listed"),
        pytest.param(answered(), thread(), 149, False, id="answered before it was listed"),
        pytest.param(answered(), answered(), 150, False, id="answered all along"),
        pytest.param(thread(), thread(), 150, False, id="still open"),
        pytest.param(answered(), thread(state=DELETED), 150, False, id="gone before"),
        pytest.param(answered(), None, 150, False, id="nothing known before"),
        pytest.param(answered(root_at=None), thread(), 150, False, id="its beginning unknown"),
    ],
)
def test_the_list_follows_what_happens_to_a_question(
    of: Thread,
    before: Thread | None,
    minutes: float,
    is_rewritten: bool,  # noqa: FBT001
) -> None:
    verdicts = list(open_questions.on_change(situation(of, minutes, before=before), DIALS))
    assert verdicts == ([look(minutes + 2)] if is_rewritten else [])


OLD, OLDER = thread("a", root_at=at(-200)), thread("b", root_at=at(-300), asker=None)
YOUNG = thread("c", root_at=at(-149))
JUST_OLD_ENOUGH = thread("d", root_at=at(-150))
OLDEST = thread("e", root_at=at(-7 * 24 * 60))
TOO_OLD = thread("f", root_at=at(-7 * 24 * 60 - 1))
UNKNOWN = thread("g", root_at=None)


@pytest.mark.parametrize(
    ("questions", "listed", "at_most", "shown", "more", "reason"),
    [
        pytest.param((OLDER, OLD), (), 15, "ba", 0, "2 questions wait without an answer", id="two"),
        pytest.param((OLDER, OLD), (), 1, "b", 1, "2 questions wait without an answer", id="more than fit"),
        pytest.param((OLDER,), (OLDER.id, OLD.id), 15, "b", 0, "1 questions wait without an answer", id="one fewer"),
        pytest.param(
            (TOO_OLD, OLDEST, UNKNOWN, JUST_OLD_ENOUGH, YOUNG),
            (),
            15,
            "ed",
            0,
            "2 questions wait without an answer",
            id="neither too young nor too old",
        ),
        pytest.param((), (OLD.id,), 15, "", 0, "every question has an answer", id="all answered"),
    ],
)
def test_the_longest_waiting_stand_first(
    questions: tuple[Thread, ...], listed: tuple[str, ...], at_most: int, shown: str, more: int, reason: str
) -> None:
    s = situation(thread(), shown=showing(Unanswered(questions=questions, listed=listed)))
    (verdict,) = open_questions.on_list(s, OpenQuestionsPolicy(at_most=at_most))
    assert isinstance(verdict, Act)
    say = verdict.action
    assert isinstance(say, Say)
    assert [item["where"].value for item in say.items] == [tid(name) for name in shown]
    assert say.text == ("open_questions.list" if shown else "open_questions.none")
    assert (say.reach, say.slot, say.is_unprompted) == (Reach.MANAGERS, "open_questions", False)
    assert say.fields["more"].value == str(more)
    assert verdict.reason == reason
    assert verdict.evidence == {"waiting": len(shown) + more}


def test_a_line_says_who_waits_how_long() -> None:
    s = situation(thread(), shown=showing(Unanswered(questions=(OLDER,))))
    (verdict,) = open_questions.on_list(s, DIALS)
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, Say)
    line = verdict.action.items[0]
    assert line["waited"] == span(300 * MINUTE)
    assert line["asker"].value == ""


@pytest.mark.parametrize(
    ("questions", "listed", "at_most"),
    [((), (), 15), ((OLDER, OLD), (OLDER.id, OLD.id), 15), ((OLDER, OLD), (OLDER.id,), 1)],
    ids=["nothing to list", "the same list", "the same top of the list"],
)
def test_a_list_that_is_up_to_date_is_left_alone(
    questions: tuple[Thread, ...], listed: tuple[str, ...], at_most: int
) -> None:
    s = situation(thread(), shown=showing(Unanswered(questions=questions, listed=listed)))
    assert list(open_questions.on_list(s, OpenQuestionsPolicy(at_most=at_most))) == [
        Hold(subject=tid("q"), reason="the list is up to date")
    ]


def test_whatever_changes_a_question_changes_the_list() -> None:
    assert PLAY.on_reply is PLAY.on_solved is PLAY.on_gone is open_questions.on_change
    assert PLAY.shows == {"list": {Unanswered}}


def test_whoever_hands_a_question_to_the_team_is_told_and_the_managers_get_it_once() -> None:
    handed, told = PLAY.on_control["hand_to_team"](situation(thread(), actor=person(THIRD)), DIALS)
    assert isinstance(handed, Act)
    assert isinstance(told, Act)
    say = handed.action
    assert isinstance(say, Say)
    assert (say.text, say.reach, say.is_unprompted) == ("open_questions.handed", Reach.MANAGERS, False)
    assert say.slot == f"handed:{tid('q')}"
    assert (say.fields["asker"].value, say.fields["by"].value) == (ASKER, THIRD)
    assert isinstance(told.action, Reply)
    assert told.action.text == "open_questions.is_handed"


@pytest.mark.parametrize("of", [None, thread(state=DELETED), thread(state=ThreadState.SOLVED)])
def test_nothing_is_handed_on_that_needs_no_answer(of: Thread | None) -> None:
    (told,) = PLAY.on_control["hand_to_team"](situation(of, actor=person(THIRD)), DIALS)
    assert isinstance(told, Act)
    assert isinstance(told.action, Reply)
    assert told.action.text == "open_questions.nothing_to_hand"


def test_one_member_hands_on_a_few_questions_a_day_and_each_question_is_handed_once() -> None:
    def hand(handed: Mapping[ThreadId, MemberId]) -> list[str]:
        verdicts = PLAY.on_control["hand_to_team"](situation(thread(), actor=person(THIRD), handed=handed), DIALS)
        return [verdict.action.text for verdict in verdicts if isinstance(verdict, Act)]  # type: ignore[union-attr]

    others = [tid(name) for name in "abc"]
    both = ["open_questions.handed", "open_questions.is_handed"]
    assert hand(dict.fromkeys(others[:2], THIRD)) == both
    assert hand(dict.fromkeys(others, PEER)) == both
    assert hand(dict.fromkeys(others, THIRD)) == ["open_questions.handed_enough"]
    assert hand({tid("q"): PEER}) == ["open_questions.is_handed"]
