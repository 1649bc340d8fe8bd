"""Which fields of a raw payload can be believed?

Each reader takes anything and answers None (or nothing) when it is not what Slack documents.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

_ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}").fullmatch
_TS: Final = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,6}))?").fullmatch
_DECIMALS: Final = 6
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Final[Mapping[str, Any]] = {}


def read_id(value: object) -> str | None:
    """The id of a person, bot or channel; never one that could be taken apart wrongly (it holds no colon)."""
    return value if type(value) is str and _ID(value) else None


def read_team(told: Mapping[str, Any]) -> object:
    """The organisation that whoever acted or wrote belongs to, where Slack tells it; anything else is as told."""
    return told.get("user_team") or told.get("team")


def read_ts(value: object) -> str | None:
    """A Slack ``ts``: seconds since 1970 with six decimals, and a message's identity within its channel."""
    return value if type(value) is str and _TS(value) else None


def read_instant(value: object) -> datetime | None:
    """The instant that a ``ts`` or a whole number of seconds names, exact to the microsecond."""
    if type(value) is int:
        value = str(value) if 0 <= value < 10**11 else None
    found = _TS(value) if type(value) is str else None
    if found is None:
        return None
    seconds, fraction = found.groups("0")
    return _EPOCH + timedelta(0, int(seconds), int(fraction if len(fraction) == _DECIMALS else fraction.ljust(6, "0")))


def read_object(value: object) -> Mapping[str, Any]:
    """A JSON object; an empty one when it is anything else."""
    return value if type(value) is dict else _NOTHING
