"""The records of a few people, read without reading everybody's contributions.

Whether something counts depends on others in two ways only: a giver's limits, and rings. So what the people got and
gave is read, all that a giver gave who thanked more often in a day than counts, and who could be in a ring with them.
Where a ring is possible (``advocacy.near_rings``), everything is read.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from advocacy.near_rings import Nearby, got
from advocacy.record import THANKS, Caps, Record, records, span_of
from engagement.ids import MemberId
from engagement.ports import Ledger
from engagement.records import Contribution

_MOST_FOLLOWED: Final = 1_000
"""With more people around, everything is read at once (ours)."""
IsOut = Callable[[Collection[MemberId]], Collection[MemberId]]
"""Which of these people nothing is counted for."""


def nobody(_some: Collection[MemberId]) -> Collection[MemberId]:
    """Everybody is counted."""
    return ()


def records_of(
    ledger: Ledger, members: Collection[MemberId], now: datetime, *, since: datetime | None = None,
    is_out: IsOut = nobody, own_of: MemberId | None = None,
) -> dict[MemberId, Record]:  # fmt: skip
    """What ``records`` of everything since then gives for these members, as far as they have one.

    ``own_of``: one of them, to whom it is shown, and of whom everything is in it also where they are not counted.
    """
    own = ledger.contributions.of(own_of) if own_of is not None else []
    around = _around(ledger, members, since, own)
    some = _each_once(around if around is not None else ledger.contributions.all(since), own)
    out = set(is_out({one.member for one in some}))
    found = records((one for one in some if one.member not in out), now, has_rings=around is None)
    return {member: found[member] for member in members if member in found}


def _around(
    ledger: Ledger, members: Collection[MemberId], since: datetime | None, own: Sequence[Contribution]
) -> list[Contribution] | None:
    """All on which these records depend; None where that may be everything."""
    some = _each_once(ledger.contributions.around(members, members, since), own)
    theirs = [one for one in some if one.member in members]
    thanking = {one.by for one in theirs if one.kind in THANKS and one.by is not None}
    busy = ledger.contributions.who_gave_more(thanking, Caps().thanks_a_day, THANKS, since)
    if more := busy - set(members):
        theirs += ledger.contributions.around(more, (), since)
    if _may_be_in_ring(ledger, {*members, *busy}, theirs, since):
        return None
    return _each_once(some, ledger.contributions.around((), busy, since)) if busy else some


def _may_be_in_ring(
    ledger: Ledger, some: Collection[MemberId], theirs: Sequence[Contribution], since: datetime | None
) -> bool:
    """Whether any of them may be in a ring, who got ``theirs``.

    Each window is followed by itself; what is needed next is read for all of them at once.
    """
    near: dict[int, Nearby] = {}
    for window, found in got(theirs).items():
        near[window] = Nearby(some)
        near[window].learn(some, found)
    while near:
        asked = {window: unknown for window, one in near.items() if (unknown := one.unknown()) is not None}
        if any(not new or len(near[window].known) + len(new) > _MOST_FOLLOWED for window, new in asked.items()):
            return True
        spans = [one for window, new in asked.items() for one in _spans(window, new, since)]
        learnt = got(ledger.contributions.received(spans))
        near = {window: near[window] for window in asked}
        for window, new in asked.items():
            near[window].learn(new, learnt.get(window, {}))
    return False


def _spans(
    window: int, people: Collection[MemberId], since: datetime | None
) -> list[tuple[MemberId, datetime, datetime]]:
    first, end = span_of(window)
    return [(who, max(first, since or first), end) for who in sorted(people)]


def _each_once(*parts: Sequence[Contribution]) -> list[Contribution]:
    return list({one.id: one for part in parts for one in part}.values())
