"""Each schedule comes round once a day, on a virtual clock, at every change of every zone's clock from 2020 to 2037.

What should happen is worked out from the offsets alone, by another way than the code's. Then the clock itself goes
wrong: it jumps back and forth by minutes to days, and two processes ask at once.
"""

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo, available_timezones

from bench.trust.figures import Figures, Row, Work
from engagement.ids import CommunityId
from engagement.people import WEEKDAYS
from engagement.ports import Occurrences
from engagement.schedules import Due, Missed, Schedule, claim_due, latest
from storage import StoredMemory, open_memory

_FIRST, _LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_AROUND = timedelta(hours=50)
_OURS = CommunityId("clocks")
_JUMPS = (timedelta(minutes=7), timedelta(hours=1), timedelta(hours=26), timedelta(days=9))
_RACED = 150
_NASTY = ("America/Nuuk", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo")
"""Over midnight, by half an hour, every Ramadan, at midnight: tried also where only some are."""

Offsets = tuple[tuple[datetime, timedelta], ...]
"""From when on a zone has which offset; the first is that of the beginning."""


@dataclass(slots=True)
class _Found:
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    unintended: int = 0
    failures: list[str] = field(default_factory=list)

    def compare(self, expected: Sequence[datetime], fired: Sequence[datetime], told: str) -> None:
        """Every occurrence once, and no other."""
        self.tried += 1
        lost, doubled = set(expected) - set(fired), len(fired) - len(set(fired))
        others = set(fired) - set(expected)
        self.lost += len(lost)
        self.doubled += doubled
        self.unintended += len(others)
        if lost or doubled or others:
            first = sorted(lost | others)[:3]
            self.failures.append(f"{told}: {len(lost)} skipped, {doubled} doubled, {len(others)} others; {first}")


def _offsets(name: str) -> Offsets:
    """A zone's offsets, found by halving: whole seconds."""
    where, found = ZoneInfo(name), [(_FIRST, _offset(ZoneInfo(name), _FIRST))]
    at = _FIRST
    while at < _LAST:
        if _offset(where, at + _DAY) != found[-1][1]:
            before, after = at, at + _DAY
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) / 2
                middle = middle.replace(microsecond=0)
                before, after = (middle, after) if _offset(where, middle) == found[-1][1] else (before, middle)
            found.append((after, _offset(where, after)))
        at += _DAY
    return tuple(found)


def _offset(where: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(where).utcoffset()
    assert found is not None
    return found


def _zones(draw: random.Random, limit: int) -> list[tuple[str, Offsets]]:
    """One zone for each way to change, every way; fewer when only so many changes are wanted."""
    names = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    if limit < _ALL:
        draw.shuffle(names)
        names = [name for name in _NASTY if name in names] + names
    found: dict[Offsets, str] = {}
    changes = 0
    for name in names:
        offsets = _offsets(name)
        if offsets not in found:
            found[offsets] = name
            changes += len(offsets) - 1
        if changes >= limit < _ALL:
            break
    return [(name, offsets) for offsets, name in found.items()]


def _expected(schedule: Schedule, offsets: Offsets, start: datetime, end: datetime) -> list[datetime]:
    """The instants in (start, end] at which it has to come, from the offsets alone."""
    spans = [
        (began, offsets[nth + 1][0] if nth + 1 < len(offsets) else _LAST + _DAY, offset)
        for nth, (began, offset) in enumerate(offsets)
    ]
    spans = [span for span in spans if span[0] <= end + _DAY and span[1] >= start - _DAY]
    day, found = start.date() - _DAY, []
    while day <= end.date() + _DAY:
        if not schedule.days or WEEKDAYS[day.weekday()] in schedule.days:
            found.append(_shown_at(datetime.combine(day, schedule.at, tzinfo=UTC), spans))
        day += _DAY
    return sorted(at for at in found if start < at <= end)


def _shown_at(wall: datetime, spans: Sequence[tuple[datetime, datetime, timedelta]]) -> datetime:
    """When the wall clock first shows it; when it never does, as if it had not been moved yet."""
    shown = [wall - offset for began, ended, offset in spans if began <= wall - offset < ended]
    if shown:
        return min(shown)
    return next(wall - offset for _, ended, offset in spans if wall - offset >= ended > wall - offset - _DAY)


def _kinds(name: str, change: datetime, offsets: Offsets) -> list[Schedule]:
    """Schedules that a change of the clock may hurt: about it, at midnight, in the morning, weekly."""
    nth = next(n for n, (at, _) in enumerate(offsets) if at == change)
    before, after = offsets[nth - 1][1], offsets[nth][1]
    from_, to = change + before, change + after
    middle = from_ + (to - from_) / 2
    day = WEEKDAYS[from_.weekday()]
    made = [(middle.time(), ()), (from_.time(), ()), (time(0), ()), (time(9), ()), (middle.time(), (day,))]
    return [
        Schedule(name=f"kind {n}", zone=name, at=at.replace(microsecond=0, tzinfo=None), days=days)
        for n, (at, days) in enumerate(made)
    ]


class _Asker:
    """What wakes now and then and asks what is due, as a running community does."""

    def __init__(self, occurrences: Occurrences, schedule: Schedule) -> None:
        self._occurrences = occurrences
        self._schedule = schedule
        self._seen: datetime | None = None
        self.due: list[Due] = []

    def wake(self, now: datetime) -> None:
        """Ask, unless this occurrence was seen to already."""
        newest = latest(self._schedule, now)
        if newest != self._seen:
            self.due += claim_due(self._occurrences, self._schedule, now)
            self._seen = newest

    def restart(self) -> None:
        """As after a restart: nothing is held."""
        self._seen = None

    @property
    def fired(self) -> list[datetime]:
        return [due.occurrence for due in self.due]


class _Claimed:
    """What was claimed of one schedule, held in memory: so many changes need no database."""

    def __init__(self) -> None:
        self._known: list[datetime] = []

    def claim(self, schedule: str, occurrence: datetime, at: datetime) -> bool:  # noqa: ARG002  # one schedule
        """See ``Occurrences``."""
        nth = bisect_left(self._known, occurrence)
        if self._known[nth : nth + 1] == [occurrence]:
            return False
        self._known.insert(nth, occurrence)
        return True

    def last(self, schedule: str, until: datetime | None = None) -> datetime | None:  # noqa: ARG002  # one schedule
        """See ``Occurrences``."""
        nth = len(self._known) if until is None else bisect_right(self._known, until)
        return self._known[nth - 1] if nth else None


def _changes(zones: Sequence[tuple[str, Offsets]], draw: random.Random, found: _Found) -> int:
    """Every change of every zone's clock, for each kind of schedule."""
    changes = 0
    for name, offsets in zones:
        for change, _ in offsets[1:]:
            changes += 1
            for schedule in _kinds(name, change, offsets):
                asker = _Asker(_Claimed(), schedule)
                start, end = change - _AROUND, change + _AROUND
                asker.wake(start - 8 * _DAY)
                asker.wake(start)
                asker.due.clear()
                for now in _wakes(start, end, draw):
                    asker.wake(now)
                told = f"{schedule}, changed {change.isoformat()}"
                found.compare(_expected(schedule, offsets, start, end), asker.fired, told)
    return changes


def _wakes(start: datetime, end: datetime, draw: random.Random) -> Iterator[datetime]:
    now = start
    while now < end:
        now = min(now + timedelta(seconds=draw.randint(60, 18_000)), end)
        yield now


def _wrong_clocks(
    memory: StoredMemory, zones: Sequence[tuple[str, Offsets]], times: int, draw: random.Random, found: _Found
) -> None:
    """The clock is ahead or behind for some hours, again and again; restarts come in between."""
    for nth in range(times):
        name, offsets = draw.choice(zones)
        start = _FIRST + draw.randint(40, 6_000) * _DAY
        moment = time(draw.randint(0, 23), draw.randint(0, 59))
        missed = draw.choice([Missed.MERGE, Missed.RUN])
        schedule = Schedule(name=f"wrong {nth}", zone=name, at=moment, missed=missed)
        end, sure = start + 30 * _DAY, start + 12 * _DAY
        with memory.direct(_OURS) as ledger:
            asker = _Asker(ledger.occurrences, schedule)
            asker.wake(start)
            wrong = timedelta()
            for now in _wakes(start, end, draw):
                if now < sure and draw.random() < 0.2:
                    wrong = draw.choice([timedelta(), draw.choice(_JUMPS), -draw.choice(_JUMPS)])
                if draw.random() < 0.1:
                    asker.restart()
                asker.wake(now + (wrong if now < sure else timedelta()))
        first = latest(schedule, start)
        expected = _expected(schedule, offsets, first, end)
        if missed is Missed.MERGE:  # while the clock was behind some were missed: another spoke for them
            expected = [at for at in expected if at in asker.fired or not _is_spoken_for(at, asker.due)]
        found.compare(expected, [at for at in asker.fired if at > first], f"{schedule}, {start}")


def _is_spoken_for(at: datetime, dues: Sequence[Due]) -> bool:
    return any(due.since < at <= due.occurrence for due in dues)


def _race(url: str, found: _Found) -> None:
    """Two that do not know of each other, each with a memory of its own, ask for the same occurrences."""
    schedule = Schedule(name="race", zone="Europe/Berlin", at=time(9))
    memories = [open_memory(url), open_memory(url)]
    start = datetime(2026, 1, 1, tzinfo=UTC)

    def ask(memory: StoredMemory) -> list[datetime]:
        fired = []
        for nth in range(_RACED):
            with memory.direct(_OURS) as ledger:
                fired += [due.occurrence for due in claim_due(ledger.occurrences, schedule, start + nth * _DAY)]
        return fired

    with ThreadPoolExecutor(2) as pool:
        both = [at for fired in pool.map(ask, memories) for at in fired]
    offsets = _offsets("Europe/Berlin")
    first = latest(schedule, start)
    found.compare(_expected(schedule, offsets, first, start + (_RACED - 1) * _DAY), both, "two at once")
    for memory in memories:
        memory.close()


_ALL = 1_000


def run(work: Work) -> Figures:
    """All changes at ``ci`` and ``long``, some at ``small``."""
    draw, found = random.Random(work.seed), _Found()
    zones = _zones(draw, min(_ALL, work.size))
    with TemporaryDirectory(prefix="hubbub-clocks-") as folder:
        url = f"sqlite:///{Path(folder) / 'clocks.db'}"
        memory = open_memory(url, durable=False)
        work.report(f"clocks: {len(zones)} ways to change the clock")
        changes = _changes(zones, draw, found)
        wrong = max(work.size // 20, work.size - 6_000, 10)
        _wrong_clocks(memory, zones, wrong, draw, found)
        memory.close()
        _race(url, found)
    return Figures(
        tried=found.tried, lost=found.lost, doubled=found.doubled, unintended=found.unintended, seed=work.seed,
        failures=tuple(found.failures),
        absolute={"zones": len(zones), "changes": changes, "wrong clocks": wrong, "raced for": _RACED},
    )  # fmt: skip


ROW = Row(
    name="clocks",
    title="Every change of every zone's clock from 2020 to 2037, for daily and weekly schedules; clocks that jump.",
    holds="each occurrence comes once: none is doubled, none is skipped.",
    unit="schedules",
    sizes={"small": 100, "ci": 6_000, "long": 15_000},
    run=run,
)
