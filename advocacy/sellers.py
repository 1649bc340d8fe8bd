"""Who of sales wants to be invited where a story would help, and how often: their own choice, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from advocacy.occasions import Occasion
from engagement.entries import Entry
from engagement.ids import MemberId, stable_id

KIND = "seller"
_ON, _OFF = "on", "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """``at`` is when they enrolled. No topics or occasions chosen means any; ``a_week`` is at most."""

    member: MemberId
    at: datetime
    topics: tuple[str, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    a_week: int = 3
    away_until: datetime | None = None
    is_active: bool = True

    def hears(self, occasion: Occasion, topics: Sequence[str]) -> bool:
        """Whether they registered for this."""
        is_topic = not self.topics or not set(self.topics).isdisjoint(topics)
        return is_topic and (not self.occasions or occasion in self.occasions)

    def is_away(self, now: datetime) -> bool:
        """Whether they said that they are away at that moment."""
        return self.away_until is not None and now < self.away_until


def to_entry(seller: Seller) -> Entry:
    """As it is kept."""
    return Entry(
        kind=KIND,
        id=stable_id(KIND, seller.member),
        at=seller.at,
        member=seller.member,
        by=seller.member,
        state=_ON if seller.is_active else _OFF,
        until=seller.away_until,
        facts={"topics": list(seller.topics), "occasions": list(seller.occasions), "a_week": seller.a_week},
    )


def from_entry(entry: Entry) -> Seller:
    """As it was kept; occasions that there are no more are left out."""
    known = {each.value for each in Occasion}
    return Seller(
        member=entry.member or MemberId(""),
        at=entry.at,
        topics=entry.texts("topics"),
        occasions=tuple(Occasion(each) for each in entry.texts("occasions") if each in known),
        a_week=entry.number("a_week"),
        away_until=entry.until,
        is_active=entry.state == _ON,
    )
