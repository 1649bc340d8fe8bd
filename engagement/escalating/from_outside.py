"""What people who are not in chat do with an escalation, through another system or a signed link."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from engagement.decisions import Act, Hold, Verdict
from engagement.escalating import acts, cards
from engagement.escalating.course import advanced
from engagement.escalating.escalation import State
from engagement.escalating.going_on import moved
from engagement.events import OutsideActed
from engagement.ids import stable_id
from engagement.situation import Situation

_WIDE, _MOST_LINES = 280, 6
"""A note is shown in pieces, as many characters at most; what comes after the last one stands in the record alone."""
_REASONS: Mapping[str, str] = {
    "take": "somebody outside took it", "solve": "somebody outside solved it", "note": "somebody outside wrote a note",
}  # fmt: skip


def on_outside(s: Situation, _policy: object) -> Sequence[Verdict]:
    """It is taken for its team, or solved; a note goes on record, and into the team's room."""
    seen, event = s.escalating, s.event
    if seen is None or seen.escalation is None or not isinstance(event, OutsideActed):
        return []
    e = seen.escalation
    if e.id != event.escalation or e.state is State.CLOSED:
        return [Hold(subject=e.thread, reason="it is closed")]
    name, reason = called(event.by, event.via), _REASONS[event.act]
    ways: Mapping[str, tuple[acts.Act, ...]] = {
        "take": (acts.TakeOutside(name=name),), "solve": (acts.Solve(by=None, outside=name),),
    }  # fmt: skip
    move = acts.Move(escalation=e)
    for act in (*ways.get(event.act, ()), *([acts.Note(name=name, text=event.note)] if event.note else [])):
        done = advanced(move.escalation, seen.governance, seen.staff, act, s.now)
        deeds, entries = (*move.deeds, *done.deeds), (*move.entries, *done.entries)
        move = acts.Move(escalation=done.escalation, deeds=deeds, entries=entries)
    verdicts = moved(s, move, reason) if move.entries else []
    if event.note:
        slot = f"note:{e.id}:{stable_id('note', event.key)}"
        verdicts.append(
            Act(
                action=cards.note(seen, move.escalation, name, _lines(event.note), slot),
                subject=e.thread,
                reason=reason,
            )
        )
    return verdicts or [Hold(subject=e.thread, reason="nothing has changed by it")]


def called(by: str, via: str) -> str:
    """How the record and the card name them: ``Ines Roth (jira)``."""
    return f"{by} ({via})" if by else via


def _lines(note: str) -> Sequence[str]:
    pieces = [piece for line in note.splitlines() for piece in wrap(line, _WIDE)]
    return pieces if len(pieces) <= _MOST_LINES else [*pieces[: _MOST_LINES - 1], f"{pieces[_MOST_LINES - 1]} …"]
