"""Do figures, taken from one another, tell of one to four people? Reports of made-up communities, two at a time.

The second report is of the same history under another playbook: with some channels only, a week more or less, without
one person who has left, or with one who has joined. Everything that is shown of both is taken apart as a curious reader
would: sums of cells, and their differences.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Final

from bench.trust.figures import Figures, Row, Work
from engagement.few_people import LEAST
from engagement.ids import ChannelId, CommunityId, MemberId, MessageId, ThreadId
from engagement.policy import ChannelPolicy, Policy
from engagement.records import ThreadFigures
from engagement.rehearsed import RehearsalReport, Run, report
from engagement.rehearsed_questions import Breakdown
from engagement.threads import QuestionModes

_BEGIN: Final = datetime(2026, 3, 2, tzinfo=UTC)
_WEEK: Final = timedelta(days=7)
_MODE: Final = QuestionModes.CONSERVATIVE
_MOST_SUMMED: Final = 3
_MANY: Final = 8
Records = int
"""A set of questions, a bit for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A group of records whose number a reader knows, and where from."""

    where: str
    records: Records


def _history(chance: random.Random) -> list[ThreadFigures]:
    """Questions of a few weeks: most people ask little, some channels and topics are small."""
    people = [f"m{number}" for number in range(chance.randrange(LEAST, 24))]
    channels, topics = ("a", "b", "c", "d")[: chance.randrange(2, 5)], ("x", "y", "")
    weights = [chance.choice((1, 3, 9)) for _ in channels]
    found = []
    for number in range(chance.randrange(12, 70)):
        channel = chance.choices(channels, weights)[0]
        is_answered = chance.random() < 0.6
        found.append(
            ThreadFigures(
                channel=ChannelId(f"slack-T:{channel}"), modes=_MODE, topics=(chance.choice(topics),),
                root_at=_BEGIN + _WEEK * chance.randrange(4) + timedelta(hours=chance.randrange(160)),
                first_reply_s=float(chance.randrange(60, 200_000)) if is_answered else None,
                first_reply_by=MemberId("helper") if is_answered else None,
                asker=MemberId(chance.choice(people)), thread=ThreadId(MessageId(f"slack-T:{channel}:{number}")),
            )
        )  # fmt: skip
    return found


def _other(history: Sequence[ThreadFigures], chance: random.Random) -> list[ThreadFigures]:
    """What another playbook, another week or another day would have seen of it."""
    kind = chance.randrange(5)
    if kind == 0:
        kept = {t.channel for t in history if chance.random() < 0.6}
        return [t for t in history if t.channel in kept]
    if kind == 1:
        return [t for t in history if t.root_at < _BEGIN + _WEEK * 3]
    if kind == 2:
        gone = chance.choice(history).asker
        return [t for t in history if t.asker != gone]
    if kind == 3:
        first = _BEGIN + _WEEK * chance.randrange(3)
        return [t for t in history if first <= t.root_at < first + _WEEK * 2]
    some = {chance.choice(history).asker for _ in range(chance.randrange(1, 9))}
    return [t for t in history if t.asker not in some]


def _report(history: Sequence[ThreadFigures], against: Sequence[ThreadFigures]) -> RehearsalReport:
    policy = Policy(community=CommunityId("c"), name="c", assume_willing=True, others=ChannelPolicy(name="*"))
    first, last = _BEGIN, _BEGIN + _WEEK * 6
    other = Run(decisions=[], threads=against, policy=policy, flag=_MODE, first_at=first, last_at=last)
    channels = {t.channel: t.channel.rpartition(":")[2] for t in history}
    return report(
        [], history, channels=channels, policy=policy, flag=_MODE, first_at=first, last_at=last, names=None,
        excerpts=lambda _: "", against=other,
    )  # fmt: skip


def _mask(history: Sequence[ThreadFigures], bits: Mapping[str, int]) -> Records:
    return sum(bits[str(t.thread)] for t in history)


def _names(history: Sequence[ThreadFigures], bits: Mapping[str, int]) -> Mapping[str, Mapping[str, Records]]:
    """The records of every cell of every table, by the name that the report gives it."""
    tables: dict[str, dict[str, Records]] = {}
    for t in history:
        where = {
            "channels": t.channel.rpartition(":")[2], "topics": t.topics[0], "hours": f"{t.root_at:%H}",
            "weekdays": str(t.root_at.weekday()), "periods": f"{t.root_at:%G-W%V}",
        }  # fmt: skip
        for table, cell in where.items():
            cells = tables.setdefault(table, {})
            cells[cell] = cells.get(cell, 0) | bits[str(t.thread)]
    return tables


def _tables(
    found: RehearsalReport, history: Sequence[ThreadFigures], bits: Mapping[str, int]
) -> Iterator[list[_Shown]]:
    """The groups of each table that stands in the report."""
    everything = _mask(history, bits)
    for table, cells in _names(history, bits).items():
        shown: Breakdown = getattr(found.tables, table)
        groups = [_Shown(where=f"{table} {cell.name}", records=cells[cell.name]) for cell in shown.cells]
        if shown.others is not None:
            groups.append(_Shown(where=f"{table} others", records=everything - sum(g.records for g in groups)))
        yield groups
    if found.headline is not None:
        yield [_Shown(where="all", records=everything)]
        if found.headline.first is not None:
            yield [_Shown(where="answered", records=_mask(_answered(history), bits))]


def _answered(history: Sequence[ThreadFigures]) -> Sequence[ThreadFigures]:
    return [t for t in history if t.first_reply_s is not None]


def _theirs(
    found: RehearsalReport, against: Sequence[ThreadFigures], bits: Mapping[str, int]
) -> Iterator[list[_Shown]]:
    """What is told of the other run."""
    if found.against is None:
        return
    told = {difference.name: difference.theirs for difference in found.against.differences}
    if told.get("questions") is not None:
        yield [_Shown(where="all of the other", records=_mask(against, bits))]
    if told.get("first") is not None:
        yield [_Shown(where="answered of the other", records=_mask(_answered(against), bits))]


def _sums(groups: Sequence[_Shown]) -> Iterator[_Shown]:
    """What can be added up within one table: up to three cells, two where there are many."""
    most = _MOST_SUMMED if len(groups) <= _MANY else _MOST_SUMMED - 1
    for size in range(1, min(most, len(groups)) + 1):
        for some in combinations(groups, size):
            yield _Shown(where=" + ".join(g.where for g in some), records=sum(g.records for g in some))


def _faults(found: RehearsalReport, history: Sequence[ThreadFigures], other: Sequence[ThreadFigures]) -> Iterator[str]:
    """What a curious reader finds out."""
    askers = {str(t.thread): t.asker for t in (*history, *other)}
    bits = {thread: 1 << number for number, thread in enumerate(sorted(askers))}
    of_people: dict[object, Records] = {}
    for thread, asker in askers.items():
        of_people[asker] = of_people.get(asker, 0) | bits[thread]
    people = list(of_people.values())

    def is_too_few(records: Records) -> bool:
        return 0 < sum(bool(records & one) for one in people) < LEAST

    tables = [list(_sums(groups)) for groups in (*_tables(found, history, bits), *_theirs(found, other, bits))]
    for some in tables:
        yield from (f"{one.where} is about too few people" for one in some if is_too_few(one.records))
    for first, second in combinations(tables, 2):
        for one in first:
            for two in second:
                both = one.records & two.records
                if (both in (one.records, two.records)) and is_too_few(one.records ^ two.records):
                    yield f"{one.where} and {two.where} lie too few people apart"


def run(work: Work) -> Figures:
    """One pair of reports after the other, each from its own seed, until so many figures were asked for."""
    failures: list[str] = []
    first_bad: int | None = None
    pairs = beside = figures = 0
    while figures < work.size:
        seed = work.seed + pairs
        chance = random.Random(seed)
        history = _history(chance)
        other = _other(history, chance)
        mine, theirs = (history, other) if chance.random() < 0.5 else (other, history)
        found = _report(mine, theirs)
        pairs += 1
        figures += _figures(found)
        beside += bool(found.against and found.against.differences)
        faults = [f"seed {seed}: {fault}" for fault in _faults(found, mine, theirs)]
        first_bad = seed if faults and first_bad is None else first_bad
        failures += faults[:1]
    if not beside:
        failures.append("no two reports were ever shown side by side: nothing was tried")
    return Figures(
        tried=figures, unintended=len(failures), seed=work.seed if first_bad is None else first_bad,
        failures=tuple(failures[:20]), absolute={"pairs of reports": pairs, "shown side by side": beside},
    )  # fmt: skip


def _figures(found: RehearsalReport) -> int:
    """How many figures the report answers with, or would if it could tell them: each is somebody's query."""
    tables = found.tables
    shown = (tables.channels, tables.topics, tables.hours, tables.weekdays, tables.periods)
    beside = len(found.against.differences) if found.against is not None else 0
    return 1 + sum(len(table.cells) + bool(table.others) for table in shown) + 2 * beside


ROW = Row(
    name="disclosures",
    title="Reports two at a time: other channels, adjacent weeks, one person more or less; cells added and subtracted",
    holds="0 sums or differences of what is shown are about one to four people",
    unit="figures asked for",
    sizes={"small": 1_000, "ci": 20_000, "long": 2_000_000},
    run=run,
)
