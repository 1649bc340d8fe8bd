"""How is the gateway kept open? discord.py's sharded client, listening to raw frames, and more patient than it.

discord.py resumes at once whatever the reason and identifies as often as it likes; a thousand IDENTIFYs a day reset
the token. So attempts are spaced out here, and the budget is asked for before each IDENTIFY: Discord's, and ours, which
every process with the same app shares.
"""

import asyncio
import json
import logging
import random
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final, Literal

import aiohttp
import orjson
import yarl

from bots.platforms.discord.api import LONGEST_WAIT
from bots.platforms.discord.sdk import DiscordWebSocket, ExponentialBackoff, KeepAliveHandler, Route, discord
from bots.platforms.discord.settings import DiscordSettings, Patience
from engagement.identifying import RESERVE, IdentifyBudget

_LOG = logging.getLogger(__name__)
_DISPATCH: Final = 0
_NOTHING: Final = timedelta()
_LONGEST_PAUSE: Final = timedelta(seconds=30)
"""discord.py gives up an attempt after a minute, the pause before it included."""
_MOST_LAUNCHES: Final = 5
_OF_OURS: Final = ("MESSAGE_", "INTERACTION_CREATE")
_STANDS: Final = frozenset({"READY", "RESUMED"})

Hear = Callable[[Mapping[str, Any]], None]
Told = Callable[[bool], None]
Wait = Callable[[timedelta], Awaitable[None]]


class Backoff:
    """Waits longer each time, with jitter, until a connection stood."""

    def __init__(self, patience: Patience, most: timedelta | None = None) -> None:
        self._first = patience.first.total_seconds()
        self._most = (most or patience.most).total_seconds()
        self._failures = 0

    def stood(self) -> None:
        """A connection stands: the next wait is short again."""
        self._failures = min(self._failures, 1)

    def seconds(self) -> float:
        """How long to wait before the next attempt; nothing before the very first."""
        self._failures += 1
        if self._failures == 1:
            return 0.0
        longest = min(self._most, self._first * 2 ** min(self._failures - 2, 30))
        return random.uniform(longest / 2, longest)  # noqa: S311  # spreads attempts, keeps no secret


def point_at(settings: DiscordSettings) -> None:
    """Tell discord.py where Discord is, and how patient to be; it keeps that per process."""
    if settings.api_url is not None:
        Route.BASE = settings.api_url.rstrip("/")
    if settings.gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    vars(discord.shard)["ExponentialBackoff"] = _ShorterBackoff
    vars(discord.utils)["_from_json"] = _read_json


def _read_json(text: str | bytes) -> Any:
    """Also what holds half a character, which orjson refuses: it would end the session, and again after each resume."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def _leniently(event: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    def read(frame: Any) -> None:
        try:
            parse(frame)
        except Exception as error:  # noqa: BLE001  # nothing of what discord.py makes of these frames is used
            # Not the error's words: they may be a member's.
            _LOG.debug("discord.py could not read a frame %s (%s)", event, type(error).__name__)

    return read


class _ShorterBackoff(ExponentialBackoff[Literal[False]]):
    """discord.py's own back-off after a failed attempt, up to four minutes instead of seventeen."""

    def __init__(self) -> None:
        super().__init__()
        self._max = 8


class Gateway(discord.AutoShardedClient):
    """One session with all its shards. ``hear`` is given each dispatched frame, ``told`` whether a shard stands.

    ``waits`` is told how long it has to wait before an IDENTIFY. ``trace`` looks at every call.
    """

    def __init__(
        self,
        *,
        settings: DiscordSettings,
        intents: discord.Intents,
        hear: Hear,
        told: Told,
        budget: IdentifyBudget,
        waits: Wait,
        trace: aiohttp.TraceConfig,
    ) -> None:
        super().__init__(
            http_trace=trace,
            intents=intents,
            enable_debug_events=True,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=LONGEST_WAIT,
        )
        for kind in [kind for kind in self._connection.parsers if kind.startswith(_OF_OURS)]:
            del self._connection.parsers[kind]  # we read raw frames; it would build objects that nobody uses
        self._url = yarl.URL(settings.gateway_url) if settings.gateway_url is not None else None
        self._patience = settings.patience
        self._backoff = Backoff(settings.patience, _LONGEST_PAUSE)
        self._launches = 0
        self.is_deaf = False
        """Frames are not heard any more: it is about to be closed."""
        self._hear = hear
        self._told = told
        self._budget = budget
        self._waits = waits
        self._identified_at: float | None = None
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []
        connect: Callable[..., Any] = self.http.ws_connect
        self._connect_now = connect
        # discord.py has no hook before a RESUME, and resumes without any pause.
        self.http.ws_connect = self._connect_patiently  # type: ignore[method-assign]
        # What discord.py cannot read would end the session, although the raw frame has been heard already.
        parsers = self._connection.parsers
        parsers.update({event: _leniently(event, parse) for event, parse in parsers.items() if event not in _STANDS})

    async def hang_up(self) -> None:
        """End what discord.py leaves of a socket given up in the middle of a reconnect: its thread, and itself."""
        for thread in threading.enumerate():
            if isinstance(thread, KeepAliveHandler) and thread.ws._connection is self._connection:  # noqa: SLF001
                thread.stop()
        for socket in self._sockets:
            await socket.close()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hear raw frames here and now; a task for each, as discord.py makes them, would lose their order."""
        if event == "socket_raw_receive":
            if not self.is_deaf:
                self._read(args[0])
        elif event == "disconnect":
            self._told(False)
        elif event not in {"socket_raw_send", "socket_event_type"}:
            super().dispatch(event, *args, **kwargs)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard, to the gateway that the settings name if they name one.

        discord.py calls this from within itself each time it fails, for ever; after five times it is given up.
        """
        while (wait := await self._budget.wait(shards=self.shard_count or 1)) > _NOTHING:
            await self._sleep(wait)  # here, as discord.py gives up an attempt that waits later than this
        self._launches += 1
        if self._launches > _MOST_LAUNCHES:
            raise ConnectionError("Discord's gateway cannot be reached")
        # After an invalid session discord.py goes to this one, which need not be the one that Discord named.
        DiscordWebSocket.DEFAULT_GATEWAY = self._url or gateway
        await super().launch_shard(self._url or gateway, shard_id, initial=initial)
        self._launches = 0

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Wait until an IDENTIFY is allowed: five seconds after the last one, and only while the day's budget lasts."""
        while True:
            limits = await self.fetch_session_start_limits()
            if limits.remaining > min(RESERVE, limits.total // 10):
                break
            _LOG.warning("only %s IDENTIFYs are left today; waiting %s ms", limits.remaining, limits.reset_after)
            await self._sleep(timedelta(milliseconds=limits.reset_after + 1000))
        await self._keep_apart()
        while (wait := await self._budget.spend(shards=self.shard_count or 1)) > _NOTHING:
            await self._sleep(wait)

    async def _sleep(self, wait: timedelta) -> None:
        await self._waits(wait)
        await asyncio.sleep(wait.total_seconds())

    async def _keep_apart(self) -> None:
        spacing, now = self._patience.between_identifies.total_seconds(), self.loop.time()
        if self._identified_at is not None and now - self._identified_at < spacing:
            await asyncio.sleep(spacing - (now - self._identified_at))
        self._identified_at = self.loop.time()

    async def _connect_patiently(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        wait = self._backoff.seconds()
        if wait:
            await asyncio.sleep(wait)
        if self._url is not None:  # the address in READY is Discord's own
            url = str(self._url.with_query(yarl.URL(url).query))
        socket: aiohttp.ClientWebSocketResponse = await self._connect_now(url, compress=compress)
        self._sockets = [*(each for each in self._sockets if not each.closed), socket]
        return socket

    def _read(self, text: str | bytes) -> None:
        try:
            frame = _read_json(text)
        except (ValueError, RecursionError):
            return
        if type(frame) is dict and frame.get("op") == _DISPATCH:
            kind = frame.get("t")
            if type(kind) is str and kind in _STANDS:
                self._backoff.stood()
                self._told(True)
            self._hear(frame)
