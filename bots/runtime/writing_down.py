"""Writes down what was worked out on a desk: conversations, words, facts about people, counts and answers."""

from engagement.desk import Desk
from engagement.ports import Ledger


def write_down(desk: Desk, ledger: Ledger) -> None:
    """Everything that changed; what is written is seen by the batches after this one."""
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
