"""G14: how long until ``hubbub --help`` has answered?"""

import subprocess
import sys
from collections.abc import Callable, Sequence

from bench.measures.measure import Measure
from bench.measures.rounds import ROUNDS, in_turns, seconds

ABSOLUTE_GOAL_S = 0.5
_ROUNDS = {"small": ROUNDS, "ci": 7, "long": 15}


def run(size: str, _report: Callable[[str], None]) -> list[Measure]:
    """The time of ``--help`` over that of an empty program."""
    found = in_turns(lambda _: _time("-c", "pass"), lambda _: _time("-m", "bots", "--help"), _ROUNDS[size])
    title = f"`hubbub --help` beside an empty program (goal: under {ABSOLUTE_GOAL_S:g} s)"
    return [found.measure("G14", title, None, "s")]


def _time(*arguments: str) -> float:
    return seconds(lambda: _call(arguments))


def _call(arguments: Sequence[str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own program
