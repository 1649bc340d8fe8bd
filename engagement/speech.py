"""What is said, as values no platform owns: rich text, buttons, forms, and the whole message on its way out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from engagement.actions import Reach
from engagement.aiming import plain_name
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId, ThreadId, WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of text in one style. ``link`` is a URL; ``person`` pings that account, and ``text`` is its name.

    ``at`` is the instant that ``text`` names as it read when it was written; a platform that can shows it as it reads
    now, on the clock of whoever reads it.
    """

    text: str
    style: Literal["plain", "bold", "italic", "code"] = "plain"
    link: str | None = None
    person: AccountId | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a bullet of a list, a quotation, or a small grey note."""

    kind: Literal["paragraph", "bullet", "quote", "note"]
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The block without styles."""
        return "".join(span.text for span in self.spans)


RichText = tuple[Block, ...]


def plain(text: RichText) -> str:
    """The text without any styles, one block a line."""
    return "\n".join(block.text for block in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button; pressing it becomes ``ControlUsed(control=name, outbox=<the message's marker>)``."""

    name: str
    label: str
    style: Literal["plain", "primary", "quiet"] = "plain"

    @property
    def plain_name(self) -> str:
        """The control that it is, without which thing it is about."""
        return plain_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One column of a picture, with what stands below it: ``part`` of ``whole`` is filled; None: nothing to tell."""

    label: str
    whole: int | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart in one language. ``alt`` says all of it in words; ``whole`` and ``part`` say what is shown."""

    title: str
    whole: str
    part: str
    bars: tuple[Bar, ...]
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message on its way to one platform.

    ``marker`` is the opaque id found again by a read-back; ``to`` is an account, channel or thread id according to
    ``reach`` (``ASKER``: the thread, shown to ``only_to`` alone where the platform can).
    """

    marker: OutboxId
    reach: Reach
    to: AccountId | ChannelId | ThreadId
    text: RichText
    buttons: tuple[Button, ...] = ()
    pings: tuple[AccountId, ...] = ()
    only_to: AccountId | None = None
    since: datetime | None = None
    """When it was decided: it cannot stand there before, and a read-back looks back as far."""
    picture: Picture | None = None
    """Shown with it where the bot may; its words say enough without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field of a form as shown: ``options`` and ``value`` as in the core's ``FormField``."""

    name: str
    kind: str
    label: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Pairs of value and label."""
    value: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as shown; sending it becomes ``FormSubmitted(form=name, ...)``."""

    name: str
    title: str
    intro: RichText
    entries: tuple[Entry, ...]
    send: str
    cancel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody who gave a command or pressed a button sees at once: a text, a form, or both absent."""

    text: RichText = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    is_problem: bool = False
    """What was sent could not be read: a form stays open where the platform can."""


class Capability(StrEnum):
    """What not every platform can do; a play that needs it chooses another way openly."""

    EPHEMERAL = "ephemeral"
    """Show a message in a channel to one person alone."""
    TAGS = "tags"
    """Tag a conversation (solved, quiet)."""
    FORMS = "forms"
    ROLES = "roles"
    HISTORY = "history"


Place = AccountId | ChannelId | ThreadId | MessageId | WorkspaceId
