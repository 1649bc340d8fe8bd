"""What the play that invites sales is shown, looked up: who enrolled, the conversation, and whoever asked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from advocacy.invitations import (
    CASE,
    KIND,
    WEEK,
    Case,
    Invitation,
    case_from_entry,
    from_entry,
    is_unused,
    muted_signs,
    slot_of,
)
from advocacy.inviting import SalesPromptPolicy
from advocacy.sales_desk import Asker, Card, SalesDesk, SalesRecord
from advocacy.sellers import KIND as SELLER
from advocacy.sellers import Seller
from advocacy.sellers import from_entry as to_seller
from bots.runtime.absentees import is_gone
from bots.runtime.escalating import said_in
from bots.runtime.people_desk import whom
from bots.runtime.situations import Lookups
from engagement.decisions import Arm
from engagement.events import CommandGiven
from engagement.ids import MemberId, workspace_of
from engagement.looked_after import NO_SALES as KEPT_FROM_SALES
from engagement.people import Purpose, Role
from engagement.situation import Situation
from engagement.threads import Thread

PLAY: Final = "sales_prompt"
_ASKED_FOR_A_YES: Final = "discord-"
"""What the ids of workspaces begin with where nobody of sales comes without the member's own yes."""
_TUNED_OVER: Final = timedelta(days=90)
_MOST_DECISIONS: Final = 50
_NAMES_SOMEBODY: Final = 2
"""A longer command says after `no sales` whose conversations it is about."""


def sales_desk(look: Lookups, s: Situation) -> SalesDesk | None:
    """None where there is nobody of sales: then nothing else is looked up.

    What stands is looked over all the same: they may have lost that role while somebody was invited.
    """
    is_looked_over = s.thread is not None and s.event is None
    if not is_looked_over and not _has_sales(look):
        return None
    sellers = [to_seller(entry) for entry in look.ledger.entries.find(SELLER)]
    actor = s.actor.member if s.actor is not None else None
    own = next((one for one in sellers if one.member == actor), None)
    meant = whom(look, s) if isinstance(s.event, CommandGiven) and len(s.event.words) > _NAMES_SOMEBODY else None
    asker = meant.member if meant is not None and meant.member is not None else actor
    theirs = _invitations(look, member=asker) if asker is not None else ()
    mine = _invitations(look, by=actor) if own is not None else ()
    desk = SalesDesk(
        own=own,
        theirs=tuple(filter(is_unused, theirs)),
        mine=tuple(filter(is_unused, mine)),
        by_channel=_by_channel(look, s),
    )
    if s.thread is None or s.thread.asker is None or s.is_late:
        return _with_cards(look, desk)
    known = _invitations(look, thread=s.thread)
    if not sellers and not known:
        return _with_cards(look, desk)
    return _with_cards(look, _about(look, s, desk, [one for one in sellers if _may(look, one)], known))


def _has_sales(look: Lookups) -> bool:
    """Whether anybody could have enrolled: communities without sales pay nothing for it."""
    policy = look.community.policy
    if policy.has(Role.SALES):
        return True
    dials = (channel.plays.get(PLAY) for channel in policy.channels.values())
    return any(isinstance(each, SalesPromptPolicy) and each.staff for each in dials)


def _may(look: Lookups, seller: Seller) -> bool:
    """Whether they want it still, are here, and belong to those who may."""
    member = seller.member
    account = look.account_of(member)
    if not seller.is_active or look.has_stopped(member) or (account is not None and account.is_gone):
        return False
    if {Purpose.SALES, Purpose.ASK_ME} & look.refused(member):
        return False
    return bool(look.community.roles(account, member) & {Role.SALES, Role.STAFF, Role.MANAGER})


def _invitations(
    look: Lookups,
    thread: Thread | None = None,
    member: MemberId | None = None,
    by: MemberId | None = None,
    since: datetime | None = None,
) -> tuple[Invitation, ...]:
    name = thread.id if thread is not None else None
    found = look.ledger.entries.find(KIND, thread=name, member=member, by=by, since=since)
    return tuple(from_entry(entry) for entry in found)


def _by_channel(look: Lookups, s: Situation) -> dict[str, tuple[Invitation, ...]]:
    """Those that a no still stops, by the channel's name: looked up for commands that may be about a channel."""
    if not isinstance(s.event, CommandGiven) or len(s.event.words) <= _NAMES_SOMEBODY:
        return {}
    some = [one for one in _invitations(look, since=s.now - _TUNED_OVER) if is_unused(one)]
    known = look.ledger.conversations.threads([one.thread for one in some])
    return {
        name: tuple(one for one in some if one.thread in known and known[one.thread].channel in ids)
        for name, ids in look.channel_ids().items()
    }


def _about(
    look: Lookups, s: Situation, desk: SalesDesk, sellers: Sequence[Seller], known: tuple[Invitation, ...]
) -> SalesDesk:
    """With what is known of the conversation, and of whoever asked."""
    thread = s.the_thread()
    lately = _invitations(look, since=s.now - _TUNED_OVER)
    case = next((case_from_entry(entry) for entry in look.ledger.entries.find(CASE, thread=thread.id)), None)
    return SalesDesk(
        sellers=tuple(sellers),
        own=desk.own,
        zones={one.member: look.standing(one.member, s.now).timezone for one in sellers},
        invited=_invited(sellers, lately, s.now),
        invitations=known,
        theirs=desk.theirs,
        mine=desk.mine,
        case=case,
        muted=muted_signs(lately),
        asker=_asker(look, thread, lately),
        asked=look.asked_words(thread),
        said=said_in(look, thread),
        by_peers=tuple(_by_peers(look, thread)),
        is_left_alone=case is not None and _is_left_alone(look, case),
    )


def _invited(
    sellers: Sequence[Seller], lately: Iterable[Invitation], now: datetime
) -> dict[MemberId, tuple[datetime, ...]]:
    week = [one for one in lately if now - one.at < WEEK]
    return {who.member: tuple(one.at for one in week if one.seller == who.member) for who in sellers}


def _asker(look: Lookups, thread: Thread, lately: Iterable[Invitation]) -> Asker:
    member = thread.asker or MemberId("")
    facts = look.desk.member_facts(member)
    refused = look.refused(member)
    elsewhere = [one.at for one in lately if one.asker == member and one.thread != thread.id]
    return Asker(
        is_staff=look.community.is_staff(look.account_of(member), member),
        is_gone=is_gone(look, member),
        known_since=facts.first_at,
        has_refused=Purpose.SALES in refused
        or look.has_stopped(member)
        or bool(look.ledger.entries.find(KEPT_FROM_SALES, member=member)),
        has_agreed=look.ledger.people.consents(member).get(Purpose.SALES) is True,
        needs_to_agree=workspace_of(thread.channel).startswith(_ASKED_FOR_A_YES),
        invited_at=max(elsewhere, default=None),
    )


def _by_peers(look: Lookups, thread: Thread) -> Iterable[datetime]:
    """When whoever asked, or a member who is not of the organisation, wrote."""
    for message in look.desk.messages_of(thread.id):
        if message.is_deleted or message.is_bot:
            continue
        is_own = look.community.is_staff(look.account_of(message.author), message.author)
        if message.author == thread.asker or not is_own:
            yield message.at


def _is_left_alone(look: Lookups, case: Case) -> bool:
    made = look.ledger.journal.newest(_MOST_DECISIONS, subject=case.thread, play=PLAY)
    return any(decision.arm is Arm.HELD_OUT for decision in made)


def _with_cards(look: Lookups, desk: SalesDesk) -> SalesDesk:
    cards: dict[str, Card] = {}
    in_channels = (one for some in desk.by_channel.values() for one in some)
    for one in {*desk.invitations, *desk.theirs, *desk.mine, *in_channels}:
        slot = slot_of(one)
        just_now = next((row for row in look.decided.values() if row.slot == slot), None)
        row = just_now or look.ledger.outbox.newest_in_slot(slot)
        if row is not None:
            cards[one.id] = Card(decision=row.decision, is_waiting=just_now is None and row.state == "new")
    return replace(desk, cards=cards)


def sales_record(look: Lookups, _s: Situation) -> SalesRecord | None:
    """Everything; None where there is nobody of sales."""
    if not _has_sales(look):
        return None
    cases = tuple(case_from_entry(entry) for entry in look.ledger.entries.find(CASE))
    return SalesRecord(invitations=_invitations(look), cases=cases)
