"""A process of ours that can be started, killed and started again: the real ``hubbub run``, or the bare intake."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

_PATIENCE_S: Final = 30.0
_KILLED: Final = -9
_DIED_OF_THE_LOOK: Final = -11
"""Frames are read while they change, which may be the end of it: as sudden, but not counted as a kill."""
_LONGEST_LINE: Final = 1 << 20
_ANSWERS: Final = ("ready", "born ", "ended ")
IS_UP: Final = "Hubbub is running."


class Crashed(Exception):  # noqa: N818  # it says what was found, not what to mend
    """A process had ended by itself before it was killed, or did not come up; with how it ended."""


class KillableProcess:
    """One process at a time. ``is_up`` from when it says so until it is killed; ``said`` is every other line of it."""

    def __init__(self, server: asyncio.subprocess.Process) -> None:
        self.is_up = asyncio.Event()
        self.said: list[str] = []
        self._server = server
        self._start: Mapping[str, object] = {}
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._pid = 0

    def becomes(self, order: Mapping[str, object]) -> None:
        """From now on this is what is started: an order to the fork server."""
        self._start = order

    async def start(self) -> None:
        """Fork another one; it is on its way up."""
        answer = await self._order(self._start)
        self._pid = int(answer.removeprefix("born "))

    async def up(self) -> None:
        """Return once it says that it runs. Raises Crashed."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self.is_up.wait()
        except TimeoutError:
            raise Crashed("it did not come up") from None

    async def kill(self) -> None:
        """Kill it with -9, and wait until it is gone. Raises Crashed."""
        answer = await self._order({"kill": self._gone()})
        self.is_up.clear()
        if answer != f"ended {_KILLED}":
            raise Crashed(f"it had ended by itself ({answer})")

    async def look_and_kill(self) -> Sequence[str] | None:
        """The same, and where its threads were; None when it was the look that killed it. Raises Crashed."""
        answer = await self._order({"look_and_kill": self._gone()})
        self.is_up.clear()
        _, ending, seen = answer.split(" ", 2)
        if int(ending) not in {_KILLED, _DIED_OF_THE_LOOK}:
            raise Crashed(f"it had ended by itself ({ending})")
        found: list[str] = json.loads(seen)
        return found if int(ending) == _KILLED else None

    async def stop(self) -> None:
        """As Ctrl-C does. Raises Crashed unless it ends as it should."""
        answer = await self._order({"stop": self._gone()})
        self.is_up.clear()
        if answer != "ended 0":
            raise Crashed(f"it did not stop as it should ({answer})")

    async def end(self) -> None:
        """Whatever still runs is killed."""
        if self._pid:
            await self._order({"kill": self._gone()})
            self.is_up.clear()

    def _gone(self) -> int:
        pid, self._pid = self._pid, 0
        return pid

    async def read(self) -> None:
        """Read what the server answers and the process says, until there is no more."""
        assert self._server.stdout is not None
        async for raw in self._server.stdout:
            line = raw.decode().strip()
            if line.startswith(_ANSWERS):
                self._answers.put_nowait(line)
            elif line.startswith(IS_UP):
                self.is_up.set()
            elif line:
                self.said.append(line)

    async def ready(self) -> None:
        """Return once the server has imported everything."""
        async with asyncio.timeout(_PATIENCE_S):
            assert await self._answers.get() == "ready"

    async def _order(self, order: Mapping[str, object]) -> str:
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(order).encode() + b"\n")
        await self._server.stdin.drain()
        async with asyncio.timeout(_PATIENCE_S):
            return await self._answers.get()


@asynccontextmanager
async def killable_process(log: Path) -> AsyncIterator[KillableProcess]:
    """Nothing yet; what it writes to its log goes to ``log``. Whatever runs at the end is killed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUBBUB_")}
    with log.open("wb") as errors:
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.trust.kills.fork_server",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=errors, env=clean,
            start_new_session=True, limit=_LONGEST_LINE,
        )  # fmt: skip
        process = KillableProcess(server)
        reading = asyncio.create_task(process.read())
        try:
            await process.ready()
            yield process
        finally:
            _end_all(server.pid)
            await server.wait()
            await reading


def _end_all(group: int) -> None:
    """The server and whatever it has forked: they are a group of their own."""
    os.killpg(group, 9)
