"""How is Discord's API called? Through discord.py's HTTP layer, which keeps to its limits; errors as the port has.

That layer waits for a bucket or a 429 of up to ``LONGEST_WAIT`` seconds and tries again. What else it would repeat by
itself is kept to calls that may be repeated: reading, and answers to an interaction that say what shall be. Any other
write fails at once, as unclear (see ``watch``).
"""

import asyncio
import json as json_module
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from bots.platforms.discord.sdk import HTTPClient, Route, discord
from bots.platforms.discord.watch import Once, Repeated, Resting, Watch
from engagement.errors import NotConnected, PlatformError, RateLimited, Rejected, Unclear

LONGEST_WAIT: Final = 30.0
PICTURE: Final = "chart.png"
"""What the file of a picture is called."""
_LONGEST_CALL: Final = 60.0
_MOST_UNAUTHORISED: Final = 3
_BY_OWN_TOKEN: Final = ("/interactions/", "/webhooks/")
"""There an interaction's token counts, not the bot's."""
_UNAUTHORISED, _TOO_MANY = 401, 429
_SERVER_ERRORS: Final = 500

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MEMBER: Final = 10007
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_ROLE: Final = 10011
UNKNOWN_USER: Final = 10013
ALREADY_ANSWERED: Final = 40060
MISSING_ACCESS: Final = 50001
CANNOT_DM: Final = 50007
MISSING_PERMISSIONS: Final = 50013
ARCHIVED: Final = 50083


class Refused(Rejected):
    """Discord refuses: its HTTP ``status`` and its own ``code``."""

    def __init__(self, said: str, *, status: int, code: int) -> None:
        super().__init__(said)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """A body with a picture beside it, which goes as the file ``PICTURE``."""

    body: object
    png: bytes

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Both, as parts of a form."""
        written = json_module.dumps(self.body, separators=(",", ":"))
        file = {"name": "files[0]", "value": self.png, "filename": PICTURE, "content_type": "image/png"}
        return [{"name": "payload_json", "value": written}, file]


class Api:
    """The API for as long as there is a session; another one may take its place."""

    def __init__(self) -> None:
        self._http: HTTPClient | None = None
        self.watch: Final = Watch()
        self._unauthorised = 0
        self.token_refused: asyncio.Event = asyncio.Event()
        """Set when one call after the other says that the token does not count any more."""

    def use(self, http: HTTPClient | None) -> None:
        """Call through this session from now on; None when there is none."""
        self._http = http

    async def call(self, method: str, path: str, json: object = None, *, reason: str | None = None, **ids: str) -> Any:
        """What Discord answers; ``ids`` fill the path and name the rate limit's bucket.

        ``reason`` stands in the server's audit log.

        Raises RateLimited, NotConnected, Unclear, Refused.
        """
        http = self._http
        if http is None:
            raise NotConnected("there is no connection to Discord at the moment")
        parts, body = (json.parts, None) if isinstance(json, Pictured) else (None, json)
        options: dict[str, Any] = {
            name: value for name, value in (("json", body), ("form", parts), ("reason", reason)) if value is not None
        }
        if not _may_be_repeated(method, path):
            options["trace_request_ctx"] = Once()
        try:
            async with asyncio.timeout(_LONGEST_CALL):
                told = await http.request(Route(method, path, **ids), **options)
        except discord.RateLimited as error:
            raise RateLimited(error.retry_after) from error
        except Resting as error:
            raise RateLimited(error.seconds, is_everywhere=True) from error
        except Repeated as error:
            raise Unclear(str(error)) from error
        except discord.HTTPException as error:
            raise self._translated(error, is_ours=not path.startswith(_BY_OWN_TOKEN)) from error
        except TimeoutError as error:
            raise Unclear("Discord did not answer in time") from error
        except aiohttp.ClientConnectorError as error:  # so nothing was sent
            raise NotConnected(f"Discord cannot be reached: {error}") from error
        except (OSError, aiohttp.ClientError, RuntimeError) as error:
            raise Unclear(f"the connection to Discord failed: {error}") from error
        self._unauthorised = 0
        return told

    def _translated(self, error: discord.HTTPException, *, is_ours: bool) -> PlatformError:
        if error.status == _TOO_MANY:
            return RateLimited(_retry_after(error))
        if error.status >= _SERVER_ERRORS:
            return Unclear(f"Discord failed ({error.status})")
        if error.status == _UNAUTHORISED and is_ours:
            self._unauthorised += 1
            if self._unauthorised >= _MOST_UNAUTHORISED:
                self.token_refused.set()
        said = _SAID.get(error.code) or f"Discord refuses ({error.status}, code {error.code}): {error.text}"
        return Refused(" ".join(said.split()), status=error.status, code=error.code)


def _may_be_repeated(method: str, path: str) -> bool:
    """Whether discord.py may send it again by itself: only what nobody sees twice."""
    if path.startswith(_BY_OWN_TOKEN):  # a first response counts once, and the rest says what shall be
        return method != "POST" or path.startswith(_BY_OWN_TOKEN[0])
    return method == "GET" or path == "/users/@me/channels" or (method == "PUT" and path.startswith("/applications/"))


def _retry_after(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", LONGEST_WAIT))
    except ValueError:
        return LONGEST_WAIT


_SAID: Final = {
    UNKNOWN_CHANNEL: "Discord knows no such channel or thread; it was deleted, or the bot may not see it",
    UNKNOWN_MESSAGE: "Discord knows no such message; somebody deleted it",
    MISSING_ACCESS: "the bot may not see this channel; give its role View Channel there",
    CANNOT_DM: "this member takes no private messages from the server; they can allow them in its privacy settings",
    MISSING_PERMISSIONS: "the bot lacks a permission there; see what `hubbub doctor` names",
    ARCHIVED: "the thread is archived; a message in it opens it again",
}
