"""By what name does a process hold a lease, and is the process that held one still there?"""

import os
import secrets
import socket
from pathlib import Path

_STARTED = 19  # the 22nd field of /proc/PID/stat, counted from the third, which follows the name's bracket


def owner_name() -> str:
    """A name for this process as the holder of a lease: ``computer/process/nonce``, and when the process began."""
    number = os.getpid()
    return f"{socket.gethostname()}/{number}/{secrets.token_hex(3)}{_began(number)}"


def is_gone(owner: str) -> bool:
    """Whether a lease's holder was a process of this machine that is no more.

    A number alone says little: a container that comes back after a crash gives its first program the same one again.
    So where the system tells (Linux), the holder is gone, too, when whoever has its number now began at another time.
    """
    host, _, rest = owner.partition("/")
    number, _, nonce = rest.partition("/")
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    began, now = nonce.partition("@")[2], _began(int(number)).removeprefix("@")
    return bool(began and now) and began != now


def _began(number: int) -> str:
    """``@`` and when a process began, in the kernel's ticks since the machine did; nothing where that is not told."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return f"@{told.rpartition(')')[2].split()[_STARTED]}"
