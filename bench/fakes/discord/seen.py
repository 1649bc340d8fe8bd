"""What is a message to the person who sees it?"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as somebody sees it. ``pings`` are the ids of those really notified by it."""

    id: str
    author: str
    text: str
    raw: dict[str, Any]
    buttons: list[tuple[str, str]]
    pings: frozenset[str]
    reply_to: str | None
    edited: bool
    by_bot: bool
    is_ephemeral: bool
    only_for: str | None
    reactions: dict[str, int]
