"""How bytes of deleted rows leave the files.

SQLite overwrites what is deleted where it stands (``secure_delete``), but older pages stay in the write-ahead log
until it is emptied, and pieces of 3 of 1,001 deleted texts were found in free room of the file all the same (probably
copies that a split page left). VACUUM, which writes the file anew, takes these away. PostgreSQL keeps dead rows until
VACUUM, and its log until it is recycled.
"""

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

SMALL = 64 * 2**20
"""A SQLite file of so many bytes is written anew in about half a second; a larger one only when it is asked for."""
_PATIENCE_MS = 200
_EMPTY = "PRAGMA wal_checkpoint(TRUNCATE)"
_WITH_WORDS = (
    "accounts",
    "decisions",
    "messages",
    "outbox",
    "postings",
    "profiles",
    "reactions",
    "terms",
    "waiting",
    "words",
)


def wipe_postgres(engine: Engine) -> None:
    """Free dead rows, so that their room is used again."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM (SKIP_LOCKED) {', '.join(_WITH_WORDS)}"))


def wipe_sqlite(engine: Engine, *, is_thorough: bool) -> bool:
    """Write the file anew when it is small or that is asked for, and empty the log.

    False when somebody else reads an older picture, or writes: try again. Nothing of ours may be in a transaction.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
        try:
            if cursor.execute(_EMPTY).fetchone()[0]:
                return False  # a file written anew would only make the log longer
            (pages,) = cursor.execute("PRAGMA page_count").fetchone()
            (size,) = cursor.execute("PRAGMA page_size").fetchone()
            if is_thorough or pages * size <= SMALL:
                cursor.execute("VACUUM")
            return not cursor.execute(_EMPTY).fetchone()[0]
        except engine.dialect.loaded_dbapi.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                return False
            raise OperationalError(None, None, error) from error
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
            cursor.close()
    finally:
        raw.close()
