"""What does one server tell, and what of it is passed on? A server with its atlas, its platform and its troubles."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bots.platforms.discord.api import Api, Refused
from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.client import DiscordPlatform
from bots.platforms.discord.commands import is_registered, to_commands, to_menus
from bots.platforms.discord.fields import read_object, read_snowflake, to_stamp
from bots.platforms.discord.history import DiscordHistory
from bots.platforms.discord.lately import Lately
from bots.platforms.discord.members import to_account_seen
from bots.platforms.discord.places import to_channel_seen
from bots.platforms.discord.settings import workspace_id
from bots.platforms.discord.translate import is_about_messages, to_events
from bots.platforms.discord.troubles import Trouble, find_troubles, is_heard, possible_troubles
from bots.voice.rendering import Voice
from engagement.errors import PlatformError
from engagement.events import AccountSeen, ChannelSeen, Event, ReactionAdded, ReactionRemoved
from engagement.hosting import Host, TroubleKind
from engagement.ids import MemberId, external_of
from engagement.policy import Policy
from engagement.text import to_clean

_LOG = logging.getLogger(__name__)
_MOST_KNOWN: Final = 20_000
_MOST_NAMED: Final = 100
_LOOK: Final = 5.0
"""Seconds that a look-up may hold everything up."""
_DELETIONS: Final = frozenset({"CHANNEL_DELETE", "THREAD_DELETE"})
_ABOUT_RIGHTS: Final = frozenset(
    {"GUILD_CREATE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE"}
    | {"GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE"}
)
"""Frames after which something may be the matter with a channel, or no longer be."""


class Server:
    """One Discord server, a workspace of a community if its playbook names it."""

    def __init__(self, *, external: str, me: str, api: Api, host: Host, voice: Voice) -> None:
        self.workspace = workspace_id(external)
        self.atlas = Atlas(server=external, me=me)
        self.platform = DiscordPlatform(api=api, atlas=self.atlas, host=host, now=host.now)
        self.history = DiscordHistory(api=api, host=host, atlas=self.atlas, knows=self.knows)
        self.is_told = False
        """Its channels are known."""
        self.is_joined = False
        self.registering: asyncio.Task[None] | None = None
        """Commands are registered beside everything else; Discord may make that wait."""
        self._api = api
        self._host = host
        self._voice = voice
        self._known: Lately[str] = Lately(_MOST_KNOWN)
        """What was last told of a person or channel: the hash at the end of the event's key."""
        self._switched: Lately[tuple[bool, int]] = Lately(_MOST_KNOWN)
        """Reactions that were taken back: whether it is there now, and how often it went."""
        self._hidden: Lately[bool] = Lately(_MOST_KNOWN)
        self._troubles: frozenset[Trouble] | None = None

    @property
    def policy(self) -> Policy | None:
        """The dials of its community; None when Hubbub was not invited there."""
        return self._host.policy(self.workspace)

    @property
    def label(self) -> Callable[[str], str]:
        """Gives a text in the community's language by its key."""
        policy = self.policy
        language = policy.languages[0] if policy is not None and policy.languages else "en"
        return lambda key: self._voice.label(key, language)

    @property
    def menus(self) -> Mapping[str, str]:
        """The control of each message menu by its name."""
        return to_menus(self.label)

    def knows(self, account: str) -> bool:
        """Whether this person was met here."""
        return account in self._known

    async def hear(self, kind: str, data: Mapping[str, Any], at: datetime) -> list[Event]:
        """What a frame tells that may be passed on, and is new."""
        policy, name = self.policy, self.atlas.name
        if kind not in _DELETIONS:
            self.atlas.learn(kind, data)
        if self.atlas.name != name:
            self._host.named(self.workspace, self.atlas.name)
        self.is_told = self.is_told or kind == "GUILD_CREATE"
        events: list[Event] = []
        if policy is not None and await self._may_read(kind, data, policy):
            self._note_own(kind, data)
            events = self.fresh(to_events({"t": kind, "d": data}, self.atlas, at))
        if kind in _DELETIONS:
            self.atlas.learn(kind, data)
        if policy is not None and self.is_joined and self._is_about_rights(kind, data):
            await self.tell_troubles(policy)
        return events

    def _is_about_rights(self, kind: str, data: Mapping[str, Any]) -> bool:
        is_mine = kind == "GUILD_MEMBER_UPDATE" and read_object(data.get("user")).get("id") == self.atlas.me
        return is_mine or kind in _ABOUT_RIGHTS

    def fresh(self, events: list[Event]) -> list[Event]:
        """Without what was told of the same person or channel already; a reaction given again is another one."""
        return list(self._fresh(events))

    def _fresh(self, events: list[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, AccountSeen | ChannelSeen):
                about = event.account if isinstance(event, AccountSeen) else event.channel
                content = event.key.rpartition(":")[2]
                if self._known.get(about) != content:
                    self._known.keep(about, content)
                    yield event
            elif isinstance(event, ReactionAdded | ReactionRemoved):
                yield self._counted(event)
            else:
                yield event

    def _counted(self, event: ReactionAdded | ReactionRemoved) -> Event:
        """Discord does not say when somebody reacted, so the same reaction given anew needs a key of its own."""
        about, is_on = event.key.partition(":")[2], isinstance(event, ReactionAdded)
        was_on, times = self._switched.get(about) or (True, 0)
        if not is_on and was_on:
            times += 1
        if times:
            self._switched.keep(about, (is_on, times))
        # The first giving has the key that an import has too; each taking back counts up.
        count = times if is_on else times - 1
        return replace(event, key=f"{event.key}:{count}") if count > 0 else event

    async def _may_read(self, kind: str, data: Mapping[str, Any], policy: Policy) -> bool:
        if not is_about_messages(kind):
            return True
        external = read_snowflake(data.get("channel_id"))
        if external is None:
            return False
        place = self.atlas.place(external)
        if place is None and await self._looked_up(external):
            place = self.atlas.place(external)
        return place is not None and is_heard(place, policy)

    async def _looked_up(self, external: str) -> bool:
        """Learn of a place that no frame told of: an archived thread, mostly."""
        if external in self._hidden:
            return False
        try:
            async with asyncio.timeout(_LOOK):
                told = await self._api.call("GET", "/channels/{channel_id}", channel_id=external)
        except Refused:
            self._hidden.keep(external, True)
            return False
        except (PlatformError, TimeoutError) as error:
            _LOG.warning("a channel could not be looked up: %s", error)
            return False
        self.atlas.learn_place(read_object(told))
        return True

    def _note_own(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "MESSAGE_CREATE" and read_object(data.get("author")).get("id") == self.atlas.me:
            nonce, external = to_clean(data.get("nonce")), read_snowflake(data.get("id"))
            if external is not None:
                self.platform.note_arrival(nonce, to_clean(data.get("channel_id")), external)

    # --- joining ----------------------------------------------------------------------------------------------------

    async def join(self, application: str, at: datetime) -> list[Event]:
        """From now on things are said here; the channels as they are. Commands are registered where they differ."""
        policy = self.policy
        if policy is None:
            return []
        self.is_joined = True
        self._host.joined(self.workspace, self.platform)
        await self._host.trouble(self.workspace, TroubleKind.APP_REMOVED, is_over=True)
        self.registering = asyncio.create_task(self._register(application))
        await self.tell_troubles(policy)
        places = [to_channel_seen(spot, self.atlas, at) for spot in self.atlas.channels.values()]
        return self.fresh([*places, *await self._named_people(policy, at)])

    async def _named_people(self, policy: Policy, at: datetime) -> list[Event]:
        """Whom the playbook names by id: they may be called before they ever wrote anything."""
        written = sorted({read_snowflake(external_of(MemberId(name))) or "" for name in policy.named} - {""})
        path, found = "/guilds/{guild_id}/members/{user_id}", list[Event]()
        with contextlib.suppress(PlatformError, TimeoutError):  # looked up again with the next session
            async with asyncio.timeout(_LOOK):
                for person in written[:_MOST_NAMED]:
                    with contextlib.suppress(Refused):
                        told = read_object(
                            await self._api.call("GET", path, guild_id=self.atlas.server, user_id=person)
                        )
                        user = read_object(told.get("user"))
                        seen = to_account_seen(user, told, self.atlas, at=at, stamp=to_stamp(at))
                        found += [seen] if seen is not None else []
        return found

    def listen(self, *, has_missed: bool) -> None:
        """What happens here is told again; after a new session, not without a hole."""
        if self.is_joined:
            self._host.hears(self.workspace, self.history, has_missed=has_missed)

    def leave(self) -> None:
        """Nothing can be said here any more."""
        if self.registering is not None:
            self.registering.cancel()
        if self.is_joined:
            self.is_joined = False
            self._host.left(self.workspace)

    async def tell_troubles(self, policy: Policy) -> None:
        """Tell what is the matter, and what no longer is."""
        found, before = find_troubles(self.atlas, policy), self._troubles
        self._troubles = found
        over = (possible_troubles(self.atlas, policy) if before is None else before) - found
        for kind, subject in sorted(found - (before or frozenset())):
            await self._host.trouble(self.workspace, kind, subject)
        for kind, subject in sorted(over):
            await self._host.trouble(self.workspace, kind, subject, is_over=True)

    async def _register(self, application: str) -> None:
        path = "/applications/{application_id}/guilds/{guild_id}/commands"
        ids = {"application_id": application, "guild_id": self.atlas.server}
        wanted = to_commands(self.label)
        try:
            if not is_registered(wanted, await self._api.call("GET", path, **ids)):
                await self._api.call("PUT", path, wanted, **ids)
        except Refused as error:
            _LOG.warning("commands could not be registered in %s: %s", self.workspace, error)
            await self._host.trouble(self.workspace, TroubleKind.COMMANDS_REFUSED)
        except PlatformError as error:
            _LOG.warning("commands could not be registered in %s: %s", self.workspace, error)
        else:
            await self._host.trouble(self.workspace, TroubleKind.COMMANDS_REFUSED, is_over=True)
