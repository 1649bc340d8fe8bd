"""Which of the earlier conversations that the words' index found come first, where a model placed them, too? Pure.

Cosines of different models lie in different ranges, so no threshold of ours is held against them: the two orders are
put together by reciprocal ranks, 1 / (60 + place) in each (Cormack, Clarke and Buettcher 2009), the model's counted
twice (ours: the words have had their say by finding them). What the words did not find is not looked for: comparing a
question with a hundred thousand vectors takes seconds without further packages (``docs/manager/model.md``).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engagement.ids import ThreadId
from engagement.records import SimilarThread

MOST: Final = 20
"""Earlier conversations that are compared with one question: as many as the index finds."""
_DAMPING: Final = 60
_BY_MODEL: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How near passages lie to the first one, by their ids, from -1 to 1."""

    scores: Mapping[str, float] = field(default_factory=dict)


def nearness(vectors: Sequence[Sequence[object]], ids: Sequence[str]) -> Nearness | None:
    """The cosine of each vector with the first one. None where they are no vectors: a model may say anything."""
    sound = [_of_length_one(each) for each in vectors]
    first = sound[0] if sound else None
    if first is None or len(sound) != len(ids):
        return None
    scores: dict[str, float] = {}
    for name, other in zip(ids[1:], sound[1:], strict=True):
        if other is None or len(other) != len(first):
            return None
        scores[name] = round(sum(a * b for a, b in zip(first, other, strict=True)), 6)
    return Nearness(scores=scores)


def _of_length_one(vector: Sequence[object]) -> list[float] | None:
    try:
        numbers = [float(each) for each in vector if isinstance(each, int | float) and math.isfinite(each)]
    except OverflowError:  # a whole number that no float holds
        return None
    size = math.hypot(*numbers) if numbers else 0.0
    if len(numbers) != len(vector) or size == 0 or not math.isfinite(size):
        return None
    return [each / size for each in numbers]


def in_order(found: Sequence[SimilarThread], near: Mapping[ThreadId, float]) -> tuple[SimilarThread, ...]:
    """The same conversations, those first that both the words and the model hold near.

    One that the model was not told of (somebody in it did not agree) keeps the place that its words give it in both.
    """
    if not near:
        return tuple(found)
    by_near = sorted((one for one in found if one.thread in near), key=lambda one: (-near[one.thread], one.thread))
    places = {one.thread: place for place, one in enumerate(by_near)}
    ranks = {
        one.thread: 1 / (_DAMPING + place) + _BY_MODEL / (_DAMPING + places.get(one.thread, place))
        for place, one in enumerate(found)
    }
    return tuple(sorted(found, key=lambda one: (-ranks[one.thread], -one.score, one.thread)))
