"""Is the community answering? The health figures, from read models alone.

Definitions follow CHAOSS (time to first response, newcomers, contributor activity) as the check values of the public
data sets state them: a first reply is the earliest later message in the thread by another human; thresholds are
inclusive; only threads begun by a human at least 24 hours before the last message count ("eligible").
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from engagement.ids import MemberId
from engagement.people import MemberFacts
from engagement.records import DayCount, ThreadFigures
from engagement.threads import QuestionModes

DAY = timedelta(hours=24)
NEWCOMER_SPAN = timedelta(hours=30 * 24)
_HOUR_S = 3600.0
_DAY_S = 86400.0
_TOP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadHealth:
    """How threads are answered; None where there is nothing to tell.

    ``answered_1h`` and ``answered_24h`` are counts, within that time; ``never``: no first reply at all. The median is
    in seconds over the answered ones; the share (0-1) is that of first replies given by the ten who give most.
    """

    eligible: int
    answered_1h: int
    answered_24h: int
    never: int
    median_first_response_s: float | None
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


def thread_health(threads: Sequence[ThreadFigures], end: datetime | None) -> ThreadHealth:
    """How these threads are answered, counting those begun at least 24 hours before ``end``."""
    eligible = [t for t in threads if end is not None and t.root_at <= end - DAY]
    waits = [t.first_reply_s for t in eligible if t.first_reply_s is not None]
    givers = Counter(t.first_reply_by for t in eligible if t.first_reply_by is not None)
    top = sum(number for _, number in givers.most_common(_TOP))
    return ThreadHealth(
        eligible=len(eligible),
        answered_1h=sum(wait <= _HOUR_S for wait in waits),
        answered_24h=sum(wait <= _DAY_S for wait in waits),
        never=len(eligible) - len(waits),
        median_first_response_s=round(median(waits), 3) if waits else None,
        top10_first_reply_share=round(top / givers.total(), 4) if givers else None,
    )


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


def participation(counts: Sequence[DayCount]) -> Participation:
    """Who takes part, from counts by day, channel and member."""
    by_member: Counter[MemberId] = Counter()
    by_week: dict[tuple[int, int], set[MemberId]] = {}
    for count in counts:
        if count.is_bot:
            continue
        by_member[count.member] += count.messages
        year, week, _ = count.day.isocalendar()
        by_week.setdefault((year, week), set()).add(count.member)
    spread = gini(list(by_member.values()))
    weekly = [len(members) for members in by_week.values()]
    return Participation(
        messages=sum(count.messages for count in counts),
        human_messages=by_member.total(),
        members=len(by_member),
        gini=None if spread is None else round(spread, 4),
        weekly_active_median=float(median(weekly)) if weekly else None,
    )


def newcomers(facts: Sequence[MemberFacts], end: datetime | None) -> Newcomers:
    """Newcomers who came back, among humans whose first message lies at least 30 days before ``end``."""
    eligible = [
        member for member in facts if end is not None and member.first_at and member.first_at <= end - NEWCOMER_SPAN
    ]
    return Newcomers(eligible=len(eligible), returned=sum(member.returned for member in eligible))


def health(
    threads: Sequence[ThreadFigures],
    counts: Sequence[DayCount],
    facts: Sequence[MemberFacts],
    *,
    end: datetime | None,
    mode: QuestionModes,
) -> Health:
    """The whole report. ``end`` is the instant of the last message, ``mode`` the reading that makes a question."""
    return Health(
        threads=thread_health(threads, end),
        questions=thread_health([t for t in threads if t.modes & mode], end),
        participation=participation(counts),
        newcomers=newcomers(facts, end),
    )
