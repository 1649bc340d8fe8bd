"""In how many ways can a call at ``/outside/`` lie, or a link there be made up, by whoever knows no secret?"""

import base64
import hashlib
import hmac
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from bench.trust.asgi import Header, Request

WEBHOOK: Final = "pager"
PATH: Final = f"/outside/{WEBHOOK}"
SECRET: Final = "whsec_" + base64.b64encode(b"of the proving ground only").decode()
_UNKNOWN, _TOO_LARGE, _REFUSED = 404, 413, 401


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A call as the other system would make it at ``at`` (Unix seconds)."""

    at: int
    identity: str = "call-1"
    secret: str = SECRET
    body: bytes = orjson.dumps({"escalation": "e", "act": "solve", "by": "Mallory"})

    def request(
        self, changed: Mapping[str, str | None] | None = None, *, body: bytes | None = None, path: str = PATH
    ) -> Request:
        """Signed, but for what is given; a header that is None is left out."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        stamp = str(self.at)
        digest = hmac.new(key, f"{self.identity}.{stamp}.".encode() + self.body, hashlib.sha256).digest()
        signed: dict[str, str | None] = {
            "id": self.identity, "timestamp": stamp, "signature": "v1," + base64.b64encode(digest).decode(),
            **(changed or {}),
        }  # fmt: skip
        named: list[Header] = [
            (f"webhook-{name}".encode(), value.encode("latin-1", "replace"))
            for name, value in signed.items()
            if value is not None
        ]
        return Request(
            path=path, headers=[(b"host", b"127.0.0.1"), *named], parts=[self.body if body is None else body]
        )


Lie = Callable[[Told, random.Random], tuple[Request, int]]
"""A request, and the status it has to get."""


def _made_up(told: Told, chance: random.Random) -> tuple[Request, int]:
    digest = base64.b64encode(chance.randbytes(32)).decode()
    signature = chance.choice(
        [f"v1,{digest}", f"v1a,{digest}", digest, "v1,", "v1", " ", "\xff" * 9, f"v1,{digest} " * 99]
    )
    return told.request({"signature": signature}), _REFUSED


def _left_out(told: Told, chance: random.Random) -> tuple[Request, int]:
    return told.request({chance.choice(["id", "timestamp", "signature"]): None}), _REFUSED


def _another_secret(told: Told, chance: random.Random) -> tuple[Request, int]:
    key = base64.b64encode(chance.randbytes(32)).decode()
    return Told(at=told.at, secret=f"whsec_{key}").request(), _REFUSED


def _another_body(told: Told, chance: random.Random) -> tuple[Request, int]:
    return told.request(body=told.body.replace(b"solve", chance.choice([b"take", b"note", b"solve "]))), _REFUSED


def _another_id(told: Told, chance: random.Random) -> tuple[Request, int]:
    return told.request({"id": chance.choice(["call-2", "call", "call-1.1", "", "a b", "\xe9", "x" * 300])}), _REFUSED


def _another_time(told: Told, chance: random.Random) -> tuple[Request, int]:
    off = chance.choice([-86_400, -301, -1, 1, 301, 86_400])
    stamp = chance.choice([str(told.at + off), "", "now", "-1", "9" * 400, f"{told.at}.0", "\xb2"])
    return told.request({"timestamp": stamp}), _REFUSED


def _replayed(told: Told, chance: random.Random) -> tuple[Request, int]:
    return Told(at=told.at - chance.choice([310, 3_600, 86_400, told.at])).request(), _REFUSED


def _another_name(told: Told, chance: random.Random) -> tuple[Request, int]:
    name = chance.choice(["nobody", "act", "pager2", "\u202e", "a" * 2_000, "..", "pager\n"])
    return told.request(path=f"/outside/{name}"), _REFUSED


def _too_large(told: Told, chance: random.Random) -> tuple[Request, int]:
    return told.request(body=b"x" * chance.choice([65_537, 100_000, 1_048_577])), _TOO_LARGE


def _link(_told: Told, chance: random.Random) -> tuple[Request, int]:
    said = base64.urlsafe_b64encode(b"solve.%d.e" % chance.randrange(2**40)).rstrip(b"=").decode()
    sign = base64.urlsafe_b64encode(chance.randbytes(32)).rstrip(b"=").decode()
    token = chance.choice([f"{said}.{sign}", f".{sign}", f"{said}.", said, "\xff.\xff", "a" * 9_000, f"{said}.{sign}="])
    return Request(path=f"/outside/act/{token}", headers=[(b"host", b"127.0.0.1")], parts=[b"name=Mallory"]), _UNKNOWN


LIES: Final[Mapping[Lie, int]] = {
    _made_up: 4, _left_out: 1, _another_secret: 2, _another_body: 2, _another_id: 2, _another_time: 3, _replayed: 2,
    _another_name: 2, _too_large: 1, _link: 4,
}  # fmt: skip
"""Each with its weight."""
