"""Tell the council once a week what was proposed, what became of proposals, and which goals are reached or were not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from advocacy.council import Council, Line, lines, note_of, shortened
from engagement.actions import Keep, Lane, Reach, Say, page, words
from engagement.decisions import Act, Verdict
from engagement.ids import MemberId
from engagement.play import Play
from engagement.situation import Situation

NAME = "council_note"
_REASON = "is in the council, and something is new"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilNotePolicy:
    """Dials of "Tell the council"; both ours: after the other weekly notes, and after the night's goals are counted."""

    day: str = "mon"
    at: time = time(10, 0)
    """In the community's zone."""


def on_daily(s: Situation, _policy: CouncilNotePolicy) -> Sequence[Verdict]:
    """The same note, privately, to each of the council; in a week in which nothing is new none.

    What nobody heard of counts as told to nobody: while everything is paused, or is only tried out.
    """
    seen = s.find(Council)
    some = lines(seen, s.now) if seen is not None and seen.members else []
    if seen is None or not some or s.policy.is_paused:
        return []
    told, left_out = shortened(some)
    notes = [Act(action=_note(told, left_out, who), subject=who, reason=_REASON) for who in seen.members]
    if s.policy.dry_run:
        return notes
    kept = Keep(entry=note_of(seen, s.now), before=seen.last)
    return [Act(action=kept, subject=s.community, reason="the council is told what is new"), *notes]


def _note(some: Sequence[Line], left_out: int, to: MemberId) -> Say:
    return Say(
        text=f"{NAME}.week", reach=Reach.MEMBER, to=to,
        fields={"more": words(str(left_out) if left_out else ""), "strategy_page": page("/strategy")},
        items=tuple(line.fields() for line in some), controls=("why", "stop"), lane=Lane.DIGEST,
    )  # fmt: skip


PLAY = Play(name=NAME, policy=CouncilNotePolicy, on_daily=on_daily, shows={"daily": frozenset({Council})})
