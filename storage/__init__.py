"""The memory: the only room that knows SQL."""

from storage.memory import StoredMemory, open_memory

__all__ = ["StoredMemory", "open_memory"]
