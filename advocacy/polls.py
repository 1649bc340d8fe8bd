"""What do members value? A poll, what each of them chose, and what came of it.

What somebody chose stands in the words of an entry of their own: so the journal never holds it, it is gone with them,
and it is let go of when the poll closes. What is kept then is how often each value was chosen, and by how many people.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engagement.entries import Entry
from engagement.few_people import LEAST
from engagement.ids import ChannelId, MemberId, ThreadId, look_id, stable_id
from engagement.shares import wilson

POLL, CHOICE = "value_poll", "value_choice"
"""The kinds of entry."""
OPEN, CLOSED = "open", "closed"
LEAST_VALUES, MOST_VALUES = 3, 7
LONGEST_VALUE = 60
"""Characters: forms on every platform carry it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePollPolicy:
    """Dials of "Ask what members value"; all ours."""

    choices: int = 3
    """So many values each may choose."""
    rest: timedelta = timedelta(days=90)
    """From the beginning of one poll to that of the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll. ``values`` are what can be chosen, ``place`` is the channel's name; ``until`` is when it closes.

    ``voters`` and ``chosen`` (how often each value was, in their order) are known once it is closed; both are nothing
    where fewer than five people took part.
    """

    id: str
    at: datetime
    until: datetime
    values: tuple[str, ...]
    place: str
    by: MemberId | None = None
    is_open: bool = True
    voters: int = 0
    chosen: tuple[int, ...] = ()

    @property
    def look(self) -> ThreadId:
        """What looks at it hang on."""
        return look_id(POLL, self.id)

    def to_entry(self) -> Entry:
        """As it is kept; it is never due to be let go of, because it names nobody but who began it."""
        facts: dict[str, object] = {"values": list(self.values), "place": self.place, "voters": self.voters,
                                    "chosen": list(self.chosen), "until": self.until.isoformat()}  # fmt: skip
        return Entry(kind=POLL, id=self.id, at=self.at, by=self.by, state=OPEN if self.is_open else CLOSED, facts=facts)


def to_poll(entry: Entry) -> Poll:
    """Back from what is kept."""
    chosen = entry.facts.get("chosen")
    return Poll(
        id=entry.id, at=entry.at, until=datetime.fromisoformat(entry.text("until")), values=entry.texts("values"),
        place=entry.text("place"), by=entry.by, is_open=entry.state == OPEN, voters=entry.number("voters"),
        chosen=tuple(each for each in chosen if isinstance(each, int)) if isinstance(chosen, list | tuple) else (),
    )  # fmt: skip


def choice(poll: Poll, member: MemberId, numbers: Iterable[int], at: datetime) -> Entry:
    """What somebody chose, by the values' places; saying it again replaces it."""
    said = " ".join(str(number) for number in sorted(set(numbers)))
    name = stable_id(CHOICE, poll.id, member)
    return Entry(kind=CHOICE, id=name, at=at, member=member, by=member, facts={"poll": poll.id}, words=said)


def chosen_in(entry: Entry, poll: Poll) -> tuple[int, ...]:
    """The values' places that an entry holds."""
    found = (int(each) for each in entry.words.split() if each.isdigit())
    return tuple(each for each in found if each < len(poll.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """What a play is shown: the latest poll, what was chosen in it, and who is not counted (stopped, or staff).

    ``places`` are the ids of the known channels, by name; ``dials`` the community's, as no channel's own matter.
    """

    latest: Poll | None = None
    choices: tuple[Entry, ...] = ()
    out: frozenset[MemberId] = field(default_factory=frozenset)
    places: Mapping[str, tuple[ChannelId, ...]] = field(default_factory=dict)
    dials: ValuePollPolicy | None = None

    @property
    def running(self) -> Poll | None:
        """The one in which can be chosen."""
        return self.latest if self.latest is not None and self.latest.is_open else None

    def of(self, member: MemberId) -> Entry | None:
        """What somebody chose."""
        return next((one for one in reversed(self.choices) if one.member == member), None)

    def counted(self) -> list[Entry]:
        """What counts: the last word of each person."""
        last = {one.member: one for one in self.choices if one.member is not None and one.words}
        return [one for who, one in last.items() if who not in self.out]


def tally(poll: Poll, some: Sequence[Entry]) -> tuple[int, tuple[int, ...]]:
    """How many people took part, and how often each value was chosen; nothing where they are fewer than five."""
    ballots = [numbers for one in some if (numbers := chosen_in(one, poll))]
    if len(ballots) < LEAST:
        return 0, ()
    times = Counter(number for ballot in ballots for number in ballot)
    return len(ballots), tuple(times[nth] for nth in range(len(poll.values)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One value as it may be told. ``times`` is None where one to four people chose it; then it has no interval.

    ``low`` and ``high`` (0-1): the share of everybody lies there 95 times of 100 (Wilson 1927), if those who took part
    were drawn by lot, which they were not.
    """

    value: str
    times: int | None
    low: float = 0.0
    high: float = 1.0


def ranked(poll: Poll) -> list[Ranked]:
    """The values, most chosen first; those chosen by fewer than five come last, in the order in which they stood."""
    if not poll.voters:
        return []
    found: list[Ranked] = []
    for value, times in sorted(
        zip(poll.values, poll.chosen, strict=True), key=lambda one: -one[1] if one[1] >= LEAST else 0
    ):
        if times < LEAST:
            found.append(Ranked(value=value, times=None))
        else:
            low, high = wilson(times, poll.voters)
            found.append(Ranked(value=value, times=times, low=low, high=high))
    return found
