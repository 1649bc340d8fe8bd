"""The invitations of somebody of sales, and what is left of their limits: for whoever was invited, and nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from advocacy.invitation_figures import InvitationFigures, invitation_figures
from advocacy.invitations import CASE as CASES
from advocacy.invitations import DAY, KIND, WEEK, Invitation, State, case_from_entry, from_entry, slot_of
from advocacy.inviting import SalesPromptPolicy
from advocacy.sellers import KIND as SELLER
from advocacy.sellers import Seller
from advocacy.sellers import from_entry as to_seller
from bots.runtime.community import Community
from bots.runtime.sales import PLAY
from engagement.ids import MemberId, OutboxId
from engagement.ports import Ledger

_MOST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """One invitation; ``under`` is the message of ours under which it can be answered. It does not name who asked."""

    invitation: Invitation
    topics: Sequence[str]
    under: OutboxId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesNow:
    """``seller`` is None for whoever never enrolled. ``left`` is how many invitations may come within these days."""

    seller: Seller | None
    invited: Sequence[Invited]
    left: Mapping[str, int]


def sales_now(ledger: Ledger, community: Community, member: MemberId, now: datetime) -> SalesNow:
    """What one of sales chose, and what they were invited to, the latest first."""
    seller = next((to_seller(one) for one in ledger.entries.find(SELLER, member=member)), None)
    some = [from_entry(one) for one in ledger.entries.find(KIND, by=member)][::-1]
    shown = [one for one in some if one.state is not State.WITHDRAWN][:_MOST]
    threads = ledger.conversations.threads({one.thread for one in shown})
    dials = next(
        (found for place in community.policy.channels.values()
         if isinstance(found := place.plays.get(PLAY), SalesPromptPolicy)), SalesPromptPolicy(),
    )  # fmt: skip
    week, day = sum(now - one.at < WEEK for one in some), sum(now - one.at < DAY for one in some)
    a_week = min(dials.per_week, seller.a_week) if seller is not None else dials.per_week
    return SalesNow(
        seller=seller,
        invited=[
            Invited(
                invitation=one, under=_under(ledger, one),
                topics=threads[one.thread].topics if one.thread in threads else (),
            )
            for one in shown
        ],
        left={"today": max(0, dials.per_day - day), "this week": max(0, a_week - week)},
    )  # fmt: skip


def _under(ledger: Ledger, one: Invitation) -> OutboxId | None:
    row = ledger.outbox.newest_in_slot(slot_of(one))
    return row.id if row is not None and row.thread is not None else None


def sales_figures(ledger: Ledger) -> InvitationFigures:
    """What came of all invitations, for managers: never about fewer than five people who asked."""
    invitations = [from_entry(one) for one in ledger.entries.find(KIND)]
    return invitation_figures(invitations, [case_from_entry(one) for one in ledger.entries.find(CASES)])
