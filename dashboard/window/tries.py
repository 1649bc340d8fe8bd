"""How often may somebody try to sign in? Counted in memory, by address and over all."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

WITHIN: Final = timedelta(minutes=10)
MOST_OF_ONE: Final = 20
"""Tries of one address within ``WITHIN`` (ours): a person needs two, and an office may share an address."""
MOST_OF_ALL: Final = 300
"""The same over all addresses: a link has 256 bits, so this only keeps the noise low."""


@dataclass(slots=True)
class Tries:
    """Keeps no more than ``MOST_OF_ALL`` instants."""

    _made: list[tuple[datetime, str]] = field(default_factory=list)

    def may_try(self, address: str, now: datetime) -> bool:
        """Whether this try is still allowed; it is counted then."""
        self._made = [(at, who) for at, who in self._made if now - at < WITHIN]
        if len(self._made) >= MOST_OF_ALL or sum(who == address for _, who in self._made) >= MOST_OF_ONE:
            return False
        self._made.append((now, address))
        return True
