"""How is a method of Slack's Web API called, and what does it mean when that goes wrong?

Nothing is tried twice here: the same call may have been carried out already.
"""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bots.platforms.slack.fields import read_object
from bots.platforms.slack.pacing import Pacing
from bots.platforms.slack.settings import SlackSettings
from engagement.errors import NotConnected, RateLimited, Rejected, Unclear
from engagement.hosting import TroubleKind
from engagement.text import to_clean

REFUSED: Final = frozenset({"invalid_auth", "not_authed", "not_allowed_token_type", "token_expired", "no_permission"})
"""Errors that say that the token was never any good, or is no longer."""
REVOKED: Final = frozenset({"token_revoked", "account_inactive", "app_uninstalled", "team_access_not_granted"})
_UNCLEAR: Final = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
_SERVER_ERROR: Final = 500
_TOO_MANY: Final = 429
_OK: Final = 200
_PATIENCE: Final = 30.0
"""Seconds, when Slack does not say how long to wait."""
_CURES: Final[Mapping[str, str]] = {
    "not_in_channel": "the bot is not in that channel; write /invite @Hubbub there",
    "channel_not_found": "it finds no such channel, or the bot may not see it; write /invite @Hubbub there",
    "is_archived": "the channel is archived; unarchive it, or take it out of the playbook",
    "message_not_found": "the message is gone; nothing is left to do",
    "cant_update_message": "the message is not the bot's own; nothing is left to do",
    "cant_delete_message": "the message is not the bot's own; nothing is left to do",
    "user_not_found": "it knows no such person; they may have left",
    "user_disabled": "the person's account is deactivated; nothing is left to do",
    "cannot_dm_bot": "bots read no private messages; take the bot out of the helpers",
    "trigger_expired": "the click was too long ago; click again",
    "restricted_action": "the workspace does not let the bot post there; ask an admin who may post in the channel",
}
_Trouble = Callable[[TroubleKind, str], Awaitable[None]]


class Refused(Rejected):
    """Slack refused a call; ``error`` is its word for why, ``needed`` the scope that is missing, if it is that."""

    def __init__(self, method: str, error: str, needed: str = "") -> None:
        super().__init__(_sentence(method, error, needed))
        self.error = error
        self.needed = needed


def _sentence(method: str, error: str, needed: str) -> str:
    if error == "missing_scope":
        return f"Slack refused {method}: the app lacks the scope {needed}; add it and reinstall the app"
    if error in REFUSED | REVOKED:
        return f"Slack refused the bot's token ({error}); install the app again and set the new token"
    cure = _CURES.get(error, f"see https://docs.slack.dev/reference/methods/{method}")
    return f"Slack refused {method} ({error}): {cure}"


class Caller(Protocol):
    """Calls a method of the Web API."""

    async def call(self, method: str, /, **arguments: Any) -> Mapping[str, Any]:
        """What Slack answers. Raises RateLimited, Unclear, Refused."""
        ...


class Calls:
    """One token's calls, over one HTTP session. After the token has died no call is made any more."""

    def __init__(
        self, settings: SlackSettings, on_trouble: _Trouble, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self.pacing = Pacing(now, is_paced=settings.is_paced)
        self._on_trouble = on_trouble
        self._death: Refused | None = None
        timeout = aiohttp.ClientTimeout(total=settings.rhythm.call_timeout)
        self.http = aiohttp.ClientSession(timeout=timeout)
        self.client = AsyncWebClient(
            token=settings.bot_token,
            base_url=settings.api_url,
            session=self.http,
            retry_handlers=[],  # the built-in ones post twice when a connection drops after acceptance
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.close()

    @property
    def is_dead(self) -> bool:
        """Was the token refused for good?"""
        return self._death is not None

    def die(self, error: str) -> None:
        """The token is no good any more."""
        self._death = self._death or Refused("auth.test", error)

    async def call(self, method: str, /, **arguments: Any) -> Mapping[str, Any]:
        """What Slack answers; arguments that are None are left out.

        Raises RateLimited, NotConnected, Unclear, Refused.
        """
        data = await self.answer(method, arguments)
        return read_object(data.data)

    async def answer(
        self, method: str, arguments: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> AsyncSlackResponse:
        """As ``call``, with the headers of the answer, and with another token if need be."""
        if self._death is not None and token is None:
            raise self._death
        data = {name: _encoded(value) for name, value in (arguments or {}).items() if value is not None}
        channel = data.get("channel", "")
        self.pacing.enter(method, channel)
        try:
            answer = await self.client.api_call(method, data=data, params={"token": token} if token else None)
        except SlackApiError as exc:
            error = await self._meant(method, exc, is_ours=token is None)
            if isinstance(error, RateLimited):
                self.pacing.limited(method, channel, error.retry_after)
            else:
                self.pacing.refused()
            raise error from exc
        except aiohttp.ClientConnectorError as exc:  # so nothing was sent
            raise NotConnected(f"{method}: Slack cannot be reached ({type(exc).__name__})") from exc
        except (TimeoutError, aiohttp.ClientError, OSError) as exc:
            raise Unclear(f"{method}: no answer from Slack ({type(exc).__name__})") from exc
        except (AttributeError, TypeError, ValueError) as exc:  # the SDK on an answer that is no JSON object
            raise Unclear(f"{method}: Slack's answer cannot be read") from exc
        self.pacing.taken()
        return answer

    async def pages(
        self, method: str, field: str, most: int, *, is_all: bool = False, **arguments: Any
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The objects listed under ``field``, page after page, at most ``most`` pages.

        With ``is_all`` what does not end by then is Unclear.
        """
        cursor = None
        for _ in range(most):
            page = await self.call(method, cursor=cursor, **arguments)
            listed = page.get(field)
            for each in listed if type(listed) is list else ():
                yield read_object(each)
            cursor = to_clean(read_object(page.get("response_metadata")).get("next_cursor")) or None
            if cursor is None:
                return
        if is_all:
            raise Unclear(f"{method}: there is more than can be looked through")

    async def _meant(self, method: str, exc: SlackApiError, *, is_ours: bool) -> RateLimited | Unclear | Refused:
        """What a refusal means; whom a person has to mend it is told."""
        status, headers = _status(exc.response)
        told = read_object(getattr(exc.response, "data", None))
        error, needed = to_clean(told.get("error")), to_clean(told.get("needed"))
        if status == _TOO_MANY or error in {"ratelimited", "rate_limited"}:
            return RateLimited(_seconds(headers.get("Retry-After")))
        if status >= _SERVER_ERROR or error in _UNCLEAR or not error:
            return Unclear(f"{method}: Slack had an error of its own ({error or status})", is_over=bool(error))
        refused = Refused(method, error, needed)
        if error == "missing_scope" and needed:
            for scope in needed.split(","):
                await self._on_trouble(TroubleKind.SCOPE_MISSING, scope.strip())
        elif is_ours and error in REFUSED | REVOKED:
            self._death = refused
            is_refused = error in REFUSED
            kind = TroubleKind.TOKEN_REFUSED if is_refused else TroubleKind.TOKEN_REVOKED
            await self._on_trouble(kind, self._settings.token_name if is_refused else "")
        return refused


def _encoded(value: Any) -> str:
    """A form's value: every method takes forms, not every one takes JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _status(response: Any) -> tuple[int, Mapping[str, str]]:
    """Status and headers of an answer, whether the SDK has read it or given up on its body."""
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    headers = getattr(response, "headers", None)
    return (status if isinstance(status, int) else _OK), (headers if isinstance(headers, Mapping) else {})


def _seconds(value: object) -> float:
    text = str(value).strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else _PATIENCE
