"""Which weeks may figures be told of, so that no two reports, one taken from the other, tell of one to four people?

Statistics offices publish from one fixed division of the records and let small cells disappear in it (Handbook on
Statistical Disclosure Control, chapter 4: secondary suppression). So do we: the records are divided once, and every
report is a union of the parts.

- Time is divided into ISO weeks (UTC) that are over and settled. A week in which one to four people wrote belongs to
  the next one in which five or more did: no report begins or ends between them.
- Within a week a channel stands by itself where five or more people wrote there; all others of that week are one part,
  which grows by the smallest channel where it would be about one to four people (``few_people.cut``).
- A week is divided when it is settled, and never again: what comes late belongs to the part that there is.

Whatever is added up over parts, all sums and differences of reports are about whole parts: nothing smaller can be had.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engagement.few_people import LEAST, cut
from engagement.ids import ChannelId, MemberId

WEEK = timedelta(days=7)
_EARLIER = "\0earlier"
"""In place of a channel: who wrote in the weeks before that belong to this one. No channel is called so."""


def apart(
    wrote: Mapping[ChannelId, Collection[MemberId]], earlier: Collection[MemberId] = ()
) -> tuple[bool, frozenset[ChannelId]]:
    """Whether a week ends a part of time, and which of its channels stand by themselves.

    ``wrote`` is who wrote in the week, by channel; ``earlier`` who did in the weeks before that belong to it.
    """
    if len(set[MemberId]().union(*wrote.values())) < LEAST:
        return False, frozenset()
    records: list[MemberId] = []
    table: dict[str, list[int]] = {}
    for name, people in ((_EARLIER, earlier), *sorted(wrote.items())):
        table[name] = list(range(len(records), len(records) + len(people)))
        records += sorted(people)
    (found,) = cut([table], records)
    return True, frozenset(ChannelId(name) for name in found.shown if name != _EARLIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Weeks that belong together, by the Mondays of the first and the last."""

    first: date
    last: date

    @property
    def number(self) -> int:
        """How many these are."""
        return (self.last - self.first).days // 7 + 1

    def holds(self, monday: date) -> bool:
        """Whether that week is one of them."""
        return self.first <= monday <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """How time is divided: all settled weeks in order, and of each whether a part ends with it."""

    weeks: Sequence[tuple[date, bool]] = ()

    def before(self, monday: date) -> date | None:
        """With which week the part begins that this week belongs to; None where nothing lies before it."""
        earlier = [one for one in self.weeks if one[0] < monday]
        if not earlier:
            return None
        last_end = next((at for at, is_end in reversed(earlier) if is_end), None)
        return earlier[0][0] if last_end is None else last_end + WEEK

    def chosen(self, number: int | None, until: date | None = None) -> Weeks | None:
        """So many weeks (None: all) up to that one, or the last that can be told; None where there are none.

        Where they would begin in the middle of a part, they begin with it: rather some weeks more.
        """
        ends = [monday for monday, is_end in self.weeks if is_end and (until is None or monday <= until)]
        if not ends:
            return None
        last, begin = ends[-1], self.weeks[0][0]
        if number is not None:
            wanted = last - (number - 1) * WEEK
            before = [monday for monday in ends if monday < wanted]
            begin = before[-1] + WEEK if before else begin
        return Weeks(first=begin, last=last)


def runs(mondays: Collection[date]) -> list[Weeks]:
    """Weeks one after the other, as runs."""
    found: list[Weeks] = []
    for monday in sorted(mondays):
        if found and monday == found[-1].last + WEEK:
            found[-1] = Weeks(first=found[-1].first, last=monday)
        else:
            found.append(Weeks(first=monday, last=monday))
    return found
