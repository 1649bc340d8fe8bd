"""Reads the health figures of a community out of the memory."""

from engagement.health import Health, health
from engagement.ports import Ledger
from engagement.records import Within
from engagement.threads import QuestionModes


def read_health(ledger: Ledger, within: Within, mode: QuestionModes) -> Health:
    """The health report of what lies within the span, with ``mode`` as the reading that makes a question."""
    figures = ledger.figures
    return health(
        figures.threads(within),
        figures.day_counts(within),
        figures.newcomers(within),
        end=figures.last_message_at(within),
        mode=mode,
    )
