"""G12: how much memory does a Hubbub that rests hold, and what do a million members add to it?

Candidate: ``hubbub run`` as a process of its own, connected to a pretended Slack (Socket Mode) and a pretended Discord.
Limit: a process that only imports the SDKs. What members add is told by two processes that take in the same number of
messages, one with a thousand members in its memory, the other with very many, each time by other ones of them. The
absolute goals (130 MB; 20 MB for a million members) are reported, not failed on.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import median

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bench.measures.g10_ranking import fill
from bench.measures.measure import Measure
from bench.measures.rounds import Rounds, in_turns, rounded
from bench.measures.stage import folder, memory_at

FEW = 1_000
_MEMBERS = {"small": (100_000, 1), "ci": (200_000, 2), "long": (1_000_000, 3)}
"""How many members, and how often it is measured."""
_ROUNDS = 3
_MESSAGES = 25_000
"""More than any cache keeps of people."""
_PEOPLE = 100
_UP = "Hubbub is running"
_UNTIL_UP = 60.0
_REST = 2.0
"""Seconds of rest before it is measured: the first looks at what is due are over."""
_GOODBYE = 10.0
_ROOT = Path(__file__).parents[2]
_SDKS = """\
import slack_bolt.async_app, slack_sdk.web.async_client, discord
print(flush=True)
input()
"""
_PLAYBOOK = """\
communities:
  - name: Bench
    workspaces: [{platform: slack}, {platform: discord}]
    channels:
      help-0: {}
"""


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """Resting memory over that of the SDKs, and what members add."""
    return [resting(report), with_members(*_MEMBERS[size], report)]


def resting(report: Callable[[str], None], rounds: int = _ROUNDS) -> Measure:
    """``hubbub run`` with both platforms connected."""
    report("starting Hubbub with both platforms, again and again")
    found = in_turns(lambda _: asyncio.run(_sdks_mb()), lambda _: asyncio.run(_connected_mb()), rounds)
    title = "resting memory, Slack and Discord connected, beside importing their SDKs (goal: 130 MB)"
    return found.measure("G12 resting", title, None, "mb")


def with_members(members: int, rounds: int, report: Callable[[str], None]) -> Measure:
    """Memory with so many members over that with a thousand."""
    report(f"taking in messages with {FEW} and with {members} members")
    with folder() as place:
        few, many = place / "few.db", place / "many.db"
        for path, number in ((few, FEW), (many, members)):
            with memory_at(f"sqlite:///{path}"):
                fill(path, number)
        limits, candidates = [], []
        for _ in range(rounds):  # what a process holds is the same each time: nothing needs to be warmed up
            limits.append(_mb_with(few, FEW))
            candidates.append(_mb_with(many, members))
    ratios = tuple(mine / theirs for mine, theirs in zip(candidates, limits, strict=True))
    found = Rounds(ratios=ratios, limits=tuple(limits), candidates=tuple(candidates), swing=0.0)
    more = {"added_mb": rounded(median(candidates) - median(limits)), "members": members}
    title = f"memory with {members:,} members beside {FEW:,} (goal: a million add 20 MB)"
    return found.measure("G12 members", title, None, "mb", more)


def resident_mb(pid: int) -> float:
    """How much memory a process holds now (its resident set)."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024 / 1e6
    asked = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=True, capture_output=True, text=True)  # noqa: S603, S607
    return int(asked.stdout) * 1024 / 1e6


def _mb_with(path: Path, members: int, messages: int = _MESSAGES) -> float:
    """What a process holds in the end that has these members in its memory and takes in messages."""
    command = [sys.executable, "-m", "bench.measures.resting", str(path), str(members), str(messages)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own program
    return float(done.stdout)


async def _sdks_mb() -> float:
    """What a process holds that only imports the SDKs."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-W", "ignore", "-c", _SDKS, stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readline(), _UNTIL_UP)
    held = resident_mb(process.pid)
    await process.communicate(b"\n")
    return held


async def _connected_mb() -> float:
    """What ``hubbub run`` holds when it is connected and rests."""
    with folder() as place:
        async with FakeSlack() as slack, FakeDiscord() as discord:
            slack.add_channel("help-0", members=[slack.add_user(f"person {n}") for n in range(_PEOPLE)])
            for number in range(_PEOPLE):
                discord.add_member(f"person {number}")
            discord.add_channel("help-0")
            (place / "hubbub.yaml").write_text(_PLAYBOOK)
            process = await _start(place, _environment(slack, discord, place))
            try:
                await asyncio.wait_for(_until_up(process), _UNTIL_UP)
                assert slack.open_sockets > 0
                assert discord.backend.hub.sessions
                await asyncio.sleep(_REST)
                return resident_mb(process.pid)
            finally:
                with suppress(ProcessLookupError):
                    process.terminate()
                await asyncio.wait_for(process.wait(), _GOODBYE)


def _environment(slack: FakeSlack, discord: FakeDiscord, place: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("HUBBUB_")}
    return {
        **others,
        "PYTHONPATH": str(_ROOT),
        "HUBBUB_HOME": str(place / "data"),
        "HUBBUB_CONFIG": str(place / "hubbub.yaml"),
        "HUBBUB_SLACK_BOT_TOKEN": slack.bot_token,
        "HUBBUB_SLACK_APP_TOKEN": slack.app_token,
        "HUBBUB_SLACK_API_URL": slack.api_url,
        "HUBBUB_DISCORD_TOKEN": discord.token,
        "HUBBUB_DISCORD_API_URL": discord.api_url,
        "HUBBUB_DISCORD_GATEWAY_URL": discord.gateway_url,
    }


async def _start(place: Path, environment: dict[str, str]) -> asyncio.subprocess.Process:
    arguments = ("-m", "bots", "run", "--port", "0")
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=place,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )


async def _until_up(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if _UP in line.decode():
            return
    raise RuntimeError(f"`hubbub run` ended with {await process.wait()} before it was connected")
