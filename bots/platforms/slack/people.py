"""Who is it that acts? Names, zones and user groups, looked up once per person, slowly, and only when they act."""

import asyncio
import contextlib
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bots.platforms.slack.calls import Calls, Refused
from bots.platforms.slack.fields import read_id, read_object
from bots.platforms.slack.identity import PLATFORM
from bots.platforms.slack.members import SLACKBOT, to_account_seen
from bots.platforms.slack.settings import Rhythm
from engagement.errors import RateLimited, Unclear
from engagement.escalating.dials import OF_DOMAIN
from engagement.events import AccountSeen, Event
from engagement.ids import WorkspaceId, external_of, stable_id
from engagement.text import to_clean

_FIRST_LOOK: Final = 1.5
"""Seconds: Slack waits for an acknowledgement for three."""
_MOST_PEOPLE: Final = 20_000
_MOST_WAITING: Final = 2_000
_log: Final = logging.getLogger(__name__)
Deliver = Callable[[Sequence[Event]], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was last told about a person."""

    at: datetime
    content: tuple[object, ...] = ()
    is_stranger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group."""

    id: str
    handle: str
    users: frozenset[str] = frozenset()


class People:
    """The people of one workspace who acted; the cache is bounded, and what it holds is good for a day."""

    def __init__(
        self,
        *,
        calls: Calls,
        deliver: Deliver,
        workspace: WorkspaceId,
        rhythm: Rhythm,
        now: Callable[[], datetime],
        enterprise: str = "",
    ) -> None:
        self.names: OrderedDict[str, str] = OrderedDict()
        """Display names by Slack id, of those who acted."""
        self.domains: frozenset[str] = frozenset()
        """The domains of addresses that mark customers; nothing else of an address is looked at or kept."""
        self._calls = calls
        self._deliver = deliver
        self._workspace = workspace
        self._team = workspace.removeprefix(f"{PLATFORM}-")
        self._enterprise = enterprise
        self._rhythm = rhythm
        self._now = now
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._waiting: deque[str] = deque()
        self._woken = asyncio.Event()
        self._groups: dict[str, Group] = {}
        self._groups_at = 0
        self._may_look_up = True

    def meet(self, user: str | None, *, again: bool = False) -> None:
        """Somebody acted: look them up some time soon, unless they are known (``again``: even so)."""
        if user is None or user == SLACKBOT or not user.startswith(("U", "W")) or not self._may_look_up:
            return
        known = self._known.get(user)
        is_fresh = known is not None and (self._now() - known.at).total_seconds() < self._rhythm.person_kept
        if (is_fresh and not again) or user in self._waiting or len(self._waiting) >= _MOST_WAITING:
            return
        self._waiting.append(user)
        self._woken.set()

    async def get_to_know(self, user: str) -> None:
        """Look up now who wishes something, if that was never done: a stranger's first wish is a stranger's, too.

        Where Slack does not answer in time, they are looked up later, as everybody who acts.
        """
        if user in self._known or not self._may_look_up:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FIRST_LOOK):
                await self._look_up(user)

    def is_stranger(self, user: str, team: object = None) -> bool:
        """Does somebody belong to another organisation, as far as is known? ``team`` is what a request says of them."""
        known = self._known.get(user)
        if known is not None:
            return known.is_stranger
        return not self._enterprise and read_id(team) not in {None, self._team}

    def _is_foreign(self, user: Mapping[str, Any]) -> bool:
        """``is_stranger`` alone says no of whoever shares a channel with us (Slack, "Slack Connect")."""
        team, within = read_id(user.get("team_id")), read_object(user.get("enterprise_user"))
        if user.get("is_stranger") is True:
            return True
        if team in {None, self._team, self._enterprise} or self._team in _ids(within.get("teams")):
            return False
        return not self._enterprise or within.get("enterprise_id") != self._enterprise

    async def run(self) -> None:
        """Look up whoever waits, one after the other, until cancelled."""
        while True:
            await self._woken.wait()
            if not self._waiting:
                self._woken.clear()
                continue
            await self._look_up(self._waiting[0])
            if self._waiting:
                self._waiting.popleft()
            await asyncio.sleep(self._rhythm.between_people)

    def told(self, user: Mapping[str, Any], payload: Mapping[str, Any] | None = None) -> AccountSeen | None:
        """What a user object tells that was not known; ``payload`` is the event that carries it."""
        told = to_account_seen(payload if payload is not None else {"user": user}, self._workspace)
        if told is None:
            return None
        external = external_of(told.account)
        roles = (*self.roles_of(external), *self._domain_of(user))
        known = _Known(
            at=self._now(),
            content=(told.name, told.timezone, told.is_bot, told.is_gone, roles),
            is_stranger=self._is_foreign(user),
        )
        before = self._known.get(external)
        self._remember(external, known, told.name)
        if known.is_stranger or (before is not None and before.content == known.content):
            return None
        if not roles and not self._groups_at:
            return told
        return replace(told, key=f"{told.key}:{stable_id(str(self._groups_at), *roles)}", roles=roles)

    def _domain_of(self, user: Mapping[str, Any]) -> tuple[str, ...]:
        """The domain of somebody's address, as a role, where it marks customers."""
        domain = to_clean(read_object(user.get("profile")).get("email")).rpartition("@")[2].lower()
        return (f"{OF_DOMAIN}{domain}",) if domain in self.domains else ()

    def changed(self, payload: Mapping[str, Any]) -> AccountSeen | None:
        """What a change of a person tells: of those who acted, and always that somebody is gone."""
        user = read_object(payload.get("user"))
        external = read_id(user.get("id"))
        is_arrival = payload.get("type") == "team_join"
        if external is None or not (external in self._known or user.get("deleted") is True or is_arrival):
            return None
        return self.told(user, payload)

    def roles_of(self, user: str) -> tuple[str, ...]:
        """The ids and handles of the user groups somebody is in, sorted."""
        groups = [group for group in self._groups.values() if user in group.users]
        return tuple(sorted({name for group in groups for name in (group.id, f"@{group.handle}")}))

    async def load_groups(self, wanted: Collection[str]) -> None:
        """Read the user groups once, and look up who is in those that ``wanted`` names. Raises RateLimited, Unclear."""
        try:
            told = await self._calls.call("usergroups.list", include_users=True)
        except Refused:
            return
        listed = told.get("usergroups")
        for each in listed if type(listed) is list else ():
            self._put(read_object(each))
        for group in self._groups.values():
            if group.id in wanted or f"@{group.handle}" in wanted:
                for user in sorted(group.users):
                    self.meet(user)

    def group_changed(self, payload: Mapping[str, Any]) -> None:
        """A user group was made or changed, or somebody came or went: look up again whom it concerns."""
        if payload.get("type") == "subteam_members_changed":
            known = self._groups.get(to_clean(payload.get("subteam_id")))
            if known is None:
                return
            added, removed = _ids(payload.get("added_users")), _ids(payload.get("removed_users"))
            self._groups[known.id] = replace(known, users=(known.users | added) - removed)
            self._date(payload)
            concerned = added | removed
        else:
            concerned = self._put(read_object(payload.get("subteam")))
        for user in sorted(concerned):
            self.meet(user, again=True)

    def _put(self, told: Mapping[str, Any]) -> frozenset[str]:
        """Keep a group; whom its change concerns."""
        group = read_id(told.get("id"))
        if group is None:
            return frozenset()
        before = self._groups.get(group)
        is_gone = bool(told.get("date_delete"))
        users = _ids(told.get("users")) if type(told.get("users")) is list else before.users if before else frozenset()
        now = Group(id=group, handle=to_clean(told.get("handle")), users=frozenset() if is_gone else users)
        self._groups[group] = now
        self._date(told)
        if before is None or before.handle != now.handle:
            return now.users | (before.users if before else frozenset())
        return now.users ^ before.users

    def _date(self, told: Mapping[str, Any]) -> None:
        at = told.get("date_update")
        if type(at) is int:
            self._groups_at = max(self._groups_at, at)

    async def _look_up(self, user: str) -> None:
        try:
            told = await self._calls.call("users.info", user=user)
            event = self.told(read_object(told.get("user")))
            if event is not None:
                await self._deliver([event])
        except RateLimited as exc:
            self._waiting.append(user)
            await asyncio.sleep(exc.retry_after)
        except Refused as exc:
            self._remember(user, _Known(at=self._now()), "")
            self._may_look_up = exc.error != "missing_scope" and not self._calls.is_dead
        except Unclear:
            _log.info("somebody could not be looked up; they are again when they act again")
        except Exception:  # noqa: BLE001  # the outermost loop of this task: one person's trouble is not the others'
            self._known.pop(user, None)
            _log.exception("what is known of a person was not taken in")

    def _remember(self, user: str, known: _Known, name: str) -> None:
        self._known[user] = known
        self._known.move_to_end(user)
        if name:
            self.names[user] = name
        if len(self._known) > _MOST_PEOPLE:
            oldest, _ = self._known.popitem(last=False)
            self.names.pop(oldest, None)


def _ids(value: object) -> frozenset[str]:
    return frozenset(each for each in value if read_id(each)) if type(value) is list else frozenset()
