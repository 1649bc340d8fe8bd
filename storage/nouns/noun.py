"""What every noun has: a connection within a transaction, and the community whose rows it sees."""

from collections.abc import Sequence

from sqlalchemy import Connection, Insert

from engagement.ids import CommunityId
from storage.held import Held
from storage.prepared import Driver, insert

Row = dict[str, object]


class Noun:
    """Rows of one kind of one community, within one transaction.

    ``held``: what may be held in memory, because nobody else writes there.
    """

    def __init__(self, connection: Connection, community: CommunityId, held: Held | None = None) -> None:
        self._connection = connection
        self._community = community
        self._held = held
        self._dialect = connection.dialect.name
        self._driver = Driver(connection)

    def _write(self, statement: Insert, rows: Sequence[Row]) -> None:
        if rows:
            insert(self._driver, statement, rows)
