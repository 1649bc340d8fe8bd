"""The part of a community that is being worked on: takes events in, and knows what changed.

``Held`` is what the owner of a community keeps between batches; a ``Desk`` works on top of it for one batch and leaves
it untouched until ``settle`` (after the commit), so a batch that fails leaves no trace.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from engagement.directory import People
from engagement.events import MemberJoined, MessageDeleted, MessageEdited, MessagePosted, Threading
from engagement.fold import begin, extend, may_extend, refold
from engagement.grouping import AddresseeRule, LooseRule, before_and_after
from engagement.held import Held, View
from engagement.ids import AccountId, ChannelId, MemberId, MessageId, ThreadId, channel_of
from engagement.people import MemberFacts, is_return
from engagement.policy import GroupingPolicy
from engagement.reading import Reading
from engagement.records import Answered, DayCount, Words
from engagement.remembered import Conversations
from engagement.threads import Message, QuestionModes, Thread, ThreadState

_VIEW = 200
_LATEST = datetime.max.replace(tzinfo=UTC)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one event did to one conversation; ``before`` is None for a new one."""

    before: Thread | None
    after: Thread
    message: Message | None = None
    absorbed: tuple[ThreadId, ...] = ()
    """Conversations that turned out to be part of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldRules:
    """What the desk must know to place and read a message."""

    grouping: GroupingPolicy
    threading: Callable[[ChannelId], Threading]
    read: Callable[[ChannelId, str], Reading]
    hold_out: Callable[[], float] = lambda: 0.0
    loose: LooseRule = field(default_factory=AddresseeRule)
    keeps: Callable[[MemberId], bool] = lambda _: True
    """Whether a member's words may be read and kept; of others it is known that they wrote, not what."""


class Desk:
    """One batch's work: conversations, counts and words as they will be saved."""

    def __init__(self, held: Held, conversations: Conversations, people: People, rules: FoldRules) -> None:
        self._held = held
        self._archive = conversations
        self._people = people
        self._rules = rules
        self.threads: dict[ThreadId, Thread] = {}
        self.messages: dict[MessageId, Message] = {}
        self.facts: dict[MemberId, MemberFacts] = {}
        self.words: dict[MessageId, Words] = {}
        self.forgotten: set[MessageId] = set()
        self.counts: dict[tuple[date, ChannelId, MemberId, bool], int] = {}
        self.answers: dict[tuple[ThreadId, MemberId], Answered] = {}
        self._known: dict[MessageId, Message | None] = {}
        self._absent: set[ThreadId] = set()
        """Conversations that were not kept when this batch began; what has come up since is in ``threads``."""
        self._views: dict[ChannelId, View] = {}

    # --- looking up -------------------------------------------------------------------------------------------

    def prefetch(self, messages: Iterable[MessageId], authors: Iterable[MemberId], threads: Iterable[ThreadId]) -> None:
        """Look up everything a batch will ask for at once."""
        ids = list(messages)
        found = self._archive.messages(ids)
        self._known.update({message: found.get(message) for message in ids})
        self._fetch_facts(authors)
        unheld = {thread for thread in (*threads, *map(ThreadId, ids)) if thread not in self._held.threads}
        if unheld:
            kept = self._archive.threads(unheld)
            self._held.threads.update(kept)
            self._absent |= unheld - kept.keys()

    def kept_and_new(self, threads: Iterable[ThreadId]) -> tuple[list[ThreadId], list[ThreadId]]:
        """Of conversations that were looked up: those kept when the batch began, and those that were not."""
        some = list(threads)
        return [t for t in some if t not in self._absent], [t for t in some if t in self._absent]

    def carry_on(self, finished: "Desk") -> None:
        """Start where another desk has written everything down: what it looked up need not be looked up again."""
        self._known = {**finished._known, **finished.messages}  # noqa: SLF001  # one of our own kind

    def thread(self, thread: ThreadId) -> Thread | None:
        """A conversation as it stands now; a merged one leads to the one it went into."""
        found = self.threads.get(thread) or self._held.threads.get(thread)
        if found is None and thread not in self._absent:
            found = self._archive.threads([thread]).get(thread)
            if found is not None:
                self._held.threads[thread] = found
        if found is not None and found.merged_into is not None:
            return self.thread(found.merged_into)
        return found

    def message(self, message: MessageId) -> Message | None:
        """A message as it stands now."""
        found = self.messages.get(message)
        if found is not None:
            return found
        if message not in self._known:
            self._known[message] = self._archive.messages([message]).get(message)
        return self._known[message]

    def member_facts(self, member: MemberId) -> MemberFacts:
        """A member's read model as it stands now."""
        found = self.facts.get(member) or self._held.facts.get(member)
        if found is None:
            found = self._people.facts([member]).get(member) or MemberFacts(id=member)
            self._held.facts[member] = found
        return found

    def facts_of(self, members: Sequence[MemberId]) -> list[MemberFacts]:
        """The read models of several members, in the same order."""
        self._fetch_facts({member for member in members if member not in self.facts})
        return [self.facts.get(member) or self._held.facts[member] for member in members]

    def _fetch_facts(self, members: Iterable[MemberId]) -> None:
        missing = {member for member in members if member not in self._held.facts}
        if missing:
            found = self._people.facts(sorted(missing))
            self._held.facts.update({member: found.get(member) or MemberFacts(id=member) for member in missing})

    def member(self, account: AccountId) -> MemberId:
        """Whose account this is."""
        return self._held.linked.get(account) or MemberId(account)

    def messages_of(self, thread: ThreadId) -> list[Message]:
        """All messages of a thread as they stand now, by time."""
        found = {message.id: message for message in self._archive.of_thread(thread)}
        found.update(self.messages)
        return sorted((m for m in found.values() if m.thread == thread), key=lambda m: m.order)

    # --- taking in --------------------------------------------------------------------------------------------

    def post(self, event: MessagePosted, kept_from: datetime) -> Change | None:
        """A message was posted. None when it was known already."""
        known = self.message(event.message)
        if known is not None and known.author:
            return None
        return self._place(self._message(event, event.at, known), event.text, kept_from, reply_to=event.reply_to)

    def edit(self, event: MessageEdited, kept_from: datetime) -> Change | None:
        """A message was edited; an edit of a message not seen yet stands for the message."""
        known = self.message(event.message)
        if known is None or not known.author:
            fresh = replace(self._message(event, event.posted_at, known), edited_at=event.at)
            return self._place(fresh, event.text, kept_from)
        if known.is_deleted or (known.edited_at is not None and known.edited_at >= event.at):
            return None
        reading = self._read(known, event.text)
        edited = replace(
            known, edited_at=event.at, modes=reading.modes, topics=reading.topics, language=reading.language
        )
        self._keep(edited)
        change = self._folded_again(edited, event.text, kept_from)
        if event.message not in self.words:
            self.forgotten.add(event.message)  # no question any more: nor is kept what it said before
        return change

    def delete(self, event: MessageDeleted) -> Change | None:
        """A message is gone. One not seen yet leaves a mark, so that a late copy of it changes nothing."""
        known = self.message(event.message)
        self.forgotten.add(event.message)
        self.words.pop(event.message, None)
        if known is None:
            self.messages[event.message] = Message(
                id=event.message, channel=event.channel, thread=ThreadId(event.message), author=MemberId(""),
                at=event.at, is_deleted=True,
            )  # fmt: skip
            return None
        if known.is_deleted:
            return None
        gone = replace(known, is_deleted=True)
        self._keep(gone)
        self._count(gone, -1)
        self._recount(gone)
        return self._folded_again(gone, None, event.at)

    def read_anew(self, message: MessageId, modes: QuestionModes, topics: tuple[str, ...]) -> Change | None:
        """A message is taken for something else from now on, until it is edited. None when it is gone."""
        known = self.message(message)
        before = self.thread(known.thread) if known is not None and known.author and not known.is_deleted else None
        if known is None or before is None:
            return None
        self._keep(replace(known, modes=modes, topics=topics))
        messages = self.messages_of(before.id)
        after = refold(before, messages)
        for other in messages:
            self._answer(after, other)
        self.threads[after.id] = after
        return Change(before=before, after=after, message=self.message(message))

    def join(self, event: MemberJoined) -> None:
        """Somebody joined a channel or the workspace; the earliest time counts, whatever comes first."""
        member = self.member(event.account)
        facts = self.member_facts(member)
        if facts.joined_at is None or event.at < facts.joined_at:
            self.facts[member] = replace(facts, joined_at=event.at)

    def _message(self, event: MessagePosted | MessageEdited, at: datetime, known: Message | None) -> Message:
        explicit = event.thread is not None
        message = Message(
            id=event.message,
            channel=event.channel,
            thread=ThreadId(event.thread or event.message),
            author=self.member(event.author),
            at=at,
            is_bot=event.is_bot,
            explicit=explicit,
            addressed=tuple(self.member(account) for account in event.addressed),
            is_deleted=known is not None and known.is_deleted,
        )
        if event.is_bot or (explicit and event.thread != event.message):
            return message
        reading = self._read(message, event.text)
        if not reading.modes:  # topics and language are read only where a question is
            return message
        return replace(message, modes=reading.modes, topics=reading.topics, language=reading.language)

    def _read(self, message: Message, text: str) -> Reading:
        is_root = not message.explicit or message.thread == message.id
        may_read = is_root and not message.is_bot and self._rules.keeps(message.author)
        return self._rules.read(message.channel, text) if may_read else Reading()

    def _place(self, message: Message, text: str, kept_from: datetime, reply_to: MessageId | None = None) -> Change:
        home, absorbed = self._home(message, reply_to)
        if home != message.thread:
            message = replace(message, thread=home)
        before = self.thread(home)
        base = before or self._carried_over(home, absorbed)
        for thread in absorbed:
            self._merge(thread, home)
        self._keep(message)
        if not message.is_deleted:
            self._count(message, 1)
            self._meet(message)
        if absorbed or (before is not None and not may_extend(before, message)):
            return self._refolded(base, before, message, text, kept_from, tuple(absorbed))
        if before is not None:
            after = extend(before, message)
        elif message.id == home and not message.is_deleted:
            facts = self.member_facts(message.author)
            after = begin(message, hold_out=self._rules.hold_out(), is_first_question=facts.questions == 0)
        else:
            return self._refolded(base, before, message, text, kept_from, ())
        self._answer(after, message)
        return self._note(before, after, message, text, kept_from, ())

    def _carried_over(self, home: ThreadId, absorbed: Sequence[ThreadId]) -> Thread:
        """What people did to a conversation stays with it when an earlier first message turns up."""
        held = next((thread for thread in map(self.thread, absorbed) if thread is not None), None)
        if held is not None:
            return replace(held, id=home)
        return Thread(id=home, channel=channel_of(home), hold_out=self._rules.hold_out())

    def _home(self, message: Message, reply_to: MessageId | None) -> tuple[ThreadId, list[ThreadId]]:
        """The conversation the message belongs to, and those that turn out to be part of it."""
        if message.explicit:
            if message.thread == message.id:
                return message.thread, []
            root = self.message(message.thread)
            return (root.thread if root is not None and root.author else message.thread), []
        linked = self.message(reply_to) if reply_to is not None else None
        if linked is not None and linked.channel == message.channel:
            return linked.thread, []
        if self._rules.threading(message.channel) is Threading.LOOSE:
            recent = self._recent(message)
            return self._rules.loose.place(message, recent, self._rules.grouping) or ThreadId(message.id), []
        return self._native_home(message)

    def _native_home(self, message: Message) -> tuple[ThreadId, list[ThreadId]]:
        within = self._rules.grouping.together_within
        neighbours = self._around(message, within)
        before, after = before_and_after(message, neighbours, self._rules.grouping)
        home = before.thread if before else ThreadId(message.id)
        absorbed = []
        if after is not None and after.thread != home:
            absorbed.append(after.thread)
        own = self.thread(ThreadId(message.id))
        if own is not None and own.id == message.id and home != own.id:
            absorbed.append(own.id)  # replies that came before this message, under its name
        return home, absorbed

    def _merge(self, thread: ThreadId, into: ThreadId) -> None:
        for message in self.messages_of(thread):
            moved = replace(message, thread=into)
            self.messages[message.id] = moved
            self._replace_in_view(moved)
        kept = [*self._archive.words_of([thread]).get(thread, []), *self.words.values()]
        self.words.update({words.message: replace(words, thread=into) for words in kept if words.thread == thread})
        absorbed = self.threads.get(thread) or self._held.threads.get(thread)
        absorbed = absorbed or self._archive.threads([thread]).get(thread)
        if absorbed is not None:
            self.threads[thread] = replace(
                absorbed, state=ThreadState.MERGED, merged_into=into, version=absorbed.version + 1
            )

    def _folded_again(self, message: Message, text: str | None, kept_from: datetime) -> Change | None:
        before = self.thread(message.thread)
        return None if before is None else self._refolded(before, before, message, text, kept_from, ())

    def _refolded(
        self,
        base: Thread,
        before: Thread | None,
        message: Message,
        text: str | None,
        kept_from: datetime,
        absorbed: tuple[ThreadId, ...],
    ) -> Change:
        messages = self.messages_of(base.id)
        after = refold(base, messages)
        for other in messages:
            self._answer(after, other)
        return self._note(before, after, message, text, kept_from, absorbed)

    def _note(
        self,
        before: Thread | None,
        after: Thread,
        message: Message,
        text: str | None,
        kept_from: datetime,
        absorbed: tuple[ThreadId, ...],
    ) -> Change:
        was_question = before is not None and bool(before.modes) and before.id == after.id
        if after.modes and not was_question and after.asker is not None and not after.asker_is_bot:
            facts = self.member_facts(after.asker)
            self.facts[after.asker] = replace(facts, questions=facts.questions + 1)
        self.threads[after.id] = after
        may_keep = self._rules.keeps(message.author) and not (message.is_bot or message.is_deleted)
        if text is not None and after.modes and may_keep:
            self.forgotten.discard(message.id)
            self.words[message.id] = Words(
                message=message.id, thread=after.id, author=message.author, text=text, kept_from=kept_from
            )
        elif message.edited_at is not None:  # what it said before must not stay either
            self.words.pop(message.id, None)
            self.forgotten.add(message.id)
        return Change(before=before, after=after, message=message, absorbed=absorbed)

    def _answer(self, thread: Thread, message: Message) -> None:
        if thread.asker is None or message.is_bot or message.is_deleted or message.author == thread.asker:
            return
        if (thread.id, message.author) in self.answers:
            return
        self.answers[thread.id, message.author] = Answered(
            thread=thread.id, channel=thread.channel, member=message.author, at=message.at,
            is_question=bool(thread.modes & (QuestionModes.CONSERVATIVE | QuestionModes.LOOSE)),
        )  # fmt: skip

    # --- read models ------------------------------------------------------------------------------------------

    def _count(self, message: Message, by: int) -> None:
        key = (message.at.date(), message.channel, message.author, message.is_bot)
        self.counts[key] = self.counts.get(key, 0) + by

    def _meet(self, message: Message) -> None:
        facts = self.member_facts(message.author)
        if facts.first_at is None or message.order < (facts.first_at, facts.first_message or ""):
            facts = self._first_met(facts, message)
        elif not facts.returned and is_return(facts.first_at, message.at):
            facts = replace(facts, returned=True)
        hour = message.at.hour
        hours = (*facts.hours[:hour], facts.hours[hour] + 1, *facts.hours[hour + 1 :])
        last_at = message.at if facts.last_at is None else max(message.at, facts.last_at)
        self.facts[message.author] = replace(facts, hours=hours, last_at=last_at, is_bot=message.is_bot)

    def _first_met(self, facts: MemberFacts, message: Message) -> MemberFacts:
        returned = False
        if facts.first_at is not None:
            returned = self._returned(message, self._of_member(facts.id))
        return replace(facts, first_at=message.at, first_message=message.id, returned=returned)

    def _recount(self, gone: Message) -> None:
        """Set the first message again when that was the one deleted."""
        facts = self.member_facts(gone.author)
        hours = list(facts.hours)
        hours[gone.at.hour] = max(0, hours[gone.at.hour] - 1)
        facts = replace(facts, hours=tuple(hours))
        mine = self._of_member(gone.author)
        if facts.first_message == gone.id or facts.returned:
            first = mine[0] if mine else None
            facts = replace(
                facts,
                first_at=first.at if first else None,
                first_message=first.id if first else None,
                returned=first is not None and self._returned(first, mine),
            )
        self.facts[gone.author] = replace(facts, last_at=mine[-1].at if mine else None)

    def _of_member(self, member: MemberId) -> list[Message]:
        found = {message.id: message for message in self._archive.of_member(member)}
        found.update({m.id: m for m in self.messages.values() if m.author == member})
        return sorted((m for m in found.values() if not m.is_deleted), key=lambda m: m.order)

    @staticmethod
    def _returned(first: Message, messages: Sequence[Message]) -> bool:
        return any(is_return(first.at, m.at) for m in messages)

    # --- the channel's last messages ----------------------------------------------------------------------------

    def _view(self, channel: ChannelId) -> View:
        view = self._views.get(channel)
        if view is None:
            held = self._held.views.get(channel)
            if held is None:
                found = self._archive.recent(channel, _LATEST, _VIEW)
                held = View(found[0].at if len(found) == _VIEW else _EARLIEST, [m for m in found if m.author])
                self._held.views[channel] = held
            view = self._views[channel] = View(held.since, list(held.messages))
        return view

    def _recent(self, message: Message) -> Sequence[Message]:
        """The channel's messages before this one, oldest first; at least as many as the loose rule looks at."""
        view = self._view(message.channel)
        if not view.messages or message.order > view.messages[-1].order:
            return view.messages
        if view.since is _EARLIEST:
            return [m for m in view.messages if m.order < message.order]
        stored = {m.id: m for m in self._archive.recent(message.channel, message.at, _VIEW)}
        stored.update({m.id: m for m in self.messages.values() if m.channel == message.channel})
        return sorted((m for m in stored.values() if m.order < message.order and m.author), key=lambda m: m.order)

    def _around(self, message: Message, within: timedelta) -> list[Message]:
        view = self._view(message.channel)
        start, end = message.at - within, message.at + within
        if start > view.since:  # of several messages at that very instant some may be missing
            found = []
            for other in reversed(view.messages):
                if other.at < start:
                    break
                if other.author == message.author:
                    found.append(other)
            return found
        stored = {m.id: m for m in self._archive.around(message.channel, message.author, start, end)}
        mine = (m for m in self.messages.values() if m.channel == message.channel and m.author == message.author)
        stored.update({m.id: m for m in mine if start <= m.at <= end})
        return list(stored.values())

    def _keep(self, message: Message) -> None:
        """Remember the message as it is now, also among the channel's last ones."""
        known = self.message(message.id)
        is_known = known is not None and bool(known.author)
        self.messages[message.id] = message
        if is_known:
            self._replace_in_view(message)
            return
        view = self._view(message.channel)
        if message.at < view.since:
            return
        if not view.messages or message.order > view.messages[-1].order:
            view.messages.append(message)
        else:
            insort(view.messages, message, key=lambda m: m.order)
        if len(view.messages) > 2 * _VIEW:
            del view.messages[:_VIEW]
            view.since = view.messages[0].at

    def _replace_in_view(self, message: Message) -> None:
        messages = self._view(message.channel).messages
        for index in range(len(messages) - 1, -1, -1):
            if messages[index].id == message.id:
                messages[index] = message
                return

    # --- the end --------------------------------------------------------------------------------------------------

    def day_counts(self) -> list[DayCount]:
        """The changes of the day counts, in a stable order."""
        return [
            DayCount(day=day, channel=channel, member=member, is_bot=is_bot, messages=by)
            for (day, channel, member, is_bot), by in sorted(self.counts.items())
            if by
        ]

    def settle(self) -> None:
        """The batch is committed: what was worked out is what is held."""
        self._held.threads.update(self.threads)
        self._held.facts.update(self.facts)
        self._held.views.update(self._views)
        self._held.trim()
