"""What did somebody ask of us: by which name, and what must they be allowed for it?"""

from collections.abc import Sequence
from difflib import get_close_matches

from engagement.actions import Reply, words
from engagement.authorisation import is_allowed
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.people import Role
from engagement.play import Play

_LONGEST = 40
"""Longer words are not compared: nobody misspells that much."""


def name_of(event: ControlUsed | CommandGiven | FormSubmitted) -> tuple[str, str]:
    """What was pressed, said or sent, and the table of a play that answers it."""
    if isinstance(event, ControlUsed):
        return event.control, "on_control"
    if isinstance(event, FormSubmitted):
        return event.form, "on_form"
    return (event.words[0].lower() if event.words else "help"), "on_command"


def permission_for(event: ControlUsed | CommandGiven | FormSubmitted, name: str) -> str:
    """The entry of the table of permissions that a control, form or command needs."""
    if isinstance(event, FormSubmitted):
        return "settings"
    if name in {"mark_answer", "it_helped", "not_yet"}:
        return "mark_own_question"  # whose question it is, the play looks at
    return name


def unknown(name: str, roles: frozenset[Role], plays: Sequence[Play]) -> Reply:
    """What to say to whoever gave a command that there is not: the likely one, else what there is."""
    known = sorted({command for play in plays for command in play.on_command if is_allowed(roles, command)})
    close = get_close_matches(name, known, n=1) if len(name) <= _LONGEST else []
    if close:
        return Reply(text="manager_desk.unknown_command", fields={"guess": words(close[0])})
    return Reply(text="manager_desk.help_manager" if is_allowed(roles, "setup") else "manager_desk.help")
