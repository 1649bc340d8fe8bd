"""Topics, held against questions of real communities that were labelled before the playbook's words were written."""

from collections import Counter

import pytest
import yaml

from bots.runtime.agreement import topic_figures
from tests.scenarios.labelled import LABELS, exported, half_of, no_data, rows_of

COMMUNITIES = ("racket", "elm")
COUNTS = {("open", True): 81, ("open", False): 37, ("sealed", True): 69, ("sealed", False): 33}
"""Labels by half, and whether there is a topic."""


def topics() -> dict[str, tuple[str, ...]]:
    """The made-up playbook's words."""
    found = yaml.safe_load((LABELS / "topics" / "playbook.yaml").read_text(encoding="utf-8"))
    return {topic: tuple(map(str, words)) for topic, words in found["communities"][0]["topics"].items()}


def real(row: dict[str, str]) -> frozenset[str]:
    return frozenset(filter(None, row["topics"].split(",")))


def test_the_labels_are_those_that_the_description_counts() -> None:
    rows = [row for name in COMMUNITIES for row in rows_of("topics", name)]
    assert Counter((row["half"], bool(real(row))) for row in rows) == COUNTS
    assert len({row["message"] for row in rows}) == len(rows) == 220
    for row in rows:
        assert row["half"] == half_of(row["message"], b"topics 20261127")
        assert real(row) <= topics().keys()
        assert len(real(row)) <= 2


@pytest.mark.data
@no_data
@pytest.mark.parametrize(("half", "f1", "exact"), [("open", 0.64, 0.60), ("sealed", 0.58, 0.48)])
def test_a_playbooks_words_tell_most_topics(half: str, f1: float, exact: float) -> None:
    """The 95 % intervals begin no lower than that."""
    texts = {event.message: event.text for name in COMMUNITIES for event in exported(name)}
    rows = [row for name in COMMUNITIES for row in rows_of("topics", name) if row["half"] == half]
    found = topic_figures([(texts[row["message"]], real(row)) for row in rows], topics())
    print(half, found)  # noqa: T201  # the figures are what one runs it for
    for what, low in (("f1", f1), ("exact", exact)):
        span = found[f"{what}_interval"]
        assert isinstance(span, list)
        assert span[0] >= low, what
