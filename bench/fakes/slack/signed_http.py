"""How do signed HTTP requests reach the app? The body's exact bytes are signed; retries say their number and reason."""

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

import aiohttp
import orjson

from bench.fakes.slack.parcels import Outcome, Parcel
from bench.fakes.slack.records import Ack, Json

_OK: Final = range(200, 300)
_FORM: Final = "application/x-www-form-urlencoded"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The ``v0`` signature of a request."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


class SignedHttp:
    """Requests to one URL, for events, commands and interactions alike.

    The timestamp is the real clock's unless told otherwise: the app checks it against its own.
    """

    name = "http"

    def __init__(self, *, secret: str, ack_timeout: float, clock: Callable[[], float] = time.time) -> None:
        self.secret = secret
        self.ack_timeout = ack_timeout
        self.url = ""
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> None:
        """Be ready to send."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self.ack_timeout), headers={"User-Agent": "Slackbot 1.0"}
        )

    async def close(self) -> None:
        """Stop sending."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def hand_over(self, parcel: Parcel) -> Outcome:
        """One request; its status decides."""
        if self._session is None:
            return Outcome(reason="connection_failed")
        body, kind = _encode(parcel)
        began = time.monotonic()
        try:
            async with self._session.post(self.url, data=body, headers=self._headers(parcel, body, kind)) as response:
                raw = await response.read()
                return Outcome(
                    ack=Ack(status=response.status, payload=_read(raw)) if response.status in _OK else None,
                    status=response.status,
                    reason="" if response.status in _OK else "http_error",
                    is_final=response.headers.get("X-Slack-No-Retry") == "1",
                    seconds=time.monotonic() - began,
                )
        except TimeoutError:
            return Outcome(reason="http_timeout", seconds=time.monotonic() - began)
        except aiohttp.ClientError:
            return Outcome(reason="connection_failed", seconds=time.monotonic() - began)

    def _headers(self, parcel: Parcel, body: bytes, kind: str) -> dict[str, str]:
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self.secret, timestamp, body),
        }
        if parcel.attempt:
            headers |= {"X-Slack-Retry-Num": str(parcel.attempt), "X-Slack-Retry-Reason": parcel.reason}
        return headers


def _encode(parcel: Parcel) -> tuple[bytes, str]:
    if parcel.is_event:
        return orjson.dumps(parcel.body), "application/json"
    if parcel.kind == "slash_commands":
        return urlencode(parcel.body).encode(), _FORM
    return urlencode({"payload": orjson.dumps(parcel.body).decode()}).encode(), _FORM


def _read(raw: bytes) -> Json:
    """The payload of an acknowledgement; a plain text is what a command answers."""
    if not raw.strip():
        return {}
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {"text": raw.decode(errors="replace")}
    return found if isinstance(found, dict) else {}
