"""What came of the conversations in which a step acted, and of those it left alone: read from the memory."""

from collections.abc import Callable, Sequence
from datetime import datetime

from advocacy.comparison import (
    KIND,
    LONGEST,
    MEASURES,
    Compare,
    Comparisons,
    Good,
    compare,
    harmed,
    is_answered,
    is_settled,
)
from advocacy.invitations import CASE, case_from_entry
from bots.runtime.community import Community
from bots.runtime.situations import Lookups
from engagement.ids import MemberId, ThreadId
from engagement.play import Play
from engagement.ports import Ledger
from engagement.records import Compared
from engagement.situation import Situation

IsStaff = Callable[[MemberId], bool]


def comparisons(look: Lookups, s: Situation) -> Comparisons:
    """All of a running community's."""
    community = look.community
    return compare_all(look.ledger, community.plays, lambda who: community.is_staff(look.account_of(who), who), s.now)


def staff_in(ledger: Ledger, community: Community) -> IsStaff:
    """Who belongs to the organisation, from the memory alone."""
    return lambda who: any(community.is_staff(one, who) for one in ledger.people.accounts_of(who))


def compare_all(
    ledger: Ledger, plays: Sequence[Play], is_staff: IsStaff, now: datetime, since: datetime | None = None
) -> Comparisons:
    """Every step that keeps a comparison group, from ``since`` on at most a year back.

    A step of which managers were told that it does harm is counted anew from then on.
    """
    noted = harmed(ledger.entries.find(KIND))
    begun = max(now - LONGEST, since or now - LONGEST)
    versions = {play.name: play.version for play in plays}
    steps: list[Compare] = []
    for step, measure in MEASURES.items():
        if step in versions:
            start = max(begun, noted[step].at) if step in noted else begun
            rows = ledger.figures.compared(step, versions[step], measure.action, start)
            steps.append(compare(step, rows, start, _judge(ledger, step, rows, is_staff, now)))
    return Comparisons(steps=steps, noted=noted)


def _judge(
    ledger: Ledger, step: str, rows: Sequence[Compared], is_staff: IsStaff, now: datetime
) -> Callable[[Compared], bool | None]:
    measure = MEASURES[step]
    if measure.good is Good.WENT_ON:
        went_on = _went_on(ledger)
        return lambda row: went_on.get(row.thread)
    staff = {who for who in {who for row in rows for who, _ in row.replies} if who is not None and is_staff(who)}
    judged = is_settled if measure.good is Good.SETTLED else is_answered
    return lambda row: judged(row, staff, measure.within) if row.at + measure.within <= now else None


def _went_on(ledger: Ledger) -> dict[ThreadId, bool]:
    cases = [case_from_entry(entry) for entry in ledger.entries.find(CASE)]
    return {case.thread: case.went_on for case in cases if case.went_on is not None}
