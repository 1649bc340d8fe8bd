"""``hubbub check`` on the texts of a community: in the file, and beside it."""

from pathlib import Path

import pytest

from bots.app.store import open_store
from bots.cli import main
from config.settings import Settings
from engagement.ids import CommunityId
from tests.engagement.made_up import NOON

FILE = """communities:
  - name: Example
    dry_run: false
    channels: {help: {topics: [install]}}
    workspaces: [{platform: sandbox}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hubbub.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def test_a_misspelt_text_is_an_error_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "hubbub.yaml").write_text(f"{FILE}    texts:\n      en: {{peer_prompt.takn: Hi}}\n", encoding="utf-8")
    assert main(["check"]) == 1
    said = "hubbub.yaml, line 7: nobody asks for a text `peer_prompt.takn`; did you mean `peer_prompt.taken`?"
    assert said in capsys.readouterr().err


def test_what_is_set_beside_the_file_and_fits_nothing_any_more_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert "Warning" not in capsys.readouterr().out
    with open_store(Settings(home=folder / "data")) as memory:
        memory.register(CommunityId("example"), "Example", NOON)
        with memory.direct(CommunityId("example")) as ledger:
            ledger.dials.set("texts.en.gone.away", "Hi", by="t", at=NOON)
            ledger.dials.set("texts.en.peer_prompt.taken", "{by} has it.", by="t", at=NOON)
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert said.count("Warning") == 1
    assert "`texts.en.gone.away` is set beside the file and fits nothing any more, so it does nothing" in said
