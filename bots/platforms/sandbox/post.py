"""What a message of the sandbox looks like now, after all that happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bots.platforms.sandbox.facts import Noted, Posted, Reacted, Said
from bots.platforms.sandbox.names import BOT
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId
from engagement.speech import Button, Picture, RichText, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One message. ``text`` is what a person wrote, ``rich`` what the bot said; ``thread`` is the root it answers."""

    id: MessageId
    channel: ChannelId
    author: AccountId
    at: datetime
    thread: MessageId | None = None
    text: str = ""
    rich: RichText = ()
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None
    marker: OutboxId | None = None
    """The bot's own mark on its message; None for people's messages and for notes."""
    pings: tuple[AccountId, ...] = ()
    only_to: AccountId | None = None
    anchor: MessageId | None = None
    """The message a private note stands below."""
    source: MessageId | None = None
    """The message whose button or menu the note answers."""
    is_command: bool = False
    edits: int = 0
    is_deleted: bool = False
    reactions: Mapping[str, tuple[AccountId, ...]] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()

    @property
    def root(self) -> MessageId:
        """The message that begins the conversation this one is in."""
        return self.thread or self.id


def from_person(fact: Posted) -> Post:
    """The message a person wrote."""
    return Post(
        id=fact.id,
        channel=fact.channel,
        author=fact.author,
        at=fact.at,
        thread=fact.thread,
        text=fact.text,
        is_command=fact.words is not None,
    )


def from_bot(fact: Said) -> Post:
    """The message the bot sent."""
    return Post(
        id=fact.id,
        channel=fact.channel,
        author=BOT,
        at=fact.at,
        thread=fact.thread,
        text=plain(fact.text),
        rich=fact.text,
        buttons=fact.buttons,
        picture=fact.picture,
        marker=fact.marker,
        pings=fact.pings,
        only_to=fact.only_to,
    )


def from_note(fact: Noted) -> Post:
    """The private note the bot answered with."""
    return Post(
        id=fact.id,
        channel=fact.channel,
        author=BOT,
        at=fact.at,
        thread=fact.thread,
        text=plain(fact.text),
        rich=fact.text,
        buttons=fact.buttons,
        only_to=fact.only_to,
        anchor=fact.anchor,
        source=fact.source,
    )


def reacted(post: Post, fact: Reacted) -> Post:
    """The message with one person's reaction added or taken back; an emoji nobody uses any more is gone."""
    people = tuple(person for person in post.reactions.get(fact.emoji, ()) if person != fact.person)
    if fact.is_on:
        people = (*people, fact.person)
    reactions = {**post.reactions, fact.emoji: people}
    return replace(post, reactions={emoji: who for emoji, who in reactions.items() if who})
