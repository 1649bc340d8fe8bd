"""Everything that runs: the sandbox, the communities on Slack and Discord, and one web app for all of them."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI

from bots.app.auditor_process import watch_over
from bots.app.connecting import LIVE, check_tokens, connections
from bots.app.engine import as_set, make_live, make_voice, owned
from bots.app.forgotten import note_forgotten
from bots.app.heartbeat import Heartbeat
from bots.app.hosting import Entry, Residence
from bots.app.invented import stays_out
from bots.app.keeping import drop_old_copies
from bots.app.leased import LeasedConnection
from bots.app.metrics import metrics_of
from bots.app.models import asking, with_provider
from bots.app.outside import Ways
from bots.app.outside_doors import OutsideDoors
from bots.app.reached_at import base_of
from bots.app.reports import report_of_file
from bots.app.sandboxed import COMMUNITY, SANDBOX, sandbox_running
from bots.app.store import LEASE, load_config, make_home, open_store
from bots.app.troubles import Troubles
from bots.app.vouched import platform_ways
from bots.app.windowed import sandbox_way, start_router, status_of, window_of
from bots.llm.address import Door, read_door
from bots.outside.links import read_public_url
from bots.outside.webhooks import read_webhooks
from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from bots.runtime.schedule import Wakes
from config.settings import Settings
from dashboard.doors.limits import Doors
from dashboard.doors.link_page import link_router
from dashboard.doors.outside_calls import outside_router
from dashboard.doors.vendor_calls import Call, vendor_router
from dashboard.rehearsal.upload import MOST_BYTES, rehearsal_router
from dashboard.status.page import status_router
from dashboard.status.probes import health_router
from dashboard.window.opening import Window
from engagement.errors import ConfigError
from engagement.hosting import CalledByHttp, Connection
from engagement.ids import CommunityId
from engagement.outside import Outside
from engagement.policy import Policy
from engagement.ports import Ledger
from storage import AWAY, StoredMemory

if TYPE_CHECKING:
    from config.loader import CommunityConfig, Config

_LOG = logging.getLogger(__name__)
_TICK_S = 1.0
_HERE_S = 10.0
_SWEEP_S = 600.0
_NOTED_S = 30.0
_WATCH_S = 15.0
_KEPT_OUT = (
    "{name} holds history that was imported, so the sandbox's invented people stay out of it. The pages show what was"
    " imported; `hubbub login` prints a link to them. Where {name} lives is said under `workspaces:` (slack or discord)"
    " in hubbub.yaml; to try the sandbox, start in another folder."
)
_GOODBYE_S = 2.5
_HUSH_S = 2.0
_DRAIN_S = 3.0
"""With the goodbye after them, and what the web app takes to end, less than the ten seconds that a supervisor waits."""
_KEPT = timedelta(days=30)
"""How long words are kept of a community that the playbook does not name."""


@dataclass(slots=True, kw_only=True)
class Running:
    """Everything that runs in this process."""

    web: FastAPI
    lives: list[Live] = field(default_factory=list)
    opened: list[LeasedConnection] = field(default_factory=list)
    is_draining: bool = False

    @property
    def connected(self) -> Sequence[str]:
        """What is connected, in words."""
        return [f"{one.platform.capitalize()}: {one.state['state']}" for one in self.opened]

    @property
    def has_sandbox(self) -> bool:
        """Whether the invented community is there to be tried."""
        return any(SANDBOX in live.delivery.platforms for live in self.lives)

    def why_not_ready(self, heartbeat: Heartbeat) -> list[str]:
        """What keeps this process from doing its work now."""
        reasons = ["it is being stopped"] if self.is_draining else []
        if not heartbeat.is_writable:
            reasons.append("the database takes no writes")
        for one in self.opened:
            state = one.state
            if state["state"] != "connected":
                reasons.append(
                    f"{one.platform} is {state['state']}" + (f": {state['why']}" if state.get("why") else "")
                )
        reasons += [f"another process looks after {live.owner.id}" for live in self.lives if live.is_down]
        return reasons

    async def drain(self) -> None:
        """Take nothing more; finish what was taken in, deliver what is under way, and write down what became of it."""
        self.is_draining = True
        if self.opened:
            await asyncio.wait([asyncio.create_task(one.hush()) for one in self.opened], timeout=_HUSH_S)
        await asyncio.gather(*(live.drain(_DRAIN_S) for live in self.lives))


@asynccontextmanager
async def running(settings: Settings, base_url: str, say: Callable[[str], None] = print) -> AsyncIterator[Running]:
    """All that the playbook names, running, as a web app. Closed in order."""
    config = load_config(settings)
    sandbox, live_ones = _split(config)
    check_tokens([w for one in live_ones for w in one.workspaces], settings)
    make_home(settings)
    voice = make_voice()
    troubles, outside = Troubles(voice), Ways.of(settings.environment, SystemClock())
    home, door = base_of(settings), read_door(settings.environment)
    public_url, lives, opened = read_public_url(settings.environment), list[Live](), list[LeasedConnection]()
    window = window_of(
        lives, lambda live: status_of(memory, opened, troubles, [live], voice), public_url, home, settings.home
    )
    web = _web(settings, window)
    run = Running(web=web, lives=lives, opened=opened)
    doors = OutsideDoors(run.lives, read_webhooks(settings.environment), SystemClock())
    web.include_router(outside_router(doors.hear))
    web.include_router(link_router(doors.look, doors.follow))
    async with AsyncExitStack() as stack:
        stack.callback(window.jobs.close)
        memory = stack.enter_context(open_store(settings))
        sandbox, live_ones = _housed(memory, sandbox, live_ones, say)
        if sandbox is not None or not live_ones:
            base = sandbox.policy if sandbox is not None else None
            live = await stack.enter_async_context(
                sandbox_running(web, memory, settings, base, base_url=base_url, say=say)
            )
            run.lives.append(live)
            web.include_router(sandbox_way(window, live))
        entries: list[Entry] = []
        for one in live_ones:
            residence = await stack.enter_async_context(_resident(one, memory, outside, troubles, public_url, door))
            run.lives.append(residence.live)
            entries.extend((workspace, residence) for workspace in one.workspaces if workspace.platform in LIVE)
        window.by_platform.offer(list(platform_ways(entries, settings)))
        run.opened += connections(entries, settings, voice, troubles, memory)
        here = {live.owner.id for live in run.lives}
        behind = [(one, one.communities) for one in run.opened]
        heartbeat = Heartbeat(memory=memory, communities=here, address=base_url, connections=behind)
        web.include_router(
            health_router(lambda: run.why_not_ready(heartbeat), lambda: metrics_of(memory, run.lives, run.opened))
        )
        web.include_router(vendor_router(_calls(run.opened)))
        web.include_router(status_router(lambda: status_of(memory, run.opened, troubles, run.lives, voice)))
        if live_ones and not sandbox:
            web.include_router(start_router())
        wakes = _upkeep(settings, memory, config, here, run.opened, window)
        stack.callback(_note_at_the_end, settings, memory)
        wakes.every(_TICK_S, "heartbeat", heartbeat.beat)
        wakes.start()
        stack.push_async_callback(heartbeat.end)
        stack.push_async_callback(_close_all, run.opened)
        stack.callback(wakes.stop)
        stack.push_async_callback(run.drain)
        for connection in run.opened:
            say(f"Connecting to {connection.platform.capitalize()} ...")
            await connection.open()
        await heartbeat.beat()
        yield run


def _web(settings: Settings, window: Window) -> FastAPI:
    """The web app with what needs nothing that runs."""
    web = FastAPI(
        title="Hubbub", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(window.door.permit)]
    )
    window.refuse_in_words(web, AWAY)
    web.add_middleware(Doors, larger={"/rehearse": MOST_BYTES, "/rehearsal": MOST_BYTES})
    web.include_router(rehearsal_router(settings.home, lambda path: report_of_file(path, settings)))
    web.include_router(window.router())
    return web


def _upkeep(
    settings: Settings,
    memory: StoredMemory,
    config: "Config | None",
    here: Collection[CommunityId],
    opened: Sequence[LeasedConnection],
    window: Window,
) -> Wakes:
    """What is seen to again and again, whatever happens; not begun yet."""
    wakes = Wakes()
    wakes.every(_SWEEP_S, "retention", lambda: _forget_imported(memory, here, config))
    wakes.every(_NOTED_S, "forgotten", lambda: asyncio.to_thread(note_forgotten, settings, memory))
    wakes.every(_SWEEP_S, "copies", lambda: asyncio.to_thread(_drop_copies, settings))
    wakes.every(_SWEEP_S, "sign-ins", window.sessions.drop_old)
    wakes.every(_SWEEP_S, "tokens", window.programs.drop_old)
    for connection in opened:
        wakes.every(LEASE.total_seconds() / 3, f"lease:{connection.app}", connection.renew)
    return wakes


def leave_alone_what_stays() -> None:
    """Keep the garbage collector from walking all that was loaded: each full walk would stop everything for 0.1 s."""
    gc.collect()
    gc.freeze()


def _split(config: "Config | None") -> tuple["CommunityConfig | None", list["CommunityConfig"]]:
    """The community of the sandbox, if the playbook has one, and those on real platforms."""
    if config is None:
        return None, []
    sandboxes = [one for one in config.communities if any(w.platform == "sandbox" for w in one.workspaces)]
    live = [one for one in config.communities if any(w.platform in LIVE for w in one.workspaces)]
    both = next((one for one in sandboxes if one in live), None)
    if both is not None:
        raise ConfigError(
            f"{both.policy.name} lives in the sandbox and on a real platform; the sandbox has a clock of its own, so"
            " give it a community of its own, or take `platform: sandbox` away"
        )
    if len(sandboxes) > 1:
        raise ConfigError("there is one sandbox; let only one community name `platform: sandbox`")
    if not sandboxes and not live:
        raise ConfigError(
            "no community of the playbook says where it lives; write for example `workspaces: [{platform: slack}]`"
        )
    return (sandboxes[0] if sandboxes else None), live


def _housed(
    memory: StoredMemory,
    sandbox: "CommunityConfig | None",
    live_ones: list["CommunityConfig"],
    say: Callable[[str], None],
) -> tuple["CommunityConfig | None", list["CommunityConfig"]]:
    """The same, but a community whose history was imported goes on without the sandbox: its pages alone."""
    if sandbox is None and live_ones:
        return sandbox, live_ones
    if not stays_out(memory, sandbox.policy if sandbox is not None else None, COMMUNITY) or sandbox is None:
        return sandbox, live_ones
    say(_KEPT_OUT.format(name=sandbox.policy.name))
    return None, [*live_ones, sandbox]


@asynccontextmanager
async def _resident(
    one: "CommunityConfig",
    memory: StoredMemory,
    outside: Outside,
    troubles: Troubles,
    public_url: str | None,
    door: Door | None,
) -> AsyncIterator[Residence]:
    """A community's engine, ours and ticking, with an eye on its auditor."""

    def reload(ledger: Ledger) -> Policy:
        return with_provider(as_set(one.policy, ledger), door)

    live = make_live(memory, one.policy, SystemClock(), troubles.voice, reload, outside, public_url)
    residence = Residence(
        live=live, platforms={}, workspaces=sum(workspace.platform in LIVE for workspace in one.workspaces)
    )
    live.delivery.platforms = residence.platforms
    async with owned(memory, live), asking(memory, live, one.policy, door):
        wakes = Wakes()
        wakes.every(_TICK_S, f"tick:{live.owner.id}", live.tick)
        wakes.every(_HERE_S, f"here:{live.owner.id}", live.backfill.tick)
        wakes.every(_WATCH_S, f"auditor:{live.owner.id}", watch_over(memory, live, outside, troubles).look)
        wakes.start()
        try:
            yield residence
        finally:
            wakes.stop()
            await live.close()


async def _close_all(opened: Sequence[Connection]) -> None:
    """Say goodbye to all vendors at once; one that does not answer is left."""
    await asyncio.wait([asyncio.create_task(one.close()) for one in opened], timeout=_GOODBYE_S) if opened else None


def _note_at_the_end(settings: Settings, memory: StoredMemory) -> None:
    """Note who was forgotten since the last time; where the memory is away, the next start does it."""
    try:
        note_forgotten(settings, memory)
    except AWAY as error:
        _LOG.error("who was forgotten last was not noted beside the memory: %s", type(error).__name__)


async def _forget_imported(memory: StoredMemory, here: Collection[CommunityId], config: "Config | None") -> None:
    """Drop old words of communities that were imported and do not run here; those that run see to it themselves."""
    kept = {one.policy.community: one.policy.retention for one in config.communities} if config is not None else {}
    for community in memory.communities():
        if community in here:
            continue
        before = SystemClock().now() - kept.get(community, _KEPT)
        await asyncio.wrap_future(
            memory.write(community, lambda ledger, at=before: ledger.conversations.forget_before(at))  # type: ignore[misc]
        )


def _drop_copies(settings: Settings) -> None:
    drop_old_copies(settings, SystemClock().now().timestamp())


def _calls(opened: Sequence[LeasedConnection]) -> Mapping[str, Sequence[Call]]:
    """By address: what answers a vendor's calls there."""
    found: dict[str, list[Call]] = {}
    for one in (leased.inner for leased in opened):
        if isinstance(one, CalledByHttp) and one.takes_http:
            found.setdefault(one.path, []).append(one.handle_http)
    return found
