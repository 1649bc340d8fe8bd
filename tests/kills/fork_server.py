"""A process that has only imported, and forks a Hubbub whenever it is told to: that starts far faster than Python does.

It reads orders, one JSON object a line: ``{"run": arguments, "environment": ...}``, ``{"kill": pid}``,
``{"stop": pid}``. It answers each with a line of its own; in between come the lines that Hubbub prints.
"""

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

BEFOREHAND = (
    "bots.cli.run_command",
    "bots.app.running",
    "bots.platforms.slack.bot",
    "bots.platforms.discord.bot",
    "config.loader",
    "storage.migrate",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What every Hubbub imports sooner or later."""


def _run(order: Mapping[str, Any]) -> str:
    pid = os.fork()
    if pid:
        return f"born {pid}"
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(order["environment"])
    code = 1
    try:
        code = importlib.import_module("bots.cli").main(order["run"])
    finally:
        sys.stdout.flush()
        os._exit(code)


def _kill(order: Mapping[str, Any]) -> str:
    os.kill(order["kill"], signal.SIGKILL)
    return f"ended {_ending(order['kill'])}"


def _stop(order: Mapping[str, Any]) -> str:
    os.kill(order["stop"], signal.SIGTERM)
    return f"ended {_ending(order['stop'])}"


def _ending(pid: int) -> int:
    """How it ended: its exit code, or minus the signal. Waited for, so that its number is free and it is seen dead."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


ORDERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"run": _run, "kill": _kill, "stop": _stop}


def main() -> None:
    for name in BEFOREHAND:
        importlib.import_module(name)
    _answer("ready")
    for line in sys.stdin:
        order = json.loads(line)
        _answer(ORDERS[next(iter(order))](order))


def _answer(line: str) -> None:
    """At the start of a line, in one piece: whoever was killed may have left half a line behind."""
    os.write(sys.stdout.fileno(), f"\n{line}\n".encode())


if __name__ == "__main__":
    main()
