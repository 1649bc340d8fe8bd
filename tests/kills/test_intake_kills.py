"""kill -9 while events come in under load: nothing acknowledged is lost, nothing is there twice."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from storage import open_memory
from tests.kills.listener import COMMUNITY, event

pytestmark = pytest.mark.kills


@contextmanager
def _listener(url: str, first: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.kills.listener", url, str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _acked(line: str) -> int:
    return int(line.split()[2]) if line.startswith("acked") else -1


def _killed_once(url: str, first: int, batches: int) -> int:
    """Let it acknowledge some batches, kill it in the middle of the next one; the last acknowledged number."""
    last = first - 1
    with _listener(url, first) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(batches):
            last = max(last, _acked(process.stdout.readline()))
        process.kill()
        for line in process.stdout:  # what it had said before it died counts too
            last = max(last, _acked(line))
    return last


def test_no_acknowledged_event_is_lost_and_none_doubled(url: str, kills: int) -> None:
    draw = random.Random(20_260_303)  # noqa: S311  # the same kills every time
    first = 0
    for _ in range(kills):
        first = _killed_once(url, first, draw.randint(1, 6)) + 1
    memory = open_memory(url)
    try:
        with memory.engine.connect() as connection:
            kept = set(connection.execute(text("select id from messages")).scalars())
            counted = connection.execute(text("select sum(messages) from day_counts")).scalar_one()
            seen = connection.execute(text("select count(*) from inbox")).scalar_one()
            threads = connection.execute(
                text("select sum(messages) from threads where community_id = :c and state <> 'merged'"),
                {"c": COMMUNITY},
            ).scalar_one()
    finally:
        memory.close()
    acknowledged = {str(event(number).message) for number in range(first)}
    assert acknowledged - kept == set()
    assert counted == seen == threads == len(kept)
    print(f"{kills} kills, {len(acknowledged)} acknowledged events, 0 lost, 0 doubled")  # noqa: T201  # the figure


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))
