"""What one promise is, how much of it is tried at each size, and what a run of it found."""

import math
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

SIZES = ("small", "ci", "full", "long")
"""``small`` ends within a minute altogether, ``ci`` is what each change has to pass, ``full`` has more simulated weeks,
``long`` is for a night."""


class Unavailable(Exception):  # noqa: N818  # not an error of anybody's: this machine lacks something
    """A row cannot be run here; its words say what is missing and how to get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a row is given: how much to try, the seed that all chance comes from, and whom to tell how far it got.

    A row that can stop midway does so when ``is_over``: its share of the time was used up.
    """

    size: int
    seed: int
    report: Callable[[str], None] = print
    ends_at: float = math.inf
    """By ``time.monotonic``."""

    @property
    def is_over(self) -> bool:
        """Whether no more is to be begun."""
        return time.monotonic() >= self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was found. ``tried`` is in the row's own unit; every other count should be 0.

    ``seed`` is that of the first failure when there was one, else the one the run began with: running the row again
    with it repeats the failure. ``absolute`` holds further figures by name; ``failures`` says what went wrong.
    """

    name: str = ""
    tried: int
    lost: int = 0
    doubled: int = 0
    crashed: int = 0
    unintended: int = 0
    seed: int
    seconds: float = 0.0
    failures: tuple[str, ...] = ()
    absolute: Mapping[str, Any] = field(default_factory=dict)
    unavailable: str = ""
    """Why it could not be run here; then the counts say nothing."""

    @property
    def is_kept(self) -> bool:
        """Whether the promise held (or could not be tried here)."""
        return not (self.lost or self.doubled or self.crashed or self.unintended or self.failures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise. ``name`` is what the command calls it, ``title`` what is done, ``holds`` what must come out of it.

    ``sizes`` says how much is tried at each of ``SIZES``, in ``unit``; ``full`` is as ``ci`` unless it is named.
    ``share`` is after how many seconds it stops at ``ci``, wherever it is by then: a change has to be judged in time
    also on a slow machine. ``run`` may raise Unavailable.
    """

    name: str
    title: str
    holds: str
    unit: str
    sizes: Mapping[str, int]
    run: Callable[[Work], Figures]
    share: float = math.inf

    def count(self, size: str) -> int:
        """How much is tried at one of ``SIZES``, or at a size given as a number."""
        if size.isdecimal():
            return int(size)
        return self.sizes["ci"] if size == "full" and size not in self.sizes else self.sizes[size]

    def figures(self, size: str, seed: int, report: Callable[[str], None]) -> Figures:
        """Run it at one of ``SIZES``, or so often."""
        start = time.perf_counter()
        ends_at = time.monotonic() + self.share if size == "ci" else math.inf
        try:
            found = self.run(Work(size=self.count(size), seed=seed, report=report, ends_at=ends_at))
        except Unavailable as lacking:
            found = Figures(tried=0, seed=seed, unavailable=str(lacking))
        except Exception as error:  # noqa: BLE001  # the other rows are run all the same
            told = "".join(traceback.format_exception(error)).strip()
            found = Figures(tried=0, crashed=1, seed=seed, failures=(told,))
        return replace(found, name=self.name, seconds=round(time.perf_counter() - start, 1))
