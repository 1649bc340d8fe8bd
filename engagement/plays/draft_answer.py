"""Show a draft of an answer that a model made of the community's own solved conversations, to be judged.

The team sees it under its card; where a manager says so, a helper who was asked sees it first, and alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engagement.actions import CancelFollowUps, FollowUp, Keep, Lane, Reach, Reply, Say, link, quote, said, words
from engagement.answering import answer
from engagement.decisions import Act, Hold, Verdict
from engagement.entries import Entry
from engagement.escalating.acts import Call, CallTeam
from engagement.escalating.cards import under_card
from engagement.escalating.escalation import Escalation, State
from engagement.events import ModelAnswered
from engagement.ids import ThreadId, is_private_place, look_id
from engagement.modelling.asking import Use
from engagement.modelling.wanted import TEXT, Asked, text_of, wanted
from engagement.peer_drafts import Judged, PeerDraft, To, given
from engagement.play import Hook, Play
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

NAME = "draft_answer"
START, NO_HELP = "draft_start", "draft_no_help"
_TEAM = To.TEAM.value
_RUNNING = frozenset({State.OPEN, State.TAKEN})
_PRIVATE = "what was asked in private is told no model"
_NOTHING_LIKE_IT = "there is no solved question like it to make a draft of"
_UNSURE = "the model was unsure, so it says nothing"
_TOO_LATE = "the draft came too late to be of use"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftAnswerPolicy:
    """Dials of "Draft an answer"; nothing is drafted unless `model:` is used for `draft`."""

    useful_for: timedelta = timedelta(hours=2)
    to: To = To.TEAM
    """Who sees it: the team, or a helper who was asked and the team afterwards."""
    peer_for: timedelta = timedelta(hours=1)
    """How long it is the helper's alone (ours: as long as "I'm on it" keeps others from being asked)."""
    least_sureness: float = 0.5
    """How sure a draft has to be, 0-1 (ours: more alike than not; `hubbub evaluate drafts` shows what it is worth)."""


# --- for a helper who was asked ---------------------------------------------------------------------------------------


def on_asked(s: Situation, policy: DraftAnswerPolicy) -> Sequence[Verdict]:
    """Helpers were asked: have a draft made for the first of them who agreed to a model."""
    thread, peers = s.the_thread(), s.find(PeerDraft)
    if peers is None or policy.to is not To.PEER_FIRST or not s.policy.model.may(Use.DRAFT):
        return []
    if peers.wanted is not None or peers.given is not None:
        return []  # one helper has it, not everybody who is asked later
    if is_private_place(thread.channel) or (s.channel is not None and s.channel.is_private):
        return [Hold(subject=thread.id, reason=_PRIVATE)]
    if not peers.solved:
        return [Hold(subject=thread.id, reason=_NOTHING_LIKE_IT)]
    if not peers.willing:
        return [Hold(subject=thread.id, reason="none of the helpers who were asked in private agreed to a model")]
    window = min(policy.useful_for, policy.peer_for)
    entry = wanted(Use.DRAFT, thread.id, s.now, useful_for=window, member=peers.willing[0])
    return [Act(action=Keep(entry=entry), subject=thread.id, reason="a draft may help the helper who was asked")]


def _to_helper(
    s: Situation, policy: DraftAnswerPolicy, event: ModelAnswered, peers: PeerDraft, asked: Entry
) -> list[Verdict]:
    """A model was asked for a helper: show them the draft, alone, or say why there is none."""
    done = Keep(entry=replace(asked, state=Asked.DONE), before=asked)
    over: Verdict = Act(action=done, subject=event.thread, reason="the model was asked")
    why = (event.why or _UNSURE) if not event.text else _why_no_peer(s.thread, peers)
    until = asked.at + policy.peer_for
    if why or asked.member is None:
        return [over, Hold(subject=event.thread, reason=why, evidence=_sure(event))]
    if s.now >= until:
        return [over, Hold(subject=event.thread, reason=_TOO_LATE)]
    kept = _text(s, event)
    say = Say(
        text=f"{NAME}.for_helper",
        reach=Reach.MEMBER,
        to=asked.member,
        fields={"where": link(event.thread), "draft": said(look_id(TEXT, kept.id)), "model": words(event.model)},
        items=tuple({"where": link(source), "about": quote(source)} for source in event.sources),
        controls=(START, NO_HELP, "why"),
        thread=event.thread,
        is_unprompted=False,  # part of the ask a moment ago, which the caps have counted
        lane=Lane.ANSWER,
        useful_for=until - s.now,
        slot=f"peer_draft:{event.thread}",
    )
    theirs = Keep(entry=given(event.thread, asked.member, s.now, until, event.model))
    return [
        over,
        Act(action=Keep(entry=kept), subject=event.thread, reason="so that the draft can be shown"),
        Act(action=theirs, subject=event.thread, reason="so that it is known what they say of it"),
        Act(
            action=say, subject=event.thread, reason="solved questions like it say something",
            evidence={"model": event.model, "sources": list(event.sources), **_sure(event)},
        ),
    ]  # fmt: skip


def _text(s: Situation, event: ModelAnswered) -> Entry:
    some = [ThreadId(each) for each in event.sources]
    return text_of(Use.DRAFT, event.thread, s.now, event.text, event.model, some)


def _sure(event: ModelAnswered) -> dict[str, object]:
    """How sure it was, where somebody looked."""
    return {} if event.sureness is None else {"sureness": round(event.sureness, 3)}


def _why_no_peer(thread: Thread | None, peers: PeerDraft) -> str:
    if thread is None or thread.state is not ThreadState.OPEN or thread.is_answered:
        return "already answered"
    return "the helper who was asked passed" if peers.has_passed else peers.why_not


def _judges(judged: Judged, text: str) -> Hook:
    def on_judge(s: Situation, policy: DraftAnswerPolicy) -> Sequence[Verdict]:
        """The helper says what the draft was worth; without them, the team may have one at once."""
        actor, peers = s.the_actor(), s.find(PeerDraft)
        entry = peers.given if peers is not None else None
        if entry is None or entry.thread is None or entry.member != actor.member:
            return [answer(s, Reply(text=f"{NAME}.gone"), "this draft is somebody else's, or gone")]
        reason = "said what the draft was worth"
        keep = Keep(entry=replace(entry, state=judged.value), before=entry)
        reply = Reply(text=f"{NAME}.{text}", fields={"where": link(entry.thread)})
        verdicts: list[Verdict] = [Act(action=keep, subject=entry.thread, reason=reason)]
        if judged is Judged.NOT_HELPFUL and peers is not None and peers.wanted is not None:  # else the team has one
            verdicts += _for_team_at_last(s, policy)
        return [*verdicts, answer(s, reply, reason)]

    return on_judge


# --- for the team -----------------------------------------------------------------------------------------------------


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
        return [Hold(subject=e.thread, reason=_PRIVATE)]
    if not e.similar:
        return [Hold(subject=e.thread, reason=_NOTHING_LIKE_IT)]
    peers = s.find(PeerDraft)
    until = peers.until(s.now) if peers is not None else None
    if until is not None:
        look = FollowUp(play=NAME, kind=_TEAM, thread=e.thread, due_at=until)
        return [Act(action=look, subject=e.thread, reason="a helper who was asked has the draft first")]
    return [_for_team(s, policy, e)]


def on_time_over(s: Situation, policy: DraftAnswerPolicy) -> Sequence[Verdict]:
    """The helper had their time."""
    return _for_team_at_last(s, policy) or [Hold(subject=s.the_thread().id, reason="no team needs a draft any more")]


def _for_team_at_last(s: Situation, policy: DraftAnswerPolicy) -> list[Verdict]:
    """What the team would have got at once, had no helper had it first."""
    e = s.escalating.escalation if s.escalating is not None else None
    is_open = s.thread is not None and not s.thread.is_answered
    if e is None or e.state not in _RUNNING or e.is_private or not e.similar or not is_open:
        return []
    if not s.policy.model.may(Use.DRAFT):
        return []
    stop = CancelFollowUps(play=NAME, thread=e.thread, kinds=(_TEAM,))
    return [
        Act(action=stop, subject=e.thread, reason="the helper had their time"),
        _for_team(s, policy, e),
    ]


def _for_team(s: Situation, policy: DraftAnswerPolicy, e: Escalation) -> Act:
    entry = wanted(Use.DRAFT, e.thread, s.now, useful_for=policy.useful_for)
    return Act(action=Keep(entry=entry), subject=e.thread, reason="a draft may help whoever takes it")


def on_model(s: Situation, policy: DraftAnswerPolicy) -> Sequence[Verdict]:
    """A model was asked: show the draft under the team's card with its sources, or say why there is none."""
    event, seen, peers = s.event, s.escalating, s.find(PeerDraft)
    if not isinstance(event, ModelAnswered) or event.use != Use.DRAFT:
        return []
    if peers is not None and peers.wanted is not None and peers.wanted.member is not None:
        return _to_helper(s, policy, event, peers, peers.wanted)
    asked = wanted(Use.DRAFT, event.thread, event.asked_at, useful_for=policy.useful_for)
    done = Keep(entry=replace(asked, state=Asked.DONE), before=asked)
    over: Verdict = Act(action=done, subject=event.thread, reason="the model was asked")
    e = seen.escalation if seen is not None else None
    if not event.text:
        return [over, Hold(subject=event.thread, reason=event.why or _UNSURE, evidence=_sure(event))]
    if seen is None or e is None or e.state not in _RUNNING or s.now - event.asked_at > policy.useful_for:
        return [over, Hold(subject=event.thread, reason=_TOO_LATE)]
    kept = _text(s, event)
    fields = {
        "where": link(e.thread),
        "draft": said(look_id(TEXT, kept.id)),
        "model": words(event.model),
    }
    say = under_card(seen, e, f"{NAME}.draft", fields, slot=f"draft:{e.id}")
    items = tuple({"where": link(source), "about": quote(source)} for source in event.sources)
    shown = replace(say, items=items, lane=Lane.ANSWER, useful_for=policy.useful_for)
    evidence: dict[str, object] = {"model": event.model, "sources": list(event.sources), **_sure(event)}
    return [
        over,
        Act(action=Keep(entry=kept), subject=event.thread, reason="so that the draft can be shown"),
        Act(action=shown, subject=event.thread, reason="solved questions like it say something", evidence=evidence),
    ]


_SHOWN = frozenset({PeerDraft})

PLAY = Play(
    name=NAME,
    policy=DraftAnswerPolicy,
    on_asked=on_asked,
    on_escalation=on_escalation,
    on_model=on_model,
    on_control={START: _judges(Judged.USED, "start"), NO_HELP: _judges(Judged.NOT_HELPFUL, "no_help")},
    on_follow_up={_TEAM: on_time_over},
    shows=dict.fromkeys(("on_asked", "on_escalation", "on_model", START, NO_HELP), _SHOWN),
)
