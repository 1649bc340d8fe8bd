"""How an act is taken back: each kind's compensation, after which people see what they saw before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from advocacy.contributions import contribution
from advocacy.recognised import useful_slots
from advocacy.themes import ANEW, THEME, Stand, look_at
from bots.runtime.agenda import look_named
from bots.runtime.codec import to_action
from bots.runtime.effects import Effects
from bots.runtime.escalating import keep
from bots.runtime.footprints import to_looks, to_mark
from bots.runtime.situations import Lookups
from engagement.actions import Claim, Credit, FollowUp, Keep, MarkAnswer, ReadAnew, SetDial, TagThread
from engagement.decisions import Decision
from engagement.earlier_answers import shown_by
from engagement.entries import Entry
from engagement.errors import CannotUndo
from engagement.escalating.acts import Drop, Staff
from engagement.escalating.course import advanced
from engagement.ids import AccountId, DecisionId, EscalationId, MemberId, MessageId, ThreadId
from engagement.looked_after import NO_SALES, PAUSE
from engagement.modelling.asking import Use
from engagement.modelling.wanted import KIND, Asked, wanted_id
from engagement.own_acts import SaveHelper
from engagement.records import Contribution, DueFollowUp
from engagement.showing import GiveRole
from engagement.threads import ThreadState

_MOST_ASKS, _MOST_OFFERS = 200, 20


@dataclass(slots=True)
class Undoing:
    """Takes back what one decision did, within the batch in hand. Raises CannotUndo where there is no way back."""

    lookups: Lookups
    effects: Effects

    def undo(self, decision_id: DecisionId, by: MemberId | str, now: datetime) -> None:
        """Undo it and note so; undoing twice is undoing once."""
        decision = self.lookups.ledger.journal.get(decision_id)
        if decision is None:
            raise CannotUndo(f"there is no decision {decision_id}; `why` shows the ids there are")
        way = self._ways().get(decision.action)
        if way is None:
            raise CannotUndo(f"{decision.action} cannot be undone: there is no way back from it")
        if self.lookups.ledger.journal.undo(decision_id, at=now, by=by):
            way(decision, now)

    def _ways(self) -> Mapping[str, Callable[[Decision, datetime], None]]:
        return {
            "Say": self._unsay,
            "PromptPeer": self._unask,
            "OfferSimilar": self._unoffer,
            "MarkAnswer": self._unmark,
            "Credit": self._uncredit,
            "Claim": self._unclaim,
            "SaveHelper": self._put_back,
            "TagThread": self._untag,
            "SetDial": self._unset,
            "FollowUp": self._forget,
            "MoveEscalation": self._close,
            "Keep": self._put_entry_back,
            "GiveRole": self._ungive,
            "ReadAnew": self._read_as_before,
        }

    def _unsay(self, decision: Decision, now: datetime) -> None:
        """A message not yet sent is cancelled; one on its way or there is deleted."""
        row = self.lookups.ledger.outbox.get(decision.outbox) if decision.outbox is not None else None
        if row is not None:
            self.effects.unsay(row, decision.id, now)

    def _put_entry_back(self, decision: Decision, now: datetime) -> None:
        """As it was noted before, unless something else was noted since. Whose accounts were joined is one person."""
        keep = self._as_joined(to_action(Keep, decision.detail))
        known = self.lookups.ledger.entries.get(keep.entry.kind, keep.entry.id)
        if (known is None) is not keep.is_gone or (known is not None and replace(known, words="") != keep.entry):
            return
        if keep.before is None:
            for one in (keep.entry, *self._copies(keep.entry)):
                self.effects.keep(Keep(entry=one, is_gone=True))
        else:
            self.effects.keep(Keep(entry=replace(keep.before, words=_kept_words(keep.before, known))))
        if keep.entry.kind == THEME:
            look = look_at(keep.entry.id, now, ANEW)
            name = look_named(self.lookups.community.policy.community, look)
            self.effects.agenda.added[name] = DueFollowUp(id=name, follow_up=look, cause=f"undo:{decision.id}")

    def _as_joined(self, keep: Keep) -> Keep:
        """The same with the people as they are called now: each is called after an account of theirs."""
        before = self._of_now(keep.before) if keep.before is not None else None
        return replace(keep, entry=self._of_now(keep.entry), before=before)

    def _of_now(self, entry: Entry) -> Entry:
        called = self.lookups.desk.member
        member = called(AccountId(entry.member)) if entry.member is not None else None
        return replace(entry, member=member, by=called(AccountId(entry.by)) if entry.by is not None else None)

    def _copies(self, entry: Entry) -> Iterable[Entry]:
        """A rest and "no sales" were copied where accounts were parted since: the same decision about the other one."""
        if entry.kind not in {PAUSE, NO_SALES}:
            return []
        same = self.lookups.ledger.entries.find(entry.kind, by=entry.by, since=entry.at)
        others = [one for one in same if one.member is not None and one.id != entry.id]
        return [one for one in others if replace(one, id=entry.id, member=entry.member, words="") == entry]

    def _unask(self, decision: Decision, now: datetime) -> None:
        self._unsay(decision, now)
        helper = str(decision.detail.get("helper", ""))
        thread = self.lookups.desk.thread(ThreadId(decision.subject))  # type: ignore[arg-type]
        if thread is None or helper not in thread.asked:
            return
        asked = tuple(member for member in thread.asked if member != helper)
        made = self.lookups.ledger.journal.newest(_MOST_ASKS, subject=thread.id, play=decision.play)
        left = [d for d in made if d.action == decision.action and d.outbox is not None and d.undone_at is None]
        rings = {_ring(d) for d in left}
        self.lookups.desk.threads[thread.id] = replace(
            thread, asked=asked, rings=max(rings, default=0), version=thread.version + 1
        )
        if _ring(decision) not in rings:
            self._look_as_before(decision, now)

    def _look_as_before(self, decision: Decision, now: datetime) -> None:
        """Nobody of those asked together is asked any more: nor is a second pair, which was to be seen to later."""
        added, moved = to_looks(decision.detail)
        taken_off = {due.id for due in added if self.effects.agenda.take_off(due)}
        back = {due.id: due for due in moved if due.id in taken_off and due.follow_up.due_at > now}
        self.effects.agenda.added.update(back)

    def _unoffer(self, decision: Decision, now: datetime) -> None:
        self._unsay(decision, now)
        thread = self.lookups.desk.thread(ThreadId(decision.subject))  # type: ignore[arg-type]
        if thread is not None:
            self.lookups.desk.threads[thread.id] = replace(thread, offered=False, version=thread.version + 1)

    def _unmark(self, decision: Decision, now: datetime) -> None:
        """As it was before: open, quiet, or marked with an earlier answer; thanks and credit for this one are gone."""
        mark: MarkAnswer = to_action(MarkAnswer, decision.detail)
        thread = self.lookups.desk.thread(mark.thread)
        if thread is None or (thread.solved_at, thread.accepted) != (decision.at, mark.message):
            return  # a later mark stands
        before = to_mark(decision.detail)
        if before["state"] is ThreadState.SOLVED:
            self.lookups.ledger.contributions.give_back(mark.thread, decision.at)
            self.effects.accepted_anew.append(mark.thread)
        else:
            self.effects.reopen(mark.thread, now)
            thread = self.lookups.desk.thread(mark.thread) or thread
            self.lookups.ledger.contributions.give_back(mark.thread, now)  # of an answer that was deleted since
        for other in self._together_with(decision, "Credit", mark.thread):
            self._uncredit(other, now)
        self._uncredit_earlier(decision, mark, now)
        self.lookups.desk.threads[thread.id] = replace(thread, **before, version=thread.version + 1)
        self._with_what_followed(decision, mark.thread, now)

    def _with_what_followed(self, decision: Decision, thread: ThreadId, now: datetime) -> None:
        """What was said because of it, at the same moment and about the same question, is taken back with it."""
        for other in self._together_with(decision, "Say", thread):
            if self.lookups.ledger.journal.undo(other.id, at=now, by=decision.id):
                self._unsay(other, now)

    def _together_with(self, decision: Decision, action: str, thread: ThreadId) -> list[Decision]:
        some = self.lookups.ledger.journal.between(decision.at, decision.at + timedelta(microseconds=1))
        return [other for other in some if other.action == action and other.detail.get("thread") == thread]

    def _uncredit_earlier(self, decision: Decision, mark: MarkAnswer, now: datetime) -> None:
        """The earlier answer that the asker said helped is credited no more; whoever gave it hears nothing of it."""
        offers = self.lookups.ledger.journal.newest(_MOST_OFFERS, subject=mark.thread, play="similar_threads")
        shown = {thread for offer in offers for thread in shown_by(offer)}
        kept = self.lookups.ledger.contributions
        for one in kept.around((), [mark.marked_by], since=decision.at):
            if one.kind == "useful" and one.thread in shown:
                kept.take_back(one.thread, now, only=one.id)
                for other in self._told_of(one):
                    if self.lookups.ledger.journal.undo(other.id, at=now, by=decision.id):
                        self._unsay(other, now)

    def _told_of(self, useful: Contribution) -> list[Decision]:
        some = self.lookups.ledger.journal.between(useful.at, useful.at + timedelta(microseconds=1))
        slots = useful_slots(useful.message or MessageId(useful.thread))
        return [other for other in some if str(other.detail.get("slot") or "").startswith(slots)]

    def _uncredit(self, decision: Decision, now: datetime) -> None:
        credit: Credit = to_action(Credit, decision.detail)
        if credit.is_taken_back:
            self.lookups.ledger.contributions.give_back(credit.thread, decision.at)
            return
        self.lookups.ledger.contributions.take_back(credit.thread, now, only=contribution(credit, decision.at).id)

    def _unclaim(self, decision: Decision, _now: datetime) -> None:
        claim: Claim = to_action(Claim, decision.detail)
        thread = self.lookups.desk.thread(claim.thread)
        if thread is None or thread.on_it != claim.member:
            return  # a later claim stands
        self.lookups.desk.threads[thread.id] = replace(thread, on_it=claim.before, version=thread.version + 1)
        added, cancelled = to_looks(decision.detail)
        for due in added:
            look = due.follow_up
            self.effects.agenda.cancel(look.thread, look.play, (look.kind,))
        self.effects.agenda.added.update({due.id: due for due in cancelled})

    def _put_back(self, decision: Decision, _now: datetime) -> None:
        saved: SaveHelper = to_action(SaveHelper, decision.detail)
        if self.lookups.helper(saved.helper.member) != saved.helper:
            return  # what they chose later stands
        self.lookups.helpers[saved.helper.member] = saved.before
        if saved.before is None:
            self.lookups.ledger.people.remove_helper(saved.helper.member)
        else:
            self.lookups.ledger.people.save_helper(saved.before)

    def _untag(self, decision: Decision, now: datetime) -> None:
        tag: TagThread = to_action(TagThread, decision.detail)
        back = replace(tag, is_on=not tag.is_on)
        self.effects.tag(back, now, decision.id, decision.id)

    def _ungive(self, decision: Decision, now: datetime) -> None:
        given: GiveRole = to_action(GiveRole, decision.detail)
        self.effects.give_role(replace(given, is_on=not given.is_on), now, DecisionId(f"{decision.id}/undo"))

    def _read_as_before(self, decision: Decision, _now: datetime) -> None:
        """As it was taken before, unless it was written anew since; no model is asked about it any more."""
        done: ReadAnew = to_action(ReadAnew, decision.detail)
        entries = self.lookups.ledger.entries
        asked = entries.get(KIND, wanted_id(Use.SECOND_OPINION, done.thread, done.message))
        if asked is not None:
            entries.save([replace(asked, state=Asked.CORRECTED)])
        message = self.lookups.desk.message(done.message)
        if message is not None and (int(message.modes), message.topics) == (done.read.modes, done.read.topics):
            self.effects.read(done.message, done.before)

    def _unset(self, decision: Decision, _now: datetime) -> None:
        """What held before holds again: an earlier override, else the file's value; a later one stands."""
        dial: SetDial = to_action(SetDial, decision.detail)
        if self.lookups.ledger.dials.take_back(dial.path, decision.at):
            self.effects.dials_changed = True

    def _close(self, decision: Decision, now: datetime) -> None:
        """A question that was handed to a team is theirs no more; what they did since, they change on its card."""
        if "opened" not in _words(decision.detail.get("what")):
            raise CannotUndo("only handing a question to a team is taken back; what came later is changed on its card")
        ledger = self.lookups.ledger.escalations
        found = ledger.get(EscalationId(str(decision.detail["escalation"])))
        dials = ledger.policy(found.policy) if found is not None else None
        if found is None or dials is None or not found.is_running:
            return  # it ended by itself
        move = advanced(found, dials, Staff(), Drop(why="taken back by a manager"), now)
        keep(self.lookups, move)
        self.effects.agenda.cancel(found.thread, "escalation")
        self.effects.moves.append(move)

    def _forget(self, decision: Decision, _now: datetime) -> None:
        look: FollowUp = to_action(FollowUp, decision.detail)
        self.effects.agenda.cancel(look.thread, look.play, (look.kind,))


def _ring(ask: Decision) -> int:
    return int(str(ask.evidence.get("ring", 1)))


def _kept_words(before: Entry, known: Entry | None) -> str:
    """What words are left for an entry that is put back; a theme is proposed again as it was named."""
    if known is None:
        return ""
    is_proposed = (before.kind, before.state) == (THEME, Stand.PROPOSED)
    return known.words or (known.text("name") if is_proposed else "")


def _words(value: object) -> Sequence[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
