"""Is the community answering? The health figures, from read models alone.

Definitions follow CHAOSS (time to first response, newcomers, contributor activity) as the check values of the public
data sets state them: a first reply is the earliest later message in the thread by another human; thresholds are
inclusive; only threads begun by a human at least 24 hours before the last message count ("eligible").
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from engagement.health_days import DayCell, Group, TookPart
from engagement.ids import MemberId
from engagement.people import MemberFacts
from engagement.threads import QuestionModes

DAY = timedelta(hours=24)
NEWCOMER_SPAN = timedelta(hours=30 * 24)
_HOUR_S = 3600.0
_DAY_S = 86400.0
_TOP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadHealth:
    """How threads are answered; None where there is nothing to tell.

    ``answered_1h`` and ``answered_24h`` are counts, within that time; ``never``: no first reply at all; ``by_peers``:
    the first reply came from a member who is not staff; ``accepted``: an answer was marked as the one that helped.
    Times are in seconds, over the answered ones; ``p90`` is the time within which nine of ten of these were. The
    share (0-1) is that of first replies given by the ten members who give most.
    """

    eligible: int
    answered_1h: int
    answered_24h: int
    never: int
    median_first_response_s: float | None
    p90_first_response_s: float | None
    by_peers: int
    accepted: int
    median_accepted_s: float | None
    top10_first_reply_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Who takes part.

    ``gini`` (0-1) is over the messages of each human author; ``weekly_active_median`` over the ISO weeks (UTC) in which
    any human wrote.
    """

    messages: int
    human_messages: int
    members: int
    gini: float | None
    weekly_active_median: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """Humans whose first message is at least 30 days old, and how many of them wrote again 1 to 30 days later."""

    eligible: int
    returned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The four parts of the health report."""

    threads: ThreadHealth
    questions: ThreadHealth
    participation: Participation
    newcomers: Newcomers


def thread_health(groups: Iterable[Group], replied: Counter[MemberId] | None = None) -> ThreadHealth:
    """How these threads are answered; ``replied`` is how many first replies each member gave."""
    some = list(groups)
    waits = sorted(wait for group in some for wait in group.waits)
    accepted = sorted(wait for group in some for wait in group.accepted)
    begun = sum(group.begun for group in some)
    top = sum(number for _, number in replied.most_common(_TOP)) if replied else 0
    return ThreadHealth(
        eligible=begun,
        answered_1h=bisect_right(waits, _HOUR_S),
        answered_24h=bisect_right(waits, _DAY_S),
        never=begun - len(waits),
        median_first_response_s=quantile(waits, 0.5),
        p90_first_response_s=quantile(waits, 0.9),
        by_peers=sum(group.by_peers for group in some),
        accepted=len(accepted),
        median_accepted_s=quantile(accepted, 0.5),
        top10_first_reply_share=round(top / replied.total(), 4) if replied else None,
    )


def quantile(ascending: Sequence[float], share: float) -> float | None:
    """The value below which this share (0-1) lies, between neighbours in proportion (Hyndman and Fan 1996, type 7)."""
    if not ascending:
        return None
    place = (len(ascending) - 1) * share
    low = int(place)
    high = min(low + 1, len(ascending) - 1)
    return round(ascending[low] + (ascending[high] - ascending[low]) * (place - low), 3)


def gini(numbers: Sequence[int]) -> float | None:
    """How unevenly the numbers are spread: 0 when all are equal, towards 1 when one has all.

    G = sum (2 i - n - 1) x_i / (n sum x), x ascending (Gini 1912, in the form of Dixon et al. 1987).
    """
    total = sum(numbers)
    if total <= 0:
        return None
    ascending = sorted(numbers)
    n = len(ascending)
    return sum((2 * i - n - 1) * x for i, x in enumerate(ascending, start=1)) / (n * total)


def participation(cells: Iterable[DayCell], people: TookPart) -> Participation:
    """Who takes part."""
    some = list(cells)
    spread = gini(list(people.wrote.values()))
    return Participation(
        messages=sum(cell.messages for cell in some),
        human_messages=sum(cell.human_messages for cell in some),
        members=len(people.wrote),
        gini=None if spread is None else round(spread, 4),
        weekly_active_median=float(median(people.weekly.values())) if people.weekly else None,
    )


def newcomers(facts: Sequence[MemberFacts], end: datetime | None) -> Newcomers:
    """Newcomers who came back, among humans whose first message lies at least 30 days before ``end``."""
    eligible = [
        member for member in facts if end is not None and member.first_at and member.first_at <= end - NEWCOMER_SPAN
    ]
    return Newcomers(eligible=len(eligible), returned=sum(member.returned for member in eligible))


def health(
    cells: Sequence[DayCell],
    groups: Sequence[Group],
    people: TookPart,
    facts: Sequence[MemberFacts],
    *,
    end: datetime | None,
    mode: QuestionModes,
) -> Health:
    """The whole report.

    ``cells`` are the days, ``groups`` the threads begun at least 24 hours before ``end``, the instant of the last
    message. ``mode`` is the reading that makes a question.
    """
    questions = [group for group in groups if group.modes & mode]
    asked = sum((number for modes, number in people.replied.items() if modes & mode), Counter())
    return Health(
        threads=thread_health(groups, sum(people.replied.values(), Counter())),
        questions=thread_health(questions, asked),
        participation=participation(cells, people),
        newcomers=newcomers(facts, end),
    )
