"""The whole engine in one thread on a virtual clock, with platforms that fail and people who act, from one seed."""

from random import Random

from bench.trust.figures import Figures, Row, Work
from bench.trust.simulation.crowd import Habits
from bench.trust.simulation.faults import rough
from bench.trust.simulation.many import play, to_figures
from bench.trust.simulation.world import Plan

__all__ = ["ROUGH", "ROW"]


def busy(dice: Random) -> Habits:
    """Some of everything, more in one world and less in another."""
    return Habits(
        questions=dice.choice((3, 6, 10)),
        outages=int(dice.random() < 0.25),
        spam=dice.randrange(2),
        newcomers=dice.random() < 0.5,
        pauses=dice.randrange(2),
        undone=dice.randrange(4),
        stops=dice.randrange(3),
        answered=dice.random(),
        helpful=dice.random(),
    )


ROUGH = Plan(days=2, faults=rough, habits=busy)
"""Two days in which everything goes wrong that can."""


def run(work: Work) -> Figures:
    """One world a seed, from the work's own on."""
    return to_figures(play(ROUGH, work), work)


ROW = Row(
    name="simulation",
    title="Two days of a community in one thread on a virtual clock: platforms that lose replies, refuse, are slow or"
    " away; events told twice, late and out of order; crashes at any step; people who ask, answer, ignore, say stop.",
    holds="Every message has exactly one decision, nothing acknowledged is lost, nothing is said twice, no cap is"
    " exceeded, what belongs together is one notice, nobody is written to at night or after stop, in a channel that is"
    " off, or while all is paused.",
    unit="worlds",
    sizes={"small": 4, "ci": 50, "long": 20_000},
    run=run,
)
