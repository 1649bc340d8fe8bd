"""Whose answers helped, after importing an export: the figures are right, the evidence leads there, nobody is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from bots.cli import main
from tests.bots.importers.made_up import said, slack, write_zip

START = 1_704_110_400
"""2024-01-01T12:00:00Z."""
DAY_S = 86_400
PLAYBOOK = """\
communities:
  - name: Example
    roles: {staff: [U9]}
    channels:
      help: {threading: native}
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK)
    return tmp_path


def ts(day: int, minute: int) -> str:
    return f"{START + day * DAY_S + minute * 60}.000100"


def export(path: Path) -> str:
    """Three days: U1 asks and U2 helps, then U3 and staff (U9) do; U4 chats and is thanked by nobody."""
    days: dict[str, list[object]] = {}
    helpers = ("U2", "U2", "U3")
    for day, helper in enumerate(helpers):
        root = ts(day, 0)
        days[f"help/2024-01-{day + 1:02d}"] = [
            said(root, "U1", f"How do I reset printer {day}?") | {"thread_ts": root, "reply_count": 3},
            said(ts(day, 5), helper, "Hold the button.", thread_ts=root),
            said(ts(day, 6), "U9", "And unplug it first.", thread_ts=root),
            said(ts(day, 9), "U1", "Thanks <@U9> and <@" + helper + ">!", thread_ts=root),
            said(ts(day, 20), "U4", "Thanks in advance for any ideas on mine"),
            *(said(ts(day, 30 + n), "U4", "Lovely weather.") for n in range(3)),
        ]
    people = [{"id": f"U{n}", "team_id": "T1", "name": f"person{n}"} for n in (1, 2, 3, 4, 9)]
    return str(write_zip(path, slack(days, users=people)))


def printed(capsys: Capture, *arguments: str) -> Any:
    capsys.readouterr()
    assert main(["recognition", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_table_holds_who_helped_once_however_often_it_is_imported(folder: Path, capsys: Capture) -> None:
    file = export(folder / "export.zip")
    assert main(["import", file]) == 0
    once = printed(capsys, "--names")
    assert [(one["member"], one["helped"], one["thanked"], one["messages"]) for one in once["members"]] == [
        ("person2", 2, 2, 2), ("person3", 1, 1, 1),
    ]  # fmt: skip
    assert [place.rpartition(":")[2] for place in once["members"][0]["evidence"]] == [ts(0, 9), ts(1, 9)]
    assert once["rings"] == []
    assert main(["import", file]) == 0
    assert printed(capsys, "--names") == once

    later = printed(capsys, "--names", "--since", "2024-01-02", "--until", "2024-01-02")
    assert [(one["member"], one["helped"], one["messages"]) for one in later["members"]] == [("person2", 1, 1)]


def test_thanks_alone_have_their_evidence_and_givers_are_counted_within_the_time(folder: Path, capsys: Capture) -> None:
    days: dict[str, list[object]] = {
        f"help/2024-01-{day + 1:02d}": [
            said(ts(day, 0), "U2", "The mirror is back up."), said(ts(day, 4), "U1", "Thanks <@U2> and <@U3>!"),
            said(ts(day, 9), "U2", "Thanks <@U4>!"),
        ]
        for day in range(2)
    }  # fmt: skip
    people = [{"id": f"U{n}", "team_id": "T1", "name": "Sam" if n > 2 else f"person{n}"} for n in (1, 2, 3, 4)]
    assert main(["import", str(write_zip(folder / "export.zip", slack(days, users=people)))]) == 0
    found = {one["member"]: one for one in printed(capsys, "--names", "--since", "2024-01-02")["members"]}
    assert found.keys() == {"person2", "Sam (U3)", "Sam (U4)"}
    two = found["person2"]
    assert (two["helped"], two["thanked"], two["thanks_given"], two["evidence"]) == (0, 1, 1, [])
    assert [place.rpartition(":")[2] for place in two["thanks"]] == [ts(1, 4)]
    assert main(["recognition"]) == 0
    assert ts(1, 9) in capsys.readouterr().out


def test_nobody_is_named_unless_the_operator_asks(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip")]) == 0
    hidden = printed(capsys)
    assert next(set(one) for one in hidden["members"]) >= {"member", "helped", "thanked", "messages", "evidence"}
    assert "person2" not in json.dumps(hidden)
    assert "U2" not in json.dumps(hidden)
    assert len({one["member"] for one in hidden["members"]}) == 2
    assert main(["recognition"]) == 0
    shown = capsys.readouterr().out
    assert hidden["members"][0]["member"] in shown
    newest = hidden["members"][0]["evidence"][-1].partition(":")[2]
    assert f"{newest} (2)" in shown, "on a terminal of 80 columns the whole id can be read"
    assert "person2" not in shown
