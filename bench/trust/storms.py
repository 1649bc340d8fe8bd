"""Storms: does Hubbub keep to the platforms' limits, stop by itself, and say nothing twice, whatever they answer?

The fakes judge: their own ledgers say who asked too early, how often a token was used after it was refused, how many
IDENTIFYs were sent, and what stands there twice.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bench.trust.figures import Figures, Row, Work
from bench.trust.storm_worlds import BEGIN, NAMES, World, discord_world, memory_for_storms, slack_world
from bots.runtime.clock import ManualClock
from engagement.errors import PlatformError
from engagement.ids import ChannelId, OutboxId
from storage import StoredMemory

_SLACK_POST: Final = "chat.postMessage"
_DISCORD_POST: Final = "POST /channels/{channel_id}/messages"
_FORUM_POST: Final = "POST /channels/{channel_id}/threads"
_TOO_MANY: Final = 429
_MOST_AFTER_REFUSAL: Final = 16
"""So many calls may be under way already when the token is refused."""
_CRASHES: Final = 6
_WINDOWS: Final = ((60.0, 3), (600.0, 10), (3600.0, 30))


@dataclass(slots=True)
class _Judged:
    """What was found in one storm, or in all."""

    lost: int = 0
    doubled: int = 0
    unintended: int = 0
    """Calls against a limit."""
    failures: list[str] = field(default_factory=list)
    calls: int = 0

    def add(self, other: "_Judged") -> None:
        self.lost += other.lost
        self.doubled += other.doubled
        self.unintended += other.unintended
        self.calls += other.calls
        self.failures += other.failures


Storm = Callable[[StoredMemory, random.Random, str], Awaitable[_Judged]]


# --- Slack ------------------------------------------------------------------------------------------------------------


def _said_in_slack(slack: FakeSlack) -> Iterator[str]:
    for channel in slack._space.world.channels.values():  # noqa: SLF001  # the ledger of what stands there
        for message in channel.messages:
            marker = (message.metadata or {}).get("event_payload", {}).get("id")
            if marker and not message.is_tombstone:
                yield str(marker)


def _too_early(slack: FakeSlack) -> int:
    """Calls of a method in a channel before the wait that Slack asked for was over; what was lost nobody heard."""
    until: dict[tuple[str, str], float] = {}
    broken = 0
    for call in slack.calls:
        key = (call.method, str(call.args.get("channel", "")))
        broken += call.at < until.get(key, 0.0) - 0.001
        if call.http_status == _TOO_MANY and not call.is_lost:
            until[key] = call.at + (call.retry_after or 0)
    return broken


def _judged(said: Counter[str], world: World, names: Sequence[OutboxId]) -> _Judged:
    """Once each, and what is not there has failed openly."""
    found = _Judged(doubled=sum(number - 1 for number in said.values()))
    for name, state in world.states(names).items():
        if state == "sent" and not said[name]:
            found.lost += 1
        elif state not in {"sent", "failed"}:
            found.failures.append(f"{name} is still {state}")
        elif state == "failed" and said[name]:
            found.failures.append(f"{name} stands there and is taken for failed")
    return found


async def _slack_limits(memory: StoredMemory, draw: random.Random, storm: str) -> _Judged:
    """429s, errors after acceptance, lost answers, and refusals, in four channels at a pace."""
    clock = ManualClock(BEGIN)
    async with FakeSlack(now=lambda: clock.now().timestamp()) as slack:
        places = [slack.add_channel(name) for name in NAMES]
        slack.pace = True
        async with slack_world(memory, slack, clock, storm) as world:
            world.channels = [ChannelId(f"slack-{slack.team_id}:{place}") for place in places]
            for _ in range(draw.randint(2, 8)):
                _throw_at_slack(slack, draw)
            names = world.decide(draw, draw.randint(8, 16))
            await world.rage(hours=7 * 24)
            found = _judged(Counter(_said_in_slack(slack)), world, names)
            found.unintended, found.calls = _too_early(slack), len(slack.calls)
            return found


def _throw_at_slack(slack: FakeSlack, draw: random.Random) -> None:
    method = draw.choice([_SLACK_POST, _SLACK_POST, _SLACK_POST, "conversations.history"])
    kind, times = draw.choice(["limit", "after", "before", "lose", "refuse"]), draw.randint(1, 3)
    if kind == "limit":
        slack.faults.rate_limit(method, times=times, retry_after=draw.choice([1, 5, 30, 300]))
    elif kind == "lose":
        slack.faults.lose(method, times)
    elif kind == "refuse":
        slack.faults.fail(method, draw.choice(["not_in_channel", "restricted_action", "internal_error"]), 1)
    else:
        slack.faults.server_error(method, times, carried_out=kind == "after")


async def _slack_refused(memory: StoredMemory, draw: random.Random, storm: str) -> _Judged:
    """The token is refused, or everything else: the asking stops."""
    clock = ManualClock(BEGIN)
    is_token = draw.random() < 0.5
    async with FakeSlack(now=lambda: clock.now().timestamp()) as slack:
        places = [slack.add_channel(f"c{each}") for each in range(40)]
        async with slack_world(memory, slack, clock, storm) as world:
            world.channels = [ChannelId(f"slack-{slack.team_id}:{place}") for place in places]
            before = len(slack.calls)
            slack.faults.fail(_SLACK_POST, "invalid_auth" if is_token else "restricted_action", times=10_000)
            world.decide(draw, 60 if is_token else 105)
            await world.rage(hours=0.0 if is_token else 0.05)
            made, most = len(slack.calls) - before, _MOST_AFTER_REFUSAL if is_token else 100 + _MOST_AFTER_REFUSAL
            found = _Judged(calls=made, unintended=max(0, made - most))
            if world.connection.state.get("state") == "connected" and not world.connection.state.get("rests"):
                found.failures.append(f"after {made} refusals nothing shows that it stopped")
            return found


# --- Discord ----------------------------------------------------------------------------------------------------------


def _said_in_discord(discord: FakeDiscord) -> Iterator[str]:
    for channel in discord.backend.world.channels.values():
        for message in channel.messages.values():
            for row in message.components:
                for button in row.get("components", ()):
                    yield str(button.get("custom_id", "")).rpartition(":")[2]


async def _discord_limits(memory: StoredMemory, draw: random.Random, storm: str) -> _Judged:
    """429s short and long, errors after acceptance, lost answers, in channels and a forum."""
    clock = ManualClock(BEGIN)
    async with FakeDiscord(now=lambda: clock.now().timestamp()) as discord:
        places = [*(discord.add_channel(name) for name in NAMES), discord.add_channel("forum", kind="forum")]
        async with discord_world(memory, discord, clock, storm) as world:
            world.channels = [ChannelId(f"discord-{discord.server_id}:{place}") for place in places]
            for _ in range(draw.randint(2, 6)):
                _throw_at_discord(discord, draw)
            names = world.decide(draw, draw.randint(8, 16))
            await world.rage(hours=7 * 24)
            said = Counter(marker for marker in _said_in_discord(discord) if marker in set(names))
            found = _judged(said, world, names)
            found.calls = len(discord.calls)
            found.unintended = _long_waits_broken(discord)
            return found


def _throw_at_discord(discord: FakeDiscord, draw: random.Random) -> None:
    route, times = draw.choice([_DISCORD_POST, _DISCORD_POST, _FORUM_POST]), draw.randint(1, 2)
    kind = draw.choice(["short", "long", "after", "lose", "refuse"])
    if kind == "short":
        discord.faults.rate_limit(route, times, draw.uniform(0.001, 0.01), is_global=draw.random() < 0.3)
    elif kind == "long":
        discord.faults.rate_limit(route, 1, draw.uniform(31, 900))
    elif kind == "lose":
        discord.faults.lose(route, times)
    elif kind == "refuse":
        discord.faults.fail(route, *draw.choice([(403, 50013), (403, 50001), (404, 10003), (503, 0)]), times=1)
    else:
        discord.faults.fail_after(route, draw.choice([500, 502, 503, 504]), times)


def _long_waits_broken(discord: FakeDiscord) -> int:
    """Calls of a route in a channel before a long wait was over; short ones are discord.py's, by the real clock."""
    until: dict[str, float] = {}
    broken = 0
    for call in discord.calls:
        key = f"{call.method} {call.path}"
        broken += call.at < until.get(key, 0.0) - 0.001
        if call.status == _TOO_MANY and not call.is_lost and (call.retry_after or 0) > 30:
            until[key] = call.at + (call.retry_after or 0)
    return broken


async def _discord_refused(memory: StoredMemory, draw: random.Random, storm: str) -> _Judged:
    """401 after 401: the session ends. 403 after 403: nothing more is asked before the address would be banned."""
    clock = ManualClock(BEGIN)
    async with FakeDiscord(now=lambda: clock.now().timestamp()) as discord:
        places = [discord.add_channel(f"c{each}") for each in range(30)]
        async with discord_world(memory, discord, clock, storm) as world:
            world.channels = [ChannelId(f"discord-{discord.server_id}:{place}") for place in places]
            before = len(discord.calls)
            discord.faults.fail(_DISCORD_POST, 401, times=10_000)
            world.decide(draw, 60)
            while await world.live.delivery.deliver():
                pass
            async with asyncio.timeout(10):
                while world.connection.state["state"] != "stopped":  # noqa: ASYNC110  # no fake tells of it
                    await asyncio.sleep(0.005)
            made = len(discord.calls) - before
            return _Judged(calls=made, unintended=max(0, made - 3 - _MOST_AFTER_REFUSAL))


async def _discord_forbidden(memory: StoredMemory, draw: random.Random, storm: str) -> _Judged:
    """More than a thousand refusals in ten minutes, by whatever part of Hubbub asks."""
    clock = ManualClock(BEGIN)
    async with FakeDiscord(now=lambda: clock.now().timestamp()) as discord:
        place = discord.add_channel("help")
        async with discord_world(memory, discord, clock, storm) as world:
            before, status = len(discord.calls), draw.choice([401, 403])
            route = "GET /channels/{channel_id}"
            discord.faults.fail(route, 403 if status == 401 else status, times=10_000)
            api = world.connection._api  # type: ignore[attr-defined]  # noqa: SLF001  # whatever asks, asks through it
            for _ in range(1_100):
                try:
                    await api.call("GET", "/channels/{channel_id}", channel_id=place)
                except PlatformError:
                    continue
            made = len(discord.calls) - before
            found = _Judged(calls=made, unintended=max(0, made - 1_000))
            if "rests" not in world.connection.state:
                found.failures.append("nothing shows that it stopped asking")
            return found


async def _discord_crashes(memory: StoredMemory, draw: random.Random, storm: str) -> _Judged:
    """A process that crashes and starts again and again, and sessions that are declared invalid on top."""
    clock = ManualClock(BEGIN)
    async with FakeDiscord(now=lambda: clock.now().timestamp()) as discord:
        discord.add_channel("help")
        token = discord.token
        for _ in range(_CRASHES):
            async with discord_world(memory, discord, clock, storm):
                if draw.random() < 0.5:
                    discord.faults.invalidate(resumable=draw.random() < 0.3)
                    await asyncio.sleep(0.02)
            clock.move_to(clock.now() + timedelta(seconds=draw.choice([1, 3, 10, 30, 120])))
        sent = discord.backend.hub.identifies
        broken = sum(sum(end - span < at <= end for at in sent) > most for end in sent for span, most in _WINDOWS)
        found = _Judged(calls=len(sent), unintended=broken)
        if discord.token != token:
            found.failures.append("Discord reset the token")
        return found


_STORMS: Final[Mapping[Storm, int]] = {
    _slack_limits: 36,
    _slack_refused: 5,
    _discord_limits: 36,
    _discord_refused: 10,
    _discord_crashes: 12,
    _discord_forbidden: 1,
}
"""How often each kind comes, in a hundred; which it is follows from the storm's own seed."""


async def _rage(work: Work) -> Figures:
    async with memory_for_storms() as memory:
        return await _all(work, memory)


async def _all(work: Work, memory: StoredMemory) -> Figures:
    found, kinds, seed = _Judged(), Counter[str](), work.seed
    for number in range(work.size):
        one_seed = work.seed + number
        draw = random.Random(one_seed)
        (storm,) = draw.choices(list(_STORMS), list(_STORMS.values()))
        judged = await storm(memory, draw, f"storm-{one_seed}")
        name = storm.__name__.strip("_")
        kinds[name.replace("_", " ")] += 1
        if judged.lost or judged.doubled or judged.unintended or judged.failures:
            seed = seed if found.failures else one_seed
            counts = f"lost {judged.lost}, doubled {judged.doubled}, against a limit {judged.unintended}"
            judged.failures.insert(0, f"storm {number} ({name}, seed {one_seed}): {counts}")
        found.add(judged)
    return Figures(
        tried=work.size, lost=found.lost, doubled=found.doubled, unintended=found.unintended, seed=seed,
        failures=tuple(found.failures), absolute={"calls that the fakes judged": found.calls, **kinds},
    )  # fmt: skip


def _run(work: Work) -> Figures:
    loud = [logging.getLogger(name) for name in ("bots", "discord", "slack_bolt", "slack_sdk")]
    levels = [each.level for each in loud]
    for each in loud:
        each.setLevel(logging.CRITICAL)  # a storm is full of warnings, and all of them are meant
    try:
        return asyncio.run(_rage(work))
    finally:
        for each, level in zip(loud, levels, strict=True):
            each.setLevel(level)


ROW = Row(
    name="storms",
    title=(
        "429s short and long, errors after acceptance, lost answers, streaks of 401 and 403, and crashes in a loop"
        " against the budget of connections, on the fakes of Slack and Discord with the real slack-bolt and discord.py."
    ),
    holds="no limit is broken, it stops by itself and shows it, nothing is lost, and nothing is said twice.",
    unit="storms",
    sizes={"small": 10, "ci": 100, "long": 2_000},
    run=_run,
)
