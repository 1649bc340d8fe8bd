"""What passes between discord.py and Discord? No write is sent twice by itself, and too many refusals end the asking.

discord.py repeats a call up to five times after 500, 502, 504, 524 or a reset connection, and cannot be told not to. It
takes an aiohttp ``TraceConfig``, though, and what that raises ends the call: so it is raised before a write would be
sent a second time, unless the first was refused with 429 and therefore not carried out.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Final

import aiohttp

from bots.platforms.discord.sdk import discord

_BAN_SPAN: Final = 600.0
"""Within ten minutes 10,000 refused calls ban the address for an hour; we stop long before."""
_MOST_REFUSED: Final = 1000
_REFUSALS: Final = frozenset({401, 403, 429})
_TOO_MANY: Final = 429
_SERVER_ERRORS: Final = 500


class Repeated(discord.DiscordException):
    """A write was not answered as it should be; it may have been carried out, and is not sent again."""


class Resting(discord.DiscordException):
    """Discord refused too much; nothing is asked for so many ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Discord refused {_MOST_REFUSED} calls within ten minutes; it is left alone for {seconds:.0f} s"
        )
        self.seconds = seconds


@dataclass(slots=True)
class Once:
    """Goes along with a call that must not be sent twice."""

    is_sent: bool = False


class Watch:
    """Looks at every call of one token, discord.py's own included, for as long as the process lives."""

    def __init__(self) -> None:
        self._refused: deque[float] = deque(maxlen=_MOST_REFUSED)
        self.trace: Final = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._begins)
        self.trace.on_request_end.append(self._ends)

    @property
    def rests_for(self) -> float:
        """For how many seconds nothing is asked, because Discord refused too much; 0 when all is well."""
        if len(self._refused) < _MOST_REFUSED:
            return 0.0
        return max(0.0, _BAN_SPAN - (asyncio.get_running_loop().time() - self._refused[0]))

    async def _begins(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, _params: aiohttp.TraceRequestStartParams
    ) -> None:
        seconds = self.rests_for
        if seconds:
            raise Resting(seconds)
        call = context.trace_request_ctx
        if isinstance(call, Once):
            if call.is_sent:
                raise Repeated("the connection to Discord failed")
            call.is_sent = True

    async def _ends(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        status = params.response.status
        if status in _REFUSALS:
            self._refused.append(asyncio.get_running_loop().time())
        call = context.trace_request_ctx
        if not isinstance(call, Once):
            return
        if status == _TOO_MANY:
            call.is_sent = False
        elif status >= _SERVER_ERRORS:
            params.response.close()
            raise Repeated(f"Discord failed ({status})")
