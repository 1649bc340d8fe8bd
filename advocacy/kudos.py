"""Thanks by a command: whom does somebody mean, for what, and why may it not be passed on?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from advocacy.record import Caps
from engagement.entries import Entry
from engagement.ids import MemberId, ThreadId, look_id, stable_id

KIND = "kudos"
MOST_WORDS_IN_A_NAME = 4
LONGEST = 500
"""Characters that are passed on (ours)."""
_FOR = re.compile(r"\A(?:for|because|für|weil|por|porque|pour|per|voor)\s+", re.IGNORECASE)
_MENTION = re.compile(r"<@!?(\w+)(?:\|[^>]*)?>")


class Refused(StrEnum):
    """Why thanks are not passed on; each has a text ``recognition.kudos_<reason>``."""

    NOBODY = "nobody"
    """No person was named."""
    UNKNOWN = "unknown"
    SEVERAL = "several"
    ONESELF = "oneself"
    BOT = "bot"
    STAFF = "staff"
    CANNOT = "cannot"
    """They have left, or want none of it: which of the two is nobody's business."""
    ENOUGH = "enough"
    """As much as counts from one person was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Whom somebody wants to thank, as far as that was found, and what for."""

    member: MemberId | None = None
    words: str = ""
    refused: Refused | None = None
    may_be_named: bool = False
    """They agreed to be named in public."""


def readings(said: str) -> Iterator[tuple[str, str]]:
    """What may be the name in the words after the command, the longest first, each with the words that are left.

    The mention of a platform is taken as it is; a name may have several words.
    """
    parts = _MENTION.sub(r"@\1", said).split()
    if parts and parts[0].casefold() in {"to", "an", "a", "à"}:
        parts = parts[1:]
    for size in range(min(MOST_WORDS_IN_A_NAME, len(parts)), 0, -1):
        name = " ".join(parts[:size]).removeprefix("@").strip(" ,:;!.")
        if name:
            yield name, _FOR.sub("", " ".join(parts[size:]), count=1) if size < len(parts) else ""


def is_enough(given_today: int, given_to_them: int) -> bool:
    """Whether more thanks from one person would not count: see ``Caps``."""
    caps = Caps()
    return given_today >= caps.thanks_a_day or given_to_them >= caps.thanks_a_pair


def to_entry(key: str, receiver: MemberId, giver: MemberId, words: str, at: datetime) -> Entry:
    """What is kept of it: the words are the giver's, and go with them and with age."""
    return Entry(kind=KIND, id=stable_id(KIND, key), at=at, member=receiver, by=giver, words=words[:LONGEST])


def thread_of(entry: Entry) -> ThreadId:
    """In place of a conversation: it was said in none."""
    return look_id(KIND, entry.id)
