"""Questions, held against messages of real communities that were labelled before the rule was touched."""

import re
import tarfile
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath

import orjson
import pytest

from bots.cli import main
from bots.runtime.agreement import Labelled, question_figures
from engagement.questions import is_unsure, question_modes
from engagement.threads import QuestionModes
from tests.scenarios.labelled import DATA, half_of, no_data, rows_of
from tests.scenarios.test_thanks_labels import posted

COUNTS = {
    "racket": (66, 10, 46, 18), "elm": (45, 20, 53, 22), "pyscript": (52, 12, 37, 9), "clojurians": (45, 10, 42, 13),
    "irc": (47, 25, 39, 29),
}  # fmt: skip
"""Open no and yes, sealed no and yes, as the labels' description counts them."""
THERE = {
    "racket": (3_962, 17_662), "elm": (2_755, 11_344), "pyscript": (1_960, 3_463), "clojurians": (1_710, 5_964),
    "irc": (8_770, 51_766),
}  # fmt: skip
"""How many openings and later messages each community has, for the natural mix."""
_SAID = re.compile(r"\[\d\d:\d\d\] <([^>]+)> (.*)")
_ADDRESSED = re.compile(r"(\S+?)[:,]\s+(.*)")


@cache
def texts(name: str) -> dict[str, str]:
    """What was said, by message."""
    if name == "irc":
        return irc_texts()
    return {event.message: event.text for event in posted(name)}


def irc_texts() -> dict[str, str]:
    """The lines of the annotated logs by file and number, as a platform would tell them."""
    found: dict[str, str] = {}
    with tarfile.open(DATA / "irc_disentanglement_train_dev.tar.xz") as archive:
        for member in archive:
            if not re.search(r"data/(?:train|dev)/.*\.ascii\.txt$", member.name):
                continue
            file = archive.extractfile(member)
            assert file is not None
            lines = [_SAID.match(line) for line in file.read().decode("utf-8", "replace").split("\n")]
            people = {line[1].lower() for line in lines if line}
            stem = PurePath(member.name).name.removesuffix(".ascii.txt")
            found |= {f"{stem}:{number}": with_name(line[2], people) for number, line in enumerate(lines) if line}
    return found


def with_name(text: str, people: set[str]) -> str:
    """``nick: words`` as ``@nick words``, where somebody is called so."""
    named = _ADDRESSED.match(text)
    return f"@{named[1]} {named[2]}" if named and named[1].lower() in people else text


def drawn(half: str) -> list[tuple[str, dict[str, str]]]:
    """The labels of a half by community; ``fresh``, ``last`` and ``final`` are samples of their own, drawn and labelled later."""
    if half in {"fresh", "last", "final"}:
        return [(row["community"], row) for row in rows_of("questions", half)]
    return [(name, row) for name in COUNTS for row in rows_of("questions", name) if row["half"] == half]


def labelled(half: str, kinds: Collection[str] = ("opening", "later")) -> list[Labelled]:
    """One half's messages; ``kinds`` are the strata wanted."""
    rows = [(name, row) for name, row in drawn(half) if row["drawn"] in kinds]
    strata = Counter((name, row["drawn"]) for name, row in rows)
    there = {(name, kind): of for name in THERE for kind, of in zip(("opening", "later"), THERE[name], strict=True)}
    return [
        Labelled(
            text=texts(name)[row["message"]], is_so=row["label"] == "yes", source=name,
            weight=there[name, row["drawn"]] / strata[name, row["drawn"]],
        )
        for name, row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_the_labels_are_those_that_the_description_counts(name: str) -> None:
    rows = rows_of("questions", name)
    counted = Counter((row["half"], row["label"]) for row in rows)
    order = [("open", "no"), ("open", "yes"), ("sealed", "no"), ("sealed", "yes")]
    assert tuple(counted[each] for each in order) == COUNTS[name]
    assert len({row["message"] for row in rows}) == len(rows)
    assert {row["drawn"] for row in rows} == {"opening", "later"}
    for row in rows:
        assert row["half"] == half_of(row["message"], b"questions 20261127")


def test_the_label_is_what_both_passes_say_where_they_agree_and_they_nearly_always_do() -> None:
    rows = [row for name in COUNTS for row in rows_of("questions", name)]
    apart = [row for row in rows if row["first"] != row["again"]]
    assert len(apart) == 2
    assert all(row["label"] == row["first"] for row in rows if row not in apart)


def test_a_second_reader_says_yes_wherever_the_first_does_and_seldom_elsewhere() -> None:
    labels = {row["message"]: row["label"] for name in COUNTS for row in rows_of("questions", name)}
    second = {row["message"]: row["label"] for row in rows_of("questions", "second_reader")}
    assert second.keys() == labels.keys()
    assert Counter((labels[each], second[each]) for each in labels) == {
        ("yes", "yes"): 168, ("no", "yes"): 11, ("no", "no"): 461,
    }  # fmt: skip


@pytest.mark.parametrize(("half", "size", "questions"), [("fresh", 225, 54), ("last", 300, 70), ("final", 300, 73)])
def test_the_further_samples_share_no_message_with_any_other(half: str, size: int, questions: int) -> None:
    rows = rows_of("questions", half)
    assert len(rows) == size
    assert sum(row["label"] == "yes" for row in rows) == questions
    others = [name for name in (*COUNTS, "fresh", "last", "final") if name != half]
    elsewhere = {row["message"] for name in others for row in rows_of("questions", name)}
    assert not elsewhere.intersection(row["message"] for row in rows)


@dataclass(frozen=True, slots=True)
class Least:
    """From where on the 95 % intervals may begin, a little below where they do: a changed rule is not to be worse."""

    precision: float
    recall: float
    f1: float


@pytest.mark.data
@no_data
@pytest.mark.parametrize(
    ("half", "least"),
    [
        ("open", Least(0.80, 0.89, 0.88)), ("sealed", Least(0.80, 0.89, 0.87)), ("fresh", Least(0.78, 0.78, 0.83)),
        ("last", Least(0.74, 0.79, 0.80)), ("final", Least(0.75, 0.73, 0.77)),
    ],
)  # fmt: skip
def test_questions_are_told(half: str, least: Least) -> None:
    """Only the last sample has been read by nobody who then changed the rule: its figures are those to believe."""
    found = question_figures(labelled(half))
    openings = question_figures(labelled(half, ("opening",)))
    print(half, found, "openings", openings)  # noqa: T201  # the figures are what one runs it for
    for what, low in (("precision", least.precision), ("recall", least.recall), ("f1", least.f1)):
        span = found[f"{what}_interval"]
        assert isinstance(span, list)
        assert span[0] >= low, what
    by_mode = found["by_mode"]
    assert isinstance(by_mode, dict)
    assert found["f1"] > by_mode["mark"]["f1"], "better than looking for a question mark"


@pytest.mark.data
@no_data
def test_on_the_sealed_half_the_goal_is_met() -> None:
    """The last sample meets it by a hair; holding a changed rule to that would be to tune it on that sample."""
    score = question_figures(labelled("sealed"))["f1"]
    assert isinstance(score, float)
    assert score >= 0.86


@pytest.mark.data
@no_data
def test_the_command_prints_the_same_figures_from_a_file_of_labels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = labelled("final")
    rows = [{"text": one.text, "is_question": one.is_so, "source": one.source, "weight": one.weight} for one in some]
    file = tmp_path / "labels.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    assert main(["evaluate", "questions", str(file), "--json"]) == 0
    assert orjson.loads(capsys.readouterr().out) == question_figures(some)


@pytest.mark.data
@no_data
@pytest.mark.parametrize("halves", [("open", "fresh", "last"), ("sealed", "final")])
def test_where_the_rules_say_that_they_are_unsure_they_are_wrong_far_more_often(halves: tuple[str, ...]) -> None:
    """What counts as unsure was chosen on the first three samples; the other two were looked at once, at the end."""
    some = [one for half in halves for one in labelled(half, ("opening",))]
    wrong = {True: [0, 0], False: [0, 0]}
    for one in some:
        is_wrong = bool(question_modes(one.text) & QuestionModes.CONSERVATIVE) is not one.is_so
        count = wrong[is_unsure(one.text)]
        count[0], count[1] = count[0] + is_wrong, count[1] + 1
    share = sum(one.weight for one in some if is_unsure(one.text)) / sum(one.weight for one in some)
    every = [one for half in halves for one in labelled(half)]
    of_all = sum(one.weight for one in every if is_unsure(one.text)) / sum(one.weight for one in every)
    print(halves, "wrong, of", wrong, f"unsure {share:.4f} of openings, {of_all:.4f} of all")  # noqa: T201  # as above
    assert share < 0.15
    assert wrong[True][0] / wrong[True][1] > 2 * wrong[False][0] / wrong[False][1]
