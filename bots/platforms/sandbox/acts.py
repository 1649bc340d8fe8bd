"""What people do in the sandbox, checked and written down; telling whoever listens is the courier's part.

Every function returns the line of the journal at which it stands, or 0 when nothing changed. ``at`` is given by the
script only; ``script`` is the key under which the sample knows it. Errors: Rejected, NotAllowed.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bots.platforms.sandbox.facts import (
    Chosen,
    Commanded,
    Deleted,
    Dismissed,
    Edited,
    FormSent,
    Posted,
    Pressed,
    Reacted,
)
from bots.platforms.sandbox.names import BOT, person_of_direct
from bots.platforms.sandbox.post import Post
from bots.platforms.sandbox.sight import may_enter, may_see
from bots.platforms.sandbox.translate import slash_words, spoken_words
from bots.platforms.sandbox.world import World
from engagement.errors import NotAllowed, Rejected
from engagement.ids import AccountId, ChannelId, MessageId
from engagement.ports import Clock

LONGEST_TEXT = 4_000
"""Characters of one message, as the vendors count them."""
_EMOJI = re.compile(r"[a-z0-9_+-]{1,50}")
_NAME = re.compile(r"[a-z0-9_.:-]{1,80}")


class Acts:
    """People's side of the sandbox."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock

    def write(
        self,
        person: AccountId,
        channel: ChannelId,
        text: str,
        *,
        thread: MessageId | None = None,
        at: datetime | None = None,
        script: str | None = None,
    ) -> int:
        """Write a message, or give a command: ``/hubbub ...`` anywhere, plain words to the bot or among managers."""
        self._check_place(person, channel, is_scripted=script is not None)
        text = _clean(text)
        root = self._root(channel, thread)
        slash = slash_words(text)
        if slash is not None:
            return self._world.record(
                Commanded(
                    at=self._moment(at),
                    person=person,
                    channel=channel,
                    words=slash,
                    n=self._n,
                    thread=root,
                    script=script,
                )
            )
        place = None if person_of_direct(channel) else self._world.get_channel(channel)
        message, moment = self._world.next_message(channel, at or self._clock.now())
        return self._world.record(
            Posted(
                at=moment,
                id=message,
                channel=channel,
                author=person,
                text=text,
                n=self._n,
                thread=root,
                words=spoken_words(text, place),
                script=script,
            )
        )

    def change(
        self,
        person: AccountId,
        message: MessageId,
        text: str,
        *,
        at: datetime | None = None,
        script: str | None = None,
    ) -> int:
        """Make one's own message read otherwise."""
        post = self._own(person, message)
        text = _clean(text)
        if text == post.text:
            return 0
        return self._world.record(Edited(at=self._moment(at), id=message, text=text, n=self._n, script=script))

    def remove(
        self, person: AccountId, message: MessageId, *, at: datetime | None = None, script: str | None = None
    ) -> int:
        """Take one's own message away."""
        self._own(person, message)
        return self._world.record(Deleted(at=self._moment(at), id=message, script=script))

    def react(
        self,
        person: AccountId,
        message: MessageId,
        emoji: str,
        *,
        is_on: bool = True,
        at: datetime | None = None,
        script: str | None = None,
    ) -> int:
        """Put a reaction on a message, or take it back; ``emoji`` is the short name."""
        post = self._seen(person, message)
        if post.only_to is not None or not _EMOJI.fullmatch(emoji):
            raise Rejected("that reaction cannot be put there")
        if (person in post.reactions.get(emoji, ())) == is_on:
            return 0
        return self._world.record(
            Reacted(at=self._moment(at), id=message, person=person, emoji=emoji, is_on=is_on, n=self._n, script=script)
        )

    def press(
        self,
        person: AccountId,
        message: MessageId,
        control: str,
        *,
        at: datetime | None = None,
        script: str | None = None,
    ) -> int:
        """Press the button called ``control`` under a message."""
        post = self._seen(person, message)
        if control not in {button.name for button in post.buttons}:
            raise Rejected("that button is not there any more")
        return self._world.record(
            Pressed(at=self._moment(at), id=message, person=person, control=control, n=self._n, script=script)
        )

    def choose(self, person: AccountId, message: MessageId, control: str) -> int:
        """Choose the entry called ``control`` of a message's menu."""
        self._seen(person, message)
        _check_name(control)
        return self._world.record(Chosen(at=self._moment(None), id=message, person=person, control=control, n=self._n))

    def send_form(
        self,
        person: AccountId,
        form: str,
        values: Mapping[str, Sequence[str]],
        *,
        channel: ChannelId,
        thread: MessageId | None = None,
        under: MessageId | None = None,
        script: str | None = None,
    ) -> int:
        """Send a form that was opened in a place, perhaps by a button under a message."""
        self._check_place(person, channel, is_scripted=script is not None)
        if under is not None:
            self._seen(person, under)
        _check_name(form)
        return self._world.record(
            FormSent(
                at=self._moment(None),
                person=person,
                form=form,
                values={name: tuple(_valid(one) for one in given) for name, given in values.items()},
                channel=channel,
                n=self._n,
                thread=self._root(channel, thread),
                under=under,
                script=script,
            )
        )

    def dismiss(self, person: AccountId, message: MessageId) -> int:
        """Put away a note that only this person sees."""
        if self._seen(person, message).only_to != person:
            raise NotAllowed("only a note that you alone see can be put away")
        return self._world.record(Dismissed(at=self._moment(None), id=message))

    @property
    def _n(self) -> int:
        return self._world.next_number()

    def _moment(self, at: datetime | None) -> datetime:
        return self._world.next_moment(at or self._clock.now())

    def _root(self, channel: ChannelId, thread: MessageId | None) -> MessageId | None:
        if thread is None:
            return None
        post = self._world.get_post(thread)
        if post.channel != channel or post.only_to is not None:
            raise Rejected("that conversation is in another place")
        return post.root

    def _check_place(self, person: AccountId, channel: ChannelId, *, is_scripted: bool) -> None:
        self._world.get_person(person)
        if person == BOT:
            raise NotAllowed("nobody speaks as Hubbub but Hubbub")
        if not is_scripted and not may_enter(self._world, person, channel):
            raise NotAllowed(f"{self._world.people[person].name} is not in that place")

    def _seen(self, person: AccountId, message: MessageId) -> Post:
        post = self._world.get_post(message)
        self._world.get_person(person)
        if person == BOT or not may_see(self._world, person, post):
            raise NotAllowed("that message is not shown to them")
        return post

    def _own(self, person: AccountId, message: MessageId) -> Post:
        post = self._seen(person, message)
        if post.author != person:
            raise NotAllowed("only its author may change a message")
        return post


def _valid(text: str) -> str:
    """The text without what cannot be written down: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _clean(text: str) -> str:
    cleaned = _valid(text).replace("\r\n", "\n").strip()
    if not cleaned:
        raise Rejected("an empty message cannot be sent")
    if len(cleaned) > LONGEST_TEXT:
        raise Rejected(f"a message has at most {LONGEST_TEXT:,} characters; this one has {len(cleaned):,}")
    return cleaned


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Rejected("there is no such control")
