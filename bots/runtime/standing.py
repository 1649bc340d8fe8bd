"""In which conversations does something of a play's stand, so that it has to be looked over when things change?"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from engagement.ids import ThreadId
from engagement.play import Hook, Play
from engagement.ports import Ledger


def standing(plays: Sequence[Play], ledger: Ledger, now: datetime) -> Iterator[tuple[Play, Hook, list[ThreadId]]]:
    """Each play that looks such things over, how, and the conversations, those with the oldest first."""
    for play in plays:
        if play.on_changed is None or play.standing is None:
            continue
        some = ledger.entries.find(play.standing.kind, states=play.standing.states, since=now - play.standing.within)
        threads = list(dict.fromkeys(one.thread for one in some if one.thread is not None))
        if threads:
            yield play, play.on_changed, threads
