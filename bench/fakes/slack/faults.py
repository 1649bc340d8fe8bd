"""What can go wrong on purpose, and when?

Faults of the Web API are kept by method and used up in the order in which they were set; the method name
``response_url`` stands for the answers to interactions.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one request; ``carried_out`` says whether its work is done all the same."""

    kind: Literal["rate_limit", "fail", "lose", "server_error"]
    error: str = ""
    retry_after: int = 0
    carried_out: bool = False


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._by_method: dict[str, deque[Fault]] = defaultdict(deque)
        self._slow: dict[str, float] = {}
        self._doubles = 0
        self._swallowed = 0
        self.on_drop: Callable[[], None] = lambda: None
        self.on_deafen: Callable[[], None] = lambda: None
        self.on_disconnect: Callable[[str], None] = lambda _reason: None

    def rate_limit(self, method: str, *, times: int = 1, retry_after: int = 1) -> None:
        """Answer HTTP 429 with ``Retry-After`` (seconds)."""
        self._add(method, times, Fault(kind="rate_limit", retry_after=retry_after))

    def fail(self, method: str, error: str, times: int = 1) -> None:
        """Answer ``ok: false`` with ``error`` and do nothing."""
        self._add(method, times, Fault(kind="fail", error=error))

    def lose(self, method: str, times: int = 1) -> None:
        """Carry the request out, then drop the connection without an answer."""
        self._add(method, times, Fault(kind="lose", carried_out=True))

    def server_error(self, method: str, times: int = 1, *, carried_out: bool = False) -> None:
        """Answer HTTP 500 with ``fatal_error``, with or without the work done."""
        self._add(method, times, Fault(kind="server_error", error="fatal_error", carried_out=carried_out))

    def slow(self, method: str, seconds: float) -> None:
        """From now on answer this method ``seconds`` late (the work is done at once); 0 is quick again."""
        self._slow[method] = seconds

    def duplicate(self, times: int = 1) -> None:
        """Send each of the next events twice."""
        self._doubles += times

    def swallow(self, times: int = 1) -> None:
        """Never send the next events, as above 30,000 an hour; before the first the app hears ``app_rate_limited``."""
        self._swallowed += times

    def refuse_sockets(self, times: int = 1, error: str = "internal_error") -> None:
        """Refuse to open Socket Mode connections."""
        self.fail("apps.connections.open", error, times)

    def drop_sockets(self) -> None:
        """Break every Socket Mode connection off, without a close frame."""
        self.on_drop()

    def deafen_sockets(self) -> None:
        """Let the connections open now go silently deaf: pings are answered, envelopes never arrive."""
        self.on_deafen()

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to leave: ``refresh_requested``, ``too_many_websockets``, or only a ``warning``."""
        self.on_disconnect(reason)

    def clear(self) -> None:
        """Forget everything that was still to come."""
        self._by_method.clear()
        self._slow.clear()
        self._doubles = 0
        self._swallowed = 0

    def take(self, method: str) -> Fault | None:
        """The fault that hits this request, which is used up by it."""
        waiting = self._by_method.get(method)
        return waiting.popleft() if waiting else None

    def delay(self, method: str) -> float:
        """How late this method answers, in seconds."""
        return self._slow.get(method, 0.0)

    def take_double(self) -> bool:
        """Is this event to be sent twice?"""
        if self._doubles == 0:
            return False
        self._doubles -= 1
        return True

    def take_swallowed(self) -> bool:
        """Is this event never sent?"""
        if self._swallowed == 0:
            return False
        self._swallowed -= 1
        return True

    def _add(self, method: str, times: int, fault: Fault) -> None:
        self._by_method[method].extend([fault] * times)
