"""Which calls were made, and what was answered?"""

import re
from dataclasses import dataclass
from typing import Any

_PLACE = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One answered call. ``route`` is like ``POST /channels/{channel_id}/messages``; ``at`` by the fake's clock."""

    method: str
    path: str
    route: str
    body: Any
    status: int
    code: int
    at: float
    is_lost: bool = False
    retry_after: float | None = None
    """For how many seconds the caller was asked to wait."""


def is_of(wanted: str, method: str, template: str, path: str) -> bool:
    """Whether a call is of a wanted route: a template or a path, with or without its method before it."""
    first, _, rest = wanted.partition(" ")
    if rest:
        if first != method:
            return False
        wanted = rest
    return wanted == path or _PLACE.sub("{}", wanted) == _PLACE.sub("{}", template)
