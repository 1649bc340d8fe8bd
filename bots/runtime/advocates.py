"""What the steps about levels, thanks, greeting, quiet people and topics are shown: looked up, and nothing decided."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from advocacy.levels import BEGUN, Board, Reached, Somebody, Standings, badges_in, entry_id, from_entry, level_in
from advocacy.levels import KIND as REACHED
from advocacy.plays.levels import NAME as LEVELS
from advocacy.plays.levels import LevelsPolicy
from advocacy.plays.monthly_thanks import NAME as MONTHLY
from advocacy.plays.monthly_thanks import MonthlyThanksPolicy
from advocacy.presence import WINDOW, change
from advocacy.quieting import WITHIN, Changed, Changes
from advocacy.record import Record, records
from advocacy.thanked import LastMonth, deserved, is_first_working_day, last_month
from advocacy.topics import KIND as TOPIC
from advocacy.topics import WINDOW as TOPIC_WINDOW
from advocacy.topics import Topics, answers_by_topic, dependencies
from advocacy.welcoming import KIND as GREETER
from advocacy.welcoming import READ_FOR, Arrival, Greeters, Greeting, Greets
from bots.runtime.roles import accounts_of, platform_of, role_slot
from bots.runtime.situations import Lookups
from engagement.entries import Entry
from engagement.ids import MemberId, channel_of, is_private_place, workspace_of
from engagement.people import Helper, Purpose
from engagement.records import Contribution, Within
from engagement.restraint import Go, NotBefore, may_ask
from engagement.situation import Situation

T = TypeVar("T")
_YEAR = WINDOW + timedelta(days=1)
_A_MONTH = timedelta(days=30)
_LONGEST_BACK = timedelta(days=91 * 4)
"""Standing is told from this far back for the records of a month: rings are seen within 90 days."""


def _dials(look: Lookups, name: str, kind: type[T]) -> T | None:
    """The dials of a step, wherever they are first set."""
    found = (place.plays.get(name) for place in look.community.policy.places)
    return next((each for each in found if isinstance(each, kind)), None)


def is_counted(look: Lookups, member: MemberId) -> bool:
    """Whether somebody is a member like others: no bot, none of the organisation's own, and has not said stop."""
    return not look.has_stopped(member) and not look.community.is_staff(look.account_of(member), member)


def _agrees(look: Lookups, member: MemberId, purpose: Purpose) -> bool:
    said = look.ledger.people.consents(member)
    return said.get(purpose, False) and said.get(Purpose.METRICS) is not False


# --- levels -----------------------------------------------------------------------------------------------------------


def standings(look: Lookups, s: Situation) -> Standings | None:
    """Everybody with a day here, a contribution, or something reached; without levels whoever was given a role."""
    dials = _dials(look, LEVELS, LevelsPolicy)
    if dials is None or not dials.on:
        given = [one for _, one in sorted(_reached(look)[0].items()) if one.given]
        return Standings(
            people=tuple(Somebody(member=one.member, record=Record(member=one.member), before=one) for one in given)
        )
    days: dict[MemberId, set[date]] = defaultdict(set)
    for count in look.ledger.figures.day_counts(Within(since=s.now - _YEAR)):
        if not count.is_bot:
            days[count.member].add(count.day)
    known = records(look.ledger.contributions.all(), s.now)
    before, doubles = _reached(look)
    people = sorted(days.keys() | known.keys() | before.keys())
    return Standings(
        people=tuple(
            _somebody(look, who, days.get(who, set()), known.get(who), before.get(who), doubles.get(who, ()))
            for who in people
            if is_counted(look, who) or who in before
        ),
        is_first=not look.ledger.entries.find(BEGUN),
    )


def _somebody(
    look: Lookups,
    who: MemberId,
    days: Iterable[date],
    record: Record | None,
    before: Reached | None,
    doubles: Iterable[Entry],
) -> Somebody:
    """Whoever counts no more keeps nothing, and nothing is shown of them."""
    counts = is_counted(look, who)
    accounts = accounts_of(look.ledger, who)
    given = before.given if before is not None else ()
    places = {(platform_of(workspace_of(one.id)), workspace_of(one.id)) for one in accounts}
    named = {(platform_of(workspace_of(one.id)), role) for one in accounts for role in one.roles}
    held = {f"{place}:{bare}" for place, role in named for bare in (role, role.removeprefix("@"))}
    return Somebody(
        member=who,
        days=frozenset(days) if counts else frozenset(),
        record=(record if counts else None) or Record(member=who),
        before=before or Reached(member=who),
        doubles=tuple(doubles),
        may_be_named=counts and _agrees(look, who, Purpose.PUBLISH),
        platforms=frozenset(place for place, _ in places),
        held=frozenset(held),
        counts=counts,
        failed=frozenset(name for name in given if _has_failed(look, who, name, places)),
    )


def _has_failed(look: Lookups, who: MemberId, given: str, places: Iterable[tuple[str, str]]) -> bool:
    """Whether a platform did not take it: nothing was sent, nor is anything still to be."""
    platform, _, role = given.partition(":")
    slots = [role_slot(who, place, role) for name, place in places if name == platform]  # type: ignore[arg-type]
    return any(look.ledger.outbox.newest_in_slot(slot) is None for slot in slots)


def _reached(look: Lookups) -> tuple[dict[MemberId, Reached], dict[MemberId, list[Entry]]]:
    """What was kept of each person, the most of it; and what else there is of accounts that were joined."""
    return _most_of_each(look.ledger.entries.find(REACHED))


def _most_of_each(some: Iterable[Entry]) -> tuple[dict[MemberId, Reached], dict[MemberId, list[Entry]]]:
    found: dict[MemberId, Reached] = {}
    doubles: dict[MemberId, list[Entry]] = defaultdict(list)
    for entry in some:
        if entry.member is None:
            continue
        one, other = from_entry(entry), found.get(entry.member)
        if entry.id != entry_id(entry.member):
            doubles[entry.member].append(entry)
        if other is None:
            found[entry.member] = one
            continue
        most = max(one, other, key=lambda each: (each.level, len(each.badges)))
        found[entry.member] = Reached(
            member=entry.member,
            level=most.level,
            since=most.since,
            badges={**one.badges, **other.badges},
            given=tuple(sorted({*one.given, *other.given})),
            quarter=most.quarter,
        )
    return found, doubles


def board(look: Lookups, s: Situation) -> Board | None:
    """What whoever asks may see of what others reached, and what they reached themselves.

    Read in full are only those who may be shown: of all others only numbers are told.
    """
    actor = s.actor
    if actor is None:
        return None
    levels: dict[MemberId, int] = {}
    badges: dict[MemberId, set[str]] = defaultdict(set)
    for one in look.ledger.entries.briefs(REACHED):
        levels[one.member] = max(level_in(one), levels.get(one.member, 0))
        badges[one.member].update(badges_in(one))
    out = look.staff_among(levels) | {who for who in levels if look.has_stopped(who)}
    some = [who for who in sorted(levels) if (levels[who] or badges[who]) and who not in out]
    agreed = look.ledger.people.consents_of(some, (Purpose.PUBLISH, Purpose.ADVOCACY))
    named = {who for who in some if agreed[who].get(Purpose.PUBLISH, False)}
    seen = {who for who in some if agreed[who].get(Purpose.ADVOCACY, False)}
    shown = look.ledger.entries.of_members(REACHED, sorted({*named, *seen, actor.member}))
    reached, _ = _most_of_each(shown)
    return Board(
        named=tuple(one for who, one in sorted(reached.items()) if who in named),
        seen=tuple(one for who, one in sorted(reached.items()) if who in seen),
        levels=Counter(levels[who] for who in some),
        badges=Counter(name for who in some for name in badges[who]),
        own=reached.get(actor.member),
        is_named=_agrees(look, actor.member, Purpose.PUBLISH),
    )


def own_reached(look: Lookups, s: Situation) -> Reached | None:
    """What whoever asks reached themselves."""
    if s.actor is None:
        return None
    reached, _ = _most_of_each(look.ledger.entries.of_members(REACHED, [s.actor.member]))
    return reached.get(s.actor.member)


# --- thanks once a month ----------------------------------------------------------------------------------------------


def thanked_last_month(look: Lookups, s: Situation) -> LastMonth | None:
    """Who may be thanked by name for the last month; looked up only on the day it is told."""
    dials, zone = _dials(look, MONTHLY, MonthlyThanksPolicy), look.community.policy.timezone
    if dials is None or not dials.channel or not is_first_working_day(s.now, zone):
        return None
    start, end = last_month(s.now, zone)
    known = records(look.ledger.contributions.all(start - _LONGEST_BACK), s.now)
    people = []
    for who, record in known.items():
        done: list[Contribution] = [one for one in record.evidence if start <= one.at < end]
        done = [one for one in done if not is_private_place(channel_of(one.thread))]
        if not done or not is_counted(look, who) or not _agrees(look, who, Purpose.PUBLISH):
            continue
        threads = {one.thread: look.desk.thread(one.thread) for one in done}
        topics = {name: thread.topics for name, thread in threads.items() if thread is not None}
        found = deserved(who, done, topics)  # type: ignore[arg-type]
        people.extend([found] if found is not None else [])
    channels = look.channel_ids().get(dials.channel.removeprefix("#"), ())
    return LastMonth(people=tuple(people), channels=channels)


# --- greeting ---------------------------------------------------------------------------------------------------------


def arrival(look: Lookups, s: Situation) -> Arrival | None:
    """Whoever has just written for the first time, and for how long Hubbub has known the community."""
    if s.message is None or s.is_late:
        return None
    earlier = Within(since=s.now - READ_FOR - _A_MONTH, until=s.now - READ_FOR)
    return Arrival(
        joined_at=look.desk.member_facts(s.message.author).joined_at,
        has_read_for_long=bool(look.ledger.figures.day_counts(earlier)),
        is_member=is_counted(look, s.message.author),
    )


def greeters(look: Lookups, s: Situation) -> Greeters | None:
    """Helpers who like to greet and have an account there, those first who were not asked for longest."""
    thread = s.thread
    if thread is None:
        return None
    here = workspace_of(thread.channel)
    wishes = [entry.member for entry in look.ledger.entries.find(GREETER) if entry.member is not None]
    helpers = [helper for who in dict.fromkeys(wishes) if (helper := look.helper(who)) is not None]
    some = [helper for helper in helpers if _may_greet(look, helper, thread.asker, here, thread.language)]
    ready: list[tuple[datetime, MemberId, Helper]] = []
    why, may_from = set[str](), None
    for helper in some:
        standing = look.standing(helper.member, s.now, helper)
        gate = may_ask(standing, look.community.policy.restraint, s.now)
        if isinstance(gate, Go):
            last = standing.asks[-1] if standing.asks else datetime.min.replace(tzinfo=s.now.tzinfo)
            ready.append((last, helper.member, helper))
            continue
        why.add(gate.reason)
        if isinstance(gate, NotBefore):
            may_from = gate.at if may_from is None else min(may_from, gate.at)
    ready.sort(key=lambda one: one[:2])
    return Greeters(ready=tuple(one[2] for one in ready), number=len(some), may_from=may_from, why=tuple(sorted(why)))


def _may_greet(look: Lookups, helper: Helper, newcomer: MemberId | None, here: str, language: str | None) -> bool:
    if not helper.is_active or helper.member == newcomer or look.has_stopped(helper.member):
        return False
    if language is not None and helper.languages and language not in helper.languages:
        return False
    return any(workspace_of(one.id) == here for one in accounts_of(look.ledger, helper.member))


def greeting(look: Lookups, s: Situation) -> Greeting | None:
    """The first word of another person in the conversation."""
    if s.thread is None or s.thread.asker is None:
        return None
    for message in look.desk.messages_of(s.thread.id):
        if not message.is_deleted and not message.is_bot and message.author != s.thread.asker:
            return Greeting(by=message.author, message=message.id, at=message.at)
    return None


def greets(look: Lookups, s: Situation) -> Greets | None:
    """Whether whoever asks greets newcomers."""
    if s.actor is None:
        return None
    found = look.ledger.entries.find(GREETER, member=s.actor.member)
    return Greets(entry=found[0] if found else None)


# --- who is missed, and what depends on few ---------------------------------------------------------------------------


def changes(look: Lookups, s: Situation) -> Changes:
    """Who went quiet or came back within the last week."""
    days: dict[MemberId, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for count in look.ledger.figures.day_counts(Within(since=s.now - _YEAR)):
        if not count.is_bot:
            days[count.member][count.day] += count.messages
    named: list[Changed] = []
    others = {True: 0, False: 0}
    for who, messages in sorted(days.items()):
        found = change(messages, s.now.date(), WITHIN)
        if found is None or not is_counted(look, who):
            continue
        if _agrees(look, who, Purpose.ADVOCACY):
            named.append(Changed(member=who, is_back=found.is_back, since=found.since))
        else:
            others[found.is_back] += 1
    return Changes(named=tuple(named), others_quiet=others[False], others_back=others[True])


def topics(look: Lookups, s: Situation) -> Topics:
    """Which topics depend on very few people, and what is noted of them."""
    threads = look.ledger.figures.threads(Within(since=s.now - TOPIC_WINDOW))
    people = {each.first_reply_by for each in threads if each.first_reply_by is not None}
    staff = {who for who in people if look.community.is_staff(look.account_of(who), who)}
    noted = {entry.text("topic"): entry for entry in look.ledger.entries.find(TOPIC)}
    return Topics(found=dependencies(answers_by_topic(threads, staff)), noted=noted)
