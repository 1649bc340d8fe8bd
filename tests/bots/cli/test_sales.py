"""`hubbub check-draft`, and what `hubbub check` says of topics that no channel carries, as they are typed."""

import io
import json
from pathlib import Path

import pytest

from advocacy.sellers import Seller, to_entry
from bots.app.store import open_store
from bots.cli import main
from config.settings import Settings
from engagement.ids import CommunityId, MemberId
from tests.engagement.made_up import NOON

PLAYBOOK = """
communities:
  - name: Example
    dry_run: false
    employer: Quarry
    topics: {api: [endpoint]}
    roles: {sales: [U1]}
    stories:
      hills: {title: Hills, link: "https://example.org/hills", topics: [api, milling]}
    channels:
      help: {topics: [install]}
    workspaces: [{platform: sandbox}]
"""
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")
    return tmp_path


def test_a_draft_that_sells_ends_with_one_and_one_that_answers_with_nought(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Book a demo with me!"))
    assert main(["check-draft", "-"]) == 1
    assert capsys.readouterr().out.startswith("“Book a demo with me!”: it asks them to do something for you")
    draft = folder / "draft.txt"
    draft.write_text("Quarry exports tags since May, so take the export first and compare.", encoding="utf-8")
    assert main(["check-draft", "draft.txt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": [], "sells": False}, "the playbook names the employer"
    assert main(["check-draft", "missing.txt"]) == 1
    assert "cannot read missing.txt" in capsys.readouterr().err


def test_check_names_topics_of_stories_and_of_sales_that_no_channel_carries(folder: Path, capsys: Capture) -> None:
    assert main(["check"]) == 0
    story = "the story `hills` is for the topic `milling`, which no channel carries"
    assert capsys.readouterr().out.count("no channel carries") == 1
    with open_store(Settings(home=folder / "data")) as memory:
        memory.register(CommunityId("example"), "Example", NOON)
        with memory.direct(CommunityId("example")) as ledger:
            chosen = Seller(member=MemberId("slack-T1:U1"), at=NOON, topics=("api", "install", "roofing"))
            ledger.entries.save([to_entry(chosen)])
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert story in said
    assert (
        "Warning: hubbub.yaml, line 6: somebody of sales registered for the topic `roofing`, which no channel" in said
    )
    assert "U1" not in said
    (folder / "hubbub.yaml").write_text(PLAYBOOK.replace("[install]", "[install], no_sales: true"), encoding="utf-8")
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert said.count("Warning: ") == 1, "where sales is not welcome, no topic matters any more"
    assert "hubbub.yaml, line 11: nobody of sales is ever invited, so that the stories are shown to nobody" in said


@pytest.mark.parametrize("link", ["javascript:alert(1)", "example.org", "https://"])
def test_a_story_needs_the_address_of_a_page(folder: Path, capsys: Capture, link: str) -> None:
    (folder / "hubbub.yaml").write_text(PLAYBOOK.replace("https://example.org/hills", link), encoding="utf-8")
    assert main(["check"]) == 1
    assert "is no address of a page" in capsys.readouterr().err
