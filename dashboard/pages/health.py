"""Health: is the community answering, on whom does it depend, and do newcomers stay?

Whole weeks that are over, and nothing in between: see ``bots.runtime.health_reports``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from fastapi.responses import HTMLResponse

from bots.runtime.health import staff_of, with_names
from bots.runtime.health_reports import SPANS, Spans, find_report, spans_of
from dashboard.health import told
from dashboard.rehearsal.words import percent, span
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.health import Health
from engagement.health_days import SETTLED, LogLine, Span
from engagement.ids import ChannelId
from engagement.ports import Ledger
from engagement.signing_in import PageRole
from engagement.whole_weeks import WEEK, Weeks

NAMES: Final[Mapping[str, str]] = {"13": "13 weeks", "26": "26 weeks", "52": "a year", "all": "everything"}
BESIDE: Final[Mapping[str, str]] = {"before": "the weeks before", "year": "a year earlier", "none": "nothing"}
"""What a time can be held against; a channel's id holds it against that channel in the same time."""
_USUAL: Final = "13"
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the memory holds for this look."""

    spans: Spans | None = None
    now: Health | None = None
    beside: Health | None = None
    log: Sequence[LogLine] = ()


def health(visit: Here, weeks: str = _USUAL, channel: str = "", beside: str = "before") -> HTMLResponse:
    """The figures of some weeks, of all channels or one, and beside them those of another time or channel."""
    chosen = weeks if weeks in NAMES else _USUAL
    known: dict[str, str] = {
        each.id: each.name
        for each in visit.live.owner.community.channels.values()
        if visit.role is PageRole.MANAGER or not each.is_private
    }
    place = ChannelId(channel) if channel in known else None
    against = beside if beside in BESIDE or beside in known else "before"
    read = visit.read(lambda ledger: _read(visit, ledger, SPANS[chosen], place, against))
    shown = _only(read.now or Health.nothing(), known)
    name = f"#{known[place]}" if place is not None else "All channels"
    if against in BESIDE:
        name, other_name = "These weeks", BESIDE[against].capitalize()
    else:
        other_name = f"#{known[against]}"
    columns = [shown, read.beside] if read.beside is not None else [shown]
    return visit.show(
        "health", weeks=chosen, spans=NAMES, channel=place or "", known=sorted(known.items(), key=lambda one: one[1]),
        against=against, ways=BESIDE, found=with_names(shown, known), time=read.spans.now if read.spans else None,
        first_on=_first_on(visit.now.date()), tiles=told.tiles(shown, read.beside), is_told=told.is_told(shown),
        columns=[name, other_name][: len(columns)], beside_name=other_name,
        answering=told.answering([one.questions for one in columns]), people=told.people(columns),
        readings=told.answering([shown.threads, shown.questions, shown.marked]), then=told.told_then(read.log),
        tones=told.tones(read.log), tone_chart=told.tone_chart(read.log), themes=told.themes(read.log),
        charts=told.charts(shown, name, read.beside, other_name), share=percent, length=span,
        last_day=lambda some: some.last + timedelta(days=6),
    )  # fmt: skip


def _read(visit: Visit, ledger: Ledger, number: int | None, place: ChannelId | None, against: str) -> _Read:
    mode = visit.live.health_log.mode
    spans = spans_of(ledger.health_days.divided(), number)
    if spans is None:
        return _Read()
    staff = staff_of(ledger, visit.live.owner.community.policy)

    def report(weeks: Weeks | None, channel: ChannelId | None) -> Health | None:
        found = find_report(ledger, weeks, channel, mode, staff) if weeks is not None else None
        return found if found is not None and told.is_told(found) else None

    now = find_report(ledger, spans.now, place, mode, staff)
    if against in BESIDE:
        other = report({"before": spans.before, "year": spans.year_before}.get(against), place)
    else:
        other = report(spans.now, ChannelId(against)) if against != place else None
    log = ledger.health_days.logged(Span.WEEK, max(_LONG_AGO, visit.now - 30 * WEEK), place)
    return _Read(spans=spans, now=now, beside=other, log=log)


def _only(found: Health, known: Mapping[str, str]) -> Health:
    return replace(found, channels=tuple(one for one in found.channels if one.name in known))


def _first_on(today: date) -> date:
    """When the week that runs is told of: once it is over, and its last questions had their day."""
    return today - timedelta(days=today.weekday()) + WEEK + SETTLED


PAGE = Page(name="health", title="Health", path="/health", reads={"/health": health}, draws=True)
