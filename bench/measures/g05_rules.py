"""G5: what do a hundred rules cost beside one?

A rule is a topic with its keywords; the owner's reading of a message finds all of them in one pass. Nothing is stored.
"""

from collections.abc import Callable, Mapping
from itertools import islice

from bench.measures.measure import Goal, Measure
from bench.measures.rounds import in_turns, seconds
from bench.measures.stage import policy
from bench.measures.synthetic import Town
from bots.runtime.community import Community
from config.playbook import PLAYS

GOAL = Goal(bound=2.0, at_most=True)
RULES = 100
_WORDS = 5
_MESSAGES = {"small": 5_000, "ci": 20_000, "long": 200_000}


def run(size: str, _report: Callable[[str], None]) -> list[Measure]:
    """The cost of a hundred rules over that of one."""
    return [measure(_MESSAGES[size])]


def measure(number: int) -> Measure:
    """Over so many messages a round."""
    town = Town()
    messages = list(islice(town.messages(), number))
    one, hundred = (
        Community(policy=policy(topics=_topics(town, rules)), plays=PLAYS, hold_out_key="") for rules in (1, RULES)
    )

    def time(community: Community) -> float:
        return seconds(lambda: [community.read(one.channel, one.text) for one in messages]) / number * 1e6

    found = in_turns(lambda _: time(one), lambda _: time(hundred))
    named = sum(bool(hundred.read(each.channel, each.text).topics) for each in messages)
    more = {"messages_with_topic": named, "messages": number}
    return found.measure("G5", f"reading messages under {RULES} rules beside 1 rule", GOAL, "us_a_message", more)


def _topics(town: Town, rules: int) -> Mapping[str, tuple[str, ...]]:
    words = town.vocabulary()
    return {f"topic {n}": tuple(words[20 + n * _WORDS : 20 + (n + 1) * _WORDS]) for n in range(rules)}
