"""Which channels are there, which of them may be read, and what is the matter with those the playbook names?"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol

from bots.platforms.slack.calls import Calls, Refused
from bots.platforms.slack.fields import read_id, read_object
from bots.platforms.slack.manifest import looks_like_channel
from bots.platforms.slack.members import to_channel_seen
from engagement.events import ChannelKind, ChannelSeen
from engagement.hosting import TroubleKind
from engagement.ids import WorkspaceId, channel_id, stable_id
from engagement.policy import Policy
from engagement.text import to_clean

_PUBLIC: Final = "channels:read"
_PRIVATE: Final = "groups:read"
_PAGE: Final = 900
_PAGES: Final = 60
_MOST_KEPT: Final = 20_000
_LEAVING: Final = frozenset({"channel_left", "group_left"})
_SHARING: Final[Mapping[str, bool]] = {"channel_shared": True, "channel_unshared": False}
_DELETING: Final = frozenset({"channel_deleted", "group_deleted"})
_RENAMING: Final = frozenset({"channel_created", "channel_rename", "group_rename"})
_Tell = Callable[[TroubleKind, str, bool], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel as the bot sees it."""

    id: str
    name: str = ""
    updated: str = ""
    is_private: bool = False
    is_archived: bool = False
    is_shared: bool = False
    """With another organisation."""
    is_member: bool = False
    is_group_talk: bool = False
    """A private conversation of a few people, which is never read."""

    @property
    def is_closed(self) -> bool:
        """Nothing is said there: it is archived, or others than the organisation's own people would read it."""
        return self.is_archived or self.is_shared

    @property
    def kind(self) -> ChannelKind:
        """Nothing is kept of what others than the organisation's own people may read."""
        return ChannelKind.CLOSED if self.is_shared or self.is_group_talk else ChannelKind.CHAT

    def may_be_read(self, policy: Policy) -> bool:
        """May messages of this channel be taken in at all? The core decides which of them count."""
        if self.is_shared or self.is_group_talk or policy.for_channel(self.name, self.id) is None:
            return False
        listed = policy.channels.get(self.name) or policy.channels.get(self.id)
        return not self.is_private or (listed is not None and listed.may_be_private)

    def is_room(self, policy: Policy) -> bool:
        """Is it a team's own room, where the core looks at what is said under its cards and at nothing else?"""
        is_among_us = not (self.is_shared or self.is_group_talk)
        return is_among_us and not {self.name, self.id}.isdisjoint(policy.team_rooms)


class Dials(Protocol):
    """What is asked of whoever runs the communities."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        ...

    def policy(self, workspace: WorkspaceId) -> Policy | None:
        """The dials of the community that lives in this workspace."""
        ...


class Places:
    """The channels of one workspace that matter: where the bot is, and those the playbook names."""

    def __init__(self, *, calls: Calls, host: Dials, workspace: WorkspaceId, tell: _Tell) -> None:
        self._calls = calls
        self._host = host
        self._workspace = workspace
        self._tell = tell
        self._known: dict[str, Place] = {}
        self._is_loaded = False
        self._may_ask = True

    def name_of(self, channel: str) -> str:
        """A channel's name; its id when it has none or is unknown."""
        known = self._known.get(channel)
        return (known.name if known else "") or channel

    @property
    def joined(self) -> list[Place]:
        """The known channels that the bot is in."""
        return [place for place in self._known.values() if place.is_member]

    async def load(self, granted: Collection[str]) -> list[ChannelSeen]:
        """Look at all channels; those that matter as events. Raises RateLimited, Unclear.

        ``granted`` are the token's scopes, empty when Slack did not say; without the scope for it nothing is asked.
        """
        self._may_ask = not granted or _PUBLIC in granted
        if not self._may_ask:
            return self._rooms_on_trust()
        types = "public_channel,private_channel" if _PRIVATE in granted else "public_channel"
        pages = self._calls.pages("conversations.list", "channels", _PAGES, types=types, limit=_PAGE)
        try:
            found = [place async for told in pages if (place := to_place(told)) is not None]
        except Refused:
            return self._rooms_on_trust()
        self._known.update((place.id, place) for place in found if place.is_member or self._keys_of(place))
        self._is_loaded = True
        await self.tell_all()
        return [*map(self._seen, self._known.values()), *self._rooms_on_trust()]

    async def get(self, channel: str, kind: object = None) -> tuple[Place, ChannelSeen | None]:
        """A channel, and the event that tells of it when it was not known. ``kind`` is the event's channel type.

        Raises RateLimited, Unclear.
        """
        known = self._known.get(channel)
        if known is not None:
            return known, None
        place = await self._look_up(channel, kind)
        self._keep(place)
        return place, self._seen(place) if place.is_member or self._keys_of(place) else None

    async def changed(self, payload: Mapping[str, Any]) -> list[ChannelSeen]:
        """What an event about a channel means. Raises RateLimited, Unclear."""
        kind = to_clean(payload.get("subtype")) or to_clean(payload.get("type"))
        channel = read_id(read_object(payload.get("channel")).get("id")) or read_id(payload.get("channel"))
        if channel is None:
            return []
        was_known, told = channel in self._known, to_channel_seen(payload, self._workspace)
        place, fresh = await self.get(channel, "channel" if kind == "channel_created" else None)
        place = self._changed(place, kind, told)
        self._keep(place)
        await self.tell_all()
        if told is None or not (place.is_member or was_known or self._keys_of(place)):
            return [fresh] if fresh else []
        seen = replace(told, name=place.name, kind=place.kind, is_private=place.is_private, is_archived=place.is_closed)
        return [seen]

    async def bot_moved(self, channel: str, *, is_member: bool) -> list[ChannelSeen]:
        """The bot came into a channel, or was taken out of it. Raises RateLimited, Unclear."""
        if is_member:
            self._known.pop(channel, None)
            place, fresh = await self.get(channel)
            self._keep(replace(place, is_member=True))
            await self.tell_all()
            return [fresh or self._seen(place)]
        known = self._known.get(channel)
        if known is not None:
            self._keep(replace(known, is_member=False))
            await self.tell_all()
        return []

    async def tell_all(self) -> None:
        """Say what is the matter with the channels that the playbook names, and what no longer is."""
        policy = self._host.policy(self._workspace)
        if policy is None or not self._is_loaded:
            return
        rooms = {policy.managers_channel, *policy.written_rooms}
        for key in _named(policy):
            place = self._find(key)
            is_trusted = place is None and key in rooms and looks_like_channel(key)
            await self._tell(TroubleKind.CHANNEL_NOT_FOUND, key, place is not None or is_trusted)
            if place is not None:
                await self._tell(TroubleKind.NOT_INVITED, key, place.is_member)
                await self._tell(TroubleKind.CHANNEL_SHARED, key, not place.is_shared)
                is_left = key in policy.channels and place.is_private and not place.may_be_read(policy)
                await self._tell(TroubleKind.BECAME_PRIVATE, key, not is_left or place.is_shared)

    def _changed(self, place: Place, kind: str, told: ChannelSeen | None) -> Place:
        if kind in _LEAVING or kind in _DELETING:
            place = replace(place, is_member=False)
        if kind in _SHARING:
            place = replace(place, is_shared=_SHARING[kind])
        elif told is not None and kind not in _LEAVING:
            name = told.name if kind in _RENAMING and told.name else place.name
            is_private = told.is_private if "convert_to" in kind else place.is_private or kind.startswith("group_")
            place = replace(place, name=name, is_private=is_private)
            if "archive" in kind or kind in _DELETING:
                place = replace(place, is_archived=told.is_archived)
        return place

    async def _look_up(self, channel: str, kind: object) -> Place:
        """What Slack says of a channel; what may not be asked is believed as the event tells it."""
        believed = Place(id=channel, is_private=kind != "channel", is_group_talk=kind == "mpim", is_member=True)
        if not self._may_ask:
            return believed
        try:
            told = await self._calls.call("conversations.info", channel=channel)
        except Refused:
            return believed
        return to_place(read_object(told.get("channel"))) or Place(id=channel, is_private=True)

    def _keep(self, place: Place) -> None:
        self._known[place.id] = place
        if len(self._known) > _MOST_KEPT:
            stranger = next((each.id for each in self._known.values() if not each.is_member), None)
            if stranger is not None:
                del self._known[stranger]

    def _seen(self, place: Place) -> ChannelSeen:
        channel = channel_id(self._workspace, place.id)
        content = stable_id(place.name, str(place.is_private), str(place.is_closed), place.kind)
        return ChannelSeen(
            key=f"c:{channel}:{place.updated}:{content}",
            at=self._host.now(),
            channel=channel,
            name=place.name or place.id,
            kind=place.kind,
            is_private=place.is_private,
            is_archived=place.is_closed,
        )

    def _rooms_on_trust(self) -> list[ChannelSeen]:
        """Rooms of managers, teams and reviewers given by id: a private one can be written to without being seen."""
        policy = self._host.policy(self._workspace)
        rooms = dict.fromkeys((policy.managers_channel or "", *policy.written_rooms)) if policy else {}
        unseen = (room for room in rooms if looks_like_channel(room) and self._find(room) is None)
        return [self._seen(Place(id=room, is_private=True)) for room in unseen]

    def _keys_of(self, place: Place) -> list[str]:
        policy = self._host.policy(self._workspace)
        return [key for key in _named(policy) if key in {place.name, place.id}] if policy else []

    def _find(self, key: str) -> Place | None:
        return self._known.get(key) or next((each for each in self._known.values() if each.name == key), None)


def _named(policy: Policy) -> Iterator[str]:
    yield from policy.channels
    rooms = dict.fromkeys((*filter(None, (policy.managers_channel,)), *policy.written_rooms))
    yield from (room for room in rooms if room not in policy.channels)


def to_place(told: Mapping[str, Any]) -> Place | None:
    """A channel object of Slack's."""
    channel = read_id(told.get("id"))
    if channel is None:
        return None
    return Place(
        id=channel,
        name=to_clean(told.get("name")),
        updated=str(told.get("updated") or told.get("created") or ""),
        is_private=told.get("is_private") is True or told.get("is_group") is True,
        is_archived=told.get("is_archived") is True,
        is_shared=told.get("is_ext_shared") is True or told.get("is_pending_ext_shared") is True,
        is_member=told.get("is_member", True) is True,
        is_group_talk=told.get("is_mpim") is True or told.get("is_im") is True,
    )
