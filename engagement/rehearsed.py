"""What does a rehearsal tell the manager? How questions fared, and what Hubbub would have done about them.

Pure: decisions and read models in, figures out. Cells about one to four people are not shown, nor is what a
subtraction would tell about them (``few_people`` decides); a number that may not be told is None: "a few". The two or
three questions told at length are examples, not figures: they come from the manager's own export.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate

from engagement.decisions import Decision
from engagement.few_people import LEAST, Cut, Table, cut, is_too_few
from engagement.hours import zone
from engagement.ids import ChannelId, MemberId, ThreadId
from engagement.policy import Policy
from engagement.records import ThreadFigures
from engagement.rehearsed_deeds import Deeds, read
from engagement.rehearsed_headline import (
    Dial,
    Difference,
    Headline,
    dials_of,
    differences,
    fate_tables,
    headline_of,
)
from engagement.rehearsed_load import Load, load_of
from engagement.rehearsed_pairs import cuts_beside
from engagement.rehearsed_questions import (
    Breakdown,
    Question,
    breakdown,
    clock_of,
    divide,
    main_topic,
    period_of,
    questions_of,
)
from engagement.rehearsed_rows import Deed, Reason, rows_of
from engagement.rehearsed_stories import Story, Telling, stories
from engagement.threads import QuestionModes


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one rehearsal left behind. ``flag`` is the reading that makes a question."""

    decisions: Iterable[Decision]
    threads: Sequence[ThreadFigures]
    policy: Policy
    flag: QuestionModes
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Where questions died: by channel, first topic, hour and weekday in the community's zone, month or week."""

    channels: Breakdown = field(default_factory=Breakdown)
    topics: Breakdown = field(default_factory=Breakdown)
    hours: Breakdown = field(default_factory=Breakdown)
    weekdays: Breakdown = field(default_factory=Breakdown)
    periods: Breakdown = field(default_factory=Breakdown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same history under another playbook: figure by figure, and its dials that differ.

    No differences: the two sets of questions are so alike that showing both would tell about one to four people.
    """

    differences: tuple[Difference, ...]
    dials: tuple[Dial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalReport:
    """Everything the page shows. Instants are in the community's zone."""

    community: str
    timezone: str
    first_at: datetime | None
    last_at: datetime | None
    assume_willing: bool
    nobody_asked: bool
    """There were no questions at all. No headline although there were some: fewer than five people asked them."""
    dials: tuple[Dial, ...]
    events: int = 0
    notes: tuple[str, ...] = ()
    has_names: bool = False
    has_words: bool = True
    guessed: float = 0.0
    """The share (0-1) of questions from channels without threads: there Hubbub itself told conversations apart."""
    headline: Headline | None = None
    tables: Tables = field(default_factory=Tables)
    load: Load | None = None
    deeds: tuple[Deed, ...] = ()
    reasons: tuple[Reason, ...] = ()
    stories: tuple[Story, ...] = ()
    against: Comparison | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rehearsed:
    """A run once it has been read."""

    run: Run
    deeds: Deeds
    questions: Sequence[Question]

    @property
    def people(self) -> list[MemberId | None]:
        return [question.figures.asker for question in self.questions]

    @property
    def is_enough(self) -> bool:
        return len(set(self.people)) >= LEAST

    def headline(self, fates: Sequence[Cut]) -> Headline:
        return headline_of(self.questions, fates, self.deeds, self.load())

    def load(self) -> Load | None:
        return load_of(self.deeds, [q.figures.first_reply_by for q in self.questions if q.figures.first_reply_by])


def report(
    decisions: Iterable[Decision],
    threads: Sequence[ThreadFigures],
    *,
    channels: Mapping[ChannelId, str],
    policy: Policy,
    flag: QuestionModes,
    first_at: datetime | None,
    last_at: datetime | None,
    names: Mapping[MemberId, str] | None,
    excerpts: Callable[[ThreadId], str],
    show_words: bool = True,
    events: int = 0,
    notes: Sequence[str] = (),
    guessed: Collection[ChannelId] = (),
    against: Run | None = None,
) -> RehearsalReport:
    """The report of one rehearsal, compared with that of ``against`` where there is one.

    ``names`` None hides who people are. ``excerpts`` gives the asker's words of a question; they are shown without the
    names of others, or not at all (``show_words``). ``notes`` are the import's remarks, shown as they are;
    ``guessed`` are the channels in which people do not use threads.
    """
    run = Run(decisions=decisions, threads=threads, policy=policy, flag=flag, first_at=first_at, last_at=last_at)
    ours = _read(run)
    number = sum(question.figures.channel in guessed for question in ours.questions)
    blank = replace(
        _blank(ours),
        events=events,
        notes=tuple(notes),
        has_names=names is not None,
        has_words=show_words,
        guessed=number / (len(ours.questions) or 1),
    )
    if not ours.is_enough:
        return blank
    filled = _fill(blank, ours, channels, _read(against) if against is not None else None)
    telling = Telling(
        local=zone(policy.timezone), channels=channels, names=names, excerpt=excerpts, show_words=show_words,
        guessed=guessed,
    )  # fmt: skip
    return replace(filled, stories=stories(_in_common_channels(ours.questions), telling))


def _blank(ours: _Rehearsed) -> RehearsalReport:
    run = ours.run
    local = zone(run.policy.timezone)
    return RehearsalReport(
        community=run.policy.name,
        timezone=local.key,
        first_at=run.first_at and run.first_at.astimezone(local),
        last_at=run.last_at and run.last_at.astimezone(local),
        assume_willing=run.policy.assume_willing,
        nobody_asked=not ours.questions,
        dials=dials_of(run.policy, run.flag),
    )


def _read(run: Run) -> _Rehearsed:
    deeds = read(run.decisions)
    return _Rehearsed(run=run, deeds=deeds, questions=questions_of(run.threads, deeds, run.flag, run.last_at))


def _fill(
    blank: RehearsalReport, ours: _Rehearsed, channels: Mapping[ChannelId, str], theirs: _Rehearsed | None
) -> RehearsalReport:
    """All tables are cut together, so that none tells what another one hides; the weightiest come first."""
    tables, rows = _tables(ours), rows_of(ours.questions, ours.deeds.tallies)
    compared = fate_tables(theirs.questions) if theirs is not None and _set(theirs) == _set(ours) else []
    parts = (fate_tables(ours.questions), compared, list(tables.values()), rows.tables)
    fates, their_fates, cuts, row_cuts = _parted(cut([table for part in parts for table in part], ours.people), parts)
    headline = ours.headline(fates)
    reasons, deeds = rows.told(ours.questions, row_cuts)
    known: dict[str, str] = dict(channels.items())
    shown = {
        name: breakdown(ours.questions, table, one, known if name == "channels" else {})
        for (name, table), one in zip(tables.items(), cuts, strict=True)
    }
    if theirs is not None and not compared:
        every = [*fate_tables(ours.questions), *tables.values(), *rows.tables]
        told = list(zip(every, [*fates, *cuts, *row_cuts], strict=True))
        their_fates = cuts_beside(told, ours.questions, theirs.questions) or []
    return replace(
        blank,
        headline=headline,
        load=ours.load(),
        tables=Tables(**shown),
        reasons=reasons,
        deeds=deeds,
        against=None if theirs is None else _compare(ours, headline, theirs, their_fates),
    )


def _parted(cuts: Sequence[Cut], parts: Sequence[Sequence[Table]]) -> list[Sequence[Cut]]:
    """The cuts of each part."""
    ends = list(accumulate(len(part) for part in parts))
    return [cuts[end - len(part) : end] for part, end in zip(parts, ends, strict=True)]


def _tables(ours: _Rehearsed) -> dict[str, Table]:
    """By the names of ``Tables``, the weightiest first."""
    run, questions = ours.run, ours.questions
    local = zone(run.policy.timezone)
    hour, weekday = clock_of(local)
    begins = [question.figures.root_at for question in questions]
    return {
        "channels": divide(questions, lambda question: question.figures.channel),
        "periods": divide(questions, period_of(local, min(begins), max(begins))),
        "hours": divide(questions, hour),
        "weekdays": divide(questions, weekday),
        "topics": divide(questions, main_topic),
    }


def _set(one: _Rehearsed) -> list[ThreadId | None]:
    return [question.figures.thread for question in one.questions]


def _compare(ours: _Rehearsed, headline: Headline, theirs: _Rehearsed, fates: Sequence[Cut]) -> Comparison:
    """Without ``fates``, the two are so alike that showing both would tell about one to four people."""
    mine, other = ours.run, theirs.run
    known = dials_of(mine.policy, mine.flag)
    dials = tuple(dial for dial in dials_of(other.policy, other.flag) if dial not in known)
    if not theirs.is_enough or not fates:
        return Comparison(differences=(), dials=dials)
    their_headline = theirs.headline(fates)
    mine_asked, other_asked = set(ours.deeds.asks_of), set(theirs.deeds.asks_of)
    if is_too_few(mine_asked - other_asked) or is_too_few(other_asked - mine_asked):
        their_headline = replace(their_headline, helpers=None)
    return Comparison(differences=differences(headline, their_headline), dials=dials)


def _in_common_channels(questions: Sequence[Question]) -> list[Question]:
    """Examples come from channels in which at least five people ask."""
    askers: dict[ChannelId, set[MemberId | None]] = {}
    for question in questions:
        askers.setdefault(question.figures.channel, set()).add(question.figures.asker)
    return [question for question in questions if len(askers[question.figures.channel]) >= LEAST]
