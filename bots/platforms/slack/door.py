"""Did Slack itself send this request? Anything may be said at the door, and nothing makes it raise.

Bolt's own check raises on a timestamp that is no number, on a signature that is not ASCII and on a body that is no
UTF-8; so this one stands in front, and Bolt's is switched off.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

LARGEST_BODY: Final = 1_048_576
OLDEST: Final = 300
"""Seconds between the request and now, either way; what is played back sooner is known by its natural key."""
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}").fullmatch
_STAMP_HEADER: Final = "x-slack-request-timestamp"
_SIGNATURE_HEADER: Final = "x-slack-signature"


def find_fault(headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> str | None:
    """Why this request is not let in; None when Slack signed it just now. Never raises."""
    named = {str(name).lower(): str(value) for name, value in headers.items()}
    stamp, signature = named.get(_STAMP_HEADER), named.get(_SIGNATURE_HEADER)
    if not secret:
        return "there is no signing secret"
    if stamp is None or signature is None:
        return "it is not signed"
    if not _TIMESTAMP(stamp):
        return "its timestamp is no number of seconds"
    if abs(now.timestamp() - int(stamp)) > OLDEST:
        return "its timestamp is more than five minutes off"
    expected = "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):
        return "its signature is wrong"
    return None if _is_text(body) else "its body is no text"


def find_challenge(body: str) -> str | None:
    """What Slack wants to hear back when the address is entered in the app's settings; None for all else."""
    if '"url_verification"' not in body:
        return None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if type(told) is not dict or told.get("type") != "url_verification":
        return None
    challenge = told.get("challenge")
    return challenge if type(challenge) is str else None


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
