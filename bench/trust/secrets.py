"""A day on both platforms with every word a canary, while everything fails: what is written holds no word and no token.

A real ``hubbub run`` at its most talkative is connected to pretended vendors. People write, ask, click and give
commands; calls are refused, lost and answered with errors, connections break, strangers knock at the doors, and last
the database is damaged under it, so that every event ends in an exception. Then all that it and the other commands
wrote is looked through.
"""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bench.trust.figures import Figures, Row, Work

_PLAYBOOK = """
communities:
  - name: Secrets
    dry_run: false
    hold_out: 0
    managers_channel: managers
    roles: {{manager: ["{slack}", "{discord}"]}}
    topics: {{api: [endpoint, script]}}
    channels:
      help: {{topics: [api]}}
    peer_prompt: {{wait: 0 s, rings: 1}}
    workspaces: [{{platform: slack}}, {{platform: discord}}]
"""
_UP_S, _DOWN_S, _CALM_S = 40.0, 20.0, 10.0
_SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "ro", "su", "ta", "vo", "wi", "xe", "zu")
_COMMANDS = (
    ("doctor",), ("doctor", "--json"), ("check",), ("config",), ("health", "--json"), ("undo", "nothing"), ("backup",),
    ("import", "nowhere.zip"), ("restore", "hubbub.yaml"),
)  # fmt: skip
"""What a manager may type meanwhile."""


@dataclass(slots=True)
class _Heard:
    """All that was written, by where it stood."""

    written: dict[str, bytes] = field(default_factory=dict)

    def add(self, where: str, what: bytes) -> None:
        """Keep it."""
        self.written[where] = self.written.get(where, b"") + what


class _Canaries:
    """Words that stand nowhere else."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)
        self.all: list[str] = []

    def new(self) -> str:
        """Another one: about fifteen letters."""
        word = "".join(self._draw.choice(_SYLLABLES) for _ in range(7)) + str(len(self.all))
        self.all.append(word)
        return word

    def text(self) -> str:
        """What somebody may write, with a canary in it."""
        return self._draw.choice(
            (
                f"How do I call the {self.new()} endpoint from a script?", f"so far so good, {self.new()}",
                f"@everyone <!channel> {self.new()} \u202e\u0000 {{0}} %s", f"`{self.new()}` does not work for me",
            )
        )  # fmt: skip


@dataclass(slots=True)
class _Town:
    """Both vendors, furnished, and who is there."""

    slack: FakeSlack
    discord: FakeDiscord
    canaries: _Canaries
    slack_people: list[str] = field(default_factory=list)
    discord_people: list[str] = field(default_factory=list)
    slack_help: str = ""
    discord_help: str = ""
    port: int = 0

    def furnish(self) -> None:
        """People are called by canaries, too."""
        self.slack_people = [self.slack.add_user(self.canaries.new()) for _ in range(4)]
        self.discord_people = [self.discord.add_member(self.canaries.new()) for _ in range(4)]
        self.slack_help = self.slack.add_channel("help", members=self.slack_people)
        self.slack.add_channel("managers", members=self.slack_people[:1])
        self.discord_help = self.discord.add_channel("help")
        self.discord.add_channel("managers")

    @property
    def environment(self) -> Mapping[str, str]:
        """What Hubbub is told of them."""
        return {
            "HUBBUB_SLACK_BOT_TOKEN": self.slack.bot_token, "HUBBUB_SLACK_APP_TOKEN": self.slack.app_token,
            "HUBBUB_SLACK_SIGNING_SECRET": self.slack.signing_secret, "HUBBUB_SLACK_API_URL": self.slack.api_url,
            "HUBBUB_DISCORD_TOKEN": self.discord.token, "HUBBUB_DISCORD_API_URL": self.discord.api_url,
            "HUBBUB_DISCORD_GATEWAY_URL": self.discord.gateway_url,
            "HUBBUB_LOG_LEVEL": "debug", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    @property
    def tokens(self) -> list[str]:
        """What must not be written anywhere."""
        return [self.slack.bot_token, self.slack.app_token, self.slack.signing_secret, self.discord.token]

    def fail(self, draw: random.Random) -> None:
        """Something goes wrong with the next calls."""
        slack, discord = self.slack.faults, self.discord.faults
        say = "POST /channels/{channel_id}/messages"
        draw.choice(
            (
                lambda: slack.fail("chat.postMessage", "restricted_action"),
                lambda: slack.lose("chat.postMessage"),
                lambda: slack.server_error("chat.postMessage"),
                lambda: slack.rate_limit("chat.postMessage"),
                slack.drop_sockets,
                lambda: discord.fail(say, 400, 50035),
                lambda: discord.fail(say, 500),
                lambda: discord.lose(say),
                discord.drop_gateway,
            )
        )()  # fmt: skip

    async def something(self, draw: random.Random) -> None:
        """Somebody does something, on both platforms."""
        text = self.canaries.text().replace("\u0000", "")
        ours, theirs = draw.choice(self.slack_people), draw.choice(self.discord_people)
        ts = await self.slack.post(ours, self.slack_help, text)
        message = await self.discord.post(theirs, self.discord_help, text)
        kind = draw.random()
        with suppress(TimeoutError, AssertionError, KeyError, LookupError):
            async with asyncio.timeout(_CALM_S):
                if kind < 0.2:
                    await self.slack.edit(ours, self.slack_help, ts, self.canaries.text())
                elif kind < 0.3:
                    await self.slack.delete(ours, self.slack_help, ts)
                elif kind < 0.5:
                    await self.slack.slash(ours, self.slack_help, f"why {self.canaries.new()}")
                elif kind < 0.6:
                    await self.discord.slash(theirs, self.discord_help, "hubbub", "help")
                elif kind < 0.7:
                    await self.slack.dm(ours, self.canaries.text())
                elif kind < 0.8:
                    await self.discord.react(theirs, self.discord_help, message, "✅")


@asynccontextmanager
async def _running(town: _Town, folder: Path, heard: _Heard) -> AsyncIterator[asyncio.subprocess.Process]:
    """The real thing, up."""
    (folder / "hubbub.yaml").write_text(
        _PLAYBOOK.format(slack=town.slack_people[0], discord=town.discord_people[0]), encoding="utf-8"
    )
    town.port = _free_port()
    process = await _start(town, folder, "run", "--port", str(town.port))
    assert process.stdout is not None
    assert process.stderr is not None
    is_up = asyncio.Event()

    async def read(stream: asyncio.StreamReader, where: str) -> None:
        async for line in stream:
            heard.add(where, line)
            if b"Hubbub is running" in line:
                is_up.set()

    reading = [asyncio.create_task(read(process.stdout, "run: standard output"))]
    reading.append(asyncio.create_task(read(process.stderr, "run: log")))
    try:
        async with asyncio.timeout(_UP_S):
            await is_up.wait()
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_DOWN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await asyncio.gather(*reading)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def _start(town: _Town, folder: Path, *words: str) -> asyncio.subprocess.Process:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUBBUB_")}
    clean["PYTHONPATH"] = str(Path(__file__).parents[2])
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots", *words, cwd=folder, env={**clean, **town.environment},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _knock(town: _Town, heard: _Heard) -> None:
    """Strangers at every door: pages, forged calls, odd ones."""
    forged = {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1"}
    body = f'{{"type": "event_callback", "text": "{town.canaries.new()}"}}'.encode()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{town.port}") as session:
        for method, path, headers, content in (
            ("GET", "/status", {}, b""), ("GET", "/status", {"Accept": "application/json"}, b""),
            ("GET", "/health", {}, b""),
            ("GET", f"/{town.canaries.new()}", {}, b""), ("POST", "/slack/events", forged, body),
            ("POST", "/slack/events", {}, body), ("POST", "/rehearsals", {}, body), ("PUT", "/status", {}, body),
        ):  # fmt: skip
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.request(method, path, headers=headers, data=content) as reply:
                    heard.add(f"page {method} {path[:16]}", await reply.read())


async def _commands(town: _Town, folder: Path, heard: _Heard, some: Sequence[Sequence[str]]) -> None:
    for words in some:
        process = await _start(town, folder, *words)
        out, err = await process.communicate()
        heard.add(f"hubbub {' '.join(words)}", out + err)


def _damage(folder: Path) -> None:
    """From now on every event falls over in the database, with what it holds in its hands."""
    with sqlite3.connect(folder / "data" / "hubbub.db", timeout=30) as connection:
        connection.execute("ALTER TABLE words RENAME COLUMN body TO lost")
        connection.execute("ALTER TABLE waiting RENAME COLUMN payload TO lost")  # where events that fail are set aside
    connection.close()


async def _day(work: Work, folder: Path, heard: _Heard) -> _Town:
    draw, canaries = random.Random(work.seed), _Canaries(work.seed)
    async with FakeSlack() as slack, FakeDiscord(server_name="Secrets", bot_name="Hubbub") as discord:
        town = _Town(slack, discord, canaries)
        town.furnish()
        async with _running(town, folder, heard):
            for nth in range(work.size):
                if nth % 3 == 0:
                    town.fail(draw)
                await town.something(draw)
            await _knock(town, heard)
            slack.faults.clear()
            discord.faults.clear()
            await _commands(town, folder, heard, _COMMANDS if work.size >= 100 else ())
            _damage(folder)
            for _ in range(max(work.size // 5, 3)):
                await town.something(draw)
            await asyncio.sleep(1)  # the last of them are on their way to the log
        return town


def _judge(town: _Town, heard: _Heard, folder: Path) -> list[str]:
    """Where a word or a token stands that must not; copies of the memory hold words, but no token."""
    found = []
    forms = {word: (word.encode(),) for word in (*town.canaries.all, *town.tokens)}
    for where, written in heard.written.items():
        names = [word for word, shown in forms.items() if any(form in written for form in shown)]
        found += [f"{where} holds {name[:24]}" for name in names]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "hubbub.yaml":
            held = path.read_bytes()
            found += [f"{path.name} holds a token" for token in town.tokens if token.encode() in held]
    return found


def run(work: Work) -> Figures:
    """One day; its length is the size."""
    heard = _Heard()
    with TemporaryDirectory(prefix="hubbub-secrets-") as place:
        town = asyncio.run(_day(work, Path(place), heard))
        found = _judge(town, heard, Path(place))
    log = heard.written.get("run: log", b"")
    failures = list(found)
    if b"OperationalError" not in log:
        failures.append("the damage to the database left no trace in the log: nothing was tried")
    return Figures(
        tried=len(town.canaries.all), unintended=len(found), seed=work.seed, failures=tuple(failures),
        absolute={"bytes looked through": sum(map(len, heard.written.values())), "lines of log": log.count(b"\n")},
    )  # fmt: skip


ROW = Row(
    name="secrets",
    title="A day on both platforms with every word a canary, while calls, connections and the database fail.",
    holds="no word that people wrote and no token stands in logs, pages, errors or what commands print.",
    unit="canaries",
    sizes={"small": 6, "ci": 100, "long": 2_000},
    run=run,
)
