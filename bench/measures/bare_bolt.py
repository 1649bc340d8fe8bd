"""A process of its own that serves Bolt with one listener that stores nothing, as Hubbub is served beside it.

Told the app's signing secret, bot token and ids, it prints its port, and serves until its standard input ends.
"""

import asyncio
import sys
from collections.abc import Mapping

from bench.measures.slack_served import listening
from bots.platforms.slack.bolt import (  # type: ignore[attr-defined]  # Bolt is only reached through its room
    AsyncApp,
    AuthorizeResult,
    dispatch,
)
from dashboard.doors.vendor_calls import Call


def bare(secret: str, token: str, bot: str, bot_user: str) -> Call:
    """Bolt as its documentation begins, with one listener, and told once and for all who it is."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token=token, bot_id=bot, bot_user_id=bot_user)

    app = AsyncApp(signing_secret=secret, authorize=authorize)

    @app.event("message")
    async def listen() -> None:
        """Store nothing."""

    async def call(headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        status, told, answer = await dispatch(app, body.decode(), headers, is_http=True)
        return status, told, answer.encode()

    return call


async def _serve(arguments: list[str]) -> None:
    async with listening(bare(*arguments)) as port:
        print(port, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1:]))
