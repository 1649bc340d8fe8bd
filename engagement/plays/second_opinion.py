"""Have a model say what it holds of a message that the rules are unsure of, and go by it where it is sure enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engagement.actions import Keep, ReadAnew, ReadAs
from engagement.decisions import Act, Hold, Verdict
from engagement.doubts import Doubt, doubts_about
from engagement.events import ModelAnswered
from engagement.ids import is_private_place
from engagement.modelling.asking import Opinion, Use
from engagement.modelling.wanted import Asked, wanted
from engagement.play import Heard, Play
from engagement.policy import QuestionMode
from engagement.shown import Consulted
from engagement.situation import Situation
from engagement.threads import Message, QuestionModes, ThreadState

NAME = "second_opinion"
SECOND = "a model's second opinion"
URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinionPolicy:
    """Dials of "Ask for a second opinion"; nobody is asked unless `model:` is used for `second_opinion`."""

    sure_from: float = 0.8
    """How sure of it, from 0 to 1, a model has to say that it is (ours: what it says of itself is not calibrated)."""
    useful_for: timedelta = timedelta(minutes=15)
    """How long after the message an opinion still counts: then helpers may have been asked (ours)."""
    may_hurry: bool = True
    """Whether an unanswered question comes to the team after `after_high`, not `after`, where it is held urgent."""


def hears(heard: Heard) -> bool:
    """Asked of every message: what may begin a question and nobody answered yet."""
    thread = heard.thread
    return bool(heard.message.modes) and heard.message.author == thread.asker and not thread.is_answered


def on_said(s: Situation, policy: SecondOpinionPolicy) -> Sequence[Verdict]:
    """Somebody wrote something: have a model asked if the rules are unsure of it. What they say holds meanwhile."""
    message, thread, known = s.message, s.the_thread(), s.find(Consulted)
    if s.is_late or message is None or known is None or not known.may_ask or s.now - message.at > policy.useful_for:
        return []
    if s.dials is None or s.dials.questions is not QuestionMode.CONSERVATIVE or thread.state is not ThreadState.OPEN:
        return []
    if is_private_place(thread.channel) or (s.channel is not None and s.channel.is_private):
        return []
    severity = s.escalating.governance.severity if s.escalating is not None else None
    doubts = doubts_about(message, s.text, topics=s.policy.topics, severity=severity)
    if not doubts:
        return []
    entry = wanted(
        Use.SECOND_OPINION, thread.id, s.now, useful_for=policy.useful_for, message=message.id, doubts=doubts
    )
    reason = f"the rules are unsure {' and '.join(doubts)}"
    return [Act(action=Keep(entry=entry), subject=thread.id, reason=reason)]


def on_model(s: Situation, policy: SecondOpinionPolicy) -> Sequence[Verdict]:
    """A model was asked: take the message for what it says, where that is another thing and nobody acted meanwhile."""
    event, message = s.event, s.message
    if not isinstance(event, ModelAnswered) or event.use != Use.SECOND_OPINION or event.message is None:
        return []
    asked = wanted(
        Use.SECOND_OPINION, event.thread, event.asked_at, useful_for=policy.useful_for, message=event.message,
        doubts=event.doubts,
    )  # fmt: skip
    done = Keep(entry=replace(asked, state=Asked.DONE), before=asked)
    over: Verdict = Act(action=done, subject=event.thread, reason="the model was asked")
    opinion = event.opinion
    if opinion is None:
        return [over, Hold(subject=event.thread, reason=event.why or "the model was unsure, so it says nothing")]
    evidence: dict[str, object] = {"model": event.model, "sureness": round(opinion.sureness, 2)}
    why = _why_not(s, message, opinion, event, policy)
    if why is None and message is not None:
        found = _otherwise(s, message, opinion, event, policy)
        if isinstance(found, ReadAnew):
            reason = f"{SECOND}: {_told(found)}"
            return [over, Act(action=found, subject=event.thread, reason=reason, evidence=evidence)]
        why = found
    return [over, Hold(subject=event.thread, reason=f"{SECOND}: {why}", evidence=evidence)]


def _why_not(
    s: Situation, message: Message | None, opinion: Opinion, event: ModelAnswered, policy: SecondOpinionPolicy
) -> str | None:
    thread = s.thread
    if thread is None or message is None or message.is_deleted or thread.state is not ThreadState.OPEN:
        return "the message is gone, or the question is settled"
    if message.edited_at is not None and message.edited_at > event.asked_at:
        return "it was written anew meanwhile"
    if s.now - event.asked_at > policy.useful_for:
        return "it came too late"
    if opinion.sureness < policy.sure_from:
        return "it is not sure enough"
    return None


def _otherwise(
    s: Situation, message: Message, opinion: Opinion, event: ModelAnswered, policy: SecondOpinionPolicy
) -> ReadAnew | str:
    """What the message is to be taken for; or why all stays as it is."""
    modes, topics, urgency = message.modes, message.topics, ""
    was = QuestionModes.CONSERVATIVE in modes
    is_question = opinion.is_question if Doubt.QUESTION in event.doubts else was
    if was and not is_question:
        if _was_acted_on(s):
            return "it holds it for no question, but somebody acted on it already"
        modes &= ~QuestionModes.CONSERVATIVE
    elif is_question:
        modes |= QuestionModes.LOOSE | QuestionModes.CONSERVATIVE
        is_unsure = Doubt.TOPIC in event.doubts or not was
        if is_unsure and opinion.topic in s.policy.topics and len(topics) != 1:
            topics = (str(opinion.topic),)
        urgency = _urgency(opinion, event, policy, can_come=s.escalating is not None and not s.the_thread().is_answered)
    before = ReadAs(modes=int(message.modes), topics=message.topics)
    read = ReadAs(modes=int(modes), topics=topics, urgency=urgency)
    if read == before:
        return "it says what the rules say"
    return ReadAnew(thread=s.the_thread().id, message=message.id, read=read, before=before)


def _urgency(opinion: Opinion, event: ModelAnswered, policy: SecondOpinionPolicy, *, can_come: bool) -> str:
    """How soon the team is to come; "" as the rules say. It never comes at once, and is never called, for a model."""
    if not can_come:
        return ""
    if Doubt.URGENCY in event.doubts:  # the rules have it come soon
        return "" if opinion.urgency == URGENT else "normal"
    return URGENT if opinion.urgency == URGENT and policy.may_hurry else ""


def _was_acted_on(s: Situation) -> bool:
    """Whether a person did something about the question, or somebody was asked to."""
    thread = s.the_thread()
    has_team = s.escalating is not None and s.escalating.escalation is not None
    return thread.is_answered or bool(thread.asked) or thread.on_it is not None or thread.offered or has_team


_BECOMES: Mapping[tuple[bool, bool], str] = {
    (False, True): "it is a question after all",
    (True, False): "it is no question after all",
}


def _told(found: ReadAnew) -> str:
    """What changes, in words."""
    was, is_now = (QuestionModes.CONSERVATIVE in QuestionModes(each.modes) for each in (found.before, found.read))
    parts = [_BECOMES[was, is_now]] if was is not is_now else []
    if found.read.topics != found.before.topics:
        parts.append(f"it is about {', '.join(found.read.topics)}")
    if found.read.urgency:
        parts.append("it should not wait long" if found.read.urgency == URGENT else "it can wait as others do")
    return ", and ".join(parts)


PLAY = Play(
    name=NAME,
    policy=SecondOpinionPolicy,
    on_said=on_said,
    hears=hears,
    on_model=on_model,
    shows={"on_said": frozenset({Consulted})},
)
