"""What other systems are told: one signed POST for each event, by the Standard Webhooks specification 1.0.0.

One call is one attempt. It may have arrived although it seems to have failed; the receiver knows a repeat by its id.
Neither addresses nor bodies are written anywhere.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp

from bots.outside.addresses import is_loopback, read_address
from bots.outside.sending import Sending, retry_after
from bots.outside.signing import BadSecret, read_secret, sign
from engagement.errors import ConfigError
from engagement.ports import Clock

__all__ = ["EVENTS", "Sending", "Webhook", "WebhookSender", "read_webhooks", "retry_after"]

EVENTS: Final = (
    "escalation.opened",
    "escalation.taken",
    "escalation.handed_on",
    "escalation.waiting",
    "escalation.solved",
    "escalation.closed",
    "escalation.reopened",
    "escalation.overdue",
)
"""The types there are (docs/webhooks.md)."""
PATIENCE: Final = timedelta(seconds=15)
"""So long may a receiver take (the specification recommends 15 to 30 s)."""
LONGEST_WAIT: Final = timedelta(hours=24)
"""A receiver may ask for no longer a wait, the schedule's longest."""
_VARIABLE: Final = re.compile(r"HUBBUB_WEBHOOK_([A-Z0-9][A-Z0-9_]*)_(URL|SECRET)").fullmatch
_BEGINNING: Final = "HUBBUB_WEBHOOK_"
_EXAMPLES: Final = {"https": "https://example.org/hook", "http": "http://localhost:8000/hook"}
_SECONDS: Final = re.compile(r"[0-9]{1,9}").fullmatch
_GONE, _TOO_MANY = 410, 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where to call, and with which secrets to sign; both stay out of everything that is shown."""

    name: str
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


def read_webhooks(environment: Mapping[str, str]) -> dict[str, Webhook]:
    """The webhooks by name, in small letters: ``HUBBUB_WEBHOOK_<NAME>_URL`` with ``HUBBUB_WEBHOOK_<NAME>_SECRET``.

    Several secrets, with spaces between them, are for the time in which one is changed for another. Raises ConfigError
    with the variable and the cure, never with what the variable holds.
    """
    names: dict[str, None] = {}
    for variable, value in environment.items():
        if variable.startswith(_BEGINNING) and value.strip():
            found = _VARIABLE(variable)
            if found is None:
                raise ConfigError(
                    f"{variable} is not understood; write {_BEGINNING}NAME_URL and {_BEGINNING}NAME_SECRET,"
                    " with capital letters, digits and underscores"
                )
            names[found[1]] = None
    return {name.lower(): _read_webhook(name, environment) for name in sorted(names)}


def _read_webhook(name: str, environment: Mapping[str, str]) -> Webhook:
    of_url, of_secret = f"{_BEGINNING}{name}_URL", f"{_BEGINNING}{name}_SECRET"
    url, secrets = environment.get(of_url, "").strip(), tuple(environment.get(of_secret, "").split())
    if not url:
        raise ConfigError(f"{of_secret} is set and {of_url} is not; write {of_url}={_EXAMPLES['https']}")
    if not secrets:
        raise ConfigError(
            f"{of_secret} is not set; write whsec_ and what `openssl rand -base64 32` prints, here and at the receiver"
        )
    parts = read_address(of_url, url, _EXAMPLES)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ConfigError(f"{of_url} has to begin with https://; only on this machine itself http:// will do")
    for secret in secrets:
        try:
            read_secret(secret)
        except BadSecret as error:
            raise ConfigError(f"{of_secret}: {error}") from None
    return Webhook(name=name.lower(), url=url, secrets=secrets)


class WebhookSender:
    """Calls webhooks, one attempt a call. Redirects are not followed, wherever they lead."""

    def __init__(self, clock: Clock, *, patience: timedelta = PATIENCE) -> None:
        self._clock = clock
        self._patience = patience

    async def send(
        self,
        webhook: Webhook,
        *,
        id: str,  # noqa: A002  # the specification's word
        at: datetime,
        type: str,  # noqa: A002
        data: Mapping[str, Any],
    ) -> Sending:
        """Tell ``webhook`` that at ``at`` (aware) happened what ``type`` and ``data`` say.

        ``id`` is the same at every attempt; the time that is signed is that of the attempt. Raises nothing that the
        other side could cause, only ValueError or TypeError for an id, or data that JSON does not know.
        """
        told = {"type": type, "timestamp": to_iso(at), "data": dict(data)}
        body = json.dumps(told, separators=(",", ":"), allow_nan=False).encode()
        headers = sign(webhook.secrets, id=id, at=self._clock.now(), body=body)
        headers |= {"content-type": "application/json", "user-agent": "Hubbub"}
        timeout = aiohttp.ClientTimeout(total=self._patience.total_seconds())
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session,
                session.post(webhook.url, data=body, headers=headers, allow_redirects=False) as reply,
            ):
                status, wished = reply.status, reply.headers.get("retry-after", "")
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            return _not_there(webhook, error, self._patience)
        return _judged(webhook, status, read_retry_after(wished, self._clock.now()))


def to_iso(at: datetime) -> str:
    """An aware instant as ISO 8601 in UTC, for example ``2026-11-26T12:00:00Z``."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_retry_after(text: str, now: datetime) -> timedelta:
    """What a ``Retry-After`` asks for (RFC 9110, 10.2.3: seconds or a date): 0 to 24 hours, 0 for nonsense."""
    if _SECONDS(text):
        return min(timedelta(seconds=int(text)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    wait = (until if until.tzinfo is not None else until.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta()), LONGEST_WAIT)


def _judged(webhook: Webhook, status: int, wished: timedelta) -> Sending:
    """What a status means ("Delivery success and failure" in the specification; we give up on other 3xx and 4xx)."""
    said = f"the webhook {webhook.name} answered {status}"
    if status // 100 == 2:  # noqa: PLR2004  # a class of status codes
        return Sending(delivered=True)
    if status == _GONE:
        return Sending(delivered=False, is_switched_off=True, error=f"{said}: it wants nothing any more")
    if status == _TOO_MANY:
        return Sending(delivered=False, try_again_after=wished, error=f"{said}: it is told too much at once")
    if status // 100 == 3:  # noqa: PLR2004
        cure = f"write the new address into {_BEGINNING}{webhook.name.upper()}_URL"
        return Sending(delivered=False, error=f"{said}, a redirect, which is not followed; {cure}")
    if status // 100 == 4:  # noqa: PLR2004
        return Sending(delivered=False, error=f"{said}: it does not take this, so it is not tried again")
    return Sending(delivered=False, try_again_after=wished, error=f"{said}: it does not work at present")


def _not_there(webhook: Webhook, error: Exception, patience: timedelta) -> Sending:
    """Why no answer came; the error's own text holds the address and is not repeated."""
    if isinstance(error, TimeoutError):
        why = f"did not answer within {patience.total_seconds():g} seconds"
    elif isinstance(error, aiohttp.ClientSSLError):
        why = "shows no certificate that can be trusted"
    elif isinstance(error, aiohttp.ClientConnectorError):
        why = "cannot be reached"
    else:
        why = "broke off, or does not speak HTTP"
    return Sending(delivered=False, try_again_after=timedelta(), error=f"the webhook {webhook.name} {why}")
