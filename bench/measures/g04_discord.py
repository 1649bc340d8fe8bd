"""G4: what does it cost to take Discord's messages in for good as they come from the gateway?

Candidate: MESSAGE_CREATE frames through discord.py's gateway, translation, the whole core and a commit (SQLite in WAL,
synchronous=FULL). Limit: discord.py with an empty handler. Both hear the same prebuilt frames, compressed as Discord
compresses them, from a websocket on loopback; a round is over when the last message is committed, or handled.
"""

from collections.abc import Callable

from bench.measures.discord_connected import CANDIDATE, LIMIT, Connected
from bench.measures.measure import Goal, Measure
from bench.measures.rounds import in_turns
from bench.measures.stage import folder

GOAL = Goal(bound=0.60)
_EVENTS = {"small": 3_000, "ci": 6_000, "long": 30_000}
"""Messages of one round."""


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """The rate of messages committed over that of messages handled by nothing."""
    return [measure(_EVENTS[size], report)]


def measure(events: int, report: Callable[[str], None]) -> Measure:
    """So many messages a round."""
    report(f"{events} frames of a gateway, again and again")
    with folder() as place, Connected(events, place) as connected:
        found = in_turns(
            lambda number: events / connected.hear(LIMIT, number),
            lambda number: events / connected.hear(CANDIDATE, number),
        )
    title = "Discord's messages, committed, beside discord.py with an empty handler"
    return found.measure("G4", title, GOAL, "messages_s")
