"""The real ``hubbub run`` as a process that can be started, killed and started again, from within a test."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

_PATIENCE_S = 20.0
_KILLED = -9
_IS_UP = "Hubbub is running."


class HubbubProcess:
    """One Hubbub at a time. ``is_up`` from when it says so until it is killed."""

    def __init__(
        self, server: asyncio.subprocess.Process, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.is_up = asyncio.Event()
        self._server = server
        self._arguments = arguments
        self._environment = environment
        self._answers: asyncio.Queue[str] = asyncio.Queue()
        self._pid = 0

    async def start(self) -> None:
        """Fork another one; it is on its way up."""
        answer = await self._order(run=list(self._arguments), environment=dict(self._environment))
        self._pid = int(answer.removeprefix("born "))

    async def up(self) -> None:
        """Return once it says that it runs."""
        async with asyncio.timeout(_PATIENCE_S):
            await self.is_up.wait()

    async def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        answer = await self._order(kill=self._pid)
        self.is_up.clear()
        assert answer == f"ended {_KILLED}", f"it had ended by itself: {answer}"

    async def stop(self) -> None:
        """As Ctrl-C does."""
        answer = await self._order(stop=self._pid)
        self.is_up.clear()
        assert answer == "ended 0", answer

    async def read(self) -> None:
        """Read what the server answers and Hubbub says, until there is no more."""
        assert self._server.stdout is not None
        async for raw in self._server.stdout:
            line = raw.decode().strip()
            if line.startswith(("ready", "born ", "ended ")):
                self._answers.put_nowait(line)
            elif line.startswith(_IS_UP):
                self.is_up.set()

    async def ready(self) -> None:
        """Return once the server has imported everything."""
        async with asyncio.timeout(_PATIENCE_S):
            assert await self._answers.get() == "ready"

    async def _order(self, **order: object) -> str:
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(order).encode() + b"\n")
        await self._server.stdin.drain()
        async with asyncio.timeout(_PATIENCE_S):
            return await self._answers.get()


@asynccontextmanager
async def hubbub_process(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path
) -> AsyncIterator[HubbubProcess]:
    """A Hubbub not yet started; what it writes to its log goes to ``log``. Whatever runs at the end is killed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUBBUB_")}
    with log.open("wb") as errors:
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.kills.fork_server",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=errors, env=clean,
            start_new_session=True,
        )  # fmt: skip
        process = HubbubProcess(server, arguments, environment)
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
