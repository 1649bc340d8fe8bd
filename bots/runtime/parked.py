"""What could not be taken in, however often it was tried? Counted by the class of the error: never anybody's words."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engagement.ports import Ledger

_MOST = 1_000
_CLASS = re.compile(r"(?:look [\w.]+: )?([A-Za-z_]\w{0,60})(?:: | in [\w.]+, line )")
_NAMELESS = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """How many are parked (a thousand are counted at most), from when to when they happened, and why."""

    count: int
    first_at: datetime
    last_at: datetime
    errors: Mapping[str, int]
    """Class of the error -> how many, the most frequent first."""


def find_parked(ledger: Ledger) -> Parked | None:
    """What is parked in a community; None when nothing is."""
    rows = ledger.inbox.parked(_MOST)
    if not rows:
        return None
    errors = Counter(_class_of(row.error or "") for row in rows)
    instants = [row.at for row in rows]
    return Parked(
        count=len(rows), first_at=min(instants), last_at=max(instants),
        errors=dict(sorted(errors.items(), key=lambda item: (-item[1], item[0]))),
    )  # fmt: skip


def _class_of(error: str) -> str:
    """The error's class, which is all that is surely nobody's words."""
    found = _CLASS.match(error)
    return found[1] if found is not None else _NAMELESS
