"""What is read of what members wrote: a sample by strata, large enough for five points of error, with its errors.

How many: n = n0 / (1 + (n0 - 1) / N) of N messages, n0 = 1.96^2 / 4 / 0.05^2 = 384.16 (Cochran, Sampling Techniques,
1977, chapter 4). The strata are the days of a channel, each with its part of n. Which messages of a stratum are read
is said by a hash of their ids, so the same week gives the same sample. The error of a share p = sum W_h p_h is
1.96 sqrt(sum W_h^2 (1 - f_h) p_h (1 - p_h) / (n_h - 1)) (the same, chapter 5), W_h = N_h / N, f_h = n_h / N_h. It is
that of the sample; how often the reader of tones is wrong is another thing, and stands in docs/quality.md.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from engagement.few_people import LEAST
from engagement.ids import ChannelId, MemberId, MessageId
from engagement.sentiment import Tone, tone_of

ERROR = 0.05
_Z = 1.96
_ENOUGH = _Z * _Z / 4 / ERROR / ERROR
_FEWEST_READ = 30
"""A share of fewer messages says next to nothing (ours)."""
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message whose words are kept, without them."""

    message: MessageId
    channel: ChannelId
    day: date
    member: MemberId
    topics: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share (0-1) with the half-width of its 95 % interval, as the sample gives it."""

    share: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was read of one place in one week: ``read`` messages out of ``written``.

    The shares are of messages: glad, vexed, and about each topic that five people or more spoke of. Nothing is told
    where fewer than five people wrote what was read.
    """

    read: int = 0
    written: int = 0
    glad: Share | None = None
    vexed: Share | None = None
    topics: Mapping[str, Share] = field(default_factory=dict)

    def figures(self) -> dict[str, float | None]:
        """As the log keeps them."""
        if self.glad is None or self.vexed is None:
            return {}
        found: dict[str, float | None] = {
            "read": self.read, "written": self.written, "glad": self.glad.share, "glad_error": self.glad.error,
            "vexed": self.vexed.share, "vexed_error": self.vexed.error,
        }  # fmt: skip
        for name, one in self.topics.items():
            found |= {f"about {name}": one.share, f"about {name} error": one.error}
        return found


def enough(number: int) -> int:
    """How many of so many messages are read."""
    return min(number, math.ceil(_ENOUGH / (1 + (_ENOUGH - 1) / number))) if number else 0


def sample(written: Sequence[Written]) -> list[Written]:
    """Which of these messages are read, by id."""
    strata = _by(written, lambda one: (one.channel, one.day))
    wanted, total = enough(len(written)), len(written)
    parts = {name: wanted * len(some) / total for name, some in strata.items()}
    number = {name: int(part) for name, part in parts.items()}
    rest = sorted(parts, key=lambda name: (number[name] - parts[name], str(name)))
    for name in rest[: wanted - sum(number.values())]:
        number[name] += 1
    found = [one for name, some in strata.items() for one in sorted(some, key=_order)[: number[name]]]
    return sorted(found, key=lambda one: one.message)


def _order(one: Written) -> bytes:
    return hashlib.blake2b(f"heard {one.message}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def heard(written: Sequence[Written], words: Mapping[MessageId, str]) -> Heard:
    """What the sample tells; ``words`` are those of the messages of ``sample``."""
    read = [one for one in sample(written) if one.message in words]
    if len(read) < min(_FEWEST_READ, len(written)) or len({one.member for one in read}) < LEAST:
        return Heard(read=len(read), written=len(written))
    sizes = {name: len(some) for name, some in _by(written, lambda one: (one.channel, one.day)).items()}
    tones = {one.message: tone_of(words[one.message], one.language) for one in read}

    def share(is_so: Callable[[Written], bool]) -> Share:
        return _share(_by(read, lambda one: (one.channel, one.day)), sizes, is_so)

    speaking: dict[str, set[MemberId]] = defaultdict(set)
    for one in read:
        for topic in one.topics:
            speaking[topic].add(one.member)
    told = sorted(name for name, members in speaking.items() if len(members) >= LEAST)
    return Heard(
        read=len(read), written=len(written),
        glad=share(lambda one: tones[one.message] is Tone.GLAD),
        vexed=share(lambda one: tones[one.message] is Tone.VEXED),
        topics={name: share(lambda one, name=name: name in one.topics) for name in told},  # type: ignore[misc]
    )  # fmt: skip


def _share(
    read: Mapping[object, Sequence[Written]], sizes: Mapping[object, int], is_so: Callable[[Written], bool]
) -> Share:
    """Strata of which nothing is read count as the others do, and one of a single message varies as the whole does."""
    total = sum(sizes[name] for name in read)
    every = [is_so(one) for some in read.values() for one in some]
    overall = sum(every) / len(every)
    found = spread = 0.0
    for name, some in read.items():
        part = sum(is_so(one) for one in some) / len(some)
        weight, taken = sizes[name] / total, len(some) / sizes[name]
        found += weight * part
        own = part if len(some) > 1 else overall
        spread += weight * weight * (1 - taken) * own * (1 - own) / max(1, len(some) - 1)
    return Share(share=round(found, 4), error=round(_Z * math.sqrt(spread), 4))


def _by(some: Iterable[V], name: Callable[[V], object]) -> dict[object, list[V]]:
    found: dict[object, list[V]] = defaultdict(list)
    for one in some:
        found[name(one)].append(one)
    return found
