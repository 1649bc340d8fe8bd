"""Hand what peers could not answer to the team that owns it, and see to it that somebody comes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engagement.actions import (
    CancelFollowUps,
    Field,
    FollowUp,
    FormField,
    Lane,
    MoveEscalation,
    OpenForm,
    Reach,
    Reply,
    Say,
    channel_place,
    instant,
    link,
    person,
    quote,
    span,
    words,
)
from engagement.decisions import Act, Hold, Verdict
from engagement.escalating.acts import (
    Act as Happening,
)
from engagement.escalating.acts import (
    Call,
    CallTeam,
    Drop,
    Join,
    MemberSpoke,
    Move,
    NotYet,
    PassOn,
    SetSeverity,
    Solve,
    StaffSpoke,
    Take,
    TimeCame,
)
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import Severity
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.escalating.moving import calendar_of
from engagement.escalating.offers import chosen, controls_of, offered
from engagement.escalating.routing import Facts, route
from engagement.escalating.seen import Escalating
from engagement.escalating.signs import is_rising, severity_of
from engagement.escalating.working_time import due
from engagement.events import FormSubmitted, MessagePosted, ReactionAdded
from engagement.ids import EscalationId, MemberId, stable_id
from engagement.people import Role
from engagement.play import Play
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

NAME = "escalation"
PASS, MORE = "pass_on", "more"
_STAFF = frozenset({Role.STAFF, Role.MANAGER})
_ALERTING = frozenset({Role.TRUSTED, Role.STAFF, Role.MANAGER})
_GONE = frozenset({ThreadState.DELETED, ThreadState.MERGED})
_CALLS: Mapping[Call, str] = {
    Call.COME: "it waits for somebody", Call.REMINDER: "no word from whoever has it",
    Call.HANDED_ON: "somebody else has it now", Call.WARNING: "it is due soon", Call.MISSED: "it is overdue",
    Call.MEMBER_SPOKE: "the asker wrote again", Call.REOPENED: "it is open again", Call.UNTAKEN: "nobody took it",
}  # fmt: skip


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
    """Staff take it with this reaction on the question."""


# --- when it begins ---------------------------------------------------------------------------------------------------


def on_question(s: Situation, policy: EscalationPolicy) -> Sequence[Verdict]:
    """A question came up: look in a while of working time whether peers have answered it."""
    seen, thread = s.escalating, s.the_thread()
    if seen is None or thread.is_answered or not seen.governance.teams:
        return []
    severity, _ = severity_of(
        s.text, dials=seen.governance.severity, tier=seen.tier, asked_alike=1, is_repeated=False, is_flagged=False
    )
    after = policy.after_high if severity >= Severity.HIGH else policy.after
    first = route(_facts(s, seen, thread, severity), seen.governance).owner
    at = due(calendar_of(first, seen.governance), thread.root_at or s.now, after)
    return [_look("unanswered", thread, max(at or s.now + after, s.now), "give members and helpers time first")]


def on_unanswered(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """Peers had their time."""
    thread, seen = s.the_thread(), s.escalating
    if seen is None:
        return [Hold(subject=thread.id, reason="there is no team to hand it to")]
    if thread.is_answered or thread.state is not ThreadState.OPEN:
        return [Hold(subject=thread.id, reason="already answered")]
    if seen.escalation is not None and seen.escalation.is_running:
        return [Hold(subject=thread.id, reason="the team has it already")]
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
        return _go(s, seen, SetSeverity(by=actor.member, severity=Severity.URGENT), "somebody trusted called the team")
    if s.event.emoji == policy.emoji_take and actor.roles & _STAFF and running is not None:
        team = seen.team_of(actor.member)
        return _go(s, seen, Take(by=actor.member, team=team), "took it") if team is not None else []
    return []


def _open(s: Situation, seen: Escalating, cause: Cause, least: Severity, reason: str) -> list[Verdict]:
    thread = s.the_thread()
    if seen.alike:
        joined = advanced(seen.alike[0], seen.governance, seen.staff, Join(thread=thread.id), s.now)
        return _moved(s, joined, "another question that the team has asks the same")
    said, signs = severity_of(
        seen.asked,
        dials=seen.governance.severity,
        tier=seen.tier,
        asked_alike=seen.asked_alike,
        is_repeated=seen.is_repeated,
        is_flagged=cause is Cause.URGENT,
    )
    severity = max(least, said)
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
        because=(reason, *signs, *routed.because),
        severity=severity,
        topics=thread.topics,
        tier=seen.tier,
        language=thread.language or "",
        is_private=any(topic in seen.governance.sensitive_topics for topic in thread.topics),
    )
    return _moved(s, opened(draft, seen.governance, seen.staff, s.now), reason)


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
        return [*verdicts, *_go(s, seen, MemberSpoke(by=message.author), "the asker wrote again")]
    team = seen.team_of(message.author)
    if team is not None:
        return [*verdicts, *_go(s, seen, StaffSpoke(by=message.author, team=team), "staff answered")]
    return verdicts


def on_solved(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The answer was marked, or the mark taken back."""
    seen, thread = s.escalating, s.the_thread()
    if seen is None or seen.escalation is None:
        return []
    if thread.state is ThreadState.SOLVED:
        by = thread.accepted_by or thread.marked_by
        by_peer = by is None or seen.team_of(by) is None
        return _go(s, seen, Solve(by=by, by_peer=by_peer), "its answer was marked")
    return _go(s, seen, NotYet(by=s.actor.member if s.actor is not None else None), "the mark was taken back")


def on_answer_gone(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The answer that had solved it is deleted."""
    seen = s.escalating
    return [] if seen is None else _go(s, seen, NotYet(by=None), "the answer was deleted")


def on_gone(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The question is gone."""
    thread, seen = s.the_thread(), s.escalating
    stop = CancelFollowUps(play=NAME, thread=thread.id)
    verdicts: list[Verdict] = [Act(action=stop, subject=thread.id, reason="the question is gone")]
    if seen is not None:
        verdicts += _go(s, seen, Drop(why="the question was deleted"), "the question is gone")
    return verdicts


def on_next(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The instant has come at which it is looked at."""
    seen, thread = s.escalating, s.the_thread()
    if seen is None or seen.escalation is None:
        return [Hold(subject=thread.id, reason="it is closed")]
    return _go(s, seen, TimeCame(), "its time came") or [_next_look(seen.escalation, s.now)]


def on_not_yet(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The asker is asked whether it helped, and says no: the team has it again."""
    seen, actor = s.escalating, s.the_actor()
    if seen is None or seen.escalation is None or actor.member != seen.escalation.asker:
        return []
    return _go(s, seen, NotYet(by=actor.member), "the asker says that it did not help")


# --- what staff do ----------------------------------------------------------------------------------------------------


def _by_staff(
    s: Situation, do: Callable[[Escalating, Escalation, MemberId, str], Sequence[Verdict]]
) -> Sequence[Verdict]:
    """Whoever pressed is told at once what came of it; who belongs to no team is told so."""
    seen, actor = s.escalating, s.the_actor()
    if seen is None or seen.escalation is None or seen.escalation.state is State.CLOSED:
        over = Reply(text=f"{NAME}.over")
        return [Act(action=over, subject=actor.member, reason="it is closed")]
    team = seen.team_of(actor.member)
    if team is None:
        return [Act(action=Reply(text=f"{NAME}.no_team"), subject=actor.member, reason="belongs to no team")]
    return do(seen, seen.escalation, actor.member, team)


def on_take(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """One click: it is theirs, and they get the link to answer it themselves."""

    def take(seen: Escalating, e: Escalation, by: MemberId, team: str) -> Sequence[Verdict]:
        told = Reply(text=f"{NAME}.yours", fields={"where": link(e.thread), "asker": person(e.asker)})
        return [*_go(s, seen, Take(by=by, team=team), "took it"), Act(action=told, subject=by, reason="took it")]

    return _by_staff(s, take)


def on_pass_on(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """Which team is it for? The likely one first."""

    def ask(seen: Escalating, e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        others = tuple(dict.fromkeys((e.belongs_to, e.hub, *seen.governance.teams)))
        options = tuple(name for name in others if name in seen.governance.teams and name != e.team)
        titles = {name: seen.governance.teams[name].title for name in options}
        if not options:
            return [Act(action=Reply(text=f"{NAME}.no_other_team"), subject=by, reason="there is no other team")]
        team = FormField(name="team", kind="one", options=options, value=options[:1], labels=titles)
        form = OpenForm(form=PASS, text=f"{NAME}.pass", fields=(team,))
        return [Act(action=form, subject=by, reason="wants to pass it on")]

    return _by_staff(s, ask)


def on_pass_form(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """It goes to the team that was chosen."""

    def go(seen: Escalating, _e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        chosen = _value(s, "team")
        if chosen not in seen.governance.teams:
            return [Act(action=Reply(text=f"{NAME}.no_such_team"), subject=by, reason="there is no such team")]
        told = Reply(text=f"{NAME}.passed_on", fields={"team": words(seen.governance.teams[chosen].title)})
        moved = _go(s, seen, PassOn(by=by, team=chosen), "passed on")
        return [*moved, Act(action=told, subject=by, reason="passed on")]

    return _by_staff(s, go)


def on_more(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """The rarer things: not for us, waiting for the member, solved, put off, severity."""

    def ask(_seen: Escalating, e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        options = offered(e)
        what = FormField(name="what", kind="one", options=options, value=options[:1])
        return [Act(action=OpenForm(form=MORE, text=f"{NAME}.more", fields=(what,)), subject=by, reason="wants more")]

    return _by_staff(s, ask)


def on_more_form(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """What was chosen."""

    def go(seen: Escalating, _e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        happening = chosen(_value(s, "what"), by, s.now)
        if happening is None:
            return [Act(action=Reply(text=f"{NAME}.nothing_done"), subject=by, reason="nothing was chosen")]
        told = Act(action=Reply(text=f"{NAME}.done"), subject=by, reason="as chosen")
        return [*_go(s, seen, happening, "as staff chose"), told]

    return _by_staff(s, go)


def _value(s: Situation, name: str) -> str:
    given = s.event.values.get(name, ()) if isinstance(s.event, FormSubmitted) else ()
    return given[0] if given else ""


# --- what is told -----------------------------------------------------------------------------------------------------


def _go(s: Situation, seen: Escalating, happening: Happening, reason: str) -> list[Verdict]:
    """Move the escalation in hand on; nothing where that makes no difference."""
    if seen.escalation is None:
        return []
    move = advanced(seen.escalation, seen.governance, seen.staff, happening, s.now)
    return [] if move.escalation == seen.escalation else _moved(s, move, reason)


def _moved(s: Situation, move: Move, reason: str) -> list[Verdict]:
    e = move.escalation
    verdicts: list[Verdict] = [Act(action=MoveEscalation(move=move), subject=e.thread, reason=reason)]
    if s.policy.assume_willing:  # in a rehearsal nobody takes it: that it is handed on is all there is to tell
        return verdicts
    if e.next_at is None:
        stop = CancelFollowUps(play=NAME, thread=e.thread)
        return [*verdicts, Act(action=stop, subject=e.thread, reason=reason)]
    return [*verdicts, _next_look(e, s.now)]


def _next_look(e: Escalation, now: datetime) -> Act:
    look = FollowUp(play=NAME, kind="next", thread=e.thread, due_at=max(e.next_at or now, now))
    return Act(action=look, subject=e.thread, reason="the next instant at which somebody has to be told")


def _look(kind: str, thread: Thread, due_at: datetime, reason: str) -> Act:
    look = FollowUp(play=NAME, kind=kind, thread=thread.id, due_at=due_at)
    return Act(action=look, subject=thread.id, reason=reason)


def on_escalation(s: Situation, _policy: EscalationPolicy) -> Sequence[Verdict]:
    """It moved on: its cards say how it stands now, and who has to know is told."""
    seen = s.escalating
    if seen is None or seen.move is None:
        return []
    e, reason = seen.move.escalation, "so that everybody concerned sees how it stands"
    verdicts: list[Verdict] = [
        Act(action=_card(s, seen, e, team), subject=e.thread, reason=reason) for team in _rooms_of(seen, e)
    ]
    for nth, call in enumerate(deed for deed in seen.move.deeds if isinstance(deed, CallTeam)):
        if e.is_private and call.team != e.team:
            continue
        if call.people or call.call not in {Call.COME, Call.HANDED_ON}:  # the new card says that much by itself
            verdicts.append(Act(action=_call(seen, e, call, nth), subject=e.thread, reason=_CALLS[call.call]))
    return verdicts


def _rooms_of(seen: Escalating, e: Escalation) -> tuple[str, ...]:
    """The teams in whose channels a card stands: the owner's, the hub's, and those that had it."""
    earlier = tuple(name for name in e.tried if name in seen.governance.teams)
    some = (e.team,) if e.is_private else (e.team, e.hub, *earlier)
    rooms: dict[str, str] = {}
    for name in dict.fromkeys(name for name in some if name):
        rooms.setdefault(seen.rooms.get(name, ""), name)
    return tuple(rooms.values())


def _card(s: Situation, seen: Escalating, e: Escalation, team: str) -> Say:
    thread = s.thread
    owner, first = seen.governance.teams[e.team], e.clocks[0] if e.clocks else None
    due_at = min((clock.due_at for clock in e.clocks if clock.due_at is not None), default=None)
    helpers = len(thread.asked) if thread is not None else 0
    fields: dict[str, Field] = {
        "question": words("-") if e.is_private else quote(e.thread),
        "where": link(e.thread),
        "asker": person(e.asker),
        "newcomer": words("newcomer" if seen.is_newcomer else ""),
        "tier": words(e.tier),
        "channel": channel_place(e.channel),
        "waited": span(s.now - ((thread.root_at if thread is not None else None) or e.opened_at)),
        "state": words(e.state.value),
        "severity": words(e.severity.name.lower()),
        "why": words("; ".join(e.because)),
        "team": words(owner.title),
        "owner": person(e.person) if e.person is not None else words("nobody"),
        "due": instant(due_at) if due_at is not None and first is not None else words(""),
        "helpers": words(str(helpers) if helpers else ""),
        "others": words(str(len(e.joined)) if e.joined else ""),
    }
    return _say(seen, e, team, f"{NAME}.card", fields, slot=f"card:{e.id}:{team}", controls=controls_of(e))


def _call(seen: Escalating, e: Escalation, call: CallTeam, nth: int) -> Say:
    fields = {
        "where": link(e.thread),
        "asker": person(e.asker),
        "who": person(call.people[0]) if call.people else words(""),
        "team": words(seen.governance.teams[call.team].title),
    }
    said = _say(seen, e, call.team, f"{NAME}.call_{call.call.value}", fields, slot=None, controls=("why",))
    items = tuple({"person": person(each)} for each in call.people)
    return replace(said, mentions=call.people, items=items, slot=f"call:{e.id}:{e.version}:{nth}")


def _say(
    seen: Escalating, e: Escalation, team: str, text: str, fields: Mapping[str, Field], *,
    slot: str | None, controls: tuple[str, ...],
) -> Say:  # fmt: skip
    room = seen.rooms.get(team)
    return Say(
        text=text,
        reach=Reach.CHANNEL if room is not None else Reach.MANAGERS,
        to=room or "",
        fields=fields,
        controls=controls,
        thread=e.thread,
        is_unprompted=False,
        lane=Lane.ESCALATION,
        slot=slot,
    )


PLAY = Play(
    name=NAME,
    policy=EscalationPolicy,
    on_question=on_question,
    on_reply=on_reply,
    on_reaction=on_reaction,
    on_solved=on_solved,
    on_gone=on_gone,
    on_answer_gone=on_answer_gone,
    on_escalation=on_escalation,
    on_control={
        "hand_to_team": on_hand_to_team,
        "take": on_take,
        PASS: on_pass_on,
        MORE: on_more,
        "not_yet": on_not_yet,
    },
    on_form={PASS: on_pass_form, MORE: on_more_form},
    on_follow_up={"unanswered": on_unanswered, "next": on_next},
)
