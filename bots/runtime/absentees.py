"""Whoever is gone or away, and what is left behind: it is handed on at once."""

from collections.abc import Iterable
from datetime import datetime

from bots.runtime.situations import Lookups
from engagement.actions import Action
from engagement.escalating.escalation import Escalation
from engagement.events import AccountSeen, Event, MemberLeft
from engagement.ids import MemberId
from engagement.own_acts import SaveHelper


def left_behind(look: Lookups, event: Event, done: Iterable[Action], now: datetime) -> list[Escalation]:
    """What somebody has who just left, was deactivated or (``done``) said that they are away, oldest first."""
    some = {action.helper.member for action in done if isinstance(action, SaveHelper)}
    if isinstance(event, AccountSeen | MemberLeft):
        some.add(look.desk.member(event.account))
    absent = [member for member in sorted(some) if is_away(look, member, now) or is_gone(look, member)]
    return look.ledger.escalations.of_people(absent) if absent and look.has_escalations() else []


def is_away(look: Lookups, member: MemberId, now: datetime) -> bool:
    """Whether somebody said that they are away."""
    helper = look.helper(member)
    return helper is not None and helper.away_until is not None and now < helper.away_until


def is_gone(look: Lookups, member: MemberId) -> bool:
    """Whether none of their accounts is there any more."""
    known = [look.seen.get(account.id, account) for account in look.ledger.people.accounts_of(member)]
    return bool(known) and all(account.is_gone for account in known)
