"""Health figures as people read them: tables, a line of blocks a week, and lines for a spreadsheet."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bots.cli.shown import sparkline
from engagement import spreadsheet
from engagement.health import Health, Part, ThreadHealth

_MOST_PARTS = 12
_WEEKS_SHOWN = 52


def to_csv(health: Health) -> str:
    """A line a week; a cell is never taken for a formula by a spreadsheet."""
    columns = [*ThreadHealth.__dataclass_fields__]
    rows = []
    for week in health.weeks:
        found = asdict(week.answering) if week.answering is not None else {}
        rows.append([week.monday, week.people, week.messages, *(found.get(name) for name in columns)])
    return spreadsheet.to_csv(["week", "people", "messages", *columns], rows)


def show(health: Health, community: str) -> None:
    """Print the whole report."""
    console = Console()
    console.print(_answering(health, community))
    console.print(_people(health))
    _show_weeks(console, health)
    for title, parts in (("channel", health.channels), ("topic", health.topics)):
        if any(part.answering is not None for part in parts):
            console.print(_parts(title, parts))
    if health.cohorts:
        console.print(_cohorts(health))


def _answering(health: Health, community: str) -> Table:
    table = Table("", "all threads", "questions", title=f"Health of {community}", title_justify="left")
    both = (health.threads, health.questions)
    table.add_row("begun at least a day before the last message", *(f"{one.eligible:,}" for one in both))
    rows = {
        "answered within an hour": [one.answered_1h for one in both],
        "answered within a day": [one.answered_24h for one in both],
        "never answered": [one.never for one in both],
    }
    for label, numbers in rows.items():
        table.add_row(label, *(_of(number, one.eligible) for number, one in zip(numbers, both, strict=True)))
    table.add_row("first answered by a member, not by staff", *(_of(x.by_peers, x.eligible - x.never) for x in both))
    table.add_row("an answer was marked as the one that helped", *(_of(x.accepted, x.eligible) for x in both))
    table.add_row("median time to the first reply", *(_time(one.median_first_response_s) for one in both))
    table.add_row("nine of ten replies came within", *(_time(one.p90_first_response_s) for one in both))
    table.add_row("median time to the answer that helped", *(_time(one.median_accepted_s) for one in both))
    table.add_row("share of first replies by the ten who give most", *(_share(x.top10_first_reply_share) for x in both))
    return table


def _people(health: Health) -> Table:
    people, net = health.participation, health.connections
    table = Table("", "", show_header=False)
    table.add_row("messages (by members)", f"{people.messages:,} ({people.human_messages:,})")
    table.add_row("members who wrote", f"{people.members:,}")
    table.add_row("how evenly the talking is spread (0 even, 1 one person)", _plain(people.gini))
    table.add_row("members active in a week (median)", _plain(people.weekly_active_median))
    table.add_row(
        "newcomers who came back within 30 days", f"{health.newcomers.returned:,} of {health.newcomers.eligible:,}"
    )
    if net.people:
        table.add_row("members who answered each other, of those who met", _share(net.reciprocity))
        table.add_row("members who met again in another conversation", _share(net.recurring))
        table.add_row("how closely members are connected (1: everybody with everybody)", _plain(net.density))
    _add_levels_and_asks(table, health)
    return table


def _add_levels_and_asks(table: Table, health: Health) -> None:
    if health.movement is not None:
        moved = health.movement
        table.add_row("pull: are members here more than 13 weeks before? (gravity)", f"{moved.gravity:+g}")
        levels = "; ".join(f"{number:,}" for number in (moved.up, moved.down, moved.new, moved.gone))
        table.add_row("here more; here less; new; gone (to the nearest five)", levels)
    if health.helping is not None:
        asked = health.helping
        table.add_row("asks to helpers; helpers asked; at the most of one",
                      f"{asked.asks:,}; {asked.helpers:,}; {asked.most:,}")  # fmt: skip
        table.add_row("how evenly the asking is spread (0 even, 1 one person)", _plain(asked.gini))
    if health.proactive is not None:
        seen = health.proactive
        table.add_row("handed to a team before anybody complained", _of(seen.seen, seen.seen + seen.complained))


def _show_weeks(console: Console, health: Health) -> None:
    weeks = health.weeks[-_WEEKS_SHOWN:]
    if len(weeks) < 2:  # noqa: PLR2004  # one week is no course
        return
    told = [week.answering for week in weeks]
    lines: dict[str, list[float | None]] = {
        "questions asked": [None if one is None else float(one.eligible) for one in told],
        "share answered within a day": [
            one.answered_24h / one.eligible if one is not None and one.eligible else None for one in told
        ],
        "median time to the first reply": [None if one is None else one.median_first_response_s for one in told],
        "members who wrote": [None if week.people is None else float(week.people) for week in weeks],
    }
    console.print(f"Week by week, from {weeks[0].monday:%-d %B %Y} on (a dot: fewer than five members wrote)")
    for label, values in lines.items():
        console.print(f"  {sparkline(values)}  {label}{_from_to(label, values)}", highlight=False)


def _from_to(label: str, values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    said = _time if "time" in label else _share if "share" in label else _plain
    return f" ({said(min(known))} to {said(max(known))}; last {said(known[-1])})"


def _parts(title: str, parts: Sequence[Part]) -> Table:
    table = Table(title, "questions", "never answered", "within a day", "median", "people it depends on")
    for part in parts[:_MOST_PARTS]:
        one = part.answering
        if one is None:
            table.add_row(part.name, *["fewer than five people"], *["–"] * 4)
        else:
            table.add_row(
                part.name, f"{one.eligible:,}", _of(one.never, one.eligible), _of(one.answered_24h, one.eligible),
                _time(one.median_first_response_s), _plain(part.absence_factor),
            )  # fmt: skip
    if len(parts) > _MOST_PARTS:
        table.caption = f"and {len(parts) - _MOST_PARTS} more: --json"
    return table


def _cohorts(health: Health) -> Table:
    table = Table("newcomers of", "people", "asked", "got a reply", "came back in 30 days", "in their second month")
    for one in health.cohorts[-_MOST_PARTS:]:
        later = [_of(n, one.people) if n is not None else "too early" for n in (one.came_back, one.second_month)]
        table.add_row(f"{one.month:%B %Y}", f"{one.people:,}", f"{one.asked:,}", _of(one.got_reply, one.asked), *later)
    return table


def _of(number: int, whole: int) -> str:
    return f"{number:,} ({number / whole:.0%})" if whole else f"{number:,}"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{seconds / 60:.1f} min" if seconds < 3 * 3600 else f"{seconds / 3600:.1f} h"  # three hours


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _plain(value: Any) -> str:
    return "–" if value is None else f"{value:g}"
