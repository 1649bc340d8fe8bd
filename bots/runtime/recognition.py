"""What the play `recognition` is shown: who spoke before, whom somebody wants to thank, records, and rings."""

from collections.abc import Iterable
from datetime import timedelta

from advocacy.kudos import Receiver, Refused, is_enough, readings
from advocacy.recognised import Before, Earlier, OwnRecord, Rings, ring_slot
from advocacy.record import THANKS, Record, find_rings
from bots.runtime.records_now import records_of
from bots.runtime.situations import Lookups
from engagement.earlier_answers import chosen, shown_by
from engagement.events import CommandGiven, ControlUsed, MessagePosted
from engagement.ids import AccountId, MemberId, MessageId, account_id, workspace_of
from engagement.looked_after import GIVEN, LOOKED, NO_SALES, PAUSE, rests_until
from engagement.people import Account, Purpose, Role
from engagement.records import Contribution
from engagement.situation import Situation
from engagement.threads import Thread

_WEEK, _DAY = timedelta(days=7), timedelta(days=1)
_RINGS_FOR = timedelta(days=180)
"""How far back managers are told of rings: two of the windows in which one is looked for."""


def before(look: Lookups, s: Situation) -> Before | None:
    """What was said in the conversation before, and by whom what it replies to."""
    if s.thread is None or s.message is None:
        return None
    link = s.event.reply_to if isinstance(s.event, MessagePosted) else None
    answered = look.desk.message(link) if link is not None else None
    messages = tuple(look.desk.messages_of(s.thread.id))
    others = dict.fromkeys(one.author for one in messages if one.author != s.message.author and not one.is_bot)
    names = {member: known.name for member in others if (known := look.account_of(member)) is not None}
    is_to_nobody = link is not None and (answered is None or answered.is_bot or answered.is_deleted)
    return Before(
        messages=messages,
        names=names,
        replied_to=answered.author if answered is not None and not is_to_nobody else None,
        is_to_nobody=is_to_nobody,
    )


def receiver(look: Lookups, s: Situation) -> Receiver | None:
    """Whom the command `kudos` names. Mentions go by id; a name has to be one person's alone."""
    if not isinstance(s.event, CommandGiven):
        return None
    said = " ".join(s.event.words[1:])
    tried = list(readings(said))
    if not tried:
        return Receiver(refused=Refused.NOBODY)
    named = called(look, s, s.event.account, (name for name, _ in tried))
    for name, words in tried:
        found = {one.member: one for one in named.get(name.casefold(), ())}
        if len(found) > 1:
            return Receiver(refused=Refused.SEVERAL)
        if found:
            return _judged(look, s, next(iter(found.values())), words)
    return Receiver(refused=Refused.UNKNOWN)


def called(look: Lookups, s: Situation, by: AccountId, names: Iterable[str]) -> dict[str, list[Account]]:
    """People in the workspace of ``by``, by what they were called: by the platform's id, else by their name.

    A manager of one workspace is one of the whole community: they name somebody elsewhere by the whole id of an
    account, as the pages do. To everybody else such an id says nothing, so that nobody learns who is behind it.
    """
    wanted = dict.fromkeys(names)
    here = workspace_of(by)
    is_manager = s.actor is not None and Role.MANAGER in s.actor.roles
    found: dict[str, list[Account]] = {}
    for name in wanted:
        known = look.account(account_id(here, name)) if name.isalnum() else None
        if known is None and is_manager and ":" in name:
            known = look.account(AccountId(name))
        if known is not None:
            found[name.casefold()] = [known]
    for account in look.ledger.people.called(wanted):
        if workspace_of(account.id) == here:
            found.setdefault(account.name.casefold(), []).append(account)
    return found


def _judged(look: Lookups, s: Situation, account: Account, words: str) -> Receiver:
    giver, member = s.the_actor().member, look.desk.member(account.id)
    refused = _why_not(look, s, giver, member, account)
    agreed = look.ledger.people.consents(member)
    return Receiver(member=member, words=words, refused=refused, may_be_named=agreed.get(Purpose.PUBLISH, False))


def _why_not(look: Lookups, s: Situation, giver: MemberId, member: MemberId, account: Account) -> Refused | None:
    if member == giver:
        return Refused.ONESELF
    if account.is_bot:
        return Refused.BOT
    if account.is_gone or look.has_stopped(member):
        return Refused.CANNOT
    if look.community.is_staff(account, member):
        return Refused.STAFF
    given = [one for one in look.ledger.contributions.all(s.now - _WEEK) if one.by == giver and one.kind in THANKS]
    today = sum(one.at.date() == s.now.date() for one in given)
    return Refused.ENOUGH if is_enough(today, sum(one.member == member for one in given)) else None


def earlier(look: Lookups, s: Situation) -> Earlier | None:
    """The earlier answer that the asker says helped, if it is one; and how many later askers it helped before."""
    control = s.event.control if isinstance(s.event, ControlUsed) else ""
    meant = chosen(s.decision, control)
    threads = [thread for name in meant if (thread := look.desk.thread(name)) is not None]
    answers = {(_answer(thread), thread.accepted_by) for thread in threads}
    if len(threads) != len(meant) or len(answers) != 1:
        return None
    ((answer, helper),) = answers
    if helper is None:
        return None
    found = [one for one in look.ledger.contributions.of(helper) if one.kind == "useful" and one.message == answer]
    agreed = look.ledger.people.consents(helper)
    return Earlier(
        thread=threads[0].id, answer=answer, helper=helper, askers=frozenset(one.by for one in found if one.by),
        may_be_named=agreed.get(Purpose.PUBLISH, False), instead_of=tuple(_said_before(look, s, answer)),
    )  # fmt: skip


def _answer(thread: Thread) -> MessageId:
    return thread.accepted or MessageId(thread.id)


def _said_before(look: Lookups, s: Situation, answer: MessageId) -> Iterable[Contribution]:
    """What the asker said helped with this question before, by another button of the same list."""
    solved_at = s.thread.solved_at if s.thread is not None else None
    if solved_at is None:
        return
    threads = [thread for name in shown_by(s.decision) if (thread := look.desk.thread(name)) is not None]
    others = {(_answer(each), each.accepted_by) for each in threads if each.accepted_by is not None}
    asker = s.the_actor().member
    for other, helper in sorted(pair for pair in others if pair[0] != answer):
        for one in look.ledger.contributions.of(helper):
            if (one.kind, one.message, one.by) == ("useful", other, asker) and one.at >= solved_at:
                yield one


def own_record(look: Lookups, s: Situation) -> OwnRecord | None:
    """The record of whoever asks for it, and what they agreed to."""
    if s.actor is None:
        return None
    member = s.actor.member
    agreed = look.ledger.people.consents(member)
    found = records_of(look.ledger, [member], s.now, is_out=look.staff_among, own_of=member)
    return OwnRecord(
        record=found.get(member, Record(member=member)),
        is_named=agreed.get(Purpose.PUBLISH, False),
        is_seen=agreed.get(Purpose.ADVOCACY, False),
        rests_until=rests_until(look.ledger.entries.find(PAUSE, member=member), s.now),
        looked=len(look.ledger.entries.find(LOOKED, member=member)),
        is_sales_kept_out=bool(look.ledger.entries.find(NO_SALES, member=member)),
        roles=_roles(look, member),
    )


def _roles(look: Lookups, member: MemberId) -> list[Role]:
    """What somebody is in the organisation, by any of their accounts that is there."""
    accounts = [one for one in look.ledger.people.accounts_of(member) if not one.is_gone]
    found = {role for account in (accounts or (None,)) for role in look.community.roles(account, member)}
    return [role for role in (Role.MANAGER, *reversed(GIVEN)) if role in found]


def _counted(look: Lookups, some: Iterable[Contribution]) -> list[Contribution]:
    """Without what people did who are staff by now."""
    found = list(some)
    staff = look.staff_among(one.member for one in found)
    return [one for one in found if one.member not in staff]


def new_rings(look: Lookups, s: Situation) -> Rings:
    """The rings that managers were not told of yet."""
    found = find_rings(_counted(look, look.ledger.contributions.all(s.now - _RINGS_FOR)))
    return Rings(rings=tuple(ring for ring in found if look.ledger.outbox.in_slot(ring_slot(ring)) is None))
