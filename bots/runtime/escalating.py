"""What plays are shown of escalations: looked up for one conversation, within the batch in hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from bots.runtime.absentees import is_away
from bots.runtime.situations import CLEARLY, Lookups
from engagement.escalating.acts import CallOutside, Move, Staff
from engagement.escalating.cards import is_bundled
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Escalation
from engagement.escalating.offers import RECORD
from engagement.escalating.privately import ANSWER
from engagement.escalating.relaying import kept_as
from engagement.escalating.seen import Escalating, Waiting
from engagement.escalating.signs import Said
from engagement.events import (
    CommandGiven,
    ControlUsed,
    Event,
    FormSubmitted,
    MessagePosted,
    OutsideActed,
    ReactionAdded,
)
from engagement.ids import (
    AccountId,
    ChannelId,
    DecisionId,
    MemberId,
    MessageId,
    OutboxId,
    ThreadId,
    WorkspaceId,
    external_of,
    stable_id,
    workspace_of,
)
from engagement.outside import SIGN
from engagement.people import Account
from engagement.plays.similar_threads import SimilarThreadsPolicy
from engagement.records import OutboxRow
from engagement.threads import Thread

_LATELY = timedelta(days=30)
_MOST_QUOTED = 5
_MAY_BEGIN = (ControlUsed, FormSubmitted, ReactionAdded)
_SAME = 0.6
"""From so alike on two questions ask the same (ours; a storm is told from 0.35 on, which joins nobody to anybody)."""


def escalating(
    look: Lookups, thread: Thread | None, event: Event | None, now: datetime, move: Move | None = None
) -> Escalating | None:
    """What is known for this conversation; None where nothing was escalated and there is no team to hand it to.

    Who could have it is looked up only where it runs, or may begin by this event (or look).
    """
    if thread is None:
        return None
    current = look.community.policy.governance
    if current is None and not look.has_escalations():
        return None
    found = look.ledger.escalations.of_thread(thread.id)
    frozen = look.ledger.escalations.policy(found.policy) if found is not None and found.is_running else None
    may_begin = event is None or isinstance(event, _MAY_BEGIN)
    is_asker = found is None and _is_asker(look, thread, event)
    is_wanted = frozen is not None or may_begin or is_asker or isinstance(event, OutsideActed)
    governance = frozen or current
    if governance is None:
        return None
    return Escalating(
        governance=governance,
        policy=found.policy if frozen is not None and found is not None else look.community.governance_name,
        staff=staff_of(look, governance, now) if is_wanted else Staff(),
        rooms=rooms_of(look, governance) if is_wanted else {},
        escalation=found,
        move=move,
        channel_name=_channel_name(look, thread.channel),
        workspace=workspace_of(thread.channel),
        tier=_tier(look, governance, thread),
        is_newcomer=thread.is_first_question,
        **(_alike(look, governance, thread, now) if may_begin else {}),
        said=said_in(look, thread) if is_asker else (),
        record=tuple(look.ledger.escalations.entries(found.id)) if found is not None and _asks_record(event) else (),
        lately=_lately(look, thread, event) if found is not None and found.is_running else (),
    )


def _asks_record(event: Event | None) -> bool:
    return isinstance(event, FormSubmitted) and RECORD in event.values.get("what", ())


def waiting(look: Lookups, event: Event, now: datetime) -> Waiting | None:
    """What teams have, for who asks by name; None for everything else."""
    governance = look.community.policy.governance
    is_asked = isinstance(event, CommandGiven) and [word.lower() for word in event.words[:1]] == ["waiting"]
    if governance is None or not is_asked:
        return None
    running = look.ledger.escalations.running()
    policies = {e.policy for e in running}
    frozen = {name: found for name in policies if (found := look.ledger.escalations.policy(name)) is not None}
    staff = staff_of(look, governance, now)
    return Waiting(governance=governance, staff=staff, running=tuple(running), frozen=frozen)


class _Alike(TypedDict, total=False):
    asked: str
    asked_alike: int
    is_repeated: bool
    alike: tuple[Escalation, ...]
    solved_alike: tuple[ThreadId, ...]


def _alike(look: Lookups, governance: Governance, thread: Thread, now: datetime) -> _Alike:
    """How many ask the same, and what the team has of that already."""
    since = now - governance.severity.askers_within
    similar, offered = look.similar(thread, least=CLEARLY), SimilarThreadsPolicy()
    found = [one.thread for one in similar if one.score >= _SAME]
    solved = [one.thread for one in similar if one.is_solved and one.score >= offered.threshold]
    threads = [other for name in found if (other := look.desk.thread(name)) is not None and not other.is_answered]
    lately = [other for other in threads if other.root_at is not None and other.root_at >= since]
    running = [e for other in lately if (e := look.ledger.escalations.of_thread(other.id)) is not None and e.is_running]
    return {
        "asked": look.opening_words(thread),
        "asked_alike": 1 + len({other.asker for other in lately} - {thread.asker}),
        "is_repeated": any(other.asker == thread.asker for other in lately),
        "alike": tuple(running),
        "solved_alike": tuple(solved[: offered.at_most]),
    }


def _lately(look: Lookups, thread: Thread, event: Event | None) -> tuple[MessageId, ...]:
    """What the asker, who has just written, wrote within the same two minutes; by a form it is one message."""
    if isinstance(event, FormSubmitted) and event.form == ANSWER:
        return (kept_as(thread.id, event.key),)
    if not _is_asker(look, thread, event) or not isinstance(event, MessagePosted):
        return ()
    mine = [m for m in look.desk.messages_of(thread.id) if m.author == thread.asker and not m.is_deleted]
    return tuple(m.id for m in mine if is_bundled(m.at, event.at))[-_MOST_QUOTED:]


def _is_asker(look: Lookups, thread: Thread, event: Event | None) -> bool:
    return isinstance(event, MessagePosted) and look.desk.member(event.author) == thread.asker


def said_in(look: Lookups, thread: Thread) -> tuple[Said, ...]:
    """What is kept of a conversation, oldest first."""
    kept = {words.message: words.text for words in look.ledger.conversations.words_of([thread.id]).get(thread.id, ())}
    kept.update({words.message: words.text for words in look.desk.words.values()})
    return tuple(
        Said(text=kept[each.id], by_asker=each.author == thread.asker, at=each.at)
        for each in look.desk.messages_of(thread.id)
        if each.id in kept and not each.is_deleted
    )


def thread_meant(event: OutsideActed, look: Lookups) -> Thread | None:
    """The conversation whose escalation is meant, if there is one."""
    found = look.ledger.escalations.get(event.escalation)
    return look.desk.thread(found.thread) if found is not None else None


def keep(look: Lookups, move: Move) -> None:
    """Write down what came of an act, with the frozen dials it runs by."""
    policy, governance = move.escalation.policy, look.community.policy.governance
    if governance is not None and policy == look.community.governance_name:
        look.ledger.escalations.keep_policy(policy, governance)
    look.ledger.escalations.save(move.escalation, move.entries)
    look.has_new_escalations = True


def staff_of(look: Lookups, governance: Governance, now: datetime) -> Staff:
    """Who could have it now: people who are neither gone nor away."""
    everybody = [account for account in look.staff_accounts() if not (account.is_gone or account.is_bot)]
    here = [account for account in everybody if not is_away(look, account.member, now)]
    named: dict[str, MemberId] = {}
    for account in here:
        for written in (account.id, external_of(account.id), account.member):
            named.setdefault(written, account.member)
    return Staff(
        of={
            **{group: _people((group,), here, named) for group in sorted(governance.groups)},
            **{name: _people(team.people, here, named) for name, team in governance.teams.items()},
        },
        named=named,
        loads=look.ledger.escalations.loads(),
        assigned_at=look.ledger.escalations.assigned_since(now - _LATELY),
        opened=look.ledger.escalations.opened_since(now - timedelta(days=1)),
    )


def _people(written: tuple[str, ...], accounts: list[Account], named: dict[str, MemberId]) -> tuple[MemberId, ...]:
    """A team's people in the order of the file; those of a group by id."""
    found: list[MemberId] = []
    for one in written:
        bare = one.removeprefix("@")
        if bare in named:
            found.append(named[bare])
        found += sorted(account.member for account in accounts if bare in account.roles or f"@{bare}" in account.roles)
    return tuple(dict.fromkeys(found))


def rooms_of(look: Lookups, governance: Governance) -> dict[str, ChannelId]:
    """The channel of each team, and of each ``channel:`` of the second path."""
    ids = look.channel_ids()
    wanted = {name: team.channel for name, team in governance.teams.items()}
    wanted |= {f"channel:{room}": room for room in governance.second_rooms}
    return {name: ids[room][0] for name, room in wanted.items() if room in ids}


def _channel_name(look: Lookups, channel: ChannelId) -> str:
    known = look.community.channels.get(channel)
    return known.name if known is not None else external_of(channel)


def _tier(look: Lookups, governance: Governance, thread: Thread) -> str:
    account = look.account(AccountId(thread.asker)) if thread.asker is not None else None
    names = (external_of(account.id), *account.roles) if account is not None else ()
    written = (*names, *(f"@{name}" for name in names))
    return next((governance.tier_roles[name] for name in written if name in governance.tier_roles), "")


def calls_of(move: Move, governance: Governance, decision: DecisionId, now: datetime) -> Sequence[OutboxRow]:
    """What is to be told to whom, as rows of the outbox: one for each webhook and happening."""
    e = move.escalation
    team = governance.teams.get(e.team)
    told = {
        "id": e.id, "state": e.state.value, "severity": e.severity.name.lower(), "team": team.title if team else e.team,
        "person": e.person, "outside": e.outside, "thread": e.thread, "topics": list(e.topics),
        "opened_at": e.opened_at.isoformat(), "next_at": e.next_at.isoformat() if e.next_at is not None else None,
        "because": list(e.because),
    }  # fmt: skip
    return [
        OutboxRow(
            id=OutboxId(stable_id("outbox", decision, name, deed.what, str(nth))), decision=decision,
            workspace=WorkspaceId(f"{SIGN}{name}"), op="call", lane=0, created_at=now, thread=e.thread,
            body={"webhook": name, "what": f"escalation.{deed.what}", **told},
        )
        for nth, deed in enumerate(move.deeds)
        if isinstance(deed, CallOutside)
        for name in ((deed.to,) if deed.to else governance.webhooks)
        if name in governance.webhooks
    ]  # fmt: skip
