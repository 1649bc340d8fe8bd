"""What is the matter now, and how it is told: one sentence with the cure, the same in the log and everywhere else."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bots.voice.rendering import Reader, Voice
from engagement.actions import Reply
from engagement.hosting import TroubleKind
from engagement.ids import CommunityId
from engagement.plays.connection_troubles import NAME, fields_of
from engagement.speech import plain

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LOG = logging.getLogger(__name__)


def sentence(voice: Voice, kind: TroubleKind, subject: str, place: str, language: str = "en") -> str:
    """What is the matter and what mends it, on one line."""
    reader = Reader(
        language=language, timezone="UTC", names={}, accounts={}, channels={}, link=lambda _: "", now=_NEVER
    )
    reply = Reply(text=f"{NAME}.{kind}", fields=fields_of(kind, subject, place))
    return " ".join(plain(voice.reply(reply, reader)[0]).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is the matter now."""

    place: str
    """The workspace, or the whole community, as people call it."""
    kind: TroubleKind
    subject: str
    since: datetime
    community: CommunityId | None = None
    """Whose managers it concerns."""


@dataclass(slots=True)
class Troubles:
    """What is the matter now, with any connection; for the status page and for telling only what changed."""

    voice: Voice
    now: Mapping[tuple[str, TroubleKind, str], Trouble] = field(default_factory=dict)

    def note(self, trouble: Trouble, *, is_over: bool) -> bool:
        """Whether this is news; it is logged then."""
        key = (trouble.place, trouble.kind, trouble.subject)
        if is_over is (key not in self.now):
            return False
        if is_over:
            self.now = {other: one for other, one in self.now.items() if other != key}
            _LOG.info("mended: %s", self.told(trouble))
        else:
            self.now = {**self.now, key: trouble}
            _LOG.warning("%s", self.told(trouble))
        return True

    def told(self, trouble: Trouble) -> str:
        """The trouble and its cure, in English."""
        return sentence(self.voice, trouble.kind, trouble.subject, trouble.place)
