"""In the middle of what did it die? From where its threads were a moment before."""

from collections.abc import Sequence
from typing import Final

_IDLE: Final = ("selectors.py", "threading.py", "thread.py", "in _run")
MIGRATING, COMMITTING, WRITING = "bringing the schema up to date", "committing", "deciding and writing"
STARTING, READING, WAITING = "starting", "reading, looking up or presenting", "waiting for the network"


def place_of(seen: Sequence[str], *, is_up: bool) -> str:
    """What the process was at, by the frames of its threads: ``faulthandler``'s lines, the innermost frame first."""
    threads = _threads(seen)
    frames = [frame for thread in threads for frame in thread]
    if any("/storage/migrat" in frame for frame in frames):
        return MIGRATING
    if any(" in do_commit" in frame for frame in frames):
        return COMMITTING
    if any("/storage/writer.py" in frame and (" in _together" in frame or " in _apart" in frame) for frame in frames):
        return WRITING
    if not is_up:
        return STARTING
    return WAITING if all(any(sign in thread[0] for sign in _IDLE) for thread in threads) else READING


def _threads(seen: Sequence[str]) -> list[list[str]]:
    """The frames of each thread that has any."""
    threads: list[list[str]] = []
    for line in seen:
        if line.startswith(("Thread 0x", "Current thread 0x")):
            threads.append([])
        elif line.lstrip().startswith("File ") and threads:
            threads[-1].append(line)
    return [thread for thread in threads if thread]
