"""Runs one row in a process of its own, which is gone afterwards, whatever became of it: it may break, die or hang."""

import asyncio
import gc
import math
import multiprocessing
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Final

from bench.trust.figures import Figures

_TO_LEAVE_S: Final = 10.0
"""Once it has answered it has so long to end by itself."""
_NAME: Final = "hubbub-trust-limit"


class Died(Exception):  # noqa: N818  # it says what was found, not what to mend
    """A process that ended without figures, or had none in time; with its exit code, or with where it was."""


def apart(do: Callable[[], Figures], begin: Callable[[], None], limit: float = math.inf) -> Figures:
    """What ``do`` finds in a process that called ``begin`` first; both can be pickled, and ``do`` raises nothing.

    After ``limit`` seconds no more is waited for. Raises Died.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, do, begin, limit))
    process.start()
    there.close()
    try:
        found: Figures | Died = here.recv()
        if isinstance(found, Figures):
            process.join(_TO_LEAVE_S)
    except EOFError:
        process.join()
        raise Died(f"its process ended with exit code {process.exitcode}") from None
    finally:
        here.close()
        process.kill()
        process.join()
    if isinstance(found, Died):
        raise found
    return found


def _answer(there: Connection, do: Callable[[], Figures], begin: Callable[[], None], limit: float) -> None:
    begin()
    once = threading.Lock()
    if limit < math.inf:
        timer = threading.Timer(limit, _give_up, (there, once, limit))
        timer.daemon, timer.name = True, _NAME
        timer.start()
    found = do()
    if once.acquire(blocking=False):
        there.send(found)


def _give_up(there: Connection, once: threading.Lock, limit: float) -> None:
    if once.acquire(blocking=False):
        where = "\n".join((*_threads(), *_tasks()))
        for child in multiprocessing.active_children():
            child.kill()
        there.send(Died(f"it was still at it after {limit:,.0f} s:\n{where}"))


def _threads() -> Iterator[str]:
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():  # noqa: SLF001  # the only way there is
        if names.get(ident) != _NAME:
            yield f"thread {names.get(ident, ident)}:\n{''.join(traceback.format_stack(frame)).rstrip()}"


def _tasks() -> Iterator[str]:
    for task in [each for each in gc.get_objects() if issubclass(type(each), asyncio.Task)]:
        if not task.done():
            yield f"task {task.get_name()}:\n  " + "\n  ".join(_awaited(task.get_coro()))


def _awaited(waits: object) -> Iterator[str]:
    """From the outermost coroutine to what it waits for in the end."""
    while (frame := getattr(waits, "cr_frame", None)) is not None:
        yield f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_qualname}"
        waits = getattr(waits, "cr_await", None)
    yield repr(waits)
