"""Is everything set up on Discord's side? One look through the API, for ``hubbub doctor``; nothing is changed there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp

from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.fields import read_number, read_object, read_objects, read_snowflake
from bots.platforms.discord.permissions import NAMES, Permission
from bots.platforms.discord.settings import MESSAGE_CONTENT, SERVER_MEMBERS, DiscordSettings
from bots.platforms.discord.troubles import Trouble, find_troubles, missing
from engagement.hosting import TroubleKind
from engagement.policy import Policy
from engagement.text import to_clean

_API: Final = "https://discord.com/api/v10"
_PATIENCE: Final = aiohttp.ClientTimeout(total=15)
_MOST_SECONDS_OFF: Final = 30
_UNAUTHORISED, _FORBIDDEN, _FINE = 401, 403, 200
_CONTENT_FLAGS: Final = 1 << 18 | 1 << 19
_MEMBER_FLAGS: Final = 1 << 14 | 1 << 15
"""An intent is allowed without (second) or after Discord's review (first)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    status: int
    body: Any
    date: str | None


async def probe(settings: DiscordSettings, policy: Policy, *, now: Callable[[], float] = time.time) -> list[Trouble]:
    """What is the matter with the token, the intents, the servers, their channels, the permissions, and the clock."""
    headers = {"Authorization": f"Bot {settings.token}"}
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session:
            return await _Probe(session, settings, policy, now).troubles()
    except (aiohttp.ClientError, OSError, TimeoutError):
        return [(TroubleKind.CONNECTION_LOST, "")]


async def find_application(settings: DiscordSettings) -> str | None:
    """The id of the application that the token belongs to; None when Discord refuses the token or is out of reach."""
    headers = {"Authorization": f"Bot {settings.token}"}
    address = (settings.api_url or _API).rstrip("/") + "/applications/@me"
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session,
            session.get(address) as reply,
        ):
            told = await reply.json() if reply.status == _FINE else None
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return None
    return read_snowflake(read_object(told).get("id"))


class _Probe:
    """One look at everything."""

    def __init__(
        self, session: aiohttp.ClientSession, settings: DiscordSettings, policy: Policy, now: Callable[[], float]
    ) -> None:
        self._session = session
        self._settings = settings
        self._policy = policy
        self._now = now

    async def troubles(self) -> list[Trouble]:
        me = await self._get("/users/@me")
        if me.status == _UNAUTHORISED:
            return [(TroubleKind.TOKEN_REFUSED, self._settings.token_name)]
        myself = read_snowflake(read_object(me.body).get("id"))
        if me.status != _FINE or myself is None:  # without an id it is not Discord that answers
            return [(TroubleKind.CONNECTION_LOST, str(me.status))]
        found = self._clock(me.date)
        found += await self._intents()
        servers, unknown = await self._servers()
        found += unknown
        for server in servers:
            found += await self._of_server(server, myself)
        return found

    def _clock(self, date: str | None) -> list[Trouble]:
        try:
            off = self._now() - parsedate_to_datetime(date or "").timestamp()
        except ValueError:
            return []
        return [(TroubleKind.CLOCK_WRONG, str(round(off)))] if abs(off) > _MOST_SECONDS_OFF else []

    async def _intents(self) -> list[Trouble]:
        flags = read_number(read_object((await self._get("/applications/@me")).body).get("flags"))
        wanted = {MESSAGE_CONTENT: _CONTENT_FLAGS, SERVER_MEMBERS: _MEMBER_FLAGS}
        return [(TroubleKind.INTENT_MISSING, name) for name, bits in wanted.items() if not flags & bits]

    async def _servers(self) -> tuple[list[str], list[Trouble]]:
        """The servers to look at: those that the playbook names, or the only one there is."""
        there = read_objects((await self._get("/users/@me/guilds")).body)
        reached = {to_clean(server.get("id")): to_clean(server.get("name")) for server in there}
        expected = self._settings.servers
        if expected:
            unknown = [(TroubleKind.WORKSPACE_UNKNOWN, each) for each in expected if each not in reached]
            return [each for each in expected if each in reached], unknown
        if len(reached) == 1:
            return list(reached), []
        named = ", ".join(f"{name} = {external}" for external, name in sorted(reached.items())) or "no server"
        return [], [(TroubleKind.WORKSPACE_UNKNOWN, named)]

    async def _of_server(self, server: str, me: str) -> list[Trouble]:
        about = read_object((await self._get(f"/guilds/{server}")).body)
        channels = (await self._get(f"/guilds/{server}/channels")).body
        member = read_object((await self._get(f"/guilds/{server}/members/{me}")).body)
        atlas = Atlas(server=server, me=me)
        atlas.learn("GUILD_CREATE", {**about, "channels": channels, "members": [dict(member)]})
        found = sorted(find_troubles(atlas, self._policy))
        found += [trouble for trouble in await self._history(atlas) if trouble not in found]
        if atlas.my_base & Permission.MENTION_EVERYONE:
            found.append((TroubleKind.PERMISSION_NEEDLESS, NAMES[Permission.MENTION_EVERYONE]))
        return found

    async def _history(self, atlas: Atlas) -> list[Trouble]:
        """Whether each listed channel can really be read back; a forum's posts are channels of their own."""
        found: list[Trouble] = []
        for name in self._policy.channels:
            channel = atlas.find_channel(name)
            if channel is None or channel.is_forum:
                continue
            reply = await self._get(f"/channels/{channel.id}/messages?limit=1")
            if reply.status == _FORBIDDEN:
                found.append((TroubleKind.PERMISSION_MISSING, missing(Permission.READ_MESSAGE_HISTORY, channel.name)))
        return found

    async def _get(self, path: str) -> _Reply:
        base = (self._settings.api_url or _API).rstrip("/")
        async with self._session.get(base + path) as reply:
            is_json = reply.content_type == "application/json"
            body = await reply.json() if is_json else None
            return _Reply(status=reply.status, body=body, date=reply.headers.get("Date"))
