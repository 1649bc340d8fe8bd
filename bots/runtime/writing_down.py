"""What a desk knows at the end of a batch goes into the memory."""

from collections.abc import Sequence

from engagement.desk import Desk
from engagement.events import ChannelSeen
from engagement.ports import Ledger


def write_down(desk: Desk, channels: Sequence[ChannelSeen], ledger: Ledger) -> None:
    """Everything that was told and worked out: channels, messages, conversations, words, and what counts."""
    if channels:
        ledger.places.save(channels)
    ledger.conversations.save_messages(list(desk.messages.values()))
    ledger.conversations.save_threads(list(desk.threads.values()))
    if desk.words:
        ledger.conversations.save_words(list(desk.words.values()))
    if desk.forgotten:
        ledger.conversations.forget_words(sorted(desk.forgotten))
    ledger.people.save_facts(list(desk.facts.values()))
    ledger.figures.count(desk.day_counts())
    if desk.answers:
        ledger.experiences.add(list(desk.answers.values()))
