"""Was this button shown to whoever pressed it? Only then does the press say anything about the message it stands under.

The value of a button is opaque but no secret: it may be played back, by others and from elsewhere. A press that was
made under no message of theirs counts as one under none, so "stop" always works, and nothing else reaches further than
the person who pressed.
"""

from engagement.authorisation import is_allowed
from engagement.ids import MemberId
from engagement.people import Role
from engagement.records import OutboxRow

_SHOWN = frozenset({"sending", "sent", "unknown"})
"""States in which a message may stand on the platform; one that was only tried out, say, was never there."""


_ANSWERS = frozenset({"on_it", "not_now", "not_my_topic", "stop", "greet_not"})


def is_shown_to(row: OutboxRow, member: MemberId, roles: frozenset[Role]) -> bool:
    """Whether the message may have been shown to this person, as far as the record tells."""
    if row.op != "say" or row.state not in _SHOWN:
        return False
    reach = row.body.get("reach")
    if reach == "member":
        return row.to_member == member
    if reach == "managers":
        return is_allowed(roles, "why_any")
    return True


def is_answer_to_ask(row: OutboxRow, member: MemberId, control: str) -> bool:
    """Whether the press is the answer of the one who was asked; in a thread, everybody sees the buttons."""
    return row.is_ask and row.to_member == member and control in _ANSWERS
