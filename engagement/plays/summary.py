"""Sum a long conversation up for whoever takes an escalation: by rules at once, by a model a little later if it may."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engagement.actions import Field, Keep, Lane, Say, link, person, quote, said, words
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.cards import under_card
from engagement.escalating.escalation import RUNNING, Escalation
from engagement.escalating.seen import Escalating
from engagement.events import ModelAnswered
from engagement.ids import MemberId, MessageId, is_private_place, look_id
from engagement.modelling.asking import Use
from engagement.modelling.wanted import TEXT, Asked, text_of, wanted
from engagement.play import Play
from engagement.shown import Talk
from engagement.situation import Situation
from engagement.threads import Message, Thread

NAME = "summary"
_LATEST = 3
"""So many of the last messages are in an extract (ours)."""
PIECES = ("asked", "marked", "latest")
"""What an extract is made of."""
_TAKEN = frozenset({"opened", "taken", "handed on"})
"""The lines of the record by which somebody may have come to have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPolicy:
    """Dials of "Sum up for the team"."""

    from_messages: int = 8
    """From so many messages on (ours): what is shorter is read as quickly as its summary."""
    useful_for: timedelta = timedelta(hours=2)
    """How long after somebody took it a model's summary is still shown (ours, as for drafts)."""


def on_escalation(s: Situation, policy: SummaryPolicy) -> Sequence[Verdict]:
    """Somebody has it now who had not: an extract stands under the card at once, and a model may write a summary."""
    seen, thread, talk = s.escalating, s.thread, s.find(Talk)
    if seen is None or seen.move is None or thread is None or talk is None or thread.id != seen.move.escalation.thread:
        return []
    e = seen.move.escalation
    if e.person is None or e.state not in RUNNING or not any(line.what in _TAKEN for line in seen.move.entries):
        return []
    if len(talk.messages) < policy.from_messages:
        return []
    if e.is_private or is_private_place(e.channel):
        return [Hold(subject=e.thread, reason="what was asked in private is not summed up")]
    reason = "somebody has it now, and the conversation is long"
    verdicts: list[Verdict] = [Act(action=_extract(seen, e, thread, talk), subject=e.thread, reason=reason)]
    if s.policy.model.may(Use.SUMMARY) and not (s.channel is not None and s.channel.is_private):
        entry = wanted(Use.SUMMARY, e.thread, s.now, useful_for=policy.useful_for)
        verdicts.append(Act(action=Keep(entry=entry), subject=e.thread, reason="a summary may help whoever has it"))
    return verdicts


def on_model(s: Situation, policy: SummaryPolicy) -> Sequence[Verdict]:
    """A model was asked: its summary takes the place of the extract, which else stays as it is."""
    event, seen = s.event, s.escalating
    if not isinstance(event, ModelAnswered) or event.use != Use.SUMMARY:
        return []
    asked = wanted(Use.SUMMARY, event.thread, event.asked_at, useful_for=policy.useful_for)
    done = Keep(entry=replace(asked, state=Asked.DONE), before=asked)
    over: Verdict = Act(action=done, subject=event.thread, reason="the model was asked")
    e = seen.escalation if seen is not None else None
    if not event.text:
        return [over, Hold(subject=event.thread, reason=event.why or "the model was unsure, so it says nothing")]
    if seen is None or e is None or e.state not in RUNNING or s.now - event.asked_at > policy.useful_for:
        return [over, Hold(subject=event.thread, reason="the summary came too late to be of use")]
    kept = text_of(Use.SUMMARY, event.thread, s.now, event.text, event.model)
    fields = {
        "where": link(e.thread),
        "summary": said(look_id(TEXT, kept.id)),
        "model": words(event.model),
        "left_out": words(str(event.left_out) if event.left_out else ""),
    }
    items = tuple({"where": link(source), "said": quote(source)} for source in event.sources)
    say = _under(seen, e, "by_model", fields, items)
    evidence: dict[str, object] = {
        "model": event.model, "sources": list(event.sources), "left_out": event.left_out,
    }  # fmt: skip
    return [
        over,
        Act(action=Keep(entry=kept), subject=event.thread, reason="so that the summary can be shown"),
        Act(
            action=replace(say, useful_for=policy.useful_for), subject=event.thread,
            reason="a model summed up what members said who agreed to it", evidence=evidence,
        ),
    ]  # fmt: skip


def _extract(seen: Escalating, e: Escalation, thread: Thread, talk: Talk) -> Say:
    """By rules alone: the question, what was marked as the answer, and what was said last, each where it stands."""
    fields = {"where": link(e.thread), "messages": words(str(len(talk.messages)))}
    return _under(seen, e, "by_rules", fields, tuple(_lines(thread, talk.messages)))


def _lines(thread: Thread, messages: Sequence[Message]) -> Iterator[Mapping[str, Field]]:
    if thread.asker is not None:
        yield _line(PIECES[0], thread.asker, thread.id)
    rest = [one for one in messages if one.id != thread.id]
    marked = [one for one in rest if one.id == thread.accepted]
    latest = [one for one in rest if one.id != thread.accepted][-_LATEST:]
    for piece, some in zip(PIECES[1:], (marked, latest), strict=True):
        yield from (_line(piece, one.author, one.id) for one in some)


def _line(piece: str, who: MemberId, where: MessageId) -> Mapping[str, Field]:
    return {"piece": words(piece), "who": person(who), "where": link(where), "said": quote(where)}


def _under(
    seen: Escalating, e: Escalation, text: str, fields: Mapping[str, Field], items: tuple[Mapping[str, Field], ...]
) -> Say:
    """Under the card, in one message for each team that has it, kept up to date: the next team's room is another."""
    say = under_card(seen, e, f"{NAME}.{text}", fields, slot=f"{NAME}:{e.id}:{e.team}")
    return replace(say, items=items, lane=Lane.ANSWER)


PLAY = Play(
    name=NAME,
    policy=SummaryPolicy,
    on_escalation=on_escalation,
    on_model=on_model,
    shows={"on_escalation": frozenset({Talk})},
)
