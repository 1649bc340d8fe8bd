"""A pretended Slack with Ada, Ben, and three channels."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bench.fakes.slack import FakeSlack
from tests.bots.platforms.slack.stage import Listener


@dataclass(frozen=True, slots=True)
class Town:
    """Who is there, and where."""

    slack: FakeSlack
    ada: str
    ben: str
    help: str
    managers: str
    other: str


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with FakeSlack() as slack:
        ada, ben = slack.add_user("Ada"), slack.add_user("Ben", tz="America/New_York")
        yield Town(
            slack=slack,
            ada=ada,
            ben=ben,
            help=slack.add_channel("help", members=[ada, ben]),
            managers=slack.add_channel("managers", members=[ada]),
            other=slack.add_channel("other", members=[ada], has_bot=False),
        )


@pytest.fixture
def host() -> Listener:
    return Listener()
