"""Can somebody be in a ring at all? Told from what a few people got, without reading everybody's contributions.

Whoever is in a ring got nearly all they got from its five others at the most, and so did these (``advocacy.rings``).
So people are looked at one step further from giver to giver only while a ring is still possible, which ends at once for
nearly everybody; and where it does not hold, there is no ring.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from advocacy.record import is_passed_on, windows_of
from advocacy.rings import LARGEST, LEAST_EACH, SHARE
from engagement.ids import MemberId
from engagement.records import Contribution

Got = Counter[MemberId]
"""How often somebody got something from whom."""


def got(received: Iterable[Contribution]) -> dict[int, dict[MemberId, Got]]:
    """By window, what each person got, where their few largest givers gave a ring's share of it."""
    found: dict[int, dict[MemberId, Got]] = defaultdict(lambda: defaultdict(Counter))
    for one in received:
        if is_passed_on(one) and one.by is not None:
            for window in windows_of(one.at):
                found[window][one.member][one.by] += 1
    return {
        window: some
        for window, each in found.items()
        if (some := {who: by for who, by in each.items() if _is_enough(_most(by), by)})
    }


@dataclass(slots=True)
class Nearby:
    """What is known in one window of ``some`` and of whoever gave to them.

    A ring is closed: each of its people got a ring's share from within. So whoever is not among those who are left,
    when all are taken away again and again for whom that cannot hold, is in none; whoever is not known yet might.
    """

    some: Collection[MemberId]
    known: dict[MemberId, Got | None] = field(default_factory=dict)
    """None: they can be in no ring, whoever gave to them."""

    def learn(self, people: Iterable[MemberId], found: Mapping[MemberId, Got]) -> None:
        """These people got what ``found`` says of them, or can be in no ring."""
        self.known.update({who: found.get(who) for who in people})

    def unknown(self) -> set[MemberId] | None:
        """Whom one has to know of next; nobody where a ring is possible; None where there is certainly none."""
        left = self._left()
        reached = {who for who in self.some if who in left}
        if not reached:
            return None
        new = set(reached)
        while new:
            new = {giver for who in new for giver in left[who] if giver in left} - reached
            reached |= new
        return {giver for who in reached for giver in left[who]} - self.known.keys()

    def _left(self) -> dict[MemberId, Got]:
        left = {who: by for who, by in self.known.items() if by is not None}
        while True:
            out = [who for who, by in left.items() if not _is_enough(self._inside(by, left), by)]
            if not out:
                return left
            for who in out:
                del left[who]

    def _inside(self, by: Got, left: Mapping[MemberId, Got]) -> int:
        return sum(number for giver, number in by.items() if giver in left or giver not in self.known)


def _most(by: Got) -> int:
    return sum(number for _, number in by.most_common(LARGEST - 1))


def _is_enough(inside: int, by: Got) -> bool:
    return inside >= LEAST_EACH and inside >= SHARE * by.total()
