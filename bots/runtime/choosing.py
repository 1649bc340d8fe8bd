"""Whom could be asked about a question now, and why others cannot?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bots.runtime.community import Out
from bots.runtime.situations import Lookups
from engagement.hours import usual_hours
from engagement.ids import MemberId, workspace_of
from engagement.matching import Peer, rank, short_list, similarity_by_member
from engagement.people import Helper
from engagement.records import EVERYWHERE, Sent, SimilarThread
from engagement.restraint import Go, NotBefore, may_ask
from engagement.shown import Choices
from engagement.threads import Thread

SHORT_LIST = 4
"""How many who may be asked are looked for."""
EVERYBODY = 60
"""How many at the most are looked at."""
_AT_A_TIME = 12
_CANDIDATES = 200


def whom_to_ask(look: Lookups, thread: Thread, similar: Sequence[SimilarThread], now: datetime) -> Choices:
    """Who could be asked now, best first, and why others cannot."""
    experience = look.ledger.experiences.scores(thread.channel, now, _CANDIDATES)
    everywhere = look.ledger.experiences.scores(EVERYWHERE, now, _CANDIDATES)
    alike = similarity_by_member(similar)
    willing = _willing(look, thread, dict.fromkeys((*experience, *alike, *everywhere)))
    members = short_list(willing, EVERYBODY, experience=experience, everywhere=everywhere, similar=alike)
    hours = {found.id: usual_hours(found.hours, now) for found in look.desk.facts_of(members)}
    ranked = rank(members, experience=experience, everywhere=everywhere, similar=alike, hours=hours)
    go: list[Peer] = []
    passed: dict[MemberId, str] = {}
    may_from: datetime | None = None
    sent: Mapping[MemberId, Sequence[Sent]] = {}
    for place, peer in enumerate(ranked):
        if len(go) >= SHORT_LIST:
            break
        if place % _AT_A_TIME == 0:
            some = [other.member for other in ranked[place : place + _AT_A_TIME]]
            sent = look.sent_to(some, now)
        standing = look.standing(peer.member, now, willing[peer.member], sent.get(peer.member, []))
        gate = may_ask(standing, look.community.policy.restraint, now)
        if isinstance(gate, Go):
            go.append(peer)
            continue
        passed[peer.member] = gate.reason
        if isinstance(gate, NotBefore):
            may_from = gate.at if may_from is None else min(may_from, gate.at)
    return Choices(
        ranking=ranked,
        ranked=tuple(go),
        helpers=willing,
        passed_over=passed,
        may_from=may_from,
        enrolled=len(willing) or _enrolled(look, thread),
    )


def simple_rankings(look: Lookups, thread: Thread, now: datetime) -> dict[str, tuple[MemberId, ...]]:
    """Two simple rankings of whom to ask: who answered here lately, and who has answered most, ever."""
    recent = look.ledger.experiences.in_channel(thread.channel, now, EVERYBODY + 1)
    popular = look.ledger.experiences.most_popular(None, EVERYBODY + 1)
    return {
        "recent_answerers": tuple(e.member for e in recent if e.member != thread.asker)[:EVERYBODY],
        "most_popular": tuple(e.member for e in popular if e.member != thread.asker)[:EVERYBODY],
    }


def _willing(look: Lookups, thread: Thread, known: Iterable[MemberId]) -> dict[MemberId, Helper]:
    """Everybody enrolled who would hear about this thread; in rehearsals everybody who has answered."""
    if look.community.policy.assume_willing:
        if not look.helpers and not look.community.helpers:
            return _presumed(look, thread, known)
        helpers = {member: look.helper(member) or look.community.presumed(member) for member in known}
    else:
        everybody = look.all_helpers()
        helpers = {member: everybody[member] for member in _with_account_at(look, thread, everybody)}
    dials = look.community.dials(thread.channel)
    topics = thread.topics or (dials.topics if dials is not None else ())
    return {
        member: helper
        for member, helper in helpers.items()
        if helper.is_active
        and member != thread.asker
        and member not in thread.asked
        and _hears(helper, thread, topics)
        and not _is_out(look, member)
    }


def _with_account_at(look: Lookups, thread: Thread, members: Iterable[MemberId]) -> frozenset[MemberId]:
    """Who of them has an account where the question stands; the others could not open it."""
    here = workspace_of(thread.channel)
    linked = {whose for account, whose in look.community.held.linked.items() if workspace_of(account) == here}
    return frozenset(member for member in members if workspace_of(member) == here or member in linked)


def _enrolled(look: Lookups, thread: Thread) -> int:
    """How many help in this channel, whoever was asked already and whatever this thread is about."""
    dials = look.community.dials(thread.channel)
    topics = frozenset(dials.topics if dials is not None else ())
    helpers = look.all_helpers()
    return sum(
        helpers[member].is_active
        and (not helpers[member].topics or not topics or not topics.isdisjoint(helpers[member].topics))
        and not _is_out(look, member)
        for member in _with_account_at(look, thread, helpers)
    )


def _presumed(look: Lookups, thread: Thread, known: Iterable[MemberId]) -> dict[MemberId, Helper]:
    """``_willing`` where nobody has enrolled yet: whoever chose nothing hears about everything."""
    left_out = {thread.asker, *thread.asked}
    return {
        member: look.community.presumed(member)
        for member in known
        if member not in left_out and not _is_out(look, member)
    }


def _is_out(look: Lookups, member: MemberId) -> bool:
    out = look.community.out.get(member)
    if out is None:
        out = look.community.out[member] = _why_out(look, member)
    return out is Out.ALWAYS or (out is Out.AS_STAFF and look.helper(member) is None)


def _why_out(look: Lookups, member: MemberId) -> Out:
    is_joined = member in look.community.held.linked.values()
    some = look.ledger.people.accounts_of(member) if is_joined else [look.account_of(member)]
    here = [one for one in some if one is None or not (one.is_gone or one.is_bot)]
    if not here:
        return Out.ALWAYS
    return Out.AS_STAFF if any(look.community.is_staff(one, member) for one in here) else Out.NOT


def _hears(helper: Helper, thread: Thread, topics: Sequence[str]) -> bool:
    if helper.not_topics and any(topic in helper.not_topics for topic in thread.topics):
        return False
    if helper.topics and not any(topic in helper.topics for topic in topics):
        return False
    return not helper.languages or thread.language is None or thread.language in helper.languages
