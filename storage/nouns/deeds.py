"""What is to be done and was decided: follow-ups, the outbox, the journal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, Text, bindparam, case, delete, exists, func, or_, select, update

from engagement.actions import FollowUp, Lane
from engagement.decisions import Arm, Decision, Outcome
from engagement.ids import ChannelId, DecisionId, FollowUpId, MemberId, MessageId, OutboxId, ThreadId, channel_of
from engagement.leafing import Leaf, SoughtDecisions
from engagement.records import Asks, DueFollowUp, OutboxRow, Sent
from storage.held import COUNTED, PENDING, Numbered
from storage.nouns.leaves import decision_rows
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import from_json, in_parts, instant, maybe_instant, maybe_micros, micros, to_json
from storage.statements import add_new, is_one_of, rows_of, upsert
from storage.tables import IS_SETTING, decisions, follow_ups, outbox

_TO_MEMBERS = Prepared(
    select(
        outbox.c.to_member, outbox.c.created_at, outbox.c.decision_id, outbox.c.thread_id, outbox.c.is_ask,
        outbox.c.is_unprompted, outbox.c.state, outbox.c.id, outbox.c.sent_at,
    )
    .where(
        outbox.c.community_id == bindparam("community"),
        is_one_of(outbox.c.to_member, "members"),
        outbox.c.created_at >= bindparam("since"),
        outbox.c.state.in_(COUNTED),
    )
    .order_by(outbox.c.created_at, outbox.c.id),
    "community", "members", "since",
)  # fmt: skip
_TO_CHANNEL = Prepared(
    select(outbox.c.created_at, outbox.c.sent_at, outbox.c.state)
    .where(
        outbox.c.community_id == bindparam("community"),
        outbox.c.channel_id == bindparam("channel"),
        outbox.c.created_at >= bindparam("since"),
        outbox.c.is_unprompted.is_(True),
        outbox.c.state.in_(COUNTED),
    )
    .order_by(outbox.c.created_at),
    "community", "channel", "since",
)  # fmt: skip
_IN_SLOT = Prepared(
    rows_of(outbox, outbox.c.slot == bindparam("slot"), outbox.c.state.in_(("sent", "tried")))
    .order_by(outbox.c.created_at.desc(), outbox.c.id.desc())
    .limit(1),
    "community", "slot",
)  # fmt: skip
_NEWEST_IN_SLOT = Prepared(
    rows_of(outbox, outbox.c.slot == bindparam("slot"), outbox.c.state.in_(COUNTED))
    .order_by(outbox.c.created_at.desc(), outbox.c.id.desc())
    .limit(1),
    "community", "slot",
)  # fmt: skip
_READY = Prepared(
    rows_of(outbox, outbox.c.state == "new", func.coalesce(outbox.c.not_before, 0) <= bindparam("now"))
    .order_by(outbox.c.lane, outbox.c.created_at, outbox.c.id)
    .limit(bindparam("most")),
    "community", "now", "most",
)  # fmt: skip
_OUTBOX_ROW = Prepared(rows_of(outbox, outbox.c.id == bindparam("name")), "community", "name")
_UNFINISHED = Prepared(
    rows_of(
        outbox,
        outbox.c.state.in_(("sending", "unknown")),
        or_(outbox.c.state == "sending", func.coalesce(outbox.c.not_before, 0) <= bindparam("now")),
    ).order_by(outbox.c.created_at, outbox.c.id),
    "community", "now",
)  # fmt: skip
_NEXT_READY = Prepared(
    select(func.min(func.coalesce(outbox.c.not_before, outbox.c.created_at))).where(
        outbox.c.community_id == bindparam("community"), outbox.c.state.in_(("new", "unknown"))
    ),
    "community",
)
_MARK = Prepared(
    update(outbox)
    .where(outbox.c.community_id == bindparam("community"), outbox.c.id == bindparam("name"))
    .values(
        state=bindparam("becomes"),
        error=bindparam("why"),
        attempts=outbox.c.attempts + bindparam("more"),
        sent_at=func.coalesce(bindparam("stood_at", type_=BigInteger), outbox.c.sent_at),
        sent_as=func.coalesce(bindparam("stands_as", type_=Text), outbox.c.sent_as),
        unclear_at=func.coalesce(outbox.c.unclear_at, bindparam("unclear_since", type_=BigInteger)),
        not_before=case(
            (bindparam("waits", type_=Integer) == 1, bindparam("wait_until", type_=BigInteger)),
            else_=outbox.c.not_before,
        ),
    ),
    "community", "name", "becomes", "why", "more", "stood_at", "stands_as", "unclear_since", "waits", "wait_until",
)  # fmt: skip
_UNTOLD = Prepared(
    rows_of(
        outbox,
        or_(
            outbox.c.state == "failed",
            (outbox.c.state == "unknown") & (outbox.c.unclear_at <= bindparam("unclear_before")),
        ),
        outbox.c.told_at.is_(None),
    ).order_by(outbox.c.created_at, outbox.c.id),
    "community", "unclear_before",
)  # fmt: skip
_OF_THREADS = Prepared(rows_of(follow_ups, is_one_of(follow_ups.c.thread_id)), "community", "ids")
_DUE = Prepared(
    rows_of(follow_ups, follow_ups.c.due_at <= bindparam("until"))
    .order_by(follow_ups.c.due_at, follow_ups.c.id)
    .limit(bindparam("most")),
    "community", "until", "most",
)  # fmt: skip
_NEXT_DUE = Prepared(
    select(func.min(follow_ups.c.due_at)).where(follow_ups.c.community_id == bindparam("community")), "community"
)
_DONE = Prepared(
    delete(follow_ups).where(
        follow_ups.c.community_id == bindparam("community"), is_one_of(follow_ups.c.id)
    ),
    "community", "ids",
)  # fmt: skip
_SET_RESULT = Prepared(
    update(decisions)
    .where(decisions.c.community_id == bindparam("community"), decisions.c.id == bindparam("decision"))
    .values(result=bindparam("came_of_it")),
    "community", "decision", "came_of_it",
)  # fmt: skip
_DECISION = Prepared(rows_of(decisions, decisions.c.id == bindparam("decision")), "community", "decision")


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

    def of_threads(self, threads: Iterable[ThreadId]) -> list[DueFollowUp]:
        """All that are waiting for these threads, by id."""
        found = [
            _due(row) for part in in_parts(threads) for row in _OF_THREADS.rows(self._driver, self._community, part)
        ]
        return sorted(found, key=lambda due: due.id)

    def due(self, until: datetime, limit: int) -> list[DueFollowUp]:
        """Those due by then, by (due_at, id)."""
        return [_due(row) for row in _DUE.rows(self._driver, self._community, micros(until), limit)]

    def next_due(self) -> datetime | None:
        """The earliest due instant."""
        return maybe_instant(_NEXT_DUE.rows(self._driver, self._community)[0][0])

    def done(self, ids: Iterable[FollowUpId]) -> None:
        """Remove them: they were looked at, or are not to be."""
        for part in in_parts(ids):
            _DONE.run(self._driver, self._community, part)

    def count(self) -> int:
        """How many are waiting."""
        query = select(func.count()).select_from(follow_ups).where(follow_ups.c.community_id == self._community)
        return int(self._connection.execute(query).scalar_one())


def _due(row: Sequence[Any]) -> DueFollowUp:
    name, play, kind, thread, due_at, cause = row
    look = FollowUp(play=play, kind=kind, thread=thread, due_at=instant(due_at))
    return DueFollowUp(id=name, follow_up=look, cause=cause)


_LATER = outbox.alias()
_NOT_SAID = Prepared(
    select(outbox.c.thread_id, outbox.c.channel_id).where(
        outbox.c.community_id == bindparam("community"),
        outbox.c.state.in_(("new", "sending", "unknown", "failed")),
        outbox.c.lane == int(Lane.ESCALATION),
        outbox.c.created_at <= bindparam("before"),
        is_one_of(outbox.c.thread_id, "threads"),
        outbox.c.op == "say",
        outbox.c.to_member.is_(None),
        ~exists().where(  # a later one says it
            _LATER.c.community_id == outbox.c.community_id,
            _LATER.c.slot == outbox.c.slot,
            _LATER.c.state == "sent",
            _LATER.c.created_at > outbox.c.created_at,
        ),
    ),
    "community", "threads", "before",
)  # fmt: skip


class OutboxRows(Noun):
    """See ``engagement.ports.Outbox``."""

    def add(self, rows: Sequence[OutboxRow]) -> None:
        """Insert; an id already there is left alone."""
        self._write(add_new(self._dialect, outbox), [self._row(row) for row in rows])
        if self._held is not None:
            self._held.sent.add(rows)

    def _row(self, row: OutboxRow) -> Row:
        return {
            "community_id": self._community, "id": row.id, "decision_id": row.decision, "workspace_id": row.workspace,
            "op": row.op, "lane": row.lane, "body": to_json(row.body), "created_at": micros(row.created_at),
            "to_member": row.to_member, "channel_id": row.channel, "thread_id": row.thread,
            "is_unprompted": row.is_unprompted, "is_ask": row.is_ask, "slot": row.slot,
            "not_before": maybe_micros(row.not_before), "expires_at": maybe_micros(row.expires_at),
            "state": row.state, "sent_as": row.sent_as, "sent_at": maybe_micros(row.sent_at),
            "attempts": row.attempts, "error": row.error, "unclear_at": maybe_micros(row.unclear_at), "told_at": None,
        }  # fmt: skip

    def _where(self, *conditions: Any, newest_first: bool = False, limit: int | None = None) -> list[OutboxRow]:
        order = (outbox.c.created_at, outbox.c.id)
        query = (
            rows_of(outbox, *conditions)
            .order_by(*(column.desc() for column in order) if newest_first else order)
            .limit(limit)
        )
        return [to_outbox_row(row) for row in self._connection.execute(query, {"community": self._community})]

    def get(self, name: OutboxId) -> OutboxRow | None:
        """One row."""
        rows = _OUTBOX_ROW.rows(self._driver, self._community, name)
        return to_outbox_row(rows[0]) if rows else None

    def ready(self, now: datetime, limit: int) -> list[OutboxRow]:
        """New rows whose time has come, by (lane, created_at, id)."""
        return [to_outbox_row(row) for row in _READY.rows(self._driver, self._community, micros(now), limit)]

    def next_ready(self) -> datetime | None:
        """When the next new row's time comes, or that of the next look at one of unclear fate."""
        return maybe_instant(_NEXT_READY.rows(self._driver, self._community)[0][0])

    def unfinished(self, now: datetime) -> list[OutboxRow]:
        """Rows left ``sending``, and those of ``unknown`` fate that are to be looked at by now, oldest first."""
        return [to_outbox_row(row) for row in _UNFINISHED.rows(self._driver, self._community, micros(now))]

    def put_off(self, until: Mapping[OutboxId, datetime], error: str) -> None:
        """These wait until then, without having been tried."""
        for name, at in until.items():
            self._connection.execute(
                update(outbox)
                .where(outbox.c.community_id == self._community, outbox.c.id == name, outbox.c.state == "new")
                .values(not_before=micros(at), error=error)
            )

    def untold(self, unclear_before: datetime) -> list[OutboxRow]:
        """What managers do not know of yet: failed rows, and those of unknown fate since before then, oldest first."""
        return [to_outbox_row(row) for row in _UNTOLD.rows(self._driver, self._community, micros(unclear_before))]

    def undelivered(self, limit: int) -> list[OutboxRow]:
        """Failed rows and those of unknown fate, newest first."""
        return self._where(outbox.c.state.in_(("failed", "unknown")), newest_first=True, limit=limit)

    def note_told(self, ids: Iterable[OutboxId], at: datetime) -> None:
        """The managers know of these."""
        for part in in_parts(ids):
            self._connection.execute(
                update(outbox)
                .where(outbox.c.community_id == self._community, outbox.c.id.in_(part))
                .values(told_at=micros(at))
            )

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
        """Change a row's state; ``sending`` counts an attempt, which one put off (new, ``not_before``) gives back.

        For one of ``unknown`` fate ``not_before`` says when to look again.
        """
        if self._held is not None:
            self._held.sent.forget()
        more = (state == "sending") - (state == "new" and not_before is not None)
        is_sent, waits = state == "sent", state in {"new", "unknown"}
        _MARK.run(
            self._driver, self._community, name, state, error, more, micros(at) if is_sent else None,
            sent_as if is_sent else None, micros(at) if state == "unknown" else None, int(waits),
            maybe_micros(not_before),
        )  # fmt: skip

    def in_slot(self, slot: str) -> OutboxRow | None:
        """The newest row with this slot that was sent."""
        rows = _IN_SLOT.rows(self._driver, self._community, slot)
        return to_outbox_row(rows[0]) if rows else None

    def in_slots(self, prefix: str, lane: Lane, since: datetime) -> list[OutboxRow]:
        """What a lane got since then for slots that begin so, in any state but failed, expired and cancelled."""
        of_kind = (outbox.c.state.in_(COUNTED), outbox.c.lane == int(lane), outbox.c.created_at >= micros(since))
        return self._where(*of_kind, outbox.c.slot.startswith(prefix, autoescape=True))

    def earlier_in_slot(self, row: OutboxRow) -> OutboxRow | None:
        """What the message that ``row`` was sent as said before, if it was sent and not taken back."""
        at = micros(row.created_at)
        is_older = (outbox.c.created_at < at) | ((outbox.c.created_at == at) & (outbox.c.id < row.id))
        same = (outbox.c.slot == row.slot, outbox.c.sent_as == row.sent_as, outbox.c.state == "sent")
        found = self._where(*same, is_older, newest_first=True, limit=1)
        return found[0] if found else None

    def newest_in_slot(self, slot: str) -> OutboxRow | None:
        """The newest row with this slot that was sent or is still to be."""
        rows = _NEWEST_IN_SLOT.rows(self._driver, self._community, slot)
        return to_outbox_row(rows[0]) if rows else None

    def latest(self, slots: str, since: datetime) -> OutboxRow | None:
        """The newest row decided on since then whose slot begins so, sent or still to be."""
        begins = outbox.c.slot.startswith(slots, autoescape=True)
        recent = (outbox.c.created_at >= micros(since), outbox.c.state.in_(COUNTED), begins)
        found = self._where(*recent, newest_first=True, limit=1)
        return found[0] if found else None

    def to_members(self, members: Iterable[MemberId], since: datetime) -> dict[MemberId, list[Sent]]:
        """What was decided for members since then (any state but failed, expired and cancelled), oldest first."""
        if self._held is not None:
            return self._held.sent.of(list(members), since, self._numbered)
        found: dict[MemberId, list[Sent]] = {}
        for _at, _name, sent in self._numbered(members, since):
            found.setdefault(sent.member, []).append(sent)
        return found

    def _numbered(self, members: Iterable[MemberId], since: datetime) -> Iterator[Numbered]:
        for part in in_parts(members):
            for row in _TO_MEMBERS.rows(self._driver, self._community, part, micros(since)):
                member, number, decision, thread, is_ask, is_unprompted, state, name, sent_at = row
                yield instant(number), name, Sent(
                    member=member, at=instant(sent_at or number), decision=decision, thread=thread,
                    is_ask=bool(is_ask), is_unprompted=bool(is_unprompted), is_tried=state == "tried",
                    is_pending=state in PENDING,
                )  # fmt: skip

    def asks(self, members: Iterable[MemberId], since: datetime, lately: datetime) -> dict[MemberId, Asks]:
        """How much each was asked, of what ``to_members`` tells, without what was only tried out."""
        o = outbox.c
        at = func.coalesce(o.sent_at, o.created_at)
        states = [state for state in COUNTED if state != "tried"]
        query = (
            select(o.to_member, func.sum(case((at > micros(lately), 1), else_=0)), func.max(at))
            .where(
                o.community_id == self._community, o.created_at >= micros(since), o.is_ask.is_(True),
                o.state.in_(states),
            )
            .group_by(o.to_member)
        )  # fmt: skip
        found: dict[MemberId, Asks] = {}
        for part in in_parts(members):
            for member, number, last in self._connection.execute(query.where(o.to_member.in_(part))):
                found[member] = Asks(lately=int(number), last_at=instant(last))
        return found

    def to_channel(self, channel: ChannelId, since: datetime, now: datetime) -> list[datetime]:
        """When unprompted messages that were decided on since then were sent to a channel, oldest first.

        What may still be sent counts as said now.
        """
        rows = _TO_CHANNEL.rows(self._driver, self._community, channel, micros(since))
        return sorted(
            now if state in PENDING else instant(sent_at or created_at) for created_at, sent_at, state in rows
        )

    def unsaid(self, threads: Iterable[ThreadId], before: datetime) -> frozenset[ThreadId]:
        """Of these threads those of which a team has something to hear since before then that does not get through."""
        found: set[ThreadId] = set()
        for part in in_parts(threads):
            rows = _NOT_SAID.rows(self._driver, self._community, part, micros(before))
            found.update(thread for thread, channel in rows if channel != channel_of(thread))  # there the asker reads
        return frozenset(found)

    def by_message(self, sent_as: MessageId) -> OutboxRow | None:
        """The row that was sent as this platform message."""
        found = self._where(outbox.c.sent_as == sent_as, newest_first=True, limit=1)
        return found[0] if found else None


def to_outbox_row(row: Sequence[Any]) -> OutboxRow:
    """A row as remembered: the table's columns in order, without the community."""
    (
        name, decision, workspace, op, lane, body, created_at, to_member, channel, thread, is_unprompted, is_ask, slot,
        not_before, expires_at, state, sent_as, sent_at, attempts, error, unclear_at, _told_at,
    ) = row  # fmt: skip
    return OutboxRow(
        id=name, decision=decision, workspace=workspace, op=op, lane=lane, body=from_json(body),
        created_at=instant(created_at), to_member=to_member, channel=channel, thread=thread,
        is_unprompted=bool(is_unprompted), is_ask=bool(is_ask), slot=slot, not_before=maybe_instant(not_before),
        expires_at=maybe_instant(expires_at), state=state, sent_as=sent_as, sent_at=maybe_instant(sent_at),
        attempts=attempts, error=error, unclear_at=maybe_instant(unclear_at),
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
        rows = _DECISION.rows(self._driver, self._community, decision)
        return _decision(rows[0]) if rows else None

    def newest(
        self, limit: int, subject: str | None = None, play: str | None = None, before: datetime | None = None
    ) -> list[Decision]:
        """The latest decisions, newest first."""
        query = rows_of(decisions)
        if subject is not None:
            query = query.where(decisions.c.subject == subject)
        if play is not None:
            query = query.where(decisions.c.play == play)
        if before is not None:
            query = query.where(decisions.c.at < micros(before))
        query = query.order_by(decisions.c.at.desc(), decisions.c.id.desc()).limit(limit)
        return [_decision(row) for row in self._connection.execute(query, {"community": self._community})]

    def leaf(self, sought: SoughtDecisions, limit: int) -> Leaf[Decision]:
        """One page of those that are so, newest first."""
        rows, older = decision_rows(self._connection, self._community, sought, limit)
        return Leaf(found=[_decision(row) for row in rows], older=older)

    def settings(self, limit: int) -> list[Decision]:
        """The latest that changed a setting, newest first."""
        query = rows_of(decisions, IS_SETTING).order_by(decisions.c.at.desc(), decisions.c.id.desc()).limit(limit)
        return [_decision(row) for row in self._connection.execute(query, {"community": self._community})]

    def between(self, start: datetime, end: datetime) -> list[Decision]:
        """Decisions in [start, end), by (at, id)."""
        query = rows_of(decisions, decisions.c.at >= micros(start), decisions.c.at < micros(end)).order_by(
            decisions.c.at, decisions.c.id
        )
        return [_decision(row) for row in self._connection.execute(query, {"community": self._community})]

    def every(self) -> Iterator[Decision]:
        """All decisions by (at, id), streamed."""
        query = rows_of(decisions).order_by(decisions.c.at, decisions.c.id).execution_options(yield_per=500)
        for row in self._connection.execute(query, {"community": self._community}):
            yield _decision(row)

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
        _SET_RESULT.run(self._driver, self._community, decision, result)

    def judge(self, decision: DecisionId, verdict: str) -> None:
        """Note a manager's judgement."""
        self._connection.execute(
            update(decisions)
            .where(decisions.c.community_id == self._community, decisions.c.id == decision)
            .values(judged=verdict)
        )


def _decision(row: Sequence[Any]) -> Decision:
    (
        name, at, play, play_version, policy_hash, subject, action, outcome, reason, evidence, chance, arm, outbox_id,
        detail, undone_at, undone_by, result, judged,
    ) = row  # fmt: skip
    return Decision(
        id=name, at=instant(at), play=play, play_version=play_version, policy_hash=policy_hash, subject=subject,
        action=action, outcome=Outcome(outcome), reason=reason, evidence=from_json(evidence), chance=chance,
        arm=Arm(arm), outbox=outbox_id, detail=from_json(detail), undone_at=maybe_instant(undone_at),
        undone_by=undone_by, result=result, judged=judged,
    )  # fmt: skip
