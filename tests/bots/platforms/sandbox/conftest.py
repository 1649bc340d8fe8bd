from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bots.platforms.sandbox.opening import Sandbox, open_sandbox
from tests.bots.platforms.sandbox.stage import SAMPLE, START, Hands

Opening = Callable[..., Sandbox]


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def opened(tmp_path: Path, hands: Hands) -> Iterator[Opening]:
    """Open the sandbox of one home folder, as often as the test starts it again."""
    made: list[Sandbox] = []

    def again(sample: str = SAMPLE) -> Sandbox:
        for one in made:
            one.journal.close()
        made.append(open_sandbox(tmp_path, read_time=hands.read, base_url="http://localhost:8080", sample_text=sample))
        return made[-1]

    yield again
    for one in made:
        one.journal.close()


@pytest.fixture
def sandbox(opened: Opening) -> Sandbox:
    """A sandbox whose clock stands at the sample's start; nothing of its history has happened."""
    begun = opened()
    begun.clock.advance(START)
    return begun
