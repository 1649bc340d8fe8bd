"""The rooms stay as they are meant: imports point inward, plays are whole, files small, the core knows no clock."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bots.runtime.shown import LOADERS
from config.playbook import PLAYS
from engagement.play import Play

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bots", "engagement", "advocacy", "config", "storage", "dashboard", "bench")
CORE = ("engagement", "advocacy")
PLAY_ROOMS = {
    path.stem: room for room in CORE for path in (ROOT / room / "plays").glob("*.py") if path.stem != "__init__"
}
PLAY_NAMES = sorted(PLAY_ROOMS)
SAYS_NOTHING = {"tidy_threads", "second_opinion"}
"""Plays without a message text: they tag."""
NAMES_OF_NOTHING = {"utils", "util", "helpers", "common", "misc", "base", "manager", "managers"}
MOST_LINES = 500
MOST_LINES_OF_A_FUNCTION = 60
"""Not counted: what decorates it. A migration describes the past, in one go."""
NOT_IN_THE_CORE = {"now", "utcnow", "today"}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT)


def test_imports_point_inward() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_list_of_plays_holds_every_play_once() -> None:
    assert sorted(play.name for play in PLAYS) == PLAY_NAMES


@pytest.mark.parametrize("name", PLAY_NAMES)
def test_a_play_is_whole(name: str) -> None:
    room = PLAY_ROOMS[name]
    path = ROOT / room / "plays" / f"{name}.py"
    play = import_module(f"{room}.plays.{name}").PLAY
    assert isinstance(play, Play)
    assert play.name == name
    assert play in PLAYS
    assigned = [
        target.id
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    assert assigned[-1] == "PLAY", "a play's module ends in what it offers"
    assert (ROOT / "tests" / room / "plays" / f"test_{name}.py").is_file()


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.name)
def test_what_a_play_is_shown_is_for_something_it_does_and_can_be_looked_up(play: Play) -> None:
    named = (play.on_control, play.on_command, play.on_form, play.on_follow_up)
    does = {name for some in named for name in some}
    does |= {name.replace("on_daily", "daily") for name in dir(play) if callable(getattr(play, name))}
    assert set(play.shows) <= does
    assert {kind for some in play.shows.values() for kind in some} <= LOADERS.keys()


@pytest.mark.parametrize("name", PLAY_NAMES)
def test_a_play_has_its_words_in_every_language(name: str) -> None:
    folders = sorted(path for path in (ROOT / "config" / "defaults" / "messages").iterdir() if path.is_dir())
    assert {folder.name for folder in folders} >= {"en", "de", "es"}
    for folder in folders:
        assert (folder / f"{name}.md").is_file() is (name not in SAYS_NOTHING), folder.name


def test_no_module_is_called_after_nothing() -> None:
    found = [str(path) for path in modules(*ROOMS) if NAMES_OF_NOTHING & {path.stem, *path.parent.parts}]
    assert found == []


def test_no_file_is_too_long_to_read() -> None:
    lengths = {path.as_posix(): (ROOT / path).read_text(encoding="utf-8").count("\n") for path in modules(*ROOMS)}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_is_too_long_to_read() -> None:
    lengths = {
        f"{path}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules(*ROOMS)
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


@pytest.mark.parametrize("path", [*modules(*CORE)], ids=str)
def test_the_core_asks_no_clock_and_writes_no_log(path: Path) -> None:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in NOT_IN_THE_CORE:
            assert not (isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}), node.lineno
            assert not (isinstance(node.value, ast.Attribute) and node.value.attr in {"datetime", "date"}), node.lineno
        if isinstance(node, ast.Import):
            assert not [name for name in node.names if name.name.split(".")[0] in {"logging", "time"}], node.lineno
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in {"logging", "time"}, node.lineno
