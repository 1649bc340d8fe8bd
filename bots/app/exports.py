"""Exports: imported, rehearsed, and used to measure how well helpers are chosen."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bots.app.invented import check_import
from bots.app.owners import is_gone, owner_name
from bots.app.store import LEASE, default_dials, hold_out_key
from bots.importers.detect import open_export
from bots.importers.export import Export
from bots.platforms.slack.translate import to_event
from bots.runtime.batch import Batch
from bots.runtime.clock import SystemClock
from bots.runtime.codec import from_event
from bots.runtime.community import Community
from bots.runtime.evaluation import PROBE, PROBE_PLAY, routing_figures
from bots.runtime.rehearsal import Rehearsal
from config.playbook import PLAYS
from dashboard.rehearsal.settings import everywhere
from engagement.errors import NotOwner
from engagement.events import Event
from engagement.ids import MessageId, ThreadId, WorkspaceId
from engagement.play import Play
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import Ledger
from engagement.records import PendingEvent
from storage import StoredMemory, open_memory

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_IMPORT_BATCH = 1_000
REHEARSAL_KEY = "rehearsal"
"""Rehearsals use one fixed key for their comparison groups, so that the same history gives the same bytes."""


def open_export_file(path: Path, conversations: Path | None = None, workspace: str | None = None) -> Export:
    """The export at ``path``; ImportFileError with the cure when it is none, or not safe."""
    wanted = WorkspaceId(workspace) if workspace else None
    return open_export(path, translate=to_event, conversations=conversations, workspace=wanted)


def rehearsal_policy(policy: Policy, *, assume_willing: bool) -> Policy:
    """The policy under which a history is rehearsed: nothing is sent, and every public channel is read.

    Channels that the playbook does not name go by the community's own settings, as they would if it named them.
    """
    if policy.others is None:
        policy = everywhere(policy) if policy.channels else replace(policy, others=default_dials())
    return replace(policy, dry_run=True, is_paused=False, assume_willing=assume_willing)


@dataclass(slots=True)
class Rehearsed:
    """A rehearsal that has been run: its memory, and what the report needs to know beside it."""

    memory: StoredMemory
    policy: Policy
    rehearsal: Rehearsal
    name: str
    notes: Sequence[str]
    has_conversations: bool = False

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The memory of the rehearsal."""
        with self.memory.direct(self.policy.community) as ledger:
            yield ledger


@contextmanager
def rehearse(
    export: Export,
    policy: Policy,
    folder: Path,
    *,
    until: datetime | None = None,
    has_conversations: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
    plays: Sequence[Play] = PLAYS,
    watch: Callable[[Rehearsal], None] = lambda _: None,
) -> Iterator[Rehearsed]:
    """Run an export through the engine on a virtual clock, in an empty memory below ``folder``; gone at the end.

    ``watch`` is shown the rehearsal after each batch.
    """
    path = folder / f"rehearsal-{secrets.token_hex(4)}.db"
    memory = open_memory(f"sqlite:///{path}", durable=False, is_alone=True)
    try:
        with memory.direct(policy.community) as ledger:
            community = Community.load(ledger, policy, plays, REHEARSAL_KEY, _BEGINNING)
        rehearsal = Rehearsal(community, lambda: memory.direct(policy.community), until=until)

        def progress(count: int) -> None:
            on_progress(count)
            watch(rehearsal)

        rehearsal.on_progress = progress
        rehearsal.run(export.events())
        yield Rehearsed(memory, policy, rehearsal, export.name, list(export.notes), has_conversations)
    finally:
        memory.close()
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink(missing_ok=True)


def evaluate_routing(
    events: Iterable[Event], policy: Policy, folder: Path, *, on_progress: Callable[[int], None] = lambda _: None
) -> dict[str, object]:
    """Rank helpers for every question of a history at the moment it was asked, and hold that against who answered."""
    plays = {PROBE: PROBE_PLAY.policy()}
    dials = ChannelPolicy(name="*", plays=plays)
    policy = replace(rehearsal_policy(policy, assume_willing=True), channels={}, others=dials)
    memory = open_memory(f"sqlite:///{folder / 'evaluation.db'}", durable=False, is_alone=True)
    try:
        with memory.direct(policy.community) as ledger:
            community = Community.load(ledger, policy, (PROBE_PLAY,), REHEARSAL_KEY, _BEGINNING)
        Rehearsal(community, lambda: memory.direct(policy.community), on_progress=on_progress).run(events)
        with memory.direct(policy.community) as ledger:
            decisions = list(ledger.journal.every())
            answered_by = ledger.experiences.of_threads(
                [ThreadId(MessageId(decision.subject)) for decision in decisions]
            )
        return routing_figures(decisions, answered_by)
    finally:
        memory.close()


def take_export(
    memory: StoredMemory, policy: Policy, export: Export, *, on_progress: Callable[[int], None] = lambda _: None
) -> int:
    """Import an export as the community's owner: in batches, repeats dropped, going on where it was interrupted.

    How many events were passed on. When a running Hubbub owns the community, they are left in its inbox. Raises
    ConfigError where it is the sandbox that lives there.
    """
    check_import(memory, policy)
    now = SystemClock().now()
    owner = owner_name()
    try:
        memory.own(policy.community, owner, now, LEASE, is_gone)
    except NotOwner:
        return _leave_for_owner(memory, policy, export, on_progress)
    try:
        memory.register(policy.community, policy.name, now)
        with memory.direct(policy.community) as ledger:
            key = hold_out_key(ledger)
            community = Community.load(ledger, policy, PLAYS, key, now)
            mark = f"import:{export.fingerprint}"
            done = int(ledger.marks.get(mark) or 0)
        count = 0
        for chunk in batched(export.events(), _IMPORT_BATCH):
            count += len(chunk)
            if count <= done:
                continue
            _take_chunk(memory, community, chunk, mark, count)
            memory.own(policy.community, owner, SystemClock().now(), LEASE)
            on_progress(count)
        return count
    finally:
        memory.disown(policy.community, owner)


def _leave_for_owner(memory: StoredMemory, policy: Policy, export: Export, on_progress: Callable[[int], None]) -> int:
    """Put the events into the inbox of the Hubbub that is running; it takes them in after what is live."""
    count = 0
    for chunk in batched(export.events(), _IMPORT_BATCH):
        waiting = [PendingEvent(key=e.key, at=e.at, payload=from_event(e), source="import") for e in chunk]
        memory.write(policy.community, lambda ledger, rows=waiting: ledger.inbox.put(rows)).result()  # type: ignore[misc]
        count += len(chunk)
        on_progress(count)
    return count


def batched(events: Iterable[Event], size: int) -> Iterator[list[Event]]:
    """The events, so many at a time."""
    some: list[Event] = []
    for event in events:
        some.append(event)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def _take_chunk(memory: StoredMemory, community: Community, chunk: Sequence[Any], mark: str, position: int) -> None:
    now = SystemClock().now()
    with memory.direct(community.policy.community) as ledger:
        batch = Batch(community, ledger, now, now)
        batch.take_all(chunk)
        batch.flush()
        ledger.marks.set(mark, str(position))
    batch.settle()
