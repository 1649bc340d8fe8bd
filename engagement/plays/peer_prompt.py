"""Ask peers to answer a question that nobody has answered for a while."""

from dataclasses import dataclass
from datetime import timedelta

from engagement.play import Play


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerPromptPolicy:
    """Dials of "Ask helpers"; durations from defaults.md (between coding-bot's 5 and python-discord's 60 minutes)."""

    wait: timedelta = timedelta(minutes=20)
    """How long members have to answer first, in chat."""
    wait_in_forum: timedelta = timedelta(minutes=60)
    second_wait: timedelta = timedelta(minutes=60)
    """After the first pair, before a second one is asked."""
    helpers_per_ring: int = 2
    rings: int = 2
    useful_for: timedelta = timedelta(hours=2)
    """An ask older than this is not sent."""


PLAY = Play(name="peer_prompt", policy=PeerPromptPolicy, is_measured=True)
