"""Tag solved threads, and those that have gone quiet; never lock one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engagement.actions import CancelFollowUps, FollowUp, TagThread
from engagement.decisions import Act, Hold, Verdict
from engagement.play import Play
from engagement.situation import Situation
from engagement.threads import ThreadState

NAME = "tidy_threads"


@dataclass(frozen=True, slots=True, kw_only=True)
class TidyThreadsPolicy:
    """Dials of "Tag threads" (ghostty tags after 1 day; ours 3)."""

    quiet_after: timedelta = timedelta(hours=72)


def on_question(s: Situation, policy: TidyThreadsPolicy) -> Sequence[Verdict]:
    """A question came up: see days later whether it has gone quiet."""
    thread = s.the_thread()
    due_at = max((thread.last_at or s.now) + policy.quiet_after, s.now)
    look = FollowUp(play=NAME, kind="quiet", thread=thread.id, due_at=due_at)
    return [Act(action=look, subject=thread.id, reason="see later whether it has gone quiet")]


def on_reply(s: Situation, policy: TidyThreadsPolicy) -> Sequence[Verdict]:
    """Somebody wrote in a quiet conversation: it is quiet no more."""
    thread = s.the_thread()
    if s.before is None or s.before.state is not ThreadState.QUIET:
        return []
    look = FollowUp(play=NAME, kind="quiet", thread=thread.id, due_at=s.now + policy.quiet_after)
    wake = TagThread(thread=thread.id, tag="quiet", is_on=False)
    return [
        Act(action=wake, subject=thread.id, reason="somebody wrote again"),
        Act(action=look, subject=thread.id, reason="see later whether it has gone quiet"),
    ]


def on_solved(s: Situation, _policy: TidyThreadsPolicy) -> Sequence[Verdict]:
    """The answer was marked, or the mark taken back: the tag follows."""
    thread = s.the_thread()
    is_on = thread.state is ThreadState.SOLVED
    reason = "the question is solved" if is_on else "the question is open again"
    return [Act(action=TagThread(thread=thread.id, tag="solved", is_on=is_on), subject=thread.id, reason=reason)]


def on_gone(s: Situation, _policy: TidyThreadsPolicy) -> Sequence[Verdict]:
    """The question is gone: nothing to tidy."""
    thread = s.the_thread()
    stop = CancelFollowUps(play=NAME, thread=thread.id)
    return [Act(action=stop, subject=thread.id, reason="the question is gone")]


def on_quiet(s: Situation, policy: TidyThreadsPolicy) -> Sequence[Verdict]:
    """Nobody wrote for three days: tag it, so that readers know; writing there wakes it."""
    thread = s.the_thread()
    if thread.state is not ThreadState.OPEN:
        return [Hold(subject=thread.id, reason="solved or closed already")]
    due_at = (thread.last_at or s.now) + policy.quiet_after
    if due_at > s.now:
        look = FollowUp(play=NAME, kind="quiet", thread=thread.id, due_at=due_at)
        return [Act(action=look, subject=thread.id, reason="the conversation went on")]
    return [Act(action=TagThread(thread=thread.id, tag="quiet"), subject=thread.id, reason="nobody wrote for days")]


PLAY = Play(
    name=NAME,
    policy=TidyThreadsPolicy,
    on_question=on_question,
    on_reply=on_reply,
    on_solved=on_solved,
    on_gone=on_gone,
    on_follow_up={"quiet": on_quiet},
)
