"""When may Slack be called again? One message a second and channel with short bursts, and what Slack itself asks for.

Slack takes about one message a second in a channel and several hundred a minute in a workspace; after a 429 it refuses
that method until ``Retry-After`` is over. Nothing waits here: whoever comes too early is told for how long, so that the
outbox can go on elsewhere.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from engagement.errors import RateLimited

POST: Final = "chat.postMessage"
_BURST: Final = 5.0
"""So many messages may follow each other in a channel that was quiet."""
_A_SECOND: Final = 1.0
_WORKSPACE_BURST: Final = 60.0
_WORKSPACE_A_SECOND: Final = 5.0
_ROUNDING: Final = 1e-6
_CAREFUL: Final = 600.0
"""So many seconds after a 429 a channel gets no bursts."""
_MOST_CHANNELS: Final = 10_000
_MOST_REFUSED: Final = 100
_SPAN: Final = 600.0
"""Whoever is refused a hundred times on end within ten minutes does something wrong, and rests for ten minutes."""


class _Bucket:
    """Fills up by ``rate`` a second to ``most``; each call takes one out."""

    __slots__ = ("at", "left", "most", "rate")

    def __init__(self, most: float, rate: float, at: float) -> None:
        self.most, self.rate, self.left, self.at = most, rate, most, at

    def fill(self, now: float) -> None:
        self.left = min(self.most, self.left + max(0.0, now - self.at) * self.rate)
        self.at = now

    @property
    def wait(self) -> float:
        return 0.0 if self.left >= 1.0 - _ROUNDING else (1.0 - self.left) / self.rate


class Pacing:
    """The pace of one token's calls. ``now`` in seconds of any clock that goes on.

    Unless ``is_paced``, only what Slack asks for is waited for.
    """

    def __init__(self, now: Callable[[], float], *, is_paced: bool = True) -> None:
        self._now = now
        self._is_paced = is_paced
        self._holds: dict[tuple[str, str], float] = {}
        """Until when a method takes nothing; in one channel, or anywhere (an empty one)."""
        self._channels: dict[str, _Bucket] = {}
        self._careful: dict[str, float] = {}
        self._workspace = _Bucket(_WORKSPACE_BURST, _WORKSPACE_A_SECOND, now())
        self._refused: deque[float] = deque(maxlen=_MOST_REFUSED)
        self._rests_until = 0.0

    @property
    def rests_for(self) -> float:
        """For how many seconds nothing is asked of Slack, because it refused everything; 0 when all is well."""
        return max(0.0, self._rests_until - self._now())

    def enter(self, method: str, channel: str) -> None:
        """A call is about to be made. Raises RateLimited when it has to wait."""
        now = self._now()
        everywhere = max(self._holds.get((method, ""), 0.0), self._rests_until)
        held = max(everywhere, self._holds.get((method, channel), 0.0))
        if held > now:
            is_everywhere = everywhere > now
            spacing = 0.0 if method != POST else 1 / _WORKSPACE_A_SECOND if is_everywhere else _A_SECOND
            raise RateLimited(held - now, spacing, is_everywhere=is_everywhere)
        if method != POST or not self._is_paced:
            return
        bucket = self._bucket(channel, now)
        self._workspace.fill(now)
        if bucket.wait > 0:
            raise RateLimited(bucket.wait, _A_SECOND)
        if self._workspace.wait > 0:
            raise RateLimited(self._workspace.wait, 1 / _WORKSPACE_A_SECOND, is_everywhere=True)
        bucket.left -= 1
        self._workspace.left -= 1

    def limited(self, method: str, channel: str, seconds: float) -> None:
        """Slack asks to wait: in this channel when we said much there just now, else everywhere with this method."""
        now = self._now()
        bucket = self._channels.get(channel)
        is_of_channel = method == POST and bucket is not None and bucket.left < bucket.most - 1
        others = {key for key, until in self._holds.items() if key[0] == method and key[1] and until > now}
        if others - {(method, channel)}:
            is_of_channel = False  # in one channel after the other: it is the whole method
        if bucket is not None:
            bucket.most, bucket.left = 1.0, min(bucket.left, 0.0)
            self._careful[channel] = now + _CAREFUL
        self._holds[method, channel if is_of_channel else ""] = now + seconds

    def refused(self) -> None:
        """Slack refused a call; after a hundred on end nothing is asked for a while."""
        now = self._now()
        self._refused.append(now)
        if len(self._refused) == _MOST_REFUSED and now - self._refused[0] < _SPAN:
            self._rests_until = now + _SPAN
            self._refused.clear()

    def taken(self) -> None:
        """Slack took a call: all is well."""
        self._refused.clear()

    def _bucket(self, channel: str, now: float) -> _Bucket:
        if len(self._channels) > _MOST_CHANNELS:
            self._channels = {name: one for name, one in self._channels.items() if now - one.at < _SPAN}
            self._holds = {key: until for key, until in self._holds.items() if until > now}
            self._careful = {name: until for name, until in self._careful.items() if until > now}
        bucket = self._channels.get(channel)
        if bucket is None:
            bucket = self._channels[channel] = _Bucket(_BURST, _A_SECOND, now)
        if bucket.most < _BURST and self._careful.get(channel, 0.0) <= now:
            bucket.most = _BURST
        bucket.fill(now)
        return bucket
