"""Reads what the review of a month is made of."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bots.runtime.community import Community
from bots.runtime.comparing import compare_all, staff_in
from bots.runtime.digests import read_span
from bots.runtime.health import staff_of
from bots.runtime.worth import read_worth
from config.playbook import PLAYS
from dashboard.review_pack import Month
from engagement.alerts import KIND
from engagement.escalating.figures import figures
from engagement.few_people import LEAST
from engagement.ids import ChannelId
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Within

_ONE = timedelta(days=1)


def read_month(ledger: Ledger, policy: Policy, first: date, now: datetime, names: dict[str, str]) -> Month:
    """What the month that begins on this day brought; ``names`` is what steps are called."""
    community = Community(policy=policy, plays=PLAYS, hold_out_key="")
    community.channels = {place.id: place for place in ledger.places.all()}
    staff, last = staff_of(ledger, policy), next_month(first) - _ONE
    span = Within(since=datetime.combine(first, time.min, UTC), until=datetime.combine(last, time.max, UTC))
    begin, end = datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC)
    brought = read_span(ledger, staff, first, last)
    monday = first - first.weekday() * _ONE
    mondays = [monday + 7 * nth * _ONE for nth in range(6) if monday + 7 * nth * _ONE <= last]
    confirmed = {one.accepted_by for one in ledger.figures.asked(span)} - {None, *staff}
    known = {place.id: f"#{place.name}" for place in community.channels.values()}
    return Month(
        community=policy.name,
        first=first,
        brought=brought.seven,
        before=read_span(ledger, staff, (first - _ONE).replace(day=1), first - _ONE).seven,
        weeks=[read_span(ledger, staff, each, each + 6 * _ONE).seven for each in mondays],
        changed=[entry for entry in ledger.entries.find(KIND, since=begin) if entry.at <= end],
        steps=[
            (names.get(one.step, one.step), one)
            for one in compare_all(ledger, PLAYS, staff_in(ledger, community), now).steps
        ],
        worth=read_worth(ledger, community, span),
        teams=figures(ledger.escalations.handled(begin, end), policy.timezone),
        titles=[(one.name, one.title) for one in policy.governance.teams.values()] if policy.governance else (),
        channels=[replace(one, name=known.get(ChannelId(one.name), one.name)) for one in brought.channels],
        topics=brought.topics,
        helped=_at_least_five(len(confirmed)),
        helpers=_at_least_five(sum(helper.is_active for helper in ledger.people.helpers())),
    )


def next_month(first: date) -> date:
    """The first day of the month after this one's."""
    return (first.replace(day=1) + 31 * _ONE).replace(day=1)


def _at_least_five(number: int) -> int | None:
    return number if number >= LEAST else None
