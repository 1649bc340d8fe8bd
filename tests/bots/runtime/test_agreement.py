"""How far rules and labels agree: counted by hand, and the intervals hold the figures."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.runtime.agreement import Case, Labelled, figures, question_figures, topic_figures, wish_figures

ASKED, SAID = "How do I reset the printer on floor two?", "Good morning to all of you."
CASES = st.lists(
    st.builds(
        Case,
        hits=st.just(0),
        found=st.integers(0, 1),
        real=st.integers(0, 1),
        source=st.sampled_from("ab"),
        weight=st.sampled_from([1.0, 7.0]),
    ).map(lambda case: Case(
        hits=case.found & case.real, found=case.found, real=case.real, source=case.source, weight=case.weight
    )),
    max_size=20,
)  # fmt: skip


def one(text: str, *, is_so: bool, source: str = "", weight: float = 1.0) -> Labelled:
    return Labelled(text=text, is_so=is_so, source=source, weight=weight)


def test_hits_false_alarms_and_misses_make_the_figures() -> None:
    found = question_figures([one(ASKED, is_so=True)] * 3 + [one(ASKED, is_so=False)] + [one(SAID, is_so=True)] * 2)
    assert (found["messages"], found["hits"], found["found"], found["real"]) == (6, 3, 4, 5)
    assert (found["precision"], found["recall"]) == (0.75, 0.6)
    assert found["f1"] == pytest.approx(2 * 3 / (4 + 5), abs=1e-4)
    assert "by_source" not in found
    assert "natural_mix" not in found


def test_what_a_message_stands_for_counts_in_the_natural_mix_alone() -> None:
    found = question_figures([one(ASKED, is_so=True), one(ASKED, is_so=False, weight=9.0)])
    mixed = found["natural_mix"]
    assert isinstance(mixed, dict)
    assert (found["precision"], mixed["precision"]) == (0.5, 0.1)
    assert mixed["precision_interval"] == [0.1, 0.1], "one of each stratum is drawn again and again"


def test_communities_are_told_apart() -> None:
    found = question_figures([one(ASKED, is_so=True, source="a"), one(SAID, is_so=True, source="b")])
    by_source = found["by_source"]
    assert isinstance(by_source, dict)
    assert {name: each["recall"] for name, each in by_source.items()} == {"a": 1.0, "b": 0.0}


def test_each_reading_has_its_figures_and_the_main_ones_are_of_what_is_acted_on() -> None:
    found = question_figures([one("Really nice?", is_so=False), one(ASKED, is_so=True)])
    by_mode = found["by_mode"]
    assert isinstance(by_mode, dict)
    assert {name: each["precision"] for name, each in by_mode.items()} == {
        "conservative": 1.0,
        "loose": 0.5,
        "mark": 0.5,
    }
    assert found["precision"] == by_mode["conservative"]["precision"]


def test_wishes_are_held_against_labels_alike() -> None:
    found = wish_figures([one("It would be great to have a dark mode.", is_so=True), one(SAID, is_so=False)])
    assert (found["precision"], found["recall"], found["f1"]) == (1.0, 1.0, 1.0)


def test_topics_are_counted_in_pairs_of_a_message_and_a_topic() -> None:
    labelled = [
        ("The printer and the invoice are gone", frozenset({"printing", "bills"})),
        ("Where is my invoice", frozenset({"bills"})),
        ("The paper jams", frozenset({"printing"})),
        ("An invoice of thanks to you all", frozenset[str]()),
    ]
    found = topic_figures(labelled, {"printing": ("printer",), "bills": ("invoice",)})
    assert (found["hits"], found["found"], found["real"]) == (3, 4, 4)
    assert found["exact"] == 0.5
    by_topic = found["by_topic"]
    assert isinstance(by_topic, dict)
    assert (by_topic["printing"]["precision"], by_topic["printing"]["recall"]) == (1.0, 0.5)
    assert (by_topic["bills"]["precision"], by_topic["bills"]["recall"]) == (pytest.approx(2 / 3, abs=1e-4), 1.0)


def test_nothing_labelled_is_nothing_to_measure() -> None:
    found = question_figures([])
    assert (found["messages"], found["precision"], found["precision_interval"]) == (0, 0.0, [0.0, 1.0])
    assert topic_figures([], {"a": ("b",)})["exact"] == 0.0


@settings(max_examples=25, deadline=None)
@given(CASES)
def test_every_interval_lies_between_nothing_and_all_and_is_the_same_again(cases: Sequence[Case]) -> None:
    found = figures(cases)
    for what in ("precision", "recall", "f1"):
        span = found[f"{what}_interval"]
        assert isinstance(span, list)
        assert 0 <= span[0] <= span[1] <= 1
    assert figures(cases) == found
