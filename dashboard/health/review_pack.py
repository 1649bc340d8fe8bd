"""The review of a month, as Markdown and as one page of HTML that needs nothing else: figures, reasons, what to decide.

Nobody is named in it, and nothing is told about fewer than five people.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from jinja2 import Environment, PackageLoader

from advocacy.comparison import Compare
from bots.voice.drawing import to_png
from engagement.digests import WORSE, Figure, Seven, value_of
from engagement.entries import Entry
from engagement.escalating.figures import EscalationFigures, Fared
from engagement.few_people import cut
from engagement.health import Part
from engagement.speech import Bar, Picture
from engagement.uplift import Verdict
from engagement.worth import Counts, Worth

_NAMES = {
    Figure.QUESTIONS: "Questions asked",
    Figure.ANSWERED: "Answered within a day",
    Figure.FIRST_REPLY: "Until the first reply, typically",
    Figure.BY_MEMBERS: "First replies by members",
    Figure.PEOPLE: "Members who wrote",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_SILENT_SHARE = 0.3
_LEAST_SILENT = 3
_FEW_SHOULDERS = 2
_LEAST_ANSWERS, _MOST_TOPICS = 20, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What the whole weeks brought that end in a month (its first day), ``before`` in the month before it.

    ``weeks`` are the parts of time that can be told by themselves. ``helped`` members had an answer confirmed,
    ``helpers`` are enrolled, to the nearest five: None where these are fewer than five.
    """

    community: str
    first: date
    brought: Seven
    before: Seven
    weeks: Sequence[Seven] = ()
    changed: Sequence[Entry] = ()
    steps: Sequence[tuple[str, Compare]] = ()
    worth: Worth | None = None
    teams: EscalationFigures = field(default_factory=EscalationFigures)
    titles: Sequence[tuple[str, str]] = ()
    """What teams are called, by name."""
    channels: Sequence[Part] = ()
    topics: Sequence[Part] = ()
    helped: int | None = None
    helpers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a review: sentences, a table, points."""

    title: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    points: tuple[str, ...] = ()


def sections(month: Month) -> list[Section]:
    """The whole review."""
    return [_health(month), _changed(month), _helped(month), _worth(month), _people(month), _teams(month), _next(month)]


def title_of(month: Month) -> str:
    """What stands above it."""
    return f"{month.community}: the review of {month.first:%B %Y}"


def picture(month: Month) -> Picture | None:
    """The questions of each week; None where none can be told."""
    bars = tuple(
        Bar(label=f"{week.first.day} {week.first:%b}", whole=week.answering.eligible, part=week.answering.answered_24h)
        if week.answering is not None
        else Bar(label=f"{week.first.day} {week.first:%b}")
        for week in month.weeks
    )
    if not any(bar.whole for bar in bars):
        return None
    said = [f"week of {bar.label}: {bar.whole} asked, {bar.part} answered" if bar.whole is not None
            else f"week of {bar.label}: too few people to tell" for bar in bars]  # fmt: skip
    return Picture(
        title="Questions, week by week", whole="Questions asked", part="of these answered within a day", bars=bars,
        alt=f"Columns for the questions of each week. {'; '.join(said)}.",
    )  # fmt: skip


def to_markdown(month: Month) -> str:
    """As Markdown; whatever people wrote stays words."""
    lines = [f"# {_plain(title_of(month))}", ""]
    shown = picture(month)
    for nth, section in enumerate(sections(month)):
        lines += [f"## {section.title}", "", *(part for each in section.sentences for part in (_plain(each), ""))]
        if section.rows:
            lines += [_row(section.head), _row(("---",) * len(section.head), is_plain=False)]
            lines += [*map(_row, section.rows), ""]
        lines += [*(f"- {_plain(point)}" for point in section.points), *([""] if section.points else [])]
        if nth == 0 and shown is not None:
            lines += [_plain(shown.alt), ""]
    return "\n".join(lines)


def to_html(month: Month) -> str:
    """As one page, with its chart within."""
    shown = picture(month)
    source = "data:image/png;base64," + b64encode(to_png(shown)).decode() if shown is not None else ""
    pages = Environment(loader=PackageLoader("dashboard", "templates"), autoescape=True, trim_blocks=True)
    return pages.get_template("review.html.jinja").render(
        title=title_of(month), sections=sections(month), picture=shown, source=source
    )


def _row(cells: Sequence[str], *, is_plain: bool = True) -> str:
    return "| " + " | ".join(_plain(cell) if is_plain else cell for cell in cells) + " |"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _health(month: Month) -> Section:
    rows = [
        (name, _shown(figure, value), _shown(figure, value_of(month.before, figure)))
        for figure, name in _NAMES.items()
        if (value := value_of(month.brought, figure)) is not None
    ]
    told = (
        f"This is about the whole weeks (Monday to Sunday, UTC) that end in {month.first:%B}:"
        f" {_day(month.brought.first)} to {_day(month.brought.last)}."
        if rows
        else f"A review is about the whole weeks (Monday to Sunday, UTC) that end in its month, here {month.first:%B}."
    )
    few = () if rows else ("Fewer than five people took part, so there are no figures.",)
    return Section(title="How the community fares", sentences=(told, *few), head=("", "this month", "the month before"),
                   rows=tuple(rows))  # fmt: skip


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _shown(figure: Figure, value: float | None) -> str:
    if value is None:
        return "–"
    if figure is Figure.FIRST_REPLY:
        minutes = value / 60
        return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"  # noqa: PLR2004  # two hours
    return f"{value:.0%}" if figure in {Figure.ANSWERED, Figure.BY_MEMBERS} else f"{value:,.0f}"


def _changed(month: Month) -> Section:
    points = tuple(
        f"{_NAMES.get(Figure(entry.text('figure')), '')}: {entry.text('before')} before, {entry.text('after')} since"
        f" {entry.text('since')}. The message in chat says where it happened."
        for entry in month.changed
        if entry.text("figure") in set(Figure)
    )
    nothing = () if points else ("No figure has changed by more than chance explains.",)
    return Section(title="What has really changed", sentences=nothing, points=points)


def _helped(month: Month) -> Section:
    rows = tuple(
        (name, _share(each.acted.hits, each.acted.of), _share(each.left_alone.hits, each.left_alone.of),
         _gap(each), each.verdict.value)
        for name, each in month.steps
        if each.acted.of or each.left_alone.of
    )  # fmt: skip
    nothing = () if rows else ("Nothing can be compared yet: too few questions were left alone for comparison.",)
    head = ("step", "with it", "comparison group", "points (for all looks)", "what can be said")
    return Section(title="Did it help?", sentences=nothing, head=head, rows=rows)


def _share(hits: int, of: int) -> str:
    return f"{hits}/{of} = {hits / of:.0%}" if of else "–"


def _gap(each: Compare) -> str:
    if each.found is None:
        return "–"
    gap = each.found.always
    return f"{100 * gap.value:+.0f} ({100 * gap.low:+.0f} … {100 * gap.high:+.0f})"


def _worth(month: Month) -> Section:
    title, worth = "What answers are worth", month.worth
    if worth is None or worth.questions is None or worth.is_too_few:
        return Section(title=title, sentences=("Fewer than five people asked, so there are no figures.",))
    said = (
        f"Between {worth.least:,.1f} and {worth.most:,.1f} hours, after {worth.staff_hours:,.1f} hours of staff and"
        f" {worth.volunteer_hours:,.1f} of volunteers were taken off. “hubbub worth --trace” lists the conversations."
    )
    return Section(title=title, sentences=(said,), head=("questions", "how many"), rows=tuple(_counted(worth)))


def _counted(worth: Worth) -> Iterator[tuple[str, str]]:
    """How many questions count as what; what is about too few people is told together."""
    every = [(kind, each) for kind in Counts for each in worth.questions.get(kind, ())]
    table = {kind.value: [nth for nth, (of, _) in enumerate(every) if of is kind] for kind in Counts}
    (told,) = cut([table], [each.asker for _, each in every])
    yield from ((name, f"{len(table[name]):,}") for name in told.shown)
    if told.others and told.shown:
        yield "all others", f"{sum(len(table[name]) for name in told.others):,}"


def _people(month: Month) -> Section:
    points = (
        *([f"About {month.helped:,} members gave an answer that helped."] if month.helped is not None else []),
        *([f"About {month.helpers:,} members like to be asked."] if month.helpers is not None else []),
    )
    few = () if points else ("Fewer than five members helped, so there are no figures.",)
    return Section(title="Who helps", sentences=few, points=points)


def _teams(month: Month) -> Section:
    title, all_ = "The hub and its teams", month.teams.overall
    if all_ is None:
        why = "Fewer than five people asked them" if month.teams.is_too_few else "No question came to a team"
        return Section(title=title, sentences=(f"{why}, so there are no figures.",))
    titles = dict(month.titles)
    rows = tuple(_fared(titles.get(one.name, one.name) or "others", one) for one in (*month.teams.by_team,))
    head = ("team", "questions", "solved", "first answer, typically", "targets missed")
    return Section(title=title, head=head, rows=(*rows, _fared("all", all_)))


def _fared(name: str, one: Fared) -> tuple[str, ...]:
    first = f"{one.to_answer.median.total_seconds() / 3600:.1f} h" if one.to_answer is not None else "–"
    return name, f"{one.questions:,}", f"{one.solved:,}", first, f"{one.missed_share:.0%}"


def _next(month: Month) -> Section:
    """What to decide, the most pressing first."""
    return Section(title="What to decide next", points=tuple(_decisions(month)) or (
        "Nothing presses. Decide whom to thank, and for what.",
    ))  # fmt: skip


def _decisions(month: Month) -> Iterator[str]:
    for entry in month.changed:
        if entry.state == WORSE:
            name = _NAMES.get(Figure(entry.text("figure")), "")
            yield f"{name} got worse since {entry.text('since')}: decide who looks into it."
    for name, each in month.steps:
        if each.verdict is Verdict.HARMS:
            yield f"“{name}” does harm: leave it off, or change its dials."
    for part in month.channels:
        asked = part.answering
        if asked is not None and asked.never >= max(_LEAST_SILENT, _SILENT_SHARE * asked.eligible):
            yield f"In {part.name} more questions than elsewhere stay without any answer: decide who looks in there."
            break
    for part in [each for each in month.topics if _is_on_few_shoulders(each)][:_MOST_TOPICS]:
        yield f"The answers about {part.name} depend on very few people: decide who could grow into it."
    if month.worth is not None and not month.worth.is_too_few and month.worth.most < 0:
        yield "Answers cost more hours than they saved: decide what staff may leave to members."


def _is_on_few_shoulders(part: Part) -> bool:
    asked = part.answering
    is_much = asked is not None and asked.eligible - asked.never >= _LEAST_ANSWERS
    return is_much and part.absence_factor is not None and part.absence_factor <= _FEW_SHOULDERS
