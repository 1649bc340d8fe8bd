"""What belongs together once it is known which workspace a token reaches: its channels, people, way in and way out."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from bots.platforms.slack.answers import Answers
from bots.platforms.slack.bolt import dispatch, make_app
from bots.platforms.slack.calls import Calls
from bots.platforms.slack.client import SlackPlatform
from bots.platforms.slack.fields import read_id
from bots.platforms.slack.history import SlackHistory
from bots.platforms.slack.identity import Identity
from bots.platforms.slack.intake import Intake
from bots.platforms.slack.interactions import Asked
from bots.platforms.slack.manifest import is_group, scopes_for, to_features
from bots.platforms.slack.people import People
from bots.platforms.slack.places import Places
from bots.platforms.slack.settings import SlackSettings
from bots.voice.rendering import Voice
from engagement.errors import PlatformError
from engagement.events import Event
from engagement.hosting import Host, TroubleKind
from engagement.ids import MemberId, external_of
from engagement.policy import Policy

_BATCH: Final = 200
_log: Final = logging.getLogger(__name__)
Spawn = Callable[[Awaitable[None]], None]
End = Callable[[TroubleKind], Awaitable[None]]


class Workplace:
    """One workspace, ready to be listened to and spoken in."""

    def __init__(
        self,
        *,
        host: Host,
        voice: Voice,
        settings: SlackSettings,
        calls: Calls,
        identity: Identity,
        spawn: Spawn,
        end: End,
    ) -> None:
        self.identity = identity
        self._host = host
        self._calls = calls
        self._spawn = spawn
        self._granted: frozenset[str] = frozenset()
        self._dials: Policy | None = None
        workspace = identity.workspace
        self.places = Places(calls=calls, host=host, workspace=workspace, tell=self._tell)
        self.platform = SlackPlatform(
            calls=calls,
            workspace=workspace,
            url=identity.url,
            name_of=self.places.name_of,
            is_own=identity.is_own,
            on_trouble=self._trouble,
            picture_wait=settings.rhythm.picture_wait,
        )
        self.people = People(
            calls=calls,
            deliver=self._deliver,
            workspace=workspace,
            enterprise=identity.enterprise,
            rhythm=settings.rhythm,
            now=host.now,
        )
        self.history = SlackHistory(calls=calls, host=host, identity=identity, places=self.places, people=self.people)
        self._intake = Intake(
            host=host,
            voice=voice,
            identity=identity,
            places=self.places,
            people=self.people,
            answers=Answers(calls=calls, spawn=spawn, refresh_home=self._refresh_home),
            direct=self.platform.direct,
            end=end,
        )
        self._app: AsyncApp = make_app(calls=calls, identity=identity, take=self._intake.take)

    async def prepare(self, policy: Policy, granted: frozenset[str]) -> None:
        """Say which scopes are missing, and learn the channels. Raises RateLimited, Unclear, and what the host raises.

        ``granted`` are the scopes the token has; empty when Slack did not say.
        """
        self._dials, self._granted = policy, granted
        needed = scopes_for(to_features(policy))
        for scope in needed if granted else ():
            await self._tell(TroubleKind.SCOPE_MISSING, scope, scope in granted)
        seen = await self.places.load(granted)
        for start in range(0, len(seen), _BATCH):
            await self._deliver(seen[start : start + _BATCH])
        self.people.domains = policy.governance.domains if policy.governance is not None else frozenset()
        groups = sorted(filter(is_group, policy.named))
        if groups:
            await self.people.load_groups(groups)
        for name in sorted(policy.named.difference(groups)):  # whoever is called before they ever wrote anything
            self.people.meet(read_id(external_of(MemberId(name))))

    async def dispatch(
        self, body: str | dict[str, Any], headers: Mapping[str, str], *, is_http: bool
    ) -> tuple[int, dict[str, str], str]:
        """Run a request through Bolt: status, headers and body of the answer."""
        policy = self._host.policy(self.identity.workspace)
        if policy is not None and policy is not self._dials and policy != self._dials:
            self._dials = policy
            self._spawn(self._look_again(policy))
        return await dispatch(self._app, body, headers, is_http=is_http)

    async def _look_again(self, policy: Policy) -> None:
        """The playbook changed: other channels, groups and scopes may be needed now."""
        try:
            await self.prepare(policy, self._granted)
        except PlatformError as exc:
            _log.warning("the channels could not be looked at again: %s", exc)

    async def _refresh_home(self, asked: Asked) -> None:
        await self._intake.refresh_home(asked)

    async def _deliver(self, events: Sequence[Event]) -> object:
        return await self._host.deliver(self.identity.workspace, events)

    async def _trouble(self, kind: TroubleKind, subject: str, *, is_over: bool = False) -> None:
        await self._tell(kind, subject, is_over=is_over)

    async def _tell(self, kind: TroubleKind, subject: str, is_over: bool) -> None:  # noqa: FBT001  # as the port has it
        await self._host.trouble(self.identity.workspace, kind, subject, is_over=is_over)
