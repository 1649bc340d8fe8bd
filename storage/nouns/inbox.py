"""What came in: every event once, by its natural key; failing ones kept raw and counted.

The key of a message names nobody and is noted as it is; other keys hold accounts, or what somebody told the bot, so
that only a digest of them is noted, after their kind.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from engagement.ids import stable_id
from engagement.records import PendingEvent
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared, inserted
from storage.rows import in_parts, instant, micros
from storage.statements import add_new, rows_of, upsert
from storage.tables import inbox, waiting

PARKED_AT = 5
"""A row that failed so often is parked and shown; the rest flows."""
_SEEN = Prepared(
    select(inbox.c.key).where(
        inbox.c.community_id == bindparam("community"), inbox.c.key.in_(bindparam("keys", expanding=True))
    ),
    "community", "keys",
)  # fmt: skip
_WAITING = Prepared(
    rows_of(waiting, waiting.c.state == "waiting").order_by(waiting.c.at, waiting.c.key).limit(bindparam("most")),
    "community", "most",
)  # fmt: skip
_NOTE = inbox.insert()
_NAMELESS = ("m:", "e:", "d:", "td:", "c:")
"""What keys of messages and channels begin with."""


def noted_as(key: str) -> str:
    """How an event's natural key stands in the inbox."""
    return key if key.startswith(_NAMELESS) else f"{key.partition(':')[0][:2]}:#{stable_id('inbox', key)}"


class InboxRows(Noun):
    """See ``engagement.ports.Inbox``."""

    def _seen(self, keys: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for part in in_parts(keys):
            found.update(row[0] for row in _SEEN.rows(self._driver, self._community, part))
        return found

    def take(self, keys: Sequence[tuple[str, datetime]]) -> set[str]:
        """Record these (key, event time); the keys that were new."""
        given = {key: noted_as(key) for key, _ in keys}
        at_by_key = {given[key]: at for key, at in keys}
        before_digests = [key for key, noted in given.items() if key != noted]  # versions until 0.2 noted these whole
        seen = self._seen([*at_by_key, *before_digests])
        new = self._note(
            {noted: at_by_key[noted] for key, noted in given.items() if key not in seen and noted not in seen}
        )
        return {key for key, noted in given.items() if noted in new}

    def _note(self, at_by_key: Mapping[str, datetime]) -> set[str]:
        rows: list[Row] = [
            {"community_id": self._community, "key": key, "at": micros(at)} for key, at in at_by_key.items()
        ]
        if self._dialect == "postgresql" and rows:
            # Another process may be noting the same key at this moment: whoever gets the row back has it.
            noted = add_new(self._dialect, inbox).returning(inbox.c.key)
            ordered = sorted(rows, key=lambda row: str(row["key"]))
            return {key for (key,) in inserted(self._driver, noted, ordered)}
        self._write(_NOTE, rows)
        return set(at_by_key)

    def is_known(self, key: str) -> bool:
        """Whether an event with this key was taken in."""
        return bool(self._seen([noted_as(key)]))

    def put(self, events: Sequence[PendingEvent]) -> int:
        """Leave events for the owner; how many were new."""
        new = self.take([(event.key, event.at) for event in events])
        self._write(add_new(self._dialect, waiting), [self._row(e, "waiting") for e in events if e.key in new])
        return len(new)

    def _row(self, event: PendingEvent, state: str) -> Row:
        return {
            "community_id": self._community,
            "key": event.key,
            "at": micros(event.at),
            "payload": event.payload,
            "source": event.source,
            "state": state,
            "attempts": event.attempts,
            "error": event.error,
        }

    def waiting(self, limit: int) -> list[PendingEvent]:
        """Events left by others, and failed ones, oldest first; parked ones not."""
        return [_event(row) for row in _WAITING.rows(self._driver, self._community, limit)]

    def done(self, keys: Iterable[str]) -> None:
        """Taken in: their payload is dropped."""
        for part in in_parts(keys):
            self._connection.execute(
                delete(waiting).where(waiting.c.community_id == self._community, waiting.c.key.in_(part))
            )

    def fail(self, event: PendingEvent, error: str) -> int:
        """Keep a failing event raw; how often it has failed now. At five it is parked."""
        self._write(
            add_new(self._dialect, inbox),
            [{"community_id": self._community, "key": noted_as(event.key), "at": micros(event.at)}],
        )
        known = self._connection.execute(
            select(waiting.c.attempts).where(waiting.c.community_id == self._community, waiting.c.key == event.key)
        ).scalar()
        attempts = (known or 0) + 1
        row = self._row(event, "parked" if attempts >= PARKED_AT else "waiting")
        self._write(upsert(self._dialect, waiting), [{**row, "attempts": attempts, "error": error}])
        return attempts

    def parked(self, limit: int = 50) -> list[PendingEvent]:
        """Events that failed five times, newest first."""
        query = rows_of(waiting, waiting.c.state == "parked").order_by(waiting.c.at.desc(), waiting.c.key).limit(limit)
        return [_event(tuple(row)) for row in self._connection.execute(query, {"community": self._community})]

    def release(self) -> int:
        """Parked events wait again, but those without a payload: what was said to us, and looks."""
        parked = (waiting.c.community_id == self._community, waiting.c.state == "parked", waiting.c.payload != b"")
        return self._connection.execute(update(waiting).where(*parked).values(state="waiting")).rowcount


def _event(row: Sequence[Any]) -> PendingEvent:
    key, at, payload, source, _state, attempts, error = row
    return PendingEvent(key=key, at=instant(at), payload=payload, source=source, attempts=attempts, error=error)
