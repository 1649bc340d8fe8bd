"""A process that has only imported, and forks a Hubbub whenever it is told to: that starts far faster than Python does.

It reads orders, one JSON object a line: ``{"run": arguments, "environment": ...}``, ``{"take_in": arguments}``,
``{"kill": pid}``, ``{"look_and_kill": pid}``, ``{"stop": pid}``. It answers each with a line of its own; in between
come the lines that Hubbub prints. Before a look-and-kill the process writes down, from within a signal handler in C,
where each of its threads is; the answer ends in that, as JSON.
"""

import faulthandler
import gc
import importlib
import json
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

BEFOREHAND = (
    "apscheduler.executors.asyncio",
    "apscheduler.triggers.interval",
    "bench.trust.kills.listener",
    "bots.cli.run_command",
    "bots.app.running",
    "bots.platforms.slack.bot",
    "bots.platforms.discord.bot",
    "config.loader",
    "storage.migrate",
    "psycopg",
    "pydantic.v1",  # fastapi loads it with the first route
    "slack_bolt.listener_matcher.async_builtins",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What every Hubbub imports sooner or later."""
_LOOK = signal.SIGUSR1
_LOOK_BEGINS_S, _LOOK_GOES_ON_S = 0.2, 0.002
_looks: dict[int, int] = {}
"""By process: where what it writes down can be read."""


def _run(order: Mapping[str, Any]) -> str:
    return _forked(order, lambda: importlib.import_module("bots.cli").main(order["run"]))


def _take_in(order: Mapping[str, Any]) -> str:
    return _forked(order, lambda: importlib.import_module("bench.trust.kills.listener").run(*order["take_in"]))


def _forked(order: Mapping[str, Any], do: Callable[[], int]) -> str:
    looked, look = os.pipe()
    pid = os.fork()
    if pid:
        os.close(look)
        _looks[pid] = looked
        return f"born {pid}"
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(order["environment"])
    faulthandler.register(_LOOK, file=look, all_threads=True)
    code = 1
    try:
        code = do()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _kill(order: Mapping[str, Any]) -> str:
    os.kill(order["kill"], signal.SIGKILL)
    return f"ended {_ending(order['kill'])}"


def _look_and_kill(order: Mapping[str, Any]) -> str:
    pid = order["look_and_kill"]
    os.kill(pid, _LOOK)
    seen = _seen(_looks[pid])
    os.kill(pid, signal.SIGKILL)
    return f"ended {_ending(pid)} {json.dumps(seen)}"


def _seen(looked: int) -> Sequence[str]:
    """What it has written down; nothing when it was too early to."""
    found, patience = b"", _LOOK_BEGINS_S
    while select.select([looked], [], [], patience)[0]:
        some = os.read(looked, 1 << 16)
        if not some:
            break
        found, patience = found + some, _LOOK_GOES_ON_S
    return found.decode(errors="replace").splitlines()


def _stop(order: Mapping[str, Any]) -> str:
    os.kill(order["stop"], signal.SIGTERM)
    return f"ended {_ending(order['stop'])}"


def _ending(pid: int) -> int:
    """How it ended: its exit code, or minus the signal. Waited for, so that its number is free and it is seen dead."""
    os.close(_looks.pop(pid))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


ORDERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "run": _run,
    "take_in": _take_in,
    "kill": _kill,
    "look_and_kill": _look_and_kill,
    "stop": _stop,
}


def main() -> None:
    """Import, then obey until there are no more orders."""
    for name in BEFOREHAND:
        importlib.import_module(name)
    gc.collect()
    signal.signal(_LOOK, signal.SIG_IGN)  # until a child has learnt to write down where it is
    gc.freeze()  # so that no child walks, or copies, what it did not make itself
    _answer("ready")
    for line in sys.stdin:
        order = json.loads(line)
        _answer(ORDERS[next(iter(order))](order))


def _answer(line: str) -> None:
    """At the start of a line, in one piece: whoever was killed may have left half a line behind."""
    os.write(sys.stdout.fileno(), f"\n{line}\n".encode())


if __name__ == "__main__":
    main()
