"""Who could answer best: ranks peers, each part of the rank visible."""

from dataclasses import dataclass

from engagement.ids import MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Somebody who could be asked, with what speaks for them: shares 0-1, and the whole as ``score``."""

    member: MemberId
    score: float
    recent: float = 0.0
    similar: float = 0.0
    hours: float = 0.0
    willing: float = 0.0
    rested: float = 0.0
    because: str = ""
