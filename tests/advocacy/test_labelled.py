"""Occasions and pitches, held against invented sentences that were labelled by hand; ``-s`` prints the figures."""

import csv
import re
from collections.abc import Iterator

import pytest

from advocacy import occasion_past, occasion_plans
from advocacy.occasions import find_fit
from advocacy.pitch import check_draft, is_pitch
from tests.scenarios.labelled import LABELS, Figures

TUNED = ["open", "sealed", "second", "third", "fresh", "others_open"]
"""The rounds that were looked at while the rules were written; nobody who wrote them read ``others_sealed``."""


def rows(name: str, half: str) -> Iterator[dict[str, str]]:
    with (LABELS / name / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["half"] == half:
                yield row


def occasions(half: str) -> Figures:
    figures = Figures()
    for row in rows("occasions", half):
        figures.count(is_found=find_fit(row["text"]) is not None, is_so=row["label"] != "none")
    return figures


def drafts(half: str) -> Figures:
    figures = Figures()
    for row in rows("drafts", half):
        figures.count(is_found=is_pitch(check_draft(row["text"])), is_so=row["label"] == "pitch")
    return figures


@pytest.mark.parametrize(
    ("half", "precision", "recall"), [*((half, 0.95, 0.88) for half in TUNED), ("others_sealed", 0.86, 0.63)]
)
def test_what_is_taken_for_an_occasion_mostly_is_one(half: str, precision: float, recall: float) -> None:
    figures = occasions(half)
    print(f"occasions, {half}: {figures}")  # noqa: T201  # the figures are what one runs it for
    assert figures.precision >= precision
    assert figures.recall >= recall


@pytest.mark.parametrize(
    ("half", "precision", "recall"),
    [*((half, 0.95, 0.95) for half in (*TUNED, "fourth")), ("others_sealed", 0.92, 0.66)],
)
def test_what_is_taken_for_a_pitch_is_one(half: str, precision: float, recall: float) -> None:
    figures = drafts(half)
    print(f"drafts, {half}: {figures}")  # noqa: T201  # the figures are what one runs it for
    assert figures.precision >= precision
    assert figures.recall >= recall


def test_the_kind_is_told_rightly_too() -> None:
    some = [(row["label"], find_fit(row["text"])) for row in rows("occasions", "open") if row["label"] != "none"]
    wrong = [label for label, fit in some if fit is not None and fit.occasion != label]
    assert len(wrong) <= len(some) // 8


def test_a_sign_holds_words_of_the_list_and_none_of_the_asker_s() -> None:
    fit = find_fit("How do we carry SECRETWORD tickets across?")
    assert fit is not None
    assert fit.signs[0] == "carry … tickets across"
    phrases = (*occasion_past.STORY, *occasion_past.MIGRATION, *occasion_plans.EVALUATION, *occasion_plans.USE_CASE)
    assert not [phrase for phrase in phrases if re.search(r"\\[wSdD]|\.[*+]", phrase)], "it would show any word at all"
