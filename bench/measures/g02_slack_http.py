"""G2: what does it cost to take Slack's events in for good before they are acknowledged?

Candidate: signed HTTP requests through the door, Bolt, translation, the whole core and a commit (SQLite in WAL,
synchronous=FULL), then the acknowledgement. Limit: Bolt with one listener that stores nothing, served alike and sent
the same requests. 32 connections, each with one request on its way.
"""

from collections.abc import Callable

from bench.measures.measure import Goal, Measure
from bench.measures.rounds import in_turns
from bench.measures.slack_served import CONNECTIONS, Served
from bench.measures.stage import folder

GOAL = Goal(bound=0.70)
_EVENTS = {"small": 1_500, "ci": 3_000, "long": 10_000}
"""Events of one round."""


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """The rate of acknowledgements after the commit over that of bare ones."""
    return [measure(_EVENTS[size], report)]


def measure(events: int, report: Callable[[str], None]) -> Measure:
    """So many events a round."""
    report(f"{events} signed requests over {CONNECTIONS} connections, again and again")
    with folder() as place, Served(events, place) as served:
        found = in_turns(
            lambda number: events / served.send(served.limit, number).took,
            lambda number: events / served.send(served.candidate, number).took,
        )
    title = "Slack's events by HTTP, acknowledged after the commit, beside Bolt that stores nothing"
    return found.measure("G2", title, GOAL, "events_s")
