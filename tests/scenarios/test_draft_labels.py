"""Whether a draft would have been right, held against pairs that were labelled before the rules were written."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bots.app.calibrating import PROBING, probing
from bots.app.exports import open_export_file, rehearse
from bots.app.store import policy_for
from bots.runtime.draft_sources import earlier_of, tells_the_same
from engagement.ids import MessageId, ThreadId
from tests.scenarios.labelled import DATA, EXPORTS, Figures, half_of, no_data, rows_of

COMMUNITIES = ("racket", "elm")
HALVES = [("open", 2, 1), ("sealed", 3, 4)]
"""How many of a half are missed and false."""
COUNTS = {("open", "no"): 41, ("open", "yes"): 4, ("sealed", "no"): 45, ("sealed", "yes"): 4}


def test_the_labels_are_those_that_the_description_counts() -> None:
    rows = [row for name in COMMUNITIES for row in rows_of("draft_sources", name)]
    assert Counter((row["half"], row["label"]) for row in rows) == COUNTS
    assert len({(row["question"], row["source"]) for row in rows}) == len(rows) == 94
    for row in rows:
        assert row["half"] == half_of(row["question"], b"draft pairs 20261127")
        assert row["drawn"] in {"high", "low"}


def judged(name: str, half: str) -> Figures:
    """How the rule judges the pairs of one half, in a history that was lived through."""
    export = open_export_file(DATA / f"{EXPORTS[name]}.zip", DATA / f"{EXPORTS[name]}_conversations.tsv")
    figures, policy = Figures(), probing(policy_for(None, None, name))
    with (
        TemporaryDirectory() as folder,
        rehearse(export, policy, Path(folder), plays=PROBING) as lived,
        lived.ledger() as ledger,
    ):
        for row in rows_of("draft_sources", name):
            asked, source = (ThreadId(MessageId(row[each])) for each in ("question", "source"))
            threads = ledger.conversations.threads([asked, source])
            words = ledger.conversations.words_of([asked, source])
            earlier = earlier_of(threads[source], words[source])
            assert earlier is not None
            is_right = tells_the_same(ledger, threads[asked], words[asked], earlier.answered)
            assert is_right is not None, "each of them was answered later"
            if row["half"] == half:
                figures.count(is_found=is_right, is_so=row["label"] == "yes")
    export.close()
    return figures


@pytest.mark.data
@pytest.mark.long
@no_data
@pytest.mark.parametrize(("half", "missed", "false"), HALVES)
def test_the_judgement_of_drafts_is_seldom_wrong(half: str, missed: int, false: int) -> None:
    """No more are missed or false than when it was made."""
    found = [judged(name, half) for name in COMMUNITIES]
    both = Figures(*(sum(getattr(each, part) for each in found) for part in ("hits", "false", "missed", "quiet")))
    print(half, both)  # noqa: T201  # the figures are what one runs it for
    assert both.false <= false
    assert both.missed <= missed
