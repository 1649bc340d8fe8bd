"""Occasions for sales in real conversations, held against labels by message id; ``-s`` prints the figures."""

import csv
from collections.abc import Callable, Iterator

import pytest

from advocacy.occasions import find_fit
from engagement.events import MessagePosted
from engagement.reading import TopicWords, read
from engagement.shares import wilson
from tests.scenarios.labelled import LABELS, exported, no_data

pytestmark = no_data
COMMUNITIES = ("racket", "elm")
NO_TOPICS = TopicWords.compile({})
Words = Callable[[list[MessagePosted]], str]


def conversations(name: str) -> Iterator[list[MessagePosted]]:
    """Those that somebody answered and that begin with a question, as whoever asked wrote before the answer."""
    threads: dict[str, list[MessagePosted]] = {}
    for message in sorted(exported(name), key=lambda one: one.at):
        threads.setdefault(message.thread or message.message, []).append(message)
    for some in threads.values():
        is_answered = any(one.author != some[0].author and not one.is_bot for one in some)
        if is_answered and read(asked(some), words=NO_TOPICS, defaults=(), languages=("en",)).modes:
            yield some


def asked(some: list[MessagePosted]) -> str:
    """What whoever asked wrote before anybody answered: what the rules are shown."""
    first = next(one.at for one in some if one.author != some[0].author and not one.is_bot)
    return "\n".join(one.text for one in some if one.author == some[0].author and one.at < first)


def said(some: list[MessagePosted]) -> str:
    """Everything that whoever asked wrote there: what the rules were shown before."""
    return "\n".join(one.text for one in some if one.author == some[0].author)


def labels(half: str) -> dict[str, str]:
    with (LABELS / "occasions" / "wild.tsv").open(encoding="utf-8", newline="") as file:
        return {
            row["conversation"]: row["label"] for row in csv.DictReader(file, delimiter="\t") if row["half"] == half
        }


@pytest.mark.parametrize("half", ["open", "sealed"])
def test_going_by_the_question_alone_leaves_out_most_of_what_is_no_occasion(half: str) -> None:
    known = labels(half)
    found: dict[str, list[str]] = {}
    asked_in_all = 0
    for name in COMMUNITIES:
        for some in conversations(name):
            asked_in_all += 1
            label = known.get(some[0].thread or some[0].message)
            for words in (said, asked):
                if label is not None and find_fit(words(some)) is not None:
                    found.setdefault(words.__name__, []).append(label)
    right = {words: sum(label != "none" for label in some) for words, some in found.items()}
    for words, some in found.items():
        low, high = wilson(right[words], len(some))
        print(  # noqa: T201  # the figures are what one runs it for
            f"{half}, by what was {words}: {len(some)} found of {asked_in_all} questions of both halves, "
            f"{right[words]} right ({low:.2f} to {high:.2f})"
        )
    assert len(found["asked"]) < len(found["said"]) / 2
    assert right["asked"] / len(found["asked"]) > right["said"] / len(found["said"])
