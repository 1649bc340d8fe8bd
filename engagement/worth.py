"""What are the answers of members worth to the team? An honest ledger, in hours, from least to most.

A case is saved only where a member answered and that was confirmed by somebody else. Of those only a share would have
become cases of the team, and each costs it some time: both are dials, from least to most. What staff wrote anywhere,
and volunteers in those conversations, is taken off both ends; what was written where nobody confirmed an answer is
told, and counts neither way. The share that would have asked is the weakest part: nobody can see it, so it is given as
a span and never as one figure.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engagement.few_people import is_too_few
from engagement.ids import MemberId
from engagement.records import AskedFigures

_HOUR = timedelta(hours=1)


class Counts(StrEnum):
    """What becomes of a question in the ledger; only the first is a saved case."""

    SAVED = "answered by a member, and confirmed"
    BY_THE_TEAM = "answered by the team"
    BY_ONESELF = "solved, but by themselves or confirmed by whoever answered"
    UNCONFIRMED = "answered, but nobody confirmed it"
    UNANSWERED = "not answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a case costs the team, the share of answers that saved one (0-1), and what writing a message takes."""

    case_least: timedelta
    case_most: timedelta
    asked_least: float
    asked_most: float
    a_message: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """``least`` and ``most`` are hours, what was spent taken off; below nothing where it cost more than it saved.

    ``cases_least`` and ``cases_most`` are how many cases there would have been. ``questions`` are all, by what they
    count as: each figure is the sum of its conversations. ``other_hours`` went into questions that are no saved case.
    """

    questions: Mapping[Counts, tuple[AskedFigures, ...]]
    cases_least: float
    cases_most: float
    staff_hours: float
    volunteer_hours: float
    other_hours: float
    least: float
    most: float

    @property
    def is_too_few(self) -> bool:
        """Whether one to four people asked what was saved: then it is not told."""
        return is_too_few({each.asker for each in self.questions[Counts.SAVED]})


def counts_as(question: AskedFigures, staff: Collection[MemberId]) -> Counts:
    """Whether a question is a saved case, and why not."""
    if not question.is_solved:
        return Counts.UNCONFIRMED if question.replies else Counts.UNANSWERED
    if question.accepted_by in staff:
        return Counts.BY_THE_TEAM
    if question.accepted_by in {None, question.asker} or question.marked_by in {None, question.accepted_by}:
        return Counts.BY_ONESELF
    return Counts.SAVED


def worth(questions: Iterable[AskedFigures], staff: Collection[MemberId], staff_messages: int, rates: Rates) -> Worth:
    """The ledger. ``staff_messages`` are all that staff wrote in that time, wherever it was.

    As volunteers' messages count all replies, by whomever: those of staff count twice, which makes it less, never more.
    """
    by_kind: dict[Counts, list[AskedFigures]] = {kind: [] for kind in Counts}
    for question in questions:
        by_kind[counts_as(question, staff)].append(question)
    saved = len(by_kind[Counts.SAVED])
    replies = {kind: sum(each.replies for each in some) for kind, some in by_kind.items()}
    hour = rates.a_message / _HOUR
    spent = (staff_messages + replies[Counts.SAVED]) * hour
    cases = saved * rates.asked_least, saved * rates.asked_most
    return Worth(
        questions={kind: tuple(found) for kind, found in by_kind.items()},
        cases_least=cases[0],
        cases_most=cases[1],
        staff_hours=staff_messages * hour,
        volunteer_hours=replies[Counts.SAVED] * hour,
        other_hours=(sum(replies.values()) - replies[Counts.SAVED]) * hour,
        least=cases[0] * (rates.case_least / _HOUR) - spent,
        most=cases[1] * (rates.case_most / _HOUR) - spent,
    )
