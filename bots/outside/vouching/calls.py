"""How the calls of a sign-in are made: short, small, never redirected, and through Authlib's client."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, Self

import aiohttp
import orjson
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client

from bots.outside.vouching.vouched import App, NotVouched, Refusal

PATIENCE_S: Final = 10.0
"""Seconds for each call, all in all (ours): somebody waits in front of a white page."""
_LARGEST: Final = 262_144
_SPENT: Final = frozenset({"invalid_code", "code_already_used", "code_expired", "invalid_grant"})
"""What both platforms say of a code that was used, or is too old."""
_BUSY: Final = 429
_FAILED: Final = 500


class Said:
    """An answer, as Authlib reads it."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status_code = status
        self._body = body

    def json(self) -> Any:
        """Its value. Raises ValueError."""
        return orjson.loads(self._body)

    def raise_for_status(self) -> None:
        """Raises NotVouched: whoever asks for this has found that it is no answer."""
        raise NotVouched(
            Refusal.DOWN if self.status_code >= _FAILED or self.status_code == _BUSY else Refusal.DOUBTFUL,
            f"answered {self.status_code}",
        )


class Calls(OAuth2Client):  # type: ignore[misc]  # Authlib has no types
    """Authlib's client over aiohttp, for one sign-in: ``async with Calls(app) as calls``."""

    _session: aiohttp.ClientSession

    def __init__(self, app: App, scope: str, *, patience_s: float = PATIENCE_S) -> None:
        super().__init__(
            None, client_id=app.id, client_secret=app.secret, scope=scope, redirect_uri=app.back,
            token_endpoint_auth_method="client_secret_post", code_challenge_method="S256",  # noqa: S106  # a method's name
        )  # fmt: skip
        self._patience_s = patience_s

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._patience_s), trust_env=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def read(self, address: str, *, bearer: str | None = None) -> Said:
        """Ask with GET. Raises NotVouched where there is no answer, or a server's failure."""
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        found = await self._call("GET", address, headers)
        if found.status_code >= _FAILED or found.status_code == _BUSY:
            found.raise_for_status()
        return found

    async def redeem(self, address: str, code: str, verifier: str | None) -> Mapping[str, Any]:
        """The tokens for a code. Raises NotVouched."""
        with_verifier = {} if verifier is None else {"code_verifier": verifier}
        try:
            found: Mapping[str, Any] = await self.fetch_token(
                address, grant_type="authorization_code", code=code, redirect_uri=self.redirect_uri, **with_verifier
            )
        except AuthlibBaseError as error:
            said = str(error.error)
            refusal = Refusal.SPENT if said in _SPENT else Refusal.MISSET
            raise NotVouched(refusal, f"the code was refused: {said[:80]}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise NotVouched(Refusal.DOUBTFUL, "the tokens cannot be read") from error
        return found

    async def _fetch_token(
        self, url: str, body: str = "", headers: Mapping[str, str] | None = None, auth: Any = None, method: str = "POST"
    ) -> Any:
        """See Authlib: it has put the request together, and reads what comes back."""
        address, signed, sent = auth.prepare(method, url, dict(headers or {}), body)
        return self.parse_response_token(await self._call(method, address, signed, sent))

    async def _call(self, method: str, address: str, headers: Mapping[str, str], body: str | None = None) -> Said:
        try:
            async with self._session.request(
                method, address, headers=headers, data=body, allow_redirects=False
            ) as answer:
                read = bytearray()
                async for chunk in answer.content.iter_chunked(16_384):
                    read += chunk
                    if len(read) > _LARGEST:
                        raise NotVouched(Refusal.DOUBTFUL, "the answer is too large")
                return Said(answer.status, bytes(read))
        except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            raise NotVouched(Refusal.DOWN, f"no answer ({type(error).__name__})") from error


def is_object(said: Said) -> Mapping[str, Any]:
    """The answer's JSON object. Raises NotVouched where it is none."""
    try:
        found = said.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotVouched(Refusal.DOUBTFUL, "the answer is no JSON object")
    return found
