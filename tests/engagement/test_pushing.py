"""What pushes whoever reads it, held against invented lines that were labelled by hand; ``-s`` prints the figures."""

import csv
from collections.abc import Iterator
from hashlib import blake2b

import pytest

from config.wordings import changeable, shipped
from engagement.pushing import WHY, pushes
from tests.scenarios.labelled import LABELS, Figures

TUNED_ON = ("open", "sealed", "second", "third", "fourth-open", "fourth-sealed", "fifth")


def rows(half: str) -> Iterator[tuple[str, frozenset[str], str]]:
    with (LABELS / "pushy" / "pushy.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["half"] == half:
                yield row["language"], frozenset(row["labels"].split(",")) - {"fine"}, row["text"]


def kinds(text: str, language: str = "en") -> list[str]:
    return [each.kind for each in pushes(text, language)]


@pytest.mark.parametrize(
    ("half", "precision", "recall"),
    [*((half, 1, 0.99) for half in TUNED_ON), ("sixth", 1, 0.2)],
)
def test_what_is_taken_for_pushing_does_push(half: str, precision: float, recall: float) -> None:
    figures = Figures()
    for language, labels, text in rows(half):
        figures.count(is_found=bool(pushes(text, language)), is_so=bool(labels))
    print(f"pushing, {half}: {figures}")  # noqa: T201  # the figures are what one runs it for
    assert figures.precision >= precision
    assert figures.recall >= recall


@pytest.mark.parametrize("half", ["open", "sealed"])
def test_the_kind_is_told_rightly_too(half: str) -> None:
    wrong = [text for language, labels, text in rows(half) if labels and not labels & set(kinds(text, language))]
    assert not wrong
    assert {label for _, labels, _ in rows(half) for label in labels} == set(WHY)


def test_halves_are_told_by_the_english_line_of_an_idea() -> None:
    english = [
        (half, text) for half in ("fourth-open", "fourth-sealed") for said, _, text in rows(half) if said == "en"
    ]
    for half, text in english:
        is_open = blake2b(text.encode(), key=b"pushy 20261127").digest()[0] % 2 == 0
        assert half == ("fourth-open" if is_open else "fourth-sealed")
    assert len(english) == 60


def test_a_turn_is_known_whatever_it_is_about_and_only_within_a_sentence() -> None:
    assert kinds("Have you decided about my very short note on exports?") == ["reminder"]
    assert kinds("The sooner {asker} or you look, the better.") == []
    assert kinds("The sooner you or anybody looks, the better.") == ["urgency"]
    assert kinds("The sooner you look. It is free. The better answer is below.") == []


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_shipped_message_pushes(language: str) -> None:
    found = {key: pushes(shipped().get(language, key), language) for key in changeable()}
    assert {key: some for key, some in found.items() if some} == {}


def test_one_exclamation_mark_is_a_greeting_and_two_are_shouting() -> None:
    assert kinds("Welcome, {newcomer}!") == []
    assert kinds("Welcome! So good to have you!") == ["exclamation"]
    assert kinds("Run `echo hi!!` first. Thank you!") == [], "what is typed is nobody's shouting"


def test_two_orders_are_help_and_three_send_somebody_about() -> None:
    assert kinds("Open the thread. Read it.") == []
    found = pushes("Open the thread. Read it, and answer it.", "en")
    assert [each.passage for each in found] == ["Open the thread, Read it, answer it"]
    assert kinds("Open the thread. Read it. If you like, answer it.") == [], "a choice is no order"
    assert kinds("Open the file. Write `key: 1`. Save it.") == [], "how to mend something is told in steps"
    assert kinds("Open it. Read it. Answer it. Nobody has to. Mark it.") == ["orders"]


def test_what_is_denied_does_not_push() -> None:
    assert kinds("Nothing here is urgent.") == []
    assert kinds("Es eilt nicht.", "de") == []
    assert kinds("No corre prisa.", "es") == []


def test_a_language_without_rules_is_read_as_english() -> None:
    assert kinds("Hurry up", "fr") == ["urgency"]


def test_words_are_found_beneath_marks_and_other_forms_of_letters() -> None:
    assert kinds("**Hurry** up") == ["urgency"]
    assert kinds("Ｈｕｒｒｙ up") == ["urgency"]
    assert kinds("You haven’t answered {asker}") == ["guilt"]  # a typographic apostrophe
