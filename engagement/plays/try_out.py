"""Tell the managers once a day what would have been said."""

from dataclasses import dataclass
from datetime import time

from engagement.play import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class TryOutPolicy:
    """Dials of the try-out."""

    at: time = time(9, 0)
    """In the community's zone."""
    at_most: int = 10


PLAY = Play(name="try_out", policy=TryOutPolicy)
