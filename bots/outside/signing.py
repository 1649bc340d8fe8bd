"""Who says so? Signatures by the Standard Webhooks specification 1.0.0 (https://www.standardwebhooks.com), symmetric.

Signed is ``id.timestamp.body`` by HMAC-SHA256; a secret is written ``whsec_`` and base64 of 24 to 64 bytes. While a
secret is changed there are several: each signs, and one that fits is enough.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from engagement.errors import HubbubError

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
TOLERANCE: Final = timedelta(minutes=5)
"""So far may the sender's clock be off, either way."""
_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"
_LEAST_BYTES, _MOST_BYTES = 24, 64
_ID: Final = re.compile(r"[!-\-/-~]{1,256}").fullmatch
"""Printable ASCII without a full stop: that would blur where the id ends and the timestamp begins."""
_STAMP: Final = re.compile(r"[0-9]{1,12}").fullmatch


class BadSecret(HubbubError):  # noqa: N818  # the tree of errors reads as sentences
    """A secret that is not written as the specification wants it; the text never repeats it."""


class NotSigned(HubbubError):  # noqa: N818
    """Nobody who knows the secret said this just now; answered with ``status``."""

    status: Final = 401


def read_secret(text: str) -> bytes:
    """The key behind ``whsec_<base64>``. Raises BadSecret."""
    if not text.startswith(_PREFIX):
        raise BadSecret(
            f"a secret begins with {_PREFIX}, then comes base64; `openssl rand -base64 32` makes the latter"
        )
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret(f"what follows {_PREFIX} is not base64; copy the secret again, as a whole") from None
    if not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise BadSecret(f"a secret has {_LEAST_BYTES} to {_MOST_BYTES} bytes; `openssl rand -base64 32` makes one")
    return key


def sign(secrets: Sequence[str], *, id: str, at: datetime, body: bytes) -> dict[str, str]:  # noqa: A002  # its name there
    """The three headers for ``body``, sent at ``at`` (aware; of this attempt, not of what happened).

    ``id`` stays the same however often the same thing is sent: printable ASCII without a full stop. One signature for
    each secret. Raises ValueError for another id or no secret, BadSecret for a secret.
    """
    if not _ID(id):
        raise ValueError("an id is printable ASCII without spaces and full stops, 1 to 256 characters")
    if not secrets:
        raise ValueError("without a secret nothing can be signed")
    stamp = str(int(at.timestamp()))
    signatures = " ".join(_VERSION + _digest(secret, id, stamp, body).decode() for secret in secrets)
    return {ID: id, TIMESTAMP: stamp, SIGNATURE: signatures}


def verify(
    secrets: Sequence[str],
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    *,
    tolerance: timedelta = TOLERANCE,
) -> str:
    """The id of what somebody who knows one of the secrets sent just now; by it a repeat is known.

    Header names are read in any case. Signatures are compared in constant time, all of them; those of other versions
    are passed over. Raises NotSigned, and BadSecret for a secret of ours.
    """
    named = {str(name).lower(): str(value) for name, value in headers.items()}
    missing = [name for name in (ID, TIMESTAMP, SIGNATURE) if not named.get(name)]
    if missing:
        raise NotSigned(f"it is not signed: {', '.join(missing)} is missing")
    identity, stamp = named[ID], named[TIMESTAMP]
    if not _ID(identity):
        raise NotSigned(f"{ID} has to be printable ASCII without spaces and full stops")
    if not _STAMP(stamp):
        raise NotSigned(f"{TIMESTAMP} is no number of seconds")
    if abs(now.timestamp() - int(stamp)) > tolerance.total_seconds():
        raise NotSigned(f"{TIMESTAMP} is more than {tolerance.total_seconds():g} seconds off; see to the clocks")
    given = [
        one.removeprefix(_VERSION).encode("utf-8", "surrogatepass")
        for one in named[SIGNATURE].split(" ")
        if one.startswith(_VERSION)
    ]
    expected = [_digest(secret, identity, stamp, body) for secret in secrets]
    fits = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in given]
    if not any(fits):
        raise NotSigned(f"{SIGNATURE} does not fit: sign `id.timestamp.body`, the body byte for byte, with the secret")
    return identity


def _digest(secret: str, identity: str, stamp: str, body: bytes) -> bytes:
    """The signature in base64."""
    signed = f"{identity}.{stamp}.".encode() + body
    return base64.b64encode(hmac.new(read_secret(secret), signed, hashlib.sha256).digest())
