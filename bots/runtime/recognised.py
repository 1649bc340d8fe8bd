"""Whose answers helped, and who was thanked, beside how much they wrote: read from the memory, for the operator."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from advocacy.record import THANKS, Record, Ring, find_rings, records
from bots.runtime.community import Community
from engagement.ids import MemberId, MessageId
from engagement.ports import Ledger
from engagement.records import Contribution, Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """One member. ``evidence`` are messages: where it was said that their answers helped, else the answers.

    ``thanks`` are those in which they were thanked, or which somebody thanked them for by a reaction.
    """

    member: MemberId
    helped: int
    """Conversations in which an answer was confirmed: marked, or thanked for by whoever asked."""
    thanked: int
    later: int
    thanks_given: int
    messages: int
    evidence: tuple[MessageId, ...]
    thanks: tuple[MessageId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Who helped, most first; and the rings whose thanks count for nothing."""

    members: Sequence[Recognised]
    rings: Sequence[Ring]


def read_recognised(ledger: Ledger, community: Community, within: Within, now: datetime) -> Table:
    """Everybody whose answers helped or who was thanked in that time; no bots, and nobody known to be staff.

    Caps and rings are judged by all that is known, so that a short time does not hide them.
    """
    known = ledger.contributions.all()
    staff = _staff(ledger, community, {one.member for one in known})
    some = [one for one in known if one.member not in staff]
    written: Counter[MemberId] = Counter()
    for count in ledger.figures.day_counts(within):
        written[count.member] += count.messages
    judged = records(some, now)
    given = Counter(
        one.by
        for record in judged.values()
        for one in record.evidence
        if one.kind in THANKS and _is_within(one, within)
    )
    found = (_member(record, within, written[who], given[who]) for who, record in judged.items())
    members = [one for one in found if one.helped or one.thanked or one.later]
    members.sort(key=lambda one: (-one.helped, -one.thanked, -one.later, one.member))
    rings = [ring for ring in find_rings(some) if any(_is_within(one, within) for one in ring.contributions)]
    return Table(members=members, rings=rings)


def _staff(ledger: Ledger, community: Community, members: Iterable[MemberId]) -> set[MemberId]:
    return {who for who in members if any(community.is_staff(one, who) for one in ledger.people.accounts_of(who))}


def _member(record: Record, within: Within, messages: int, thanks_given: int) -> Recognised:
    confirmed = [one for one in record.confirmed if _is_within(one, within)]
    later = [one for one in record.evidence if one.kind == "useful" and _is_within(one, within)]
    thanks = [one for one in record.evidence if one.kind in THANKS and _is_within(one, within)]
    return Recognised(
        member=record.member,
        helped=len({one.thread for one in confirmed}),
        thanked=len(thanks),
        later=len(later),
        thanks_given=thanks_given,
        messages=messages,
        evidence=_places(confirmed),
        thanks=_places(one for one in thanks if one.kind != "kudos"),
    )


def _places(some: Iterable[Contribution]) -> tuple[MessageId, ...]:
    return tuple(dict.fromkeys(MessageId(one.said or one.message or one.thread) for one in some))


def _is_within(one: Contribution, within: Within) -> bool:
    return (within.since is None or one.at >= within.since) and (within.until is None or one.at <= within.until)
