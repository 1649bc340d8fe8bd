"""What did somebody do in the last month that they may be thanked for by name?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from advocacy.record import CONFIRMED, THANKS
from engagement.hours import zone
from engagement.ids import ChannelId, MemberId, ThreadId
from engagement.records import Contribution

_FRIDAY = 4
_HELP = frozenset({*CONFIRMED, "useful"})
_UNTOLD = frozenset({"mark", "wish"})
"""What is nothing that somebody did for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deserved:
    """One person's month: what they did, and a conversation in which they did it."""

    member: MemberId
    helped: int = 0
    """Conversations in which an answer was confirmed, now or by a later asker."""
    topics: tuple[str, ...] = ()
    thanked: int = 0
    welcomed: int = 0
    where: ThreadId | None = None
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMonth:
    """Everybody who agreed to be named and did something, the earliest first; and where they are thanked."""

    people: tuple[Deserved, ...] = ()
    channels: tuple[ChannelId, ...] = ()


def is_first_working_day(now: datetime, zone_name: str) -> bool:
    """Whether it is the first of Monday to Friday in its month there."""
    today = now.astimezone(zone(zone_name)).date()
    first = today.replace(day=1)
    while first.weekday() > _FRIDAY:
        first += timedelta(days=1)
    return today == first


def last_month(now: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """From when until when the month before this one lasted there (the end is not in it)."""
    here = zone(zone_name)
    end = now.astimezone(here).date().replace(day=1)
    begin = (end - timedelta(days=1)).replace(day=1)
    return _midnight(begin, zone_name), _midnight(end, zone_name)


def _midnight(day: date, zone_name: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone(zone_name)).astimezone(zone("UTC"))


def deserved(member: MemberId, some: Iterable[Contribution], topics: dict[ThreadId, Sequence[str]]) -> Deserved | None:
    """What to thank them for, out of what counts; None for nothing."""
    done = [one for one in some if one.kind not in _UNTOLD]
    if not done:
        return None
    helped = dict.fromkeys(one.thread for one in done if one.kind in _HELP)
    about = dict.fromkeys(topic for thread in helped for topic in topics.get(thread, ()))
    return Deserved(
        member=member,
        helped=len(helped),
        topics=tuple(about)[:3],
        thanked=sum(one.kind in THANKS for one in done),
        welcomed=sum(one.kind == "welcome" for one in done),
        where=next(reversed(helped), None),
        first_at=min(one.at for one in done),
    )
