"""What is to be done and was decided: follow-ups, the outbox, the journal, contributions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from engagement.actions import FollowUp
from engagement.decisions import Arm, Decision, Outcome
from engagement.ids import ChannelId, DecisionId, FollowUpId, MemberId, MessageId, OutboxId, ThreadId
from engagement.records import Contribution, DueFollowUp, OutboxRow, Sent
from storage.nouns.noun import Noun, Row
from storage.rows import from_json, in_parts, instant, maybe_instant, maybe_micros, micros, to_json
from storage.statements import add_new, upsert
from storage.tables import contributions, decisions, follow_ups, outbox

_COUNTED = ("new", "sending", "sent", "unknown", "tried")
"""States of a message that somebody got, will get, or would have got."""


_TO_MEMBERS = (
    select(
        outbox.c.to_member, outbox.c.created_at, outbox.c.decision_id, outbox.c.thread_id, outbox.c.is_ask,
        outbox.c.is_unprompted, outbox.c.state,
    )
    .where(
        outbox.c.community_id == bindparam("community"),
        outbox.c.to_member.in_(bindparam("members", expanding=True)),
        outbox.c.created_at >= bindparam("since"),
        outbox.c.state.in_(_COUNTED),
    )
    .order_by(outbox.c.created_at, outbox.c.id)
)  # fmt: skip
_CANCEL = (
    delete(follow_ups)
    .where(
        follow_ups.c.community_id == bindparam("community"),
        follow_ups.c.thread_id == bindparam("thread"),
        follow_ups.c.play == bindparam("of_play"),
    )
    .returning(follow_ups)
)
_IN_SLOT = (
    select(outbox)
    .where(
        outbox.c.community_id == bindparam("community"),
        outbox.c.slot == bindparam("slot"),
        outbox.c.state.in_(("sent", "tried")),
    )
    .order_by(outbox.c.created_at.desc(), outbox.c.id.desc())
    .limit(1)
)


class FollowUpRows(Noun):
    """See ``engagement.ports.FollowUps``."""

    def add(self, some: Sequence[DueFollowUp]) -> None:
        """Insert; the same id again moves it."""
        rows: list[Row] = [
            {
                "community_id": self._community, "id": due.id, "play": due.follow_up.play, "kind": due.follow_up.kind,
                "thread_id": due.follow_up.thread, "due_at": micros(due.follow_up.due_at), "cause": due.cause,
            }
            for due in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, follow_ups), rows)

    def cancel(self, thread: ThreadId, play: str, kinds: Sequence[str] = ()) -> list[DueFollowUp]:
        """Remove a thread's follow-ups of a play (all kinds when none are named); those removed."""
        statement = _CANCEL.where(follow_ups.c.kind.in_(kinds)) if kinds else _CANCEL
        key = {"community": self._community, "thread": thread, "of_play": play}
        removed = self._connection.execute(statement, key).all()
        return sorted((_due(row) for row in removed), key=lambda due: due.id)

    def due(self, until: datetime, limit: int) -> list[DueFollowUp]:
        """Those due by then, by (due_at, id)."""
        query = (
            select(follow_ups)
            .where(follow_ups.c.community_id == self._community, follow_ups.c.due_at <= micros(until))
            .order_by(follow_ups.c.due_at, follow_ups.c.id)
            .limit(limit)
        )
        return [_due(row) for row in self._connection.execute(query)]

    def next_due(self) -> datetime | None:
        """The earliest due instant."""
        query = select(func.min(follow_ups.c.due_at)).where(follow_ups.c.community_id == self._community)
        return maybe_instant(self._connection.execute(query).scalar())

    def done(self, ids: Iterable[FollowUpId]) -> None:
        """Remove those that were looked at."""
        for part in in_parts(ids):
            self._connection.execute(
                delete(follow_ups).where(follow_ups.c.community_id == self._community, follow_ups.c.id.in_(part))
            )

    def count(self) -> int:
        """How many are waiting."""
        query = select(func.count()).select_from(follow_ups).where(follow_ups.c.community_id == self._community)
        return int(self._connection.execute(query).scalar_one())


def _due(row: Any) -> DueFollowUp:
    look = FollowUp(play=row.play, kind=row.kind, thread=row.thread_id, due_at=instant(row.due_at))
    return DueFollowUp(id=row.id, follow_up=look, cause=row.cause)


class OutboxRows(Noun):
    """See ``engagement.ports.Outbox``."""

    def add(self, rows: Sequence[OutboxRow]) -> None:
        """Insert; an id already there is left alone."""
        self._write(add_new(self._dialect, outbox), [self._row(row) for row in rows])

    def _row(self, row: OutboxRow) -> Row:
        return {
            "community_id": self._community, "id": row.id, "decision_id": row.decision, "workspace_id": row.workspace,
            "op": row.op, "lane": row.lane, "body": to_json(row.body), "created_at": micros(row.created_at),
            "to_member": row.to_member, "channel_id": row.channel, "thread_id": row.thread,
            "is_unprompted": row.is_unprompted, "is_ask": row.is_ask, "slot": row.slot,
            "not_before": maybe_micros(row.not_before), "expires_at": maybe_micros(row.expires_at),
            "state": row.state, "sent_as": row.sent_as, "sent_at": maybe_micros(row.sent_at),
            "attempts": row.attempts, "error": row.error,
        }  # fmt: skip

    def _where(self, *conditions: Any, newest_first: bool = False, limit: int | None = None) -> list[OutboxRow]:
        order = (outbox.c.created_at, outbox.c.id)
        query = (
            select(outbox)
            .where(outbox.c.community_id == self._community, *conditions)
            .order_by(*(column.desc() for column in order) if newest_first else order)
            .limit(limit)
        )
        return [_outbox_row(row) for row in self._connection.execute(query)]

    def get(self, name: OutboxId) -> OutboxRow | None:
        """One row."""
        found = self._where(outbox.c.id == name)
        return found[0] if found else None

    def ready(self, now: datetime, limit: int) -> list[OutboxRow]:
        """New rows whose time has come, by (lane, created_at, id)."""
        query = (
            select(outbox)
            .where(
                outbox.c.community_id == self._community,
                outbox.c.state == "new",
                func.coalesce(outbox.c.not_before, 0) <= micros(now),
            )
            .order_by(outbox.c.lane, outbox.c.created_at, outbox.c.id)
            .limit(limit)
        )
        return [_outbox_row(row) for row in self._connection.execute(query)]

    def next_ready(self) -> datetime | None:
        """When the next new row's time comes."""
        query = select(func.min(func.coalesce(outbox.c.not_before, outbox.c.created_at))).where(
            outbox.c.community_id == self._community, outbox.c.state == "new"
        )
        return maybe_instant(self._connection.execute(query).scalar())

    def unfinished(self) -> list[OutboxRow]:
        """Rows left ``sending`` or ``unknown`` by an earlier life, oldest first."""
        return self._where(outbox.c.state.in_(("sending", "unknown")))

    def mark(
        self,
        name: OutboxId,
        state: str,
        *,
        at: datetime,
        sent_as: MessageId | None = None,
        error: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Change a row's state; ``sending`` counts an attempt."""
        values: Row = {"state": state, "error": error}
        if state == "sending":
            values["attempts"] = outbox.c.attempts + 1
        if state == "sent":
            values.update({"sent_at": micros(at), "sent_as": sent_as})
        if not_before is not None:
            values["not_before"] = micros(not_before)
        self._connection.execute(
            update(outbox).where(outbox.c.community_id == self._community, outbox.c.id == name).values(**values)
        )

    def in_slot(self, slot: str) -> OutboxRow | None:
        """The newest row with this slot that was sent."""
        row = self._connection.execute(_IN_SLOT, {"community": self._community, "slot": slot}).one_or_none()
        return None if row is None else _outbox_row(row)

    def to_members(self, members: Iterable[MemberId], since: datetime) -> dict[MemberId, list[Sent]]:
        """What was decided for members since then (any state but failed, expired and cancelled), oldest first."""
        found: dict[MemberId, list[Sent]] = {}
        for part in in_parts(members):
            key = {"community": self._community, "members": part, "since": micros(since)}
            for row in self._connection.execute(_TO_MEMBERS, key):
                sent = Sent(
                    member=row.to_member, at=instant(row.created_at), decision=row.decision_id, thread=row.thread_id,
                    is_ask=bool(row.is_ask), is_unprompted=bool(row.is_unprompted), is_tried=row.state == "tried",
                )  # fmt: skip
                found.setdefault(sent.member, []).append(sent)
        return found

    def to_channel(self, channel: ChannelId, since: datetime) -> list[datetime]:
        """When unprompted messages were decided on for a channel since then (same states), oldest first."""
        query = (
            select(outbox.c.created_at)
            .where(
                outbox.c.community_id == self._community,
                outbox.c.channel_id == channel,
                outbox.c.created_at >= micros(since),
                outbox.c.is_unprompted.is_(True),
                outbox.c.state.in_(_COUNTED),
            )
            .order_by(outbox.c.created_at)
        )
        return [instant(at) for at in self._connection.execute(query).scalars()]

    def by_message(self, sent_as: MessageId) -> OutboxRow | None:
        """The row that was sent as this platform message."""
        found = self._where(outbox.c.sent_as == sent_as, newest_first=True, limit=1)
        return found[0] if found else None


def _outbox_row(row: Any) -> OutboxRow:
    return OutboxRow(
        id=row.id, decision=row.decision_id, workspace=row.workspace_id, op=row.op, lane=row.lane,
        body=from_json(row.body), created_at=instant(row.created_at), to_member=row.to_member,
        channel=row.channel_id, thread=row.thread_id, is_unprompted=bool(row.is_unprompted), is_ask=bool(row.is_ask),
        slot=row.slot, not_before=maybe_instant(row.not_before), expires_at=maybe_instant(row.expires_at),
        state=row.state, sent_as=row.sent_as, sent_at=maybe_instant(row.sent_at), attempts=row.attempts,
        error=row.error,
    )  # fmt: skip


class JournalRows(Noun):
    """See ``engagement.ports.Journal``."""

    def add(self, some: Sequence[Decision]) -> None:
        """Insert; an id already there is left alone."""
        rows: list[Row] = [
            {
                "community_id": self._community, "id": d.id, "at": micros(d.at), "play": d.play,
                "play_version": d.play_version, "policy_hash": d.policy_hash, "subject": d.subject,
                "action": d.action, "outcome": d.outcome.value, "reason": d.reason, "evidence": to_json(d.evidence),
                "chance": d.chance, "arm": d.arm.value, "outbox_id": d.outbox, "detail": to_json(d.detail),
                "undone_at": maybe_micros(d.undone_at), "undone_by": d.undone_by, "result": d.result,
                "judged": d.judged,
            }
            for d in some
        ]  # fmt: skip
        self._write(add_new(self._dialect, decisions), rows)

    def get(self, decision: DecisionId) -> Decision | None:
        """One decision."""
        query = select(decisions).where(decisions.c.community_id == self._community, decisions.c.id == decision)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _decision(row)

    def newest(
        self, limit: int, subject: str | None = None, play: str | None = None, before: datetime | None = None
    ) -> list[Decision]:
        """The latest decisions, newest first."""
        query = select(decisions).where(decisions.c.community_id == self._community)
        if subject is not None:
            query = query.where(decisions.c.subject == subject)
        if play is not None:
            query = query.where(decisions.c.play == play)
        if before is not None:
            query = query.where(decisions.c.at < micros(before))
        query = query.order_by(decisions.c.at.desc(), decisions.c.id.desc()).limit(limit)
        return [_decision(row) for row in self._connection.execute(query)]

    def between(self, start: datetime, end: datetime) -> list[Decision]:
        """Decisions in [start, end), by (at, id)."""
        query = (
            select(decisions)
            .where(
                decisions.c.community_id == self._community,
                decisions.c.at >= micros(start),
                decisions.c.at < micros(end),
            )
            .order_by(decisions.c.at, decisions.c.id)
        )
        return [_decision(row) for row in self._connection.execute(query)]

    def every(self) -> Iterator[Decision]:
        """All decisions by (at, id), streamed."""
        query = (
            select(decisions)
            .where(decisions.c.community_id == self._community)
            .order_by(decisions.c.at, decisions.c.id)
        )
        for row in self._connection.execution_options(yield_per=500).execute(query):
            yield _decision(row)

    def _set(self, decision: str, **values: object) -> None:
        self._connection.execute(
            update(decisions)
            .where(decisions.c.community_id == self._community, decisions.c.id == decision)
            .values(**values)
        )

    def undo(self, decision: DecisionId, *, at: datetime, by: str) -> bool:
        """Note that it was undone; False when it had been already."""
        done = self._connection.execute(
            update(decisions)
            .where(
                decisions.c.community_id == self._community,
                decisions.c.id == decision,
                decisions.c.undone_at.is_(None),
            )
            .values(undone_at=micros(at), undone_by=by)
        )
        return done.rowcount == 1

    def set_result(self, decision: DecisionId, result: str) -> None:
        """Note what came of it (the last word counts)."""
        self._set(decision, result=result)

    def judge(self, decision: DecisionId, verdict: str) -> None:
        """Note a manager's judgement."""
        self._set(decision, judged=verdict)


def _decision(row: Any) -> Decision:
    return Decision(
        id=row.id, at=instant(row.at), play=row.play, play_version=row.play_version, policy_hash=row.policy_hash,
        subject=row.subject, action=row.action, outcome=Outcome(row.outcome), reason=row.reason,
        evidence=from_json(row.evidence), chance=row.chance, arm=Arm(row.arm), outbox=row.outbox_id,
        detail=from_json(row.detail), undone_at=maybe_instant(row.undone_at), undone_by=row.undone_by,
        result=row.result, judged=row.judged,
    )  # fmt: skip


class ContributionRows(Noun):
    """See ``engagement.ports.Contributions``."""

    def add(self, contribution: Contribution) -> None:
        """Insert; one already there stands again, if it was taken back."""
        c = contribution
        row: Row = {
            "community_id": self._community, "id": c.id, "member_id": c.member, "kind": c.kind, "thread_id": c.thread,
            "at": micros(c.at), "points": c.points, "taken_back_at": maybe_micros(c.taken_back_at),
        }  # fmt: skip
        self._write(upsert(self._dialect, contributions), [row])

    def take_back(self, thread: ThreadId, at: datetime, only: str | None = None) -> None:
        """Take back what was credited for a thread, or ``only`` the contribution with that id."""
        statement = update(contributions).where(
            contributions.c.community_id == self._community,
            contributions.c.thread_id == thread,
            contributions.c.taken_back_at.is_(None),
        )
        if only is not None:
            statement = statement.where(contributions.c.id == only)
        self._connection.execute(statement.values(taken_back_at=micros(at)))

    def of(self, member: MemberId) -> list[Contribution]:
        """A member's contributions that stand, oldest first."""
        query = (
            select(contributions)
            .where(
                contributions.c.community_id == self._community,
                contributions.c.member_id == member,
                contributions.c.taken_back_at.is_(None),
            )
            .order_by(contributions.c.at, contributions.c.id)
        )
        return [
            Contribution(
                id=row.id, member=row.member_id, kind=row.kind, thread=row.thread_id, at=instant(row.at),
                points=row.points,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip
