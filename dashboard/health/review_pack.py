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
from bots.runtime.strategy import GoalSeen
from bots.voice.drawing import to_png
from dashboard.health.review_words import NOTHING, ReviewWords
from engagement.alerts import SHARES, value_told
from engagement.digests import WORSE, Figure, Seven, value_of
from engagement.entries import Entry
from engagement.escalating.figures import EscalationFigures, Fared
from engagement.few_people import cut
from engagement.health import Part
from engagement.progress import Stand
from engagement.speech import Bar, Picture
from engagement.strategy import Kind, Purpose, Unit
from engagement.uplift import Verdict
from engagement.worth import Counts, Worth

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
    steps: Sequence[Compare] = ()
    worth: Worth | None = None
    teams: EscalationFigures = field(default_factory=EscalationFigures)
    titles: Sequence[tuple[str, str]] = ()
    """What teams are called, by name."""
    channels: Sequence[Part] = ()
    topics: Sequence[Part] = ()
    helped: int | None = None
    helpers: int | None = None
    purpose: Purpose = field(default_factory=Purpose)
    goals: Sequence[GoalSeen] = ()
    """As they stood after these weeks; none of a private channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a review: sentences, a table, points."""

    title: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    points: tuple[str, ...] = ()


def sections(month: Month, words: ReviewWords) -> list[Section]:
    """The whole review."""
    goals = [_goals(month, words)] if month.goals else []
    parts = (_changed, _helped, _worth, _people, _teams, _next)
    return [_health(month, words), *goals, *(part(month, words) for part in parts)]


def title_of(month: Month, words: ReviewWords) -> str:
    """What stands above it."""
    return words.say("title", community=month.community, month=words.month(month.first))


def lead(month: Month, words: ReviewWords) -> list[str]:
    """What the community is for, as its managers said it."""
    said = month.purpose
    return [
        *([said.vision] if said.vision.strip() else []),
        *(words.say(name, said=part) for name, part in (("for_whom", said.for_whom), ("success", said.success))
          if part.strip()),
    ]  # fmt: skip


def picture(month: Month, words: ReviewWords) -> Picture | None:
    """The questions of each week; None where none can be told."""
    bars = tuple(
        Bar(label=words.short_day(week.first), whole=week.answering.eligible, part=week.answering.answered_24h)
        if week.answering is not None
        else Bar(label=words.short_day(week.first))
        for week in month.weeks
    )
    if not any(bar.whole for bar in bars):
        return None
    said = [
        words.say("picture_few", day=bar.label)
        if bar.whole is None
        else words.say("picture_week", day=bar.label, whole=words.number(bar.whole), part=words.number(bar.part or 0))
        for bar in bars
    ]
    return Picture(
        title=words.say("picture"), whole=words.say("picture_whole"), part=words.say("picture_part"), bars=bars,
        alt=words.say("picture_alt", weeks="; ".join(said)),
    )  # fmt: skip


def to_markdown(month: Month, words: ReviewWords) -> str:
    """As Markdown; whatever people wrote stays words."""
    lines = [f"# {_plain(title_of(month, words))}", ""]
    lines += [part for each in lead(month, words) for part in (_plain(each), "")]
    shown = picture(month, words)
    for nth, section in enumerate(sections(month, words)):
        lines += [f"## {section.title}", "", *(part for each in section.sentences for part in (_plain(each), ""))]
        if section.rows:
            lines += [_row(section.head), _row(("---",) * len(section.head), is_plain=False)]
            lines += [*map(_row, section.rows), ""]
        lines += [*(f"- {_plain(point)}" for point in section.points), *([""] if section.points else [])]
        if nth == 0 and shown is not None:
            lines += [_plain(shown.alt), ""]
    return "\n".join([*lines, _plain(words.say("footer")), ""])


def to_html(month: Month, words: ReviewWords) -> str:
    """As one page, with its chart within."""
    shown = picture(month, words)
    source = "data:image/png;base64," + b64encode(to_png(shown)).decode() if shown is not None else ""
    pages = Environment(loader=PackageLoader("dashboard", "templates"), autoescape=True, trim_blocks=True)
    return pages.get_template("review.html.jinja").render(
        title=title_of(month, words), lead=lead(month, words), sections=sections(month, words), picture=shown,
        source=source, language=words.language, footer=words.say("footer"),
    )  # fmt: skip


def _row(cells: Sequence[str], *, is_plain: bool = True) -> str:
    return "| " + " | ".join(_plain(cell) if is_plain else cell for cell in cells) + " |"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _health(month: Month, words: ReviewWords) -> Section:
    rows = tuple(
        (words.say(figure.value), _shown(figure, value, words), _shown(figure, value_of(month.before, figure), words))
        for figure in Figure
        if (value := value_of(month.brought, figure)) is not None
    )
    name, brought = words.month(month.first), month.brought
    told = (
        (words.say("health_about", month=name, first=words.day(brought.first), last=words.day(brought.last)),)
        if rows
        else (words.say("health_none", month=name), words.say("health_few"))
    )
    head = ("", words.say("this_month"), words.say("month_before"))
    return Section(title=words.say("health"), sentences=told, head=head, rows=rows)


def _shown(figure: Figure, value: float | None, words: ReviewWords) -> str:
    if value is None:
        return NOTHING
    if figure is Figure.FIRST_REPLY:
        return words.time(value)
    return words.percent(value) if figure in SHARES else words.number(value)


def _goals(month: Month, words: ReviewWords) -> Section:
    rows = []
    for one in month.goals:
        found, kind = one.progress, one.progress.goal.kind
        rows.append((
            found.goal.title, _measured(found.now, kind, words), _measured(found.goal.target, kind, words),
            words.day(found.goal.by), words.say(f"stand_{found.stand.name.lower()}"),
        ))  # fmt: skip
    head = tuple(map(words.say, ("goal", "goal_now", "goal_target", "goal_by", "goal_stand")))
    return Section(title=words.say("goals"), sentences=(words.say("goals_about"),), head=head, rows=tuple(rows))


def _measured(value: float | None, kind: Kind, words: ReviewWords) -> str:
    if value is None:
        return NOTHING
    if kind.unit is Unit.TIME:
        return words.time(value)
    return words.percent(value) if kind.unit is Unit.SHARE else words.number(value, 0 if value == int(value) else 1)


def _changed(month: Month, words: ReviewWords) -> Section:
    points = tuple(
        words.say("changed_point", figure=words.say(entry.text("figure")), before=_kept(entry, "before", words),
                  after=_kept(entry, "after", words), since=_since(entry, words))
        for entry in month.changed
        if entry.text("figure") in set(Figure)
    )  # fmt: skip
    nothing = () if points else (words.say("changed_none"),)
    return Section(title=words.say("changed"), sentences=nothing, points=points)


def _kept(entry: Entry, name: str, words: ReviewWords) -> str:
    """A figure that was noted with a change, in the language of the review."""
    value = value_told(entry.text("figure"), entry.text(name))
    return _shown(Figure(entry.text("figure")), value, words) if value is not None else entry.text(name)


def _since(entry: Entry, words: ReviewWords) -> str:
    return words.day(date.fromisoformat(entry.text("since")))


def _helped(month: Month, words: ReviewWords) -> Section:
    rows = tuple(
        (words.step(each.step), _share(each.acted.hits, each.acted.of, words),
         _share(each.left_alone.hits, each.left_alone.of, words), _gap(each),
         words.say(f"verdict_{each.verdict.name.lower()}"))
        for each in month.steps
        if each.acted.of or each.left_alone.of
    )  # fmt: skip
    names = ("helped_step", "helped_with", "helped_without", "helped_points", "helped_verdict")
    nothing = () if rows else (words.say("helped_none"),)
    return Section(title=words.say("helped"), sentences=nothing, head=tuple(map(words.say, names)), rows=rows)


def _share(hits: int, of: int, words: ReviewWords) -> str:
    return f"{hits}/{of} = {words.percent(hits / of)}" if of else NOTHING


def _gap(each: Compare) -> str:
    if each.found is None:
        return NOTHING
    gap = each.found.always
    return f"{100 * gap.value:+.0f} ({100 * gap.low:+.0f} … {100 * gap.high:+.0f})"


def _worth(month: Month, words: ReviewWords) -> Section:
    title, worth = words.say("worth"), month.worth
    if worth is None or worth.questions is None or worth.is_too_few:
        return Section(title=title, sentences=(words.say("worth_few"),))
    said = words.say(
        "worth_said", least=words.number(worth.least, 1), most=words.number(worth.most, 1),
        staff=words.number(worth.staff_hours, 1), volunteers=words.number(worth.volunteer_hours, 1),
    )  # fmt: skip
    head = (words.say("worth_questions"), words.say("worth_number"))
    return Section(title=title, sentences=(said,), head=head, rows=tuple(_counted(worth, words)))


def _counted(worth: Worth, words: ReviewWords) -> Iterator[tuple[str, str]]:
    """How many questions count as what; what is about too few people is told together."""
    every = [(kind, each) for kind in Counts for each in worth.questions.get(kind, ())]
    table = {kind.name: [nth for nth, (of, _) in enumerate(every) if of is kind] for kind in Counts}
    (told,) = cut([table], [each.asker for _, each in every])
    yield from ((words.say(f"counts_{name.lower()}"), words.number(len(table[name]))) for name in told.shown)
    if told.others and told.shown:
        yield words.say("counts_others"), words.number(sum(len(table[name]) for name in told.others))


def _people(month: Month, words: ReviewWords) -> Section:
    points = tuple(
        words.say(name, n=words.number(number))
        for name, number in (("helpers_helped", month.helped), ("helpers_enrolled", month.helpers))
        if number is not None
    )
    few = () if points else (words.say("helpers_few"),)
    return Section(title=words.say("helpers"), sentences=few, points=points)


def _teams(month: Month, words: ReviewWords) -> Section:
    title, all_ = words.say("teams"), month.teams.overall
    if all_ is None:
        return Section(title=title, sentences=(words.say("teams_few" if month.teams.is_too_few else "teams_none"),))
    titles = dict(month.titles)
    rows = [_fared(titles.get(one.name, one.name) or words.say("team_others"), one, words)
            for one in month.teams.by_team]  # fmt: skip
    head = tuple(map(words.say, ("team", "team_questions", "team_solved", "team_first", "team_missed")))
    return Section(title=title, head=head, rows=(*rows, _fared(words.say("team_all"), all_, words)))


def _fared(name: str, one: Fared, words: ReviewWords) -> tuple[str, ...]:
    first = NOTHING
    if one.to_answer is not None:
        first = words.say("hours", n=words.number(one.to_answer.median.total_seconds() / 3600, 1))
    return name, words.number(one.questions), words.number(one.solved), first, words.percent(one.missed_share)


def _next(month: Month, words: ReviewWords) -> Section:
    """What to decide, the most pressing first."""
    points = tuple(_decisions(month, words)) or (words.say("decide_nothing"),)
    return Section(title=words.say("next"), points=points)


def _decisions(month: Month, words: ReviewWords) -> Iterator[str]:
    for entry in month.changed:
        if entry.state == WORSE and entry.text("figure") in set(Figure):
            yield words.say("decide_worse", figure=words.say(entry.text("figure")), since=_since(entry, words))
    yield from (
        words.say("decide_harms", step=words.step(each.step)) for each in month.steps if each.verdict is Verdict.HARMS
    )
    yield from (
        words.say("decide_goal", goal=one.progress.goal.title)
        for one in month.goals
        if one.progress.stand in {Stand.UNLIKELY, Stand.MISSED}
    )
    silent = next((part for part in month.channels if _is_silent(part)), None)
    if silent is not None:
        yield words.say("decide_silent", channel=silent.name)
    for part in [each for each in month.topics if _is_on_few_shoulders(each)][:_MOST_TOPICS]:
        yield words.say("decide_shoulders", topic=part.name)
    if month.worth is not None and not month.worth.is_too_few and month.worth.most < 0:
        yield words.say("decide_cost")


def _is_silent(part: Part) -> bool:
    asked = part.answering
    return asked is not None and asked.never >= max(_LEAST_SILENT, _SILENT_SHARE * asked.eligible)


def _is_on_few_shoulders(part: Part) -> bool:
    asked = part.answering
    is_much = asked is not None and asked.eligible - asked.never >= _LEAST_ANSWERS
    return is_much and part.absence_factor is not None and part.absence_factor <= _FEW_SHOULDERS
