"""Each measure of the platforms, once, as small as it can be: it runs, what it says was done was done, all is closed."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.measures import MEASURES, SIZES, g07_health, g08_pages, g12_memory, run
from bench.measures.discord_connected import CANDIDATE, LIMIT, Connected
from bench.measures.g03_ack_latency import measure as latency
from bench.measures.g12_memory import resident_mb
from bench.measures.slack_served import Served
from bench.measures.stage import memory_at
from dashboard.api.opening import ADDRESSES
from dashboard.api.problems import PREFIX
from dashboard.pages import PAGES
from engagement.errors import ConfigError

FEW = 40


def said(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("SELECT count(*) FROM messages").fetchone()[0])


def silent(_line: str) -> None:
    pass


def test_slack_requests_are_acknowledged_by_both_and_kept_by_hubbub(tmp_path: Path) -> None:
    with Served(FEW, tmp_path) as served:
        assert len(served.send(served.limit, 0).seconds) == FEW
        assert said(tmp_path / "hubbub.db") == 0
        assert len(served.send(served.candidate, 0).seconds) == FEW
        assert said(tmp_path / "hubbub.db") == FEW
        served.send(served.candidate, 1)
        assert said(tmp_path / "hubbub.db") == 2 * FEW


def test_the_latency_under_load_and_at_a_steady_rate_is_told() -> None:
    found = latency(FEW, silent)
    assert found.ratio is not None
    assert found.ratio > 0
    assert found.absolute["p50_ms_at_200_a_second"] <= found.absolute["p99_ms_at_200_a_second"]  # type: ignore[operator]


def test_discord_frames_are_heard_by_both_and_kept_by_hubbub(tmp_path: Path) -> None:
    with Connected(FEW, tmp_path) as connected:
        assert connected.hear(LIMIT, 0) > 0
        assert said(tmp_path / "hubbub.db") == 0
        assert connected.hear(CANDIDATE, 0) > 0
        assert said(tmp_path / "hubbub.db") == FEW
        connected.hear(CANDIDATE, 1)
        assert said(tmp_path / "hubbub.db") == 2 * FEW


def test_a_connected_hubbub_holds_more_than_the_sdks_alone() -> None:
    assert 20 < asyncio.run(g12_memory._sdks_mb()) < asyncio.run(g12_memory._connected_mb()) < 400


def test_members_are_counted_in_processes_of_their_own(tmp_path: Path) -> None:
    with memory_at(f"sqlite:///{tmp_path / 'some.db'}"):
        g12_memory.fill(tmp_path / "some.db", 50)
    assert 20 < g12_memory._mb_with(tmp_path / "some.db", 50, messages=100) < 400
    assert resident_mb(os.getpid()) > 10


def test_a_measure_or_size_there_is_none_of_is_refused_by_name() -> None:
    assert {"G2", "G3", "G4", "G12"} <= set(MEASURES)
    with pytest.raises(ConfigError, match="G99"):
        run(["G99"], "small", silent)
    with pytest.raises(ConfigError, match="tiny"):
        run(["G14"], "tiny", silent)
    assert SIZES == ("small", "ci", "long")


def test_every_page_is_asked_for_and_timed_and_a_database_that_was_kept_is_asked_again(tmp_path: Path) -> None:
    file, told = f"sqlite:///{tmp_path / 'pages.db'}", list[str]()
    found = g08_pages.measure("SQLite", file, 9_000, 2, silent)
    pages = {name.partition(" ")[2].partition("?")[0] for name in found.absolute if name.startswith("p99_ms /")}
    here = [page for page in PAGES if not page.is_of_sandbox]
    assert {path for page in here for path in page.reads if "{" not in path} <= pages
    assert {PREFIX + path for path in ADDRESSES if "{" not in path} <= pages
    assert found.absolute["p50_ms"] <= found.absolute["p99_ms"]  # type: ignore[operator]
    again = g08_pages.measure("SQLite", file, 9_000, 1, told.append)
    assert again.absolute.keys() == found.absolute.keys()
    assert told == ["asking for the pages on SQLite"], "nothing was made up again"


def test_health_figures_are_measured_on_two_histories() -> None:
    found = g07_health.measure(1_000, 3_000, silent)
    assert found.ratio is not None
    assert found.ratio > 0
    assert found.absolute["limit_ms"] > 0  # type: ignore[operator]
