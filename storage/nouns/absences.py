"""How far everything said is known, when Hubbub was away, and what was known of a channel before it is read back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from engagement.catching_up import Absence, AbsenceState, Caught, Cursor, Known, Missed, MissedKind, Reaction
from engagement.ids import ChannelId, MessageId, ThreadId, WorkspaceId
from storage.nouns.conversations import to_message
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import from_json, in_parts, instant, maybe_instant, maybe_micros, micros, storable, to_json
from storage.statements import rows_of, upsert
from storage.tables import absences, cursors, messages, reactions

_IN_CHANNEL = Prepared(
    rows_of(
        messages,
        messages.c.channel_id == bindparam("channel"),
        messages.c.at >= bindparam("since"),
        messages.c.is_deleted.is_(False),
    ).order_by(messages.c.at, messages.c.id),
    "community", "channel", "since",
)  # fmt: skip


class CursorRows(Noun):
    """See ``engagement.catching_up.Cursors``."""

    def of(self, workspace: WorkspaceId) -> dict[ChannelId, Cursor]:
        """The cursors of a workspace's channels, by channel."""
        query = (
            select(cursors)
            .where(cursors.c.community_id == self._community, cursors.c.workspace_id == workspace)
            .order_by(cursors.c.channel_id)
        )
        return {row.channel_id: _cursor(row) for row in self._connection.execute(query)}

    def advance(self, cursor: Cursor) -> None:
        """Set a channel's cursor; it never goes back."""
        known = self._connection.execute(
            select(cursors).where(cursors.c.community_id == self._community, cursors.c.channel_id == cursor.channel)
        ).first()
        before = _cursor(known) if known is not None else cursor
        looked = [at for at in (before.looked_back_at, cursor.looked_back_at) if at is not None]
        row: Row = {
            "community_id": self._community, "channel_id": cursor.channel, "workspace_id": cursor.workspace,
            "scanned_to": micros(max(before.scanned_to, cursor.scanned_to)),
            "looked_back_at": maybe_micros(max(looked, default=None)),
        }  # fmt: skip
        self._write(upsert(self._dialect, cursors), [row])

    def drop(self, channel: ChannelId) -> None:
        """The channel is not read any more."""
        self._connection.execute(
            delete(cursors).where(cursors.c.community_id == self._community, cursors.c.channel_id == channel)
        )


class AbsenceRows(Noun):
    """See ``engagement.catching_up.Absences``."""

    def save(self, absence: Absence) -> None:
        """Insert or replace."""
        row: Row = {
            "community_id": self._community, "id": absence.id, "workspace_id": absence.workspace,
            "from_at": micros(absence.from_at), "until_at": micros(absence.until_at), "state": absence.state.value,
            "figures": to_json(asdict(absence.caught)),
            "missed": to_json({"list": [[each.kind.value, storable(each.subject)] for each in absence.missed]}),
        }  # fmt: skip
        self._write(upsert(self._dialect, absences), [row])

    def unfinished(self, workspace: WorkspaceId) -> Absence | None:
        """The absence that is being caught up; of several, the first."""
        query = (
            select(absences)
            .where(
                absences.c.community_id == self._community,
                absences.c.workspace_id == workspace,
                absences.c.state == AbsenceState.CATCHING_UP.value,
            )
            .order_by(absences.c.from_at, absences.c.id)
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return _absence(row) if row is not None else None

    def newest(self, limit: int) -> list[Absence]:
        """The latest absences, the newest first."""
        query = (
            select(absences)
            .where(absences.c.community_id == self._community)
            .order_by(absences.c.from_at.desc(), absences.c.id)
            .limit(limit)
        )
        return [_absence(row) for row in self._connection.execute(query)]

    def known(self, channel: ChannelId, since: datetime) -> Known:
        """What is known of a channel's messages since then, deleted ones left out."""
        rows = _IN_CHANNEL.rows(self._driver, self._community, channel, micros(since))
        found = [to_message(row) for row in rows]
        heard = select(reactions).where(reactions.c.community_id == self._community, reactions.c.channel_id == channel)
        return Known(
            messages={each.id: each for each in found if each.author},
            reactions={
                Reaction(row.message_id, row.account_id, row.emoji): bool(row.is_on)
                for row in self._connection.execute(heard)
            },
            openings=self._openings({each.thread for each in found if each.explicit}),
        )

    def _openings(self, conversations: set[ThreadId]) -> dict[MessageId, frozenset[MessageId]]:
        """What stands outside of the platform's threads, by conversation."""
        by_thread: dict[MessageId, set[MessageId]] = {}
        for part in in_parts(sorted(conversations)):
            query = select(messages.c.thread_id, messages.c.id).where(
                messages.c.community_id == self._community,
                messages.c.thread_id.in_(part),
                messages.c.explicit.is_(False),
            )
            for thread, message in self._connection.execute(query):
                by_thread.setdefault(thread, set()).add(message)
        return {thread: frozenset(some) for thread, some in by_thread.items()}

    def react(self, reaction: Reaction, *, is_on: bool) -> None:
        """Note that a reaction was given or taken back."""
        row: Row = {
            "community_id": self._community, "message_id": reaction.message, "account_id": reaction.account,
            "emoji": storable(reaction.emoji), "channel_id": reaction.message.rpartition(":")[0], "is_on": is_on,
        }  # fmt: skip
        self._write(upsert(self._dialect, reactions), [row])


def _cursor(row: Any) -> Cursor:
    return Cursor(
        channel=row.channel_id, workspace=row.workspace_id, scanned_to=instant(row.scanned_to),
        looked_back_at=maybe_instant(row.looked_back_at),
    )  # fmt: skip


def _absence(row: Any) -> Absence:
    listed: Any = from_json(row.missed)["list"]
    figures: Any = from_json(row.figures)
    return Absence(
        id=row.id, workspace=row.workspace_id, from_at=instant(row.from_at), until_at=instant(row.until_at),
        state=AbsenceState(row.state), caught=Caught(**figures),
        missed=tuple(Missed(kind=MissedKind(kind), subject=subject) for kind, subject in listed),
    )  # fmt: skip
