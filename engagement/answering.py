"""What is whoever just did something answered, at once and to them alone?"""

from collections.abc import Mapping
from typing import NamedTuple

from engagement.actions import Field, OpenForm, Reply, words
from engagement.decisions import Act
from engagement.situation import Situation


def answer(s: Situation, action: Reply | OpenForm, reason: str) -> Act:
    """Show this to whoever acted; LookupError where nobody did (a bug, not a state)."""
    return Act(action=action, subject=s.the_actor().member, reason=reason)


class Answers(NamedTuple):
    """The answers of one play: ``Answers("polls")(s, "over", "it is closed")`` says the text ``polls.over``."""

    play: str
    reason: str = ""
    """What stands in the journal where an answer brings no reason of its own."""

    def __call__(
        self,
        s: Situation,
        text: str,
        reason: str = "",
        controls: tuple[str, ...] = (),
        *,
        items: tuple[Mapping[str, Field], ...] = (),
        is_problem: bool = False,
        **fields: Field | str,
    ) -> Act:
        """Say one of the play's texts. A field given as a string is shown as the words it is."""
        filled = {name: value if isinstance(value, Field) else words(value) for name, value in fields.items()}
        reply = Reply(
            text=f"{self.play}.{text}", fields=filled, items=items, controls=controls, is_problem=is_problem,
        )  # fmt: skip
        return answer(s, reply, reason or self.reason)
