"""A process that has only imported, and forks one that opens a database whenever it is told to; it may die on the way.

It reads orders, one JSON object a line, ``{"url", "dies_at"}``: with ``dies_at`` the forked process kills itself before
its n-th statement (0 never does). It answers ``born PID``, ``counted N`` statements when that one was not killed, and
``ended CODE`` once it is gone.
"""

import importlib
import json
import logging
import os
import signal
import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from storage.memory import open_memory

BEFOREHAND = ("psycopg", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite", "alembic.command")


def _open(url: str, dies_at: int) -> None:
    """Open it, as every start of Hubbub does, and leave it."""
    counted = 0

    def before(*_: Any) -> None:
        nonlocal counted
        counted += 1
        if counted == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", before)
    open_memory(url).close()
    _answer(f"counted {counted}")


def main() -> None:
    """Fork and wait, one order after the other."""
    for name in BEFOREHAND:
        importlib.import_module(name)
    _answer("ready")
    logging.disable()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            code = 1
            try:
                _open(order["url"], order["dies_at"])
                code = 0
            finally:
                os._exit(code)
        _answer(f"born {pid}")
        _answer(f"ended {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}")


def _answer(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


if __name__ == "__main__":
    main()
