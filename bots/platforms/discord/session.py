"""How does one session with Discord go, from the login to its end, and what does its end mean?"""

import asyncio
import logging
from collections.abc import Coroutine
from enum import Enum, auto
from typing import Any, Final

import aiohttp

from bots.platforms.discord.api import Api
from bots.platforms.discord.gateway import Gateway
from bots.platforms.discord.sdk import discord
from bots.platforms.discord.settings import MESSAGE_CONTENT, SERVER_MEMBERS

_LOG = logging.getLogger(__name__)
_GOODBYE: Final = 0.4
_TOKEN_REFUSED: Final = 4004


class End(Enum):
    """Why a session ended."""

    LOST = auto()
    """The connection, or Discord, failed: try again after a while."""
    FEWER_INTENTS = auto()
    """Some intents are not allowed: try again without them."""
    REFUSED = auto()
    """The token is none; only a person can mend that."""
    REVOKED = auto()
    """The token was one, and is none any more."""


def wanted_intents(missing: set[str]) -> discord.Intents:
    """What Hubbub listens to: servers, messages, private messages, reactions, members; less what is not allowed."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=True,
        guild_reactions=True,
        message_content=MESSAGE_CONTENT not in missing,
        members=SERVER_MEMBERS not in missing,
    )


async def run_session(gateway: Gateway, token: str, api: Api, missing: set[str]) -> End:
    """Log in, stay connected, and say how it ended; intents that are not allowed are added to ``missing``."""
    try:
        await _log_in(gateway, token)
        lacking = _lacking(gateway) - missing
        if lacking:
            missing |= lacking
            return End.FEWER_INTENTS
        api.use(gateway.http)
        return await _until_over(gateway, api)
    except Exception as error:  # noqa: BLE001  # the outermost loop: whatever it was, a new session may go better
        return _end_of(error, missing)
    finally:
        api.use(None)
        await say_goodbye(gateway)


async def _log_in(gateway: Gateway, token: str) -> None:
    """discord.py takes any answer for Discord's, and stumbles over a proxy's page when it reads the first field."""
    try:
        await gateway.login(token)
    except (TypeError, KeyError, AttributeError) as error:
        told = "another server answers in Discord's place; see to the network, or to HUBBUB_DISCORD_API_URL"
        raise discord.DiscordException(told) from error


def _end_of(error: Exception, missing: set[str]) -> End:
    """What an error means for the session."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        privileged = {MESSAGE_CONTENT, SERVER_MEMBERS}
        is_new = not missing >= privileged
        missing |= privileged
        return End.FEWER_INTENTS if is_new else End.LOST
    if isinstance(error, discord.LoginFailure):
        return End.REFUSED
    if isinstance(error, discord.ConnectionClosed) and error.code == _TOKEN_REFUSED:
        return End.REFUSED
    is_expected = isinstance(error, discord.DiscordException | aiohttp.ClientError | OSError | TimeoutError)
    _LOG.warning("the session with Discord ended: %s", error, exc_info=None if is_expected else error)
    return End.LOST


async def say_goodbye(gateway: Gateway) -> None:
    """Close the session; a Discord that does not answer is not waited for."""
    await within(_GOODBYE, gateway.close())
    await within(_GOODBYE, gateway.hang_up())
    await within(_GOODBYE, gateway.http.close())


async def within(seconds: float, doing: Coroutine[Any, Any, object]) -> None:
    """Do it, and give up when it lasts longer, or fails."""
    try:
        async with asyncio.timeout(seconds):
            await doing
    except TimeoutError:
        _LOG.info("gave up waiting after %s s", seconds)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # else only what was waited for has been cancelled
            raise
    except Exception:  # noqa: BLE001  # it is over anyway
        _LOG.exception("while saying goodbye")


async def _until_over(gateway: Gateway, api: Api) -> End:
    """Stay connected, as long as the token counts."""
    connected = asyncio.create_task(gateway.connect())
    connected.add_done_callback(lambda task: task.cancelled() or task.exception())  # looked at, whoever waits for it
    refused = asyncio.create_task(api.token_refused.wait())
    try:
        await asyncio.wait([connected, refused], return_when=asyncio.FIRST_COMPLETED)
        if not connected.done():
            return End.REVOKED
        connected.result()
        return End.LOST
    finally:
        refused.cancel()
        connected.cancel()  # discord.py overhears it in the middle of a reconnect; then the goodbye ends it


def _lacking(gateway: Gateway) -> set[str]:
    """The privileged intents that the application is not allowed, as its flags say."""
    if gateway.application is None:
        return set()
    flags = gateway.application.flags
    allowed = {
        MESSAGE_CONTENT: flags.gateway_message_content or flags.gateway_message_content_limited,
        SERVER_MEMBERS: flags.gateway_guild_members or flags.gateway_guild_members_limited,
    }
    return {name for name, is_allowed in allowed.items() if not is_allowed}
