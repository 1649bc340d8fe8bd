"""`hubbub crisis`, as it is typed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.app.store import open_store
from bots.cli import main
from config.settings import Settings
from engagement.crisis import Crisis, begun, ended, updated
from engagement.events import ChannelSeen
from engagement.ids import AccountId, ChannelId, CommunityId, CrisisId, MemberId
from engagement.people import Account
from tests.config.files import MINIMAL

START = datetime(2026, 7, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAM, HELP = MemberId("slack-T1:sam"), ChannelId("slack-T1:C1")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(MINIMAL, encoding="utf-8")
    draft = Crisis(
        id=CrisisId("c1"), began_at=START, lead=SAM, communicator=SAM, every=HOUR, due_at=START + HOUR, channels=(HELP,)
    )
    turns = [begun(draft, SAM, "Logins *fail*.")]
    turns.append(updated(turns[-1].crisis, MemberId("slack-T1:gone"), "One.\nTwo.", START + HOUR))
    turns.append(ended(turns[-1].crisis, SAM, "", START + 2 * HOUR))
    with open_store(Settings(home=tmp_path / "data")) as memory:
        memory.register(CommunityId("example"), "Example", START)
        with memory.direct(CommunityId("example")) as ledger:
            ledger.people.save_accounts([Account(id=AccountId(SAM), member=SAM, name="Sam")], START)
            ledger.places.save([ChannelSeen(key="c", at=START, channel=HELP, name="help")])
            for turn in turns:
                ledger.crises.save(turn.crisis, turn.lines)
    return tmp_path


def test_it_lists_what_there_was(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crisis"]) == 0
    out = capsys.readouterr().out
    assert out == "c1  2026-07-01T14:00:00+02:00  ended 2026-07-01T16:00:00+02:00 after 2:00:00  Logins *fail*.\n"


def test_it_exports_a_timeline_as_a_page_and_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crisis", "--export", "t.md", "--id", "c1"]) == 0
    assert capsys.readouterr().out == "t.md is written. Lines in the timeline: 3.\n"
    page = (folder / "t.md").read_text(encoding="utf-8")
    assert page.startswith("# Logins \\*fail\\*.\n")
    assert "- Channels: help\n" in page
    assert "- **2026-07-01T15:00:00+02:00** update, by somebody\n  > One.\n  > Two.\n" in page
    assert page.endswith("- **2026-07-01T16:00:00+02:00** ended, by Sam\n")
    assert main(["crisis", "--export", "t.json"]) == 0
    data = json.loads((folder / "t.json").read_text(encoding="utf-8"))
    assert (data["ended_at"], data["lead"], data["channels"]) == ("2026-07-01T16:00:00+02:00", "Sam", ["help"])
    assert [line["what"] for line in data["timeline"]] == ["began", "updated", "ended"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--id", "c9", "--export", "t.md"], "there is no such crisis"),
        (["--export", "t.txt"], "neither a .md nor a .json"),
        (["--export", "nowhere/t.md"], "cannot write nowhere/t.md"),
    ],
)
def test_what_cannot_be_exported_is_said(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crisis", *words]) == 1
    assert said in capsys.readouterr().err
