"""The composition root: joins configuration, memory, voice, engine and platforms; the only file that knows all."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from bots.importers.detect import open_export
from bots.importers.export import Export
from bots.platforms.sandbox.opening import Sandbox, open_sandbox
from bots.platforms.slack.translate import to_event
from bots.runtime.batch import Batch
from bots.runtime.clock import SystemClock
from bots.runtime.community import Community
from bots.runtime.delivery import Delivery
from bots.runtime.evaluation import PROBE, PROBE_PLAY, routing_figures
from bots.runtime.fast_forward import advance, next_due
from bots.runtime.live import Live
from bots.runtime.owner import Owner
from bots.runtime.panel import panel
from bots.runtime.rehearsal import Rehearsal
from bots.runtime.schedule import Wakes
from bots.runtime.undoing import Undoing
from bots.voice.rendering import Voice
from config.messages import load_texts
from config.playbook import PLAYS
from config.settings import Settings
from dashboard.health_pages import health_router
from dashboard.rehearsal_upload import rehearsal_router
from dashboard.sandbox import sandbox_router
from engagement.actions import SaveHelper, SetConsent
from engagement.decisions import Act
from engagement.errors import ConfigError
from engagement.events import ControlUsed, Event
from engagement.ids import AccountId, CommunityId, DecisionId, MessageId, ThreadId, WorkspaceId, account_id
from engagement.people import Purpose, Role
from engagement.play import Play
from engagement.policy import ChannelPolicy, Policy, QuestionMode
from engagement.ports import Clock, Ledger
from engagement.situation import Situation
from storage import StoredMemory, open_memory

if TYPE_CHECKING:
    from config.loader import Config

LEASE = timedelta(seconds=30)
_TICK_S = 1.0
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_KEY_MARK = "hold_out_key"
_PREPARED_MARK = "sandbox_prepared"
SANDBOX = WorkspaceId("sandbox")
REHEARSAL_KEY = "rehearsal"
"""Rehearsals use one fixed key for their comparison groups, so that the same history gives the same bytes."""


def database_url(settings: Settings) -> str:
    """Where the memory is: what HUBBUB_DATABASE_URL says, else a file in the home folder (made when missing)."""
    if settings.database_url:
        return settings.database_url
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"cannot make the folder {settings.home}: {error.strerror}; name another with --home"
        ) from error
    return f"sqlite:///{settings.home / 'hubbub.db'}"


@contextmanager
def open_store(settings: Settings) -> Iterator[StoredMemory]:
    """The durable memory, closed at the end."""
    memory = open_memory(database_url(settings))
    try:
        yield memory
    finally:
        memory.close()


def load_config(settings: Settings) -> "Config | None":
    """The playbook file, when one is named or lies in the working folder."""
    if settings.config is None:
        return None
    from config.loader import load  # noqa: PLC0415  # brings pydantic, which a run without a playbook does not need

    return load(settings.config)


def find_community(memory: StoredMemory, config: "Config | None", name: str | None) -> CommunityId:
    """The community meant by a command: the named one, the playbook's, or the only one there is."""
    known = memory.communities()
    if name is not None or config is not None:
        wanted = policy_for(config, name, "").community
        if wanted in known or not known:
            return wanted
        if name is not None:
            raise ConfigError(f"there is nothing of {name!r} in the memory; it knows {', '.join(known)}")
    if len(known) == 1:
        return known[0]
    if not known:
        raise ConfigError("the memory is empty: import an export (`hubbub import FILE`) or run Hubbub first")
    raise ConfigError(f"there are several communities; choose one with --community: {', '.join(known)}")


def undo(memory: StoredMemory, community: CommunityId, policy: Policy, decision: str) -> str:
    """Undo a decision from outside: what is to be deleted goes to the outbox, and a running Hubbub deletes it."""
    now = SystemClock().now()
    with memory.direct(community) as ledger:
        dials = replace(policy, community=community)
        batch = Batch(Community.load(ledger, dials, PLAYS, hold_out_key(ledger), now), ledger, now)
        Undoing(batch.lookups, batch.acting).undo(DecisionId(decision.strip().lower()), "command line", now)
        batch.flush()
    return f"Undone: {decision}. A message it sent is deleted as soon as Hubbub runs."


def default_dials(questions: QuestionMode = QuestionMode.CONSERVATIVE) -> ChannelPolicy:
    """Every play with its defaults: the dials of channels nobody listed."""
    return ChannelPolicy(name="*", questions=questions, plays={play.name: play.policy() for play in PLAYS})


def policy_for(config: "Config | None", community: str | None, fallback: str) -> Policy:
    """The dials of the named community (or the only one); defaults when there is no playbook."""
    if config is None:
        name = community or fallback
        return Policy(community=CommunityId(_slug(name)), name=name, others=default_dials())
    policies = [found.policy for found in config.communities]
    if community is None:
        return policies[0]
    for policy in policies:
        if community in {policy.name, policy.community}:
            return policy
    known = ", ".join(policy.name for policy in policies)
    raise ConfigError(f"there is no community {community!r} in the playbook; it has {known}")


def _slug(name: str) -> str:
    cleaned = "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")
    return "-".join(part for part in cleaned.split("-") if part) or "community"


# --- exports and rehearsals -----------------------------------------------------------------------------------------


def open_export_file(path: Path, conversations: Path | None = None, workspace: str | None = None) -> Export:
    """The export at ``path``; ImportFileError with the cure when it is none, or not safe."""
    wanted = WorkspaceId(workspace) if workspace else None
    return open_export(path, translate=to_event, conversations=conversations, workspace=wanted)


def rehearsal_policy(policy: Policy, *, assume_willing: bool) -> Policy:
    """The policy under which a history is rehearsed: nothing is sent, and every public channel is read."""
    return replace(
        policy, dry_run=True, is_paused=False, assume_willing=assume_willing, others=policy.others or default_dials()
    )


@dataclass(slots=True)
class Rehearsed:
    """A rehearsal that has been run: its memory, and what the report needs to know beside it."""

    memory: StoredMemory
    policy: Policy
    rehearsal: Rehearsal
    name: str
    notes: Sequence[str]

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
    on_progress: Callable[[int], None] = lambda _: None,
    plays: Sequence[Play] = PLAYS,
) -> Iterator[Rehearsed]:
    """Run an export through the engine on a virtual clock, in an empty memory below ``folder``; gone at the end."""
    path = folder / f"rehearsal-{secrets.token_hex(4)}.db"
    memory = open_memory(f"sqlite:///{path}", durable=False)
    try:
        with memory.direct(policy.community) as ledger:
            community = Community.load(ledger, policy, plays, REHEARSAL_KEY, _BEGINNING)
        rehearsal = Rehearsal(community, lambda: memory.direct(policy.community), until=until, on_progress=on_progress)
        rehearsal.run(export.events())
        yield Rehearsed(memory, policy, rehearsal, export.name, list(export.notes))
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
    memory = open_memory(f"sqlite:///{folder / 'evaluation.db'}", durable=False)
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

    How many events were passed on. Raises NotOwner when a running Hubbub owns the community.
    """
    now = SystemClock().now()
    owner = _owner_name()
    memory.own(policy.community, owner, now, LEASE, _is_gone)
    try:
        memory.register(policy.community, policy.name, now)
        with memory.direct(policy.community) as ledger:
            key = hold_out_key(ledger)
            community = Community.load(ledger, policy, PLAYS, key, now)
            mark = f"import:{export.fingerprint}"
            done = int(ledger.marks.get(mark) or 0)
        chunk: list[Any] = []
        count = 0
        for event in export.events():
            count += 1
            if count <= done:
                continue
            chunk.append(event)
            if len(chunk) == _IMPORT_BATCH:
                _take_chunk(memory, community, chunk, mark, count)
                memory.own(policy.community, owner, SystemClock().now(), LEASE)
                on_progress(count)
                chunk = []
        _take_chunk(memory, community, chunk, mark, count)
        on_progress(count)
        return count
    finally:
        memory.disown(policy.community, owner)


_IMPORT_BATCH = 1_000


def _take_chunk(memory: StoredMemory, community: Community, chunk: Sequence[Any], mark: str, position: int) -> None:
    now = SystemClock().now()
    with memory.direct(community.policy.community) as ledger:
        batch = Batch(community, ledger, now, now)
        batch.take_all(chunk)
        batch.flush()
        ledger.marks.set(mark, str(position))
    batch.settle()


def hold_out_key(ledger: Ledger) -> str:
    """The community's own secret key for its comparison groups, made once."""
    key = ledger.marks.get(_KEY_MARK)
    if key is None:
        key = secrets.token_hex(16)
        ledger.marks.set(_KEY_MARK, key)
    return key


# --- the sandbox ------------------------------------------------------------------------------------------------------


def sandbox_policy(sandbox: Sandbox, base: Policy | None) -> Policy:
    """The sandbox's dials: those of a playbook that names a sandbox workspace, the sample's own otherwise."""
    file = sandbox.sample.file
    plays = default_dials().plays
    roles = {one.id: Role(one.role) for one in file.people if one.role in {"manager", "staff", "trusted"}}
    managers = next((place.name for place in file.channels if place.managers), None)
    if base is not None:
        return replace(base, roles={**roles, **base.roles}, managers_channel=base.managers_channel or managers)
    return Policy(
        community=CommunityId("sandbox"),
        name=file.name,
        timezone=file.timezone,
        languages=tuple(file.languages),
        dry_run=False,
        hold_out=0.0,
        managers_channel=managers,
        topics={topic: tuple(some) for topic, some in file.topics.items()},
        roles=roles,
        channels={
            place.name: ChannelPolicy(name=place.name, topics=tuple(place.topics), plays=plays)
            for place in file.channels
            if not place.private and place.topics
        },
        others=ChannelPolicy(name="*", plays={}),
    )


@dataclass(slots=True)
class Story:
    """The sandbox as its page controls it."""

    sandbox: Sandbox
    live: Live

    def now(self) -> datetime:
        """The sandbox's present instant."""
        return self.sandbox.clock.now()

    def next_due(self) -> datetime | None:
        """When the next thing happens."""
        return next_due(self.live, self.sandbox.script)

    async def advance(self, by: timedelta | None) -> None:
        """Move on by a time, or to the next thing due."""
        to = self.now() + by if by is not None else (self.next_due() or self.now())
        await advance(self.live, self.sandbox.script, self.sandbox.clock, to, _breathe)

    async def tick(self) -> None:
        """As real time passes: the sample's people act, and everything due is done."""
        for action in self.sandbox.script.due_actions(self.now()):
            await self.sandbox.script.perform(action)
        await self.sandbox.platform.pass_on()
        await self.live.tick()

    def panel(self, person: AccountId) -> Mapping[str, Any]:
        """What Hubbub knows."""
        return panel(self.live, person)


async def _breathe(_at: datetime) -> None:
    await asyncio.sleep(0)


def _enrol_sample(batch: Batch, sandbox: Sandbox) -> None:
    """The sample's helpers enrolled before its story begins."""
    play = next(p for p in PLAYS if p.name == "helper_enrolment")
    for helper in sandbox.sample.helpers():
        situation = Situation(community=batch.community.policy.community, now=batch.now, policy=batch.community.policy)
        agree = SetConsent(member=helper.member, purpose=Purpose.ASK_ME, is_given=True)
        verdicts = [
            Act(action=agree, subject=helper.member, reason="enrolled by their own click"),
            Act(action=SaveHelper(helper=helper), subject=helper.member, reason="enrolled by their own click"),
        ]
        batch.acting.carry_out(play, verdicts, situation, f"sample:{helper.member}")


async def _prepare(sandbox: Sandbox, live: Live, say: Callable[[str], None]) -> None:
    """Take the sample's three weeks in, once: facts only, because Hubbub comes to this community today.

    Then its helpers enrol and the manager posts the notice, as they would.
    """
    is_prepared = live.owner.memory.read(live.owner.id, lambda ledger: ledger.marks.get(_PREPARED_MARK))
    if is_prepared is None:
        say(f"Preparing {sandbox.sample.file.name}: three weeks of conversations are taken in, once ...")
        await live.owner.run(lambda batch: _enrol_sample(batch, sandbox))
    await sandbox.begin(live.submit)
    if is_prepared is not None:
        return
    manager = next((one.id for one in sandbox.sample.file.people if one.role == "manager"), None)
    if manager is not None:
        by = account_id(SANDBOX, manager)
        await live.submit([ControlUsed(key="sample:notice", at=sandbox.clock.now(), account=by, control="post_notice")])
    await live.owner.run(lambda batch: batch.ledger.marks.set(_PREPARED_MARK, "yes"))


# --- running ----------------------------------------------------------------------------------------------------------


def make_live(
    memory: StoredMemory, policy: Policy, clock: Clock, voice: Voice, reload: Callable[[Ledger], Policy]
) -> Live:
    """One community's engine, without platforms yet."""
    now = clock.now()
    memory.register(policy.community, policy.name, now)
    with memory.direct(policy.community) as ledger:
        key = hold_out_key(ledger)
        policy = reload(ledger)
        community = Community.load(ledger, policy, PLAYS, key, now)
    owner = Owner(community, memory, clock, reload)
    return Live(owner, Delivery(owner, voice, {}), voice)


def make_voice(extra: Sequence[Path] = ()) -> Voice:
    """The voice with the shipped texts, and a community's own on top."""
    return Voice(load_texts(extra), persona="Hubbub")


@asynccontextmanager
async def running_sandbox(
    settings: Settings, base_url: str, say: Callable[[str], None] = print
) -> AsyncIterator[tuple[FastAPI, Live]]:
    """The sandbox, open and lived through, as a web app; closed in order at the end."""
    config = load_config(settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    sandbox = open_sandbox(settings.home, read_time=SystemClock().now, base_url=base_url)
    try:
        with open_store(settings) as memory:
            base = policy_for(config, None, "sandbox") if config is not None else None

            def reload(ledger: Ledger) -> Policy:
                return with_dials(sandbox_policy(sandbox, base), ledger.dials.all())

            live = make_live(memory, sandbox_policy(sandbox, base), sandbox.clock, make_voice(), reload)
            live.delivery.platforms = {SANDBOX: sandbox.platform}
            async with owned(memory, live):
                await _prepare(sandbox, live, say)
                await live.delivery.recover()
                story = Story(sandbox, live)
                web = FastAPI(title="Hubbub", docs_url=None, redoc_url=None, openapi_url=None)
                web.include_router(health_router(lambda: {"status": "ok"}))
                web.include_router(rehearsal_router(settings.home, lambda path: _report_of(path, settings)))
                web.include_router(sandbox_router(sandbox.platform, story))
                wakes = Wakes()
                wakes.every(_TICK_S, "tick", story.tick)
                wakes.start()
                try:
                    yield web, live
                finally:
                    wakes.stop()
                    await live.close()
    finally:
        sandbox.close()


def _owner_name() -> str:
    return f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(3)}"


def _is_gone(owner: str) -> bool:
    """Whether a lease's holder was a process of this machine that is no more."""
    host, _, rest = owner.partition("/")
    number = rest.partition("/")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@asynccontextmanager
async def owned(memory: StoredMemory, live: Live) -> AsyncIterator[None]:
    """The community's partition is ours, and the lease is renewed, until the end."""
    name = _owner_name()
    memory.own(live.owner.id, name, SystemClock().now(), LEASE, _is_gone)

    async def renew() -> None:
        memory.own(live.owner.id, name, SystemClock().now(), LEASE)

    wakes = Wakes()
    wakes.every(LEASE.total_seconds() / 3, "lease", renew)
    wakes.start()
    try:
        yield
    finally:
        wakes.stop()
        memory.disown(live.owner.id, name)


def with_dials(policy: Policy, dials: Mapping[str, object]) -> Policy:
    """The policy with what managers changed in chat on top."""
    channels = dict(policy.channels)
    for path, value in dials.items():
        section, _, rest = path.partition(".")
        name, _, dial = rest.rpartition(".")
        if section == "channels" and dial == "live" and name in channels:
            channels[name] = replace(channels[name], is_live=bool(value))
    return replace(policy, channels=channels, is_paused=bool(dials.get("is_paused", policy.is_paused)))


def _report_of(path: Path, settings: Settings) -> str:
    """The report page of a file dropped on the sandbox."""
    from bots.reporting import report_html  # noqa: PLC0415

    export = open_export_file(path)
    try:
        policy = rehearsal_policy(policy_for(None, None, export.name), assume_willing=True)
        with rehearse(export, policy, settings.home) as rehearsed:
            return report_html(rehearsed)
    finally:
        export.close()
