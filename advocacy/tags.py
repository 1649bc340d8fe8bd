"""What can an advocate tick that they know, and whoever asks that it is about? Topics, industries, uses."""

from collections.abc import Iterable

from engagement.policy import Policy
from engagement.programmes import Programme


def tags_of(programmes: Iterable[Programme], policy: Policy) -> dict[str, str]:
    """Every tag of these programmes and every topic of the community, each with what it is called."""
    some: dict[str, str] = {}
    for one in programmes:
        some |= {f"industry:{name}": name for name in one.industries}
        some |= {f"use:{name}": name for name in one.uses}
    topics = (*policy.topics, *(topic for channel in policy.channels.values() for topic in channel.topics))
    return some | {f"topic:{name}": name for name in topics}
