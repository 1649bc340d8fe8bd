"""Who went quiet lately, or came back? For the managers, and by name only who agreed to be seen."""

from dataclasses import dataclass
from datetime import date, timedelta

from engagement.ids import MemberId

WITHIN = timedelta(days=7)
"""It is told once, in the week in which it became so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One person who agreed that the community team may see it. ``since``: see ``advocacy.presence.Quieted``."""

    member: MemberId
    is_back: bool
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Who agreed to be named, by id; of how many others the same is so, in each direction."""

    named: tuple[Changed, ...] = ()
    others_quiet: int = 0
    others_back: int = 0
