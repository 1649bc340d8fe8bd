"""How does Hubbub stay connected to Discord? The ``Connection``: one token, several servers, each a workspace."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any, Final

from bots.platforms.discord.api import Api
from bots.platforms.discord.gateway import Backoff, Gateway, point_at
from bots.platforms.discord.intake import Intake
from bots.platforms.discord.responder import Responder
from bots.platforms.discord.servers import Servers
from bots.platforms.discord.session import End, run_session, say_goodbye, wanted_intents, within
from bots.platforms.discord.settings import (
    MESSAGE_CONTENT,
    PLATFORM,
    SERVER_MEMBERS,
    UNKNOWN,
    DiscordSettings,
    workspace_id,
)
from bots.voice.rendering import Voice
from engagement.hosting import Host, TroubleKind
from engagement.identifying import IdentifyBudget
from engagement.ids import WorkspaceId

_LOG = logging.getLogger(__name__)
_FINISH: Final = 0.6
"""Seconds for what was heard already; with the farewell after it, closing takes less than two."""
_UNTIL_TOLD: Final = 10.0


class DiscordConnection:
    """A live connection to Discord. See ``Connection``."""

    def __init__(self, *, host: Host, voice: Voice, settings: DiscordSettings, budget: IdentifyBudget) -> None:
        self._host = host
        self._budget = budget
        self._settings = settings
        self._api = Api()
        self._missing: set[str] = set()
        """Privileged intents that the application is not allowed."""
        self._servers = Servers(api=self._api, host=host, voice=voice, expected=settings.servers, missing=self._missing)
        self._intake = Intake(servers=self._servers, responder=Responder(self._api), host=host)
        self._gateway: Gateway | None = None
        self._backoff = Backoff(settings.patience)
        self._state, self._since = "connecting", host.now()
        self._why = ""
        self._spent: set[str] = set()
        """Until when the day's budget of connections was spent, as people were told."""
        self._is_under_way = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loss: asyncio.TimerHandle | None = None

    @property
    def platform(self) -> str:
        """``discord``."""
        return PLATFORM

    @property
    def state(self) -> Mapping[str, str]:
        """How it stands, since when, with how many servers, and what it has to do without."""
        shown = {"state": self._state, "since": self._since.isoformat(), "servers": str(len(self._servers.joined))}
        rests = self._api.watch.rests_for if self._state == "connected" else 0.0
        return (
            shown
            | ({"without": ", ".join(sorted(self._missing))} if self._missing else {})
            | ({"why": self._why} if self._why and self._state != "connected" else {})
            | ({"rests": f"refused too often; asks again in {rests:.0f} s"} if rests else {})
        )

    async def open(self) -> None:
        """Connect, and stay connected; returns when every server was told of, or when it has to be tried again."""
        point_at(self._settings)
        self._begin(self._intake.run())
        self._begin(self._run())
        try:
            async with asyncio.timeout(_UNTIL_TOLD):
                await self._is_under_way.wait()
                while self._state == "connected" and not self._servers.is_complete:
                    self._intake.changed.clear()
                    await self._intake.changed.wait()
                await self._servers.registered()
        except TimeoutError:
            _LOG.info("Discord has not told of every server yet; going on")

    async def hush(self) -> None:
        """Hear no more; what was heard is taken in and answered. After the next start it is read back."""
        if self._gateway is not None:
            self._gateway.is_deaf = True
        await within(_FINISH, self._intake.finish())

    async def close(self) -> None:
        """Hear no more, take in and answer what was heard, and say goodbye."""
        if self._loss is not None:
            self._loss.cancel()
        await self.hush()
        tasks = list(self._tasks)  # first what is under way, such as a login: its socket would outlive a closed session
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._gateway is not None:
            await say_goodbye(self._gateway)
        self._servers.close()
        self._note("stopped")

    async def _run(self) -> None:
        """One session after the other, until a trouble that only a person can mend."""
        end = End.LOST
        while end in {End.LOST, End.FEWER_INTENTS}:
            if end is End.LOST:
                await asyncio.sleep(self._backoff.seconds())
            intents = wanted_intents(self._missing)
            self._gateway = Gateway(
                settings=self._settings,
                intents=intents,
                hear=self._hear,
                told=self._told,
                budget=self._budget,
                waits=self._waits,
                trace=self._api.watch.trace,
            )
            end = await run_session(self._gateway, self._settings.token, self._api, self._missing)
            if end is End.LOST:
                self._told(False)
        if self._loss is not None:
            self._loss.cancel()
        kind = TroubleKind.TOKEN_REFUSED if end is End.REFUSED else TroubleKind.TOKEN_REVOKED
        self._note("stopped")
        for workspace in self._workspaces() or [UNKNOWN]:
            await self._host.trouble(workspace, kind, self._settings.token_name)
        self._servers.close()
        self._is_under_way.set()

    async def _waits(self, wait: timedelta) -> None:
        """An IDENTIFY has to wait; when that is because the day's are spent, people are told."""
        until = self._host.now() + wait
        self._why = f"connects again at {until:%Y-%m-%d %H:%M:%S} UTC, so that Discord does not reset the token"
        _LOG.warning("Discord: %s", self._why)
        self._told(False)
        if await self._budget.is_day_spent():
            self._spent.add(f"{until:%Y-%m-%d %H:%M}")
            await self._tell_all(TroubleKind.RESTARTS_SPENT, f"{until:%Y-%m-%d %H:%M}")

    def _hear(self, frame: Mapping[str, Any]) -> None:
        if frame.get("t") == "RESUMED":  # all that happened since was told first
            for server in self._servers.joined:
                server.listen(has_missed=False)
        self._intake.hear(frame)

    def _told(self, stands: bool) -> None:  # noqa: FBT001  # as the gateway tells it
        """The connection stands, or does not any more."""
        if stands:
            self._backoff.stood()
            self._note("connected")
            if self._loss is not None:
                self._loss.cancel()
                self._loss = None
            self._begin(self._tell_what_is_over())
        elif self._state != "stopped":
            self._note("waiting")
            for server in self._servers.joined:
                self._host.deaf(server.workspace)
            if self._loss is None:
                seconds = self._settings.patience.until_lost.total_seconds()
                self._loss = asyncio.get_running_loop().call_later(seconds, self._lose)
        self._is_under_way.set()

    def _lose(self) -> None:
        self._begin(self._tell_all(TroubleKind.CONNECTION_LOST))

    async def _tell_what_is_over(self) -> None:
        """What a connection that stands has disproved, and what it has to do without."""
        await self._intake.finish()
        for kind in (TroubleKind.CONNECTION_LOST, TroubleKind.TOKEN_REFUSED, TroubleKind.TOKEN_REVOKED):
            subject = "" if kind is TroubleKind.CONNECTION_LOST else self._settings.token_name
            await self._tell_all(kind, subject, is_over=True)
        for subject in self._spent:
            await self._tell_all(TroubleKind.RESTARTS_SPENT, subject, is_over=True)
        self._spent.clear()
        for intent in (MESSAGE_CONTENT, SERVER_MEMBERS):
            await self._tell_all(TroubleKind.INTENT_MISSING, intent, is_over=intent not in self._missing)

    async def _tell_all(self, kind: TroubleKind, subject: str = "", *, is_over: bool = False) -> None:
        for workspace in self._workspaces():
            await self._host.trouble(workspace, kind, subject, is_over=is_over)

    def _workspaces(self) -> list[WorkspaceId]:
        """The connected workspaces, else those that the playbook names."""
        joined = [server.workspace for server in self._servers.joined]
        return joined or [workspace_id(server) for server in self._settings.servers]

    def _note(self, state: str) -> None:
        if state != self._state:
            self._state, self._since = state, self._host.now()

    def _begin(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
