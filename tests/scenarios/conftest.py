from collections.abc import Callable

import pytest

from engagement.policy import Policy
from storage import StoredMemory
from tests.scenarios.stage import Town

Founding = Callable[..., Town]


@pytest.fixture
def found(lite: StoredMemory) -> Founding:
    """A town with these dials."""

    def make(policy: Policy | None = None) -> Town:
        return Town(lite) if policy is None else Town(lite, policy)

    return make


@pytest.fixture
def place(found: Founding) -> Town:
    """A live town with every step on."""
    return found()
