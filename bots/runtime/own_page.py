"""Everything that somebody's own page shows them: what is kept, what is on, what they did, what was done for them.

It is read for whoever it is about and for nobody else, and it is what ``privacy``, ``mine`` and ``advocate`` tell in
chat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from advocacy.programme import HELD, Look, Standing
from advocacy.recognised import OwnRecord
from advocacy.record import Record
from advocacy.welcoming import KIND as GREETER
from bots.runtime.looking_in import LookIn
from bots.runtime.programmes import looks_at, standings_of
from bots.runtime.recognition import own_record
from bots.runtime.showing_own_data import workspaces_of_twins
from engagement.decisions import Decision, Outcome
from engagement.ids import MemberId, WorkspaceId
from engagement.own_data import Kept, Line, OwnData, has_stopped, is_on, kept, lines_of
from engagement.people import Purpose
from engagement.privacy import AboutMember

_MOST_DECISIONS = 30
_MOST_EXPORTED = 500
_SHOWN = frozenset({Outcome.ACTED, Outcome.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """One person's. ``since`` is when they said yes or no to each purpose; ``standings`` their places, oldest first."""

    about: AboutMember
    kept: Sequence[Kept]
    on: Mapping[Purpose, bool]
    since: Mapping[Purpose, datetime]
    has_stopped: bool
    record: OwnRecord
    decisions: Sequence[Decision]
    standings: Sequence[Standing]
    looks: Sequence[Look]
    greets: bool
    twins: Sequence[WorkspaceId]


def own_page(look_in: LookIn, now: datetime) -> OwnPage:
    """``look_in`` was made for the account of whoever looks, with the word ``advocate``."""
    look, s = look_in.look, look_in.situation
    member = s.the_actor().member
    about = look.ledger.privacy.about(member)
    retention = {"words": max((one.kept_from for one in about.words), default=now) + s.policy.retention}
    return OwnPage(
        about=about, kept=kept(about, retention), on={purpose: is_on(purpose, about) for purpose in Purpose},
        since={one.purpose: one.at for one in about.consents}, has_stopped=has_stopped(about),
        record=own_record(look, s) or OwnRecord(record=Record(member=member)),
        decisions=_decisions(look_in, member),
        standings=[one for one in standings_of(look, member) if one.stage in HELD],
        looks=looks_at(look, s.now, member)[::-1],
        greets=bool(look.ledger.entries.find(GREETER, member=member)), twins=workspaces_of_twins(look, member),
    )  # fmt: skip


def _decisions(look_in: LookIn, member: MemberId) -> list[Decision]:
    """The latest that are about them: each with its reason, which says nothing of anybody else."""
    some = look_in.look.ledger.journal.newest(_MOST_DECISIONS, subject=member)
    return [one for one in some if one.outcome in _SHOWN]


def own_lines(look_in: LookIn) -> list[Line]:
    """Every line of their own data, as ``privacy export`` hands it out part by part."""
    look = look_in.look
    member = look_in.situation.the_actor().member
    return lines_of(
        OwnData(
            about=look.ledger.privacy.about(member), messages=look.ledger.conversations.of_member(member),
            decisions=look.ledger.journal.newest(_MOST_EXPORTED, subject=member)[::-1],
        )
    )  # fmt: skip
