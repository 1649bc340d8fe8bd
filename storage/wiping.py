"""How bytes of deleted rows leave the files.

SQLite overwrites what is deleted in the database file (``secure_delete``), but the write-ahead log still holds older
pages until it is emptied. PostgreSQL keeps dead rows until VACUUM, and its log until it is recycled.
"""

from sqlalchemy import Engine, text

_PATIENCE_MS = 200
_WITH_WORDS = ("accounts", "decisions", "messages", "outbox", "postings", "profiles", "terms", "waiting", "words")


def wipe(engine: Engine) -> bool:
    """Empty the log (SQLite), free dead rows (PostgreSQL). False when somebody reads an older picture: try again."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM (SKIP_LOCKED) {', '.join(_WITH_WORDS)}"))
        return True
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        try:
            is_busy = bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
            cursor.close()
    finally:
        raw.close()
    return not is_busy
