"""What is to be looked at later, as a batch leaves it: read once for a conversation, written at the batch's end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engagement.actions import FollowUp
from engagement.ids import FollowUpId, ThreadId, stable_id
from engagement.ports import FollowUps
from engagement.records import DueFollowUp


def look_named(community: str, look: FollowUp) -> FollowUpId:
    """What a look is called: the same look at the same thing is the same one, whenever it is due."""
    return FollowUpId(stable_id("follow-up", community, look.play, look.kind, look.thread))


@dataclass(slots=True)
class Agenda:
    """One batch's. ``added`` is what it adds or moves; ``gone`` what it has taken off of what stood there before."""

    follow_ups: FollowUps
    added: dict[FollowUpId, DueFollowUp] = field(default_factory=dict)
    gone: set[FollowUpId] = field(default_factory=set)
    _kept: dict[ThreadId, dict[FollowUpId, DueFollowUp]] = field(default_factory=dict)

    @property
    def earliest(self) -> datetime | None:
        """When the first of the added looks is due."""
        return min((due.follow_up.due_at for due in self.added.values()), default=None)

    def prefetch(self, threads: Iterable[ThreadId], *, without: Iterable[ThreadId] = ()) -> None:
        """Look up at once what stands there for these conversations; for those in ``without`` it is known: nothing."""
        some = [thread for thread in threads if thread not in self._kept]
        self._kept.update({thread: {} for thread in some})
        self._kept.update({thread: {} for thread in without if thread not in self._kept})
        for due in self.follow_ups.of_threads(some) if some else ():
            self._kept[due.follow_up.thread][due.id] = due

    def cancel(self, thread: ThreadId, play: str, kinds: Sequence[str] = ()) -> list[DueFollowUp]:
        """Take a conversation's looks of a play off (all kinds when none are named); those that stood there before."""

        def is_meant(due: DueFollowUp) -> bool:
            look = due.follow_up
            return (look.thread, look.play) == (thread, play) and (not kinds or look.kind in kinds)

        for name in [name for name, due in self.added.items() if is_meant(due)]:
            del self.added[name]
        self.prefetch([thread])
        kept = self._kept[thread]
        removed = [kept.pop(name) for name, due in sorted(kept.items()) if is_meant(due)]
        self.gone.update(due.id for due in removed)
        return removed

    def find(self, name: FollowUpId, thread: ThreadId) -> DueFollowUp | None:
        """The look of that name as it stood there before this batch, unless it was taken off."""
        self.prefetch([thread])
        return self._kept[thread].get(name)

    def take_off(self, due: DueFollowUp) -> bool:
        """Take this very look off; not when it was moved to another time since, or is over."""
        look = due.follow_up
        standing = self.added.get(due.id) or self.find(due.id, look.thread)
        if standing is None or standing.follow_up.due_at != look.due_at:
            return False
        self.cancel(look.thread, look.play, (look.kind,))
        return True

    def flush(self) -> None:
        """Write it down."""
        if self.gone:
            self.follow_ups.done(sorted(self.gone))
        if self.added:
            self.follow_ups.add(list(self.added.values()))
