"""Hand what peers could not answer to the team that owns it, and see to it that somebody comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.actions import (
    CancelFollowUps,
    FollowUp,
    Reply,
)
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating import approving, by_staff, cards, from_outside, listed, privately, relaying, shifts
from engagement.escalating.acts import (
    Drop,
    Found,
    Join,
    MemberSpoke,
    NotYet,
    PersonGone,
    SetSeverity,
    Solve,
    StaffSpoke,
    Take,
    TimeCame,
)
from engagement.escalating.audit import PATIENCE, Finding
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.escalating.going_on import NAME, go_on, moved, next_look
from engagement.escalating.held_replies import YES
from engagement.escalating.moving import calendar_of
from engagement.escalating.routing import Facts, route
from engagement.escalating.seen import Escalating
from engagement.escalating.signs import is_rising, severity_of
from engagement.escalating.working_time import due
from engagement.events import AuditorFound, MessagePosted, ReactionAdded
from engagement.ids import EscalationId, MemberId, stable_id
from engagement.people import STAFF, Role
from engagement.play import Play
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

_ALERTING = frozenset({Role.TRUSTED, Role.STAFF, Role.MANAGER})
_GONE = frozenset({ThreadState.DELETED, ThreadState.MERGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy:
    """Dials of "Hand to the team"."""

    after: timedelta = timedelta(hours=4)
    """Working time of the team looking first, after which an unanswered question is handed to it (ours)."""
    after_high: timedelta = timedelta(hours=1)
    """The same for what matters more (ours)."""
    hands_per_day: int = 3
    """How many questions one member may hand to the team in a day."""
    on_frustration: bool = True
    """Whether the team is called early when an asker visibly loses patience, so that nobody needs to shout."""
    emoji: str = "rotating_light"
    """Trusted people and staff hand a question on with this reaction, at once and as urgent."""
    emoji_take: str = "eyes"
    """Staff take it with this reaction on the question or its card."""
    emoji_solved: str = "white_check_mark"
    """Staff say with this reaction on the question or its card that it is solved."""
    emoji_send: str = "outbox_tray"
    """Staff have what they wrote under a card sent on to whoever asked with this reaction on it."""


# --- when it begins ---------------------------------------------------------------------------------------------------


def on_question(s: Situation, policy: EscalationPolicy) -> Sequence[Verdict]:
    """A question came up: look in a while of working time whether peers have answered it."""
    seen, thread = s.escalating, s.the_thread()
    if seen is None or thread.is_answered or not seen.governance.teams:
        return []
    severity, _ = severity_of(
        s.text, dials=seen.governance.severity, tier=seen.tier, asked_alike=1, is_repeated=False, is_flagged=False
    )
    severity = _second_thought(severity, s.urgency)
    after = policy.after_high if severity >= Severity.HIGH else policy.after
    first = route(_facts(s, seen, thread, severity), seen.governance).owner
    at = due(calendar_of(first, seen.governance), thread.root_at or s.now, after)
    return [_look("unanswered", thread, max(at or s.now + after, s.now), "give members and helpers time first")]


def _second_thought(severity: Severity, urgency: str) -> Severity:
    """How severe it is where somebody else than the rules was asked: high at most by that, and harm stays harm."""
    if urgency == "urgent":
        return max(severity, Severity.HIGH)
    return Severity.NORMAL if urgency == "normal" and severity is Severity.HIGH else severity


def on_read_anew(s: Situation, policy: EscalationPolicy) -> Sequence[Verdict]:
    """It is taken for something else than before: perhaps another team looks first, or sooner, or later."""
    has_begun = s.escalating is not None and s.escalating.escalation is not None
    return [] if has_begun else on_question(s, policy)


def on_unanswered(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """Peers had their time."""
    thread, seen = s.the_thread(), s.escalating
    if seen is None:
        return [Hold(subject=thread.id, reason="there is no team to hand it to")]
    if thread.is_answered or thread.state is not ThreadState.OPEN:
        return [Hold(subject=thread.id, reason="already answered")]
    if seen.escalation is not None and seen.escalation.is_running:
        return [Hold(subject=thread.id, reason="the team has it already")]
    if seen.escalation is not None and seen.escalation.state is State.SOLVED:
        return [Hold(subject=thread.id, reason="the team has solved it")]
    return _open(s, seen, Cause.SILENCE, Severity.NORMAL, "peers had their time and did not answer")


def on_hand_to_team(s: Situation, policy: EscalationPolicy) -> Sequence[Verdict]:
    """A member asked for the team."""
    actor, thread, seen = s.the_actor(), s.thread, s.escalating
    if seen is None:
        return []  # the list of open questions tells the managers
    if thread is None or thread.state in _GONE or thread.state is ThreadState.SOLVED:
        nothing = Reply(text=f"{NAME}.nothing_to_hand")
        return [Act(action=nothing, subject=actor.member, reason="this is not an open question")]
    reason = "a member asked for the team"
    told = Act(action=Reply(text=f"{NAME}.is_handed"), subject=actor.member, reason=reason)
    if seen.escalation is not None and seen.escalation.is_running:
        return [told]
    if sum(by == actor.member for by in s.handed.values()) >= policy.hands_per_day:
        enough = Reply(text=f"{NAME}.handed_enough")
        return [Act(action=enough, subject=actor.member, reason="handed on enough questions today")]
    return [*_open(s, seen, Cause.ASKED, Severity.NORMAL, reason), told]


def on_reaction(s: Situation, policy: EscalationPolicy) -> Sequence[Verdict]:
    """Staff and trusted people call the team, or take it, with a reaction on the question."""
    seen, actor = s.escalating, s.the_actor()
    if seen is None or not isinstance(s.event, ReactionAdded):
        return []
    running = seen.escalation if seen.escalation is not None and seen.escalation.is_running else None
    if s.event.emoji == policy.emoji and actor.roles & _ALERTING:
        if running is None:
            return _open(s, seen, Cause.URGENT, Severity.URGENT, "somebody trusted called the team")
        return go_on(
            s, seen, SetSeverity(by=actor.member, severity=Severity.URGENT), "somebody trusted called the team"
        )
    if s.event.emoji == policy.emoji_take and actor.roles & STAFF and running is not None:
        team = seen.team_of(actor.member)
        return go_on(s, seen, Take(by=actor.member, team=team), "took it") if team is not None else []
    is_first = s.message is not None and s.message.id == s.the_thread().id
    if s.event.emoji == policy.emoji_solved and is_first and actor.roles & STAFF and seen.is_run_by(actor.member):
        return go_on(s, seen, Solve(by=actor.member), "somebody of the team marked it as solved")
    return []


def _open(s: Situation, seen: Escalating, cause: Cause, least: Severity, reason: str) -> list[Verdict]:
    thread = s.the_thread()
    if seen.alike:
        joined = advanced(seen.alike[0], seen.governance, seen.staff, Join(thread=thread.id), s.now)
        return moved(s, joined, "another question that the team has asks the same")
    said, signs = severity_of(
        seen.asked,
        dials=seen.governance.severity,
        tier=seen.tier,
        asked_alike=seen.asked_alike,
        is_repeated=seen.is_repeated,
        is_flagged=cause is Cause.URGENT,
    )
    in_crisis = ("it belongs to the outage or the like that goes on",) if s.is_in_crisis else ()
    severity = max(least, said, Severity.HIGH if in_crisis else least)
    facts = _facts(s, seen, thread, severity)
    routed = route(facts, seen.governance)
    earlier = seen.escalation
    nth = "" if earlier is None else earlier.id
    draft = Escalation(
        id=EscalationId(stable_id("escalation", s.community, thread.id, nth)),
        thread=thread.id,
        channel=thread.channel,
        asker=thread.asker or MemberId(""),
        opened_at=s.now,
        team=routed.owner,
        belongs_to=routed.belongs_to,
        hub=routed.hub,
        chain=routed.chain,
        policy=seen.policy,
        cause=cause,
        because=(reason, *in_crisis, *signs, *routed.because),
        severity=severity,
        topics=thread.topics,
        tier=seen.tier,
        language=thread.language or "",
        similar=seen.solved_alike,
        is_private=any(topic in seen.governance.sensitive_topics for topic in thread.topics),
    )
    return moved(s, opened(draft, seen.governance, seen.staff, s.now), reason)


def _facts(s: Situation, seen: Escalating, thread: Thread, severity: Severity) -> Facts:
    return Facts(
        topics=thread.topics or (s.dials.topics if s.dials is not None else ()),
        channel=seen.channel_name,
        channel_id=thread.channel,
        workspace=seen.workspace,
        severity=severity,
        tier=seen.tier,
        language=thread.language or "",
        at=s.now,
    )


# --- how it goes on ---------------------------------------------------------------------------------------------------


def on_reply(s: Situation, policy: EscalationPolicy) -> Sequence[Verdict]:
    """Somebody wrote in the conversation: the asker, staff, or a peer."""
    seen, thread, message = s.escalating, s.the_thread(), s.message
    stop = Act(
        action=CancelFollowUps(play=NAME, thread=thread.id, kinds=("unanswered",)),
        subject=thread.id,
        reason="somebody answered",
    )
    verdicts: list[Verdict] = (
        [stop] if thread.is_answered and not (s.before is not None and s.before.is_answered) else []
    )
    if seen is None or message is None or not isinstance(s.event, MessagePosted):
        return verdicts
    if seen.escalation is None or not seen.escalation.is_running:
        if policy.on_frustration and thread.state is ThreadState.OPEN and is_rising(seen.said):
            return [*verdicts, *_open(s, seen, Cause.FRUSTRATION, Severity.HIGH, "the asker is losing patience")]
        return verdicts
    if message.author == thread.asker:
        return [*verdicts, *_asker_spoke(s, seen, message.author)]
    team = seen.team_of(message.author)
    if team is not None:
        return [*verdicts, *go_on(s, seen, StaffSpoke(by=message.author, team=team), "staff answered")]
    return verdicts


def _asker_spoke(s: Situation, seen: Escalating, asker: MemberId) -> list[Verdict]:
    """The team reads it, unless the question joined another one: then it talks with whoever asked that."""
    if seen.escalation is None or seen.escalation.thread != s.the_thread().id:
        return []
    happened = go_on(s, seen, MemberSpoke(by=asker), "the asker wrote again")
    return [*happened, *cards.asker_wrote(s, seen, happened)]


def on_solved(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The answer was marked, or the mark taken back."""
    seen, thread = s.escalating, s.the_thread()
    if seen is None or seen.escalation is None:
        return []
    if thread.state is ThreadState.SOLVED:
        by = thread.accepted_by or thread.marked_by
        by_peer = by is None or seen.team_of(by) is None
        by_asker = thread.marked_by is not None and thread.marked_by == thread.asker
        return go_on(s, seen, Solve(by=by, by_peer=by_peer, by_asker=by_asker), "its answer was marked")
    return go_on(s, seen, NotYet(by=s.actor.member if s.actor is not None else None), "the mark was taken back")


def on_answer_gone(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The answer that had solved it is deleted."""
    seen = s.escalating
    return [] if seen is None else go_on(s, seen, NotYet(by=None), "the answer was deleted")


def on_gone(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The question is gone."""
    thread, seen = s.the_thread(), s.escalating
    stop = CancelFollowUps(play=NAME, thread=thread.id)
    verdicts: list[Verdict] = [Act(action=stop, subject=thread.id, reason="the question is gone")]
    if seen is not None:
        verdicts += go_on(s, seen, Drop(why="the question was deleted"), "the question is gone")
    return verdicts


def on_next(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The instant has come at which it is looked at."""
    seen, thread = s.escalating, s.the_thread()
    if seen is None or seen.escalation is None:
        return [Hold(subject=thread.id, reason="it is closed")]
    return go_on(s, seen, TimeCame(), "its time came") or [next_look(seen.escalation, s.now)]


def on_person_gone(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """Whoever has it left, was deactivated or is away: somebody else has it at once."""
    seen = s.escalating
    if seen is None or seen.escalation is None or seen.escalation.person is None:
        return []
    return go_on(s, seen, PersonGone(person=seen.escalation.person), "whoever had it is away or gone")


def on_found(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The auditor found that nobody sees to it: what should have been done is done now, and the hub hears."""
    seen = s.escalating
    if seen is None or not isinstance(s.event, AuditorFound):
        return []
    is_news = s.now - s.event.at < PATIENCE
    found = Found(finding=Finding(s.event.finding), told=s.event.told, is_news=is_news)
    told = cards.second_paths(seen, seen.escalation, s.event.told, s.now) if seen.escalation is not None else []
    return [*go_on(s, seen, found, "nobody sees to it"), *told]


def on_not_yet(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The asker is asked whether it helped, and says no: the team has it again."""
    seen, actor = s.escalating, s.the_actor()
    if seen is None or seen.escalation is None or actor.member != seen.escalation.asker:
        return []
    return go_on(s, seen, NotYet(by=actor.member), "the asker says that it did not help")


def _look(kind: str, thread: Thread, due_at: datetime, reason: str) -> Act:
    look = FollowUp(play=NAME, kind=kind, thread=thread.id, due_at=due_at)
    return Act(action=look, subject=thread.id, reason=reason)


PLAY = Play(
    name=NAME,
    policy=EscalationPolicy,
    on_question=on_question,
    on_reply=on_reply,
    on_reaction=on_reaction,
    on_solved=on_solved,
    on_gone=on_gone,
    on_answer_gone=on_answer_gone,
    on_read_anew=on_read_anew,
    on_escalation=cards.on_escalation,
    on_person_gone=on_person_gone,
    on_found=on_found,
    on_shift=shifts.on_shift,
    on_outside=from_outside.on_outside,
    on_control={
        "hand_to_team": on_hand_to_team,
        "take": by_staff.on_take,
        by_staff.PASS: by_staff.on_pass_on,
        by_staff.MORE: by_staff.on_more,
        relaying.REPLY: relaying.on_reply,
        approving.APPROVE: approving.on_approve,
        approving.SEND_BACK: approving.on_send_back,
        privately.ASKING: privately.on_asking,
        privately.ANSWER: privately.on_answer,
        "it_helped": privately.on_it_helped,
        "not_yet": on_not_yet,
    },
    on_form={
        by_staff.PASS: by_staff.on_pass_form,
        by_staff.MORE: by_staff.on_more_form,
        relaying.REPLY: relaying.on_reply_form,
        privately.ASKING: privately.on_asked,
        privately.ANSWER: privately.on_answered,
    },
    on_command={"waiting": listed.on_waiting, privately.ASKING: privately.on_asking},
    on_room=relaying.on_room,
    on_unreached=privately.on_unreached,
    on_follow_up={"unanswered": on_unanswered, "next": on_next, YES: approving.on_waits},
)
