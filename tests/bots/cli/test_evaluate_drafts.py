"""``hubbub evaluate drafts``: each question as it was known when it was asked, judged by what helped later."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bots.cli import main
from tests.bots.importers.made_up import said, slack, write_zip

DAY = 86_400
START = 1_704_110_400
"""2024-01-01T12:00:00Z."""
ASKED = "How do I rotate the signing key of a webhook in staging?"
ANSWER = "Open the console, choose rotate, and keep both secrets until the overlap ends."
OTHER = "Does anybody know which printer prints the yellow invoices?"
Capture = pytest.CaptureFixture[str]
Row = tuple[int, str, str, str, str]
"""Day, who asks what, who answers what; "" when nobody does."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def export(path: Path, rows: Sequence[Row]) -> str:
    """Each question with its answer ten minutes later, for which the asker says thanks."""
    written: dict[str, list[object]] = {}
    for nth, (day, asker, asked, helper, answer) in enumerate(rows):
        second = START + day * DAY + nth
        root = said(f"{second}.000100", asker, asked)
        there = written.setdefault(f"help/2024-01-{1 + day:02d}", [])
        there.append(root)
        if answer:
            root |= {"thread_ts": root["ts"], "reply_count": 2}
            there.append(said(f"{second + 600}.000100", helper, answer, thread_ts=root["ts"]))
            there.append(said(f"{second + 900}.000100", asker, f"thanks <@{helper}>!", thread_ts=root["ts"]))
    people = [{"id": f"U{n}", "team_id": "T1", "name": f"p{n}", "profile": {}} for n in range(1, 30)]
    return str(write_zip(path, slack(written, users=people)))


def talk() -> list[Row]:
    """Some small talk between, so that words are rare or not; then the question twice, answered the same."""
    odd = [(n, f"U{n + 10}", f"Where is the manual number {n} of the coffee machine kept?", "", "") for n in range(8)]
    return [*odd, (1, "U1", ASKED, "U2", ANSWER), (5, "U3", f"{ASKED} Please!", "U4", ANSWER), (6, "U5", OTHER, "", "")]


def evaluated(capsys: Capture, *words: str) -> dict[str, Any]:
    assert main(["evaluate", "drafts", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_question_is_held_against_what_helped_later(folder: Path, capsys: Capture) -> None:
    found = evaluated(capsys, export(folder / "e.zip", talk()))
    assert (found["questions"], found["solved"]) == (11, 2)
    first = found["points"][0]
    assert (first["drafts"], first["judged"], first["right"], first["precision"]) == (1, 1, 1, 1.0)
    low, high = first["precision_interval"]
    assert 0 < low < high == 1.0


def test_an_answer_that_says_something_else_is_not_right(folder: Path, capsys: Capture) -> None:
    rows = [
        row if row[1] != "U3" else (5, "U3", ASKED, "U4", "Ask billing, they reset that by hand.") for row in talk()
    ]
    first = evaluated(capsys, export(folder / "e.zip", rows))["points"][0]
    assert (first["drafts"], first["judged"], first["right"]) == (1, 1, 0)


def test_only_what_was_known_then_counts(folder: Path, capsys: Capture) -> None:
    """The second one asked before anybody had answered the first."""
    rows = [row if row[1] != "U3" else (0, "U3", ASKED, "U4", ANSWER) for row in talk()]
    rows = [row if row[1] != "U1" else (0, "U1", ASKED, "U2", ANSWER) for row in rows]
    assert evaluated(capsys, export(folder / "e.zip", rows))["points"] == []


def test_questions_before_the_time_asked_for_are_sources_and_not_counted(folder: Path, capsys: Capture) -> None:
    file = export(folder / "e.zip", talk())
    found = evaluated(capsys, file, "--since", "2024-01-05", "--until", "2024-01-06")
    assert (found["questions"], found["points"][0]["drafts"]) == (3, 1)
    assert evaluated(capsys, file, "--until", "2024-01-04")["points"] == []


def test_what_is_kept_in_the_memory_is_judged_the_same_and_kept_for_the_pages(folder: Path, capsys: Capture) -> None:
    file = export(folder / "e.zip", talk())
    of_file = evaluated(capsys, file)
    assert main(["import", file]) == 0
    capsys.readouterr()
    assert evaluated(capsys)["points"] == of_file["points"]
    assert main(["evaluate", "drafts"]) == 0
    told = capsys.readouterr().out
    assert "100.0 % (20.7-100.0)" in told
    assert "Kept for the page of settings" in told
    assert "leave `draft` off" in told, "one draft proves nothing"


def test_csv_has_a_line_for_each_step(folder: Path, capsys: Capture) -> None:
    assert main(["evaluate", "drafts", export(folder / "e.zip", talk()), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["least"] == "0.0"
    assert rows[0]["right"] == "1"
    assert float(rows[0]["coverage_low"]) < float(rows[0]["coverage"]) < float(rows[0]["coverage_high"])


def test_a_history_without_solved_questions_says_so(folder: Path, capsys: Capture) -> None:
    assert main(["evaluate", "drafts", export(folder / "e.zip", [(1, "U1", OTHER, "", "")])]) == 0
    assert "nothing would have been drafted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["drafts"], "the memory is empty"),
        (["drafts", "x.zip", "--json", "--csv"], "either JSON or CSV"),
        (["drafts", "x.zip", "--since", "2024-02-01", "--until", "2024-01-01"], "swap them"),
        (["drafts", "missing.zip"], "missing.zip"),
        (["questions"], "needs a FILE"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_cure(words: list[str], told: str, capsys: Capture) -> None:
    assert main(["evaluate", *words]) != 0
    assert told in capsys.readouterr().err
