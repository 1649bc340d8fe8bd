"""What was seen lately? A mapping that forgets the oldest when it grows too long."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Lately(Generic[T]):
    """Values by key, at most ``most`` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, T] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def get(self, key: str) -> T | None:
        """The value kept under ``key``."""
        return self._kept.get(key)

    def keep(self, key: str, value: T) -> None:
        """Keep a value; it is the newest now."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forget a value."""
        self._kept.pop(key, None)

    def values(self) -> Iterator[T]:
        """All values, the oldest first."""
        return iter(self._kept.values())
