"""Links by which a person without an account acknowledges ("take") or solves an escalation, and nothing else.

A link is signed: whoever has it may do the one thing it says, until it expires. **Fetching it must never act**: mail
scanners, previews and browsers fetch links ahead of people. The page behind it (GET) only says what would be done and
asks for a click; the click (POST of the same token) acts. The page should answer with ``Referrer-Policy: no-referrer``,
and the address belongs in no log.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, get_args

from bots.outside.addresses import is_loopback, read_address
from engagement.errors import ConfigError, HubbubError

PUBLIC_URL: Final = "HUBBUB_PUBLIC_URL"
_EXAMPLES: Final = {"https": "https://hubbub.example.org", "http": "http://localhost:8080"}
LinkedAct = Literal["take", "solve"]
_ACTS: Final[dict[str, LinkedAct]] = {act: act for act in get_args(LinkedAct)}
_LEAST_KEY: Final = 16
_LONGEST_ID: Final = 200
_PURPOSE: Final = b"hubbub escalation link 1\0"
"""Signed too, so that what the key signs elsewhere is no link."""
_TOKEN: Final = re.compile(r"([A-Za-z0-9_-]{1,1200})\.([A-Za-z0-9_-]{43})").fullmatch


class BadLink(HubbubError):  # noqa: N818  # the tree of errors reads as sentences
    """A link that does nothing (any more); ``is_expired`` tells which, for the words on the page."""

    def __init__(self, said: str, *, is_expired: bool = False) -> None:
        super().__init__(said)
        self.is_expired = is_expired


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAct:
    """What a link allows, before ``until`` (aware UTC, whole seconds)."""

    escalation: str
    act: LinkedAct
    until: datetime


def read_public_url(environment: Mapping[str, str]) -> str | None:
    """The address under which others reach us, without a slash at its end, by ``HUBBUB_PUBLIC_URL``; None: not set.

    Raises ConfigError with the cure.
    """
    said = environment.get(PUBLIC_URL, "").strip()
    if not said:
        return None
    parts = read_address(PUBLIC_URL, said, _EXAMPLES)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ConfigError(f"{PUBLIC_URL} has to begin with https://; only on this machine itself http:// will do")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigError(f"{PUBLIC_URL} holds more than an address; write it like {_EXAMPLES['https']}")
    return said.rstrip("/")


def make_link(base_url: str, key: bytes, *, escalation: str, act: LinkedAct, until: datetime) -> str:
    """``base_url/<token>``; ``until`` is aware, and cut to whole seconds.

    Raises ValueError for a key under 16 bytes, an id that is empty or longer than 200 bytes in UTF-8, another act, a
    time without a zone.
    """
    if len(key) < _LEAST_KEY:
        raise ValueError(f"a key has at least {_LEAST_KEY} bytes")
    if act not in _ACTS or until.tzinfo is None or not 0 < len(escalation.encode()) <= _LONGEST_ID:
        raise ValueError("a link needs an act, an aware time and the id of an escalation")
    said = _to_url(f"{act}.{int(until.timestamp())}.{escalation}".encode())
    return f"{base_url.rstrip('/')}/{said}.{_signature(key, said)}"


def read_link(key: bytes, token: str, now: datetime) -> LinkAct:
    """What the token allows at ``now`` (aware). Raises BadLink, whatever the token holds."""
    found = _TOKEN(token)
    if found is None or not hmac.compare_digest(_signature(key, found[1]), found[2]):
        raise BadLink("this link is not one of ours, or a part of it is missing; open it from the message itself")
    act, stamp, escalation = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode().split(".", 2)
    until = datetime.fromtimestamp(int(stamp), UTC)
    if now >= until:
        raise BadLink("this link has expired; the newest message has one that works", is_expired=True)
    return LinkAct(escalation=escalation, act=_ACTS[act], until=until)


def _signature(key: bytes, said: str) -> str:
    return _to_url(hmac.new(key, _PURPOSE + said.encode(), hashlib.sha256).digest())


def _to_url(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).decode().rstrip("=")
