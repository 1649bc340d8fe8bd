"""Which of the earlier questions that an asker was shown has helped? A button for each place in the list."""

from engagement.decisions import Decision
from engagement.ids import MessageId, ThreadId

WHICH = ("first_helped", "second_helped", "third_helped", "fourth_helped", "fifth_helped")
"""The buttons under a list, in its order; so many are shown at the most (Discourse shows as many)."""
THE_ONE = "it_helped"
"""The button under one alone, and under lists that were shown before there was a button for each."""


def buttons_for(number: int) -> tuple[str, ...]:
    """What stands under so many earlier questions (1 to ``len(WHICH)``)."""
    return WHICH[:number] if number > 1 else (THE_ONE,)


def shown_by(decision: Decision | None) -> tuple[ThreadId, ...]:
    """The earlier questions that a decision showed, in their order; none where it showed something else."""
    if decision is None or decision.action != "OfferSimilar":
        return ()
    found = decision.detail.get("similar")
    return tuple(ThreadId(MessageId(str(one))) for one in found) if isinstance(found, list | tuple) else ()


def chosen(decision: Decision | None, control: str) -> tuple[ThreadId, ...]:
    """What a press means: what stands in that place, or all that was shown; none where nothing stands there."""
    shown = shown_by(decision)
    if control not in WHICH:
        return shown
    place = WHICH.index(control)
    return shown[place : place + 1]
