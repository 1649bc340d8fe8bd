"""The auditor: looks from apart whether somebody sees to every escalation, and is itself looked after.

It reads what is written down, and leaves what it found for the owner to take in as any other event. What people beyond
chat have to hear it tells itself. Its sign of life is the lease on a partition of its own, where it also keeps what it
knows; nothing else writes there.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import orjson

from bots.app.engine import as_set
from bots.app.links import OurLinks
from bots.app.owners import is_gone, owner_name
from bots.app.store import find_link_key
from bots.runtime.codec import from_event
from bots.runtime.second_path import Letter, tell
from bots.voice.rendering import Reader, Voice
from engagement.actions import Reply
from engagement.escalating.audit import LATE, UNTAKEN_PATIENCE, Finding, Noted, finding_of, look
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Escalation, State
from engagement.escalating.letters import letter, silence
from engagement.escalating.moving import calendar_of
from engagement.escalating.working_time import due
from engagement.events import AuditorFound
from engagement.ids import ChannelId, CommunityId, EscalationId, stable_id
from engagement.outside import Outside
from engagement.policy import Policy
from engagement.ports import Clock, Ledger
from engagement.records import PendingEvent
from engagement.speech import plain
from storage import StoredMemory

_LOG = logging.getLogger(__name__)
EVERY = timedelta(seconds=30)
"""So often it looks."""
LEASE = timedelta(minutes=2)
SILENT_AFTER = timedelta(minutes=3)
"""Without a sign of life for so long it is silent: six looks did not come (ours)."""
_HOPELESS = timedelta(hours=1)
"""A way that cannot work as it is set up is tried again after so long."""
_MARK = "audit"
_MOST = 10_000
"""So many at a time; the others at the next look."""


def partition_of(community: CommunityId) -> CommunityId:
    """The partition of the auditor of a community; no community is called so."""
    return CommunityId(f"auditor:{community}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An escalation that nobody sees to."""

    escalation: Escalation
    finding: Finding


@dataclass(slots=True, kw_only=True)
class Auditor:
    """Audits one community. ``policy`` says its name, its zone, and the second path."""

    memory: StoredMemory
    policy: Policy
    clock: Clock
    outside: Outside
    voice: Voice
    public_url: str | None = None
    """Ours as others reach us: then letters have links by which one can be taken."""
    name: str = field(default_factory=owner_name)
    _is_ours: bool = False
    _rests: dict[str, datetime] = field(default_factory=dict)
    """Ways that failed, and until when they are left alone."""

    @property
    def partition(self) -> CommunityId:
        """Where its lease and its memory are."""
        return partition_of(self.policy.community)

    async def look(self) -> Sequence[Found]:
        """Look once; what was found. Raises NotOwner when another one audits, and what the memory raises.

        What is told is noted after it was told: cut off between the two it is told again, under the same id.
        """
        now, governance = self.clock.now(), self.policy.governance or Governance()
        if not self._is_ours:
            self._live(now)
        before = self.memory.read(self.partition, lambda ledger: ledger.marks.get(_MARK)) or "{}"
        known = _noted_in(before) if before != "{}" else {}
        some = find(self.memory, self.policy.community, now)

        def due_at(name: EscalationId, since: datetime) -> datetime:
            calendar = calendar_of(some[name].escalation.team, governance)
            return due(calendar, since, UNTAKEN_PATIENCE) or since + UNTAKEN_PATIENCE

        seen = look({name: one.finding for name, one in some.items()}, known, governance.second_path, due_at, now)
        noted = dict(seen.noted)
        for name in seen.hub:
            await self._leave(some[name], seen.noted[name], now)
        for way, names in seen.ways.items():
            if await self._tell(way, [some[name] for name in names], [noted[name] for name in names], now):
                for name in names:
                    noted[name] = replace(noted[name], told={**noted[name].told, way: now})
                    await self._leave(some[name], noted[name], now, way)
        text = orjson.dumps(noted).decode()
        if text != before:
            await self._write(self.partition, lambda ledger: ledger.marks.set(_MARK, text))
        self._live(self.clock.now())
        return list(some.values())

    def rest(self) -> None:
        """Audit no more; another may at once."""
        if self._is_ours:
            self.memory.disown(self.partition, self.name)
            self._is_ours = False

    def _live(self, now: datetime) -> None:
        """Give a sign of life."""
        self._is_ours = False
        self.memory.own(self.partition, self.name, now, LEASE, is_gone)
        self._is_ours = True

    async def _write(self, partition: CommunityId, work: Callable[[Ledger], object]) -> None:
        await asyncio.wrap_future(self.memory.write(partition, work))

    async def _leave(self, found: Found, noted: Noted, now: datetime, way: str = "") -> None:
        """Leave it for the owner: to be seen to, told in the hub, and put on record."""
        first = f"audit:{found.escalation.id}:{found.finding}:{noted.since.isoformat()}"
        key = f"{first}:{way}:{now.isoformat()}" if way else first
        told = () if not way else (way if way.startswith("channel:") else way.partition(":")[0],)
        event = AuditorFound(key=key, at=now, escalation=found.escalation.id, finding=found.finding.value, told=told)
        row = PendingEvent(key=key, at=now, payload=from_event(event), source="auditor")
        await self._write(self.policy.community, lambda ledger: ledger.inbox.put([row]))

    async def _tell(self, way: str, some: Sequence[Found], noted: Sequence[Noted], now: datetime) -> bool:
        """Walk a way; whether people know now. A channel is the owner's to write in."""
        if way.startswith("channel:"):
            return True
        if self._rests.get(way, now) > now:
            return False
        governance = self.policy.governance or Governance()
        links = self._links(some, now)
        take = {name: both["take"] for name, both in links.items()}
        subject, text = letter(self.policy.name, [(one.escalation, one.finding) for one in some], governance, take)
        last = (str(each.told.get(way, each.since)) for each in noted)
        names, policy = self.memory.read(
            self.policy.community, lambda ledger: (_channel_names(ledger), as_set(self.policy, ledger))
        )
        said = Letter(
            id=f"audit_{stable_id('audit', way, *(one.escalation.id for one in some), *last)}",
            at=now,
            subject=to_plain(self.voice, subject, policy, names, now),
            text=to_plain(self.voice, text, policy, names, now),
            type="escalation.unattended",
            data={"community": self.policy.name, "escalations": [_told_of(one, governance, links) for one in some]},
        )
        done = await tell(self.outside, way, said)
        if not done.is_delivered:
            rest = max(done.at_least, EVERY) if done.may_be_repeated else _HOPELESS
            self._rests[way] = now + rest
            kind = way.partition(":")[0]
            _LOG.critical("%d questions wait, and the second path (%s) failed: %s", len(some), kind, done.error)
        return done.is_delivered

    def _links(self, some: Sequence[Found], now: datetime) -> dict[EscalationId, Mapping[str, str]]:
        """By which each can be taken or solved, where we can be reached."""
        key = self.memory.read(self.policy.community, find_link_key) if self.public_url is not None else None
        if key is None or self.public_url is None:
            return {}
        ours = OurLinks(key, self.public_url)
        return {one.escalation.id: ours.of(one.escalation.id, now) for one in some}


def to_plain(voice: Voice, reply: Reply, policy: Policy, channels: Mapping[ChannelId, str], now: datetime) -> str:
    """A text of Hubbub's own as it is read outside of chat, in the community's words, language and zone."""
    reader = Reader(
        language=(policy.languages or ("en",))[0], timezone=policy.timezone, names={}, accounts={}, channels=channels,
        link=lambda _: "", now=now,
    )  # fmt: skip
    return plain(voice.with_own(lambda: policy.texts).reply(reply, reader)[0])


def _noted_in(text: str) -> Mapping[EscalationId, Noted]:
    found: dict[EscalationId, Noted] = _reader().validate_json(text)
    return found


@cache
def _reader() -> Any:
    from pydantic import TypeAdapter  # noqa: PLC0415  # see storage.nouns.escalations

    return TypeAdapter(dict[str, Noted])


def find(memory: StoredMemory, community: CommunityId, now: datetime) -> dict[EscalationId, Found]:
    """What nobody sees to in a community at the moment."""
    return memory.read(community, lambda ledger: _find(ledger, now))


def _find(ledger: Ledger, now: datetime) -> dict[EscalationId, Found]:
    """Everything that is the matter, read anew."""
    late = ledger.escalations.due(now - LATE, _MOST)
    waiting = ledger.escalations.running(_MOST, {State.OPEN})
    unsaid = ledger.outbox.unsaid([e.thread for e in waiting], now - LATE)
    some = {e.id: e for e in (*late, *waiting)}
    found = {name: (e, finding_of(e, now, is_unsaid=e.thread in unsaid)) for name, e in some.items()}
    return {name: Found(escalation=e, finding=finding) for name, (e, finding) in found.items() if finding is not None}


def _channel_names(ledger: Ledger) -> dict[ChannelId, str]:
    return {channel.id: channel.name for channel in ledger.places.all()}


def _told_of(
    found: Found, governance: Governance, links: Mapping[EscalationId, Mapping[str, str]]
) -> dict[str, object]:
    e = found.escalation
    team = governance.teams.get(e.team)
    return {
        "id": e.id, "state": e.state.value, "severity": e.severity.name.lower(), "finding": found.finding.value,
        "team": team.title if team is not None else e.team, "opened_at": e.opened_at.isoformat(),
        "links": links.get(e.id),
    }  # fmt: skip


def sign_of_life(memory: StoredMemory, community: CommunityId) -> datetime | None:
    """When the auditor of a community last looked; None where none does."""
    holder = memory.holder(partition_of(community))
    return holder.until_at - LEASE if holder is not None else None


@dataclass(slots=True, kw_only=True)
class Watch:
    """Looks after the auditor of one community from within the process that owns it.

    ``alarm`` is told when it is silent, and (``True``) when it is not, or no longer.
    """

    memory: StoredMemory
    policy: Callable[[], Policy]
    clock: Clock
    outside: Outside
    voice: Voice
    alarm: Callable[[bool], Awaitable[None]]
    _heard_at: datetime | None = None
    _is_silent: bool | None = None
    _told: set[str] = field(default_factory=set)

    async def look(self) -> bool:
        """Whether it is silent; whoever has to know is told once."""
        policy, now = self.policy(), self.clock.now()
        if policy.governance is None or not policy.governance.teams:
            return False
        sign_at = sign_of_life(self.memory, policy.community)
        since = self._heard_at or now  # at the start it has its time, too
        self._heard_at = max(since, sign_at) if sign_at is not None else since
        is_silent = now - self._heard_at > SILENT_AFTER
        is_alive = sign_at is not None and now - sign_at <= SILENT_AFTER
        if (is_silent or is_alive) and is_silent is not self._is_silent:
            self._is_silent = is_silent
            await self.alarm(not is_silent)
        if is_silent:
            await self._tell(policy, self._heard_at, now)
        else:
            self._told.clear()
        return is_silent

    async def _tell(self, policy: Policy, since: datetime, now: datetime) -> None:
        governance = policy.governance or Governance()
        ways = [way for way in governance.second_path if not way.startswith("channel:") and way not in self._told]
        subject, text = silence(policy.name, since, governance)
        for way in ways:
            said = Letter(
                id=f"audit_{stable_id('silent', policy.community, way, since.isoformat())}",
                at=now,
                subject=to_plain(self.voice, subject, policy, {}, now),
                text=to_plain(self.voice, text, policy, {}, now),
                type="auditor.silent",
                data={"community": policy.name, "since": since.isoformat()},
            )
            done = await tell(self.outside, way, said)
            if done.is_delivered or not done.may_be_repeated:
                self._told.add(way)
            if not done.is_delivered:
                _LOG.error("the auditor is silent, and the second path failed: %s", done.error)
