"""Bolt's part: every request runs through its app, and our one global middleware takes it in and answers.

There are no listeners: they run after the acknowledgement, so nothing could be decided in them, and Bolt stumbles over
bodies that are not as documented when it looks for the right one.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bots.platforms.slack.answers import Ack
from bots.platforms.slack.calls import Calls
from bots.platforms.slack.identity import Identity

Take = Callable[[Mapping[str, Any]], Awaitable[Ack]]


def make_app(*, calls: Calls, identity: Identity, take: Take) -> AsyncApp:
    """The Bolt app of one workspace."""
    return AsyncApp(
        name="hubbub",
        logger=logging.getLogger("bots.platforms.slack.bolt"),
        client=AsyncWebClient(base_url=calls.client.base_url, session=calls.http, retry_handlers=[]),
        before_authorize=_TakingIn(take),
        authorize=_Ourselves(calls, identity),
        signing_secret="",
        request_verification_enabled=False,  # our door stands in front; Bolt's raises on a malformed header
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_events_enabled=False,  # the intake tells apart what is our own, also in edits and deletions
    )


class _Ourselves(AsyncAuthorize):
    """Who we are, as ``auth.test`` said once; asking each time would cost half a second an event."""

    def __init__(self, calls: Calls, identity: Identity) -> None:
        self._calls = calls
        self._identity = identity

    async def __call__(self, *, team_id: str | None, **_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id,
            bot_token=self._calls.client.token,
            bot_id=self._identity.bot,
            bot_user_id=self._identity.bot_user,
        )


class _TakingIn(AsyncMiddleware):
    """The global middleware: it answers by what it returns, and goes on with nothing.

    A function in its place would have Bolt put together some forty arguments for each event.
    """

    def __init__(self, take: Take) -> None:
        self._take = take

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002  # Bolt calls by these names
        next: Callable[[], Awaitable[Any]],  # noqa: A002, ARG002
    ) -> BoltResponse:
        ack = await self._take(req.body)
        return BoltResponse(status=ack.status, body=dict(ack.body) or "")


async def dispatch(
    app: AsyncApp, body: str | dict[str, Any], headers: Mapping[str, str], *, is_http: bool
) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of Bolt's answer."""
    request = AsyncBoltRequest(body=body, headers=dict(headers), mode="http" if is_http else "socket_mode")
    response = await app.async_dispatch(request)
    return response.status, response.first_headers(), response.body
