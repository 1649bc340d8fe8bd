"""Stories of the organisation's own that are public already and may be shown to whoever asks how others fared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """``link`` is its address. Without topics it fits any of them."""

    name: str
    title: str
    link: str
    topics: tuple[str, ...] = ()


def fitting(stories: Mapping[str, Story], topics: Sequence[str]) -> list[Story]:
    """Those for one of the topics first, then those for any, each in the order of the file."""
    for_topic = [one for one in stories.values() if set(one.topics) & set(topics)]
    return [*for_topic, *(one for one in stories.values() if not one.topics)]
