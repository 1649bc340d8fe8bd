"""Where did questions die? Each question with what became of it, and tables of them that are safe to show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from engagement.few_people import Cut, Table
from engagement.health import DAY
from engagement.plays.peer_prompt import NAME as ASKING
from engagement.records import ThreadFigures
from engagement.rehearsed_deeds import Deeds, Told
from engagement.threads import QuestionModes

_HOUR_S, _DAY_S = 3600.0, 86400.0
_MONTHLY_FROM = timedelta(days=183)
"""Shorter histories are told by weeks."""


class Fate(StrEnum):
    """What would have come first for a question."""

    FIRST = "first"
    """Members answered before Hubbub would have said anything."""
    SHOWN = "shown"
    """The asker would have been shown earlier solved threads, and no helper asked."""
    ASKED = "asked"
    """At least one helper would have been asked before the first reply."""
    KEPT = "kept"
    """Nobody answered in time, and there was a reason to ask nobody."""
    OPEN = "open"
    """Nothing came of it: that step was off there, or the question was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the history, and what Hubbub would have done about it."""

    figures: ThreadFigures
    told: Told

    @property
    def reply_at(self) -> datetime | None:
        """When the first reply came, in fact."""
        seconds = self.figures.first_reply_s
        return None if seconds is None else self.figures.root_at + timedelta(seconds=seconds)

    @property
    def is_late(self) -> bool:
        """Nobody answered within 24 hours."""
        return self.figures.first_reply_s is None or self.figures.first_reply_s > _DAY_S

    @property
    def fate(self) -> Fate:
        """What would have come first."""
        reply_at, told = self.reply_at, self.told
        if told.asks_before(reply_at):
            return Fate.ASKED
        if told.shown_at is not None and (reply_at is None or told.shown_at <= reply_at):
            return Fate.SHOWN
        if any(
            silence.step == ASKING and not silence.is_later and (reply_at is None or at < reply_at)
            for at, silence in told.silences
        ):
            return Fate.KEPT
        return Fate.OPEN if reply_at is None else Fate.FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How questions were answered in fact; times inclusive, the median in seconds over the answered ones."""

    questions: int
    within_hour: int
    within_day: int
    never: int
    median_s: float | None

    @property
    def late(self) -> int:
        """How many had no answer within 24 hours."""
        return self.questions - self.within_day

    def share(self, number: int) -> float:
        """``number`` of these questions as a share (0-1)."""
        return number / self.questions if self.questions else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row of a table: a channel, a topic, an hour (``09``), a weekday (``0`` is Monday), a month or ISO week."""

    name: str
    answers: Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """A table of questions: the cells that may be shown, and the ``merged`` ones as one."""

    cells: tuple[Cell, ...] = ()
    others: Answers | None = None
    merged: int = 0


def questions_of(
    threads: Sequence[ThreadFigures], deeds: Deeds, flag: QuestionModes, last_at: datetime | None
) -> list[Question]:
    """The questions begun at least 24 hours before the end: of later ones nobody knows what became."""
    if last_at is None:
        return []
    return [
        Question(figures=t, told=(deeds.by_thread.get(t.thread) if t.thread else None) or Told())
        for t in threads
        if t.modes & flag and t.root_at <= last_at - DAY
    ]


def answers_of(questions: Sequence[Question]) -> Answers:
    """How these were answered."""
    waits = [q.figures.first_reply_s for q in questions if q.figures.first_reply_s is not None]
    return Answers(
        questions=len(questions),
        within_hour=sum(wait <= _HOUR_S for wait in waits),
        within_day=sum(wait <= _DAY_S for wait in waits),
        never=len(questions) - len(waits),
        median_s=median(waits) if waits else None,
    )


def divide(questions: Sequence[Question], name_of: Callable[[Question], str]) -> Table:
    """The questions by what ``name_of`` says of each, names in order."""
    found: dict[str, list[int]] = {}
    for record, question in enumerate(questions):
        found.setdefault(name_of(question), []).append(record)
    return dict(sorted(found.items()))


def single_out(questions: Sequence[Question], is_so: Callable[[Question], bool]) -> Table:
    """Two cells: ``in`` and ``out``."""
    return divide(questions, lambda question: "in" if is_so(question) else "out")


def clock_of(local: ZoneInfo) -> tuple[Callable[[Question], str], Callable[[Question], str]]:
    """The names of a question's hour and weekday in that zone."""
    return (
        lambda question: f"{question.figures.root_at.astimezone(local):%H}",
        lambda question: str(question.figures.root_at.astimezone(local).weekday()),
    )


def period_of(local: ZoneInfo, first_at: datetime, last_at: datetime) -> Callable[[Question], str]:
    """The name of a question's month (``2018-05``), or of its ISO week (``2018-W19``) in a short history."""
    pattern = "%Y-%m" if last_at - first_at >= _MONTHLY_FROM else "%G-W%V"
    return lambda question: question.figures.root_at.astimezone(local).strftime(pattern)


def main_topic(question: Question) -> str:
    """A question counts once: for its first topic; nothing when it has none."""
    return next(iter(question.figures.topics), "")


def breakdown(
    questions: Sequence[Question], table: Table, cut: Cut, names: Mapping[str, str] | None = None
) -> Breakdown:
    """The table as it may be shown."""
    if not cut.shown:
        return Breakdown(merged=len(cut.others))
    known = names or {}
    others = [questions[record] for name in cut.others for record in table[name]]
    return Breakdown(
        cells=tuple(
            Cell(name=known.get(name, name), answers=answers_of([questions[record] for record in table[name]]))
            for name in cut.shown
        ),
        others=answers_of(others) if others else None,
        merged=len(cut.others),
    )
