"""Who and what is there? People, channels, messages and user groups of one pretended workspace."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from bench.fakes.slack.records import Json

_MICRO = 1_000_000
_TOMBSTONE = "tombstone"


@dataclass(slots=True, kw_only=True)
class User:
    """A person, a bot, or Slackbot."""

    id: str
    name: str
    tz: str
    team_id: str
    updated: int
    is_bot: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    email: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A message; ``raw`` is what the API returns, without metadata, which is only returned when it is asked for."""

    raw: Json
    by_bot: bool = False
    metadata: Json | None = None
    pings: frozenset[str] = frozenset()
    only_to: str | None = None
    """The one person who sees it, when it is ephemeral."""
    interactions: set[str] = field(default_factory=set)
    """The interactions whose answer an ephemeral message is."""

    @property
    def ts(self) -> str:
        """Its id within the channel."""
        return str(self.raw["ts"])

    @property
    def user(self) -> str:
        """Who wrote it."""
        return str(self.raw.get("user", ""))

    @property
    def root(self) -> str | None:
        """The thread it is a reply in; None for a message of the channel itself."""
        thread = self.raw.get("thread_ts")
        return None if thread is None or thread == self.ts else str(thread)

    @property
    def is_tombstone(self) -> bool:
        """Was it deleted while replies hung on it?"""
        return self.raw.get("subtype") == _TOMBSTONE

    @property
    def is_in_channel(self) -> bool:
        """Is it read in the channel itself (parents and broadcast replies)?"""
        return self.root is None or self.raw.get("subtype") == "thread_broadcast"


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A public or private channel, or a direct message; ``kind`` is the ``channel_type`` of events."""

    id: str
    name: str
    kind: str
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    has_bot: bool = True
    is_shared: bool = False
    is_archived: bool = False
    by_ts: dict[str, Message] = field(default_factory=dict)
    by_root: dict[str, list[Message]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    last: int = 0

    @property
    def is_private(self) -> bool:
        """Can only its members see it?"""
        return self.kind != "channel"

    @property
    def messages(self) -> list[Message]:
        """Every message that is there, oldest first."""
        return list(self.by_ts.values())

    def put(self, message: Message) -> None:
        """Add a message, the newest."""
        self.by_ts[message.ts] = message
        if message.root is not None:
            self.by_root.setdefault(message.root, []).append(message)

    def take_away(self, message: Message) -> None:
        """Remove a message."""
        del self.by_ts[message.ts]
        if message.root is not None:
            self.by_root[message.root].remove(message)

    def find(self, ts: str) -> Message | None:
        """The message with this ``ts``; what was deleted is not found, tombstones are."""
        return self.by_ts.get(ts)

    def replies(self, root: str) -> list[Message]:
        """The replies in a thread, oldest first."""
        return list(self.by_root.get(root, ()))


@dataclass(slots=True, kw_only=True, eq=False)
class Group:
    """A user group, mentioned as ``@handle``."""

    id: str
    handle: str
    name: str
    created: int
    updated: int
    members: list[str] = field(default_factory=list)


class World:
    """The workspace's people, places and groups, with ids that are the same in every run."""

    def __init__(self, *, now: Callable[[], float], team_id: str, bot_user_id: str, bot_name: str) -> None:
        self.now = now
        self.team_id = team_id
        self.bot_user_id = bot_user_id
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, Group] = {}
        self._numbers = count(1)
        self._clicked = 0
        self._put_user("USLACKBOT", "slackbot", tz="UTC")
        self._put_user(bot_user_id, bot_name, tz="UTC", is_bot=True)

    def number(self) -> int:
        """A number never given before."""
        return next(self._numbers)

    def add_user(
        self, name: str, *, tz: str, is_bot: bool, is_restricted: bool, is_stranger: bool, email: str = ""
    ) -> User:
        """Put a person there as if they had always been."""
        user = self._put_user(
            f"U{self.number():08d}", name, tz=tz, is_bot=is_bot, is_restricted=is_restricted, is_stranger=is_stranger
        )
        user.email = email
        return user

    def _put_user(
        self,
        user_id: str,
        name: str,
        *,
        tz: str,
        is_bot: bool = False,
        is_restricted: bool = False,
        is_stranger: bool = False,
    ) -> User:
        user = User(
            id=user_id,
            name=name,
            tz=tz,
            team_id="T0STRANGER" if is_stranger else self.team_id,
            updated=int(self.now()),
            is_bot=is_bot,
            is_restricted=is_restricted,
            is_stranger=is_stranger,
        )
        self.users[user_id] = user
        return user

    def add_channel(
        self, name: str, *, kind: str, members: Iterable[str], has_bot: bool, is_shared: bool = False
    ) -> Channel:
        """Put a channel there as if it had always been."""
        letter = {"im": "D", "mpim": "G"}.get(kind, "C")
        people = list(members)
        channel = Channel(
            id=f"{letter}{self.number():08d}",
            name=name,
            kind=kind,
            created=int(self.now()),
            creator=people[0] if people else "USLACKBOT",
            members=people,
            has_bot=has_bot,
            is_shared=is_shared,
        )
        self.channels[channel.id] = channel
        return channel

    def add_group(self, handle: str, *, name: str, members: Iterable[str]) -> Group:
        """Put a user group there as if it had always been."""
        at = int(self.now())
        group = Group(
            id=f"S{self.number():08d}", handle=handle, name=name or handle, created=at, updated=at, members=[*members]
        )
        self.groups[group.id] = group
        return group

    def dm(self, user: str) -> Channel:
        """The bot's direct messages with a person."""
        found = next((each for each in self.channels.values() if each.kind == "im" and each.members == [user]), None)
        return found or self.add_channel("", kind="im", members=[user], has_bot=True)

    def people(self) -> Iterator[User]:
        """Everybody but bots and Slackbot."""
        return (each for each in self.users.values() if not each.is_bot and each.id != "USLACKBOT")

    def next_ts(self, channel: Channel) -> str:
        """The ``ts`` of a message posted now: later than any before it in the channel."""
        channel.last = max(round(self.now() * _MICRO), channel.last + 1)
        return to_ts(channel.last)

    def click_ts(self) -> str:
        """The ``action_ts`` of a button pressed now: no two are the same, as each is a click of its own."""
        self._clicked = max(round(self.now() * _MICRO), self._clicked + 1)
        return to_ts(self._clicked)

    def ts(self) -> str:
        """This instant as a ``ts``."""
        return to_ts(round(self.now() * _MICRO))

    def tz_offset(self, user: User) -> int:
        """A person's distance from UTC now, in seconds."""
        at = datetime.fromtimestamp(self.now(), tz=UTC).astimezone(ZoneInfo(user.tz))
        offset = at.utcoffset()
        return 0 if offset is None else int(offset.total_seconds())


def to_ts(micros: int) -> str:
    """Microseconds since 1970 as a ``ts``."""
    return f"{micros // _MICRO}.{micros % _MICRO:06d}"
