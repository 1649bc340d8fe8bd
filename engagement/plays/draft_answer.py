"""Show the team a draft of an answer that a model made of the community's own solved conversations, to be judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engagement.actions import Keep, Lane, link, quote, said, words
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.acts import Call, CallTeam
from engagement.escalating.cards import under_card
from engagement.escalating.escalation import State
from engagement.events import ModelAnswered
from engagement.ids import is_private_place, look_id
from engagement.modelling.asking import Use
from engagement.modelling.wanted import TEXT, Asked, text_of, wanted
from engagement.play import Play
from engagement.situation import Situation

NAME = "draft_answer"
_RUNNING = frozenset({State.OPEN, State.TAKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAnswerPolicy:
    """Dials of "Draft an answer"; nothing is drafted unless `model:` is used for `draft`."""

    useful_for: timedelta = timedelta(hours=2)


def on_escalation(s: Situation, policy: DraftAnswerPolicy) -> Sequence[Verdict]:
    """A question comes to a team: have a draft made, if a model may be asked and there is something to make it of."""
    seen = s.escalating
    if seen is None or seen.move is None or not s.policy.model.may(Use.DRAFT):
        return []
    e, is_new = (
        seen.move.escalation,
        any(isinstance(deed, CallTeam) and deed.call is Call.COME for deed in seen.move.deeds),
    )
    if not is_new or e.version > 1:
        return []
    if e.is_private or is_private_place(e.channel) or (s.channel is not None and s.channel.is_private):
        return [Hold(subject=e.thread, reason="what was asked in private is told no model")]
    if not e.similar:
        return [Hold(subject=e.thread, reason="there is no solved question like it to make a draft of")]
    entry = wanted(Use.DRAFT, e.thread, s.now, useful_for=policy.useful_for)
    return [Act(action=Keep(entry=entry), subject=e.thread, reason="a draft may help whoever takes it")]


def on_model(s: Situation, policy: DraftAnswerPolicy) -> Sequence[Verdict]:
    """A model was asked: show the draft under the team's card with its sources, or say why there is none."""
    event, seen = s.event, s.escalating
    if not isinstance(event, ModelAnswered) or event.use != Use.DRAFT:
        return []
    asked = wanted(Use.DRAFT, event.thread, event.asked_at, useful_for=policy.useful_for)
    done = Keep(entry=replace(asked, state=Asked.DONE), before=asked)
    over: Verdict = Act(action=done, subject=event.thread, reason="the model was asked")
    e = seen.escalation if seen is not None else None
    if not event.text:
        return [over, Hold(subject=event.thread, reason=event.why or "the model was unsure, so it says nothing")]
    if seen is None or e is None or e.state not in _RUNNING or s.now - event.asked_at > policy.useful_for:
        return [over, Hold(subject=event.thread, reason="the draft came too late to be of use")]
    kept = text_of(Use.DRAFT, event.thread, s.now, event.text, event.model)
    fields = {
        "where": link(e.thread),
        "draft": said(look_id(TEXT, kept.id)),
        "model": words(event.model),
    }
    say = under_card(seen, e, f"{NAME}.draft", fields, slot=f"draft:{e.id}")
    items = tuple({"where": link(source), "about": quote(source)} for source in event.sources)
    shown = replace(say, items=items, lane=Lane.ANSWER, useful_for=policy.useful_for)
    evidence: dict[str, object] = {"model": event.model, "sources": list(event.sources)}
    return [
        over,
        Act(action=Keep(entry=kept), subject=event.thread, reason="so that the draft can be shown"),
        Act(action=shown, subject=event.thread, reason="solved questions like it say something", evidence=evidence),
    ]


PLAY = Play(
    name=NAME,
    policy=DraftAnswerPolicy,
    on_escalation=on_escalation,
    on_model=on_model,
)
