"""What did somebody ask of us: by which name, under which message, and what must they be allowed for it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches

from engagement.actions import Lane, OpenForm, Reply, words
from engagement.aiming import plain_name
from engagement.authorisation import is_allowed
from engagement.earlier_answers import WHICH
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import MemberId, ThreadId
from engagement.people import Role
from engagement.play import Play
from engagement.plays.manager_desk import help_for
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.pressing import is_shown_to
from engagement.records import OutboxRow
from engagement.situation import Person

_HANDED = "handed:"
"""How the slots of questions that were handed to the team begin."""
_ASKED_PRIVATELY = "private:"
"""How the slots of the first private message about a private question begin."""
_OF_STAFF = frozenset(
    {"pass_on", "more", "reply", "crisis", "crisis_update", "crisis_roles", "crisis_end", "wish_join"}
)
"""Forms that only staff may send."""
_OF_MEMBERS = frozenset({"private", "answer", "wish_choose", "poll_choose", "propose"})
"""Forms with a permission of their own name, which is every member's."""
_OF_SALES = frozenset({"sales", "check_draft", "ask"})
"""Forms with a permission of their own name, for sales and staff."""
_OF_MANAGERS = frozenset({"purpose", "poll", "proposal_decide"})
"""Forms with a permission of their own name, for managers."""
_LONGEST = 40
"""Longer words are not compared: nobody misspells that much."""


@dataclass(slots=True)
class Response:
    """What whoever gave a command or pressed a button is told at once."""

    replies: list[Reply | OpenForm] = field(default_factory=list)
    not_allowed: str | None = None
    has_failed: bool = False


def name_of(event: ControlUsed | CommandGiven | FormSubmitted) -> tuple[str, str]:
    """What was pressed, said or sent, and the table of a play that answers it."""
    if isinstance(event, ControlUsed):
        return plain_name(event.control), "on_control"
    if isinstance(event, FormSubmitted):
        return event.form, "on_form"
    return (event.words[0].lower() if event.words else "help"), "on_command"


def permission_for(event: ControlUsed | CommandGiven | FormSubmitted, name: str) -> str:
    """The entry of the table of permissions that a control, form or command needs."""
    if isinstance(event, FormSubmitted):
        return name if name in _OF_STAFF | _OF_MEMBERS | _OF_SALES | _OF_MANAGERS else "settings"
    if name in {"mark_answer", "it_helped", "not_yet", *WHICH}:
        return "mark_own_question"  # whose question it is, the play looks at
    return name


def pressed_under(
    event: ControlUsed | CommandGiven | FormSubmitted, person: Person, ledger: Ledger
) -> OutboxRow | None:
    """The message of ours under which a button was pressed, if it was shown to whoever pressed it."""
    row = ledger.outbox.get(event.outbox) if not isinstance(event, CommandGiven) and event.outbox else None
    return row if row is not None and is_shown_to(row, person.member, person.roles) else None


def handed(
    event: ControlUsed | CommandGiven | FormSubmitted, ledger: Ledger, decided: Iterable[OutboxRow], now: datetime
) -> dict[ThreadId, MemberId]:
    """For who hands a question to the team, or asks it privately: which were within a day, and by whom.

    ``decided`` is not written down yet.
    """
    if name_of(event) == ("private", "on_form"):
        slots = _ASKED_PRIVATELY
    elif name_of(event) == ("hand_to_team", "on_control"):
        slots = _HANDED
    else:
        return {}
    just_now = (row for row in decided if row.slot is not None and row.slot.startswith(slots))
    rows = (*ledger.outbox.in_slots(slots, Lane.ESCALATION, now - timedelta(days=1)), *just_now)
    return {row.thread: row.to_member or MemberId(_value(row, "by")) for row in rows if row.thread is not None}


def _value(row: OutboxRow, name: str) -> str:
    """The value of a field of a message, as it was decided on."""
    fields = row.body.get("fields")
    found = fields.get(name) if isinstance(fields, dict) else None
    return str(found[1]) if isinstance(found, list | tuple) else ""


def unknown(name: str, roles: frozenset[Role], plays: Sequence[Play], policy: Policy) -> Reply:
    """What to say to whoever gave a command that there is not: the likely one, else what there is."""
    known = sorted({command for play in plays for command in play.on_command if is_allowed(roles, command)})
    close = get_close_matches(name, known, n=1) if len(name) <= _LONGEST else []
    if close:
        return Reply(text="manager_desk.unknown_command", fields={"guess": words(close[0])})
    return help_for(roles, policy)
