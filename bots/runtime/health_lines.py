"""The lines of the health log about days and weeks: how a week is divided, and what it brought.

The line of a week about the whole community tells of the part of time that ends with the week: where few wrote in the
weeks before, these belong to it (see ``engagement.whole_weeks``).
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

from bots.runtime.health import read_days
from engagement.health import ThreadHealth, thread_health
from engagement.health_days import Asking, DayCell, LogLine, Span, due
from engagement.ids import ChannelId, MemberId
from engagement.listening import Written, heard, sample
from engagement.ports import Ledger
from engagement.records import Within
from engagement.threads import QuestionModes
from engagement.whole_weeks import Divided, Weeks, apart

_ANSWERING = ("eligible", "answered_1h", "answered_24h", "never", "median_first_response_s", "p90_first_response_s",
              "by_peers", "accepted", "median_accepted_s")  # fmt: skip


def settled_weeks(
    ledger: Ledger, now: datetime, mode: QuestionModes, staff: Collection[MemberId]
) -> list[list[LogLine]]:
    """The lines of each settled week, oldest first, of the community first; those not logged yet as they will be."""
    log = ledger.health_days
    found = [[line] for line in log.logged(Span.WEEK, datetime(1970, 1, 1, tzinfo=UTC))]
    if found:
        latest = [line for line in log.latest(Span.WEEK) if line.channel is not None]
        found[-1] += latest
    first = min([day for day in (log.first_day(), *log.touched()) if day is not None], default=None)
    for monday in due(Span.WEEK, found[-1][0].at.date() if found else None, first, now) if first is not None else ():
        weeks = [(lines[0].at.date(), bool(lines[0].figures)) for lines in found]
        found.append(brought(ledger, Span.WEEK, monday, Divided(weeks=weeks), mode, staff))
    return found


def brought(
    ledger: Ledger, span: Span, day: date, divided: Divided, mode: QuestionModes, staff: Collection[MemberId]
) -> list[LogLine]:
    """What this day, or the week from this Monday on, brought: a line for the community, then one for each channel.

    ``divided`` is how time is divided up to then.
    """
    at = datetime.combine(day, time.min, UTC)
    last = day + timedelta(days=6 if span is Span.WEEK else 0)
    within = Within(since=at, until=datetime.combine(last, time.max, UTC))
    places: dict[ChannelId | None, list[DayCell]] = defaultdict(list, {None: []})
    for cell in read_days(ledger, within, staff):
        places[None].append(cell)
        places[cell.channel].append(cell)
    wrote = ledger.figures.wrote(within, staff)
    before = _before(day, divided) if span is Span.WEEK else None
    earlier = set[MemberId]().union(*ledger.figures.wrote(before, staff).values()) if before is not None else set()
    is_told, alone = apart(wrote, earlier)
    everybody = earlier.union(*wrote.values())
    asked: Sequence[Asking] = ()
    written: Sequence[Written] = ()
    if span is Span.WEEK and is_told:
        whole = Within(since=before.since if before is not None else at, until=within.until)
        written = ledger.figures.written(within, staff)
        asked = [one for one in ledger.figures.people(whole, staff, whole.until).askings if one.modes & mode]
        places[None] += read_days(ledger, before, staff) if before is not None else []
    found: list[LogLine] = []
    for channel, cells in places.items():
        is_this_told = is_told if channel is None else channel in alone
        figures = (
            _figures(cells, len(wrote.get(channel, ()) if channel is not None else everybody), mode)
            if is_this_told
            else {}
        )
        if figures and span is Span.WEEK:
            of_this = [one for one in asked if channel is None or (one.channel == channel and one.week == day)]
            figures["asking"] = _asking(of_this)
            figures |= _heard(ledger, [one for one in written if channel in {None, one.channel}])
        found.append(LogLine(span=span, at=at, channel=channel, figures=figures))
    return found


def answering(line: LogLine, least: int) -> ThreadHealth | None:
    """How questions of the line were answered; None where fewer than so many asked or replied first."""
    if (line.figures.get("asking") or 0) < least:
        return None
    some = {name: line.figures[name] for name in _ANSWERING}
    return ThreadHealth(**some, top10_first_reply_share=None)  # type: ignore[arg-type]  # counts are whole


def parts_of(lines: Sequence[Sequence[LogLine]]) -> list[tuple[Weeks, Sequence[LogLine]]]:
    """The parts of time, oldest first, each with the lines of the week that ends it."""
    divided = Divided(weeks=[(each[0].at.date(), bool(each[0].figures)) for each in lines])
    return [
        (Weeks(first=divided.before(monday) or monday, last=monday), each)
        for each, (monday, is_end) in zip(lines, divided.weeks, strict=True)
        if is_end
    ]


def _before(monday: date, divided: Divided) -> Within | None:
    """The weeks before this one that belong to it: too few wrote in them to be told of by themselves."""
    begin = divided.before(monday)
    if begin is None or begin == monday:
        return None
    until = datetime.combine(monday - timedelta(days=1), time.max, UTC)
    return Within(since=datetime.combine(begin, time.min, UTC), until=until)


def _asking(some: Sequence[Asking]) -> int:
    return len({each.asker for each in some} | {each.replier for each in some if each.replier is not None})


def _heard(ledger: Ledger, written: Sequence[Written]) -> dict[str, float | None]:
    return heard(written, ledger.figures.words_of([one.message for one in sample(written)])).figures()


def _figures(cells: Collection[DayCell], people: int, mode: QuestionModes) -> dict[str, float | None]:
    asked = [group for cell in cells for group in cell.groups if group.modes & mode]
    found: dict[str, float | None] = asdict(thread_health(asked))
    del found["top10_first_reply_share"]
    return {**found, "people": people, "messages": sum(cell.human_messages for cell in cells)}
