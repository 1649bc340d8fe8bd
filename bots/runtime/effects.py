"""What actions change in one batch: conversations on the desk, what is remembered, what is to be looked at or told."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from advocacy.contributions import contribution
from bots.runtime.agenda import Agenda, look_named
from bots.runtime.crises import keep_crisis
from bots.runtime.escalating import calls_of, keep
from bots.runtime.footprints import from_mark
from bots.runtime.model_texts import let_go, looks_at_themes
from bots.runtime.private_questions import keep_privately
from bots.runtime.roles import role_rows
from bots.runtime.situations import Lookups
from engagement.actions import (
    Action,
    BeginPrivately,
    CancelFollowUps,
    Claim,
    Credit,
    FollowUp,
    Judge,
    Keep,
    KeepWords,
    MarkAnswer,
    MoveCrisis,
    MoveEscalation,
    ReadAnew,
    ReadAs,
    SetDial,
    TagThread,
    UnmarkAnswer,
)
from engagement.decisions import decision_id
from engagement.desk import Change
from engagement.escalating.acts import Move
from engagement.ids import ChannelId, DecisionId, MessageId, OutboxId, ThreadId, stable_id, workspace_of
from engagement.linking import code_digest
from engagement.looked_after import ROLE
from engagement.own_acts import (
    ComeBack,
    ForgetMember,
    ForgetWords,
    JoinAccounts,
    KeepCode,
    PartAccount,
    SaveHelper,
    SetConsent,
)
from engagement.people import Purpose
from engagement.play import Play
from engagement.privacy import Scope
from engagement.records import DueFollowUp, OutboxRow
from engagement.showing import GiveRole
from engagement.situation import Situation
from engagement.threads import QuestionModes, ThreadState


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why verdicts are being carried out."""

    play: Play
    situation: Situation
    key: str
    due: DueFollowUp | None

    def decision(self, nth: int, subject: str) -> DecisionId:
        """The id of the ``nth`` decision that it leaves."""
        return decision_id(self.situation.community, self.play.name, subject, self.key, nth)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDifferently:
    """What taking a message for something else did to its conversation."""

    change: Change
    urgency: str


@dataclass(slots=True)
class Effects:
    """Gathers them for one batch; the batch writes down what is not written at once."""

    lookups: Lookups
    outbox: dict[OutboxId, OutboxRow] = field(default_factory=dict)
    solved: list[ThreadId] = field(default_factory=list)
    joins: list[JoinAccounts | PartAccount] = field(default_factory=list)
    """Done after everything else of the batch is written: it still names people as they were."""
    moves: list[Move] = field(default_factory=list)
    """What became of escalations, in order."""
    accepted_anew: list[ThreadId] = field(default_factory=list)
    """Threads whose accepted answer changed without being marked: their words are to be found anew."""
    read_anew: list[ReadDifferently] = field(default_factory=list)
    """What is taken for something else now, in order."""
    dials_changed: bool = False
    has_turned: bool = False
    """Somebody chose, agreed or refused, something was noted, or a crisis moved on: what stands may be stale."""
    cancelled: list[DueFollowUp] = field(default_factory=list)
    """What the verdicts in hand have taken off the calendar."""
    before_mark: dict[ThreadId, dict[str, object]] = field(default_factory=dict)
    """How threads stood that were marked."""
    agenda: Agenda = field(init=False)

    def __post_init__(self) -> None:
        self.lookups.decided = self.outbox
        self.agenda = Agenda(self.lookups.ledger.follow_ups)

    def make(self, cause: Cause, nth: int, action: Action) -> None:
        """Do what an action does besides being said and noted; ``nth`` of what its cause led to."""
        self.has_turned |= isinstance(action, SetConsent | SaveHelper | Keep | MoveCrisis)
        self._make(cause, nth, action)

    def _make(self, cause: Cause, nth: int, action: Action) -> None:  # noqa: C901, PLR0912  # a line for each kind of action
        now, ledger = cause.situation.now, self.lookups.ledger
        if isinstance(action, FollowUp):
            self._follow_up(action, cause)
        elif isinstance(action, CancelFollowUps):
            self.cancelled.extend(self.agenda.cancel(action.thread, action.play, action.kinds))
        elif isinstance(action, MarkAnswer):
            self._mark(action, now)
        elif isinstance(action, UnmarkAnswer):
            self.reopen(action.thread, now)
        elif isinstance(action, Claim):
            self._update(action.thread, on_it=action.member)
        elif isinstance(action, TagThread):
            self.tag(action, now, cause.decision(nth, action.thread), cause.key)
        elif isinstance(action, ReadAnew):
            self.read(action.message, action.read)
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
            self.give_role(action, now, cause.decision(nth, action.member))
        elif isinstance(action, SetDial):
            ledger.dials.set(action.path, action.value, by=action.by, at=now)
            self.dials_changed = True
        elif isinstance(action, Judge):
            ledger.journal.judge(DecisionId(action.decision), action.verdict)

    def _tell_outside(self, cause: Cause, nth: int, move: Move) -> None:
        seen = cause.situation.escalating
        if seen is not None and seen.governance.webhooks:
            decision = cause.decision(nth, move.escalation.thread)
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
        if action.purpose is Purpose.MODEL_USE and not action.is_given:
            let_go(ledger, now)
        if not action.is_given:
            looks = looks_at_themes(ledger, self.lookups.community.policy.community, now)
            self.agenda.added.update({due.id: due for due in looks})
        if action.purpose is Purpose.METRICS:
            self.lookups.stops[action.member] = not action.is_given

    def unsay(self, row: OutboxRow, decision: DecisionId, now: datetime) -> None:
        """Take a message back: cancelled when not yet sent, else deleted, or as it read before."""
        if row.state in {"new", "tried"}:
            self.lookups.ledger.outbox.mark(row.id, "cancelled", at=now)
            return
        name = OutboxId(stable_id("unsay", row.id))
        self.outbox[name] = OutboxRow(
            id=name, decision=decision, workspace=row.workspace, op="unsay", lane=0, body={"of": row.id},
            created_at=now, thread=row.thread,
        )  # fmt: skip

    def join_and_part(self, now: datetime) -> None:
        """Make members one, or two again; what was given to one of them goes along."""
        self.dials_changed |= bool(self.joins)
        for action in self.joins:
            if isinstance(action, PartAccount):
                self.lookups.ledger.links.part(action.account, now)
            else:
                self.lookups.ledger.links.use(action.code_of)
                self.lookups.ledger.links.join(action.member, action.into, now)

    def read(self, message: MessageId, as_: ReadAs) -> None:
        """Take a message for something else."""
        change = self.lookups.desk.read_anew(message, QuestionModes(as_.modes), as_.topics)
        if change is not None:
            self.read_anew.append(ReadDifferently(change=change, urgency=as_.urgency))

    def keep(self, action: Keep) -> None:
        """Write an entry down, or take it away."""
        if action.is_gone:
            self.lookups.ledger.entries.drop(action.entry.kind, [action.entry.id])
        else:
            self.lookups.ledger.entries.save([action.entry])
        self.dials_changed |= action.entry.kind == ROLE

    def give_role(self, action: GiveRole, now: datetime, decision: DecisionId) -> None:
        """Have the platform give a role or user group, or take it away; not while nothing goes to members."""
        self.outbox.update({row.id: row for row in role_rows(self.lookups, action, decision, now)})

    def _follow_up(self, action: FollowUp, cause: Cause) -> None:
        community = self.lookups.community.policy.community
        name = look_named(community, action)
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
            self.before_mark[action.thread] = from_mark(thread)
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
