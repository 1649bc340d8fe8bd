"""Is a message that was decided on still wanted when its turn comes? It may have waited for hours by then."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from advocacy.inviting import NO_SALES
from bots.runtime.codec import to_say
from bots.runtime.community import Community
from engagement.actions import FieldKind
from engagement.ids import AccountId, MemberId, MessageId, ThreadId, channel_of, looked_for
from engagement.looked_after import NO_SALES as KEPT_FROM_SALES
from engagement.looked_after import PAUSE, REST, rests_until
from engagement.modelling.wanted import TEXT
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.records import OutboxRow
from engagement.restraint import Gate, Go, No, NotBefore, Standing, may_still
from engagement.threads import Thread, ThreadState

_MOST_ATTEMPTS = 5
_NEXT = timedelta(microseconds=1)
_GONE = frozenset({ThreadState.DELETED, ThreadState.MERGED})


def why_not(row: OutboxRow, community: Community, now: datetime) -> Callable[[Ledger], tuple[str, str] | None]:
    """Looks for the state in which a row ends without being sent, and why; None when it is to be sent."""

    def look(ledger: Ledger) -> tuple[str, str] | None:
        if row.expires_at is not None and now > row.expires_at:
            return "expired", "it would have come too late to be of use"
        if row.attempts >= _MOST_ATTEMPTS:
            return "failed", row.error or "gave up after five tries"
        if row.op != "say":
            return _of_role(row, ledger) if row.op == "role" else None
        reason = _overtaken(row, ledger) or _of_consents(row, ledger) or _of_thread(row, ledger)
        reason = reason or _of_model(row, ledger)
        if reason is not None:
            return "cancelled", reason
        gate = _gate(row, community, ledger, now)
        if isinstance(gate, NotBefore) and row.expires_at is not None and gate.at > row.expires_at:
            return "expired", f"{gate.reason}; it would come too late to be of use"
        return ("cancelled", gate.reason) if isinstance(gate, No) else None

    return look


def wait_until(row: OutboxRow, community: Community, now: datetime) -> Callable[[Ledger], NotBefore | None]:
    """Looks for the instant before which a row must not be sent, as whoever it goes to is asleep by now, or away."""

    def look(ledger: Ledger) -> NotBefore | None:
        gate = _gate(row, community, ledger, now)
        return gate if isinstance(gate, NotBefore) else None

    return look


def _gate(row: OutboxRow, community: Community, ledger: Ledger, now: datetime) -> Gate:
    """What the person it goes to would say to it now: it may have waited until they said stop, or went to bed."""
    if row.op != "say" or not row.is_unprompted:
        return Go()
    say = to_say(row.body)
    member = row.to_member
    if member is None and row.thread is not None:
        thread = ledger.conversations.threads([row.thread]).get(row.thread)
        member = thread.asker if thread is not None else None
    if member is None:
        return Go()
    agreed = ledger.people.consents(member)
    known = ledger.people.account(AccountId(member)) or next(iter(ledger.people.accounts_of(member)), None)
    helper = community.helpers.get(member)
    zone = (helper.timezone if helper is not None else None) or (known.timezone if known is not None else None)
    crisis = ledger.crises.going_on() if say.purpose is Purpose.ASK_ME and row.thread is not None else None
    standing = Standing(
        is_crisis=crisis is not None and row.thread is not None and crisis.covers(channel_of(row.thread)),
        helper=helper,
        timezone=zone or community.policy.timezone,
        refused=frozenset(purpose for purpose, is_given in agreed.items() if not is_given),
        rests_until=rests_until(ledger.entries.find(PAUSE, member=member), now),
        has_stopped=agreed.get(Purpose.METRICS) is False,
    )
    return may_still(say, standing, community.policy, now)


def successor(row: OutboxRow, ledger: Ledger) -> MessageId | None:
    """The message that was decided on later and stands in the place of this one: what it says must stay."""
    found = ledger.outbox.in_slot(row.slot) if row.slot is not None and row.op == "say" else None
    return found.sent_as if found is not None and found.created_at > row.created_at else None


def decided_at(slot: str | None, now: datetime, just_now: Iterable[OutboxRow], ledger: Ledger) -> datetime:
    """When it counts as decided: of two versions of one message the later one is later, whatever the clock says.

    One batch may decide on several, and clocks are set back. ``just_now`` is not written down yet.
    """
    if slot is None:
        return now
    newest = ledger.outbox.newest_in_slot(slot)
    known = [row.created_at for row in just_now if row.slot == slot] + ([newest.created_at] if newest else [])
    return max([now, *(at + _NEXT for at in known)])


def _overtaken(row: OutboxRow, ledger: Ledger) -> str | None:
    """What is decided within a moment about one thing is said once: the last word holds."""
    newest = ledger.outbox.newest_in_slot(row.slot) if row.slot is not None else None
    if newest is None or newest.created_at <= row.created_at:
        return _of_rest(row, ledger)
    return "a later message took its place"


def _of_consents(row: OutboxRow, ledger: Ledger) -> str | None:
    """Whoever it is for, or whose question it is about, may have said stop since it was decided."""
    if not row.is_unprompted:
        return None
    thread = ledger.conversations.threads([row.thread]).get(row.thread) if row.thread is not None else None
    asker = thread.asker if thread is not None else None
    for member in dict.fromkeys(one for one in (row.to_member, asker) if one is not None):
        said = ledger.people.consents(member)
        if said.get(Purpose.METRICS) is False:
            return "said stop" if member == row.to_member else "whoever asked said stop to everything"
    if row.body.get("purpose") == Purpose.PUBLISH and row.to_member is None and not _may_be_named(row, ledger):
        return "somebody in it does not agree to be named"
    purpose, whose = row.body.get("purpose"), row.to_member or asker
    if purpose == Purpose.SALES and asker is not None and _wants_no_sales(asker, ledger):
        return NO_SALES
    if purpose is not None and whose is not None and ledger.people.consents(whose).get(Purpose(str(purpose))) is False:
        return "said stop"
    return None


def _wants_no_sales(asker: MemberId, ledger: Ledger) -> bool:
    """By their own word, or a manager's."""
    return ledger.people.consents(asker).get(Purpose.SALES) is False or bool(
        ledger.entries.find(KEPT_FROM_SALES, member=asker)
    )


def _may_be_named(row: OutboxRow, ledger: Ledger) -> bool:
    """Whether everybody whom a message for everybody names still agrees to that."""
    say = to_say(row.body)
    some = (field for fields in (say.fields, *say.items) for field in fields.values())
    named = {MemberId(field.value) for field in some if field.kind is FieldKind.PERSON}
    return all(ledger.people.consents(one).get(Purpose.PUBLISH, False) for one in sorted(named))


def _of_model(row: OutboxRow, ledger: Ledger) -> str | None:
    """What a model wrote goes when somebody takes their yes back: without it there is nothing to show."""
    for kind, value in to_say(row.body).fields.values():
        found = looked_for(ThreadId(MessageId(value))) if kind is FieldKind.SAID else None
        if found is not None and found[0] == TEXT:
            kept = ledger.entries.get(*found)
            if kept is None or not kept.words:
                return "what a model wrote of it was let go"
    return None


def _of_role(row: OutboxRow, ledger: Ledger) -> tuple[str, str] | None:
    """Others see a role: whoever gets one has agreed to be named, and still does."""
    agreed = ledger.people.consents(row.to_member) if row.to_member is not None else {}
    is_agreed = agreed.get(Purpose.PUBLISH, False) and agreed.get(Purpose.METRICS) is not False
    return ("cancelled", "does not agree to be named") if row.body["is_on"] and not is_agreed else None


def _of_thread(row: OutboxRow, ledger: Ledger) -> str | None:
    """What nobody asked for is said about a question only as long as there is one."""
    if row.thread is None or not row.is_unprompted:
        return None
    thread: Thread | None = ledger.conversations.threads([row.thread]).get(row.thread)
    if thread is None:
        return None
    if thread.state in _GONE:
        return "the question is gone"
    return "already answered" if row.is_ask and thread.is_answered else None


def _of_rest(row: OutboxRow, ledger: Ledger) -> str | None:
    """A rest of which somebody was to hear later, when they may get a message again, may be over or another by then."""
    if row.body.get("text") != f"manager_desk.{REST}" or row.to_member is None:
        return None
    until = to_say(row.body).fields["until"].value
    given = ledger.entries.find(PAUSE, member=row.to_member)
    return None if any(one.facts.get("day") == until for one in given) else "the rest is over, or another one"
