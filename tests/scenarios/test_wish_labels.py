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
FOURTH = {("sealed", "wish"): 16, ("sealed", "need"): 65, ("sealed", "none"): 9}
ROUNDS = ("_second", "_third", "_fourth")
STAND_FOR = {
    "_second": {"told": (542, 323, 103), "narrow": (2444, 1700, 784), "wide": (6214, 4177, 1593),
                "any": (11283, 7217, 2591)},
    "_third": {"told": (509, 286, 70), "narrow": (2411, 1672, 745), "wide": (6186, 4147, 1567)},
}  # fmt: skip
"""Of how many messages of racket, elm and pyscript each part of a round was drawn."""


@cache
def labels(which: str = "") -> dict[str, list[dict[str, str]]]:
    """The rows of the first round, or of the ``_second``, ``_third`` or ``_fourth``."""
    return {name: rows_of("wishes", f"{name}{which}") for name in EXPORTS}


@cache
def messages(name: str) -> dict[str, MessagePosted]:
    return {event.message: event for event in exported(name)}


@pytest.mark.parametrize(("which", "counts", "key"), [("", COUNTS, b"wishes 20261127"),
                                                      ("_second", SECOND, b"wishes 20261128"),
                                                      ("_third", THIRD, None), ("_fourth", FOURTH, None)])  # fmt: skip
def test_the_labels_are_those_that_the_description_counts_and_the_halves_follow_from_the_ids(
    which: str, counts: dict[tuple[str, str], int], key: bytes | None
) -> None:
    rows = [row for some in labels(which).values() for row in some]
    assert Counter((row["half"], row["label"]) for row in rows) == counts
    assert len({row["message"] for row in rows}) == len(rows)
    for row in rows:
        assert row["half"] == (half_of(row["message"], key) if key else "sealed")


def test_no_message_is_in_two_rounds() -> None:
    rows = [row["message"] for which in ("", *ROUNDS) for some in labels(which).values() for row in some]
    assert len(set(rows)) == len(rows)


@pytest.mark.data
@no_data
@pytest.mark.parametrize(
    ("which", "precision", "recall"),
    [("", 0.9, 0.7), ("_second", 0.9, 0.8), ("_third", 0.9, 0.9), ("_fourth", 0.88, 1)],
)
def test_what_is_told_is_mostly_right(which: str, precision: float, recall: float) -> None:
    drawn = Counter((name, row["drawn"]) for name, some in labels(which).items() for row in some)
    parts = STAND_FOR.get(which)
    pairs = [
        Labelled(
            text=messages(name)[row["message"]].text,
            is_so=row["label"] != "none",
            source=name,
            weight=parts[row["drawn"]][at] / drawn[name, row["drawn"]] if parts is not None else 1,
        )
        for at, (name, some) in enumerate(labels(which).items())
        for row in some
    ]
    found = wish_figures(pairs)
    print(which, found)  # noqa: T201  # the figures are what one runs it for
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
