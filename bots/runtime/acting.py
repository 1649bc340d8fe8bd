"""What becomes of a play's verdicts: each passes the gate, leaves a decision, and changes state or fills the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bots.runtime.codec import detail_of, from_say
from bots.runtime.effects import Cause, Effects
from bots.runtime.footprints import LOOKS, MARK, from_looks
from bots.runtime.situations import Lookups
from bots.runtime.still_wanted import decided_at
from bots.runtime.undoing import Undoing
from engagement.actions import (
    Action,
    BeginPrivately,
    CancelFollowUps,
    Credit,
    FollowUp,
    KeepWords,
    Lane,
    MarkAnswer,
    OfferSimilar,
    OpenForm,
    PromptPeer,
    Reach,
    Reply,
    Say,
    Undo,
    message_of,
)
from engagement.catching_up import TOO_LATE
from engagement.decisions import TRIED, Act, Arm, Decision, Hold, Outcome, Verdict
from engagement.ids import (
    ChannelId,
    DecisionId,
    FollowUpId,
    MemberId,
    OutboxId,
    stable_id,
    workspace_of,
)
from engagement.own_acts import ComeBack, ForgetMember, ForgetWords, KeepCode
from engagement.play import Play
from engagement.records import DueFollowUp, OutboxRow
from engagement.restraint import Gate, No, NotBefore, chance_to_act, is_held_out, may_say
from engagement.situation import Situation
from engagement.threads import Thread

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
_MOVE_LOOKS = frozenset({"Claim", "PromptPeer"})
"""What changes when its conversation is looked at again."""


@dataclass(slots=True)
class Acting:
    """Carries verdicts out for one batch; what it gathers is written by ``flush``."""

    lookups: Lookups
    effects: Effects
    decisions: list[Decision] = field(default_factory=list)
    is_late: bool = False
    """What is being taken in happened too long ago for anything to be said about it."""
    was_away: bool = False
    """That is so because nobody listened; what is to be looked at later is looked at all the same."""

    def carry_out(
        self, play: Play, verdicts: Sequence[Verdict], situation: Situation, key: str, due: DueFollowUp | None = None
    ) -> list[Action]:
        """Do what the verdicts say, as far as the gate lets them; the actions that were carried out."""
        cause = Cause(play=play, situation=situation, key=key, due=due)
        held = self._comparison(cause, verdicts)
        if held is not None:
            self.decisions.append(held)
            return []
        done: list[Action] = []
        first, looks = len(self.decisions), dict(self.effects.agenda.added)
        self.effects.cancelled = []
        for nth, verdict in enumerate(verdicts):
            if isinstance(verdict, Hold):
                self._note(cause, nth, verdict, Outcome.HELD)
            elif isinstance(verdict.action, FollowUp) and self._follows_what_is_held(verdicts):
                continue
            elif self._do(cause, nth, verdict, is_alone=len(verdicts) == 1):
                done.append(verdict.action)
        self._keep_looks(first, looks, due)
        return done

    def _follows_what_is_held(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether it is a second step whose first one comes too late."""
        said = (message_of(verdict.action) for verdict in verdicts if isinstance(verdict, Act))
        return self.is_late and any(say is not None and say.is_unprompted for say in said)

    def _keep_looks(self, first: int, before: dict[FollowUpId, DueFollowUp], looked: DueFollowUp | None) -> None:
        """With a claim or an ask goes what it did to the looks of its thread, so that undoing it can put them back."""
        moving = [place for place in range(first, len(self.decisions)) if self.decisions[place].action in _MOVE_LOOKS]
        if not moving:
            return
        agenda = self.effects.agenda
        added = [due for name, due in agenda.added.items() if before.get(name) != due]
        others = [due for due in added if looked is None or due.id != looked.id]
        moved = [before.get(due.id) or agenda.find(due.id, due.follow_up.thread) for due in others]
        looks = from_looks(added, [*self.effects.cancelled, *(due for due in moved if due is not None)])
        for place in moving:
            decision = self.decisions[place]
            self.decisions[place] = replace(decision, detail={**decision.detail, LOOKS: looks})

    def _comparison(self, cause: Cause, verdicts: Sequence[Verdict]) -> Decision | None:
        """The one decision that a thread of the comparison group leaves instead of messages."""
        thread = cause.situation.thread
        said = [v for v in verdicts if isinstance(v, Act) and message_of(v.action) is not None]
        if not cause.play.is_measured or thread is None or thread.root_at is None or not said:
            return None
        says = [say for v in said if (say := message_of(v.action)) is not None and chance_to_act(say, thread) < 1]
        key = self.lookups.community.hold_out_key
        if not says or not is_held_out(key, cause.play.name, thread.id, thread.root_at, thread.hold_out):
            return None
        if all(isinstance(self._gate(say, cause.situation.now), No) for say in says):
            return None  # it would have been silent anyway: no comparison for what is said elsewhere
        would_have: dict[str, object] = {"would_have": [type(v.action).__name__ for v in said]}
        if all(self._is_try_out(cause, say) for say in says):
            would_have[TRIED] = True
        reason = "left alone for comparison, to see what difference this step makes"
        hold = Hold(subject=thread.id, reason=reason, evidence=would_have)
        decision = self._decision(cause, 0, hold, Outcome.HELD)
        return replace(decision, arm=Arm.HELD_OUT, chance=chance_to_act(says[0], thread))

    # --- one verdict ------------------------------------------------------------------------------------------------

    def _do(self, cause: Cause, nth: int, act: Act, *, is_alone: bool) -> bool:
        say = message_of(act.action)
        if say is not None:
            return self._speak(cause, nth, act, say)
        if isinstance(act.action, Credit):
            reason = self.lookups.why_no_credit(act.action)
            if reason is not None:
                self._note(cause, nth, Hold(subject=act.subject, reason=reason), Outcome.HELD)
                return False
        if isinstance(act.action, Undo):
            self.undo(act.action.decision, act.action.by, cause.situation.now)
        elif not (isinstance(act.action, FollowUp) and self._comes_too_late(act.action)):
            self.effects.make(cause, nth, act.action)
        is_silent = isinstance(act.action, SILENT)
        if isinstance(act.action, FollowUp) and cause.due is not None and is_alone:
            self._note(cause, nth, act, Outcome.LATER)
        elif not is_silent:
            self._note(cause, nth, act, Outcome.ACTED)
        return True

    def _comes_too_late(self, look: FollowUp) -> bool:
        return self.is_late and not (self.was_away or look.is_owed)

    def _speak(self, cause: Cause, nth: int, act: Act, say: Say) -> bool:
        community, now = self.lookups.community, cause.situation.now
        gate = self._gate(say, now)
        if isinstance(gate, No):
            self._note(cause, nth, Hold(subject=act.subject, reason=gate.reason, evidence=act.evidence), Outcome.HELD)
            return False
        not_before = gate.at if isinstance(gate, NotBefore) else None
        chance = chance_to_act(say, cause.situation.thread) if cause.play.is_measured else 1.0
        tried = self._is_try_out(cause, say)
        decision = self._decision(cause, nth, act, Outcome.TRIED if tried else Outcome.ACTED)
        outbox = OutboxId(stable_id("outbox", community.policy.community, decision.id))
        decision = replace(decision, outbox=outbox, chance=chance)
        self.decisions.append(decision)
        row = self._row(outbox, decision, say, now, not_before, is_tried=tried, action=act.action)
        self.effects.outbox[outbox] = row
        self._after_speaking(act.action)
        return True

    def _gate(self, say: Say, now: datetime) -> Gate:
        """Whether it may be said, when it would still be of use."""
        if self.is_late and say.is_unprompted:
            return No(reason=TOO_LATE if self.was_away else "it happened too long ago to act on now")
        gate = may_say(say, self.lookups.standing_for(say, now), self.lookups.community.policy, now)
        if isinstance(gate, NotBefore) and say.useful_for is not None and gate.at > now + say.useful_for:
            return No(reason=f"{gate.reason}; it would come too late to be of use")
        return gate

    def _is_try_out(self, cause: Cause, say: Say) -> bool:
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
            created_at=decided_at(say.slot, now, self.effects.outbox.values(), self.lookups.ledger),
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

    def undo(self, decision: str, by: str, now: datetime) -> None:
        """Take back what a decision did. Raises CannotUndo where there is no way back."""
        Undoing(self.lookups, self.effects).undo(DecisionId(decision), by, now)

    # --- the record -------------------------------------------------------------------------------------------------

    def _note(self, cause: Cause, nth: int, verdict: Verdict, outcome: Outcome) -> None:
        self.decisions.append(self._decision(cause, nth, verdict, outcome))

    def _decision(self, cause: Cause, nth: int, verdict: Verdict, outcome: Outcome) -> Decision:
        kind = "Hold" if isinstance(verdict, Hold) else type(verdict.action).__name__
        detail = {} if isinstance(verdict, Hold) else detail_of(verdict.action)
        if isinstance(verdict, Act) and isinstance(verdict.action, MarkAnswer):
            detail = {**detail, MARK: self.effects.before_mark.get(verdict.action.thread)}
        return Decision(
            id=cause.decision(nth, verdict.subject),
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
        self.effects.agenda.flush()
        if self.decisions:
            ledger.journal.add(self.decisions)
        if self.effects.outbox:
            ledger.outbox.add(list(self.effects.outbox.values()))


def _addressee(action: Action, say: Say) -> MemberId | None:
    if isinstance(action, PromptPeer):
        return action.helper
    return MemberId(say.to) if say.reach is Reach.MEMBER else None
