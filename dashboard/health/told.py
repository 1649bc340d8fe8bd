"""Health figures as a page tells them: in large letters, in tables, two side by side, and as lines over the weeks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.rehearsal.words import percent, span
from engagement.health import Health, ThreadHealth, Week
from engagement.health_days import FEWEST, LogLine

Figure = Callable[[Health], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure in large letters; ``beside`` is what it is in the time or channel beside it."""

    title: str
    value: str
    told: str
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Lines over the weeks; ``told`` says them in a sentence. A week about fewer than five people has no value."""

    title: str
    told: str
    unit: str
    weeks: Sequence[str]
    lines: Sequence[tuple[str, Sequence[float | None]]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure in several columns."""

    title: str
    values: Sequence[str]


def is_told(found: Health) -> bool:
    """Whether five people or more asked or replied: nothing is told of a time in which fewer did."""
    return found.asking >= FEWEST


def of(number: int, whole: int) -> str:
    """A share in per cent."""
    return percent(number / whole) if whole else "–"


def time_of(seconds: float | None) -> str:
    """A time as people say it."""
    return span(seconds) if seconds is not None else "–"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,g}"


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


_TILES: Sequence[tuple[str, str, Figure]] = (
    ("Answered within a day", "of the questions asked",
     lambda one: of(one.questions.answered_24h, one.questions.eligible)),
    ("Never answered", "of the questions asked", lambda one: of(one.questions.never, one.questions.eligible)),
    ("Time to the first reply", "half of the answered ones had it sooner",
     lambda one: time_of(one.questions.median_first_response_s)),
    ("First answered by members", "of the answered ones; the others by your own people",
     lambda one: of(one.questions.by_peers, one.questions.eligible - one.questions.never)),
)  # fmt: skip
_ANSWERING: Sequence[tuple[str, Callable[[ThreadHealth], str]]] = (
    ("Begun", lambda one: f"{one.eligible:,}"),
    ("Answered within an hour", lambda one: f"{one.answered_1h:,} ({of(one.answered_1h, one.eligible)})"),
    ("Answered within a day", lambda one: f"{one.answered_24h:,} ({of(one.answered_24h, one.eligible)})"),
    ("Never answered", lambda one: f"{one.never:,} ({of(one.never, one.eligible)})"),
    ("Half had a reply within", lambda one: time_of(one.median_first_response_s)),
    ("Nine of ten had it within", lambda one: time_of(one.p90_first_response_s)),
    ("First answered by a member", lambda one: of(one.by_peers, one.eligible - one.never)),
    ("An answer was marked", lambda one: f"{one.accepted:,} ({of(one.accepted, one.eligible)})"),
    ("Half had that answer within", lambda one: time_of(one.median_accepted_s)),
    ("First replies by the ten who give most", lambda one: _share(one.top10_first_reply_share)),
)  # fmt: skip
_PEOPLE: Sequence[tuple[str, Figure]] = (
    ("Messages", lambda one: f"{one.participation.messages:,}"),
    ("Messages by members", lambda one: f"{one.participation.human_messages:,}"),
    ("Members who wrote", lambda one: f"{one.participation.members:,}"),
    ("Members active in a week (median)", lambda one: _number(one.participation.weekly_active_median)),
    ("How evenly the talking is spread (0: all the same, 1: one person)", lambda one: _number(one.participation.gini)),
    ("Newcomers who came back within 30 days",
     lambda one: f"{one.newcomers.returned:,} of {one.newcomers.eligible:,}" if one.newcomers.eligible else "–"),
    ("Of members who met: answered each other", lambda one: _share(one.connections.reciprocity)),
    ("Of members who met: met again", lambda one: _share(one.connections.recurring)),
    ("Pull: are members here more than thirteen weeks before? (gravity)",
     lambda one: f"{one.movement.gravity:+g}" if one.movement else "–"),
    ("Here more; less; new; gone (to the nearest five)",
     lambda one: "; ".join(str(n) for n in (one.movement.up, one.movement.down, one.movement.new, one.movement.gone))
     if one.movement else "–"),
    ("Asks to helpers; helpers asked; at the most of one",
     lambda one: f"{one.helping.asks:,}; {one.helping.helpers:,}; {one.helping.most:,}" if one.helping else "–"),
    ("How evenly the asking is spread (0: all the same, 1: one person)",
     lambda one: _number(one.helping.gini) if one.helping else "–"),
    ("Handed to a team before anybody complained, of all handed",
     lambda one: _share(one.proactive.share) if one.proactive else "–"),
)  # fmt: skip


def tiles(now: Health, beside: Health | None) -> list[Tile]:
    """The figures in large letters."""
    if not is_told(now):
        return []
    other = beside if beside is not None and beside.questions.eligible and is_told(beside) else None
    return [
        Tile(title=title, told=told, value=say(now), beside=say(other) if other is not None else "")
        for title, told, say in _TILES
    ]


def answering(some: Sequence[ThreadHealth]) -> list[Row]:
    """How conversations are answered, a column for each."""
    return [Row(title=title, values=[say(one) for one in some]) for title, say in _ANSWERING]


def people(some: Sequence[Health]) -> list[Row]:
    """Who takes part, a column for each report."""
    return [Row(title=title, values=[say(one) for one in some]) for title, say in _PEOPLE]


_LINES: Sequence[tuple[str, str, Callable[[Week], float | None]]] = (
    ("Answered within a day", "%",
     lambda week: round(100 * week.answering.answered_24h / week.answering.eligible, 1)
     if week.answering and week.answering.eligible else None),
    ("Questions asked", "", lambda week: float(week.answering.eligible) if week.answering else None),
    ("Members who wrote", "", lambda week: float(week.people) if week.people is not None else None),
)  # fmt: skip


def charts(now: Health, name: str, beside: Health | None = None, beside_name: str = "") -> list[Chart]:
    """The lines; another time lies under these weeks, week by week, and another channel in the same weeks."""
    labels = [week.monday.isoformat() for week in now.weeks]
    found: list[Chart] = []
    for title, unit, value in _LINES:
        values = [value(week) for week in now.weeks]
        if sum(one is not None for one in values) < 2:  # noqa: PLR2004  # one week is no course
            continue
        lines = [(name, values)]
        told = _sentence(values, unit)
        other = _laid_under(now, beside, value) if beside is not None else []
        if any(one is not None for one in other):
            lines.append((beside_name, other))
            told = f"{name}: {told} {beside_name}: {_sentence(other, unit)}"
        found.append(Chart(title=title, unit=unit, weeks=labels, lines=lines, told=told))
    return found


def _laid_under(now: Health, beside: Health, value: Callable[[Week], float | None]) -> list[float | None]:
    by_week = {week.monday: value(week) for week in beside.weeks}
    if any(week.monday in by_week for week in now.weeks):  # the same time, elsewhere
        return [by_week.get(week.monday) for week in now.weeks]
    values = [value(week) for week in beside.weeks][-len(now.weeks) :]
    return [*[None] * (len(now.weeks) - len(values)), *values]


def _sentence(values: Sequence[float | None], unit: str) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high, last = (f"{value:g}{f' {unit}' if unit else ''}" for value in (min(known), max(known), known[-1]))
    return f"From {low} to {high} a week; {last} in the last one."


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldThen:
    """A week as it was written down when it was over."""

    week: str
    values: Sequence[str]


def told_then(lines: Sequence[LogLine], most: int = 26) -> list[ToldThen]:
    """The log of weeks, the latest first."""
    return [
        ToldThen(week=line.at.date().isoformat(), values=_then(line.figures) if line.figures else ())
        for line in reversed(lines[-most:])
    ]


_ABOUT, _ERROR = "about ", " error"
"""How the log calls the share of a topic, and the error of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """What one week was about."""

    week: str
    rows: Sequence[Row]


def tones(lines: Sequence[LogLine], most: int = 26) -> list[ToldThen]:
    """In which tone was written, week by week, the latest first: shares of a sample, each with its error."""
    return [
        ToldThen(
            week=line.at.date().isoformat(),
            values=(
                _with_error(line.figures, "glad"), _with_error(line.figures, "vexed"),
                f"{line.figures['read']:,g} of {line.figures['written']:,g}",
            ),
        )
        for line in reversed(lines[-most:])
        if line.figures.get("glad") is not None
    ]  # fmt: skip


def themes(lines: Sequence[LogLine]) -> Themes | None:
    """What the latest week with a sample was about, by share."""
    for line in reversed(lines):
        named = {name.removeprefix(_ABOUT): share or 0.0 for name, share in line.figures.items()
                 if name.startswith(_ABOUT) and not name.endswith(_ERROR)}  # fmt: skip
        if named:
            rows = sorted(named, key=lambda name: (-named[name], name))
            return Themes(
                week=line.at.date().isoformat(),
                rows=[Row(title=name, values=[_with_error(line.figures, f"{_ABOUT}{name}", _ERROR)]) for name in rows],
            )
    return None


def tone_chart(lines: Sequence[LogLine], most: int = 26) -> Chart | None:
    """The shares as lines; None where they are no course."""
    some = lines[-most:]
    values = {name: [_in_hundred(line.figures.get(name)) for line in some] for name in ("glad", "vexed")}
    if sum(value is not None for value in values["glad"]) < 2:  # noqa: PLR2004  # one week is no course
        return None
    told = " ".join(f"{name.capitalize()}: {_sentence(found, '%')}" for name, found in values.items())
    weeks = [line.at.date().isoformat() for line in some]
    return Chart(title="Tone of what members write", unit="%", weeks=weeks, lines=list(values.items()), told=told)


def _in_hundred(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _with_error(figures: Mapping[str, float | None], name: str, ending: str = "_error") -> str:
    share, error = figures.get(name) or 0.0, figures.get(f"{name}{ending}") or 0.0
    return f"{percent(share)} ± {100 * error:.0f}"


def _then(figures: Mapping[str, float | None]) -> list[str]:
    asked, in_time, never = (int(figures.get(name) or 0) for name in ("eligible", "answered_24h", "never"))
    people = int(figures.get("people") or 0)
    median = time_of(figures.get("median_first_response_s"))
    return [f"{people:,}", f"{asked:,}", of(in_time, asked), of(never, asked), median]
