"""How does Hubbub come to be in a Slack workspace, and stay there? The ``Connection`` of one app."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Coroutine, Mapping
from typing import Any, Final, cast

from bots.platforms.slack.calls import Calls, Refused
from bots.platforms.slack.door import LARGEST_BODY, find_challenge, find_fault
from bots.platforms.slack.fields import read_object
from bots.platforms.slack.identity import PLATFORM, Identity, to_identity, to_workspace
from bots.platforms.slack.manifest import EVENTS_PATH, scopes_for, to_features
from bots.platforms.slack.settings import SlackSettings
from bots.platforms.slack.sockets import Envelope, SocketLink
from bots.platforms.slack.workplace import Workplace
from bots.voice.rendering import Voice
from engagement.errors import PlatformError, RateLimited
from engagement.hosting import Host, TroubleKind
from engagement.ids import WorkspaceId

_OK: Final = 200
_BAD_REQUEST: Final = 400
_NOT_LET_IN: Final = 401
_TOO_LARGE: Final = 413
_NOT_READY: Final = 503
_TEXT: Final = {"content-type": "text/plain; charset=utf-8"}
_MOST_DOUBLINGS: Final = 20
_UNKNOWN: Final = WorkspaceId("slack-unknown")
"""Whose trouble it is while no token has said which workspace it reaches, and the settings do not either."""
_log: Final = logging.getLogger(__name__)


class SlackConnection:
    """One Slack app in one workspace: Socket Mode with an app token, HTTP with a signing secret, or both."""

    def __init__(self, *, host: Host, voice: Voice, settings: SlackSettings) -> None:
        self._host = host
        self._voice = voice
        self._settings = settings
        self._calls: Calls | None = None
        self._workplace: Workplace | None = None
        self._is_ready = False
        self._is_joined = False
        self._state: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._main: asyncio.Task[None] | None = None
        self._learning: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._lost_since: float | None = None
        self._set_state("stopped")

    @property
    def platform(self) -> str:
        """``slack``."""
        return PLATFORM

    @property
    def path(self) -> str:
        """Where Slack calls: the address in the app's settings ends so."""
        return EVENTS_PATH

    @property
    def takes_http(self) -> bool:
        """With a signing secret."""
        return self._settings.signing_secret is not None

    @property
    def state(self) -> Mapping[str, str]:
        """``state`` (connecting, connected, waiting, stopped), ``since``, ``transport``, ``workspace``, ``why``."""
        rests = self._calls.pacing.rests_for if self._calls is not None else 0.0
        return {**self._state, **({"rests": f"refused too often; asks again in {rests:.0f} s"} if rests else {})}

    async def open(self) -> None:
        """Connect and stay connected; returns when that is done once, waits to be tried again, or is pointless."""
        if self._main is not None:
            return
        self._settled.clear()
        self._set_state("connecting")
        self._calls = Calls(self._settings, self._trouble, now=lambda: self._host.now().timestamp())
        self._main = asyncio.create_task(self._run(self._calls))
        await self._settled.wait()

    async def hush(self) -> None:
        """Take nothing more: HTTP is answered 503, and sockets close once what came is acknowledged."""
        self._is_ready = False
        main, self._main = self._main, None
        if main is not None:
            main.cancel()
            await asyncio.wait({main}, timeout=self._settings.rhythm.goodbye)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._settings.rhythm.goodbye / 2)

    async def close(self) -> None:
        """Finish what was begun, for at most two seconds, and disconnect."""
        await self.hush()
        rest = [*self._tasks, *((self._learning,) if self._learning else ())]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        self._leave()
        if self._calls is not None:
            await self._calls.close()
        self._set_state("stopped")

    async def handle_http(self, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Answer a request to ``/slack/events``: status, headers, body. Never raises."""
        if len(body) > LARGEST_BODY:
            return _TOO_LARGE, dict(_TEXT), b"too large"
        secret = self._settings.signing_secret or ""
        fault = find_fault(headers, body, secret=secret, now=self._host.now())
        if fault is not None:
            _log.info("a request to Slack's address was not let in: %s", fault)
            return _NOT_LET_IN, dict(_TEXT), b"not let in"
        text = body.decode()
        challenge = find_challenge(text)
        if challenge is not None:
            return _OK, dict(_TEXT), challenge.encode("utf-8", "replace")
        workplace = self._workplace
        if workplace is None or not self._is_ready:
            return _NOT_READY, dict(_TEXT), b"not ready"
        try:
            status, told, answer = await workplace.dispatch(text, dict(headers), is_http=True)
        except Exception:  # noqa: BLE001  # the outermost loop of a request: Bolt, on a body it cannot read
            _log.warning("a signed request could not be read", exc_info=True)
            return _BAD_REQUEST, dict(_TEXT), b"cannot be read"
        return status, told, answer.encode()

    async def socket_up(self) -> None:
        """Slack said hello."""
        self._lost_since = None
        self._is_ready = True
        self._set_state("connected")
        self._settled.set()
        if self._workplace is not None:
            self._host.hears(self._workspace, self._workplace.history)
        await self._tell(TroubleKind.CONNECTION_LOST, is_over=True)

    async def socket_down(self, reason: str, wait: float) -> None:
        """There is no connection; it is tried again after ``wait`` seconds."""
        now = asyncio.get_running_loop().time()
        self._lost_since = self._lost_since if self._lost_since is not None else now
        self._set_state("waiting", why=reason)
        if self._workplace is not None:
            self._host.deaf(self._workspace)
        self._settled.set()
        _log.warning("not connected to Slack (%s); the next try is in %.1f s", reason, wait)
        if now + wait - self._lost_since >= self._settings.rhythm.lost_after:
            await self._tell(TroubleKind.CONNECTION_LOST)

    async def socket_refused(self, error: str) -> None:
        """The app token was refused; only a person can mend that."""
        _log.error("Slack refused the app token (%s); set %s anew", error, self._settings.app_token_name)
        await self._tell(TroubleKind.TOKEN_REFUSED, self._settings.app_token_name)
        self._set_state("stopped", why=error)
        self._settled.set()

    async def _run(self, calls: Calls) -> None:
        """From the first call until the end; whatever goes wrong on the way is tried again, or told."""
        try:
            workplace = await self._begin(calls)
            if workplace is None:
                return
            self._learning = asyncio.create_task(workplace.people.run())
            if self._settings.app_token:
                link = SocketLink(
                    calls=calls,
                    app_token=self._settings.app_token,
                    take=self._take,
                    watcher=self,
                    rhythm=self._settings.rhythm,
                )
                self._is_ready = self._settings.signing_secret is not None
                await link.run()
            else:
                await self.socket_up()
        finally:
            self._settled.set()

    async def _begin(self, calls: Calls) -> Workplace | None:
        """Find out who we are, and what is there; None when a person has to mend something first."""
        failures = 0
        while True:
            try:
                return await self._enter(calls)
            except Refused as exc:
                _log.error("%s", exc)  # the sentence says it all
                self._set_state("stopped", why=exc.error)
                return None
            except Exception as exc:  # noqa: BLE001  # the outermost loop: it is tried again
                failures += 1
                wait = exc.retry_after if isinstance(exc, RateLimited) else self._wait(failures)
                if not isinstance(exc, PlatformError):
                    _log.exception("the beginning failed; it is tried again")
                await self.socket_down(str(exc), wait)
                await asyncio.sleep(wait)

    async def _enter(self, calls: Calls) -> Workplace | None:
        told = await calls.answer("auth.test")
        identity = to_identity(read_object(told.data))
        if identity is None:
            raise Refused("auth.test", "not_allowed_token_type")
        self._host.named(identity.workspace, identity.team_name)
        policy = self._host.policy(identity.workspace)
        expected = self._settings.expected_workspace
        if policy is None or (expected is not None and to_workspace(expected) != identity.workspace):
            subject = expected or identity.team
            await self._host.trouble(to_workspace(subject), TroubleKind.WORKSPACE_UNKNOWN, subject)
            self._set_state("stopped", why=f"the token reaches {identity.workspace}")
            return None
        workplace = self._workplace_of(calls, identity)
        await self._clear(identity.workspace)
        granted = str(told.headers.get("x-oauth-scopes") or "")
        await workplace.prepare(policy, frozenset(scope.strip() for scope in granted.split(",") if scope.strip()))
        self._host.joined(identity.workspace, workplace.platform)
        self._is_joined = True
        return workplace

    def _workplace_of(self, calls: Calls, identity: Identity) -> Workplace:
        self._workplace = Workplace(
            host=self._host,
            voice=self._voice,
            settings=self._settings,
            calls=calls,
            identity=identity,
            spawn=self._spawn,
            end=self._ended,
        )
        return self._workplace

    async def _clear(self, workspace: WorkspaceId) -> None:
        """The token works: what was the matter with it no longer is."""
        for kind, subject in (
            (TroubleKind.TOKEN_REFUSED, self._settings.token_name),
            (TroubleKind.TOKEN_REVOKED, ""),
            (TroubleKind.APP_REMOVED, ""),
            (TroubleKind.WORKSPACE_UNKNOWN, self._settings.expected_workspace or workspace.removeprefix("slack-")),
        ):
            await self._host.trouble(workspace, kind, subject, is_over=True)
        await self._host.trouble(_UNKNOWN, TroubleKind.CONNECTION_LOST, is_over=True)

    async def _take(self, envelope: Envelope) -> Mapping[str, Any] | None:
        """One payload of a socket, through Bolt; None when it must not be acknowledged."""
        workplace = self._workplace
        if workplace is None:
            return None
        headers = {"x-slack-retry-num": envelope.retry} if envelope.retry else {}
        try:
            status, _, answer = await workplace.dispatch(dict(envelope.payload), headers, is_http=False)
        except Exception:  # noqa: BLE001  # the outermost loop of a payload: Bolt, on what it cannot read
            _log.warning("a payload could not be read", exc_info=True)
            return {}
        if status != _OK:
            return None
        return read_object(json.loads(answer)) if answer.startswith("{") else {}

    async def _ended(self, kind: TroubleKind) -> None:
        """The app was taken out, or its token revoked: nothing more is said or asked there."""
        if self._calls is not None:
            self._calls.die("app_uninstalled" if kind is TroubleKind.APP_REMOVED else "token_revoked")
        await self._trouble(kind, "")

    async def _trouble(self, kind: TroubleKind, subject: str) -> None:
        """What a call ran into, told to the host; a token that is dead ends everything."""
        policy = self._host.policy(self._workspace)
        if kind is TroubleKind.SCOPE_MISSING and policy and subject not in scopes_for(to_features(policy)):
            return  # nothing that is switched on needs it
        await self._tell(kind, subject)
        if kind in {TroubleKind.TOKEN_REFUSED, TroubleKind.TOKEN_REVOKED, TroubleKind.APP_REMOVED}:
            self._leave()
            self._is_ready = False
            self._set_state("stopped", why=kind.value)
            if self._main is not None and self._main is not asyncio.current_task():
                self._main.cancel()

    async def _tell(self, kind: TroubleKind, subject: str = "", *, is_over: bool = False) -> None:
        await self._host.trouble(self._workspace, kind, subject, is_over=is_over)

    @property
    def _workspace(self) -> WorkspaceId:
        if self._workplace is not None:
            return self._workplace.identity.workspace
        expected = self._settings.expected_workspace
        return to_workspace(expected) if expected else _UNKNOWN

    def _leave(self) -> None:
        if self._is_joined:
            self._is_joined = False
            self._host.left(self._workspace)

    def _wait(self, failures: int) -> float:
        rhythm = self._settings.rhythm
        return min(rhythm.longest_wait, rhythm.first_wait * 2.0 ** min(failures - 1, _MOST_DOUBLINGS))

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(cast("Coroutine[Any, Any, None]", work))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("something begun in the background failed", exc_info=error)

    def _set_state(self, state: str, *, why: str = "") -> None:
        transports = [
            name
            for name, is_on in (("socket", self._settings.app_token), ("http", self._settings.signing_secret))
            if is_on
        ]
        since = self._state["since"] if self._state.get("state") == state else self._host.now().isoformat()
        self._state = {
            "state": state,
            "since": since,
            "transport": " and ".join(transports),
            "workspace": self._workplace.identity.team_name if self._workplace else "",
            "why": why,
        }
