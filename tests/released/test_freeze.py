"""What a release freezes has something of everything."""

from storage import open_memory
from storage.dump import dump
from storage.tables import metadata
from tests.released.freeze import fill


async def test_every_table_of_the_newest_schema_has_rows(empty_url: str) -> None:
    await fill(empty_url)
    memory = open_memory(empty_url)
    try:
        told = {line.partition('"table":"')[2].partition('"')[0] for line in dump(memory.engine)}
    finally:
        memory.close()
    assert set(metadata.tables) - told == set()
