"""What another system may say to us: that somebody there takes, solves or notes something on an escalation.

Signed as our own webhooks are (Standard Webhooks), with one of the same secrets. Everything here is hostile until it
has been verified, and only data afterwards: the texts are cleaned and bounded, and notify nobody by themselves.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from bots.outside.signing import NotSigned, verify
from engagement.errors import HubbubError
from engagement.text import squeeze, to_clean

__all__ = ["InboundAct", "NotSigned", "NotUnderstood", "read_call"]

OutsideAct = Literal["take", "solve", "note"]
LARGEST_BODY: Final = 65_536
LONGEST_ID: Final = 100
LONGEST_NAME: Final = 100
LONGEST_NOTE: Final = 4_000
_ACTS: Final[dict[str, OutsideAct]] = {act: act for act in get_args(OutsideAct)}
_FIELDS: Final = ("escalation", "act", "by", "note")
_ID: Final = re.compile(r"[A-Za-z0-9_:.-]+").fullmatch
_BREAKS: Final = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They change the direction of what follows, and so can make a name read as another."""


class NotUnderstood(HubbubError):  # noqa: N818  # the tree of errors reads as sentences
    """A call that says nothing we know; answered with ``status``."""

    status: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundAct:
    """What is said. ``id`` is the call's (``webhook-id``): the same twice is the same call, told again."""

    id: str
    escalation: str
    act: OutsideAct
    by: str
    """Who says so, in the other system's words: one line of 1 to 100 characters; nobody's identity with us."""
    note: str = ""
    """At most 4,000 characters; with ``act`` "note" never empty."""


def read_call(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> InboundAct:
    """The act that ``body`` asks for: ``{"escalation": ..., "act": "take"|"solve"|"note", "by": ..., "note": ...}``.

    ``secrets`` were read by ``read_webhooks``; ``now`` is aware. Raises NotSigned (401) or NotUnderstood (400), and
    nothing else whatever the headers and the body hold.
    """
    if len(body) > LARGEST_BODY:
        raise NotUnderstood(f"the body is larger than {LARGEST_BODY} bytes")
    identity = verify(secrets, headers, body, now)
    told = _read_object(body)
    unknown = [name for name in told if name not in _FIELDS]
    if unknown:
        raise NotUnderstood(f"only these fields are known: {', '.join(_FIELDS)}")
    escalation = _read_text(told, "escalation", LONGEST_ID)
    if not _ID(escalation):
        raise NotUnderstood("`escalation` has to be the id that the webhook told")
    act = _ACTS.get(_read_text(told, "act", LONGEST_NAME))
    if act is None:
        raise NotUnderstood(f"`act` has to be one of {', '.join(_ACTS)}")
    by = squeeze(_read_text(told, "by", LONGEST_NAME))
    if not by:
        raise NotUnderstood("`by` has to name who says so")
    note = _read_text(told, "note", LONGEST_NOTE).strip()
    if act == "note" and not note:
        raise NotUnderstood("`note` is empty, and with the act `note` it must not be")
    return InboundAct(id=identity, escalation=escalation, act=act, by=by, note=note)


def _read_object(body: bytes) -> dict[str, object]:
    try:
        told = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise NotUnderstood("the body is no JSON in UTF-8") from None
    if type(told) is not dict:
        raise NotUnderstood("the body has to be one JSON object")
    return told


def _read_text(told: Mapping[str, object], name: str, longest: int) -> str:
    """A field's text, cleaned; "" when it is missing or null."""
    value = told.get(name)
    if value is None:
        return ""
    if type(value) is not str:
        raise NotUnderstood(f"`{name}` has to be text")
    if len(value) > longest:
        raise NotUnderstood(f"`{name}` is longer than {longest} characters")
    return without_controls(value)


def without_controls(text: str) -> str:
    """The text with plain line feeds, without other control characters and without those that turn it around."""
    lines = _BREAKS.sub("\n", to_clean(text))
    return "".join(c for c in lines if c in "\n\t" or not (unicodedata.category(c) == "Cc" or c in _TURNING))
