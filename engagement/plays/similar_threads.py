"""Show the asker earlier solved threads that are like the new question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engagement.actions import CancelFollowUps, FollowUp, Keep, Lane, OfferSimilar, Reach, Say, link, quote, words
from engagement.decisions import Act, Hold, Verdict
from engagement.earlier_answers import WHICH, buttons_for
from engagement.events import ModelAnswered
from engagement.ids import is_private_place
from engagement.modelling.asking import Use
from engagement.modelling.wanted import placed, wanted
from engagement.people import Purpose
from engagement.play import Play
from engagement.records import SimilarThread
from engagement.shown import Alike, Comparable
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

NAME = "similar_threads"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarThreadsPolicy:
    """Dials of "Show earlier answers" (Discourse shows 5, back.ee 3)."""

    delay: timedelta = timedelta(seconds=60)
    at_most: int = 3
    """There is a button for each of them: never more than ``earlier_answers.WHICH``."""
    threshold: float = 0.25
    """Least similarity (0-1); below it, silence."""
    useful_for: timedelta = timedelta(minutes=30)


def on_question(s: Situation, policy: SimilarThreadsPolicy) -> Sequence[Verdict]:
    """A question came up: look for earlier ones in a moment, when the asker has finished writing."""
    thread = s.the_thread()
    if thread.is_answered or thread.offered:
        return []
    due_at = max((thread.last_at or s.now) + policy.delay, s.now)
    look = FollowUp(play=NAME, kind="offer", thread=thread.id, due_at=due_at)
    return [Act(action=look, subject=thread.id, reason="let the asker finish writing"), *_compared(s, policy)]


def _compared(s: Situation, policy: SimilarThreadsPolicy) -> Sequence[Verdict]:
    """Have a model say which earlier questions are nearest, if one may be asked; nothing waits for it."""
    thread, is_private = s.the_thread(), s.channel is not None and s.channel.is_private
    if s.is_late or is_private or is_private_place(thread.channel) or s.find(Comparable) is None:
        return []
    entry = wanted(Use.SIMILARITY, thread.id, s.now, useful_for=policy.useful_for)
    return [Act(action=Keep(entry=entry), subject=thread.id, reason="a model may say which earlier ones are nearest")]


def on_model(s: Situation, policy: SimilarThreadsPolicy) -> Sequence[Verdict]:
    """A model placed the question beside earlier ones, or did not: note it for when they are shown."""
    event = s.event
    if not isinstance(event, ModelAnswered) or event.use != Use.SIMILARITY:
        return []
    asked = wanted(Use.SIMILARITY, event.thread, event.asked_at, useful_for=policy.useful_for)
    why = "a model said how near earlier questions are" if event.near else event.why or "no model placed it"
    return [Act(action=Keep(entry=placed(asked, event.near), before=asked), subject=event.thread, reason=why)]


def on_offer(s: Situation, policy: SimilarThreadsPolicy) -> Sequence[Verdict]:
    """Show a few solved threads that are alike enough, once, to the asker; else stay silent."""
    thread = s.the_thread()
    if thread.state is not ThreadState.OPEN or thread.is_answered or thread.offered:
        return [Hold(subject=thread.id, reason="answered before earlier threads were looked up")]
    if s.now - (thread.root_at or s.now) > policy.useful_for:
        return [Hold(subject=thread.id, reason="too late to be of use")]
    shown = s.find(Alike) or Alike()
    solved = [t for t in shown.found if t.is_solved and _holds_an_answer(t, shown.threads.get(t.thread))]
    alike = [t for t in solved if t.score >= policy.threshold and t.thread != thread.id]
    alike = alike[: min(policy.at_most, len(WHICH))]
    if not alike:
        best = max((t.score for t in solved), default=0.0)
        reason = "no earlier solved thread is alike enough"
        return [Hold(subject=thread.id, reason=reason, evidence={"best": round(best, 4)})]
    items = []
    for number, similar in enumerate(alike, start=1):
        known = shown.threads.get(similar.thread)
        topic = ", ".join(known.topics) if known else ""
        place = words(str(number))
        about = quote(similar.thread)
        items.append({"number": place, "where": link(similar.thread), "about": about, "topic": words(topic)})
    say = Say(
        text="similar_threads.offer" if len(items) > 1 else "similar_threads.offer_one",
        reach=Reach.ASKER,
        to=thread.id,
        items=tuple(items),
        controls=(*buttons_for(len(items)), "why", "stop_own"),
        thread=thread.id,
        purpose=Purpose.OWN_QUESTIONS,
        lane=Lane.ANSWER,
        useful_for=policy.useful_for,
    )
    action = OfferSimilar(thread=thread.id, similar=tuple(t.thread for t in alike), say=say)
    evidence: dict[str, object] = {t.thread: round(t.score, 4) for t in alike}
    order = ", in an order in which a model that places texts had a say" if shown.is_by_model else ""
    reason = f"solved threads like this question exist{order}"
    return [Act(action=action, subject=thread.id, reason=reason, evidence=evidence)]


def _holds_an_answer(similar: SimilarThread, known: Thread | None) -> bool:
    """False for a question that its asker closed alone, or by an earlier one: there is nothing to read in it."""
    return known is None or known.accepted is not None or bool(similar.answered_by)


def on_reply(s: Situation, _policy: SimilarThreadsPolicy) -> Sequence[Verdict]:
    """Somebody answered: earlier threads are not needed."""
    thread = s.the_thread()
    if not thread.is_answered or (s.before is not None and s.before.is_answered):
        return []
    stop = CancelFollowUps(play=NAME, thread=thread.id)
    return [Act(action=stop, subject=thread.id, reason="somebody answered")]


def on_gone(s: Situation, _policy: SimilarThreadsPolicy) -> Sequence[Verdict]:
    """The question was deleted, or is part of another one."""
    thread = s.the_thread()
    stop = CancelFollowUps(play=NAME, thread=thread.id)
    return [Act(action=stop, subject=thread.id, reason="the question is gone")]


PLAY = Play(
    name=NAME,
    policy=SimilarThreadsPolicy,
    version=2,
    is_measured=True,
    on_question=on_question,
    on_reply=on_reply,
    on_gone=on_gone,
    on_follow_up={"offer": on_offer},
    on_model=on_model,
    shows={"offer": frozenset({Alike}), "on_question": frozenset({Comparable})},
)
