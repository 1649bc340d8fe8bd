"""In how many ways can a request lie about who sent it, when, and what it holds?"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.fakes.slack.signed_http import sign
from bench.trust.asgi import Header, Request

PATH: Final = "/slack/events"
_LARGEST: Final = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message event as Slack would send it, and what it would be signed with."""

    secret: str
    body: bytes
    at: int

    def headers(self, *, stamp: str | None = None, signature: str | None = None) -> list[Header]:
        """The headers of an honest request, but for what is given."""
        told = str(self.at) if stamp is None else stamp
        signed = sign(self.secret, told, self.body) if signature is None else signature
        return [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"x-slack-request-timestamp", told.encode("latin-1", "replace")),
            (b"x-slack-signature", signed.encode("latin-1", "replace")),
        ]


def _request(headers: Sequence[Header], *parts: bytes, breaks_off: bool = False) -> Request:
    return Request(path=PATH, headers=headers, parts=parts, breaks_off=breaks_off)


Forgery = Callable[[Said, random.Random], Request]


def _wrong_signature(said: Said, chance: random.Random) -> Request:
    return _request(said.headers(signature="v0=" + f"{chance.getrandbits(256):064x}"), said.body)


def _nearly_right(said: Said, chance: random.Random) -> Request:
    right = sign(said.secret, str(said.at), said.body)
    place = chance.randrange(3, len(right))
    other = chance.choice([digit for digit in "0123456789abcdef" if digit != right[place]])
    wrong = chance.choice(
        [right[:place] + other + right[place + 1 :], right[:-1], right + "0", right[3:], "v1" + right[2:]]
    )
    return _request(said.headers(signature=wrong), said.body)


def _missing(said: Said, chance: random.Random) -> Request:
    gone = chance.choice(
        [{b"x-slack-signature"}, {b"x-slack-request-timestamp"}, {b"x-slack-signature", b"x-slack-request-timestamp"}]
    )
    return _request([header for header in said.headers() if header[0] not in gone], said.body)


def _no_ascii(said: Said, chance: random.Random) -> Request:
    odd = "".join(chr(chance.randrange(0x80, 0x100)) for _ in range(chance.randrange(1, 80)))
    if chance.random() < 0.5:
        return _request(said.headers(signature="v0=" + odd), said.body)
    return _request(said.headers(stamp=odd, signature="v0=00"), said.body)


def _no_number(said: Said, chance: random.Random) -> Request:
    stamp = chance.choice(
        ["", " ", "now", "NaN", "inf", "-1", "+5", f"{said.at}.5", f"0x{said.at:x}", f" {said.at}", f"{said.at} ",
         f"{said.at}\t", "1e9", "9" * chance.randrange(13, 5_001), "-" + "9" * 5_000, "\u00b2\u00b3",
         f"{said.at},{said.at}"]
    )  # fmt: skip
    return _request(said.headers(stamp=stamp), said.body)


def _too_old(said: Said, chance: random.Random) -> Request:
    stamp = str(said.at - chance.choice([302, 303, 400, 3_600, 86_400, said.at]))
    return _request(said.headers(stamp=stamp), said.body)


def _from_the_future(said: Said, chance: random.Random) -> Request:
    stamp = str(said.at + chance.choice([310, 400, 3_600, 86_400, 10**11]))
    return _request(said.headers(stamp=stamp), said.body)


def _changed(said: Said, chance: random.Random) -> Request:
    place = chance.randrange(len(said.body))
    kind = chance.randrange(4)
    body = bytearray(said.body)
    if kind == 0:
        body[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        body = body[:place]
    elif kind == 2:
        body += bytes([chance.randrange(256)]) * chance.randrange(1, 20)
    else:
        body[place:place] = b" "
    return _request(said.headers(), bytes(body))


def _no_text(said: Said, chance: random.Random) -> Request:
    """Bytes that are no UTF-8, signed well or not."""
    body = said.body + bytes([0xFF, 0xFE, 0xC3, 0x28])
    signature = chance.choice([None, "v0=" + "0" * 64])
    return _request(Said(secret=said.secret, body=body, at=said.at).headers(signature=signature), body)


def _other_secret(said: Said, chance: random.Random) -> Request:
    """Signed with nothing, or with what is nobody's secret."""
    secret = chance.choice(["", " ", said.secret.upper() + "x", said.secret[:-1], f"{chance.getrandbits(128):032x}"])
    return _request(Said(secret=secret, body=said.body, at=said.at).headers(), said.body)


def _said_twice(said: Said, chance: random.Random) -> Request:
    """Two of a header, of which only one is right: whatever a server makes of it, nobody may choose."""
    name, value = chance.choice([(b"x-slack-signature", b"v0=" + b"1" * 64), (b"x-slack-request-timestamp", b"1")])
    return _request([*said.headers(), (name, value)], said.body)


def _in_pieces(said: Said, chance: random.Random) -> Request:
    """A body that comes in pieces, of which one was changed on the way."""
    size = chance.randrange(1, 200)
    parts = [said.body[start : start + size] for start in range(0, len(said.body), size)]
    place = chance.randrange(len(parts))
    parts[place] = bytes([parts[place][0] ^ 1]) + parts[place][1:]
    return _request(said.headers(), *parts)


def other_length(said: Said, chance: random.Random) -> Request:
    """It says another length than it has, and what it has is not what was signed."""
    told = chance.choice([b"0", b"-1", b"9" * 30, b"abc", str(len(said.body) + 7).encode()])
    return _request([*said.headers(), (b"content-length", told)], said.body[: chance.randrange(len(said.body))])


def hung_up(said: Said, chance: random.Random) -> Request:
    """Whoever sends it hangs up half-way."""
    return _request(said.headers(), said.body[: chance.randrange(len(said.body))], breaks_off=True)


def too_large(said: Said, chance: random.Random) -> Request:
    """More than anybody would send, signed well all the same."""
    part = b"x" * chance.choice([_LARGEST + 1, 300_000])
    return _request(said.headers(), *[part] * chance.choice([4, 5]))


FORGERIES: Mapping[Forgery, int] = {
    _wrong_signature: 10, _nearly_right: 10, _missing: 10, _no_ascii: 10, _no_number: 15, _too_old: 8,
    _from_the_future: 8, _changed: 15, _no_text: 8, _other_secret: 10, _said_twice: 8, _in_pieces: 6, other_length: 8,
    hung_up: 4, too_large: 1,
}  # fmt: skip
"""Every kind of lie, and how often it is told."""


def on_the_wire(said: Said) -> Mapping[str, bytes]:
    """What lies about its own length, byte for byte: a web server reads it before any app does."""
    head = b"POST /slack/events HTTP/1.1\r\n" + b"".join(b"%s: %s\r\n" % header for header in said.headers())
    size, body = len(said.body), said.body
    return {
        "shorter than it says": head + b"content-length: %d\r\n\r\n" % (size + 50) + body,
        "longer than it says": head + b"content-length: %d\r\n\r\n" % (size - 50) + body,
        "two lengths": head + b"content-length: %d\r\ncontent-length: 5\r\n\r\n" % size + body,
        "no number": head + b"content-length: x\r\n\r\n" + body,
        "below nothing": head + b"content-length: -5\r\n\r\n" + body,
        "a length and chunks": head + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "chunks that end too soon": head + b"transfer-encoding: chunked\r\n\r\nffff\r\n" + body,
        "chunks of no size": head + b"transfer-encoding: chunked\r\n\r\nzz\r\n" + body,
        "too much in chunks": head
        + b"transfer-encoding: chunked\r\n\r\n200000\r\n"
        + b"x" * 0x200000
        + b"\r\n0\r\n\r\n",
    }
