"""Which part of a list does a request ask for? Cursors as the vendor makes them: opaque, and refused when made up."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.refusals import Refusal

T = TypeVar("T")


def page(items: Sequence[T], args: Arguments, *, default: int, most: int = 999) -> tuple[list[T], str]:
    """The page asked for, and the cursor of the next one; an empty cursor when this is the last."""
    limit = args.number("limit", default)
    if not 0 <= limit <= most:
        raise Refusal("invalid_limit")
    limit = limit or default or len(items)
    start = _read_cursor(args.text("cursor"))
    end = start + limit
    return list(items[start:end]), _to_cursor(end) if end < len(items) else ""


def _to_cursor(start: int) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


def _read_cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        name, _, start = base64.b64decode(cursor, validate=True).decode().partition(":")
        if name != "next":
            raise Refusal("invalid_cursor")
        return int(start)
    except (binascii.Error, ValueError):
        raise Refusal("invalid_cursor") from None
