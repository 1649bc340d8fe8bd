"""Asks the plays: shows each what it has to see, and has done what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bots.runtime.acting import Acting
from bots.runtime.crises import crisis_desk
from bots.runtime.escalating import escalating
from bots.runtime.shown import with_shown
from bots.runtime.situations import Lookups
from engagement.actions import Action, PromptPeer
from engagement.decisions import Verdict
from engagement.escalating.acts import Move
from engagement.events import Event
from engagement.ids import AccountId, ChannelId, ThreadId
from engagement.play import Hook, Play
from engagement.records import DueFollowUp
from engagement.situation import SetupFacts, Situation
from engagement.threads import Thread

_NO_SETUP = SetupFacts()


@dataclass(slots=True, kw_only=True)
class Asking:
    """Asks for one batch. ``at``: when what is in hand happened, where that is long ago; else now."""

    lookups: Lookups
    acting: Acting
    at: datetime
    postings: dict[ThreadId, Thread] = field(default_factory=dict)
    """Threads whose words are to be found anew."""

    def situation(
        self,
        thread: Thread | None,
        before: Thread | None,
        event: Event | None,
        *,
        actor_account: AccountId | None = None,
        channel: ChannelId | None = None,
        with_setup: bool = False,
        move: Move | None = None,
        **more: object,
    ) -> Situation:
        """What plays are shown of what just happened, or of a conversation that is looked at again."""
        place = thread.channel if thread is not None else channel
        return Situation(
            community=self.lookups.community.policy.community,
            now=self.at,
            policy=self.lookups.community.policy,
            is_late=self.acting.is_late,
            channel=self.lookups.community.channels.get(place) if place is not None else None,
            dials=self.lookups.community.dials(place) if place is not None else None,
            event=event,
            thread=thread,
            before=before,
            escalating=escalating(self.lookups, thread, event, self.at, move),
            crisis=self.lookups.crisis,
            crisis_desk=crisis_desk(self.lookups, thread, event, self.at),
            actor=self.lookups.person(actor_account) if actor_account is not None else None,
            setup=self.lookups.setup_facts() if with_setup else _NO_SETUP,
            channel_ids=self.lookups.channel_ids() if with_setup else {},
            **more,  # type: ignore[arg-type]
        )

    def ask(self, hook_name: str, situation: Situation, cause: str, plays: Sequence[Play] | None = None) -> None:
        """Ask every play (or these) that has such a hook, and carry out what they say."""
        for play in self.lookups.community.plays if plays is None else plays:
            hook: Hook | None = getattr(play, hook_name)
            if hook is not None:
                self.carry_out(play, hook_name, hook, situation, cause)

    def carry_out(
        self,
        play: Play,
        name: str,
        hook: Hook,
        situation: Situation,
        cause: str,
        due: DueFollowUp | None = None,
        *,
        whatever_is_off: bool = False,
    ) -> list[Action]:
        """Ask one play, do what it says, and tell the others what came of it; the actions that were carried out.

        ``name`` is what ``Play.shows`` calls the hook. ``whatever_is_off``: also where the play is switched off.
        """
        channel = situation.channel.id if situation.channel is not None else None
        if situation.thread is not None:
            channel = situation.thread.channel  # also where the channel itself was never seen
        dials = self.lookups.community.play_dials(play, channel)
        if dials is None:
            if not whatever_is_off and (channel is None or situation.thread is not None):
                return []
            community = self.lookups.community
            is_read = channel is not None and community.dials(channel) is not None
            dials = play.policy() if is_read else community.play_dials(play, None)
        verdicts: Sequence[Verdict] = hook(with_shown(self.lookups, play, name, situation), dials)
        if not verdicts:
            return []
        effects = self.acting.effects
        solved_before, moved_before, read_before = len(effects.solved), len(effects.moves), len(effects.read_anew)
        done = self.acting.carry_out(play, verdicts, situation, cause, due)
        self.tell_moves(moved_before, situation, cause)
        self.tell_read_anew(read_before, situation.event, cause)
        if any(isinstance(each, PromptPeer) for each in done):
            self._asked(situation, cause)
        for thread_id in effects.solved[solved_before:]:
            self._solved(thread_id, situation, cause)
        return done

    def tell_moves(self, since: int, situation: Situation, cause: str) -> None:
        """Ask the plays about what became of escalations."""
        for move in self.acting.effects.moves[since:]:
            thread = self.lookups.desk.thread(move.escalation.thread) or situation.thread
            moved = self.situation(thread, situation.before, situation.event, move=move)
            self.ask("on_escalation", moved, f"{cause}/{move.escalation.version}")

    def tell_read_anew(self, since: int, event: Event | None, cause: str) -> None:
        """Ask the plays about conversations that became a question, or none, or another one than they were."""
        for nth, read in enumerate(self.acting.effects.read_anew[since:]):
            before, after, name = read.change.before, read.change.after, f"{cause}/read{nth}"
            was, is_now = before is not None and self.lookups.is_question(before), self.lookups.is_question(after)
            hook = ("on_question" if not was else "on_read_anew") if is_now else "on_gone"
            if not (was or is_now):
                continue
            if is_now:
                self.postings[after.id] = after
            text = self.lookups.opening_words(after) if is_now else ""
            situation = self.situation(
                after, before, event, message=read.change.message, text=text, urgency=read.urgency
            )
            self.ask(hook, situation, name)

    def _asked(self, situation: Situation, cause: str) -> None:
        thread = self.lookups.desk.thread(situation.the_thread().id)
        if thread is not None:
            self.ask("on_asked", self.situation(thread, thread, situation.event), f"{cause}/asked")

    def _solved(self, thread_id: ThreadId, situation: Situation, cause: str) -> None:
        thread = self.lookups.desk.thread(thread_id)
        if thread is None:
            return
        self.postings[thread.id] = thread
        solved = self.situation(thread, situation.thread, situation.event, message=situation.message)
        self.ask("on_solved", solved, f"{cause}/solved")
