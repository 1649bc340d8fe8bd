"""What the chat world looks like now: people, channels, messages, and what is still to be told to whoever listens.

The world is the fold of the journal's facts in order. It holds no decision and reads no clock; a fact is on the disk
before the world shows it. Time in it never runs backwards: what is recorded late happens at the latest instant known.
"""

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from bots.platforms.sandbox.facts import (
    Acked,
    Begun,
    Channel,
    Chosen,
    Deleted,
    Dismissed,
    Edited,
    Fact,
    Given,
    Noted,
    Person,
    Posted,
    Pressed,
    Reacted,
    Resaid,
    Said,
    Tagged,
    Ticked,
    Told,
)
from bots.platforms.sandbox.journal import Journal, SandboxFileError
from bots.platforms.sandbox.names import message_at, person_of_direct
from bots.platforms.sandbox.post import Post, from_bot, from_note, from_person, reacted
from engagement.aiming import plain_name
from engagement.errors import Rejected
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId
from engagement.speech import Button, plain

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The bot turned to a person about a conversation in which they had not written yet."""

    person: AccountId
    message: MessageId
    at: datetime


class World:
    """The sandbox's state; ``record`` is the only way to change it."""

    def __init__(self, journal: Journal, facts: Iterable[Fact] = ()) -> None:
        self._journal = journal
        self.begun: Begun | None = None
        self.people: dict[AccountId, Person] = {}
        self.channels: dict[ChannelId, Channel] = {}
        self.posts: dict[MessageId, Post] = {}
        self.asks: dict[MessageId, list[Ask]] = {}
        self.offered: dict[str, dict[MessageId, datetime]] = {}
        """Under which messages of the bot a button stood, and since when, by the button's name."""
        self.roles: dict[AccountId, frozenset[str]] = {}
        """What the bot gave people, by what it is called."""
        self.scripted: dict[str, MessageId | None] = {}
        """What of the sample has happened, by its key: the message written, or None."""
        self.by_hand: set[tuple[AccountId, MessageId]] = set()
        """Who, without a script, wrote in a conversation (its first message), or used a control of a message."""
        self.presences: set[tuple[ChannelId, AccountId]] = set()
        """Who wrote where."""
        self.waiting: dict[int, Told] = {}
        """What is not yet confirmed by whoever listens, by line of the journal."""
        self.seq = 0
        self.last_at = datetime.min.replace(tzinfo=UTC)
        self._n = 0
        self._last_message_at = self.last_at
        self._writers: dict[MessageId, set[AccountId]] = {}
        self._markers: dict[OutboxId, MessageId] = {}
        self._touched: dict[MessageId, int] = {}
        self._changed = asyncio.Event()
        for line, fact in enumerate(facts, start=1):
            try:
                self._fold(line, fact)
            except KeyError as exc:
                raise SandboxFileError(
                    f"the sandbox's file is damaged: its line {line} speaks of unknown {exc}"
                ) from exc

    def record(self, fact: Fact) -> int:
        """Write a fact down, then let it be so; its line of the journal."""
        line = self._journal.append(fact)
        self._fold(line, fact)
        self._changed.set()
        self._changed = asyncio.Event()
        return line

    def gathered(self) -> AbstractContextManager[None]:
        """Within it facts are made safe together at the end; await nothing inside."""
        return self._journal.gathered()

    def next_moment(self, at: datetime) -> datetime:
        """The instant at which something said to happen at ``at`` happens: never before what happened already."""
        return max(at, self.last_at)

    def next_message(self, channel: ChannelId, at: datetime) -> tuple[MessageId, datetime]:
        """A message id never used, later than every other one, and its instant."""
        moment = self.next_moment(at)
        moment = max(moment, self._last_message_at + timedelta(microseconds=1)) if self.posts else moment
        return message_at(channel, moment), moment

    def next_number(self) -> int:
        """A number no fact carries yet."""
        return self._n + 1

    def get_person(self, person: AccountId) -> Person:
        """A person or bot. Raises Rejected."""
        if person not in self.people:
            raise Rejected(f"there is nobody called {person} in the sandbox; choose one of its people")
        return self.people[person]

    def get_channel(self, channel: ChannelId) -> Channel:
        """A channel, private conversations excluded. Raises Rejected."""
        if channel not in self.channels:
            raise Rejected(f"there is no channel {channel} in the sandbox; choose one of its channels")
        return self.channels[channel]

    def get_post(self, message: MessageId) -> Post:
        """A message that is still there. Raises Rejected."""
        post = self.posts.get(message)
        if post is None or post.is_deleted:
            raise Rejected(f"the message {message} is not there any more")
        return post

    def find_marker(self, marker: OutboxId) -> Post | None:
        """The bot's message that carries, or once carried, this marker; None when there is none or it was deleted."""
        post = self.posts.get(self._markers.get(marker, MessageId("")))
        return None if post is None or post.is_deleted else post

    def touched_after(self, seq: int) -> list[Post]:
        """Messages new or changed since line ``seq``, oldest first."""
        return [self.posts[message] for message, line in self._touched.items() if line > seq]

    async def wait_beyond(self, seq: int, seconds: float) -> None:
        """Return when something happened after line ``seq``, or after so many seconds."""
        if self.seq <= seq:
            changed = self._changed
            try:
                async with asyncio.timeout(seconds):
                    await changed.wait()
            except TimeoutError:
                return

    def _fold(self, line: int, fact: Fact) -> None:
        if isinstance(fact, Acked | Ticked):
            self._fold_bookkeeping(fact)
            return
        self.seq = line
        self.last_at = max(self.last_at, fact.at)
        if isinstance(fact, get_args(Told)):
            self.waiting[line] = fact
            self._n = max(self._n, getattr(fact, "n", 0))
        self._fold_script(fact)
        match fact:
            case Begun():
                self._begin(fact)
            case Person():
                self.people[fact.id] = fact
            case Channel():
                self.channels[fact.id] = fact
            case Given():
                held = self.roles.get(fact.id, frozenset())
                self.roles[fact.id] = held | {fact.role} if fact.is_on else held - {fact.role}
            case Posted() | Said() | Noted():
                self._fold_new(fact)
            case Edited() | Resaid() | Deleted() | Dismissed() | Reacted() | Tagged() | Pressed():
                self._fold_change(fact)
            case _:
                pass

    def _fold_bookkeeping(self, fact: Acked | Ticked) -> None:
        """Neither what was confirmed nor the clock's own marks are happenings of the world."""
        if isinstance(fact, Acked):
            self.waiting = {line: told for line, told in self.waiting.items() if line > fact.line}

    def _begin(self, fact: Begun) -> None:
        if fact.version > FORMAT:
            raise SandboxFileError(
                f"the sandbox's file was written by a newer Hubbub (format {fact.version}, this one reads {FORMAT}); "
                "start that version, or move the file away to begin anew"
            )
        self.begun = fact

    def _fold_new(self, fact: Posted | Said | Noted) -> None:
        match fact:
            case Posted():
                post = from_person(fact)
                self._writers.setdefault(post.root, set()).add(post.author)
                self.presences.add((post.channel, post.author))
            case Said():
                post = from_bot(fact)
                self._markers[fact.marker] = fact.id
                self._note_asks(fact)
            case Noted():
                post = from_note(fact)
        self._last_message_at = max(self._last_message_at, fact.at)
        self._note_buttons(post.id, post.buttons, fact.at)
        self._put(post)

    def _fold_change(self, fact: Edited | Resaid | Deleted | Dismissed | Reacted | Tagged | Pressed) -> None:
        post = self.posts[fact.id]
        match fact:
            case Edited():
                post = replace(post, text=fact.text, edits=post.edits + 1)
            case Resaid():
                self._markers[fact.marker] = fact.id
                self._note_buttons(fact.id, fact.buttons, fact.at)
                post = replace(
                    post,
                    rich=fact.text,
                    text=plain(fact.text),
                    buttons=fact.buttons,
                    marker=fact.marker,
                    picture=fact.picture,
                    edits=post.edits + 1,
                )
            case Deleted() | Dismissed():
                post = replace(post, text="", rich=(), buttons=(), picture=None, is_deleted=True)
            case Reacted():
                post = reacted(post, fact)
            case Tagged():
                post = replace(post, tags=post.tags | {fact.tag} if fact.is_on else post.tags - {fact.tag})
            case Pressed():
                pass
        self._put(post)

    def _fold_script(self, fact: Fact) -> None:
        key = getattr(fact, "script", None)
        if key is not None:
            self.scripted[key] = fact.id if isinstance(fact, Posted) else None
        elif isinstance(fact, Posted):
            self.by_hand.add((fact.author, fact.thread or fact.id))
        elif isinstance(fact, Pressed | Chosen):
            self.by_hand.add((fact.person, fact.id))

    def _note_asks(self, fact: Said) -> None:
        """Remember whom this message turns to about which conversation, unless they already wrote in it."""
        direct = person_of_direct(fact.channel)
        if direct is None:
            people, roots = fact.pings, {fact.thread} if fact.thread else set()
        else:
            people, roots = (direct,), {self.posts[message].root for message in fact.about if message in self.posts}
        for root in sorted(roots):
            for person in people:
                if person not in self._writers.get(root, ()):
                    self.asks.setdefault(root, []).append(Ask(person=person, message=fact.id, at=fact.at))

    def _note_buttons(self, message: MessageId, buttons: Iterable[Button], at: datetime) -> None:
        for button in buttons:
            self.offered.setdefault(plain_name(button.name), {}).setdefault(message, at)

    def _put(self, post: Post) -> None:
        self.posts[post.id] = post
        self._touched[post.id] = self.seq
