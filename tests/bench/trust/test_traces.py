"""What is marked is found again, cut, stemmed and written otherwise; what is not marked is not found."""

import json
import random
from pathlib import Path

import pytest

from bench.trust.traces import MOST, answer, numbers_in, numbers_in_files, question, word
from engagement.terms import postings

CHANCE = random.Random(7)  # noqa: S311  # repeated by its seed


@pytest.mark.parametrize("number", [0, 1, 14, 15, 4_711, MOST - 1])
def test_the_number_of_a_mark_is_found_also_when_it_is_cut(number: int) -> None:
    marked = word(number, CHANCE)
    for piece in (marked, marked[1:-1], marked[2:-2], marked.upper(), json.dumps({"x": f"é{marked}"})):
        assert list(numbers_in(piece.encode())) == [number]


def test_every_mark_of_a_text_is_found_also_in_its_terms() -> None:
    for text in (question(12, CHANCE), answer(12, CHANCE)):
        assert list(numbers_in(text.encode())) == [12] * 4
        stems = " ".join(posting.term for posting in postings(text, "en"))
        assert set(numbers_in(stems.encode())) == {12}


def test_unmarked_text_holds_no_number() -> None:
    assert list(numbers_in(b"How do I fix the qzx of the quartz?")) == []


def test_each_number_is_told_with_the_first_file_it_stands_in(tmp_path: Path) -> None:
    for name, number in (("a", 1), ("b", 1), ("c", 2)):
        (tmp_path / name).write_text(word(number, CHANCE), "utf-8")
    assert numbers_in_files(sorted(tmp_path.iterdir())) == {1: "a", 2: "c"}
