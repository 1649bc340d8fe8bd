"""The sandbox: its community, its engine, its page, joined and run."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final

from fastapi import FastAPI

from advocacy.badges import Badge, read_condition
from advocacy.plays import product_wish, proposals
from advocacy.plays.levels import NAME as LEVELS
from advocacy.plays.levels import LevelsPolicy
from advocacy.plays.monthly_thanks import NAME as THANKS
from advocacy.plays.monthly_thanks import MonthlyThanksPolicy
from advocacy.plays.welcome import NAME as WELCOME
from advocacy.plays.welcome import WelcomePolicy
from advocacy.proposals import ProposalsPolicy
from advocacy.sellers import Seller, to_entry
from advocacy.welcoming import Greeter
from bots.app.engine import as_set, make_live, make_voice, owned
from bots.app.invented import PREPARED
from bots.app.models import asking, with_provider
from bots.app.outside import Ways
from bots.app.store import (
    default_dials,
)
from bots.llm.address import read_door
from bots.outside.links import read_public_url
from bots.platforms.sandbox.opening import Sandbox, open_sandbox
from bots.runtime.batch import Batch
from bots.runtime.clock import SystemClock
from bots.runtime.fast_forward import advance, next_due
from bots.runtime.live import Live
from bots.runtime.panel import panel
from bots.runtime.schedule import Wakes
from config.playbook import PLAYS
from config.settings import Settings
from dashboard.sandbox.page import sandbox_router
from engagement.actions import Keep
from engagement.decisions import Act
from engagement.escalating.dials import Governance, Team, WorkCalendar
from engagement.events import ControlUsed
from engagement.ids import AccountId, CommunityId, MemberId, WorkspaceId, account_id
from engagement.own_acts import SaveHelper, SetConsent
from engagement.people import WEEKDAYS, Hours, Purpose, Role
from engagement.policy import ChannelPolicy, Policy
from engagement.ports import Ledger
from engagement.programmes import Programme
from engagement.situation import Situation
from engagement.stories import Story
from storage import StoredMemory

_TICK_S = 1.0
_SWEEP_S = 600.0
SANDBOX = WorkspaceId("sandbox")
COMMUNITY = CommunityId("sandbox")
"""Where the sample lives without a playbook."""


def sandbox_policy(sandbox: Sandbox, base: Policy | None) -> Policy:
    """The sandbox's dials: those of a playbook that names a sandbox workspace, the sample's own otherwise."""
    file = sandbox.sample.file
    levels = LevelsPolicy(on=True, tells=True, board=True, badges={_WELCOMER.name: _WELCOMER})
    wishes = product_wish.ProductWishPolicy(team=file.wishes)
    takes = ProposalsPolicy(channel=file.proposals)
    thanks = MonthlyThanksPolicy(channel=file.thanks)
    plays = {
        **default_dials().plays, LEVELS: levels, product_wish.PLAY.name: wishes, proposals.PLAY.name: takes,
        THANKS: thanks,
    }  # fmt: skip
    roles = {one.id: Role(one.role) for one in file.people if one.role in {"manager", "staff", "trusted", "sales"}}
    managers = next((place.name for place in file.channels if place.managers), None)
    if base is not None:
        return replace(base, roles={**roles, **base.roles}, managers_channel=base.managers_channel or managers)
    return Policy(
        community=COMMUNITY,
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
        others=ChannelPolicy(name="*", plays={WELCOME: WelcomePolicy(), LEVELS: levels, THANKS: thanks}),
        governance=_teams(sandbox),
        programmes={
            one.name: Programme(
                name=one.name, title=one.title, promise=one.promise, benefits=one.benefits, asks=one.asks,
                reviewers=one.reviewers, votes=one.votes, term=one.term, channel=one.channel, industries=one.industries,
                uses=one.uses,
            )
            for one in file.programmes
        },
        employer=file.employer,
        purpose=file.purpose,
        goals={one.name: one for one in file.goals},
        council=file.council,
        stories={
            one.name: Story(name=one.name, title=one.title, link=one.link, topics=one.topics) for one in file.stories
        },
    )  # fmt: skip


_WELCOMER = Badge(name="welcomer", title="Welcomer", when=read_condition("welcomed >= 1"), discord_role="Welcomer")
"""The sample's own badge, and the role that goes with it."""


_OFFICE_HOURS: Final = (Hours(start=time(9), end=time(18)),)


def _teams(sandbox: Sandbox) -> Governance | None:
    """The sample's hub and spokes, who come on working days alone, so that nobody is called at night."""
    file = sandbox.sample.file
    office = WorkCalendar(name="office", timezone=file.timezone, week=dict.fromkeys(WEEKDAYS[:5], _OFFICE_HOURS))
    teams = {
        one.name: Team(
            name=one.name,
            title=one.title,
            channel=one.channel,
            is_hub=one.is_hub,
            people=one.people,
            topics=one.topics,
            calendar=office.name,
        )
        for one in file.teams
    }
    if not teams:
        return None
    return Governance(timezone=file.timezone, teams=teams, calendars={office.name: office})


@dataclass(slots=True)
class Played:
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
    greeters = [Greeter(member=one, since=batch.now).to_entry() for one in sandbox.sample.greeters()]
    batch.ledger.entries.save(greeters)
    _enrol_sales(batch, sandbox)


def _enrol_sales(batch: Batch, sandbox: Sandbox) -> None:
    """The sample's people of sales enrolled, too, for every topic."""
    play = next(p for p in PLAYS if p.name == "sales_prompt")
    situation = Situation(community=batch.community.policy.community, now=batch.now, policy=batch.community.policy)
    for one in sandbox.sample.file.people:
        if one.role == "sales":
            member = MemberId(account_id(SANDBOX, one.id))
            keep = Keep(entry=to_entry(Seller(member=member, at=batch.now)))
            act = Act(action=keep, subject=member, reason="enrolled to be invited by their own click")
            batch.acting.carry_out(play, [act], situation, f"sample:{member}")


async def _prepare(sandbox: Sandbox, live: Live, say: Callable[[str], None]) -> None:
    """Take the sample's three weeks in, once: facts only, because Hubbub comes to this community today.

    Then its helpers enrol and the manager posts the notice, as they would.
    """
    is_prepared = live.owner.memory.read(live.owner.id, lambda ledger: ledger.marks.get(PREPARED))
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
    await live.owner.run(lambda batch: batch.ledger.marks.set(PREPARED, "yes"))


@asynccontextmanager
async def played(
    sandbox: Sandbox,
    memory: StoredMemory,
    settings: Settings,
    base: Policy | None,
    *,
    base_url: str,
    say: Callable[[str], None] = print,
) -> AsyncIterator[Played]:
    """The sandbox with its engine, its history taken in; nothing moves it but whoever asked for it."""
    door = read_door(settings.environment)

    def reload(ledger: Ledger) -> Policy:
        return with_provider(as_set(sandbox_policy(sandbox, base), ledger), door)

    outside = Ways.of(settings.environment, SystemClock())
    policy, public_url = sandbox_policy(sandbox, base), read_public_url(settings.environment)
    live = make_live(memory, policy, sandbox.clock, make_voice(), reload, outside, public_url, base_url)
    live.delivery.platforms = {SANDBOX: sandbox.platform}
    async with owned(memory, live), asking(memory, live, policy, door):
        await _prepare(sandbox, live, say)
        await live.delivery.recover()
        try:
            yield Played(sandbox, live)
        finally:
            await live.close()


@asynccontextmanager
async def sandbox_running(
    web: FastAPI,
    memory: StoredMemory,
    settings: Settings,
    base: Policy | None,
    *,
    base_url: str,
    say: Callable[[str], None] = print,
) -> AsyncIterator[Live]:
    """The sandbox, open and lived through, with its page on ``web``; closed in order at the end."""
    sandbox = open_sandbox(settings.home, read_time=SystemClock().now, base_url=base_url)
    try:
        async with played(sandbox, memory, settings, base, base_url=base_url, say=say) as story:
            web.include_router(sandbox_router(sandbox.platform, story))
            wakes = Wakes()
            wakes.every(_TICK_S, "tick", story.tick)
            wakes.start()
            try:
                yield story.live
            finally:
                wakes.stop()
    finally:
        sandbox.close()
