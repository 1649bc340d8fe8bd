"""The commands, as they are typed: what they print, what they leave, and one sentence when they cannot."""

import argparse
import json
import socket
import sqlite3
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bots import __version__
from bots.cli import COMMANDS, main
from bots.cli.shown import end_instant, instant
from tests.bots.cli.small_export import small_export

ROOT = Path(__file__).resolve().parents[3]
THREADS = {
    "eligible", "answered_1h", "answered_24h", "never", "median_first_response_s", "p90_first_response_s", "by_peers",
    "accepted", "median_accepted_s", "top10_first_reply_share",
}  # fmt: skip
HEALTH = {
    "threads": THREADS,
    "questions": THREADS,
    "participation": {"messages", "human_messages", "members", "gini", "weekly_active_median"},
    "newcomers": {"eligible", "returned"},
}
PLAYBOOK = """\
communities:
  - name: Example
    channels:
      help: {topics: [printing]}
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL", "HUBBUB_HOST", "HUBBUB_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def export(folder: Path) -> str:
    return str(small_export(folder / "export.zip"))


def refused(capsys: Capture, *words: str, code: int = 1) -> str:
    """The one sentence with which a command refuses."""
    capsys.readouterr()
    try:
        found: Any = main(words)
    except SystemExit as stopped:
        found = stopped.code
    told = capsys.readouterr()
    assert found == code, told.err
    assert "Traceback" not in told.err
    if code == 2:
        return told.err.splitlines()[-1]
    assert told.err.startswith("hubbub: ")
    assert told.err.count("\n") == 1, told.err
    assert told.out == ""
    return told.err.removeprefix("hubbub: ").rstrip("\n")


def health(capsys: Capture, *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["health", "--json", *words]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    found: dict[str, Any] = json.loads(told.out)
    return found


def test_an_import_tells_its_health(export: str, capsys: Capture) -> None:
    assert main(["import", export]) == 0
    assert "Imported" in capsys.readouterr().out
    found = health(capsys)
    assert {part: set(found[part]) for part in HEALTH} == HEALTH
    assert found["channels"][0]["name"] == "#help"
    assert sum(week["messages"] or 0 for week in found["weeks"]) <= 112
    assert main(["health", "--csv"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith("week,people,messages,eligible,")
    assert len(lines) == len(found["weeks"])
    assert found["questions"] == {
        "eligible": 41, "answered_1h": 14, "answered_24h": 28, "never": 13, "median_first_response_s": 21_600.0,
        "p90_first_response_s": 42_600.0, "by_peers": 28, "accepted": 0, "median_accepted_s": None,
        "top10_first_reply_share": 0.7143,
    }  # fmt: skip
    assert found["participation"] == {
        "messages": 112, "human_messages": 112, "members": 24, "gini": found["participation"]["gini"],
        "weekly_active_median": 8.0,
    }  # fmt: skip
    assert found["newcomers"]["eligible"] == 13


def test_importing_again_doubles_nothing(export: str, capsys: Capture) -> None:
    assert main(["import", export]) == 0
    once = health(capsys)
    assert main(["import", export]) == 0
    assert health(capsys) == once


def test_health_of_a_channel_and_a_span(export: str, capsys: Capture) -> None:
    assert main(["import", export]) == 0
    assert health(capsys, "--channel", "#talk")["questions"]["eligible"] == 0
    assert health(capsys, "--channel", "help")["participation"]["messages"] == 70
    assert health(capsys, "--since", "2024-02-01")["questions"]["eligible"] == 10
    one_day = health(capsys, "--since", "2024-01-02", "--until", "2024-01-02")
    assert one_day["participation"]["messages"] == 3, "the last day is included"
    assert health(capsys, "--until", "2024-01-03")["threads"]["eligible"] == 4
    assert health(capsys, "--questions", "mark")["questions"]["eligible"] == 41
    assert main(["health"]) == 0
    assert "never answered" in capsys.readouterr().out


def test_an_import_into_a_named_community(export: str, capsys: Capture) -> None:
    assert main(["import", export, "--community", "Our Club", "--home", "elsewhere"]) == 0
    assert "into Our Club" in capsys.readouterr().out
    assert health(capsys, "--home", "elsewhere", "--community", "our club")["participation"]["members"] == 24
    told = refused(capsys, "health", "--home", "elsewhere", "--community", "another")
    assert told == "there is nothing of 'another' in the memory; it knows our-club"


def replayed(export: str, out: Path, *words: str) -> tuple[list[dict[str, Any]], str]:
    out.mkdir(exist_ok=True)
    lines, page = out / "out.jsonl", out / "out.html"
    assert main(["replay", export, "--json", str(lines), "--html", str(page), *words]) == 0
    return [json.loads(line) for line in lines.read_text("utf-8").splitlines()], page.read_text("utf-8")


def test_the_same_history_gives_the_same_bytes(export: str, folder: Path, capsys: Capture) -> None:
    decisions, page = replayed(export, folder / "a")
    told = capsys.readouterr().out
    assert f"{len(decisions):,} decisions written to" in told
    assert "answered within an hour" in told
    assert decisions
    assert [one["at"] for one in decisions] == sorted(one["at"] for one in decisions)
    replayed(export, folder / "b")
    for name in ("out.jsonl", "out.html"):
        assert (folder / "a" / name).read_bytes() == (folder / "b" / name).read_bytes()
    assert "Person 1" not in page
    assert sorted(path.name for path in folder.iterdir()) == ["a", "b", "export.zip"], "a rehearsal keeps nothing"


def test_names_are_shown_when_asked_for(export: str, folder: Path) -> None:
    assert "Person 1" in replayed(export, folder / "a", "--names")[1]


def test_a_rehearsal_that_assumes_nobody_willing_asks_nobody(export: str, folder: Path) -> None:
    def asked(decisions: list[dict[str, Any]]) -> int:
        return sum(one["action"] == "PromptPeer" for one in decisions)

    assert asked(replayed(export, folder / "a")[0]) > 0
    assert asked(replayed(export, folder / "b", "--no-assume-willing")[0]) == 0


def test_a_rehearsal_stops_where_it_is_told(export: str, folder: Path) -> None:
    whole, half = (replayed(export, folder / "a", *words)[0] for words in ((), ("--until", "2024-01-20")))
    assert 0 < len(half) < len(whole)
    assert max(one["at"] for one in half) < "2024-01-22"


def test_two_playbooks_are_compared(export: str, folder: Path) -> None:
    (folder / "b.yaml").write_text(PLAYBOOK, encoding="utf-8")
    alone, compared = (replayed(export, folder / "a", *words) for words in ((), ("--against", "b.yaml")))
    assert alone[0] == compared[0], "the decisions written down are the first playbook's"
    assert alone[1] != compared[1]


def test_a_changed_waiting_time_holds_in_channels_that_the_playbook_does_not_name(
    export: str, folder: Path, capsys: Capture
) -> None:
    club = "communities: [{name: Club, workspaces: [{platform: sandbox}], channels: {elsewhere: {}}}]"
    (folder / "a.yaml").write_text(club, encoding="utf-8")
    (folder / "b.yaml").write_text(f"{club}\ndefaults: {{peer_prompt: {{wait: 3 h}}}}", encoding="utf-8")
    page = replayed(export, folder / "a", "--config", "a.yaml", "--against", "b.yaml")[1]
    told = capsys.readouterr().out
    assert "typically 20 minutes after they came up" in unescape(told).replace("\N{NO-BREAK SPACE}", " ")
    assert "time for members to answer first, in A 20 minutes, in B 3 hours." in " ".join(
        unescape(page).replace("\N{NO-BREAK SPACE}", " ").split()
    )
    assert "beside the other settings" in told


def test_questions_are_measured(folder: Path, capsys: Capture) -> None:
    some = [("How do I reset the printer?", True), ("Good morning all.", False), ("Thanks!", False)]
    lines = [json.dumps({"text": text, "is_question": is_question}) for text, is_question in some]
    (folder / "labelled.jsonl").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    assert main(["evaluate", "questions", "labelled.jsonl", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["messages"], found["precision"], found["recall"], found["f1"]) == (3, 1.0, 1.0, 1.0)
    assert set(found["by_mode"]) == {"conservative", "loose", "mark"}
    assert main(["evaluate", "questions", "labelled.jsonl"]) == 0
    assert "precision 1.000" in capsys.readouterr().out


def test_questions_of_several_communities_are_measured_apart_and_in_the_natural_mix(
    folder: Path, capsys: Capture
) -> None:
    rows = [
        {"text": "How do I reset the printer?", "is_question": True, "source": "north", "weight": 2},
        {"text": "Good morning all.", "is_question": True, "source": "south", "weight": 30},
    ]
    (folder / "labelled.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["evaluate", "questions", "labelled.jsonl", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {name: each["recall"] for name, each in found["by_source"].items()} == {"north": 1.0, "south": 0.0}
    assert found["natural_mix"]["recall"] == pytest.approx(2 / 32, abs=1e-4)
    assert main(["evaluate", "questions", "labelled.jsonl"]) == 0
    told = capsys.readouterr().out
    assert "from north: precision 1.000" in told
    assert "in the natural mix: precision 1.000" in told
    assert "1 of 2 found, 0 false" in told


TOPICAL = """communities:
  - name: Town
    workspaces: [{platform: sandbox, id: sandbox}]
    topics: {printing: [printer], bills: [invoice]}
    channels: {help: {topics: [printing]}}
"""


def test_topics_are_measured_by_the_words_of_the_playbook(folder: Path, capsys: Capture) -> None:
    (folder / "topical.yaml").write_text(TOPICAL, encoding="utf-8")
    rows = [
        {"text": "How do I reset the printer?", "topics": ["printing"]},
        {"text": "Paper jams!", "topics": ["printing"]},
        {"text": "Hello", "topics": []},
    ]
    (folder / "labelled.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    words = ["evaluate", "topics", "labelled.jsonl", "--config", "topical.yaml"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["precision"], found["recall"], found["exact"]) == (1.0, 0.5, 0.6667)
    assert set(found["by_topic"]) == {"printing", "bills"}
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "printing: precision 1.000" in told
    assert "all topics of a message right 0.667" in told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"text": "x", "topics": ["pens"]}, "the playbook has no topic 'pens'; it has printing, bills"),
        ({"text": "x", "topics": "printing"}, "line 1: write a JSON object with `text` and `topics`"),
        ({"text": "x"}, "line 1: write a JSON object with `text` and `topics`"),
    ],
)
def test_labels_that_are_no_topics(folder: Path, capsys: Capture, row: dict[str, object], told: str) -> None:
    (folder / "topical.yaml").write_text(TOPICAL, encoding="utf-8")
    (folder / "labelled.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert told in refused(capsys, "evaluate", "topics", "labelled.jsonl", "--config", "topical.yaml")


def test_topics_need_a_playbook_that_names_some(folder: Path, capsys: Capture) -> None:
    (folder / "labelled.jsonl").write_text('{"text": "x", "topics": []}', encoding="utf-8")
    assert "names no topics" in refused(capsys, "evaluate", "topics", "labelled.jsonl")


def test_routing_is_measured(export: str, capsys: Capture) -> None:
    assert main(["evaluate", "routing", export, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["questions"] == 28
    assert {"hubbub", "recent_answerers", "most_popular", "mrr_over_most_popular"} <= set(found)
    assert main(["evaluate", "routing", export]) == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("no json", "line 2: write a JSON object with `text` and `is_question`"),
        ('{"text": "x"}', "line 2: write a JSON object"),
        ("[1]", "line 2: write a JSON object"),
        ("3", "line 2: write a JSON object"),
        ('{"text": "x", "is_question": true, "weight": 0}', "line 2: write a JSON object"),
        ('{"text": "x", "is_question": true, "weight": "much"}', "line 2: write a JSON object"),
    ],
)
def test_a_bad_line_of_labelled_questions(folder: Path, capsys: Capture, line: str, told: str) -> None:
    (folder / "bad.jsonl").write_text('{"text": "x", "is_question": true}\n' + line, encoding="utf-8")
    assert told in refused(capsys, "evaluate", "questions", "bad.jsonl")


@pytest.mark.parametrize(
    "words",
    [("import",), ("replay",), ("evaluate", "routing"), ("evaluate", "questions")],
    ids=" ".join,
)
@pytest.mark.parametrize("what", ["nowhere.zip", "broken.zip", "empty.zip", "notes.txt", "folder"])
def test_what_is_no_export(folder: Path, capsys: Capture, words: tuple[str, ...], what: str) -> None:
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 cut short")
    (folder / "empty.zip").write_bytes(b"")
    (folder / "notes.txt").write_text("These are my notes.", encoding="utf-8")
    (folder / "folder").mkdir()
    if (words, what) == (("evaluate", "questions"), "empty.zip"):
        return  # nothing labelled is nothing to measure
    assert what in refused(capsys, *words, what)


def test_a_table_of_conversations_that_is_missing(export: str, capsys: Capture) -> None:
    assert "none.tsv" in refused(capsys, "import", export, "--conversations", "none.tsv")
    assert "none.tsv" in refused(capsys, "replay", export, "--conversations", "none.tsv")


def test_a_channel_that_is_unknown(export: str, capsys: Capture) -> None:
    assert main(["import", export]) == 0
    told = refused(capsys, "health", "--channel", "hepl")
    assert told == "there is no channel 'hepl' here; known are #help, #talk"


def test_a_memory_that_is_empty(capsys: Capture) -> None:
    for words in (["health"], ["undo", "x"]):
        assert refused(capsys, *words).startswith("the memory is empty: import an export")


def test_undoing_what_is_not_there(export: str, capsys: Capture) -> None:
    assert main(["import", export]) == 0
    assert refused(capsys, "undo", "nothing") == "there is no decision nothing; `why` shows the ids there are"


@pytest.mark.parametrize("date", ["yesterday", "2024-13-01", "2024-02-30", "", "0001-01-01T00:00+05:00"])
@pytest.mark.parametrize("words", [("health", "--since"), ("health", "--until"), ("replay", "x.zip", "--until")])
def test_a_bad_date(capsys: Capture, words: tuple[str, ...], date: str) -> None:
    told = refused(capsys, *words, date, code=2)
    assert told.endswith("is no date; write it like 2026-03-01 or 2026-03-01T12:00")


def test_dates_are_instants_in_utc() -> None:
    assert instant("2026-03-01").isoformat() == "2026-03-01T00:00:00+00:00"
    assert instant("2026-03-01T01:00+02:00").isoformat() == "2026-02-28T23:00:00+00:00"
    assert end_instant("2026-03-01").isoformat() == "2026-03-01T23:59:59.999999+00:00"
    assert end_instant("2026-03-01T12:00").isoformat() == "2026-03-01T12:00:00+00:00"
    with pytest.raises(argparse.ArgumentTypeError):
        end_instant("soon")


@pytest.mark.parametrize("words", [("health",), ("undo", "x"), ("import", "export.zip"), ("run", "--port", "0")])
def test_a_newer_database(export: str, folder: Path, capsys: Capture, words: tuple[str, ...]) -> None:
    assert main(["import", export]) == 0
    with sqlite3.connect(folder / "data" / "hubbub.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "was written by a newer Hubbub (schema 9999" in refused(capsys, *words)


def test_a_port_in_use(capsys: Capture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = refused(capsys, "run", "--port", str(port))
    assert told == (f"port {port} is in use by another program (another Hubbub?): stop it, or choose --port {port + 1}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--port", "70000"), "--port 70000 is no port; choose one from 1 to 65535"),
        (("--port", "0", "--host", "192.0.2.1"), "cannot listen on 192.0.2.1:0"),
        (("--port", "0", "--host", "ä..b"), "is no address; check --host"),
        (("--port", "0", "--home", "a-file"), "cannot make the folder a-file"),
        (("--port", "0", "--config", "none.yaml"), "none.yaml"),
    ],
)
def test_where_it_cannot_run(folder: Path, capsys: Capture, words: tuple[str, ...], told: str) -> None:
    (folder / "a-file").write_text("", encoding="utf-8")
    assert told in refused(capsys, "run", *words)


@pytest.mark.parametrize("option", ["--json", "--html"])
@pytest.mark.parametrize("out", ["nowhere/out", "folder", "/dev/full"])
def test_where_a_report_cannot_be_written(export: str, folder: Path, capsys: Capture, option: str, out: str) -> None:
    (folder / "folder").mkdir()
    assert f"cannot write {out}" in refused(capsys, "replay", export, option, out)


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=str)
def test_help_is_there(capsys: Capture, command: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {' '.join(('hubbub', *command))}")


def test_a_command_that_is_none(capsys: Capture) -> None:
    assert "invalid choice: 'dance'" in refused(capsys, "dance", code=2)
    assert "required" in refused(capsys, code=2)


def test_the_version_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bots", "--version"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout == f"hubbub {__version__}\n"
