"""The commands about the playbook, as they are typed."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.app.store import open_store
from bots.cli import main
from config.loader import load, load_text
from config.settings import Settings
from engagement.ids import CommunityId
from tests.config.files import FULL, MINIMAL
from tests.config.governed import added


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL", "HUBBUB_HOST", "HUBBUB_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_init_writes_a_playbook_that_is_fine(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 0
    assert "hubbub.yaml is written" in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == {"hubbub.yaml", "hubbub.schema.json"}
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "hubbub.yaml is fine: 1 community, 1 channel, 1 workspace." in out
    assert "Example is a try-out" in out


def test_init_leaves_a_playbook_alone_unless_forced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "hubbub.yaml").write_text(MINIMAL, encoding="utf-8")
    assert main(["init"]) == 1
    assert "is there already; name another with --config, or write over it with --force" in capsys.readouterr().err
    assert (folder / "hubbub.yaml").read_text(encoding="utf-8") == MINIMAL
    assert main(["init", "--force"]) == 0
    assert (folder / "hubbub.yaml").read_text(encoding="utf-8") != MINIMAL


def test_init_writes_where_it_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "etc").mkdir()
    assert main(["init", "--config", "etc/ours.yaml"]) == 0
    assert load(folder / "etc" / "ours.yaml")
    assert (folder / "etc" / "hubbub.schema.json").exists()
    assert main(["init", "--config", "nowhere/ours.yaml"]) == 1
    assert main(["init", "--config", "etc"]) == 1
    err = capsys.readouterr().err
    assert "cannot write nowhere/ours.yaml: No such file or directory; name another file with --config" in err
    assert "etc is a folder" in err


def test_check_counts_what_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.yaml").write_text(FULL, encoding="utf-8")
    assert main(["check", "b.yaml"]) == 0
    assert capsys.readouterr().out.startswith("b.yaml is fine: 2 communities, 5 channels, 2 workspaces.\n")
    (folder / "b.yaml").write_text(MINIMAL.replace("hold_out", "paused: true\n    hold_out"), encoding="utf-8")
    assert main(["check", "--config", "b.yaml"]) == 0
    assert "Example is paused" in capsys.readouterr().out


def test_check_says_file_line_and_cure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "hubbub.yaml").write_text(MINIMAL + "    peer_prompt:\n      wiat: 20 min\n", encoding="utf-8")
    assert main(["check"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "hubbub: hubbub.yaml, line 12: `wiat` is no setting of `peer_prompt`; did you mean `wait`?\n"
    )


def test_check_warns_of_what_is_hardly_meant_so_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = "rules:\n  - {team: community}\n  - {team: community, topic: install}\n  - {team: community, language: de}"
    (folder / "hubbub.yaml").write_text(added(rules), encoding="utf-8")
    assert main(["check"]) == 0
    fine, try_out, *warnings = capsys.readouterr().out.splitlines()
    assert fine == "hubbub.yaml is fine: 1 community, 1 channel, 0 workspaces."
    assert try_out.startswith("Example is a try-out")
    assert warnings[0].startswith("Warning: hubbub.yaml, line 10: rule 2 is never reached")
    assert warnings[1].startswith("Warning: hubbub.yaml, line 11: rule 3 never matches: it asks for the language `de`")
    assert warnings[2].startswith("Warning: hubbub.yaml, Example: the team `community` has no people")


def test_check_has_nothing_to_warn_of_where_teams_are_in_order(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = added("").replace("{channel: hub}", "{channel: hub, people: [U1], topics: [install, api]}")
    rota = "      rotas: {ours: {people: [U1], begins: 2026-01-01}}\n"
    (folder / "hubbub.yaml").write_text(f"{text}      model: centralized\n{rota}", encoding="utf-8")
    assert main(["check"]) == 0
    assert "Warning" not in capsys.readouterr().out


def test_check_explains_each_badge_and_warns_of_one_that_nobody_can_get(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    badges = "kind: {title: Kind, when: welcomed >= 2 and helped >= 1}, top: {title: Top, when: level >= 9}"
    levels = f"    levels: {{on: true, badges: {{{badges}}}}}\n    welcome: false\n"
    (folder / "hubbub.yaml").write_text(MINIMAL + levels, encoding="utf-8")
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "Badge Kind (Example): newcomers welcomed: at least 2, and conversations in which an answer was" in out
    assert "line 11: nobody can ever get the badge `top`" in out
    assert "line 11: nobody can get the badge `kind`: it takes `welcomed`, and `welcome` is switched off" in out
    (folder / "hubbub.yaml").write_text(MINIMAL + levels.replace("    welcome: false\n", ""), encoding="utf-8")
    assert main(["check"]) == 0
    assert "badge `kind`" not in capsys.readouterr().out


def test_check_has_nothing_to_warn_of_without_teams(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "hubbub.yaml").write_text(MINIMAL, encoding="utf-8")
    assert main(["check"]) == 0
    assert "Warning" not in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["check"], ["check", "gone.yaml"], ["config", "export"]])
def test_a_missing_playbook_is_told_with_the_cure(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    assert "there is no such file; write one with `hubbub init`" in capsys.readouterr().err


def test_export_prints_the_file_and_makes_no_memory(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "hubbub.yaml").write_text(FULL, encoding="utf-8")
    assert main(["config", "export"]) == 0
    assert capsys.readouterr().out == FULL
    assert {path.name for path in folder.iterdir()} == {"hubbub.yaml"}


def test_schema_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "The playbook of Hubbub"


@pytest.mark.parametrize("command", ["init", "check", "config"])
def test_help_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert "usage: hubbub" in capsys.readouterr().out


def test_export_holds_what_managers_changed_in_chat(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "hubbub.yaml").write_text(MINIMAL, encoding="utf-8")
    community = CommunityId("example")
    at = datetime(2026, 10, 1, tzinfo=UTC)
    with open_store(Settings(home=folder / "data")) as memory:
        memory.register(community, "Example", at)
        with memory.direct(community) as ledger:
            ledger.dials.set("channels.help.live", False, by="Mara", at=at)
    assert main(["config", "export"]) == 0
    out = capsys.readouterr().out
    assert not load_text(out).communities[0].policy.channels["help"].is_live
    assert "help: {topics: [install, api], live: false}" in out
