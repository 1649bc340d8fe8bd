"""A community that Hubbub leaves and comes back to, on a clock turned by hand; and what must hold each time."""

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from bench.trust.gap_vendors import Said, Vendor, voice
from bots.app.engine import make_live
from bots.app.hosting import Hosting, Residence
from bots.app.identifies import StoredBudget
from bots.app.leased import partition_of
from bots.app.troubles import Troubles
from bots.runtime.clock import ManualClock
from bots.runtime.live import Live
from config.loader import WorkspaceConfig
from config.playbook import PLAYS
from engagement.catching_up import AbsenceState
from engagement.decisions import Decision, Outcome
from engagement.events import Threading
from engagement.hosting import Connection
from engagement.ids import CommunityId, MemberId, account_id
from engagement.people import Helper, Purpose
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.policy import ChannelPolicy, Policy, RestraintPolicy
from engagement.ports import Ledger
from engagement.records import Within
from storage import StoredMemory

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_LONGEST_HOURS = 72.0
_ACTS = 8
_SOON_S = 30.0
_STEP_S = 0.002
_LATEST = timedelta(hours=2)
"""After it was due, an ask is of no use any more (platforms.md)."""
_WAIT = timedelta(minutes=20)
_SUBJECTS = (
    "endpoint",
    "invoice",
    "webhook",
    "password",
    "export",
    "login",
    "dashboard",
    "report",
    "cluster",
    "backup",
)


def _policy(name: str) -> Policy:
    loud = RestraintPolicy(
        helper_asks_per_day=10_000, helper_asks_per_week=10_000, quiet_from=time(0), quiet_until=time(0)
    )
    once = {"peer_prompt": PeerPromptPolicy(rings=1)}  # so that each ask is due at the same age of a question
    plays = {play.name: once.get(play.name) or play.policy() for play in PLAYS}
    return Policy(
        community=CommunityId(name),
        name=name,
        dry_run=False,
        hold_out=0.0,
        managers_channel="managers",
        restraint=loud,
        channels={"help": ChannelPolicy(name="help", threading=Threading.NATIVE, plays=plays)},
    )


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was found in one world."""

    gaps: int = 0
    messages: int = 0
    lost: int = 0
    doubled: int = 0
    unintended: int = 0
    held: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class World:
    """A community that Hubbub leaves again and again."""

    vendor: Vendor
    memory: StoredMemory
    clock: ManualClock
    chance: random.Random
    said: list[Said] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    live: Live = field(init=False)
    connection: Connection = field(init=False)

    async def arrive(self) -> None:
        """As a process that starts: nothing is held but what is stored."""
        policy = _policy("gaps")
        self.live = make_live(self.memory, policy, self.clock, voice(), lambda _: policy)
        residence = Residence(live=self.live, platforms={})
        self.live.delivery.platforms = residence.platforms
        entry = (WorkspaceConfig(platform=self.vendor.workspace.partition("-")[0]), residence)
        hosting = Hosting(platform=entry[0].platform, residents=[entry], troubles=Troubles(voice()))
        self.connection = self.vendor.connection(hosting, self._budget())
        await self.connection.open()

    def _budget(self) -> StoredBudget:
        """Of connections: the world is young, and its processes die often."""
        return StoredBudget(
            memory=self.memory, partition=partition_of("gaps"), app="gaps", clock=self.clock, windows=()
        )

    async def leave(self) -> None:
        """As a process that ends."""
        await self.connection.close()
        await self.live.close()

    async def enrol(self) -> None:
        """Two people agreed to be asked."""

        def agree(ledger: Ledger) -> None:
            for person in self.vendor.people[-2:]:
                member = MemberId(account_id(self.vendor.workspace, person))
                ledger.people.save_helper(Helper(member=member))
                ledger.people.set_consent(member, Purpose.ASK_ME, is_given=True, at=START)

        await asyncio.wrap_future(self.memory.write(self.live.owner.id, agree))

    # --- what people do ---------------------------------------------------------------------------------------------

    async def act(self) -> None:
        """Somebody does something; no two things happen at the same instant, by which edits are told apart."""
        self.clock.move_to(self.clock.now() + timedelta(seconds=1))
        standing = [each for each in self.said if not each.is_gone]
        kind = self.chance.choices(("ask", "reply", "edit", "delete", "react"), (4, 5, 2, 2, 1))[0]
        if kind == "ask" or not standing:
            self.said.append(await self.vendor.post(self._somebody(), self._question(), None))
            return
        found = self.chance.choice(standing[-30:])
        if kind == "reply":
            if not (found.root or found).is_gone:
                text = f"Have you tried the {self.chance.choice(_SUBJECTS)} page, part {self.chance.randrange(999)}?"
                self.said.append(await self.vendor.post(self._somebody(), text, found))
        elif kind == "edit":
            await self.vendor.edit(found, self._question())
        elif kind == "delete":
            await self.vendor.delete(found)
            found.is_gone = True
        else:
            await self.vendor.react((found.root or found).author, found)

    def _somebody(self) -> str:
        return self.chance.choice(self.vendor.people[:3])

    def _question(self) -> str:
        one, other = self.chance.sample(_SUBJECTS, 2)
        return f"How do I get number {self.chance.randrange(10_000)} of the {one} into my {other}?"

    # --- gaps -------------------------------------------------------------------------------------------------------

    async def gap(self) -> None:
        """Live for a while, away for a while, back again."""
        for _ in range(self.chance.randrange(4)):
            await self.act()
            self.clock.move_to(self.clock.now() + timedelta(minutes=self.chance.randrange(1, 30)))
            await self.rest()
        await self.live.backfill.tick()
        is_network = self.chance.random() < 0.2  # a share
        await (self.vendor.cut() if is_network else self.leave())
        if is_network:
            await _until(lambda: not self._is_heard())
        length = timedelta(hours=_LONGEST_HOURS ** self.chance.random() - 1) + timedelta(minutes=2)
        for _ in range(acts := self.chance.randrange(1, _ACTS)):
            await self.act()
            self.clock.move_to(self.clock.now() + length / acts)
        if is_network or self.chance.random() < 0.7:  # a share; the others are told again
            await self.vendor.lose()
        await self._come_back(is_network=is_network)
        await self.rest()
        self._check()

    async def _come_back(self, *, is_network: bool) -> None:
        """What happens live at that moment comes in between; some returns are interrupted, some calls fail."""
        if self.chance.random() < 0.3:  # a share
            self.vendor.stumble(self.chance.choice(("limit", "limit", "lose")))
        if is_network:
            await self.vendor.mend()
            await _until(self._is_heard)
        else:
            await self.arrive()
        while self.chance.random() < 0.4:  # a share
            before, some = self.vendor.calls(), self.chance.randrange(1, 6)
            await _until(lambda n=before + some: self.vendor.calls() >= n or not self.live.backfill.is_behind)  # type: ignore[misc]
            await self.leave()
            self.clock.move_to(self.clock.now() + timedelta(minutes=self.chance.randrange(10)))
            await self.arrive()
        for _ in range(self.chance.randrange(3)):
            await self.act()

    def _is_heard(self) -> bool:
        watches = self.live.backfill._watches.values()  # noqa: SLF001  # nobody else asks
        return bool(watches) and all(watch.is_heard for watch in watches)

    async def rest(self) -> None:
        """All that was told is taken in, and all that is due is done."""
        await self.vendor.settled()
        await _until(lambda: self._is_heard() and not self.live.backfill.is_behind)
        await self.live.backfill.settled(_SOON_S)
        await self.vendor.settled()
        await self.vendor.heard(self.connection)
        await self.live.tick()
        await self.vendor.settled()

    # --- what must hold ---------------------------------------------------------------------------------------------

    def _check(self) -> None:
        standing = self.vendor.standing()

        def look(ledger: Ledger) -> None:
            known = ledger.conversations.messages([*standing])
            alive = [each for each in known.values() if not each.is_deleted and each.author]
            self._lost("message", set(standing) - {each.id for each in alive})
            stored = ledger.absences.known(self.vendor.channel, START - timedelta(days=1)).messages
            self._lost("deletion", {each.id for each in stored.values() if not each.is_bot} - set(standing))
            kept = ledger.conversations.words_of({each.thread for each in alive})
            texts = {words.message: words.text for some in kept.values() for words in some}
            self._lost("edit", {name for name, text in standing.items() if texts.get(name, text) != text})
            within = Within()
            counted = sum(day.messages for day in ledger.figures.day_counts(within) if not day.is_bot)
            if counted != len(stored):
                self.tally.doubled += abs(counted - len(stored))
                self.tally.failures.append(f"{counted} messages counted, {len(stored)} there")
            if any(one.state is AbsenceState.CATCHING_UP for one in ledger.absences.newest(50)):
                self.tally.failures.append("an absence was never closed")
            self._asked(ledger, list(ledger.journal.every()))

        self.memory.read(self.live.owner.id, look)
        self.tally.messages = len(self.said)

    def _lost(self, what: str, names: Collection[str]) -> None:
        self.tally.lost += len(names)
        self.tally.failures += [f"{what} not taken in: {name}" for name in sorted(names)[:3]]

    def _asked(self, ledger: Ledger, journal: Sequence[Decision]) -> None:
        """Nobody was asked about old news, and of each question left open there is a reason why."""
        asks = [one for one in journal if one.play == "peer_prompt"]
        reasons = {one.subject for one in asks if one.outcome in {Outcome.HELD, Outcome.LATER, Outcome.ACTED}}
        threads = ledger.conversations.open_questions(START - timedelta(days=1), 10_000)
        now = self.clock.now()
        overdue = [each.id for each in threads if each.root_at is not None and now - each.root_at > _WAIT + _LATEST]
        silent = [name for name in overdue if name not in reasons]
        self.tally.failures += [f"no decision about {name}" for name in silent[:3]]
        self.tally.held = sum(one.outcome is Outcome.HELD for one in asks)
        roots = {each.id: each.root_at for each in ledger.conversations.threads({one.subject for one in asks}).values()}  # type: ignore[misc]
        for one in asks:
            root_at = roots.get(one.subject)  # type: ignore[call-overload]
            is_old = root_at is not None and one.at - root_at > _WAIT + _LATEST + timedelta(minutes=1)
            if one.action == "PromptPeer" and one.outcome is Outcome.ACTED and is_old:
                self.tally.unintended += 1
                self.tally.failures.append(f"asked about old news: {one.subject}")


async def _until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(_SOON_S):
        while not is_so():  # noqa: ASYNC110  # neither the fakes nor the SDKs announce it
            await asyncio.sleep(_STEP_S)
