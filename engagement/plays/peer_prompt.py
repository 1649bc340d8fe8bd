"""Ask peers to answer a question that nobody has answered for a while."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.actions import (
    CancelFollowUps,
    Claim,
    FollowUp,
    Lane,
    PromptPeer,
    Reach,
    Reply,
    Say,
    channel_place,
    link,
    person,
    quote,
    span,
    words,
)
from engagement.answering import answer
from engagement.authorisation import is_allowed
from engagement.crisis import NOT_ASKED
from engagement.decisions import Act, Hold, Verdict
from engagement.ids import ChannelId, MemberId
from engagement.matching import Peer
from engagement.people import Purpose, Via
from engagement.play import Play
from engagement.shown import Choices
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

NAME = "peer_prompt"
_MOST_DELAYS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerPromptPolicy:
    """Dials of "Ask helpers"; durations from defaults.md (between coding-bot's 5 and python-discord's 60 minutes)."""

    wait: timedelta = timedelta(minutes=20)
    """How long members have to answer first, in chat."""
    wait_in_forum: timedelta = timedelta(minutes=60)
    second_wait: timedelta = timedelta(minutes=60)
    """After the first pair, before a second one is asked."""
    helpers_per_ring: int = 2
    rings: int = 2
    useful_for: timedelta = timedelta(hours=2)
    """An ask older than this is not sent; an ask put off by night is given up this long after the night."""
    claim_for: timedelta = timedelta(minutes=60)
    """How long "I'm on it" keeps others from being asked."""


def on_question(s: Situation, policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """A question came up: give members time to answer first."""
    thread = s.the_thread()
    if thread.is_answered:
        return [Hold(subject=thread.id, reason="already answered")]
    in_forum = s.channel is not None and s.channel.kind == "forum"
    wait = policy.wait_in_forum if in_forum else policy.wait
    due_at = max((thread.root_at or s.now) + wait, s.now)
    look = FollowUp(play=NAME, kind="ask", thread=thread.id, due_at=due_at)
    return [Act(action=look, subject=thread.id, reason="give members time to answer first")]


def on_reply(s: Situation, _policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """Somebody answered: nobody needs to be asked (any more)."""
    thread = s.the_thread()
    was_open = s.before is None or not s.before.is_answered
    if not thread.is_answered or not was_open:
        return []
    stop = Act(action=CancelFollowUps(play=NAME, thread=thread.id), subject=thread.id, reason="somebody answered")
    waited = _seconds(thread.root_at, thread.first_reply_at)
    if thread.asked:
        was_asked = thread.first_reply_by in thread.asked
        reason = "answered by a helper who was asked" if was_asked else "answered after helpers were asked"
        evidence = {"first_response_s": waited, "asked": list(thread.asked), "by": thread.first_reply_by}
        return [stop, Hold(subject=thread.id, reason=reason, evidence=evidence)]
    evidence = {"first_response_s": waited, "by": thread.first_reply_by}
    return [stop, Hold(subject=thread.id, reason="members answered before anybody was asked", evidence=evidence)]


def on_gone(s: Situation, _policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """The question was deleted, or is part of another one."""
    thread = s.the_thread()
    gone = CancelFollowUps(play=NAME, thread=thread.id)
    return [Act(action=gone, subject=thread.id, reason="the question is gone")]


def on_ask(s: Situation, policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """The wait is over: ask the best willing helpers, or say why nobody is asked."""
    thread = s.the_thread()
    closed = _why_not(thread, policy, is_in_crisis=s.is_in_crisis)
    if closed is not None:
        return [closed]
    if s.now > _stale_from(s, thread, policy):
        return [Hold(subject=thread.id, reason="no helper could be asked in time")]
    return _ask_best(s, thread, policy)


def on_asked_for(s: Situation, policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """A member asked for a helper: as when the wait is over, however old the question is."""
    thread = s.the_thread()
    closed = _why_not(thread, policy, is_in_crisis=s.is_in_crisis)
    return [closed] if closed is not None else _ask_best(s, thread, policy)


def _ask_best(s: Situation, thread: Thread, policy: PeerPromptPolicy) -> list[Verdict]:
    choices = s.find(Choices) or Choices()
    if choices.storm:
        return _storm(thread, choices)
    if not choices.enrolled:
        return list(_nobody_enrolled(thread, choices))
    if not choices.ranked:
        return [_later_or_never(s, thread, choices, policy)]
    waited = span(s.now - (thread.root_at or s.now))
    ring = thread.rings + 1
    asks: list[Verdict] = [
        _ask(thread, peer, choices, ring, waited, policy) for peer in choices.ranked[: policy.helpers_per_ring]
    ]
    if ring < policy.rings:
        again = FollowUp(play=NAME, kind="ask", thread=thread.id, due_at=s.now + policy.second_wait)
        asks.append(Act(action=again, subject=thread.id, reason="ask a second pair if these two cannot"))
    return asks


def _why_not(thread: Thread, policy: PeerPromptPolicy, *, is_in_crisis: bool = False) -> Hold | None:
    """The reasons that end it for good, the weightiest first."""
    reasons = (
        (thread.state is ThreadState.SOLVED, "solved already"),
        (thread.state is not ThreadState.OPEN, "the question is gone"),
        (thread.is_answered, "already answered"),
        (not thread.modes, "it no longer reads like a question"),
        (thread.on_it is not None, "somebody is on it"),
        (thread.rings >= policy.rings, "enough helpers were asked"),
        (is_in_crisis, NOT_ASKED),
    )
    return next((Hold(subject=thread.id, reason=reason) for is_so, reason in reasons if is_so), None)


def storm_slots(channel: ChannelId) -> str:
    """What the slots of messages about storms in a channel begin with."""
    return f"storm:{channel}:"


def _storm(thread: Thread, choices: Choices) -> list[Verdict]:
    """Several similar questions at once are an outage, not a lack of helpers: tell the managers once."""
    evidence = {"similar": list(choices.storm)}
    reason = "several similar questions at once: something may be broken or unclear"
    hold = Hold(subject=thread.id, reason=reason, evidence=evidence)
    tell = Say(
        text="peer_prompt.storm",
        reach=Reach.MANAGERS,
        to="",
        fields={
            "channel": channel_place(thread.channel),
            "count": words(str(len(choices.storm))),
            "question": quote(thread.id),
            "where": link(thread.id),
        },
        controls=("why",),
        thread=thread.id,
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=choices.storm_slot or f"{storm_slots(thread.channel)}{thread.id}",
    )
    return [hold, Act(action=tell, subject=thread.id, reason=reason, evidence=evidence)]


def _nobody_enrolled(thread: Thread, choices: Choices) -> Iterator[Verdict]:
    yield Hold(subject=thread.id, reason="nobody has enrolled to help in this channel")
    if choices.is_known_channel_without_helpers:
        return
    tell = Say(
        text="peer_prompt.no_helpers",
        reach=Reach.MANAGERS,
        to="",
        fields={"channel": channel_place(thread.channel)},
        thread=thread.id,
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=f"no_helpers:{thread.channel}",
        controls=("why",),
    )
    yield Act(action=tell, subject=thread.channel, reason="nobody has enrolled to help in this channel")


def _later_or_never(s: Situation, thread: Thread, choices: Choices, policy: PeerPromptPolicy) -> Verdict:
    """Nobody may be asked now: look again when the first one may be, unless the question will be stale by then."""
    reasons = sorted(set(choices.passed_over.values()))
    evidence = {"passed_over": dict(sorted(choices.passed_over.items()))}
    may_from = choices.may_from
    if not reasons and thread.asked:
        return Hold(subject=thread.id, reason="enough helpers were asked", evidence=evidence)
    if may_from is None:
        why = "; ".join(reasons) or "no helper here answers questions like this one"
        return Hold(subject=thread.id, reason=f"no helper could be asked: {why}", evidence=evidence)
    if s.attempts >= _MOST_DELAYS or may_from > _stale_from(s, thread, policy):
        return Hold(subject=thread.id, reason="no helper could be asked in time", evidence=evidence)
    look = FollowUp(play=NAME, kind="ask", thread=thread.id, due_at=may_from)
    return Act(action=look, subject=thread.id, reason="; ".join(reasons), evidence=evidence)


def _stale_from(s: Situation, thread: Thread, policy: PeerPromptPolicy) -> datetime:
    """When a question is too old to be asked about: after a night, a day or a long time away it is old news."""
    return (thread.root_at or s.now) + timedelta(hours=24) + policy.useful_for


def _ask(thread: Thread, peer: Peer, choices: Choices, ring: int, waited: object, policy: PeerPromptPolicy) -> Act:
    helper = choices.helpers.get(peer.member)
    in_thread = helper is not None and helper.via is Via.THREAD
    fields = {
        "helper": person(peer.member),
        "asker": person(thread.asker or MemberId("")),
        "channel": channel_place(thread.channel),
        "question": quote(thread.id),
        "where": link(thread.id),
        "waited": waited,
        "topic": words(", ".join(thread.topics)),
        "newcomer": words("newcomer" if thread.is_first_question else ""),
    }
    say = Say(
        text="peer_prompt.ask_in_thread" if in_thread else "peer_prompt.ask",
        reach=Reach.THREAD if in_thread else Reach.MEMBER,
        to=thread.id if in_thread else peer.member,
        fields=fields,  # type: ignore[arg-type]
        controls=("on_it", "not_now", "not_my_topic", "why", "stop"),
        mentions=(peer.member,) if in_thread else (),
        thread=thread.id,
        purpose=Purpose.ASK_ME,
        useful_for=policy.useful_for,
    )
    action = PromptPeer(thread=thread.id, helper=peer.member, ring=ring, say=say)
    because = _because(peer, thread, is_chance=peer.member == choices.chance)
    return Act(action=action, subject=thread.id, reason=because, evidence={**peer.evidence, "ring": ring})


def _because(peer: Peer, thread: Thread, *, is_chance: bool) -> str:
    parts = []
    if peer.recent > 0:
        parts.append("answered here lately")
    if peer.similar > 0:
        parts.append("answered questions like this one")
    if not parts:
        parts.append(f"enrolled for {', '.join(thread.topics)}" if thread.topics else "enrolled to help here")
    chance = "; very few people carry this topic, so somebody newer there is asked, too" if is_chance else ""
    return "nobody had answered; this helper " + " and ".join(parts) + chance


def on_it(s: Situation, policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """A helper took it: nobody else is asked for a while."""
    actor, thread = s.the_actor(), s.thread
    if thread is None or thread.state is not ThreadState.OPEN:
        return [_reply(s, "peer_prompt.too_late", "the question is closed")]
    if thread.on_it is not None and thread.on_it != actor.member:
        return [_reply(s, "peer_prompt.taken", "somebody else is on it", by=thread.on_it)]
    if not _may_take(s, thread):
        return [_reply(s, "peer_prompt.helpers_only", "is not a helper")]
    look = FollowUp(play=NAME, kind="claimed", thread=thread.id, due_at=s.now + policy.claim_for)
    claim = Claim(thread=thread.id, member=actor.member, before=thread.on_it)
    return [
        Act(action=claim, subject=thread.id, reason="a helper is on it"),
        Act(action=CancelFollowUps(play=NAME, thread=thread.id), subject=thread.id, reason="a helper is on it"),
        Act(action=look, subject=thread.id, reason="see whether it was answered"),
        _reply(s, "peer_prompt.on_it", "a helper is on it", thread=thread),
    ]


def _may_take(s: Situation, thread: Thread) -> bool:
    """Who was asked, who helps, and staff: a claim keeps all others from being asked, so not whoever asks."""
    actor = s.the_actor()
    if actor.member == thread.asker:
        return False
    was_asked = actor.member in thread.asked
    return was_asked or (actor.helper is not None and actor.helper.is_active) or is_allowed(actor.roles, "mark_answer")


def on_claimed(s: Situation, policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """The one who was on it had their time: if nothing came, others may be asked again."""
    thread = s.the_thread()
    if thread.is_answered or thread.state is not ThreadState.OPEN:
        return [Hold(subject=thread.id, reason="already answered" if thread.is_answered else "the question is closed")]
    verdicts: list[Verdict] = []
    if thread.on_it is not None:
        let_go = Claim(thread=thread.id, member=None, before=thread.on_it)
        verdicts.append(Act(action=let_go, subject=thread.id, reason="no answer came after all"))
    if thread.rings < policy.rings:
        look = FollowUp(play=NAME, kind="ask", thread=thread.id, due_at=s.now)
        verdicts.append(Act(action=look, subject=thread.id, reason="no answer came after all"))
    return verdicts or [Hold(subject=thread.id, reason="enough helpers were asked")]


def ask_helper(s: Situation, policy: PeerPromptPolicy) -> Sequence[Verdict]:
    """A member asked for a helper by the message's menu: look now instead of waiting."""
    thread = s.thread
    if thread is None or thread.state is not ThreadState.OPEN or not thread.modes:
        return [_reply(s, "peer_prompt.no_question", "this is not an open question")]
    closed = _why_not(thread, policy, is_in_crisis=s.is_in_crisis)
    if closed is not None:
        return [_reply(s, "peer_prompt.not_needed", closed.reason, why=closed.reason)]
    look = FollowUp(play=NAME, kind="asked_for", thread=thread.id, due_at=s.now)
    return [
        Act(action=look, subject=thread.id, reason="a member asked for a helper"),
        _reply(s, "peer_prompt.will_ask", "a member asked for a helper"),
    ]


def _reply(
    s: Situation, text: str, reason: str, *, by: MemberId | None = None, thread: Thread | None = None, why: str = ""
) -> Act:
    fields = {"by": person(by)} if by else {}
    if thread is not None:
        fields["where"] = link(thread.id)
    if why:
        fields["why"] = words(why)
    return answer(s, Reply(text=text, fields=fields), reason)


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return round((end - start).total_seconds(), 3) if start is not None and end is not None else None


PLAY = Play(
    name=NAME,
    policy=PeerPromptPolicy,
    version=2,
    is_measured=True,
    on_question=on_question,
    on_reply=on_reply,
    on_gone=on_gone,
    on_control={"on_it": on_it, "ask_helper": ask_helper},
    on_follow_up={"ask": on_ask, "asked_for": on_asked_for, "claimed": on_claimed},
    shows=dict.fromkeys(("ask", "asked_for"), frozenset({Choices})),
)
