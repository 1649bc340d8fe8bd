"""How often may somebody do something on the pages? Counted in memory, by whoever they are and what they do.

Each kind lets so many through at once, and then one more every so often (GCRA, the "leaky bucket as a meter" of
ITU-T I.371): one instant is kept for each name, whatever happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WITHIN: Final = timedelta(minutes=10)
MOST_OF_ONE: Final = 20
"""Tries to sign in of one address within ``WITHIN`` (ours): a person needs two, and an office may share an address."""
MOST_OF_ALL: Final = 300
"""The same over all addresses: a link has 256 bits, so this only keeps the noise low."""
_MOST_NAMES: Final = 20_000
_ALL: Final = ""


class Kind(StrEnum):
    """What is counted."""

    SIGN_IN = "tries to sign in"
    BAD_TOKEN = "tokens that are none"  # noqa: S105  # words
    PAGE = "pages"
    CHANGE = "changes"
    API = "calls"
    TAKE = "files taken away"


LIMITS: Final[Mapping[Kind, tuple[int, timedelta]]] = {
    Kind.SIGN_IN: (MOST_OF_ONE, WITHIN),
    Kind.BAD_TOKEN: (MOST_OF_ONE, WITHIN),
    Kind.PAGE: (3_000, timedelta(minutes=1)),
    Kind.CHANGE: (120, timedelta(minutes=1)),
    Kind.API: (120, timedelta(minutes=1)),
    Kind.TAKE: (30, timedelta(minutes=1)),
}
"""So many within such a time, of one address, session or token (ours: an open page asks once for each commit)."""


@dataclass(slots=True)
class Limits:
    """Keeps one instant for each name; those of which nothing counts any more are dropped."""

    _free_at: dict[tuple[Kind, str], datetime] = field(default_factory=dict)
    """When all that was counted will have run off."""

    def wait(self, kind: Kind, who: str, now: datetime) -> timedelta | None:
        """None where it may be done, and it is counted then; else how long to wait."""
        most, within = LIMITS[kind]
        names = {who: most} | ({_ALL: MOST_OF_ALL} if kind is Kind.SIGN_IN else {})
        then: dict[tuple[Kind, str], datetime] = {}
        for name, number in names.items():
            free_at = max(self._free_at.get((kind, name), now), now) + within / number
            if free_at - now > within:
                return free_at - now - within
            then[kind, name] = free_at
        if len(self._free_at) >= _MOST_NAMES:
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
        self._free_at |= then
        return None

    def forget(self) -> None:
        """Count anew."""
        self._free_at.clear()
