"""The auditor as a process of its own, and how ``hubbub run`` keeps one beside itself."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from bots.app.auditing import EVERY, Auditor, Found, Watch, find
from bots.app.connecting import LIVE
from bots.app.engine import make_voice
from bots.app.outside import Ways
from bots.app.store import load_config, open_store
from bots.app.troubles import Trouble, Troubles
from bots.outside.links import read_public_url
from bots.runtime.clock import SystemClock
from bots.runtime.live import Live
from bots.runtime.schedule import Wakes
from config.settings import Settings
from engagement.errors import ConfigError, NotOwner
from engagement.events import TroubleSeen
from engagement.hosting import TroubleKind
from engagement.outside import Outside
from engagement.policy import Policy
from engagement.ports import Clock
from storage import StoredMemory

_LOG = logging.getLogger(__name__)
_CLOCK = SystemClock()
_AGAIN_S = 10.0
_GOODBYE_S = 2.0
_AT_ONCE_S, _LATEST_S = 0.25, 60.0
"""How soon one that died is started again: at first nearly at once, then later and later."""
_ORPHAN_S = 3_600.0
"""So long it goes on when whoever began it has died: time enough for a supervisor to start anew."""


def audited(settings: Settings) -> list[Policy]:
    """The communities that have teams, and live where the clock is this machine's (the sandbox has its own)."""
    config = load_config(settings)
    found = config.communities if config is not None else ()
    return [
        one.policy
        for one in found
        if one.policy.governance is not None
        and one.policy.governance.teams
        and any(workspace.platform in LIVE for workspace in one.workspaces)
    ]


def _wanted(settings: Settings) -> list[Policy]:
    """The same. Raises ConfigError when there is none."""
    policies = audited(settings)
    if not policies:
        raise ConfigError(
            "no community of the playbook has teams (`escalations:`) and lives on Slack or Discord, so there is"
            " nothing to audit"
        )
    return policies


@asynccontextmanager
async def auditors(settings: Settings) -> AsyncIterator[list[Auditor]]:
    """One for each community that has teams. Raises ConfigError when there is none."""
    policies = _wanted(settings)
    outside, voice, ours = Ways.of(settings.environment, _CLOCK), make_voice(), read_public_url(settings.environment)
    with open_store(settings) as memory:
        made = [
            Auditor(memory=memory, policy=one, clock=_CLOCK, outside=outside, voice=voice, public_url=ours)
            for one in policies
        ]
        try:
            yield made
        finally:
            for each in made:
                each.rest()


def look_once(settings: Settings) -> list[Found]:
    """What nobody sees to at the moment; nobody is told."""
    with open_store(settings) as memory:
        communities = [policy.community for policy in _wanted(settings)]
        return [found for each in communities for found in find(memory, each, _CLOCK.now()).values()]


async def audit(settings: Settings, say: Callable[[str], None], parent: int | None = None) -> None:
    """Look again and again, until told to stop, or (``parent``) some time after whoever began it has died."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with auditors(settings) as some:
        wakes = Wakes()
        for each in some:
            wakes.every(EVERY.total_seconds(), f"audit:{each.policy.community}", lambda one=each: _look(one))  # type: ignore[misc]
            await _look(each)
        wakes.start()
        say(f"The auditor looks every {EVERY.seconds} s after {', '.join(each.policy.name for each in some)}.")
        try:
            await _until(stop, parent)
        finally:
            wakes.stop()


async def _look(auditor: Auditor) -> None:
    try:
        for found in await auditor.look():
            _LOG.warning("%s: %s is %s", auditor.policy.name, found.escalation.id, found.finding)
    except NotOwner as error:
        _LOG.info("another auditor looks after %s already: %s", auditor.policy.name, error)
    except Exception:  # noqa: BLE001  # the outermost loop: logged, and tried again; without a look no sign of life
        _LOG.exception("a look at %s failed; it is tried again", auditor.policy.name)


async def _until(stop: asyncio.Event, parent: int | None) -> None:
    """Return when told to stop, or an hour after the parent has gone."""
    left = _ORPHAN_S
    while left > 0:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_AGAIN_S):
                await stop.wait()
                return
        if parent is not None and os.getppid() != parent:
            left -= _AGAIN_S


# --- beside a running Hubbub ------------------------------------------------------------------------------------------


class Beside:
    """Keeps an auditor's process alive beside this one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start it, and again whenever it dies."""
        self._keeping = asyncio.create_task(self._keep())

    async def end(self) -> None:
        """Stop it."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_GOODBYE_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep(self) -> None:
        wait = _AT_ONCE_S
        while True:
            began = asyncio.get_running_loop().time()
            self._process = await asyncio.create_subprocess_exec(
                *self._command(), stdin=asyncio.subprocess.DEVNULL, start_new_session=True
            )  # a Ctrl-C is for this process, which ends it
            code = await self._process.wait()
            _LOG.error("the auditor ended (exit code %d); it is started again", code)
            has_lived = asyncio.get_running_loop().time() - began > _LATEST_S
            wait = _AT_ONCE_S if has_lived else min(wait * 2, _LATEST_S)
            await asyncio.sleep(wait)

    def _command(self) -> Sequence[str]:
        config = ("--config", str(self._settings.config)) if self._settings.config is not None else ()
        home = ("--home", str(self._settings.home))
        return (sys.executable, "-m", "bots", "audit", "--parent", str(os.getpid()), *home, *config)


def watch_over(memory: StoredMemory, live: Live, outside: Outside, troubles: Troubles, clock: Clock = _CLOCK) -> Watch:
    """What looks after the auditor of a community that runs here."""

    async def alarm(is_over: bool) -> None:  # noqa: FBT001  # as the watch calls it
        at, place, kind = clock.now(), live.owner.community.policy.name, TroubleKind.AUDITOR_SILENT
        trouble = Trouble(place=place, kind=kind, subject="", since=at, community=live.owner.id)
        troubles.note(trouble, is_over=is_over)
        key = f"t:{place}:{kind}::{is_over}:{at.isoformat()}"
        await live.submit([TroubleSeen(key=key, at=at, place=place, kind=kind, is_over=is_over)])

    return Watch(
        memory=memory, policy=lambda: live.owner.community.policy, clock=clock, outside=outside, voice=troubles.voice,
        alarm=alarm,
    )  # fmt: skip
