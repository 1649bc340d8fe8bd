"""Who is here: helpers and how much is asked of them, who is new, and one person, as managers may know of them.

Whoever said no to being counted is in none of it. What somebody did for others, and what they reached, is told with
their own yes alone (``Purpose.ADVOCACY``); when somebody wrote last is told of nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from advocacy.levels import KIND as REACHED
from advocacy.levels import Reached, from_entry
from advocacy.record import Record
from bots.runtime.community import Community
from bots.runtime.looking_in import LookIn
from bots.runtime.records_now import records_of
from engagement.ids import MemberId, MessageId, ThreadId
from engagement.looked_after import NO_SALES, PAUSE, ROLE
from engagement.people import Account, Agreement, Helper, MemberFacts, Purpose
from engagement.ports import Ledger
from engagement.records import Within

NEW_FOR = timedelta(days=30)
"""So long somebody is listed as new."""
WEEK = timedelta(days=7)
_LOOK_BACK = timedelta(days=90)
_MOST_AGREED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperNow:
    """A helper, as they chose, and what was asked of them in seven days; ``last_at`` within 90 days."""

    helper: Helper
    name: str
    asked: int
    limit: int
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewcomerNow:
    """Who wrote for the first time lately. ``got_reply`` is None where they began by replying to others."""

    member: MemberId
    name: str
    first_at: datetime
    thread: ThreadId | None = None
    got_reply: bool | None = None
    is_greeted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a manager decided about somebody. ``by`` is a name; "somebody" who was forgotten."""

    at: datetime
    by: str
    what: str = ""
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNow:
    """One person. ``record`` and ``reached`` are None without their yes, or where there is nothing."""

    member: MemberId
    accounts: Sequence[Account]
    first_at: datetime | None
    agreed: Sequence[Agreement]
    is_staff: bool
    helper: HelperNow | None = None
    record: Record | None = None
    reached: Reached | None = None
    rest: Decided | None = None
    """A manager gave them a rest as a helper; ``until`` is when it ends, ``why`` their reason as long as it is kept."""
    no_sales: Decided | None = None
    """A manager said no to sales for them."""
    given: Sequence[Decided] = ()
    """The roles that managers gave them, ``what`` by name."""


def helpers_now(ledger: Ledger, community: Community, now: datetime) -> list[HelperNow]:
    """Everybody who enrolled and has not stopped; who was asked most first, then by name."""
    some = [one for one in ledger.people.helpers() if one.is_active and one.member not in community.stopped]
    return sorted(_with_load(ledger, community, some, now), key=lambda one: (-one.asked, one.name.casefold()))


def _with_load(ledger: Ledger, community: Community, some: Sequence[Helper], now: datetime) -> list[HelperNow]:
    names = ledger.people.names(one.member for one in some)
    asks = ledger.outbox.asks([one.member for one in some], now - _LOOK_BACK, now - WEEK)
    limit, a_day = community.policy.restraint.helper_asks_per_week, community.policy.restraint.helper_asks_per_day
    found = []
    for one in some:
        asked = asks.get(one.member)
        found.append(
            HelperNow(
                helper=one, name=names.get(one.member, "somebody"), asked=asked.lately if asked is not None else 0,
                limit=7 * one.limit_per_day if one.limit_per_day is not None else min(limit, 7 * a_day),
                last_at=asked.last_at if asked is not None else None,
            )
        )  # fmt: skip
    return found


def newcomers_now(
    ledger: Ledger, staff: frozenset[MemberId], now: datetime, limit: int
) -> tuple[list[NewcomerNow], int]:
    """Who wrote for the first time within 30 days, the latest first, and how many there are in all."""
    new = [one for one in ledger.figures.newcomers(Within(since=now - NEW_FOR)) if one.id not in staff]
    new.sort(key=lambda one: (one.first_at or now, one.id), reverse=True)
    shown = new[:limit]
    names = ledger.people.names(one.id for one in shown)
    firsts = ledger.conversations.messages([MessageId(one.first_message) for one in shown if one.first_message])
    threads = ledger.conversations.threads({message.thread for message in firsts.values()})
    greeted = {one.by for one in ledger.contributions.all(now - NEW_FOR, kinds=("welcome",))}

    def told(one: MemberFacts) -> NewcomerNow:
        first = firsts.get(MessageId(one.first_message or ""))
        thread = threads.get(first.thread) if first is not None else None
        is_own = thread is not None and thread.asker == one.id
        return NewcomerNow(
            member=one.id, name=names.get(one.id, "somebody"), first_at=one.first_at or now,
            thread=thread.id if thread is not None else None,
            got_reply=thread.is_answered if thread is not None and is_own else None, is_greeted=one.id in greeted,
        )  # fmt: skip

    return [told(one) for one in shown], len(new)


def person_now(ledger: Ledger, look_in: LookIn, member: MemberId, now: datetime) -> PersonNow | None:
    """One person; None for bots, for whoever is not known (any more), and for whoever is not counted."""
    look, community = look_in.look, look_in.look.community
    accounts = [one for one in ledger.people.accounts_of(member) if not one.is_bot]
    if not accounts or look.has_stopped(member):
        return None
    agreed = ledger.people.agreements(_MOST_AGREED, member=member).found
    helper = next((one for one in ledger.people.helpers() if one.member == member and one.is_active), None)
    facts = ledger.people.facts([member]).get(member)
    is_staff = any(community.is_staff(account, member) for account in accounts)
    is_seen = not is_staff and any(one.purpose is Purpose.ADVOCACY for one in agreed)
    return PersonNow(
        member=member, accounts=accounts, first_at=facts.first_at if facts is not None else None, agreed=agreed,
        is_staff=is_staff,
        helper=_with_load(ledger, community, [helper], now)[0] if helper is not None else None,
        record=records_of(ledger, [member], now).get(member) if is_seen else None,
        reached=_reached(ledger, member) if is_seen else None,
        rest=next((one for one in _decided(ledger, PAUSE, member) if one.until and one.until > now), None),
        no_sales=next(iter(_decided(ledger, NO_SALES, member)), None), given=_decided(ledger, ROLE, member),
    )  # fmt: skip


def _decided(ledger: Ledger, kind: str, member: MemberId) -> list[Decided]:
    some = ledger.entries.find(kind, member=member)
    names = ledger.people.names({one.by for one in some if one.by is not None})
    return [
        Decided(
            at=each.at,
            by=names.get(each.by or MemberId(""), "somebody"),
            what=each.state,
            until=each.until,
            why=each.words,
        )
        for each in some
    ]


def _reached(ledger: Ledger, member: MemberId) -> Reached | None:
    found = [from_entry(one) for one in ledger.entries.find(REACHED, member=member)]
    return max(found, key=lambda one: one.level, default=None)
