"""One database of each kind for all these tests, emptied after each: making one anew takes longer than most of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from storage import StoredMemory, open_memory
from storage.engines import writing
from storage.tables import metadata
from tests.databases import fresh_url

Kept = Callable[[str], str]


@pytest.fixture(scope="session")
def kept_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    made: dict[str, str] = {}
    with ExitStack() as stack:

        def kept(kind: str) -> str:
            if kind not in made:
                made[kind] = stack.enter_context(fresh_url(kind, tmp_path_factory.mktemp("storage")))
            return made[kind]

        yield kept


@pytest.fixture
def memory(database: str, kept_url: Kept) -> Iterator[StoredMemory]:
    """A memory on an empty database, of each kind."""
    found = open_memory(kept_url(database), durable=False)
    yield found
    with writing(found.engine) as connection:
        for table in metadata.tables.values():
            connection.execute(table.delete())
    found.close()
