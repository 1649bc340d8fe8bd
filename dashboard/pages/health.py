"""Health: is the community answering, on whom does it depend, and do newcomers stay?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from fastapi.responses import HTMLResponse

from bots.runtime.health import read_health, staff_of, with_names
from dashboard.rehearsal_words import percent, span
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.health import Health, ThreadHealth, Week
from engagement.ids import ChannelId
from engagement.ports import Ledger
from engagement.records import Within
from engagement.signing_in import PageRole
from engagement.threads import QuestionModes

SPANS: Final[Mapping[str, tuple[str, int | None]]] = {
    "13": ("13 weeks", 13), "26": ("26 weeks", 26), "52": ("a year", 52), "all": ("everything", None),
}  # fmt: skip
"""What can be chosen: what it is called, and how many weeks these are (whole ones and the present one)."""
_USUAL: Final = "13"
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure in large letters; ``before`` is what it was in the weeks before these."""

    title: str
    value: str
    told: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One line over the weeks; ``told`` says it in a sentence. A week about fewer than five people has no value."""

    title: str
    told: str
    unit: str
    weeks: Sequence[str]
    values: Sequence[float | None]


def health(visit: Here, weeks: str = _USUAL, channel: str = "") -> HTMLResponse:
    """The figures of some weeks, of all channels or one, with the same weeks before them beside the first ones."""
    chosen = weeks if weeks in SPANS else _USUAL
    known: dict[str, str] = {
        each.id: each.name
        for each in visit.live.owner.community.channels.values()
        if visit.role is PageRole.MANAGER or not each.is_private
    }
    place = ChannelId(channel) if channel in known else None
    now, before = visit.read(lambda ledger: _both(visit, ledger, SPANS[chosen][1], place))
    shown = replace(now, channels=tuple(one for one in now.channels if one.name in known))
    return visit.show(
        "health", weeks=chosen, spans=SPANS, channel=place or "", known=sorted(known.items(), key=lambda one: one[1]),
        found=with_names(shown, known), tiles=_tiles(now, before),
        charts=_charts(now.weeks), share=percent, length=span,
    )  # fmt: skip


def _both(visit: Visit, ledger: Ledger, weeks: int | None, place: ChannelId | None) -> tuple[Health, Health | None]:
    staff = staff_of(ledger, visit.live.owner.community.policy)

    def of(since: datetime | None, until: datetime | None) -> Health:
        within = Within(channel=place, since=since, until=until)
        return read_health(ledger, within, QuestionModes.CONSERVATIVE, staff)

    if weeks is None:
        return of(None, None), None
    monday = visit.now.date() - timedelta(days=visit.now.weekday())
    begins = datetime.combine(monday, time.min, UTC) - (weeks - 1) * _WEEK
    return of(begins, None), of(begins - weeks * _WEEK, begins - timedelta(microseconds=1))


def _tiles(now: Health, before: Health | None) -> list[Tile]:
    """Nothing of a time in which fewer than five people asked or replied."""
    if not now.connections.people:
        return []
    is_before_told = before is not None and before.questions.eligible > 0 and before.connections.people > 0

    def both(say: Callable[[ThreadHealth], str]) -> tuple[str, str]:
        return say(now.questions), say(before.questions) if before is not None and is_before_told else ""

    def of(number: int, whole: int) -> str:
        return percent(number / whole) if whole else "–"

    rows = (
        ("Answered within a day", "of the questions asked", both(lambda one: of(one.answered_24h, one.eligible))),
        ("Never answered", "of the questions asked", both(lambda one: of(one.never, one.eligible))),
        ("Time to the first reply", "half of the answered ones had it sooner",
         both(lambda one: span(one.median_first_response_s) if one.median_first_response_s is not None else "–")),
        ("First answered by members", "of the answered ones; the others by your own people",
         both(lambda one: of(one.by_peers, one.eligible - one.never))),
    )  # fmt: skip
    return [Tile(title=title, told=told, value=value, before=was) for title, told, (value, was) in rows]


def _charts(weeks: Sequence[Week]) -> list[Chart]:
    told = [week.answering for week in weeks]
    labels = [week.monday.isoformat() for week in weeks]
    lines: tuple[tuple[str, str, list[float | None]], ...] = (
        ("Answered within a day", "%",
         [round(100 * one.answered_24h / one.eligible, 1) if one and one.eligible else None for one in told]),
        ("Questions asked", "", [float(one.eligible) if one else None for one in told]),
        ("Members who wrote", "", [float(week.people) if week.people is not None else None for week in weeks]),
    )  # fmt: skip
    return [
        Chart(title=title, unit=unit, weeks=labels, values=values, told=_sentence(values, unit))
        for title, unit, values in lines
        if sum(value is not None for value in values) > 1
    ]


def _sentence(values: Sequence[float | None], unit: str) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high, last = (f"{value:g}{f' {unit}' if unit else ''}" for value in (min(known), max(known), known[-1]))
    return f"From {low} to {high} a week; {last} in the last one."


PAGE = Page(name="health", title="Health", path="/health", reads={"/health": health}, draws=True)
