"""What can happen in the sandbox: one small value per happening, written to the journal and folded into the world.

Ids are whole (``sandbox:help``, ``sandbox:mia``, ``sandbox:help:1760000000.000123``), instants aware UTC. A fact that
must become an event with a key of its own carries ``n``, a number that is never used twice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engagement.ids import AccountId, ChannelId, MessageId, OutboxId
from engagement.speech import Button, Picture, RichText


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The sandbox was made from this sample (its YAML text), so it stays itself when a newer sample is shipped."""

    at: datetime
    sample: str
    name: str
    timezone: str
    version: int = 1
    kind: Literal["begun"] = "begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can be spoken as, or a bot."""

    at: datetime
    id: AccountId
    name: str
    role: str = "member"
    timezone: str = "UTC"
    languages: tuple[str, ...] = ()
    is_bot: bool = False
    kind: Literal["person"] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place to talk in; the managers' channel takes commands as plain words."""

    at: datetime
    id: ChannelId
    name: str
    topic: str = ""
    is_private: bool = False
    is_managers: bool = False
    kind: Literal["channel"] = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A person wrote. ``words`` is set when what they wrote is a command; ``script`` when it stood in the sample."""

    at: datetime
    id: MessageId
    channel: ChannelId
    author: AccountId
    text: str
    n: int
    thread: MessageId | None = None
    words: tuple[str, ...] | None = None
    script: str | None = None
    kind: Literal["posted"] = "posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A person changed their message, for the ``n``-th time of all numbered happenings."""

    at: datetime
    id: MessageId
    text: str
    n: int
    script: str | None = None
    kind: Literal["edited"] = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A message is gone; the bot's own when ``by_bot``."""

    at: datetime
    id: MessageId
    by_bot: bool = False
    script: str | None = None
    kind: Literal["deleted"] = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A person reacted, or took it back."""

    at: datetime
    id: MessageId
    person: AccountId
    emoji: str
    is_on: bool
    n: int
    script: str | None = None
    kind: Literal["reacted"] = "reacted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A person pressed a button under ``id``."""

    at: datetime
    id: MessageId
    person: AccountId
    control: str
    n: int
    script: str | None = None
    kind: Literal["pressed"] = "pressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A person chose an entry of the menu of message ``id``."""

    at: datetime
    id: MessageId
    person: AccountId
    control: str
    n: int
    kind: Literal["chosen"] = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded:
    """A person gave a command by ``/hubbub``; it is not shown as a message."""

    at: datetime
    person: AccountId
    channel: ChannelId
    words: tuple[str, ...]
    n: int
    thread: MessageId | None = None
    script: str | None = None
    kind: Literal["commanded"] = "commanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSent:
    """A person sent a form, opened while they were in ``channel`` (and ``thread``), under the message ``under``."""

    at: datetime
    person: AccountId
    form: str
    values: dict[str, tuple[str, ...]]
    channel: ChannelId
    n: int
    thread: MessageId | None = None
    under: MessageId | None = None
    script: str | None = None
    kind: Literal["form_sent"] = "form_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The bot sent a message."""

    at: datetime
    id: MessageId
    channel: ChannelId
    marker: OutboxId
    text: RichText
    buttons: tuple[Button, ...] = ()
    thread: MessageId | None = None
    pings: tuple[AccountId, ...] = ()
    only_to: AccountId | None = None
    about: tuple[MessageId, ...] = ()
    """The messages its links lead to."""
    picture: Picture | None = None
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resaid:
    """The bot made its message read otherwise; the earlier marker still finds it."""

    at: datetime
    id: MessageId
    marker: OutboxId
    text: RichText
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None
    kind: Literal["resaid"] = "resaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What the bot answered at once, to one person alone: below message ``anchor``, or at the end of the place.

    ``source`` is the message whose button or menu was used; a button of the note speaks of the same thing.
    """

    at: datetime
    id: MessageId
    channel: ChannelId
    only_to: AccountId
    text: RichText
    buttons: tuple[Button, ...] = ()
    thread: MessageId | None = None
    anchor: MessageId | None = None
    source: MessageId | None = None
    kind: Literal["noted"] = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """The only reader of a private note put it away."""

    at: datetime
    id: MessageId
    kind: Literal["dismissed"] = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The bot tagged a conversation, or took the tag off."""

    at: datetime
    id: MessageId
    tag: str
    is_on: bool
    kind: Literal["tagged"] = "tagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The bot gave somebody a role, or took it away."""

    at: datetime
    id: AccountId
    role: str
    is_on: bool
    kind: Literal["given"] = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A scripted happening fell away, because what it was about is gone or a visitor did it themselves."""

    at: datetime
    script: str
    kind: Literal["skipped"] = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acked:
    """Everything up to this line of the journal was taken in by whoever listens."""

    at: datetime
    line: int
    kind: Literal["acked"] = "acked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """The sandbox's clock resumes here when it is started again."""

    at: datetime
    kind: Literal["ticked"] = "ticked"


Told = Person | Channel | Posted | Edited | Deleted | Reacted | Pressed | Chosen | Commanded | FormSent
"""What can become events for whoever listens."""

Fact = Begun | Told | Said | Resaid | Noted | Dismissed | Tagged | Given | Skipped | Acked | Ticked
