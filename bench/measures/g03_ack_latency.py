"""G3: how long does Slack wait for an acknowledgement, at worst, beside a server that stores nothing?

Both as for G2. The ratio is that of the 99th percentiles with 32 connections that each send their next request as soon
as they were answered: the worst that so many can do. The absolute goal (p99 under 100 ms) is told at 200 events a
second that come whether or not the ones before were answered; each counts from when it should have been sent.
"""

from collections.abc import Callable

from bench.measures.measure import Goal, Measure
from bench.measures.rounds import ROUNDS, in_turns, percentile, rounded
from bench.measures.slack_served import CONNECTIONS, Served
from bench.measures.stage import folder

GOAL = Goal(bound=3.0, at_most=True)
RATE = 200.0
_EVENTS = {"small": 1_500, "ci": 3_000, "long": 12_000}
"""Events of one round."""


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """The 99th percentile of acknowledgements after the commit over that of bare ones."""
    return [measure(_EVENTS[size], report)]


def measure(events: int, report: Callable[[str], None]) -> Measure:
    """So many events a round."""
    report(f"{events} signed requests over {CONNECTIONS} connections, again and again")
    with folder() as place, Served(events, place) as served:

        def slowest(port: int, number: int) -> float:
            return percentile(served.send(port, number).seconds, 0.99) * 1e3

        found = in_turns(lambda number: slowest(served.limit, number), lambda number: slowest(served.candidate, number))
        report(f"{events} signed requests, {RATE:g} a second")
        steady = served.send(served.candidate, ROUNDS + 1, rate=RATE).seconds
    more = {
        "p50_ms_at_200_a_second": rounded(percentile(steady, 0.5) * 1e3),
        "p99_ms_at_200_a_second": rounded(percentile(steady, 0.99) * 1e3),
    }
    title = (
        f"p99 of acknowledgements, {CONNECTIONS} connections, beside Bolt's (goal: 100 ms at {RATE:g} events a second)"
    )
    return found.measure("G3", title, GOAL, "p99_ms", more)
