"""Wishes and needs, held against messages of real communities that were labelled before the rules were written."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from advocacy.rising import readable, rising
from advocacy.wishes import find_kind
from bots.runtime.agreement import Labelled, wish_figures
from engagement.events import MessagePosted
from engagement.ids import MemberId, ThreadId
from engagement.questions import question_modes
from engagement.records import TermUse
from engagement.terms import postings, spelt
from tests.scenarios.labelled import EXPORTS, exported, half_of, no_data, rows_of

COUNTS = {("open", "wish"): 11, ("open", "need"): 13, ("open", "none"): 90,
          ("sealed", "wish"): 4, ("sealed", "need"): 11, ("sealed", "none"): 90}  # fmt: skip
SECOND = {("open", "wish"): 13, ("open", "need"): 25, ("open", "none"): 121,
          ("sealed", "wish"): 17, ("sealed", "need"): 22, ("sealed", "none"): 132}  # fmt: skip
THIRD = {("sealed", "wish"): 26, ("sealed", "need"): 60, ("sealed", "none"): 109}


@cache
def labels(which: str = "") -> dict[str, list[dict[str, str]]]:
    """The rows of the first round, or of the ``_second`` or ``_third``."""
    return {name: rows_of("wishes", f"{name}{which}") for name in EXPORTS}


@cache
def messages(name: str) -> dict[str, MessagePosted]:
    return {event.message: event for event in exported(name)}


@pytest.mark.parametrize(("which", "counts", "key"), [("", COUNTS, b"wishes 20261127"),
                                                      ("_second", SECOND, b"wishes 20261128"),
                                                      ("_third", THIRD, None)])  # fmt: skip
def test_the_labels_are_those_that_the_description_counts_and_the_halves_follow_from_the_ids(
    which: str, counts: dict[tuple[str, str], int], key: bytes | None
) -> None:
    rows = [row for some in labels(which).values() for row in some]
    assert Counter((row["half"], row["label"]) for row in rows) == counts
    assert len({row["message"] for row in rows}) == len(rows)
    for row in rows:
        assert row["half"] == (half_of(row["message"], key) if key else "sealed")


def test_no_message_is_in_two_rounds() -> None:
    rows = [row["message"] for which in ("", "_second", "_third") for some in labels(which).values() for row in some]
    assert len(set(rows)) == len(rows)


@pytest.mark.data
@no_data
@pytest.mark.parametrize(("half", "precision", "recall"), [("open", 0.9, 0.9), ("sealed", 0.85, 0.55)])
def test_what_is_told_is_mostly_right(half: str, precision: float, recall: float) -> None:
    pairs = [
        Labelled(text=messages(name)[row["message"]].text, is_so=row["label"] != "none")
        for name, some in labels().items()
        for row in some
        if row["half"] == half
    ]
    found = wish_figures(pairs)
    print(half, found)  # noqa: T201  # the figures are what one runs it for
    assert found["precision"] >= precision
    assert found["recall"] >= recall


@pytest.mark.data
@no_data
def test_wishes_are_rare_in_what_people_write() -> None:
    """A rule gone wild would hear them everywhere."""
    some = [one.text for one in messages("pyscript").values() if not one.is_bot]
    assert 0.005 < sum(find_kind(text) is not None for text in some) / len(some) < 0.04


@pytest.mark.data
@no_data
@pytest.mark.parametrize(
    ("week", "words"),
    [
        (datetime(2017, 11, 23, tzinfo=UTC), {"learn", "language"}),
        (datetime(2018, 4, 12, tzinfo=UTC), {"local-expand", "macros"}),
    ],
    ids=["which language to learn", "how macros expand"],
)
def test_the_words_that_rise_are_those_that_a_reader_of_that_week_would_name(week: datetime, words: set[str]) -> None:
    """In the first week people talk about which language to learn, in the second of macros."""
    asked = [
        one
        for one in messages("racket").values()
        if week - timedelta(days=28) < one.at <= week and question_modes(one.text)
    ]
    uses = [
        TermUse(term=found.term, thread=ThreadId(one.message), member=MemberId(one.author), at=one.at)
        for one in asked
        for found in postings(one.text, "en")
    ]
    texts = {one.message: (MemberId(one.author), spelt(one.text, "en")) for one in asked}
    told = [readable(rise.term, [texts[thread] for thread in rise.threads]) for rise in rising(uses, week, 20)]
    assert words <= set(told)
    assert len(told) <= len(words) + 5
