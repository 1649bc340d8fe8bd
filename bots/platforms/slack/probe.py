"""Would a connection work as the settings and the playbook stand? Asked by ``hubbub doctor``; nothing is changed."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from bots.platforms.slack.calls import REVOKED, Calls, Refused
from bots.platforms.slack.fields import read_object, read_ts
from bots.platforms.slack.identity import Identity, to_identity, to_workspace
from bots.platforms.slack.manifest import scopes_for, to_features
from bots.platforms.slack.places import Places
from bots.platforms.slack.settings import SlackSettings
from engagement.errors import PlatformError
from engagement.hosting import TroubleKind
from engagement.ids import WorkspaceId
from engagement.policy import Policy

Finding = tuple[TroubleKind, str]
MOST_SKEW: Final = 60.0
"""Seconds; requests signed five minutes off are refused."""


async def probe(settings: SlackSettings, policy: Policy, *, clock: Callable[[], float] = time.time) -> list[Finding]:
    """What is the matter, each once, in the order in which it should be mended; empty when all is well."""
    found = _Findings(policy=policy, clock=clock)
    calls = Calls(settings, found.trouble)
    try:
        await _examine(settings, policy, calls, found)
    except PlatformError as exc:
        if not isinstance(exc, Refused):
            found.add(TroubleKind.CONNECTION_LOST, "")
    finally:
        await calls.close()
    return list(found.all)


class _Findings:
    """What was found, and the one community whose dials are asked about."""

    def __init__(self, *, policy: Policy, clock: Callable[[], float]) -> None:
        self.all: dict[Finding, None] = {}
        self.clock = clock
        self._policy = policy

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    def policy(self, workspace: WorkspaceId) -> Policy:  # noqa: ARG002  # there is only one
        return self._policy

    def add(self, kind: TroubleKind, subject: str) -> None:
        self.all[kind, subject] = None

    async def trouble(self, kind: TroubleKind, subject: str) -> None:
        self.add(kind, subject)

    async def tell(self, kind: TroubleKind, subject: str, is_over: bool) -> None:  # noqa: FBT001  # as places call it
        if not is_over:
            self.add(kind, subject)


async def _examine(settings: SlackSettings, policy: Policy, calls: Calls, found: _Findings) -> None:
    before = found.clock()
    told = await calls.answer("auth.test")
    identity = to_identity(read_object(told.data))
    if identity is None:
        found.add(TroubleKind.TOKEN_REFUSED, settings.token_name)
        return
    _check_clock(told.headers, (before + found.clock()) / 2, found)
    _check_workspace(settings, identity, found)
    listed = str(told.headers.get("x-oauth-scopes") or "")
    granted = frozenset(scope.strip() for scope in listed.split(",") if scope.strip())
    for scope in scopes_for(to_features(policy)) if granted else ():
        if scope not in granted:
            found.add(TroubleKind.SCOPE_MISSING, scope)
    await _check_app_token(settings, calls, found)
    await _check_channels(policy, identity, calls, found, granted)


def _check_clock(headers: Mapping[str, str], at: float, found: _Findings) -> None:
    try:
        theirs = parsedate_to_datetime(str(headers.get("Date"))).timestamp()
    except (TypeError, ValueError, OverflowError):
        return
    if abs(at - theirs) > MOST_SKEW:
        found.add(TroubleKind.CLOCK_WRONG, f"{abs(at - theirs):.0f}")


def _check_workspace(settings: SlackSettings, identity: Identity, found: _Findings) -> None:
    expected = settings.expected_workspace
    if expected is not None and to_workspace(expected) != identity.workspace:
        found.add(TroubleKind.WORKSPACE_UNKNOWN, expected)


async def _check_app_token(settings: SlackSettings, calls: Calls, found: _Findings) -> None:
    if not settings.app_token:
        return
    try:
        await calls.answer("apps.connections.open", token=settings.app_token)
    except Refused as exc:
        is_revoked = exc.error in REVOKED
        kind = TroubleKind.TOKEN_REVOKED if is_revoked else TroubleKind.TOKEN_REFUSED
        found.add(kind, settings.app_token_name)


async def _check_channels(
    policy: Policy, identity: Identity, calls: Calls, found: _Findings, granted: frozenset[str]
) -> None:
    """Are the channels of the playbook there, is the bot in them, and can each of them be read back?"""
    places = Places(calls=calls, host=found, workspace=identity.workspace, tell=found.tell)
    await places.load(granted)
    for place in places.joined:
        if place.name in policy.channels or place.id in policy.channels:
            await _check_history(place.id, place.name, calls, found)


async def _check_history(channel: str, name: str, calls: Calls, found: _Findings) -> None:
    try:
        told: Any = (await calls.call("conversations.history", channel=channel, limit=1)).get("messages")
        ts = read_ts(read_object(told[0]).get("ts")) if type(told) is list and told else None
        if ts is not None:
            await calls.call("conversations.replies", channel=channel, ts=ts, limit=1)
    except Refused as exc:
        if exc.error != "missing_scope":
            found.add(TroubleKind.PERMISSION_MISSING, f"Read history in #{name or channel}")
