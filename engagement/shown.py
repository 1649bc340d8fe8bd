"""What a play may ask to be shown beside the situation (``Play.shows``): values, each looked up only for who asks.

What ``advocacy`` adds to these is defined there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engagement.decisions import Decision
from engagement.ids import MemberId, ThreadId
from engagement.matching import Peer
from engagement.people import Helper
from engagement.records import Contribution, SimilarThread
from engagement.threads import Message, Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Who could be asked.

    ``ranking`` is everybody who could answer, best first; ``ranked`` those of them who may be asked now,
    ``passed_over`` the others with the reason, ``may_from`` the earliest instant at which one of those could be asked
    after all; ``enrolled`` counts everybody who helps in this channel, asked already or not. In a storm there are none.
    """

    ranking: tuple[Peer, ...] = ()
    ranked: tuple[Peer, ...] = ()
    helpers: Mapping[MemberId, Helper] = field(default_factory=dict)
    passed_over: Mapping[MemberId, str] = field(default_factory=dict)
    may_from: datetime | None = None
    enrolled: int = 0
    chance: MemberId | None = None
    """Who of ``ranked`` is among the first two because very few people carry the topic."""
    storm: tuple[ThreadId, ...] = ()
    """Similar questions in this channel within the storm window, this one included, when there are too many."""
    storm_slot: str | None = None
    """The message that tells the managers of this storm already."""
    is_known_channel_without_helpers: bool = False
    """The managers were told already that nobody enrolled here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baselines:
    """Simple rankings of whom to ask, by name, to compare with (evaluations only)."""

    by_name: Mapping[str, tuple[MemberId, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Earlier threads like the one in hand, best first, and those of them that are known, by id."""

    found: tuple[SimilarThread, ...] = ()
    threads: Mapping[ThreadId, Thread] = field(default_factory=dict)
    is_by_model: bool = False
    """A model that places texts had a say in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestAnswer:
    """The latest message in the thread by a human other than the asker, or the one that our message there names."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The open questions, oldest first, and those that the managers' list names as it stands."""

    questions: tuple[Thread, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Helped:
    """Whoever's answer was just marked, or else whoever asks about themselves: as a helper, if they ever enrolled."""

    helper: Helper | None = None
    credits: tuple[Contribution, ...] = ()
    was_offered: bool = False
    """They were offered to become a helper before."""

    @property
    def answers(self) -> int:
        """In how many conversations an answer of theirs helped."""
        return len({one.thread for one in self.credits if one.kind == "answer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What was only tried out since the last daily word."""

    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What people, no bots, wrote in the conversation in hand, as it stands there now, oldest first."""

    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """Whether a model may be asked about the message in hand."""

    may_ask: bool
    """A model is used for second opinions, whoever wrote agreed to one, and nobody took back what it said of this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSources:
    """Solved questions that a draft of an answer would be made of, best first, and how sure it would be (0-1)."""

    threads: tuple[ThreadId, ...] = ()
    sureness: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """A model may be told of the question in hand, to say which earlier ones are nearest: whoever asks agreed."""
