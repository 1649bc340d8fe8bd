"""The lookups of plays, for a page that only reads: so that it counts and names nobody but whom chat would."""

from dataclasses import dataclass
from datetime import datetime

from bots.runtime.community import Community
from bots.runtime.situations import Lookups
from engagement.desk import Desk
from engagement.events import CommandGiven
from engagement.held import Held
from engagement.ids import AccountId, MemberId, private_channel, workspace_of
from engagement.people import Role
from engagement.ports import Ledger
from engagement.situation import Person, Situation

NOBODY = MemberId("")
"""Whoever looks without being known by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookIn:
    """What a loader of ``shown.py`` takes, as if ``words`` had just been said to us."""

    look: Lookups
    situation: Situation


def look_in(
    community: Community, ledger: Ledger, now: datetime, *, account: AccountId | None, roles: frozenset[Role],
    words: tuple[str, ...],
) -> LookIn:  # fmt: skip
    """``account`` is None where somebody looks who is not known by name; ``roles`` is as what they look."""
    apart = community.apart()
    desk = Desk(
        Held(linked=apart.held.linked), ledger.conversations, ledger.people,
        apart.rules(lambda member: member not in apart.stopped),
    )  # fmt: skip
    look = Lookups(apart, ledger, desk)
    member = desk.member(account) if account is not None else NOBODY
    given = CommandGiven(
        key="", at=now, account=account or AccountId(""), words=words,
        channel=private_channel(workspace_of(account or AccountId(":"))),
    )  # fmt: skip
    known = look.account(account) if account is not None else None
    actor = Person(
        member=member, name=known.name if known is not None else "", roles=roles, helper=apart.helpers.get(member)
    )
    situation = Situation(
        community=apart.policy.community, now=now, policy=apart.policy, event=given, actor=actor,
        refused=look.refused(member) if account is not None else frozenset(),
    )  # fmt: skip
    return LookIn(look=look, situation=situation)
