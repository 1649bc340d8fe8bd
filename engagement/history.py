"""What is kept of the last days, as it is needed to live through them once more: what was written, and what was known.

Kept words are few days old; of what is older, and of what people pressed, nothing is left but what came of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engagement.ids import MemberId, ThreadId
from engagement.people import Account, Helper, MemberFacts, Purpose
from engagement.records import Answered, Channel, OutboxRow, Posting
from engagement.threads import Message, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message that is still known; ``text`` None: its words are kept no more."""

    message: Message
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody said yes or no to, and when they said so last."""

    member: MemberId
    purpose: Purpose
    is_given: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything from ``since`` until ``until``, and what was known before.

    ``written`` is in order of time, without what was deleted; ``marked`` are the conversations whose answer was marked
    in that time. ``threads``, ``postings``, ``answers`` and ``said`` (our messages) are from before, as far back as
    anything is decided by them. ``is_cut``: there was more than could be read, so that ``since`` is later than asked.
    """

    since: datetime
    until: datetime
    channels: Sequence[Channel] = ()
    accounts: Sequence[Account] = ()
    facts: Sequence[MemberFacts] = ()
    helpers: Sequence[Helper] = ()
    choices: Sequence[Choice] = ()
    threads: Sequence[Thread] = ()
    postings: Mapping[ThreadId, tuple[MemberId, Sequence[Posting]]]
    answers: Sequence[Answered] = ()
    said: Sequence[OutboxRow] = ()
    written: Sequence[Written] = ()
    marked: Sequence[Thread] = ()
    is_cut: bool = False

    @property
    def is_before_helpers(self) -> bool:
        """Whether most of it had been written when the first of today's helpers enrolled."""
        enrolled = [one.at for one in self.choices if one.purpose is Purpose.ASK_ME and one.is_given]
        middle = self.written[len(self.written) // 2].message.at if self.written else self.since
        return bool(enrolled) and min(enrolled) > middle

    @property
    def without_words(self) -> int:
        """How many messages of people have no words any more."""
        return sum(one.text is None and not one.message.is_bot for one in self.written)


class Histories(Protocol):
    """Reads it."""

    def read(self, since: datetime, until: datetime, most: int) -> History:
        """At most ``most`` messages, the latest ones."""
        ...
