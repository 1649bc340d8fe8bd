"""Reads what the review of a month is made of: the whole weeks that end in it, as every report is.

So no two reviews, and no review and page or digest, tell of one to four people by their difference (see
``engagement.whole_weeks``).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bots.runtime.community import Community
from bots.runtime.comparing import compare_all, staff_in
from bots.runtime.digests import MODE, seven_of
from bots.runtime.health import read_days, staff_of
from bots.runtime.health_lines import parts_of, settled_weeks
from bots.runtime.strategy import GoalSeen, open_to_members, read_goals
from bots.runtime.worth import read_worth
from config.playbook import PLAYS
from dashboard.health.review_pack import Month
from engagement.alerts import KIND
from engagement.digests import SIX, Seven
from engagement.escalating.figures import figures
from engagement.few_people import LEAST
from engagement.health import Part, parts, rounded, thread_health
from engagement.health_days import SETTLED, Asking, Group, LogLine
from engagement.ids import ChannelId, MemberId
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Within
from engagement.shares import nearest_five
from engagement.whole_weeks import WEEK, Weeks

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spanned:
    """What whole weeks brought, and the questions they are made of, by channel and by topic."""

    seven: Seven
    channels: tuple[Part, ...] = ()
    topics: tuple[Part, ...] = ()


def read_month(ledger: Ledger, policy: Policy, first: date, now: datetime) -> Month:
    """What the weeks brought that end in the month that begins on this day."""
    community = Community(policy=policy, plays=PLAYS, hold_out_key="")
    community.channels = {place.id: place for place in ledger.places.all()}
    staff = staff_of(ledger, policy)
    lines = settled_weeks(ledger, now, MODE, staff)
    month, month_before = (_ending_in(lines, each) for each in (first, (first - _ONE).replace(day=1)))
    alone: dict[ChannelId, set[date]] = defaultdict(set)
    for line in (line for each in lines for line in each[1:] if line.figures and line.channel is not None):
        alone[line.channel or ChannelId("")].add(line.at.date())
    if month:
        for channel, mondays in ledger.health_days.apart(_weeks(month)).items():
            alone[channel].update(mondays)
    brought = _read(ledger, staff, month, alone, first)
    known = {place.id: f"#{place.name}" for place in community.channels.values()}
    found = Month(
        community=policy.name,
        first=first,
        brought=brought.seven,
        before=_read(ledger, staff, month_before, {}, first).seven,
        weeks=[seven_of(weeks, each[0]) for weeks, each in month],
        steps=compare_all(ledger, PLAYS, staff_in(ledger, community), now).steps,
        titles=[(one.name, one.title) for one in policy.governance.teams.values()] if policy.governance else (),
        channels=[replace(one, name=known.get(ChannelId(one.name), one.name)) for one in brought.channels],
        topics=brought.topics,
        helpers=_about(sum(helper.is_active for helper in ledger.people.helpers())),
        purpose=policy.purpose,
        goals=_goals(ledger, community, min(now, _settled(month[-1][0].last) if month else now)),
    )
    if not month:
        return found
    span = _within(_weeks(month))
    begin, end = span.since or now, span.until or now
    confirmed = {one.accepted_by for one in ledger.figures.asked(span)} - {None, *staff}
    return replace(
        found,
        changed=[entry for entry in ledger.entries.find(KIND, since=begin) if entry.at <= end],
        worth=read_worth(ledger, community, span),
        teams=figures(ledger.escalations.handled(begin, end), policy.timezone),
        helped=_about(len(confirmed)),
    )


def _settled(monday: date) -> datetime:
    """When the week that begins on this day is settled."""
    return datetime.combine(monday + WEEK, time.min, UTC) + SETTLED


def _goals(ledger: Ledger, community: Community, at: datetime) -> list[GoalSeen]:
    """As they stood then; those of private channels are not handed on."""
    return open_to_members(community, read_goals(ledger, community, at))


def _ending_in(lines: Sequence[Sequence[LogLine]], first: date) -> list[tuple[Weeks, Sequence[LogLine]]]:
    """The parts of time that end in the month that begins on this day."""
    return [one for one in parts_of(lines) if (one[0].last + SIX).replace(day=1) == first]


def _weeks(some: Sequence[tuple[Weeks, Sequence[LogLine]]]) -> Weeks:
    return Weeks(first=some[0][0].first, last=some[-1][0].last)


def _within(weeks: Weeks) -> Within:
    until = datetime.combine(weeks.last + SIX, time.max, UTC)
    return Within(since=datetime.combine(weeks.first, time.min, UTC), until=until)


def _read(
    ledger: Ledger, staff: Collection[MemberId], some: Sequence[tuple[Weeks, Sequence[LogLine]]],
    alone: Mapping[ChannelId, Collection[date]], first: date,
) -> Spanned:  # fmt: skip
    """What these weeks brought, a channel's where it stands by itself; a figure about too few people is None."""
    if not some:
        return Spanned(seven=Seven(first=first, last=first, is_silent=True))
    weeks = _weeks(some)
    span = _within(weeks)
    took = ledger.figures.people(span, staff, span.until)
    asked = [each for each in took.askings if each.modes & MODE]
    groups: list[Group] = []
    by_channel: dict[str, list[Group]] = defaultdict(list)
    by_topic: dict[str, list[Group]] = defaultdict(list)
    for cell in read_days(ledger, span, staff):
        monday = cell.day - cell.day.weekday() * _ONE
        for group in (group for group in cell.groups if group.modes & MODE):
            groups.append(group)
            if monday in alone.get(cell.channel, ()):
                by_channel[cell.channel].append(group)
            for topic in group.topics:
                by_topic[topic].append(group)
    askings: dict[str, list[Asking]] = defaultdict(list)
    for each in asked:
        for name in (*([each.channel] if each.week in alone.get(each.channel, ()) else []), *each.topics):
            askings[name].append(each)
    took_part = {each.asker for each in asked} | {each.replier for each in asked if each.replier is not None}
    return Spanned(
        seven=Seven(
            first=weeks.first, last=weeks.last + SIX, people=len(took.wrote) if len(took.wrote) >= LEAST else None,
            answering=thread_health(groups) if len(took_part) >= LEAST else None,
        ),
        channels=parts(by_channel, askings),
        topics=tuple(rounded(part) for part in parts(by_topic, askings)),
    )  # fmt: skip


def _about(number: int) -> int | None:
    """To the nearest five, as people are counted who cannot be told week by week."""
    return nearest_five(number) if number >= LEAST else None
