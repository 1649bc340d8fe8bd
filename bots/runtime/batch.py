"""One batch of work on one community: events taken in, plays asked, and everything they leave behind, in one go.

A batch works on a desk and on lists; nothing is written before ``flush``, nothing that is held in memory changes before
``settle``, which the owner calls after the commit.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from bots.runtime.absentees import left_behind
from bots.runtime.acting import Acting
from bots.runtime.asked import Response, handed, name_of, permission_for, pressed_under, unknown
from bots.runtime.asking import Asking
from bots.runtime.changed import changes_for
from bots.runtime.community import Community
from bots.runtime.effects import Effects
from bots.runtime.escalating import thread_meant, waiting
from bots.runtime.hearing import listening
from bots.runtime.indexing import index_words
from bots.runtime.lateness import USEFUL, happened_at
from bots.runtime.meant import find_meant
from bots.runtime.model_texts import let_go_of
from bots.runtime.named import deletions, named_in
from bots.runtime.noticing import Noticed, notice
from bots.runtime.shifts import due_shifts
from bots.runtime.showing_own_data import own_data
from bots.runtime.situations import Lookups
from bots.runtime.standing import standing
from bots.runtime.team_rooms import Done, heard, held_reply
from bots.runtime.writing_down import write_down
from engagement.actions import OpenForm, Reply
from engagement.authorisation import ONE_S_OWN, is_allowed, refusal
from engagement.catching_up import Reaction
from engagement.desk import Change, Desk
from engagement.escalating.escalation import Escalation
from engagement.events import (
    AuditorFound,
    CaughtUp,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ModelAnswered,
    OutsideActed,
    ReactionAdded,
    ReactionRemoved,
    SettingsAsked,
    ThreadDeleted,
    TroubleSeen,
    UndoAsked,
)
from engagement.ids import ChannelId, ThreadId, looked_for
from engagement.people import Role
from engagement.play import Hook, Play
from engagement.ports import Ledger
from engagement.pressing import is_answer_to_ask
from engagement.records import DueFollowUp, OutboxRow
from engagement.situation import Situation
from engagement.thanks import says_it_helped
from engagement.threads import Message, Thread, ThreadState


class Batch:
    """See the module. ``now`` is the community's time; ``kept_from`` the day from which words are kept."""

    def __init__(self, community: Community, ledger: Ledger, now: datetime, kept_from: datetime | None = None) -> None:
        self.community = community
        self.ledger = ledger
        self.now = now
        rules = community.rules(lambda member: not self.lookups.has_stopped(member))
        self.desk = Desk(community.held, ledger.conversations, ledger.people, rules)
        self.lookups = Lookups(community, ledger, self.desk)
        self.effects = Effects(self.lookups)
        self.acting = Acting(self.lookups, self.effects)
        self.asking = Asking(lookups=self.lookups, acting=self.acting, at=now)
        self._kept_from = kept_from
        self.was_away = False
        """What is taken in is caught up: facts and follow-ups count, messages of ours would come too late."""
        self.fresh: frozenset[str] = frozenset()
        """The keys of the events that were new."""
        self._channels: dict[ChannelId, ChannelSeen] = {}
        self._is_reworded = False
        self._questions = 0
        self._counted = (0, 0)
        self._fresh: Community | None = None  # what is to be held after accounts were joined or parted

    # --- taking in --------------------------------------------------------------------------------------------------

    def take_all(self, events: Sequence[Event]) -> list[Response | None]:
        """Take events in, repeats dropped; each one's direct response, in the same order."""
        may_take = self.community.tombstones.may_take
        fresh = self.ledger.inbox.take([(event.key, event.at) for event in events if may_take(event) is not None])
        self.fresh = frozenset(fresh)
        self.prefetch(events)
        responses: list[Response | None] = []
        for event in events:
            if event.key in fresh:
                fresh.discard(event.key)
                responses.append(self.take(event))
            else:
                responses.append(None)
        return responses

    def prefetch(self, events: Iterable[Event]) -> None:
        """Look up at once what these events will ask for."""
        messages, authors, threads = named_in(events, self.desk.member)
        self.desk.prefetch(dict.fromkeys(messages), authors, threads)
        kept, new = self.desk.kept_and_new({*threads, *map(ThreadId, messages)})
        self.effects.agenda.prefetch(kept, without=new)

    def take(self, event: Event) -> Response | None:
        """Take one new event in, unless it is of somebody who was erased."""
        allowed = self.community.tombstones.may_take(event)
        return self._take(allowed) if allowed is not None else None

    def _take(self, event: Event) -> Response | None:
        at = happened_at(event, self.desk)
        self.acting.is_late, self.acting.was_away = self.now - at > USEFUL, self.was_away
        self.asking.at = at if self.acting.is_late else self.now
        if isinstance(event, MessagePosted):
            self._conversation(event, lambda: self.desk.post(event, self._kept(event.at)), event.text)
        elif isinstance(event, MessageEdited):
            self._conversation(event, lambda: self.desk.edit(event, self._kept(event.at)), event.text)
        elif isinstance(event, MessageDeleted):
            self._conversation(event, lambda: self.desk.delete(event), "")
        elif isinstance(event, ThreadDeleted):
            self._thread_gone(event)
        elif isinstance(event, ReactionAdded | ReactionRemoved):
            self._reaction(event)
        elif isinstance(event, ControlUsed | CommandGiven | FormSubmitted):
            return self._said_to_us(event)
        elif isinstance(event, UndoAsked):
            moved, read = len(self.effects.moves), len(self.effects.read_anew)  # what earlier events did is told
            self.acting.undo(event.decision, event.by, self.now)
            self.asking.tell_moves(moved, self.asking.situation(None, None, event), event.key)
            self.asking.tell_read_anew(read, event, event.key)
        elif isinstance(event, SettingsAsked):
            asked = self.asking.situation(None, None, event, set_beside=self.ledger.dials.all())
            self.asking.ask("on_settings", asked, event.key)
        elif isinstance(event, OutsideActed | ModelAnswered):
            self._from_beyond(event)
        else:
            self._notice(event)
        return None

    def _from_beyond(self, event: OutsideActed | ModelAnswered) -> None:
        """Somebody who is not in chat, or a model, said something about a conversation."""
        if isinstance(event, ModelAnswered):
            thread = self.desk.thread(event.thread)
            message = self.desk.message(event.message) if event.message is not None else None
            self.asking.ask("on_model", self.asking.situation(thread, thread, event, message=message), event.key)
        else:
            thread = thread_meant(event, self.lookups)
            self.asking.ask("on_outside", self.asking.situation(thread, thread, event), event.key)

    def _notice(self, event: Noticed | TroubleSeen | CaughtUp | AuditorFound) -> None:
        if isinstance(event, AuditorFound):
            self.acting.is_late, self.asking.at = False, self.now  # found then, and to be seen to now
            self._about([self.ledger.escalations.get(event.escalation)], "on_found", event)
        elif isinstance(event, CaughtUp):
            self.asking.ask("on_caught_up", self.asking.situation(None, None, event), event.key)
        elif isinstance(event, TroubleSeen):
            told = self.lookups.text_in(event.slot)
            self.asking.ask("on_trouble", self.asking.situation(None, None, event, told=told), event.key)
        else:
            if isinstance(event, ChannelSeen):
                self._channels[event.channel] = event
            notice(event, self.lookups, self.now)
            self._about(left_behind(self.lookups, event, (), self.asking.at), "on_person_gone", event)

    def _about(self, some: Iterable[Escalation | None], hook: str, event: Event) -> None:
        """Ask the plays about escalations that an event is about."""
        for e in some:
            thread = self.desk.thread(e.thread) if e is not None else None
            if e is not None and thread is not None:
                self.asking.ask(hook, self.asking.situation(thread, thread, event), f"{event.key}/{e.id}")

    def _kept(self, at: datetime) -> datetime:
        return self._kept_from or at

    def _conversation(
        self, event: MessagePosted | MessageEdited | MessageDeleted, fold: Callable[[], Change | None], text: str
    ) -> None:
        if self.community.dials(event.channel) is None:
            self._in_room(event)
            return
        change = fold()
        if change is None:
            return
        if not isinstance(event, MessagePosted):
            self._reworded(change)
        if not self.acting.is_late or self.was_away:
            self._react_to(change, event, text)
        elif self.lookups.is_question(change.after):
            self._late(change, event, text)
        self._answer_gone(change, event)
        self._said(change, event)

    def _said(self, change: Change, event: MessagePosted | MessageEdited | MessageDeleted) -> None:
        """Ask the plays that listen to everything that is written."""
        plays, about = listening(self.lookups, change, event)
        if plays:
            situation = self.asking.situation(change.after, change.before, event, **about)  # type: ignore[arg-type]
            self.asking.ask("on_said", situation, f"{event.key}/said", plays)

    def _answer_gone(self, change: Change, event: Event) -> None:
        """A question whose marked answer is deleted is open again; what came of the mark goes, however late."""
        before, after = change.before, change.after
        is_so = before is not None and before.state is ThreadState.SOLVED and after.state is ThreadState.OPEN
        if is_so and self.lookups.is_question(after):
            self.asking.ask("on_answer_gone", self.asking.situation(after, before, event), event.key)

    def _reworded(self, change: Change) -> None:
        """Other words stand there now, or none: the terms made of the old ones go with them, and a model's texts."""
        message, thread = change.message, change.after
        self._is_reworded = True
        for row in let_go_of(self.ledger, thread.id, self.now):
            self.effects.unsay(row, row.decision, self.now)
        if message is not None and message.author in {thread.asker, thread.accepted_by}:
            self.asking.postings[thread.id] = thread

    def _thread_gone(self, event: ThreadDeleted) -> None:
        """Everything that was said in the platform's own thread goes, the newest first."""
        for gone in deletions(event, self.desk):
            self._conversation(gone, lambda each=gone: self.desk.delete(each), "")  # type: ignore[misc]

    def _react_to(self, change: Change, event: Event, text: str) -> None:
        """Ask the plays about what an event did to a conversation."""
        before, after, message = change.before, change.after, change.message
        for absorbed in change.absorbed:
            gone = self.desk.threads.get(absorbed)
            if gone is not None:
                self.asking.ask("on_gone", self.asking.situation(gone, before, event), event.key)
        was_question = before is not None and before.id == after.id and self.lookups.is_question(before)
        if after.state is ThreadState.DELETED:
            if was_question and before is not None and before.state is not ThreadState.DELETED:
                self.asking.ask("on_gone", self.asking.situation(after, before, event), event.key)
            return
        if not self.lookups.is_question(after):
            return
        if message is not None and message.author == after.asker and not after.is_answered:
            self.asking.postings[after.id] = after
        if not was_question:
            self._questions += 1
            self.asking.ask(
                "on_question", self.asking.situation(after, before, event, message=message, text=text), event.key
            )
        elif message is not None and isinstance(event, MessagePosted) and not message.is_bot:
            self._reply(before, after, message, text, event)

    def _late(self, change: Change, event: Event, text: str) -> None:
        """It happened too long ago to act on: only facts are taken from it, and that an answer helped is a fact."""
        after, message = change.after, change.message
        self.asking.postings[after.id] = after
        if message is None or not isinstance(event, MessagePosted) or message.author != after.asker:
            return
        if after.is_answered and says_it_helped(text):
            self._reply(change.before, after, message, text, event)

    def _reply(self, before: Thread | None, after: Thread, message: Message, text: str, event: Event) -> None:
        self.asking.ask("on_reply", self.asking.situation(after, before, event, message=message, text=text), event.key)
        if after.asked and after.is_answered and not (before is not None and before.is_answered):
            self.acting.note_results(after, after.root_at or self.now)

    def _in_room(self, event: Done) -> None:
        found = heard(self.lookups, event)
        if found is not None:
            self.tell("on_room", found.thread, event, event.key, actor_account=found.account, in_room=found.here)

    def tell(self, hook_name: str, thread: Thread, event: Event | None, cause: str, **about: Any) -> None:
        """Ask the plays about a conversation in which nobody said anything just now."""
        self.asking.ask(hook_name, self.asking.situation(thread, thread, event, **about), cause)

    def _reaction(self, event: ReactionAdded | ReactionRemoved) -> None:
        if self.community.dials(event.channel) is None:
            self._in_room(event)
            return
        if event.emoji in self.community.noted_emojis(event.channel):
            reaction = Reaction(event.message, event.account, event.emoji)
            self.ledger.absences.react(reaction, is_on=isinstance(event, ReactionAdded))
        message = self.desk.message(event.message)
        thread = self.desk.thread(message.thread) if message is not None else None
        plays = self.community.plays if thread is not None and self.lookups.is_question(thread) else ()
        plays = plays or self.community.reacting(event.channel, event.emoji)
        if thread is None or not plays or Role.BOT in self.lookups.person(event.account).roles:
            return
        situation = self.asking.situation(thread, thread, event, message=message, actor_account=event.account)
        self.asking.ask("on_reaction", situation, event.key, plays)

    # --- said to us ---------------------------------------------------------------------------------------------------

    def _said_to_us(self, event: ControlUsed | CommandGiven | FormSubmitted) -> Response:
        response = Response()
        person = self.lookups.person(event.account)
        name, table = name_of(event)
        if isinstance(event, CommandGiven) and not any(name in play.on_command for play in self.community.plays):
            response.replies.append(unknown(name, person.roles, self.community.plays, self.community.policy))
            return response
        if not is_allowed(person.roles, permission_for(event, name)):
            response.not_allowed = refusal(permission_for(event, name))
            return response
        row = pressed_under(event, person, self.ledger)
        for play in self.community.plays:
            hook: Hook | None = getattr(play, table).get(name)
            if hook is None:
                continue
            situation = self._told(event, row)
            if row is not None and is_answer_to_ask(row, person.member, name):
                self.ledger.journal.set_result(row.decision, name)
            actions = self.asking.carry_out(play, name, hook, situation, event.key, whatever_is_off=name in ONE_S_OWN)
            response.replies.extend(a for a in actions if isinstance(a, Reply | OpenForm))
            self._about(left_behind(self.lookups, event, actions, self.asking.at), "on_person_gone", event)
        return response

    def _told(self, event: ControlUsed | CommandGiven | FormSubmitted, row: OutboxRow | None) -> Situation:
        """The situation of whoever speaks to us."""
        person = self.lookups.person(event.account)
        meant = find_meant(event, row, person.member, self.desk, self.ledger)
        return self.asking.situation(
            meant.thread,
            meant.thread,
            event,
            message=meant.message,
            actor_account=event.account,
            control_row=row,
            decision=meant.decision,
            channel=meant.channel,
            with_setup=isinstance(event, CommandGiven) or getattr(event, "control", "") == "post_notice",
            own=own_data(self.lookups, event, name_of(event)[0], self.now),
            refused=self.lookups.refused(person.member),
            waiting=waiting(self.lookups, event, self.asking.at),
            changes=changes_for(self.ledger, event),
            in_room=held_reply(self.lookups, row),
            handed=handed(event, self.ledger, self.effects.outbox.values(), self.asking.at),
        )

    # --- looking again ------------------------------------------------------------------------------------------------

    def look(self, due: DueFollowUp) -> None:
        """A follow-up is due: ask its play. What should have been looked at long ago is looked at for the facts."""
        follow_up = due.follow_up
        self.acting.is_late = self.acting.was_away = self.now - follow_up.due_at > USEFUL
        self.asking.at = self.now
        play = next((p for p in self.community.plays if p.name == follow_up.play), None)
        hook = play.on_follow_up.get(follow_up.kind) if play is not None else None
        thread = self.desk.thread(follow_up.thread)
        other = looked_for(follow_up.thread)
        if play is None or hook is None or (thread is None and other is None):
            return
        attempts = int(due.cause.rpartition("#")[2]) if "#" in due.cause else 0
        name = other[1] if other is not None else ""
        situation = self.asking.situation(thread, thread, None, attempts=attempts, look=name)
        # By what led to it, not by when: told anew after a restore, the same events lead to the same ids.
        cause = due.cause if due.cause.startswith(due.id) else f"{due.id}:{due.cause}"
        self.asking.carry_out(play, follow_up.kind, hook, situation, cause, due=due)

    def look_over(self) -> None:
        """Something is not what it was, perhaps: ask the plays about conversations in which anything of theirs stands.

        Done after the commit of what changed, so that channels and dials are seen as they are now.
        """
        self.acting.is_late, self.asking.at = False, self.now
        for play, hook, threads in standing(self.community.plays, self.ledger, self.now):
            for thread in filter(None, map(self.desk.thread, threads)):
                situation, cause = self.asking.situation(thread, thread, None), f"changed@{self.now.isoformat()}"
                self.asking.carry_out(play, "on_changed", hook, situation, f"{cause}/{thread.id}", whatever_is_off=True)

    def tell_shifts(self) -> None:
        """Whoever came on duty just now is told."""
        for shift in due_shifts(self.lookups, self.now):
            self.asking.ask(
                "on_shift", self.asking.situation(None, None, None, shift=shift), f"shift@{shift.at.isoformat()}"
            )

    def daily(self, play: Play, since: datetime, until: datetime | None = None) -> None:
        """Once a day: ask a play for its daily word on what was decided in [since, until)."""
        if play.on_daily is None:
            return
        end = until or self.now
        situation = self.asking.situation(None, None, None, span=(since, end))
        cause = f"daily@{end.isoformat()}"  # two may lie in one day of UTC
        self.asking.carry_out(play, "daily", play.on_daily, situation, cause)

    # --- the end ------------------------------------------------------------------------------------------------------

    @property
    def earliest(self) -> datetime | None:
        """When the first follow-up is due that this batch has added."""
        return self.effects.agenda.earliest

    def flush(self) -> None:
        """Write everything down; what is written is seen by the batches after this one."""
        ledger, desk = self.ledger, self.desk
        accounts = list(self.lookups.seen.values())
        if accounts:
            ledger.people.save_accounts(accounts, self.now)
            self.community.see_accounts(accounts)
        write_down(desk, list(self._channels.values()), ledger)
        anew = {name: thread for name in self.effects.accepted_anew if (thread := desk.thread(name)) is not None}
        index_words({**self.asking.postings, **anew}.values(), self.lookups)
        self.acting.flush()
        if self.effects.joins:
            self.effects.join_and_part(self.now)
            known = self.community
            self._fresh = Community.load(ledger, known.policy, known.plays, known.hold_out_key, self.now)
        self._counted = self.community.recounted(ledger, self.now, self._questions)

    def settle(self) -> None:
        """The batch is committed: what was worked out is what is held."""
        self.desk.settle()
        for member, helper in self.lookups.helpers.items():
            if helper is None:
                self.community.helpers.pop(member, None)
            else:
                self.community.helpers[member] = helper
        is_new = self._channels or self.lookups.seen or self._is_reworded or self.effects.has_turned
        self.community.may_be_stale |= bool(is_new)
        self.community.use_count(*self._counted)
        self.community.stop(self.lookups.stops)
        if self._fresh is not None:
            self.community.hold_anew(self._fresh)
