"""Ask a team whether two of its questions are one, where words are unsure and a model holds it likely.

What the words are sure of is joined without it. Here a person decides, and may take the two apart again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engagement.actions import Keep, Lane, Reply, Say, link, quote, words
from engagement.answering import answer
from engagement.decisions import Act, Hold, Verdict
from engagement.entries import Entry
from engagement.escalating.acts import Call, CallTeam, Drop, Join, Part
from engagement.escalating.cards import under_card
from engagement.escalating.course import advanced, opened
from engagement.escalating.escalation import Escalation
from engagement.escalating.going_on import go_on, moved
from engagement.escalating.seen import Escalating
from engagement.events import ModelAnswered
from engagement.ids import EscalationId, MemberId, MessageId, ThreadId, is_private_place, stable_id
from engagement.modelling.asking import Use
from engagement.modelling.wanted import Asked, wanted
from engagement.play import Play
from engagement.same_questions import Doubles, Other, Said, nearest, proposal, stated
from engagement.situation import Situation

NAME = "same_question"
YES, NO, APART = "same_yes", "same_no", "same_apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class SameQuestionPolicy:
    """Dials of "Find questions that are the same"; nothing is asked unless `model:` is used for `duplicates`."""

    useful_for: timedelta = timedelta(hours=2)
    nearness: float = 0.8
    """How near a model has to place two questions whose words are alike (ours; each model has a range of its own)."""
    nearness_alone: float = 0.95
    """The same where the words are not alike: few of those are two with any of three real models (docs/quality.md)."""


def on_escalation(s: Situation, policy: SameQuestionPolicy) -> Sequence[Verdict]:
    """A question comes to a team that has others: have them placed, if a model may be told of it."""
    seen, doubles = s.escalating, s.find(Doubles)
    if seen is None or seen.move is None or doubles is None or not s.policy.model.may(Use.DUPLICATES):
        return []
    e = seen.move.escalation
    is_new = any(isinstance(deed, CallTeam) and deed.call is Call.COME for deed in seen.move.deeds) and e.version <= 1
    is_private = e.is_private or is_private_place(e.channel) or (s.channel is not None and s.channel.is_private)
    if not is_new or is_private or doubles.proposed is not None or not doubles.others:
        return []
    entry = wanted(Use.DUPLICATES, e.thread, s.now, useful_for=policy.useful_for)
    return [Act(action=Keep(entry=entry), subject=e.thread, reason="another question of the teams may be the same")]


def on_model(s: Situation, policy: SameQuestionPolicy) -> Sequence[Verdict]:
    """A model placed it beside the others, or did not: ask the team, or say why not."""
    event, seen, doubles = s.event, s.escalating, s.find(Doubles)
    if not isinstance(event, ModelAnswered) or event.use != Use.DUPLICATES:
        return []
    asked = wanted(Use.DUPLICATES, event.thread, event.asked_at, useful_for=policy.useful_for)
    done = Keep(entry=replace(asked, state=Asked.DONE), before=asked)
    over: Verdict = Act(action=done, subject=event.thread, reason="the model was asked")
    e = seen.escalation if seen is not None else None
    if not event.near:
        return [over, Hold(subject=event.thread, reason=event.why or "no model placed it")]
    is_its_own = e is not None and e.is_running and e.thread == event.thread
    if seen is None or e is None or doubles is None or doubles.proposed is not None or not is_its_own:
        return [over, Hold(subject=event.thread, reason="the team does not have it any more")]
    found = nearest(doubles.others, dict(event.near), least=policy.nearness, least_alone=policy.nearness_alone)
    if found is None:
        nearest_at = round(max(score for _, score in event.near), 3)
        reason = "the model places no other question near enough"
        return [over, Hold(subject=event.thread, reason=reason, evidence={"nearness": nearest_at})]
    other, near = found
    entry = proposal(e.thread, other.escalation.thread, s.now)
    evidence: dict[str, object] = {
        "model": event.model, "other": other.escalation.thread, "nearness": round(near, 3),
        "words": round(other.words, 3),
    }  # fmt: skip
    say = replace(
        _card(seen, e, other.escalation.thread, "likely", (YES, NO, "why"), model=event.model),
        useful_for=policy.useful_for,
    )
    return [
        over,
        Act(action=Keep(entry=entry), subject=e.thread, reason="so that it is known what a person says of it"),
        Act(action=say, subject=e.thread, reason="a model places them near each other", evidence=evidence),
    ]


def _card(
    seen: Escalating, e: Escalation, other: ThreadId, text: str, controls: tuple[str, ...], *, model: str = ""
) -> Say:
    """The message under the question's card, edited as it is decided."""
    fields = {"where": link(e.thread), "other": link(other), "about": quote(other)}
    if model:
        fields["model"] = words(model)
    say = under_card(seen, e, f"{NAME}.{text}", fields, slot=f"same:{e.id}")
    return replace(say, controls=controls, lane=Lane.ANSWER)


_Deed = Callable[[Escalating, Doubles, Entry, MemberId], Sequence[Verdict]]


def _of_a_team(s: Situation, state: Said, do: _Deed) -> Sequence[Verdict]:
    """For people of the teams, while it stands as the button says; all others are told why not."""
    seen, doubles, actor = s.escalating, s.find(Doubles), s.the_actor()
    entry = doubles.proposed if doubles is not None else None
    if seen is None or doubles is None or entry is None or entry.state != state:
        return [answer(s, Reply(text=f"{NAME}.over"), "it was decided, or is over")]
    if seen.team_of(actor.member) is None:
        return [answer(s, Reply(text="escalation.no_team"), "belongs to no team")]
    return do(seen, doubles, entry, actor.member)


def on_yes(s: Situation, _policy: SameQuestionPolicy) -> Sequence[Verdict]:
    """They are one: it joins the other, as the rules would have had it join, and has no owner of its own any more."""

    def join(seen: Escalating, doubles: Doubles, entry: Entry, _by: MemberId) -> Sequence[Verdict]:
        e, other = seen.escalation, doubles.other(_other(entry))
        if e is None or not e.is_running or e.thread != entry.thread or e.joined or other is None:
            return [answer(s, Reply(text=f"{NAME}.over"), "it was decided, or is over")]
        reason = "somebody of the team says that they are the same"
        joined = advanced(other.escalation, other.governance, seen.staff, Join(thread=e.thread), s.now)
        return [
            *go_on(s, seen, Drop(why="it asks what another question asks"), reason),
            *moved(s, joined, reason),
            *_decided(s, seen, e, entry, Said.JOINED, reason),
        ]

    return _of_a_team(s, Said.PROPOSED, join)


def on_no(s: Situation, _policy: SameQuestionPolicy) -> Sequence[Verdict]:
    """They are two: nothing changes, and nobody is asked about it again."""

    def leave(seen: Escalating, _doubles: Doubles, entry: Entry, _by: MemberId) -> Sequence[Verdict]:
        if seen.escalation is None:
            return [answer(s, Reply(text=f"{NAME}.over"), "it was decided, or is over")]
        reason = "somebody of the team says that they are not the same"
        return _decided(s, seen, seen.escalation, entry, Said.DIFFERENT, reason)

    return _of_a_team(s, Said.PROPOSED, leave)


def on_apart(s: Situation, _policy: SameQuestionPolicy) -> Sequence[Verdict]:
    """They were joined by mistake: the team has it again, from the beginning."""

    def part(seen: Escalating, doubles: Doubles, entry: Entry, by: MemberId) -> Sequence[Verdict]:
        thread, other = entry.thread, doubles.other(_other(entry))
        if thread is None or other is None or thread not in other.escalation.joined:
            return [answer(s, Reply(text=f"{NAME}.over"), "it was decided, or is over")]
        reason = "somebody of the team says that they are not the same after all"
        parted = advanced(other.escalation, other.governance, seen.staff, Part(by=by, thread=thread), s.now)
        again = _anew(s, other, thread, reason)
        return [
            *moved(s, parted, reason),
            *moved(s, opened(again, other.governance, seen.staff, s.now), reason),
            *_decided(s, seen, again, entry, Said.DIFFERENT, reason),
        ]

    return _of_a_team(s, Said.JOINED, part)


def _anew(s: Situation, other: Other, thread: ThreadId, reason: str) -> Escalation:
    """The question as one of its own: with the team that had the other one, whose clocks begin now."""
    asked, of = s.the_thread(), other.escalation
    return Escalation(
        id=EscalationId(stable_id("escalation", s.community, thread, of.id)), thread=thread, channel=asked.channel,
        asker=asked.asker or MemberId(""), opened_at=s.now, team=of.team, belongs_to=of.belongs_to, hub=of.hub,
        chain=of.chain, policy=of.policy, cause=of.cause, because=(reason,), severity=of.severity,
        topics=asked.topics, language=asked.language or "",
    )  # fmt: skip


def _decided(s: Situation, seen: Escalating, e: Escalation, entry: Entry, state: Said, reason: str) -> list[Verdict]:
    text, controls = ("joined", (APART, "why")) if state is Said.JOINED else ("different", ("why",))
    card = _card(seen, e, _other(entry), text, controls)
    return [
        Act(action=Keep(entry=stated(entry, state), before=entry), subject=e.thread, reason=reason),
        Act(action=card, subject=e.thread, reason=reason),
        answer(s, Reply(text=f"{NAME}.noted"), reason),
    ]


def _other(entry: Entry) -> ThreadId:
    return ThreadId(MessageId(entry.text("other")))


_SHOWN = frozenset({Doubles})

PLAY = Play(
    name=NAME,
    policy=SameQuestionPolicy,
    on_escalation=on_escalation,
    on_model=on_model,
    on_control={YES: on_yes, NO: on_no, APART: on_apart},
    shows=dict.fromkeys(("on_escalation", "on_model", YES, NO, APART), _SHOWN),
)
