"""Lives through the last days once more, with settings of one's choice: the very engine, an empty memory, nothing sent.

What was known before is put into the memory first. Helpers come in, and choices change, when they did. What people
pressed is not known any more, but for which answers they marked; people write what they wrote then, whatever Hubbub
would have said.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bots.runtime.batch import Batch
from bots.runtime.community import Community
from bots.runtime.rehearsal import Rehearsal, Transaction
from engagement.decisions import Decision
from engagement.events import ChannelKind, ChannelSeen, Event, MessagePosted, ReactionAdded
from engagement.history import Choice, History, Written
from engagement.ids import AccountId, ChannelId, MemberId, MessageId
from engagement.people import Helper, Purpose
from engagement.play import Play
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Within
from engagement.threads import Thread

_MOMENT = timedelta(microseconds=1)


@dataclass(slots=True, kw_only=True)
class LivedAgain:
    """One run. ``key`` is the community's own for its comparison group, so that the same questions are left alone.

    ``from_the_start``: whoever is a helper today counts as one throughout.
    """

    history: History
    policy: Policy
    plays: Sequence[Play]
    key: str
    transaction: Transaction
    on_progress: Callable[[int], None] = lambda _: None
    from_the_start: bool = False

    def run(self) -> tuple[list[Decision], dict[str, datetime]]:
        """Everything that would have been decided, in order; and when each conversation of these days began."""
        history = self.history
        if self.from_the_start:
            history = self.history = replace(history, choices=[_as_always(one, history) for one in history.choices])
        with self.transaction() as ledger:
            _remember(ledger, history)
            community = Community.load(ledger, self.policy, self.plays, self.key, history.since)
        rehearsal = Rehearsal(community, self.transaction, on_progress=self.on_progress, on_written=_deliver)
        events = self._events(community)
        helpers = {helper.member: helper for helper in history.helpers}
        later = [one for one in history.choices if one.at >= history.since and one.purpose is Purpose.ASK_ME]
        for choice in later:
            until = [event for event in events if event.at < choice.at]
            events = events[len(until) :]
            self._run(rehearsal, until, choice.at - _MOMENT)
            with self.transaction() as ledger:
                _choose(ledger, community, choice, helpers.get(choice.member))
        self._run(rehearsal, events, history.until - _MOMENT)
        with self.transaction() as ledger:
            return list(ledger.journal.every()), began_in(ledger, history)

    def _run(self, rehearsal: Rehearsal, events: Sequence[Event], until: datetime) -> None:
        last = max([rehearsal.last_at or self.history.since, *(one.at for one in events if _is_post(one))])
        rehearsal.run_on = max(timedelta(), until - last)
        rehearsal.run(events)

    def _events(self, community: Community) -> list[Event]:
        found: list[Event] = [_posted(one) for one in self.history.written]
        found += _marks(community, self.history.marked)
        return sorted(found, key=lambda event: (event.at, not _is_post(event), event.key))


def _deliver(batch: Batch) -> None:
    """What was decided on counts as delivered at its time, so that caps and rests count it as they did."""
    for name, row in batch.effects.outbox.items():
        if row.state == "new":
            batch.ledger.outbox.mark(name, "sent", at=row.not_before or row.created_at)


def _as_always(choice: Choice, history: History) -> Choice:
    return replace(choice, at=min(choice.at, history.since - _MOMENT))


def began_in(ledger: Ledger, history: History) -> dict[str, datetime]:
    """The conversations that began in these days, and when."""
    within = Within(since=history.since, until=history.until)
    return {one.thread: one.root_at for one in ledger.figures.threads(within) if one.thread and one.root_at}


def _is_post(event: Event) -> bool:
    return isinstance(event, MessagePosted)


def _remember(ledger: Ledger, history: History) -> None:
    """What was known before those days."""
    ledger.places.save([
        ChannelSeen(
            key=f"channel:{one.id}", at=history.since, channel=one.id, name=one.name, kind=ChannelKind(one.kind),
            threading=one.threading, is_private=one.is_private, is_archived=one.is_archived,
        )
        for one in history.channels
    ])  # fmt: skip
    ledger.people.save_accounts(history.accounts, history.since)
    ledger.people.save_facts(history.facts)
    later = {one.member: one for one in history.choices if one.at >= history.since and one.purpose is Purpose.ASK_ME}
    for helper in history.helpers:
        change = later.get(helper.member)
        if change is None or not change.is_given:  # who stopped later was asked before
            ledger.people.save_helper(replace(helper, is_active=True) if change is not None else helper)
    for choice in history.choices:
        if choice.at < history.since:
            _consent(ledger, choice, is_given=choice.is_given)
        elif choice.purpose is Purpose.ASK_ME and not choice.is_given:
            _consent(ledger, choice, is_given=True)
        elif choice.purpose is not Purpose.ASK_ME:
            _consent(ledger, choice, is_given=choice.is_given)
    ledger.conversations.save_threads(history.threads)
    ledger.similar.index(history.postings)
    ledger.experiences.add(history.answers)
    ledger.outbox.add(history.said)


def _consent(ledger: Ledger, choice: Choice, *, is_given: bool) -> None:
    ledger.people.set_consent(choice.member, choice.purpose, is_given=is_given, at=choice.at)


def _choose(ledger: Ledger, community: Community, choice: Choice, helper: Helper | None) -> None:
    """Somebody enrolled just now, or stopped being asked."""
    _consent(ledger, choice, is_given=choice.is_given)
    if helper is not None:
        now = replace(helper, is_active=choice.is_given and helper.is_active)
        ledger.people.save_helper(now)
        community.helpers[helper.member] = now


def _posted(one: Written) -> MessagePosted:
    message = one.message
    return MessagePosted(
        key=f"message:{message.id}", at=message.at, message=message.id, channel=message.channel,
        author=AccountId(message.author), text=one.text or "",
        thread=MessageId(message.thread) if message.explicit else None,
        addressed=tuple(AccountId(member) for member in message.addressed), is_bot=message.is_bot,
    )  # fmt: skip


def _marks(community: Community, marked: Sequence[Thread]) -> Iterator[ReactionAdded]:
    """Each answer that was marked, as its mark was given: by the reaction that means it in that channel."""
    for thread in marked:
        emoji = _emoji(community, thread.channel)
        if emoji and thread.solved_at is not None and thread.accepted is not None:
            yield ReactionAdded(
                key=f"mark:{thread.id}", at=thread.solved_at, message=thread.accepted, channel=thread.channel,
                account=AccountId(MemberId(thread.marked_by or "")), emoji=emoji,
            )  # fmt: skip


def _emoji(community: Community, channel: ChannelId) -> str:
    dials = community.dials(channel)
    found = getattr(dials.plays.get("answer_marks"), "emoji", "") if dials is not None else ""
    return str(found)
