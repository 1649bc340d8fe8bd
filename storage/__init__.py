"""The memory: the only room that knows SQL."""

from storage.engines import AWAY
from storage.memory import StoredMemory, open_memory

__all__ = ["AWAY", "StoredMemory", "open_memory"]
