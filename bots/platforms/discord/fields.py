"""Which fields of a raw payload can be believed?

Each reader takes anything and answers None (or nothing) when it is not what Discord documents.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

_SNOWFLAKE: Final = re.compile(r"[0-9]{1,20}").fullmatch
_DISCORD_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)
_UNIX_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_MILLISECONDS: Final = 2**63 >> 22
_NOTHING: Final[Mapping[str, Any]] = {}


def read_snowflake(value: object) -> str | None:
    """A Discord id as written; None when it is none, or zero."""
    return value if type(value) is str and _SNOWFLAKE(value) and value.strip("0") else None


def made_at(snowflake: str) -> datetime:
    """When the thing with this id was made, to the millisecond (Discord's documentation, "Snowflakes")."""
    return _DISCORD_EPOCH + timedelta(milliseconds=min(int(snowflake) >> 22, _MOST_MILLISECONDS))


def to_stamp(at: datetime) -> str:
    """What tells one seeing from another, in the keys of what Discord gives no time for: whole microseconds.

    After a reconnect frames come within a millisecond; a channel that closes and opens in it must not look as before.
    """
    return str((at - _UNIX_EPOCH) // timedelta(microseconds=1))


def to_snowflake(at: datetime) -> str:
    """The smallest id of what is made at this instant; what lies before Discord's beginning is its beginning."""
    return str(max(0, (at - _DISCORD_EPOCH) // timedelta(milliseconds=1)) << 22)


def read_object(value: object) -> Mapping[str, Any]:
    """A JSON object; an empty one when it is anything else."""
    return value if type(value) is dict else _NOTHING


def read_objects(value: object) -> list[Mapping[str, Any]]:
    """The objects of a JSON list."""
    return [each for each in value if type(each) is dict] if type(value) is list else []


def read_snowflakes(value: object) -> tuple[str, ...]:
    """The ids of a JSON list."""
    return tuple([each for each in value if read_snowflake(each)]) if type(value) is list else ()


def read_number(value: object) -> int:
    """A whole number, or the digits of one (as Discord writes permissions); 0 when it is neither."""
    if type(value) is int:
        return value
    return int(value) if type(value) is str and _SNOWFLAKE(value) else 0


def read_instant(value: object) -> datetime | None:
    """The instant of an ISO 8601 time stamp, aware UTC."""
    if type(value) is not str:
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
