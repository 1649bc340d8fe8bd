"""How does everything stand, as far as the memory knows? For ``hubbub status``, beside a running process or without."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bots.app.auditing import find, sign_of_life
from bots.runtime.models_seen import read_model
from engagement import peer_drafts
from engagement.ids import CommunityId, WorkspaceId, workspace_of
from engagement.modelling.budget import MILLION, Call, Spent
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.overview import OfUse
from engagement.peer_drafts import Judged
from engagement.ports import Ledger
from engagement.records import OutboxRow, PendingEvent
from engagement.standing import Away, Backlog, ConnectionStanding
from storage import StoredMemory

STALE = timedelta(seconds=60)
_MOST_SHOWN = 20
SANDBOX = WorkspaceId("sandbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A message that was not sent, or of which nobody knows whether it was."""

    id: str
    state: str
    created_at: datetime
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityStanding:
    """One community from outside."""

    community: CommunityId
    now: datetime
    """What time it is there: a sandbox has a clock of its own."""
    is_running: bool
    holder: str | None
    """Computer and process that look after it, and in which epoch of the lease."""
    connections: tuple[ConnectionStanding, ...]
    aways: tuple[Away, ...]
    outbox: tuple[Backlog, ...]
    undelivered: tuple[Undelivered, ...]
    parked: tuple[PendingEvent, ...]
    parked_in_all: int
    follow_ups: int
    follow_ups_due: int
    backed_up_at: str | None
    """When the last backup was made, as far as that was noted."""
    audited_at: datetime | None
    """When the auditor last looked; None where none does."""
    unattended: int
    """Questions that a team has and nobody sees to."""
    model_today: Spent
    """What text models used today (UTC), calls under way at the most they may use."""
    model_last: Call | None
    """The latest call of one."""
    model_uses: tuple[OfUse, ...]
    """How today's calls went, by use."""
    model_left_alone_until: datetime | None
    """After failures in a row it is not asked before then."""
    peer_drafts: Mapping[str, int]
    """Drafts that helpers saw first, by what they said of them."""


def standing_of(
    memory: StoredMemory, community: CommunityId, now: datetime, sandbox_now: datetime | None = None
) -> CommunityStanding:
    """Read it; nothing is written. A community of the sandbox goes by ``sandbox_now``, its lease and model by ours."""
    holder = memory.holder(community)
    is_there = sandbox_now is not None and memory.read(community, _lives_in_sandbox)
    its_now = sandbox_now if sandbox_now is not None and is_there else now
    audited_at, unattended = sign_of_life(memory, community), len(find(memory, community, its_now))

    def look(ledger: Ledger) -> CommunityStanding:
        model = read_model(ledger, ModelPolicy(), now)
        return CommunityStanding(
            community=community,
            now=its_now,
            is_running=holder is not None and holder.until_at > now,
            holder=f"{holder.owner.rpartition('/')[0]}, epoch {holder.epoch}" if holder is not None else None,
            connections=tuple(ledger.standing.connections()),
            aways=tuple(ledger.standing.aways(_MOST_SHOWN)),
            outbox=tuple(ledger.standing.outbox()),
            undelivered=_undelivered(ledger.outbox.undelivered(_MOST_SHOWN)),
            parked=tuple(ledger.inbox.parked(_MOST_SHOWN)),
            parked_in_all=ledger.standing.count_parked(),
            follow_ups=ledger.follow_ups.count(),
            follow_ups_due=ledger.standing.count_due(its_now),
            backed_up_at=ledger.marks.get("backed_up_at"),
            audited_at=audited_at,
            unattended=unattended,
            model_today=model.today,
            model_last=next(iter(ledger.model_calls.newest(1)), None),
            model_uses=model.uses,
            model_left_alone_until=model.left_alone_until,
            peer_drafts=Counter(each.state for each in ledger.entries.find(peer_drafts.KIND)),
        )

    return memory.read(community, look)


def _lives_in_sandbox(ledger: Ledger) -> bool:
    return any(workspace_of(one.id) == SANDBOX for one in ledger.places.all())


def _undelivered(rows: Sequence[OutboxRow]) -> tuple[Undelivered, ...]:
    return tuple(
        Undelivered(id=row.id, state=row.state, created_at=row.created_at, error=row.error or "") for row in rows
    )


def to_lines(one: CommunityStanding, now: datetime) -> list[str]:
    """For people, a line each."""
    lines = _head(one, now)
    for connection in one.connections:
        age = now - connection.seen_at
        seen = "" if age < STALE else f"; last seen {_ago(age)} ago"
        facts = "".join(f"; {name.replace('_', ' ')}: {value}" for name, value in sorted(connection.facts.items()))
        lines.append(f"  {connection.platform}: {connection.state} since {_at(connection.since_at)}{seen}{facts}")
    for away in one.aways:
        until = f"to {_at(away.until_at)}" if away.until_at is not None else "until now"
        lines.append(f"  away from {away.workspace}: {_at(away.from_at)} {until} ({away.state})")
    lines.extend(
        f"  messages {backlog.state}: {backlog.number}, the oldest {_ago(one.now - backlog.oldest_at)} old"
        for backlog in one.outbox
    )
    lines.extend(f"    {row.state}: {row.id} of {_at(row.created_at)}: {row.error}" for row in one.undelivered)
    lines.append(f"  looks to come: {one.follow_ups}, due now: {one.follow_ups_due}")
    if one.unattended:
        lines.append(f"  questions of teams that nobody sees to: {one.unattended} (`hubbub audit --once` lists them)")
    if one.model_last is not None:
        lines.extend(_of_model(one.model_today, one.model_last, now))
        lines.extend(_of_use(each) for each in one.model_uses)
        if one.model_left_alone_until is not None:
            lines.append(f"    it did not answer, and is left alone until {_at(one.model_left_alone_until)}")
    if one.peer_drafts:
        lines.append(_of_drafts(one.peer_drafts))
    if one.audited_at is not None:
        lines.append(f"  the auditor looked {_ago(now - one.audited_at)} ago")
    if one.parked_in_all:
        lines.append(f"  events set aside after five failures: {one.parked_in_all}")
        lines.extend(f"    {event.key} of {_at(event.at)}: {event.error}" for event in one.parked)
    if one.backed_up_at is not None:
        lines.append(f"  last backup: {one.backed_up_at}")
    return lines


def _head(one: CommunityStanding, now: datetime) -> list[str]:
    holder = f" ({one.holder})" if one.holder else ""
    line = f"{one.community}: {'running' if one.is_running else 'not running'}{holder}"
    return [line, *([f"  its clock: {_at(one.now)}"] if abs(one.now - now) > STALE else [])]


def _of_model(today: Spent, last: Call, now: datetime) -> list[str]:
    money = f", {today.millionths / MILLION:,.4f} of money" if today.millionths else ""
    outcome = last.outcome.value.replace("_", " ")
    return [
        f"  the model today: {today.calls:,} call{'' if today.calls == 1 else 's'}, {today.tokens:,} tokens{money}",
        f"    the last call was {_ago(now - last.at)} ago ({last.model} at {last.provider}, {last.use}: {outcome})",
    ]


def _of_drafts(some: Mapping[str, int]) -> str:
    """How many helpers saw, and what they said of them: what tells whether drafts are worth it."""
    used, no_help = (some.get(each.value, 0) for each in (Judged.USED, Judged.NOT_HELPFUL))
    return f"  drafts shown to helpers first: {sum(some.values()):,}; used {used:,}, not helpful {no_help:,}"


def _of_use(one: OfUse) -> str:
    money = f", {one.millionths / MILLION:,.4f} of money" if one.millionths else ""
    name = one.use.value.replace("_", " ")
    return (
        f"    {name}: {one.calls:,} asked, {one.answered:,} answered, {one.used:,} fit to be used;"
        f" {one.tokens:,} tokens{money}; usually {one.took.total_seconds():.1f} s"
    )


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def _ago(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {name}{'s' if number > 1 else ''}"
    return f"{seconds} s"
