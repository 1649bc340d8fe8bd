"""Keep one list of questions that helpers could not answer, for the managers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.actions import FollowUp, Lane, Reach, Reply, Say, channel_place, link, person, quote, span, words
from engagement.decisions import Act, Hold, Verdict
from engagement.ids import MemberId, ThreadId
from engagement.play import Play
from engagement.shown import Unanswered
from engagement.situation import Situation
from engagement.threads import ThreadState

NAME = "open_questions"
SLOT = "open_questions"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestionsPolicy:
    """Dials of "List open questions"."""

    after: timedelta = timedelta(minutes=150)
    """How long a question is left to members and helpers: 20 + 60 minutes and some time for the second pair."""
    at_most: int = 15
    since: timedelta = timedelta(days=7)
    """Older questions drop off the list."""
    hands_per_day: int = 3
    """How many questions one member may hand to the team in a day."""


def on_question(s: Situation, policy: OpenQuestionsPolicy) -> Sequence[Verdict]:
    """A question came up: see in a while whether it belongs on the list."""
    thread = s.the_thread()
    if thread.is_answered:
        return []
    return [_look(thread.id, max((thread.root_at or s.now) + policy.after, s.now))]


def _look(thread: ThreadId, due_at: datetime) -> Act:
    look = FollowUp(play=NAME, kind="list", thread=thread, due_at=due_at)
    return Act(action=look, subject=thread, reason="see whether it belongs on the list of open questions")


def on_change(s: Situation, policy: OpenQuestionsPolicy) -> Sequence[Verdict]:
    """A question that may be on the list was answered, solved or deleted: bring the list up to date in a moment."""
    thread = s.the_thread()
    was_open = s.before is not None and not s.before.is_answered and s.before.state is ThreadState.OPEN
    is_listed = s.now - (thread.root_at or s.now) >= policy.after
    if not (was_open and is_listed) or (not thread.is_answered and thread.state is ThreadState.OPEN):
        return []
    return [_look(thread.id, s.now + s.policy.restraint.bundle_within)]


def on_list(s: Situation, policy: OpenQuestionsPolicy) -> Sequence[Verdict]:
    """Write the list: every unanswered question old enough, the longest waiting first."""
    thread = s.the_thread()
    shown = s.find(Unanswered) or Unanswered()
    waiting = [
        t for t in shown.questions if t.root_at is not None and policy.after <= s.now - t.root_at <= policy.since
    ]
    if tuple(t.id for t in waiting[: policy.at_most]) == shown.listed:
        return [Hold(subject=thread.id, reason="the list is up to date")]
    items = tuple(
        {
            "question": quote(t.id),
            "where": link(t.id),
            "asker": person(t.asker or MemberId("")),
            "channel": channel_place(t.channel),
            "waited": span(s.now - (t.root_at or s.now)),
        }
        for t in waiting[: policy.at_most]
    )
    left_out = len(waiting) - len(items)
    say = Say(
        text="open_questions.list" if items else "open_questions.none",
        reach=Reach.MANAGERS,
        to="",
        fields={"count": words(str(len(waiting))), "more": words(str(left_out))},
        items=items,
        controls=("why",),
        thread=thread.id,
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=SLOT,
    )
    reason = f"{len(waiting)} questions wait without an answer" if waiting else "every question has an answer"
    return [Act(action=say, subject=thread.id, reason=reason, evidence={"waiting": len(waiting)})]


def on_hand_to_team(s: Situation, policy: OpenQuestionsPolicy) -> Sequence[Verdict]:
    """A member asked for the team: where there is none, the managers get the question at once, each once."""
    if s.escalating is not None:
        return []
    actor, thread = s.the_actor(), s.thread
    if thread is None or thread.state in {ThreadState.DELETED, ThreadState.MERGED, ThreadState.SOLVED}:
        nothing = Reply(text=f"{NAME}.nothing_to_hand")
        return [Act(action=nothing, subject=actor.member, reason="this is not an open question")]
    reason = "a member asked for the team"
    told = Act(action=Reply(text=f"{NAME}.is_handed"), subject=actor.member, reason=reason)
    if thread.id in s.handed:
        return [told]
    if sum(by == actor.member for by in s.handed.values()) >= policy.hands_per_day:
        enough = Reply(text=f"{NAME}.handed_enough")
        return [Act(action=enough, subject=actor.member, reason="handed on enough questions today")]
    say = Say(
        text=f"{NAME}.handed",
        reach=Reach.MANAGERS,
        to="",
        fields={
            "question": quote(thread.id),
            "where": link(thread.id),
            "asker": person(thread.asker or MemberId("")),
            "channel": channel_place(thread.channel),
            "by": person(actor.member),
        },
        controls=("why",),
        thread=thread.id,
        is_unprompted=False,
        lane=Lane.ESCALATION,
        slot=f"handed:{thread.id}",
    )
    return [Act(action=say, subject=thread.id, reason=reason), told]


PLAY = Play(
    name=NAME,
    policy=OpenQuestionsPolicy,
    on_question=on_question,
    on_reply=on_change,
    on_solved=on_change,
    on_gone=on_change,
    on_control={"hand_to_team": on_hand_to_team},
    on_follow_up={"list": on_list},
    shows={"list": frozenset({Unanswered})},
)
