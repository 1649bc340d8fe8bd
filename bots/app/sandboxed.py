"""The sandbox: its community, its engine, its page, joined and run."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from bots.app.reports import report_of_file
from bots.app.store import (
    LEASE,
    default_dials,
    hold_out_key,
    is_gone,
    load_config,
    make_home,
    open_store,
    owner_name,
)
from bots.platforms.sandbox.opening import Sandbox, open_sandbox
from bots.runtime.batch import Batch
from bots.runtime.clock import SystemClock
from bots.runtime.community import Community
from bots.runtime.delivery import Delivery
from bots.runtime.fast_forward import advance, next_due
from bots.runtime.live import Live
from bots.runtime.owner import Owner
from bots.runtime.panel import panel
from bots.runtime.schedule import Wakes
from bots.voice.rendering import Voice
from config.loader import overridden
from config.messages import load_texts
from config.playbook import PLAYS
from config.settings import Settings
from dashboard.health_pages import health_router
from dashboard.rehearsal_upload import rehearsal_router
from dashboard.sandbox import sandbox_router
from engagement.actions import SaveHelper, SetConsent
from engagement.decisions import Act
from engagement.errors import ConfigError
from engagement.events import ControlUsed
from engagement.ids import AccountId, CommunityId, WorkspaceId, account_id
from engagement.people import Purpose, Role
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import Clock, Ledger
from engagement.situation import Situation
from storage import StoredMemory

if TYPE_CHECKING:
    from config.loader import Config

_TICK_S = 1.0
_SWEEP_S = 600.0
_PREPARED_MARK = "sandbox_prepared"
SANDBOX = WorkspaceId("sandbox")


def _sandbox_community(config: "Config | None") -> Policy | None:
    """The playbook's community that lives in the sandbox. Raises ConfigError when it names none."""
    if config is None:
        return None
    for community in config.communities:
        if any(workspace.platform == "sandbox" for workspace in community.workspaces):
            return community.policy
    raise ConfigError(
        "this version runs a sandbox community only: give one a workspace with `platform: sandbox` in the playbook"
        " (Slack and Discord come with the next version; `hubbub replay` rehearses their exports already)"
    )


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


async def _forget_imported(memory: StoredMemory, live: Live, config: "Config | None") -> None:
    """Drop old words of communities that were imported and do not run here; those that run see to it themselves."""
    kept = {one.policy.community: one.policy.retention for one in config.communities} if config is not None else {}
    for community in memory.communities():
        if community == live.owner.id:
            continue
        before = SystemClock().now() - kept.get(community, live.owner.community.policy.retention)
        await asyncio.wrap_future(
            memory.write(community, lambda ledger, at=before: ledger.conversations.forget_before(at))  # type: ignore[misc]
        )


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
    make_home(settings)
    sandbox = open_sandbox(settings.home, read_time=SystemClock().now, base_url=base_url)
    try:
        with open_store(settings) as memory:
            base = _sandbox_community(config)

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
                web.include_router(rehearsal_router(settings.home, lambda path: report_of_file(path, settings)))
                web.include_router(sandbox_router(sandbox.platform, story))
                wakes = Wakes()
                wakes.every(_TICK_S, "tick", story.tick)
                wakes.every(_SWEEP_S, "retention", lambda: _forget_imported(memory, live, config))
                wakes.start()
                try:
                    yield web, live
                finally:
                    wakes.stop()
                    await live.close()
    finally:
        sandbox.close()


@asynccontextmanager
async def owned(memory: StoredMemory, live: Live) -> AsyncIterator[None]:
    """The community's partition is ours, and the lease is renewed, until the end."""
    name = owner_name()
    memory.own(live.owner.id, name, SystemClock().now(), LEASE, is_gone)

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
    """The policy with what managers changed in chat on top; what fits nothing any more is left out."""
    for path, value in dials.items():
        policy = overridden(policy, path, value) or policy
    return policy
