"""Long work in a process of its own: its progress, its end, its failures, and that nothing is left of it."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.runtime.clock import ManualClock
from dashboard.window.jobs import AT_ONCE, KEPT, Job, Jobs, State, TooMany
from engagement.errors import HubbubError
from engagement.ids import CommunityId
from tests.engagement.made_up import NOON

TOWN = CommunityId("town")
Report = Callable[[int, int, str], None]


def adds_up(report: Report, folder: Path, numbers: list[int]) -> tuple[int, int]:
    report(1, 2, "adding")
    (folder / "sum").write_text(str(sum(numbers)), encoding="utf-8")
    return sum(numbers), os.getpid()


def refuses(_report: Report, _folder: Path) -> None:
    raise HubbubError("this is no export; choose another file")


def breaks(_report: Report, _folder: Path) -> None:
    raise ZeroDivisionError


def dies(_report: Report, _folder: Path) -> None:
    os._exit(3)


def goes_on(report: Report, folder: Path) -> None:
    (folder / "begun").touch()
    report(1, 4, "going on")
    time.sleep(600)  # a process that is ended from outside


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def jobs(tmp_path: Path, clock: ManualClock) -> Iterator[Jobs]:
    works: dict[str, Callable[..., Any]] = {
        "adds": adds_up,
        "refuses": refuses,
        "breaks": breaks,
        "dies": dies,
        "goes_on": goes_on,
    }
    found = Jobs(clock, works, tmp_path)
    yield found
    found.close()
    assert list(tmp_path.iterdir()) == []


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ended(job: Job) -> Job:
    until(lambda: job.state is not State.RUNNING)
    return job


def test_work_is_done_in_another_process_and_its_result_comes_back(jobs: Jobs) -> None:
    job = ended(jobs.start("adds", TOWN, "Adding", [1, 2, 3], page="x"))
    assert (job.state, job.result[0]) == (State.DONE, 6)
    assert job.result[1] != os.getpid()
    assert (job.folder / "sum").read_text(encoding="utf-8") == "6"
    assert job.about == {"page": "x"}
    assert jobs.find(job.id, TOWN) is job
    assert jobs.find(job.id, CommunityId("other")) is None, "another community's is not there"
    jobs.drop(job)
    assert jobs.find(job.id, TOWN) is None
    assert not job.folder.exists()


def test_what_it_refuses_is_said_and_what_breaks_says_so_too(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    refused = ended(jobs.start("refuses", TOWN, "Refusing"))
    assert (refused.state, refused.error) == (State.FAILED, "this is no export; choose another file")
    broken = ended(jobs.start("breaks", TOWN, "Breaking"))
    assert "ZeroDivisionError" in broken.error
    dead = ended(jobs.start("dies", TOWN, "Dying"))
    assert dead.error == "it ended without a word; try it once more"
    for job in (refused, broken, dead):
        until(lambda job=job: not job.folder.exists())  # type: ignore[misc]
    assert caplog.records == []


def test_it_is_called_off_and_nothing_is_left(jobs: Jobs) -> None:
    job = jobs.start("goes_on", TOWN, "Going on")
    until(lambda: job.of == 4)
    assert (job.share, job.doing, (job.folder / "begun").exists()) == (25, "going on", True)
    jobs.call_off(job)
    assert job.state is State.CALLED_OFF
    until(lambda: not job.folder.exists())
    at_once = jobs.start("goes_on", TOWN, "Going on")
    jobs.call_off(at_once)
    until(lambda: not at_once.folder.exists())


def test_only_some_run_at_once(jobs: Jobs) -> None:
    for _ in range(AT_ONCE):
        jobs.start("goes_on", TOWN, "Going on")
    with pytest.raises(TooMany, match="two such runs are under way"):
        jobs.start("adds", TOWN, "Adding", [1])
    for job in jobs.of(TOWN, "goes_on"):
        jobs.drop(job)
    assert ended(jobs.start("adds", TOWN, "Adding", [1])).state is State.DONE


def test_results_are_kept_for_a_day_and_only_so_many(jobs: Jobs, clock: ManualClock) -> None:
    old = ended(jobs.start("adds", TOWN, "Adding", [1]))
    clock.move_to(NOON + KEPT / 2)
    newer = ended(jobs.start("adds", TOWN, "Adding", [2]))
    assert jobs.of(TOWN, "adds") == [newer, old]
    clock.move_to(NOON + KEPT + timedelta(seconds=1))
    assert jobs.of(TOWN, "adds") == [newer]
    assert not old.folder.exists()


def test_what_a_killed_program_left_is_cleared(jobs: Jobs, tmp_path: Path) -> None:
    left = jobs.make_folder()
    (left / "words").write_text("members wrote this", encoding="utf-8")
    (tmp_path / "hubbub.db").touch()
    Jobs(ManualClock(NOON), {}, tmp_path).clear_left()
    assert [one.name for one in tmp_path.iterdir()] == ["hubbub.db"]
    (tmp_path / "hubbub.db").unlink()
