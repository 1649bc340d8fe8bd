"""Where very few people carry a topic, one of the two who are asked is somebody newer there, if there is anybody."""

from dataclasses import replace
from datetime import datetime

from advocacy.plays.dependency import NAME, DependencyPolicy
from advocacy.topics import KIND, with_a_chance
from bots.runtime.situations import Lookups
from engagement.ids import stable_id
from engagement.shown import Choices
from engagement.threads import Thread

_MOST = 200


def with_chances(look: Lookups, thread: Thread, choices: Choices, now: datetime) -> Choices:
    """The choices with the second place given to whoever gets a chance; the first one is always the best."""
    dials = look.community.dials(thread.channel)
    policy = dials.plays.get(NAME) if dials is not None else None
    if not thread.topics or not isinstance(policy, DependencyPolicy) or not policy.gives_chances:
        return choices
    if all(look.ledger.entries.get(KIND, stable_id(KIND, topic)) is None for topic in thread.topics):
        return choices
    experience = look.ledger.experiences.scores(thread.channel, now, _MOST)
    chosen = with_a_chance([peer.member for peer in choices.ranked], experience)
    if chosen is None:
        return choices
    first, *others = choices.ranked
    newer = [peer for peer in others if peer.member == chosen]
    return replace(choices, ranked=(first, *newer, *(peer for peer in others if peer.member != chosen)), chance=chosen)
