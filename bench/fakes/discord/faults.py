"""What can be made to go wrong on purpose?"""

from collections.abc import Callable
from dataclasses import dataclass

from bench.fakes.discord.ledger import is_of


@dataclass(slots=True, kw_only=True)
class Fault:
    """Something that goes wrong the next ``times`` times a route is called."""

    kind: str
    route: str
    times: int = 1
    status: int = 0
    code: int = 0
    seconds: float = 0.0
    is_global: bool = False


class Faults:
    """What goes wrong next. A route is like ``POST /channels/{channel_id}/messages``; the method may be left out."""

    def __init__(self) -> None:
        self._calls: list[Fault] = []
        self.duplicates = 0
        self.heartbeats_are_answered = True
        self.sessions_survive_a_restart = True
        self.drop: Callable[[], None] = lambda: None
        self.say_reconnect: Callable[[], None] = lambda: None
        self.say_invalid: Callable[[bool], None] = lambda _resumable: None

    def rate_limit(self, route: str, times: int = 1, retry_after: float = 1.0, *, is_global: bool = False) -> None:
        """Answer 429 with ``retry_after`` seconds."""
        self._calls.append(
            Fault(kind="rate_limit", route=route, times=times, seconds=retry_after, is_global=is_global),
        )

    def fail(self, route: str, status: int, code: int = 0, times: int = 1) -> None:
        """Answer an error without doing anything."""
        self._calls.append(Fault(kind="fail", route=route, times=times, status=status, code=code))

    def lose(self, route: str, times: int = 1) -> None:
        """Carry the call out, then drop the connection without an answer."""
        self._calls.append(Fault(kind="lose", route=route, times=times))

    def fail_after(self, route: str, status: int = 500, times: int = 1) -> None:
        """Carry the call out, then answer an error all the same."""
        self._calls.append(Fault(kind="fail_after", route=route, times=times, status=status))

    def slow(self, route: str, seconds: float, times: int = 1) -> None:
        """Wait before the call is carried out."""
        self._calls.append(Fault(kind="slow", route=route, times=times, seconds=seconds))

    def duplicate(self, times: int = 1) -> None:
        """Send each of the next dispatches twice, under a sequence number of its own each time."""
        self.duplicates += times

    def drop_gateway(self) -> None:
        """Tear every gateway connection down without a word; its session can be resumed."""
        self.drop()

    def reconnect(self) -> None:
        """Ask every connection to reconnect and resume (op 7)."""
        self.say_reconnect()

    def invalidate(self, resumable: bool) -> None:  # noqa: FBT001 - the flag is the message itself
        """Tell every connection that its session is invalid (op 9), and forget it unless it is resumable."""
        self.say_invalid(resumable)

    def stop_heartbeat_acks(self) -> None:
        """Take heartbeats without answering them."""
        self.heartbeats_are_answered = False

    def resume_heartbeat_acks(self) -> None:
        """Answer heartbeats again."""
        self.heartbeats_are_answered = True

    def clear(self) -> None:
        """Nothing goes wrong from now on."""
        self._calls.clear()
        self.duplicates = 0
        self.heartbeats_are_answered = True

    def take(self, method: str, template: str, path: str) -> list[Fault]:
        """The faults of a call that is being made; each counts one down."""
        found: dict[str, Fault] = {}
        for fault in self._calls:
            if is_of(fault.route, method, template, path):
                found.setdefault(fault.kind, fault)
        for fault in found.values():
            fault.times -= 1
        self._calls = [fault for fault in self._calls if fault.times > 0]
        return list(found.values())
