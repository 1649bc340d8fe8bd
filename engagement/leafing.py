"""Reading long lists page by page, newest first: where a page begins, what is looked for, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from engagement.decisions import Outcome
from engagement.ids import ChannelId
from engagement.threads import ThreadState

T = TypeVar("T")
LOOKED_AT = 5_000
"""So many rows are looked at for one page at the most: what is rare is looked for in several steps, each quick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Everything before this instant, or at it with a smaller id."""

    at: datetime
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Generic[T]):
    """One page. ``older`` is where to look on, also where nothing was found so far; None: that is the end."""

    found: Sequence[T]
    older: Edge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtDecisions:
    """Which decisions; what is left empty is not asked."""

    outcomes: tuple[Outcome, ...] = ()
    play: str = ""
    is_undone: bool = False
    """Only those that were taken back."""
    before: Edge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtQuestions:
    """Which questions (mode CONSERVATIVE or LOOSE, begun by a person); what is left empty is not asked."""

    channel: ChannelId | None = None
    topic: str = ""
    states: tuple[ThreadState, ...] = (ThreadState.OPEN, ThreadState.SOLVED, ThreadState.QUIET)
    is_answered: bool | None = None
    before: Edge | None = None
