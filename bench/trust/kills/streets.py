"""Which pretended platform is at which place?"""

import random

from bench.trust.kills.discord_street import DiscordStreet
from bench.trust.kills.slack_street import SlackStreet

AnyStreet = SlackStreet | DiscordStreet
POSTGRESQL = "-postgresql"


def street_at(place: str, seed: str) -> AnyStreet:
    """The street of ``slack-socket``, ``slack-http`` or ``discord``, whatever the memory is in."""
    draw = random.Random(seed)  # drawn from as often as something is sent
    platform = place.removesuffix(POSTGRESQL)
    return DiscordStreet(draw=draw) if platform == "discord" else SlackStreet(transport=platform[6:], draw=draw)
