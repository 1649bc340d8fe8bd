"""A week of a community, again and again: is anybody written to more often than agreed, or at night?"""

from random import Random

from bench.trust.figures import Figures, Row, Work
from bench.trust.simulation.crowd import Habits
from bench.trust.simulation.faults import usual
from bench.trust.simulation.many import play, to_figures
from bench.trust.simulation.world import Plan


def eager(dice: Random) -> Habits:
    """Many questions for few helpers, who mostly ignore what they are asked; in some weeks an outage."""
    return Habits(
        questions=dice.choice((0.7, 1.2, 2.0)),
        outages=int(dice.random() < 0.05),
        newcomers=dice.random() < 0.3,
        stops=dice.randrange(2),
        answered=dice.choice((0.1, 0.3, 0.7)),
        helpful=dice.choice((0.1, 0.4, 0.8)),
    )


WEEK = Plan(days=7, faults=usual, habits=eager, without=frozenset({"open_questions", "tidy_threads"}))
"""The two write to managers and tags alone."""


def run(work: Work) -> Figures:
    """One week a seed."""
    return to_figures(play(WEEK, work), work)


ROW = Row(
    name="quiet",
    title="Simulated weeks with restarts, platforms that are away, thirty similar questions within half an hour, clock"
    " changes, and a person who is on both platforms; counted anew from what the platforms show.",
    holds="Nobody is asked more often than they chose (1 a day and 3 a week when they chose nothing), nobody gets more"
    " than two unasked messages a week, no channel more than 4 an hour and 20 a day; two ignored asks rest for 14 days;"
    " nothing from 21 to 8 o'clock where the person lives.",
    unit="weeks",
    sizes={"small": 6, "ci": 500, "full": 1_000, "long": 50_000},
    share=75.0,
    run=run,
)
