"""What becomes of a play's verdicts: each passes the gate, leaves a decision, and changes state or fills the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from advocacy.contributions import contribution
from bots.runtime.agenda import Agenda
from bots.runtime.codec import detail_of, from_say
from bots.runtime.crises import keep_crisis
from bots.runtime.escalating import calls_of, keep
from bots.runtime.footprints import LOOKS, MARK, from_looks, from_mark
from bots.runtime.private_questions import keep_privately
from bots.runtime.roles import role_rows
from bots.runtime.situations import Lookups
from bots.runtime.still_wanted import decided_at
from bots.runtime.undoing import Undoing
from engagement.actions import (
    Action,
    BeginPrivately,
    CancelFollowUps,
    Claim,
    ComeBack,
    Credit,
    FollowUp,
    ForgetMember,
    ForgetWords,
    JoinAccounts,
    Judge,
    Keep,
    KeepCode,
    KeepWords,
    Lane,
    MarkAnswer,
    MoveCrisis,
    MoveEscalation,
    OfferSimilar,
    OpenForm,
    PartAccount,
    PromptPeer,
    Reach,
    Reply,
    SaveHelper,
    Say,
    SetConsent,
    SetDial,
    TagThread,
    Undo,
    UnmarkAnswer,
    message_of,
)
from engagement.catching_up import TOO_LATE
from engagement.decisions import Act, Arm, Decision, Hold, Outcome, Verdict, decision_id
from engagement.escalating.acts import Move
from engagement.ids import (
    ChannelId,
    DecisionId,
    FollowUpId,
    MemberId,
    OutboxId,
    ThreadId,
    stable_id,
    workspace_of,
)
from engagement.linking import code_digest
from engagement.people import Purpose
from engagement.play import Play
from engagement.privacy import Scope
from engagement.records import DueFollowUp, OutboxRow
from engagement.restraint import No, NotBefore, is_held_out, is_never_held_out, may_say
from engagement.showing import GiveRole
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

SILENT = (
    FollowUp,
    CancelFollowUps,
    Reply,
    OpenForm,
    ForgetMember,
    ForgetWords,
    ComeBack,
    KeepCode,
    KeepWords,
    BeginPrivately,
)
"""Actions that leave no row in the journal when an event causes them: nothing anybody could see or undo, or what must
not be kept (who was forgotten, a code, anybody's words)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cause:
    """Why verdicts are being carried out, and how many decisions it has left so far."""

    play: Play
    situation: Situation
    key: str
    due: DueFollowUp | None


@dataclass(slots=True)
class Acting:
    """Carries verdicts out for one batch; what it gathers is written by ``flush``."""

    lookups: Lookups
    decisions: list[Decision] = field(default_factory=list)
    outbox: dict[OutboxId, OutboxRow] = field(default_factory=dict)
    solved: list[ThreadId] = field(default_factory=list)
    joins: list[JoinAccounts | PartAccount] = field(default_factory=list)
    """Done after everything else of the batch is written: it still names people as they were."""
    moves: list[Move] = field(default_factory=list)
    """What became of escalations, in order."""
    accepted_anew: list[ThreadId] = field(default_factory=list)
    """Threads whose accepted answer changed without being marked: their words are to be found anew."""
    dials_changed: bool = False
    _cancelled: list[DueFollowUp] = field(default_factory=list)
    """What the verdicts in hand have taken off the calendar."""
    _before_mark: dict[ThreadId, dict[str, object]] = field(default_factory=dict)
    is_late: bool = False
    """What is being taken in happened too long ago for anything to be said about it."""
    was_away: bool = False
    """That is so because nobody listened; what is to be looked at later is looked at all the same."""

    agenda: Agenda = field(init=False)

    def __post_init__(self) -> None:
        self.lookups.decided = self.outbox
        self.agenda = Agenda(self.lookups.ledger.follow_ups)

    def carry_out(
        self, play: Play, verdicts: Sequence[Verdict], situation: Situation, key: str, due: DueFollowUp | None = None
    ) -> list[Action]:
        """Do what the verdicts say, as far as the gate lets them; the actions that were carried out."""
        cause = _Cause(play=play, situation=situation, key=key, due=due)
        held = self._comparison(cause, verdicts)
        if held is not None:
            self.decisions.append(held)
            return []
        done: list[Action] = []
        first, looks = len(self.decisions), dict(self.agenda.added)
        self._cancelled = []
        for nth, verdict in enumerate(verdicts):
            if isinstance(verdict, Hold):
                self._note(cause, nth, verdict, Outcome.HELD)
            elif isinstance(verdict.action, FollowUp) and self._follows_what_is_held(verdicts):
                continue
            elif self._do(cause, nth, verdict, is_alone=len(verdicts) == 1):
                done.append(verdict.action)
        self._keep_looks(first, looks)
        return done

    def _follows_what_is_held(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether it is a second step whose first one comes too late."""
        said = (message_of(verdict.action) for verdict in verdicts if isinstance(verdict, Act))
        return self.is_late and any(say is not None and say.is_unprompted for say in said)

    def _keep_looks(self, first: int, before: dict[FollowUpId, DueFollowUp]) -> None:
        """With a claim goes what it did to the looks of its thread, so that undoing it can put them back."""
        added = [due for name, due in self.agenda.added.items() if before.get(name) != due]
        for place in range(first, len(self.decisions)):
            decision = self.decisions[place]
            if decision.action == "Claim":
                detail = {**decision.detail, LOOKS: from_looks(added, self._cancelled)}
                self.decisions[place] = replace(decision, detail=detail)

    def _comparison(self, cause: _Cause, verdicts: Sequence[Verdict]) -> Decision | None:
        """The one decision that a thread of the comparison group leaves instead of messages."""
        thread = cause.situation.thread
        said = [v for v in verdicts if isinstance(v, Act) and message_of(v.action) is not None]
        if not cause.play.is_measured or thread is None or thread.root_at is None or not said:
            return None
        measured = [
            v
            for v in said
            if (say := message_of(v.action)) is not None
            and not is_never_held_out(say, is_first_question=thread.is_first_question)
        ]
        key = self.lookups.community.hold_out_key
        if not measured or not is_held_out(key, cause.play.name, thread.id, thread.root_at, thread.hold_out):
            return None
        hold = Hold(
            subject=thread.id,
            reason="left alone for comparison, to see what difference this step makes",
            evidence={"would_have": [type(v.action).__name__ for v in said]},
        )
        return replace(
            self._decision(cause, 0, hold, Outcome.HELD), arm=Arm.HELD_OUT, chance=round(1 - thread.hold_out, 4)
        )

    # --- one verdict ------------------------------------------------------------------------------------------------

    def _do(self, cause: _Cause, nth: int, act: Act, *, is_alone: bool) -> bool:
        say = message_of(act.action)
        if say is not None:
            return self._speak(cause, nth, act, say)
        if isinstance(act.action, Credit):
            reason = self.lookups.why_no_credit(act.action)
            if reason is not None:
                self._note(cause, nth, Hold(subject=act.subject, reason=reason), Outcome.HELD)
                return False
        self._change(cause, nth, act.action)
        is_silent = isinstance(act.action, SILENT)
        if isinstance(act.action, FollowUp) and cause.due is not None and is_alone:
            self._note(cause, nth, act, Outcome.LATER)
        elif not is_silent:
            self._note(cause, nth, act, Outcome.ACTED)
        return True

    def _speak(self, cause: _Cause, nth: int, act: Act, say: Say) -> bool:
        community, now = self.lookups.community, cause.situation.now
        if self.is_late and say.is_unprompted:
            reason = TOO_LATE if self.was_away else "it happened too long ago to act on now"
            late = Hold(subject=act.subject, reason=reason, evidence=act.evidence)
            self._note(cause, nth, late, Outcome.HELD)
            return False
        gate = may_say(say, self.lookups.standing_for(say, now), community.policy, now)
        if isinstance(gate, NotBefore) and say.useful_for is not None and gate.at > now + say.useful_for:
            gate = No(reason=f"{gate.reason}; it would come too late to be of use")
        if isinstance(gate, No):
            self._note(cause, nth, Hold(subject=act.subject, reason=gate.reason, evidence=act.evidence), Outcome.HELD)
            return False
        not_before = gate.at if isinstance(gate, NotBefore) else None
        chance = 1 - cause.situation.thread.hold_out if cause.play.is_measured and cause.situation.thread else 1.0
        tried = self._is_try_out(cause, say)
        decision = self._decision(cause, nth, act, Outcome.TRIED if tried else Outcome.ACTED)
        outbox = OutboxId(stable_id("outbox", community.policy.community, decision.id))
        decision = replace(decision, outbox=outbox, chance=round(chance, 4))
        self.decisions.append(decision)
        self.outbox[outbox] = self._row(outbox, decision, say, now, not_before, is_tried=tried, action=act.action)
        self._after_speaking(act.action)
        return True

    def _is_try_out(self, cause: _Cause, say: Say) -> bool:
        """Whether nothing is really sent: members are not disturbed by a try-out; managers are told as always."""
        policy, dials = self.lookups.community.policy, cause.situation.dials
        is_closing_a_loop = say.lane is Lane.ESCALATION and say.reach in {Reach.THREAD, Reach.MEMBER}
        if say.reach is Reach.MANAGERS or not (say.is_unprompted or is_closing_a_loop):
            return policy.assume_willing
        return policy.dry_run or policy.assume_willing or (dials is not None and not dials.is_live)

    def _row(
        self,
        outbox: OutboxId,
        decision: Decision,
        say: Say,
        now: datetime,
        not_before: datetime | None,
        *,
        is_tried: bool,
        action: Action,
    ) -> OutboxRow:
        place = say.to or (say.thread or "")
        channel = None
        if say.reach in {Reach.THREAD, Reach.ASKER}:
            channel = ChannelId(say.to.rpartition(":")[0])
        elif say.reach is Reach.CHANNEL:
            channel = ChannelId(say.to)
        return OutboxRow(
            id=outbox,
            decision=decision.id,
            workspace=workspace_of(ChannelId(place)),
            op="say",
            lane=int(say.lane),
            body=from_say(say),
            created_at=decided_at(say.slot, now, self.outbox.values(), self.lookups.ledger),
            to_member=_addressee(action, say),
            channel=channel,
            thread=say.thread,
            is_unprompted=say.is_unprompted,
            is_ask=isinstance(action, PromptPeer),
            slot=say.slot,
            not_before=not_before,
            expires_at=now + say.useful_for if say.useful_for is not None else None,
            state="tried" if is_tried else "new",
        )

    def _after_speaking(self, action: Action) -> None:
        desk = self.lookups.desk
        if isinstance(action, PromptPeer):
            thread = desk.thread(action.thread)
            if thread is not None:
                asked = (*thread.asked, action.helper)
                desk.threads[thread.id] = replace(
                    thread, asked=asked, rings=max(thread.rings, action.ring), version=thread.version + 1
                )
        elif isinstance(action, OfferSimilar):
            thread = desk.thread(action.thread)
            if thread is not None:
                desk.threads[thread.id] = replace(thread, offered=True, version=thread.version + 1)

    # --- changes of state -------------------------------------------------------------------------------------------

    def _change(self, cause: _Cause, nth: int, action: Action) -> None:  # noqa: C901, PLR0912  # a line for each kind of action
        now, ledger = cause.situation.now, self.lookups.ledger
        if isinstance(action, FollowUp):
            if not self.is_late or self.was_away or action.is_owed:
                self._follow_up(action, cause)
        elif isinstance(action, CancelFollowUps):
            self._cancelled.extend(self.agenda.cancel(action.thread, action.play, action.kinds))
        elif isinstance(action, MarkAnswer):
            self._mark(action, now)
        elif isinstance(action, UnmarkAnswer):
            self.reopen(action.thread, now)
        elif isinstance(action, Claim):
            self._update(action.thread, on_it=action.member)
        elif isinstance(action, TagThread):
            self.tag(action, now, self._id(cause, nth, action.thread), cause.key)
        elif isinstance(action, Credit):
            self._credit(action, now)
        elif isinstance(action, SaveHelper):
            self.lookups.helpers[action.helper.member] = action.helper
            ledger.people.save_helper(action.helper)
        elif isinstance(action, SetConsent):
            self._consent(action, now)
        elif isinstance(action, ForgetMember | ForgetWords):
            scope = Scope.MEMBER if isinstance(action, ForgetMember) else Scope.MEMBER_WORDS
            ledger.privacy.ask(scope, action.member, now)
        elif isinstance(action, ComeBack):
            ledger.privacy.lift([action.account])
        elif isinstance(action, KeepCode):
            digest = code_digest(action.code, self.lookups.community.hold_out_key)
            ledger.links.keep(digest, action.account, action.until)
        elif isinstance(action, JoinAccounts | PartAccount):
            self.joins.append(action)
        elif isinstance(action, KeepWords | BeginPrivately):
            keep_privately(self.lookups, action, now)
        elif isinstance(action, MoveEscalation):
            keep(self.lookups, action.move)
            self.moves.append(action.move)
            self._tell_outside(cause, nth, action.move)
        elif isinstance(action, MoveCrisis):
            keep_crisis(self.lookups, action.turn)
        elif isinstance(action, Keep):
            self.keep(action)
        elif isinstance(action, GiveRole):
            self.give_role(action, now, self._id(cause, nth, action.member))
        elif isinstance(action, SetDial):
            ledger.dials.set(action.path, action.value, by=action.by, at=now)
            self.dials_changed = True
        elif isinstance(action, Judge):
            ledger.journal.judge(DecisionId(action.decision), action.verdict)
        elif isinstance(action, Undo):
            self.undo(action.decision, action.by, now)

    def _tell_outside(self, cause: _Cause, nth: int, move: Move) -> None:
        seen = cause.situation.escalating
        if seen is not None and seen.governance.webhooks:
            decision = self._id(cause, nth, move.escalation.thread)
            rows = calls_of(move, seen.governance, decision, cause.situation.now)
            self.outbox.update({row.id: row for row in rows})

    def _credit(self, action: Credit, now: datetime) -> None:
        found, kept = contribution(action, now), self.lookups.ledger.contributions
        if action.is_taken_back:
            kept.take_back(action.thread, now, only=found.id)
        else:
            kept.add(found)

    def _consent(self, action: SetConsent, now: datetime) -> None:
        ledger = self.lookups.ledger
        ledger.people.set_consent(action.member, action.purpose, is_given=action.is_given, at=now)
        if action.purpose is Purpose.METRICS:
            self.lookups.stops[action.member] = not action.is_given

    def join_and_part(self, now: datetime) -> None:
        """Make members one, or two again."""
        for action in self.joins:
            if isinstance(action, PartAccount):
                self.lookups.ledger.links.part(action.account, now)
            else:
                self.lookups.ledger.links.use(action.code_of)
                self.lookups.ledger.links.join(action.member, action.into, now)

    def keep(self, action: Keep) -> None:
        """Write an entry down, or take it away."""
        if action.is_gone:
            self.lookups.ledger.entries.drop(action.entry.kind, [action.entry.id])
        else:
            self.lookups.ledger.entries.save([action.entry])

    def give_role(self, action: GiveRole, now: datetime, decision: DecisionId) -> None:
        """Have the platform give a role or user group, or take it away; not while nothing goes to members."""
        self.outbox.update({row.id: row for row in role_rows(self.lookups, action, decision, now)})

    def _follow_up(self, action: FollowUp, cause: _Cause) -> None:
        community = self.lookups.community.policy.community
        name = FollowUpId(stable_id("follow-up", community, action.play, action.kind, action.thread))
        times = 0
        if cause.due is not None and cause.due.id == name:
            earlier = cause.due.cause
            times = (int(earlier.rpartition("#")[2]) if "#" in earlier else 0) + 1
        key = f"{cause.key.partition('#')[0]}#{times}" if times else cause.key.partition("#")[0]
        self.agenda.added[name] = DueFollowUp(id=name, follow_up=action, cause=key)

    def _update(self, thread_id: ThreadId, **changes: object) -> None:
        thread = self.lookups.desk.thread(thread_id)
        if thread is not None:
            changed = replace(thread, version=thread.version + 1, **changes)  # type: ignore[arg-type]
            self.lookups.desk.threads[thread.id] = changed

    def _mark(self, action: MarkAnswer, now: datetime) -> None:
        thread = self.lookups.desk.thread(action.thread)
        if thread is not None:
            self._before_mark[action.thread] = from_mark(thread)
        if thread is not None and thread.state is ThreadState.SOLVED:
            self.lookups.ledger.contributions.take_back(action.thread, now)
        self._update(
            action.thread, state=ThreadState.SOLVED, accepted=action.message, accepted_by=action.helper,
            marked_by=action.marked_by, solved_at=now, on_it=None,
        )  # fmt: skip
        self.solved.append(action.thread)

    def reopen(self, thread_id: ThreadId, now: datetime) -> None:
        """Take a mark back: open again, and no credit."""
        self._update(thread_id, state=ThreadState.OPEN, accepted=None, accepted_by=None, marked_by=None, solved_at=None)
        self.lookups.ledger.contributions.take_back(thread_id, now)
        self.solved.append(thread_id)

    def tag(self, action: TagThread, now: datetime, decision: DecisionId, key: str) -> None:
        """Have the platform tag a conversation; a quiet one is noted as such."""
        if action.tag == "quiet":
            thread = self.lookups.desk.thread(action.thread)
            was, becomes = (
                (ThreadState.OPEN, ThreadState.QUIET) if action.is_on else (ThreadState.QUIET, ThreadState.OPEN)
            )
            if thread is not None and thread.state is was:
                self._update(action.thread, state=becomes)
        if self._is_silent_here(action.thread):
            return
        community = self.lookups.community.policy.community
        outbox = OutboxId(stable_id("outbox", community, decision, action.tag, str(action.is_on), key))
        self.outbox[outbox] = OutboxRow(
            id=outbox, decision=decision, workspace=workspace_of(ChannelId(action.thread)), op="tag", lane=2,
            body={"tag": action.tag, "is_on": action.is_on, "thread": action.thread}, created_at=now,
            thread=action.thread,
        )  # fmt: skip

    def _is_silent_here(self, thread: ThreadId) -> bool:
        policy = self.lookups.community.policy
        dials = self.lookups.community.dials(ChannelId(thread.rpartition(":")[0]))
        return policy.dry_run or policy.assume_willing or (dials is not None and not dials.is_live)

    def undo(self, decision: str, by: str, now: datetime) -> None:
        """Take back what a decision did. Raises CannotUndo where there is no way back."""
        Undoing(self.lookups, self).undo(DecisionId(decision), by, now)

    # --- the record -------------------------------------------------------------------------------------------------

    def _note(self, cause: _Cause, nth: int, verdict: Verdict, outcome: Outcome) -> None:
        self.decisions.append(self._decision(cause, nth, verdict, outcome))

    def _id(self, cause: _Cause, nth: int, subject: str) -> DecisionId:
        return decision_id(self.lookups.community.policy.community, cause.play.name, subject, cause.key, nth)

    def _decision(self, cause: _Cause, nth: int, verdict: Verdict, outcome: Outcome) -> Decision:
        kind = "Hold" if isinstance(verdict, Hold) else type(verdict.action).__name__
        detail = {} if isinstance(verdict, Hold) else detail_of(verdict.action)
        if isinstance(verdict, Act) and isinstance(verdict.action, MarkAnswer):
            detail = {**detail, MARK: self._before_mark.get(verdict.action.thread)}
        return Decision(
            id=self._id(cause, nth, verdict.subject),
            at=cause.situation.now,
            play=cause.play.name,
            play_version=cause.play.version,
            policy_hash=self.lookups.community.fingerprint,
            subject=verdict.subject,
            action=kind,
            outcome=outcome,
            reason=verdict.reason,
            evidence=verdict.evidence,
            detail=detail,
        )

    def note_results(self, thread: Thread, since: datetime) -> None:
        """The first answer came: note it on the asks that were made for this thread since it began."""
        journal = self.lookups.ledger.journal
        for helper, rows in self.lookups.ledger.outbox.to_members(thread.asked, since).items():
            for row in rows:
                if row.is_ask and row.thread == thread.id:
                    result = "answered" if helper == thread.first_reply_by else "answered by somebody else"
                    journal.set_result(row.decision, result)

    def flush(self) -> None:
        """Write down what was gathered."""
        ledger = self.lookups.ledger
        self.agenda.flush()
        if self.decisions:
            ledger.journal.add(self.decisions)
        if self.outbox:
            ledger.outbox.add(list(self.outbox.values()))


def _addressee(action: Action, say: Say) -> MemberId | None:
    if isinstance(action, PromptPeer):
        return action.helper
    return MemberId(say.to) if say.reach is Reach.MEMBER else None
