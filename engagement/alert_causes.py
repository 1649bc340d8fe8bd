"""Where does a change come from? The questions of before and after, divided by channel, topic, newcomers and helpers.

Shares are taken apart as ``causes`` says. How many there are of something a day is the sum over its parts, so the
change of each part by the change of all is its share of it; what chance does to a count is Poisson's.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import median

from engagement.causes import MOST, Breakdown, Cause, Effect, Part, find_causes
from engagement.digests import Figure
from engagement.few_people import LEAST
from engagement.health import DAY
from engagement.ids import ChannelId, MemberId

NEWCOMERS, OTHERS = "newcomers", "others"
FEW_HELPERS, MANY_HELPERS = "few_helpers", "many_helpers"
CHANNEL, TOPIC, ASKERS, HELPERS = "channel", "topic", "askers", "helpers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: ``wait`` is seconds to the first reply, ``is_new``: its asker wrote first within a month before."""

    day: date
    channel: ChannelId
    asker: MemberId
    topics: tuple[str, ...] = ()
    is_new: bool = False
    wait: float | None = None
    replier: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How many members wrote in a channel on a day."""

    day: date
    channel: ChannelId
    people: int


def causes_of(
    figure: Figure,
    questions: Sequence[Question],
    since: date,
    staff: Collection[MemberId],
    writing: Sequence[Writing] = (),
    wrote: Mapping[ChannelId, Collection[MemberId]] | None = None,
) -> list[Cause]:
    """The likeliest causes of a change of this figure on that day, the strongest first; none about a few people."""
    if figure is Figure.PEOPLE:
        return _of_people(writing, wrote or {}, since)
    if figure is Figure.QUESTIONS:
        return _of_counts(questions, since)
    some, is_hit = _judged(figure, questions, since, staff)
    return find_causes({kind: _breakdown(parts, is_hit, since) for kind, parts in _divided(some).items()})


def _judged(
    figure: Figure, questions: Sequence[Question], since: date, staff: Collection[MemberId]
) -> tuple[Sequence[Question], Callable[[Question], bool]]:
    """Which questions a share is about, and which of them count in it."""
    if figure is Figure.ANSWERED:
        return questions, lambda one: one.wait is not None and one.wait <= DAY.total_seconds()
    replied = [one for one in questions if one.wait is not None]
    if figure is Figure.BY_MEMBERS:
        return replied, lambda one: one.replier not in staff
    usual = median([one.wait or 0.0 for one in replied if one.day < since] or [0.0])
    return replied, lambda one: (one.wait or 0.0) <= usual


def _divided(questions: Sequence[Question]) -> dict[str, dict[str, list[Question]]]:
    """All questions, divided in each way; "" is what has no name."""
    helpers: dict[date, set[MemberId]] = defaultdict(set)
    for one in questions:
        helpers[one.day].update({one.replier} - {None})  # type: ignore[arg-type]  # nobody is taken away
    usual = median([len(some) for some in helpers.values()] or [0])
    ways: Mapping[str, Callable[[Question], str]] = {
        CHANNEL: lambda one: one.channel,
        TOPIC: lambda one: next(iter(sorted(one.topics)), ""),
        ASKERS: lambda one: NEWCOMERS if one.is_new else OTHERS,
        HELPERS: lambda one: FEW_HELPERS if len(helpers[one.day]) < usual else MANY_HELPERS,
    }
    found: dict[str, dict[str, list[Question]]] = {}
    for kind, name_of in ways.items():
        parts: dict[str, list[Question]] = defaultdict(list)
        for one in questions:
            parts[name_of(one)].append(one)
        found[kind] = dict(parts)
    return found


def _breakdown(parts: Mapping[str, Sequence[Question]], is_hit: Callable[[Question], bool], since: date) -> Breakdown:
    return {name: _part(some, is_hit, since, is_named=bool(name)) for name, some in parts.items()}


def _part(some: Sequence[Question], is_hit: Callable[[Question], bool], since: date, *, is_named: bool) -> Part:
    before, after = _around(some, since)
    return Part(
        hits_before=sum(map(is_hit, before)), of_before=len(before),
        hits_after=sum(map(is_hit, after)), of_after=len(after),
        people=_people(some) if is_named else 0,
    )  # fmt: skip


def _around(some: Iterable[Question], since: date) -> tuple[list[Question], list[Question]]:
    before: list[Question] = []
    after: list[Question] = []
    for one in some:
        (before if one.day < since else after).append(one)
    return before, after


def _people(some: Iterable[Question]) -> int:
    return len({who for one in some for who in (one.asker, one.replier) if who is not None})


def _of_counts(questions: Sequence[Question], since: date) -> list[Cause]:
    days = {one.day for one in questions}
    spans = _span(min(days, default=since), since), _span(since, max(days, default=since), is_whole=True)
    found: list[Cause] = []
    for kind, parts in _divided(questions).items():
        if kind == HELPERS:
            continue  # how many helpers a day has says nothing about how many ask
        counts = {name: tuple(map(len, _around(some, since))) for name, some in parts.items()}
        people = {name: _people(some) if name else 0 for name, some in parts.items()}
        found += _counted(kind, counts, spans, people)  # type: ignore[arg-type]  # pairs
    return sorted(found, key=lambda each: (-each.share, each.kind))[:MOST]


def _of_people(writing: Sequence[Writing], wrote: Mapping[ChannelId, Collection[MemberId]], since: date) -> list[Cause]:
    days = {one.day for one in writing}
    spans = _span(min(days, default=since), since), _span(since, max(days, default=since), is_whole=True)
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for one in writing:
        (before if one.day < since else after)[one.channel] += one.people
    counts = {name: (before[name], after[name]) for name in sorted({*before, *after})}
    people = {name: len(wrote.get(ChannelId(name), ())) for name in counts}
    return sorted(_counted(CHANNEL, counts, spans, people), key=lambda each: -each.share)[:MOST]


def _span(first: date, last: date, *, is_whole: bool = False) -> int:
    """Days from the first to the last, which is counted as well where the span ``is_whole``."""
    return max(1, (last - first).days + is_whole)


def _counted(
    kind: str, counts: Mapping[str, tuple[int, int]], spans: tuple[int, int], people: Mapping[str, int]
) -> list[Cause]:
    """The part of this kind whose number a day explains most of the change of all; none where none clearly does."""
    rates = {name: (before / spans[0], after / spans[1]) for name, (before, after) in counts.items()}
    whole = sum(before for before, _ in rates.values()), sum(after for _, after in rates.values())
    change = whole[1] - whole[0]
    if not change:
        return []
    found = [
        Cause(
            kind=kind, part=name, effect=Effect.WITHIN, points=after - before, share=(after - before) / change,
            before=before, after=after, by_size=before / whole[0] if whole[0] else 0.0,
            error=sqrt((counts[name][0] + 1) / spans[0] ** 2 + (counts[name][1] + 1) / spans[1] ** 2),
        )
        for name, (before, after) in rates.items()
    ]  # fmt: skip
    clear = [each for each in found if each.is_clear and people[each.part] >= LEAST]
    return sorted(clear, key=lambda each: (round(each.by_size - each.share, 9), each.part))[:1]
