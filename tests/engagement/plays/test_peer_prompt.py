"""When peers are asked, when nobody is, and why."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from engagement.actions import CancelFollowUps, Claim, FollowUp, PromptPeer, Reach, Reply, Say, span
from engagement.decisions import Act, Hold, Verdict
from engagement.ids import MemberId
from engagement.matching import Peer
from engagement.people import Helper, Purpose, Role, Via
from engagement.plays import peer_prompt
from engagement.plays.peer_prompt import PLAY, PeerPromptPolicy
from engagement.records import Channel
from engagement.shown import Choices
from engagement.situation import Person
from engagement.threads import QuestionModes, Thread, ThreadState
from tests.engagement.made_up import (
    ASKER,
    DAY,
    HELP,
    HOUR,
    MINUTE,
    PEER,
    THIRD,
    answered,
    at,
    person,
    showing,
    situation,
    thread,
    tid,
)

DIALS = PeerPromptPolicy()
FOURTH = MemberId("slack-T1:fourth")
FORUM = Channel(id=HELP, name="help", kind="forum", threading="native")  # type: ignore[arg-type]
RANKED = tuple(
    Peer(member=member, score=score, recent=score) for member, score in ((PEER, 0.9), (THIRD, 0.5), (FOURTH, 0.1))
)
READY = Choices(ranking=RANKED, ranked=RANKED, enrolled=3, helpers={m.member: Helper(member=m.member) for m in RANKED})


def reasons(verdicts: list[Verdict]) -> list[str]:
    return [verdict.reason for verdict in verdicts]


def acts(verdicts: list[Verdict]) -> list[Any]:
    return [verdict.action for verdict in verdicts if isinstance(verdict, Act)]


def ask(of: Thread | None = None, minutes: float = 20, policy: PeerPromptPolicy = DIALS, **more: Any) -> list[Verdict]:
    shown = situation(of or thread(), minutes, shown=showing(more.pop("choices", READY)), **more)
    return list(PLAY.on_follow_up["ask"](shown, policy))


@pytest.mark.parametrize(
    ("of", "channel", "minutes", "due"),
    [
        pytest.param(thread(), None, 0, 20, id="in no known channel"),
        pytest.param(thread(), Channel(id=HELP, name="help", kind="chat", threading="native"), 0, 20, id="in chat"),  # type: ignore[arg-type]
        pytest.param(thread(), FORUM, 0, 60, id="in a forum"),
        pytest.param(thread(), None, 300, 300, id="told late, so at once"),
        pytest.param(thread(root_at=None), None, 7, 27, id="its beginning unknown, so from now"),
    ],
)
def test_members_have_time_to_answer_first(of: Thread, channel: Channel | None, minutes: float, due: float) -> None:
    (verdict,) = peer_prompt.on_question(situation(of, minutes, channel=channel), DIALS)
    assert isinstance(verdict, Act)
    assert verdict.action == FollowUp(play="peer_prompt", kind="ask", thread=of.id, due_at=at(due))
    assert verdict.reason == "give members time to answer first"


def test_a_question_that_came_up_answered_is_left_alone() -> None:
    assert peer_prompt.on_question(situation(answered()), DIALS) == [Hold(subject=tid("q"), reason="already answered")]


@pytest.mark.parametrize(
    ("of", "before", "reason"),
    [
        pytest.param(thread(), thread(), None, id="the asker went on"),
        pytest.param(answered(), answered(), None, id="a second answer"),
        pytest.param(answered(), None, "members answered before anybody was asked", id="before is unknown"),
        pytest.param(answered(), thread(), "members answered before anybody was asked", id="nobody was asked"),
        pytest.param(answered(asked=(PEER, THIRD)), thread(), "answered by a helper who was asked", id="an asked one"),
        pytest.param(answered(asked=(THIRD,)), thread(), "answered after helpers were asked", id="another one"),
    ],
)
def test_an_answer_stops_the_asking_and_is_written_down(of: Thread, before: Thread | None, reason: str | None) -> None:
    verdicts = list(peer_prompt.on_reply(situation(of, 5, before=before), DIALS))
    if reason is None:
        assert verdicts == []
        return
    stop, held = verdicts
    assert isinstance(stop, Act)
    assert stop.action == CancelFollowUps(play="peer_prompt", thread=of.id)
    assert stop.reason == "somebody answered"
    assert isinstance(held, Hold)
    assert held.reason == reason
    assert held.evidence["first_response_s"] == 300.0
    assert held.evidence["by"] == PEER
    assert held.evidence.get("asked", []) == list(of.asked)


def test_an_answer_to_a_question_not_seen_yet_has_no_response_time() -> None:
    _, held = peer_prompt.on_reply(situation(answered(root_at=None), 5), DIALS)
    assert held == Hold(
        subject=tid("q"),
        reason="members answered before anybody was asked",
        evidence={"first_response_s": None, "by": PEER},
    )


def test_a_question_that_is_gone_is_not_asked_about() -> None:
    (verdict,) = peer_prompt.on_gone(situation(thread(state=ThreadState.DELETED)), DIALS)
    gone = CancelFollowUps(play="peer_prompt", thread=tid("q"))
    assert verdict == Act(action=gone, subject=tid("q"), reason="the question is gone")


CLOSED = [
    pytest.param({"state": ThreadState.SOLVED}, "solved already", id="solved"),
    pytest.param({"state": ThreadState.DELETED}, "the question is gone", id="deleted"),
    pytest.param({"state": ThreadState.MERGED}, "the question is gone", id="merged"),
    pytest.param({"state": ThreadState.QUIET}, "the question is gone", id="quiet"),
    pytest.param({"first_reply_at": at(5)}, "already answered", id="answered"),
    pytest.param({"modes": QuestionModes.NONE}, "it no longer reads like a question", id="edited away"),
    pytest.param({"on_it": THIRD}, "somebody is on it", id="claimed"),
    pytest.param({"rings": 2}, "enough helpers were asked", id="both pairs asked"),
    pytest.param({"state": ThreadState.SOLVED, "first_reply_at": at(5)}, "solved already", id="the weightiest first"),
]


@pytest.mark.parametrize("kind", ["ask", "asked_for"])
@pytest.mark.parametrize(("changes", "reason"), CLOSED)
def test_nobody_is_asked_about_a_question_that_is_over(kind: str, changes: Mapping[str, Any], reason: str) -> None:
    of = thread(**changes)
    verdicts = PLAY.on_follow_up[kind](situation(of, 20, shown=showing(READY)), DIALS)
    assert list(verdicts) == [Hold(subject=of.id, reason=reason)]


@pytest.mark.parametrize(
    ("minutes", "is_asked"), [(26 * 60, True), (26 * 60 + 1, False)], ids=["just in time", "old news"]
)
def test_old_news_is_not_asked_about(minutes: float, is_asked: bool) -> None:  # noqa: FBT001
    verdicts = ask(minutes=minutes)
    assert any(isinstance(action, PromptPeer) for action in acts(verdicts)) is is_asked
    if not is_asked:
        assert verdicts == [Hold(subject=tid("q"), reason="no helper could be asked in time")]


def test_a_question_whose_beginning_is_unknown_is_never_old_news() -> None:
    asked = acts(ask(thread(root_at=None), minutes=9999))
    assert [type(action) for action in asked] == [PromptPeer, PromptPeer, FollowUp]
    assert asked[0].say.fields["waited"] == span(timedelta(0))


def test_asked_for_by_a_member_however_old_it_is() -> None:
    shown = situation(thread(), 3 * 24 * 60, shown=showing(READY))
    assert [a.helper for a in acts(list(peer_prompt.on_asked_for(shown, DIALS))) if isinstance(a, PromptPeer)] == [
        PEER,
        THIRD,
    ]


def test_the_two_best_are_asked_and_a_second_pair_later() -> None:
    first, second, again = ask()
    assert [a.action.helper for a in (first, second) if isinstance(a, Act)] == [PEER, THIRD]  # type: ignore[union-attr]
    assert isinstance(first, Act)
    assert first.evidence == {**RANKED[0].evidence, "ring": 1}
    assert isinstance(again, Act)
    assert again.action == FollowUp(play="peer_prompt", kind="ask", thread=tid("q"), due_at=at(80))
    assert again.reason == "ask a second pair if these two cannot"


def test_the_last_pair_is_followed_by_no_other() -> None:
    asked = acts(ask(thread(rings=1, asked=(PEER, THIRD))))
    assert [(action.ring, action.thread) for action in asked] == [(2, tid("q")), (2, tid("q"))]


@pytest.mark.parametrize(
    ("helpers", "text", "reach", "to", "mentions"),
    [
        pytest.param({}, "ask", Reach.MEMBER, PEER, (), id="nothing chosen"),
        pytest.param({PEER: Helper(member=PEER)}, "ask", Reach.MEMBER, PEER, (), id="privately"),
        pytest.param(
            {PEER: Helper(member=PEER, via=Via.THREAD)},
            "ask_in_thread",
            Reach.THREAD,
            tid("q"),
            (PEER,),
            id="in the thread",
        ),
    ],
)
def test_a_helper_is_asked_where_they_chose(
    helpers: Mapping[MemberId, Helper], text: str, reach: Reach, to: str, mentions: tuple[MemberId, ...]
) -> None:
    choices = Choices(ranked=RANKED[:1], helpers=helpers, enrolled=1)
    say = acts(ask(choices=choices))[0].say
    assert isinstance(say, Say)
    assert (say.text, say.reach, say.to, say.mentions) == (f"peer_prompt.{text}", reach, to, mentions)
    assert say.purpose is Purpose.ASK_ME
    assert say.is_unprompted
    assert say.useful_for == 2 * HOUR
    assert say.fields["waited"] == span(20 * MINUTE)
    assert {"stop", "why", "not_now"} <= set(say.controls)


@pytest.mark.parametrize(
    ("peer", "topics", "told"),
    [
        pytest.param({"recent": 0.4}, (), "answered here lately", id="lately"),
        pytest.param({"similar": 0.4}, (), "answered questions like this one", id="similar"),
        pytest.param(
            {"recent": 0.1, "similar": 0.4}, (), "answered here lately and answered questions like this one", id="both"
        ),
        pytest.param({}, ("api", "css"), "enrolled for api, css", id="topics"),
        pytest.param({}, (), "enrolled to help here", id="neither"),
    ],
)
def test_why_this_helper_is_told(peer: Mapping[str, float], topics: tuple[str, ...], told: str) -> None:
    choices = Choices(ranked=(Peer(member=PEER, score=0.5, **peer),), enrolled=1)
    assert reasons(ask(thread(topics=topics), choices=choices))[0] == f"nobody had answered; this helper {told}"


def test_a_storm_is_told_to_the_managers_once_and_nobody_is_asked() -> None:
    storm = (tid("a"), tid("b"), tid("q"))
    held, told = ask(choices=Choices(storm=storm))
    reason = "several similar questions at once: something may be broken or unclear"
    assert held == Hold(subject=tid("q"), reason=reason, evidence={"similar": list(storm)})
    assert isinstance(told, Act)
    assert isinstance(told.action, Say)
    assert (told.action.text, told.action.reach) == ("peer_prompt.storm", Reach.MANAGERS)
    assert told.action.slot == f"storm:{HELP}:{tid('q')}"
    assert told.action.fields["count"].value == "3"
    assert told.reason == reason


@pytest.mark.parametrize("is_known", [False, True], ids=["the managers are told", "but only once"])
def test_without_helpers_nobody_is_asked(is_known: bool) -> None:  # noqa: FBT001
    held, *told = ask(choices=Choices(is_known_channel_without_helpers=is_known))
    reason = "nobody has enrolled to help in this channel"
    assert held == Hold(subject=tid("q"), reason=reason)
    assert [(v.subject, v.reason, v.action.slot) for v in told if isinstance(v, Act)] == (  # type: ignore[union-attr]
        [] if is_known else [(HELP, reason, f"no_helpers:{HELP}")]
    )


@pytest.mark.parametrize(
    ("passed_over", "may_from", "attempts", "expected"),
    [
        pytest.param(
            {}, None, 0, "no helper could be asked: no helper here answers questions like this one", id="nobody fits"
        ),
        pytest.param(
            {THIRD: "said stop", PEER: "is away"}, None, 0, "no helper could be asked: is away; said stop", id="never"
        ),
        pytest.param({PEER: "asleep"}, at(26 * 60 + 1), 0, "no helper could be asked in time", id="too late then"),
        pytest.param({PEER: "asleep"}, at(60), 4, "no helper could be asked in time", id="put off too often"),
        pytest.param({PEER: "asleep", THIRD: "asleep"}, at(26 * 60), 3, at(26 * 60), id="later"),
    ],
)
def test_when_nobody_may_be_asked_now(
    passed_over: dict[MemberId, str], may_from: Any, attempts: int, expected: Any
) -> None:
    choices = Choices(ranking=RANKED, passed_over=passed_over, may_from=may_from, enrolled=2)
    (verdict,) = ask(choices=choices, attempts=attempts)
    assert verdict.evidence == {"passed_over": passed_over}
    if isinstance(verdict, Hold):
        assert verdict.reason == expected
    else:
        assert verdict.action == FollowUp(play="peer_prompt", kind="ask", thread=tid("q"), due_at=expected)
        assert verdict.reason == "asleep"


@pytest.mark.parametrize("may_from", [None, at(60)])
def test_when_all_who_could_were_asked_that_is_enough(may_from: Any) -> None:
    choices = Choices(may_from=may_from, enrolled=1)
    (verdict,) = ask(thread(asked=(PEER,), rings=1), choices=choices)
    assert verdict == Hold(subject=tid("q"), reason="enough helpers were asked", evidence={"passed_over": {}})


@pytest.mark.parametrize(
    ("of", "text", "reason"),
    [
        pytest.param(None, "too_late", "the question is closed", id="no question"),
        pytest.param(thread(state=ThreadState.SOLVED), "too_late", "the question is closed", id="solved"),
        pytest.param(thread(on_it=THIRD), "taken", "somebody else is on it", id="taken"),
    ],
)
def test_a_helper_who_comes_late_is_told_so(of: Thread | None, text: str, reason: str) -> None:
    (verdict,) = peer_prompt.on_it(situation(of, actor=person(PEER)), DIALS)
    assert isinstance(verdict, Act)
    assert isinstance(verdict.action, Reply)
    assert (verdict.action.text, verdict.reason, verdict.subject) == (f"peer_prompt.{text}", reason, PEER)
    assert ("by" in verdict.action.fields) is (text == "taken")


@pytest.mark.parametrize("on_it", [None, PEER], ids=["free", "theirs already"])
def test_a_helper_who_is_on_it_keeps_others_from_being_asked(on_it: MemberId | None) -> None:
    verdicts = list(peer_prompt.on_it(situation(thread(on_it=on_it, asked=(PEER,)), 30, actor=person(PEER)), DIALS))
    claim, cancel, look, reply = acts(verdicts)
    assert claim == Claim(thread=tid("q"), member=PEER, before=on_it)
    assert cancel == CancelFollowUps(play="peer_prompt", thread=tid("q"))
    assert look == FollowUp(play="peer_prompt", kind="claimed", thread=tid("q"), due_at=at(90))
    assert reply.text == "peer_prompt.on_it"
    assert reply.fields["where"].value == tid("q")
    assert set(reasons(verdicts)) == {"a helper is on it", "see whether it was answered"}


MAY_TAKE = [
    pytest.param(person(THIRD), False, id="a member"),
    pytest.param(person(ASKER), False, id="the asker"),
    pytest.param(person(ASKER, Role.MANAGER), False, id="the asker, a manager"),
    pytest.param(person(THIRD, helper=Helper(member=THIRD)), True, id="a helper"),
    pytest.param(person(THIRD, helper=Helper(member=THIRD, is_active=False)), False, id="a helper who stopped"),
    pytest.param(person(THIRD, Role.STAFF), True, id="staff"),
    pytest.param(person(THIRD, Role.TRUSTED), True, id="trusted"),
    pytest.param(person(THIRD, Role.SALES), False, id="sales"),
    pytest.param(person(PEER), True, id="who was asked"),
]


@pytest.mark.parametrize(("actor", "may"), MAY_TAKE)
def test_a_claim_counts_from_helpers_and_staff_only(actor: Person, *, may: bool) -> None:
    verdicts = acts(peer_prompt.on_it(situation(thread(asked=(PEER,)), 30, actor=actor), DIALS))
    assert any(isinstance(action, Claim) for action in verdicts) is may
    assert verdicts[-1].text == ("peer_prompt.on_it" if may else "peer_prompt.helpers_only")


@pytest.mark.parametrize(
    ("of", "done", "told"),
    [
        pytest.param(answered(on_it=PEER), [], {"already answered"}, id="answered"),
        pytest.param(thread(state=ThreadState.SOLVED), [], {"the question is closed"}, id="closed"),
        pytest.param(thread(on_it=PEER, rings=1), [Claim, FollowUp], {"no answer came after all"}, id="let go"),
        pytest.param(thread(on_it=PEER, rings=2), [Claim], {"no answer came after all"}, id="let go, nobody left"),
        pytest.param(thread(rings=1), [FollowUp], {"no answer came after all"}, id="let go already"),
        pytest.param(thread(rings=2), [], {"enough helpers were asked"}, id="nothing left to do"),
    ],
)
def test_a_claim_runs_out(of: Thread, done: list[type], told: set[str]) -> None:
    verdicts = list(peer_prompt.on_claimed(situation(of, 90), DIALS))
    assert [type(action) for action in acts(verdicts)] == done
    assert set(reasons(verdicts)) == told


@pytest.mark.parametrize(
    ("of", "text", "reason"),
    [
        pytest.param(None, "no_question", "this is not an open question", id="no thread"),
        pytest.param(thread(state=ThreadState.SOLVED), "no_question", "this is not an open question", id="solved"),
        pytest.param(thread(modes=QuestionModes.NONE), "no_question", "this is not an open question", id="a remark"),
        pytest.param(answered(), "not_needed", "already answered", id="answered"),
        pytest.param(thread(on_it=THIRD), "not_needed", "somebody is on it", id="claimed"),
        pytest.param(thread(), "will_ask", "a member asked for a helper", id="open"),
    ],
)
def test_a_member_asks_for_a_helper(of: Thread | None, text: str, reason: str) -> None:
    verdicts = list(peer_prompt.ask_helper(situation(of, 3, actor=person()), DIALS))
    *before, reply = acts(verdicts)
    assert reply.text == f"peer_prompt.{text}"
    assert verdicts[-1].reason == reason
    assert ("why" in reply.fields) is (text == "not_needed")
    look = FollowUp(play="peer_prompt", kind="asked_for", thread=tid("q"), due_at=at(3))
    assert before == ([look] if text == "will_ask" else [])


def test_the_play_is_measured_and_says_what_it_needs() -> None:
    assert PLAY.is_measured
    assert PLAY.shows == {"ask": {Choices}, "asked_for": {Choices}}
    assert DAY > DIALS.wait_in_forum > DIALS.wait
