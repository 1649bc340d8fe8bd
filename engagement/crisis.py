"""An outage or the like while it goes on: who leads, who writes the updates, when the next one is due. Values only.

Its clock is a promise: an update every so often. It is reminded of shortly before it is due, when it is due, when it is
overdue, and from then on every hour; so there is exactly one next instant until it ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple, Protocol

from engagement.ids import ChannelId, CrisisId, MemberId, MessageId, ThreadId, look_id

SOON = timedelta(minutes=5)
"""So long before an update is due whoever writes it is reminded (ours)."""
LATE = timedelta(minutes=15)
"""So long after it was due whoever leads is told, too (ours)."""
AGAIN = timedelta(hours=1)
"""And then as often as this (ours)."""
PROMISES: Mapping[str, timedelta] = {
    "30_min": timedelta(minutes=30), "1_h": timedelta(hours=1), "2_h": timedelta(hours=2), "4_h": timedelta(hours=4),
}  # fmt: skip
"""How often an update may be promised."""
USUALLY = "1_h"
NOT_ASKED = "there is an outage or the like: helpers are not asked meanwhile"
_SIGN = "crisis:"


class What(StrEnum):
    """What happened, as the timeline says it."""

    BEGAN = "began"
    UPDATED = "updated"
    LEAD = "lead"
    COMMUNICATOR = "communicator"
    CHANNELS = "channels"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    ENDED = "ended"
    MISTAKE = "mistake"
    """It ended, because there never was anything."""


class Told(IntEnum):
    """What whoever writes the updates was last reminded of, since the last one."""

    NOTHING = 0
    SOON = 1
    DUE = 2
    LATE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the timeline: what happened when, by whom (None: by the clock, or somebody forgotten).

    ``person`` is who was given a role, ``text`` what was written for everybody to read.
    """

    at: datetime
    what: What
    by: MemberId | None = None
    person: MemberId | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """One of them. ``channels`` empty means all; ``room`` is the hub's, ``public`` where members read of it, if any.

    ``lines`` counts the timeline; ``update`` and ``last_word`` are the numbers of the lines that say these.
    """

    id: CrisisId
    began_at: datetime
    lead: MemberId
    communicator: MemberId
    every: timedelta
    due_at: datetime
    channels: tuple[ChannelId, ...] = ()
    room: ChannelId | None = None
    public: ChannelId | None = None
    told: Told = Told.NOTHING
    told_at: datetime | None = None
    lines: int = 0
    update: int | None = None
    updated_at: datetime | None = None
    updated_by: MemberId | None = None
    last_word: int | None = None
    ended_at: datetime | None = None
    is_mistake: bool = False

    @property
    def is_going_on(self) -> bool:
        """Whether it is not over yet."""
        return self.ended_at is None

    @property
    def next_at(self) -> datetime | None:
        """When somebody is to be reminded next; None when it is over."""
        if self.ended_at is not None:
            return None
        if self.told is Told.LATE:
            return (self.told_at or self.due_at) + AGAIN
        return self.due_at + {Told.NOTHING: -SOON, Told.SOON: timedelta(0), Told.DUE: LATE}[self.told]

    def covers(self, channel: ChannelId) -> bool:
        """Whether it goes on, and concerns this channel."""
        return self.is_going_on and (not self.channels or channel in self.channels)

    def said(self, line: int, part: int | None = None) -> str:
        """How a message names what a line of the timeline says (or the ``part``-th line of that text)."""
        return f"{_SIGN}{self.id}:{line}" + (f":{part}" if part is not None else "")

    @property
    def slot(self) -> str:
        """Its one message to staff, kept up to date."""
        return f"crisis:{self.id}"

    @property
    def public_slot(self) -> str:
        """Its one message to members, kept up to date."""
        return f"crisis_public:{self.id}"

    def pointer_slot(self, asker: MemberId) -> str:
        """The one message that tells somebody who asks where it goes on."""
        return f"crisis_pointer:{self.id}:{asker}"

    @property
    def look(self) -> ThreadId:
        """What its looks hang on in place of a conversation."""
        return look_id("crisis", self.id)


def read_said(named: str) -> tuple[CrisisId, int, int | None] | None:
    """The crisis, the line and the part that ``Crisis.said`` named; None when it is another name."""
    if not named.startswith(_SIGN):
        return None
    name, line, *part = named.removeprefix(_SIGN).split(":")
    return CrisisId(name), int(line), int(part[0]) if part else None


def parts_of(text: str) -> list[str]:
    """The lines of what somebody wrote that say anything."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What came of an act: how it stands now, and the new lines of its timeline."""

    crisis: Crisis
    lines: tuple[Line, ...] = ()


def begun(draft: Crisis, by: MemberId, matter: str) -> Turn:
    """It begins with the draft's roles and promise; ``matter`` says what is the matter."""
    return _with(draft, Line(at=draft.began_at, what=What.BEGAN, by=by, person=draft.communicator, text=matter))


def updated(c: Crisis, by: MemberId, text: str, now: datetime) -> Turn:
    """An update is posted: the clock begins anew."""
    if not c.is_going_on:
        return Turn(crisis=c)
    fresh = replace(
        c, due_at=now + c.every, told=Told.NOTHING, told_at=None, update=c.lines, updated_at=now, updated_by=by
    )
    return _with(fresh, Line(at=now, what=What.UPDATED, by=by, text=text))


def handed_over(c: Crisis, by: MemberId, lead: MemberId, communicator: MemberId, now: datetime) -> Turn:
    """The roles are these people's now."""
    if not c.is_going_on:
        return Turn(crisis=c)
    changes = ((What.LEAD, c.lead, lead), (What.COMMUNICATOR, c.communicator, communicator))
    lines = [Line(at=now, what=what, by=by, person=after) for what, before, after in changes if before != after]
    return _with(replace(c, lead=lead, communicator=communicator), *lines)


def moved(c: Crisis, by: MemberId, channels: tuple[ChannelId, ...], names: str, now: datetime) -> Turn:
    """These channels are concerned now (none: all of them); ``names`` is how people call them."""
    if not c.is_going_on or channels == c.channels:
        return Turn(crisis=c)
    return _with(replace(c, channels=channels), Line(at=now, what=What.CHANNELS, by=by, text=names))


def reminded(c: Crisis, now: datetime) -> Turn:
    """Its instant has come. What was slept through is said once, by how late it is now."""
    if c.next_at is None or now < c.next_at:
        return Turn(crisis=c)
    told = Told.LATE if now >= c.due_at + LATE else Told.DUE if now >= c.due_at else Told.SOON
    what = What.OVERDUE if told is Told.LATE else What.REMINDED
    return _with(replace(c, told=told, told_at=now), Line(at=now, what=what, person=c.communicator))


def ended(c: Crisis, by: MemberId, text: str, now: datetime, *, is_mistake: bool = False) -> Turn:
    """It is over, or never was anything."""
    if not c.is_going_on:
        return Turn(crisis=c)
    over = replace(c, ended_at=now, is_mistake=is_mistake, last_word=c.lines if text else None)
    return _with(over, Line(at=now, what=What.MISTAKE if is_mistake else What.ENDED, by=by, text=text))


def _with(c: Crisis, *lines: Line) -> Turn:
    return Turn(crisis=replace(c, lines=c.lines + len(lines)), lines=lines)


class HeldLook(NamedTuple):
    """A look at a conversation that came to nothing because helpers are not asked meanwhile."""

    play: str
    kind: str
    thread: ThreadId
    channel: ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisDesk:
    """What whoever handles a crisis may choose from, and how it stands.

    ``people`` are those of staff by name; ``channels`` and ``places`` those that can be concerned, and in which members
    can be told; ``card`` and ``public`` where its messages stand; ``latest`` the latest one with its timeline.
    """

    people: Mapping[MemberId, str] = field(default_factory=dict)
    gone: frozenset[MemberId] = frozenset()
    """Who has a role in it and has left."""
    channels: Mapping[str, tuple[ChannelId, ...]] = field(default_factory=dict)
    places: Mapping[str, ChannelId] = field(default_factory=dict)
    room: ChannelId | None = None
    card: MessageId | None = None
    public: MessageId | None = None
    latest: Crisis | None = None
    timeline: tuple[Line, ...] = ()
    held: tuple[HeldLook, ...] = ()
    was_pointed: bool = False
    """Whoever asks was told of it already."""


class Crises(Protocol):
    """What is remembered of them."""

    def going_on(self) -> Crisis | None:
        """The one there is now; at any time there is one at the most."""
        ...

    def get(self, name: CrisisId) -> Crisis | None:
        """One of them."""
        ...

    def save(self, crisis: Crisis, lines: Sequence[Line] = ()) -> None:
        """Insert or replace it, and write these lines on its timeline: the last of ``crisis.lines``."""
        ...

    def timeline(self, name: CrisisId) -> list[Line]:
        """Its timeline, oldest first."""
        ...

    def newest(self, limit: int) -> list[Crisis]:
        """The latest ones, newest first."""
        ...


def names_of(channels: Iterable[ChannelId], known: Mapping[str, tuple[ChannelId, ...]]) -> str:
    """What people call these channels."""
    wanted = set(channels)
    return ", ".join(f"#{name}" for name, some in known.items() if not wanted.isdisjoint(some))
