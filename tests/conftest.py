"""Fixtures every room's tests may use, and how long hypothesis searches.

HYPOTHESIS_PROFILE=quick|ci|long chooses the size; ``ci`` unless told otherwise.
"""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bench.trust.figures import SIZES
from storage import StoredMemory
from tests.databases import fresh_memory, fresh_url, why_no_postgresql
from tests.leaks import _no_leaks, pytest_runtest_makereport

__all__ = ["_no_leaks", "pytest_runtest_makereport"]

_CALM = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)
for name, examples in {"quick": 10, "ci": 60, "long": 3_000}.items():
    settings.register_profile(name, max_examples=examples, deadline=None, suppress_health_check=_CALM, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Sizes of the long runs."""
    parser.addoption(
        "--trust",
        choices=SIZES,
        default=os.environ.get("TRUST_SIZE", "small"),
        help="how much of each promise is tried (default: TRUST_SIZE, else small)",
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have the garbage collector walk less: not the 17,000 tests that are collected, and the rest more seldom.

    Making them took 26 s of processor time, a third of it for this; and it was a fifth of what tests of pages take.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 10, 10)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes goes first, in the half of either of two workers: else one of them would do all of it."""
    sized = [item for item in items if "trust_size" in getattr(item, "fixturenames", ())]
    rest = [item for item in items if "trust_size" not in getattr(item, "fixturenames", ())]
    half = max(0, len(items) // 2 - len(sized[::2]))
    items[:] = [*sized[::2], *rest[:half], *sized[1::2], *rest[half:]]


@pytest.fixture
def trust_size(request: pytest.FixtureRequest) -> str:
    """How much of each promise is tried."""
    return str(request.config.getoption("--trust"))


DATABASES = ("sqlite", "postgresql")


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database a test runs on, one after the other; skipped with the reason where one cannot be had."""
    kind = str(request.param)
    if kind == "postgresql" and (reason := why_no_postgresql()) is not None:
        pytest.skip(reason)
    return kind


@pytest.fixture
def url(database: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    with fresh_url(database, tmp_path) as found:
        yield found


@pytest.fixture
def empty_url(database: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database without any tables."""
    with fresh_url(database, tmp_path, migrated=False) as found:
        yield found


@pytest.fixture
def memory(database: str, tmp_path: Path) -> Iterator[StoredMemory]:
    """A memory on a fresh database, of each kind."""
    with fresh_memory(database, tmp_path) as found:
        yield found


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[StoredMemory]:
    """A memory on a fresh SQLite file: the fake database of tests that are not about databases."""
    with fresh_memory("sqlite", tmp_path) as found:
        yield found
