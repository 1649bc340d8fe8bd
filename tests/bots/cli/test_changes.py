"""`hubbub changes`, as it is typed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bots.app.store import open_store
from bots.cli import main
from config.settings import Settings
from engagement.escalating.escalation import APPROVED, Entry
from engagement.ids import AccountId, CommunityId
from engagement.people import Account
from tests.config.files import MINIMAL
from tests.engagement.made_up import NOON, PEER
from tests.engagement.plays.test_escalation import E
from tests.engagement.test_changes import MINUTE, dial


def test_it_tells_who_changed_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(MINIMAL, encoding="utf-8")
    with open_store(Settings(home=tmp_path / "data")) as memory:
        memory.register(CommunityId("example"), "Example", NOON)
        with memory.direct(CommunityId("example")) as ledger:
            ledger.people.save_accounts([Account(id=AccountId(PEER), member=PEER, name="Pia")], NOON)
            ledger.journal.add([replace(one, undone_at=None, undone_by=None) for one in (dial(1, True), dial(2, None))])
            assert ledger.journal.undo(dial(2, None).id, at=NOON + 3 * MINUTE, by="command line")
            lines = [Entry(at=NOON, what="taken", by=PEER), Entry(at=NOON + 4 * MINUTE, what=APPROVED, by=PEER)]
            ledger.escalations.save(E, lines)
    assert main(["changes"]) == 0
    day = f"{NOON:%Y-%m-%d}"
    assert capsys.readouterr().out.splitlines() == [
        f"{day} 12:04 UTC  Pia: reply approved",
        f"{day} 12:02 UTC  Pia: is_paused true -> (as the file says); taken back by command line {day} 12:03",
        f"{day} 12:01 UTC  Pia: is_paused (as the file says) -> true",
    ]
    assert main(["changes", "--json", "--limit", "2"]) == 0
    assert [(one["by"], one["path"]) for one in json.loads(capsys.readouterr().out)] == [
        ("Pia", ""),
        ("Pia", "is_paused"),
    ]
