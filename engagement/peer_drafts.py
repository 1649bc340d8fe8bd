"""A draft that a helper who was asked sees before the team does: how it is kept, and what a play sees of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from engagement.entries import Entry
from engagement.ids import MemberId, ThreadId, stable_id
from engagement.modelling.wanted import Asked

KIND: Final = "peer_draft"
"""The kind of entry: ``member`` is the helper, ``until`` when the team may have it."""


class To(StrEnum):
    """Who sees a draft."""

    TEAM = "team"
    PEER_FIRST = "peer_first"
    """A helper who was asked, and the team only afterwards."""


class Judged(StrEnum):
    """What the helper said of it."""

    NOT_YET = "shown"
    USED = "used"
    NOT_HELPFUL = "not_helpful"


def given(thread: ThreadId, helper: MemberId, at: datetime, until: datetime, model: str) -> Entry:
    """That a helper has a draft before the team; none of its words."""
    return Entry(
        kind=KIND, id=stable_id(KIND, thread), at=at, member=helper, thread=thread, state=Judged.NOT_YET.value,
        until=until, facts={"model": model},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerDraft:
    """What is known of one about the conversation in hand.

    ``wanted`` is what a model is to be asked, or was, for a helper; ``given`` the draft that one has. ``willing`` are
    the helpers who were asked just now in private and agreed to a model, in order; ``solved`` solved conversations
    clearly like it, the most alike first.
    """

    wanted: Entry | None = None
    given: Entry | None = None
    willing: tuple[MemberId, ...] = ()
    solved: tuple[ThreadId, ...] = ()
    why_not: str = ""
    """Why the helper may not be told anything at the moment."""
    has_passed: bool = False
    """The helper said no to the question itself."""

    def until(self, now: datetime) -> datetime | None:
        """Until when the draft is the helper's alone; None when the team may have one."""
        entry = self.given or self.wanted
        is_theirs = (
            self.given.state == Judged.NOT_YET if self.given is not None
            else self.wanted is not None and self.wanted.state == Asked.WAITING
        )  # fmt: skip
        if entry is None or entry.until is None or not is_theirs or self.has_passed or entry.until <= now:
            return None
        return entry.until
