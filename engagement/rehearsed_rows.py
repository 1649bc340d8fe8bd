"""What would Hubbub have said, and why would it have kept silent? A row per kind, none about one to four people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from engagement.few_people import Cut, Table
from engagement.rehearsed_deeds import Silence, Tally
from engagement.rehearsed_questions import Question, single_out

_LOOKED_AT = 12
_MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One kind of act: how often, about how many questions, and the median time after the question, in seconds."""

    kind: str
    times: int
    questions: int
    median_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why nothing was said, or not yet (``is_later``), for how many questions."""

    step: str
    reason: str
    is_later: bool
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows that could be told, each with its table of two cells."""

    silences: Sequence[Silence]
    tallies: Mapping[str, Tally]
    tables: Sequence[Table]

    def told(self, questions: Sequence[Question], cuts: Sequence[Cut]) -> tuple[tuple[Reason, ...], tuple[Deed, ...]]:
        """Those that may be told; ``cuts`` are those of the tables, in order."""
        parts = [table.get("in", ()) if "in" in cut.shown else () for table, cut in zip(self.tables, cuts, strict=True)]
        reasons = [
            Reason(step=silence.step, reason=silence.reason, is_later=silence.is_later, questions=len(part))
            for silence, part in zip(self.silences, parts, strict=False)
            if part
        ]
        deeds = [
            _deed(kind, tally, [questions[record] for record in part])
            for (kind, tally), part in zip(self.tallies.items(), parts[len(self.silences) :], strict=True)
            if part
        ]
        reasons.sort(key=lambda reason: (-reason.questions, reason.reason))
        return tuple(reasons[:_MOST]), tuple(sorted(deeds, key=lambda deed: (-deed.questions, deed.kind)))


def rows_of(questions: Sequence[Question], tallies: Mapping[str, Tally]) -> Rows:
    """The reasons met most often, and every kind of act but asking (which the headline tells)."""
    number = Counter(silence for question in questions for silence in question.told.reasons)
    most = sorted(number, key=lambda s: (-number[s], s.step, s.reason, s.is_later))[:_LOOKED_AT]
    kinds = {kind: tally for kind, tally in sorted(tallies.items()) if kind != "ask"}
    return Rows(
        silences=most,
        tallies=kinds,
        tables=[
            *(_with_reason(questions, silence) for silence in most),
            *(_with_deed(questions, tally) for tally in kinds.values()),
        ],
    )


def _with_reason(questions: Sequence[Question], silence: Silence) -> Table:
    return single_out(questions, lambda question: silence in question.told.reasons)


def _with_deed(questions: Sequence[Question], tally: Tally) -> Table:
    return single_out(questions, lambda question: question.figures.thread in tally.first_at)


def _deed(kind: str, tally: Tally, questions: Sequence[Question]) -> Deed:
    waits = [
        (tally.first_at[q.figures.thread] - q.figures.root_at).total_seconds()
        for q in questions
        if q.figures.thread is not None
    ]
    return Deed(kind=kind, times=tally.times, questions=len(questions), median_s=median(waits))
