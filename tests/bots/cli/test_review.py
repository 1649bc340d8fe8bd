"""``hubbub review``: both files are written where they are wished, of an imported history, and errors say the cure."""

from contextlib import suppress
from pathlib import Path

import pytest

from bots.cli import main
from tests.bots.cli.test_did_it_help import Capture, export, folder

__all__ = ["folder"]


def test_a_month_of_an_imported_history_is_written_in_both_forms(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 8)]) == 0
    capsys.readouterr()
    assert main(["review", "--month", "2024-01", "--out", "reviews"]) == 0
    assert capsys.readouterr().out.split() == ["reviews/review-2024-01.md", "reviews/review-2024-01.html"]
    text = (folder / "reviews" / "review-2024-01.md").read_text(encoding="utf-8")
    assert "# Example: the review of January 2024" in text
    assert "that end in January 2024: 1 January 2024 to 7 January 2024." in text
    assert "| Questions asked | 7 | – |" in text, "in the week after it too few wrote"
    assert "<img" in (folder / "reviews" / "review-2024-01.html").read_text(encoding="utf-8")


def test_it_speaks_the_first_language_of_the_community_unless_another_is_asked_for(
    folder: Path, capsys: Capture
) -> None:
    playbook = folder / "hubbub.yaml"
    more = "    languages: [de, en]\n    purpose: {vision: Hilfe ist nah}\n"
    goal = "    goals:\n      quick: {title: Schnell, measure: answered_in_a_day, target: 80 %, by: 2024-06-30}\n"
    playbook.write_text(playbook.read_text() + more + goal, encoding="utf-8")
    assert main(["import", export(folder / "export.zip", 8)]) == 0
    assert main(["review", "--month", "2024-01"]) == 0
    text = (folder / "review-2024-01.md").read_text(encoding="utf-8")
    assert "# Example: der Rückblick auf Januar 2024\n\nHilfe ist nah" in text
    assert "| Schnell | " in text
    assert "30. Juni 2024" in text
    assert main(["review", "--month", "2024-01", "--language", "es"]) == 0
    assert "el repaso de enero de 2024" in (folder / "review-2024-01.md").read_text(encoding="utf-8")
    assert main(["review", "--month", "2024-01", "--language", "xx"]) != 0
    assert "choose de, en, es" in capsys.readouterr().err


def test_of_a_few_people_it_holds_no_figures(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 3)]) == 0
    assert main(["review", "--month", "2024-01"]) == 0
    text = (folder / "review-2024-01.md").read_text(encoding="utf-8")
    assert "Fewer than five people took part" in text
    assert "Questions asked" not in text
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--month", "october"], "write for example 2026-10"), (["--month", "2999-01"], "has not begun")],
)
def test_a_month_that_is_none_is_told_with_the_cure(arguments: list[str], said: str, capsys: Capture) -> None:
    with suppress(SystemExit):  # argparse ends by itself
        assert main(["review", *arguments]) != 0
    assert said in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 8)]) == 0
    (folder / "file").write_text("x")
    assert main(["review", "--month", "2024-01", "--out", "file"]) != 0
    assert "choose another --out" in capsys.readouterr().err
