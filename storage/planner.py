"""What SQLite's planner must know before there is anything to count: that a community is no choice at all.

Every key begins with the community; without figures SQLite thinks one equality on a primary key as good as three on an
index, and walks the whole partition. These rows in ``sqlite_stat1`` say otherwise; a real ANALYZE may replace them.
"""

from sqlalchemy import Connection, text

from storage.tables import metadata

_ROWS = 1_000_000
_NARROWING = (2_000, 100, 10, 4, 2)


def tell_planner(connection: Connection) -> None:
    """Write the figures for every table and index (SQLite only; PostgreSQL counts by itself)."""
    if connection.dialect.name != "sqlite":
        return
    connection.execute(text("ANALYZE sqlite_schema"))  # makes sqlite_stat1
    connection.execute(text("DELETE FROM sqlite_stat1"))
    for table in metadata.sorted_tables:
        keys = [(table.name, len(table.primary_key.columns), True)]
        keys += [
            (str(index.name), len(index.columns), False) for index in sorted(table.indexes, key=lambda i: str(i.name))
        ]
        for name, columns, is_unique in keys:
            figures = [_ROWS, _ROWS, *_NARROWING[: columns - 1]]
            if is_unique:
                figures[-1] = 1
            connection.execute(
                text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"),
                {"tbl": table.name, "idx": name, "stat": " ".join(map(str, figures))},
            )
