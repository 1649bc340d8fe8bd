"""What a happening of the sandbox means in the events every platform speaks: a pure function of fact and world."""

from collections.abc import Collection, Iterable

from bots.platforms.sandbox.facts import (
    Channel,
    Chosen,
    Commanded,
    Deleted,
    Edited,
    FormSent,
    Person,
    Posted,
    Pressed,
    Reacted,
    Told,
)
from bots.platforms.sandbox.names import BOT, direct_with, person_of_direct
from bots.platforms.sandbox.post import Post
from bots.platforms.sandbox.world import World
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.ids import AccountId, MessageId

MANAGER_WORDS = frozenset(
    {"setup", "live", "pause", "resume", "undo", "why", "help", "status", "waiting", "changes", "levels"}
)
"""First words that are commands in the managers' channel."""
SLASH, KUDOS = "/hubbub", "/kudos"


def to_events(fact: Told, world: World) -> list[Event]:
    """The events a fact stands for, in order; none when it concerns nobody but the sandbox itself."""
    match fact:
        case Person():
            return _seen(fact)
        case Channel():
            return [
                ChannelSeen(
                    key=f"ch:{fact.id}", at=fact.at, channel=fact.id, name=fact.name, is_private=fact.is_private
                )
            ]
        case Edited() | Deleted() | Reacted():
            return _changed(fact, world)
        case Posted():
            return [_posted(fact, world)]
        case Pressed() | Chosen():
            return [_control(fact, world)]
        case Commanded() | FormSent():
            return [_asked(fact, world)]


def slash_words(text: str) -> tuple[str, ...] | None:
    """The command of a text that starts with ``/hubbub``, which works anywhere; ``help`` when nothing follows.

    ``/kudos`` is short for ``/hubbub kudos``.
    """
    first, *words = text.split() or [""]
    if first.casefold() == KUDOS:
        return ("kudos", *words)
    if first.casefold() != SLASH:
        return None
    return _command(words) or ("help",)


def spoken_words(text: str, channel: Channel | None) -> tuple[str, ...] | None:
    """The command of a written text, or None when it is no command.

    Whatever is said to the bot privately (``channel`` None) is one, and in the managers' channel what begins with one
    of its words.
    """
    words = _command(text.replace("@Hubbub", " ", 1).split() if text.startswith("@Hubbub") else text.split())
    if channel is None:
        return words or ("help",)
    return words if channel.is_managers and words and words[0] in MANAGER_WORDS else None


def addressed(text: str, people: Iterable[Person]) -> tuple[AccountId, ...]:
    """Whom ``@Name`` in a text addresses, in order of appearance; of names that begin alike the longest counts."""
    folded = text.casefold()
    found: dict[int, Person] = {}
    for person in sorted(people, key=lambda one: (-len(one.name), one.id)):
        mention = f"@{person.name.casefold()}"
        start = folded.find(mention)
        while start >= 0:
            following = folded[start + len(mention) : start + len(mention) + 1]
            if not following.isalnum():
                found.setdefault(start, person)
            start = folded.find(mention, start + 1)
    return tuple(dict.fromkeys(found[start].id for start in sorted(found)))


def _command(words: Collection[str]) -> tuple[str, ...]:
    """Words as a command: the first one bare and in lower case, so that ``Why?`` is ``why``."""
    first, *rest = words or [""]
    bare = first.casefold().strip("?!.,:;")
    return (bare, *rest) if bare else ()


def _seen(person: Person) -> list[Event]:
    account = AccountSeen(
        key=f"ac:{person.id}",
        at=person.at,
        account=person.id,
        name=person.name,
        is_bot=person.is_bot,
        timezone=person.timezone,
        roles=() if person.is_bot else (person.name,) if person.role == "member" else (person.role, person.name),
    )
    if person.is_bot:
        return [account]
    direct = direct_with(person.id)
    private = ChannelSeen(
        key=f"ch:{direct}", at=person.at, channel=direct, name=person.name, kind=ChannelKind.DIRECT, is_private=True
    )
    return [account, private]


def _posted(fact: Posted, world: World) -> Event:
    if fact.words is not None:
        return CommandGiven(key=f"c:{fact.n}", at=fact.at, account=fact.author, channel=fact.channel, words=fact.words)
    return MessagePosted(
        key=f"m:{fact.id}",
        at=fact.at,
        message=fact.id,
        channel=fact.channel,
        author=fact.author,
        text=fact.text,
        thread=fact.thread,
        addressed=addressed(fact.text, world.people.values()),
        is_bot=world.people[fact.author].is_bot,
    )


def _asked(fact: Commanded | FormSent, world: World) -> Event:
    key = f"c:{fact.n}"
    if isinstance(fact, Commanded):
        return CommandGiven(key=key, at=fact.at, account=fact.person, channel=fact.channel, words=fact.words)
    under = _origin(world, fact.under).marker if fact.under is not None else None
    return FormSubmitted(
        key=key, at=fact.at, account=fact.person, form=fact.form, outbox=under, values=dict(fact.values)
    )


def _changed(fact: Edited | Deleted | Reacted, world: World) -> list[Event]:
    """Events about a message that others can see; commands and what the bot says privately are nobody's business."""
    post = world.posts[fact.id]
    if post.is_command or post.only_to is not None or person_of_direct(post.channel) is not None:
        return []
    match fact:
        case Edited():
            return [
                MessageEdited(
                    key=f"e:{fact.id}:{fact.n}",
                    at=fact.at,
                    posted_at=post.at,
                    message=fact.id,
                    channel=post.channel,
                    author=post.author,
                    text=fact.text,
                    thread=post.thread,
                    addressed=addressed(fact.text, world.people.values()),
                    is_bot=world.people[post.author].is_bot,
                )
            ]
        case Deleted():
            gone = MessageDeleted(key=f"d:{fact.id}", at=fact.at, message=fact.id, channel=post.channel)
            return [] if post.author == BOT else [gone]
        case Reacted():
            kind, sign = (ReactionAdded, "r+") if fact.is_on else (ReactionRemoved, "r-")
            return [
                kind(
                    key=f"{sign}:{fact.id}:{fact.emoji}:{fact.person}:{fact.n}",
                    at=fact.at,
                    message=fact.id,
                    channel=post.channel,
                    account=fact.person,
                    emoji=fact.emoji,
                )
            ]


def _control(fact: Pressed | Chosen, world: World) -> Event:
    """A button speaks of the message it stood under; a button of a private note of what the note answered."""
    post, origin = world.posts[fact.id], _origin(world, fact.id)
    about = fact.id if isinstance(fact, Chosen) else None
    if about is None and post.source and origin.marker is None:
        about = origin.id
    return ControlUsed(
        key=f"c:{fact.n}",
        at=fact.at,
        account=fact.person,
        control=fact.control,
        outbox=origin.marker if isinstance(fact, Pressed) else None,
        message=about,
        channel=post.channel,
    )


def _origin(world: World, message: MessageId) -> Post:
    """The message itself; of a private note the one that it answered."""
    post = world.posts[message]
    return world.posts.get(post.source, post) if post.source else post
