"""How much has one community taken in since the process began, and how long did whoever told us have to wait?"""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Counts that only go up; no names, no ids, no words."""

    events: int = 0
    """Taken in, repeats included."""
    batches: int = 0
    """Commits that they shared."""
    refused: int = 0
    """Events that could not be taken in, so that they were not acknowledged."""
    waited_seconds: float = 0.0
    """From an event's arrival to its commit, added up."""
    longest_wait: float = 0.0

    def took(self, events: int, seconds: float) -> None:
        """So many events were committed after so long."""
        self.events += events
        self.waited_seconds += seconds * events
        self.longest_wait = max(self.longest_wait, seconds)
