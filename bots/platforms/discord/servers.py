"""Which server is a frame about, and what does it tell? All servers that one token reaches."""

import asyncio
import logging
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bots.platforms.discord.api import Api, Refused
from bots.platforms.discord.fields import made_at, read_object, read_objects, read_snowflake, to_stamp
from bots.platforms.discord.interactions import Asked, to_asked, to_words
from bots.platforms.discord.lately import Lately
from bots.platforms.discord.members import to_account_seen
from bots.platforms.discord.places import to_workspace_left
from bots.platforms.discord.server import Server
from bots.platforms.discord.settings import MESSAGE_CONTENT, UNKNOWN, workspace_id
from bots.platforms.discord.translate import to_words_shown
from bots.platforms.discord.troubles import is_readable
from bots.voice.rendering import Voice
from engagement.errors import PlatformError
from engagement.events import CommandGiven, Event, MessageEdited
from engagement.hosting import Host, TroubleKind
from engagement.ids import account_id, channel_id, external_of, message_id
from engagement.text import to_clean

_LOG = logging.getLogger(__name__)
_MOST_PEOPLE: Final = 20_000
_SEVERAL: Final = "several servers"
_UNKNOWN_MEMBER: Final = 10007
_LOOK: Final = 5.0
"""Seconds that a look-up may hold everything up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a frame tells of one server; the last event is what ``asked`` asks."""

    server: Server
    events: list[Event]
    asked: Asked | None = None
    is_beginning: bool = False
    """The server is told of anew: what happened there before may have been missed."""


class Servers:
    """Sorts frames to servers, and makes servers known to the host when they are in a playbook."""

    def __init__(
        self, *, api: Api, host: Host, voice: Voice, expected: tuple[str, ...], missing: Container[str] = ()
    ) -> None:
        self.application = ""
        self._me = ""
        self._api = api
        self._host = host
        self._voice = voice
        self._expected = frozenset(expected)
        self._missing = missing
        """Privileged intents that the application does not have."""
        self._servers: dict[str, Server] = {}
        self._awaited: set[str] = set()
        """Servers that READY named and that were not told of yet."""
        self._unnamed: set[str] = set()
        """Servers that READY named and the playbook does not."""
        self._shards: set[int] = set()
        self._homes: Lately[str] = Lately(_MOST_PEOPLE)
        """Person -> the server in which they are addressed privately."""

    @property
    def joined(self) -> tuple[Server, ...]:
        """The servers of communities that are connected."""
        return tuple(server for server in self._servers.values() if server.is_joined)

    @property
    def is_complete(self) -> bool:
        """Whether every server that the session has was told of."""
        return bool(self._me) and not self._awaited

    async def read(self, frame: Mapping[str, Any], at: datetime) -> Told | None:
        """What a frame tells; None when it is about no server of ours."""
        kind, data = to_clean(frame.get("t")), read_object(frame.get("d"))
        if kind == "READY":
            await self._begin(data)
            return None
        if kind == "INTERACTION_CREATE":
            return await self._asked(data)
        external = read_snowflake(data.get("id" if kind in {"GUILD_CREATE", "GUILD_UPDATE"} else "guild_id"))
        if kind == "GUILD_DELETE":
            server = await self._removed(data)
            return None if server is None else Told(server=server, events=[to_workspace_left(server.workspace, at)])
        if external is None:
            return await self._written_privately(data) if kind == "MESSAGE_CREATE" else None
        return await self._about(external, kind, data, at) if self._me else None

    async def registered(self) -> None:
        """Return when every server offers its commands (or refused to)."""
        under_way = [server.registering for server in self.joined if server.registering is not None]
        await asyncio.gather(*under_way, return_exceptions=True)

    def close(self) -> None:
        """Nothing can be said anywhere any more."""
        for server in self.joined:
            server.leave()

    async def _begin(self, data: Mapping[str, Any]) -> None:
        """A session began: who we are, and which servers it will tell of."""
        self._me = read_snowflake(read_object(data.get("user")).get("id")) or self._me
        self.application = read_snowflake(read_object(data.get("application")).get("id")) or self._me
        there = {to_clean(server.get("id")) for server in read_objects(data.get("guilds"))}
        self._awaited |= there
        self._unnamed |= there - self._expected
        number, count = _shard_of(data)
        self._shards.add(number)
        for gone in [each for each in self._servers if each not in there and (int(each) >> 22) % count == number]:
            await self._removed({"id": gone})  # while nobody listened
        if len(self._shards) < count:
            return
        for external in sorted(self._expected):
            is_there = external in self._awaited or external in self._servers
            kind, workspace = TroubleKind.WORKSPACE_UNKNOWN, workspace_id(external)
            await self._host.trouble(workspace, kind, external, is_over=is_there)
        if not self._expected and not self.joined:
            is_clear = len(self._unnamed) <= 1
            await self._host.trouble(UNKNOWN, TroubleKind.WORKSPACE_UNKNOWN, _SEVERAL, is_over=is_clear)

    def _may_be_meant(self, external: str) -> bool:
        """Whether the playbook can mean this server: anybody may have invited the bot to theirs.

        Without an id it means the one server there is; of several it means none.
        """
        return external in self._expected or external in self._servers or len(self._unnamed) <= 1

    async def _about(self, external: str, kind: str, data: Mapping[str, Any], at: datetime) -> Told | None:
        if data.get("unavailable") is True:  # an outage of Discord's
            return None
        if not self._may_be_meant(external):
            self._awaited.discard(external)
            return None
        server = self._servers.get(external)
        if server is None:
            server = Server(external=external, me=self._me, api=self._api, host=self._host, voice=self._voice)
            self._servers[external] = server
        events = await server.hear(kind, data, at)
        if server.is_told and not server.is_joined and server.policy is not None:
            events = [*await server.join(self.application, at), *events]
        if kind == "GUILD_CREATE":
            self._awaited.discard(external)
        is_beginning = kind == "GUILD_CREATE" and server.is_joined
        return Told(server=server, events=events, is_beginning=is_beginning) if events or is_beginning else None

    async def _removed(self, data: Mapping[str, Any]) -> Server | None:
        """The server that the bot was taken off; None for an outage, and for one that was nobody's."""
        external = to_clean(data.get("id"))
        self._awaited.discard(external)
        if data.get("unavailable") is True:
            return None
        server = self._servers.pop(external, None)
        if server is None or not server.is_joined:
            return None
        server.leave()
        await self._host.trouble(server.workspace, TroubleKind.APP_REMOVED)
        return server

    async def _asked(self, data: Mapping[str, Any]) -> Told | None:
        member, external = read_object(data.get("member")), read_snowflake(data.get("guild_id"))
        server = self._servers.get(external) if external is not None else None
        if external is None:
            person = read_object(data.get("user")) or read_object(member.get("user"))
            server = await self._home_of(to_clean(person.get("id")))
        policy = server.policy if server is not None else None
        if server is None or policy is None:
            return None
        server.atlas.learn("THREAD_UPDATE", read_object(data.get("channel")))
        asked = to_asked(data, server.atlas, server.menus, policy.channels)
        if asked is None:
            return None
        if asked.person is not None:
            introduced = server.fresh([asked.person])
        else:
            told = read_object(data.get("user")) or read_object(member.get("user"))
            introduced = await self._as_now(server, {**told, "id": external_of(asked.event.account)})
        shown = self._shown(data, server, asked) if MESSAGE_CONTENT in self._missing else None
        events: list[Event] = [*introduced, *([shown] if shown is not None else []), asked.event]
        return Told(server=server, events=events, asked=asked)

    def _shown(self, data: Mapping[str, Any], server: Server, asked: Asked) -> MessageEdited | None:
        """The words of the message whose menu was used, where we may not read what is said."""
        inner, policy = read_object(data.get("data")), server.policy
        messages = read_object(read_object(inner.get("resolved")).get("messages"))
        message = read_object(messages.get(to_clean(inner.get("target_id"))))
        place = server.atlas.place(to_clean(message.get("channel_id")))
        if policy is None or place is None or not is_readable(place, policy):
            return None
        return to_words_shown(message, server.atlas, asked.event.at)

    async def _written_privately(self, data: Mapping[str, Any]) -> Told | None:
        """What somebody writes to the bot itself is a command."""
        author, external = read_object(data.get("author")), read_snowflake(data.get("id"))
        person, channel = read_snowflake(author.get("id")), read_snowflake(data.get("channel_id"))
        if external is None or person is None or channel is None:
            return None
        if person == self._me:
            for joined in self.joined:
                joined.platform.note_arrival(to_clean(data.get("nonce")), channel, external)
            return None
        server = await self._home_of(person)
        if server is None:
            return None
        introduced = await self._as_now(server, author)
        place = channel_id(server.workspace, channel)
        event = CommandGiven(
            key=f"m:{message_id(place, external)}",
            at=made_at(external),
            account=account_id(server.workspace, person),
            channel=place,
            words=to_words(re.sub(rf"<@!?{self._me}>", " ", to_clean(data.get("content")))),
            is_private=True,
        )
        asked = Asked(event=event, person=None, id=external, token=channel, kind="command", has_message=False)
        return Told(server=server, events=[*introduced, event], asked=asked)

    async def _home_of(self, person: str) -> Server | None:
        """The only, or first, server that a person shares with the bot; looked up once when nobody knows."""
        joined, known = self.joined, self._homes.get(person)
        if len(self._servers) == 1 and joined:
            return joined[0]
        for server in joined:
            if server.atlas.server == known:
                return server
        for server in self._likeliest(person):
            if server.knows(account_id(server.workspace, person)) or await self._is_member(server, person):
                self._homes.keep(person, server.atlas.server)
                return server
        return None

    def _likeliest(self, person: str) -> Iterator[Server]:
        """The servers where the person was met come first."""
        met = [server for server in self.joined if server.knows(account_id(server.workspace, person))]
        yield from met
        yield from (server for server in self.joined if server not in met)

    async def _as_now(self, server: Server, user: Mapping[str, Any]) -> list[Event]:
        """Who writes privately, with the roles of this moment: nothing that is said privately brings them along.

        Whoever is no member of the server is told of as somebody who has left: the bot may be in another one, too.
        """
        person, at = to_clean(user.get("id")), self._host.now()
        path = "/guilds/{guild_id}/members/{user_id}"
        try:
            async with asyncio.timeout(_LOOK):
                told = read_object(await self._api.call("GET", path, guild_id=server.atlas.server, user_id=person))
        except Refused as error:
            if error.code != _UNKNOWN_MEMBER:
                _LOG.warning("somebody's roles could not be looked up: %s", error)
                return []
            gone = to_account_seen(user, {}, server.atlas, at=at, stamp=to_stamp(at), is_gone=True)
            return server.fresh([gone]) if gone is not None else []
        except (PlatformError, TimeoutError) as error:
            _LOG.warning("somebody's roles could not be looked up: %s", error)
            return []
        seen = to_account_seen(read_object(told.get("user")), told, server.atlas, at=at, stamp=to_stamp(at))
        return server.fresh([seen]) if seen is not None else []

    async def _is_member(self, server: Server, person: str) -> bool:
        path = "/guilds/{guild_id}/members/{user_id}"
        try:
            async with asyncio.timeout(_LOOK):
                await self._api.call("GET", path, guild_id=server.atlas.server, user_id=person)
        except Refused:
            return False
        except (PlatformError, TimeoutError) as error:
            _LOG.warning("a member could not be looked up: %s", error)
            return False
        return True


def _shard_of(data: Mapping[str, Any]) -> tuple[int, int]:
    """Which of how many shards a READY is about; the only one when it says nothing that can be."""
    match data.get("shard"):
        case [int(number), int(count)] if 0 <= number < count:
            return number, count
        case _:
            return 0, 1
