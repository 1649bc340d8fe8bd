"""Every row as text, in a fixed order: what a release freezes, and what every later migration must carry over."""

import base64
from collections.abc import Iterable, Iterator

import orjson
from sqlalchemy import Engine, insert, select

from engagement.errors import StorageError
from storage.engines import reading, writing
from storage.tables import metadata


def dump(engine: Engine) -> Iterator[str]:
    """One JSON line a row: ``{"table", "row"}``, tables by name, rows by key; bytes as base64."""
    with reading(engine) as connection:
        for table in sorted(metadata.tables.values(), key=lambda table: table.name):
            for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
                plain = {str(name): _plain(value) for name, value in row.items()}
                yield orjson.dumps({"table": table.name, "row": plain}, option=orjson.OPT_SORT_KEYS).decode()


def restore(engine: Engine, lines: Iterable[str]) -> int:
    """Insert the rows of a dump into a database without any; how many. Raises StorageError for an unknown table."""
    count = 0
    with writing(engine) as connection:
        for line in lines:
            if not line.strip():
                continue
            found = orjson.loads(line)
            table = metadata.tables.get(found["table"])
            if table is None:
                raise StorageError(f"the dump has rows of a table that is not known here: {found['table']}")
            row = {
                name: base64.b64decode(value) if _is_bytes(table.c[name].type) else value
                for name, value in found["row"].items()
            }
            connection.execute(insert(table), row)
            count += 1
    return count


def _plain(value: object) -> object:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _is_bytes(kind: object) -> bool:
    return type(kind).__name__ == "LargeBinary"
