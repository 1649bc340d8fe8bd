"""What teams have, and the record of one, told for people and as JSON. Nothing of what members wrote is in it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bots.cli.shown import short_span
from bots.runtime.escalated import Standing, waited
from dashboard.rehearsal.words import span
from engagement.escalating.clocks import spoken
from engagement.escalating.escalation import Entry
from engagement.escalating.record import Outcome, Verdict, verdicts
from engagement.hours import zone


def show(some: Sequence[Standing], now: datetime) -> None:
    """A table of those that run, oldest first."""
    from rich.box import SIMPLE  # noqa: PLC0415  # `--json` needs none of this
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Column, Table  # noqa: PLC0415

    if not some:
        print("No team has a question now.")
        return
    names = ("id", "opened", "waited", "state", "severity", "team", "owner", "next")
    columns = [Column(name, no_wrap=name not in {"team", "owner", "next"}, overflow="fold") for name in names]
    table = Table(*columns, box=SIMPLE, padding=(0, 1, 0, 0))
    for one in some:
        e = one.escalation
        table.add_row(
            e.id, _short_clock(one, e.opened_at), short_span(waited(e, now)), e.state.value, e.severity.name.lower(),
            one.title(e.team), one.name(e.person) or "nobody yet", _next(one),
        )  # fmt: skip
    Console().print(table)
    for one in some:
        if one.link:
            print(f"{one.escalation.id}  {one.link}")


def _next(one: Standing) -> str:
    coming = one.coming
    return f"{_short_clock(one, coming.at)}: {coming.what}" if coming is not None else "–"


def _short_clock(one: Standing, at: datetime) -> str:
    return f"{at.astimezone(zone(one.governance.timezone)):%d %b %H:%M}"


def _clock(one: Standing, at: datetime) -> str:
    return f"{at.astimezone(zone(one.governance.timezone)):%Y-%m-%d %H:%M}"


def record_lines(one: Standing, entries: Sequence[Entry], now: datetime) -> Iterator[str]:
    """What happened to it, on the community's clock, and whether its targets were kept."""
    e = one.escalation
    how = f"{e.state.value}, {e.severity.name.lower()}"
    yield f"{e.id}: {how}, {one.title(e.team)}, {one.name(e.person) or 'nobody yet'}"
    yield f"  asked by {one.name(e.asker)} in #{one.channel}{f', {one.link}' if one.link else ''}"
    yield f"What happened ({one.governance.timezone}):"
    for entry in entries:
        who = f" by {one.name(entry.by)}" if entry.by is not None else ""
        has_it = f", {one.name(entry.person)}" if entry.person is not None else ""
        why = f": {'; '.join(entry.why)}" if entry.why else ""
        yield f"  {_clock(one, entry.at)}  {entry.what}{who} ({one.title(entry.team)}{has_it}){why}"
    coming = one.coming
    if coming is not None:
        yield f"  {_clock(one, coming.at)}  next: {coming.what}"
    found = list(verdicts(e, one.calendar, now))
    if found:
        yield f"Targets (working time of {one.title(e.team)}):"
    yield from (
        f"  {spoken(verdict.aim)}, {span(verdict.target.total_seconds())}: {_verdict(verdict)}" for verdict in found
    )


def _verdict(verdict: Verdict) -> str:
    by = span(verdict.by.total_seconds())
    return {
        Outcome.KEPT: f"kept, with {by} left", Outcome.MISSED: f"missed by {by}",
        Outcome.RUNNING: f"running, {by} left", Outcome.STANDING: f"stands, {by} left",
        Outcome.NOT_NEEDED: f"not needed, with {by} left",
    }[verdict.outcome]  # fmt: skip


def in_json(one: Standing, now: datetime) -> dict[str, Any]:
    """One as JSON: instants with the community's offset, spans in seconds."""
    e, coming = one.escalation, one.coming
    return {
        "id": e.id, "opened_at": _iso(one, e.opened_at), "waited_s": round(waited(e, now).total_seconds(), 3),
        "state": e.state.value, "severity": e.severity.name.lower(), "team": e.team, "title": one.title(e.team),
        "owner": one.name(e.person), "asker": one.name(e.asker), "channel": one.channel, "cause": e.cause.value,
        "is_private": e.is_private, "next_at": _iso(one, coming.at) if coming is not None else None,
        "next": coming.what if coming is not None else None, "link": one.link, "missed": list(e.missed),
    }  # fmt: skip


def record_in_json(one: Standing, entries: Sequence[Entry], now: datetime) -> dict[str, Any]:
    """The same with everything that happened, and the verdicts."""
    return {
        **in_json(one, now),
        "record": [
            {
                "at": _iso(one, entry.at), "what": entry.what, "by": one.name(entry.by), "team": entry.team,
                "person": one.name(entry.person), "why": list(entry.why),
            }
            for entry in entries
        ],
        "targets": [
            {
                "aim": verdict.aim.value, "target_s": verdict.target.total_seconds(), "outcome": verdict.outcome.value,
                "by_s": round(verdict.by.total_seconds(), 3),
            }
            for verdict in verdicts(one.escalation, one.calendar, now)
        ],
    }  # fmt: skip


def _iso(one: Standing, at: datetime) -> str:
    return at.astimezone(zone(one.governance.timezone)).isoformat()
