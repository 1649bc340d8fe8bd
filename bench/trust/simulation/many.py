"""Plays many worlds, on as many processors as there are; each hangs on its own seed alone."""

import logging
import math
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from multiprocessing import get_context

from bench.trust.figures import Figures, Work
from bench.trust.simulation.ground import ground
from bench.trust.simulation.world import Outcomes, Plan, World

_AT_A_TIME = 10
_TOLD_AFTER = 10
"""So many parts."""
_FEW = 8
"""So few are played right here."""


def play_some(plan: Plan, seeds: Sequence[int], ends_at: float = math.inf) -> list[Outcomes]:
    """These worlds, one after the other; none is begun after ``ends_at``, by ``time.monotonic``.

    Raises what a world raises, with its seed.
    """
    found: list[Outcomes] = []
    if time.monotonic() >= ends_at:
        return found
    with _quiet_logs(), ground() as here:
        for seed in seeds:
            if time.monotonic() >= ends_at:
                break
            try:
                found.append(World(here, plan, seed).run())
            except Exception as error:
                error.add_note(f"in the world of seed {seed}")
                raise
    return found


def play(plan: Plan, work: Work) -> Iterator[Outcomes]:
    """As many worlds as the work asks for, the first one from its own seed."""
    seeds = range(work.seed, work.seed + work.size)
    processors = min(os.cpu_count() or 1, 8)
    if work.size <= _FEW or processors == 1:
        yield from play_some(plan, seeds, work.ends_at)
        return
    parts = [seeds[start : start + _AT_A_TIME] for start in range(0, len(seeds), _AT_A_TIME)]
    with ProcessPoolExecutor(processors, mp_context=get_context("spawn")) as pool:
        # when the time is over the rest of them come back empty: a pool that is told to cancel may never end
        for number, found in enumerate(pool.map(play_some, repeat(plan), parts, repeat(work.ends_at)), 1):
            yield from found
            if number % _TOLD_AFTER == 0 and found:
                work.report(f"  {min(number * _AT_A_TIME, work.size):,} of {work.size:,}")


def to_figures(outcomes: Iterable[Outcomes], work: Work) -> Figures:
    """All of them together; the seed is that of the first world in which a promise was broken."""
    some = list(outcomes)
    broken = [one for one in some if one.failures]
    return Figures(
        tried=len(some),
        lost=sum(one.lost for one in some),
        doubled=sum(one.doubled for one in some),
        unintended=sum(one.loud for one in some),
        seed=broken[0].seed if broken else work.seed,
        failures=tuple(f"seed {one.seed}: {failure}" for one in broken for failure in one.failures[:5]),
        absolute={
            "events": sum(one.taken for one in some),
            "messages": sum(one.shown for one in some),
            "restarts": sum(one.lives - 1 for one in some),
        },
    )


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """What goes wrong here is meant to: the log of it would hide everything else."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
