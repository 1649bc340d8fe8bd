"""What a community looks like from outside, and that a lease keeps others from writing."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from engagement.errors import NotOwner
from engagement.ids import OutboxId
from engagement.standing import Away, Backlog, ConnectionStanding
from storage import StoredMemory
from storage.rows import micros
from storage.tables import absences
from tests.storage.rows import DAY, HOUR, MINUTE, NOON, OURS, THEIRS, outbox_row


def standing(state: str = "connected", **more: object) -> ConnectionStanding:
    fields = {"id": "slack-1", "platform": "slack", "since_at": NOON, "seen_at": NOON, "facts": {"workspace": "Ex"}}
    return ConnectionStanding(state=state, **fields | more)  # type: ignore[arg-type]


def test_connections_are_kept_up_to_date_and_forgotten_when_nobody_writes_them(memory: StoredMemory) -> None:
    later = standing("waiting", seen_at=NOON + MINUTE)
    with memory.direct(OURS) as ledger:
        ledger.standing.save_connections([standing(), standing(id="discord-2")])
        ledger.standing.save_connections([later])
        assert ledger.standing.connections() == [standing(id="discord-2"), later]
        ledger.standing.forget_connections(NOON + MINUTE)
        assert ledger.standing.connections() == [later]
    assert memory.read(THEIRS, lambda ledger: ledger.standing.connections()) == []


def test_the_outbox_is_counted_by_state_with_its_oldest(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([outbox_row(n, state=state) for n, state in enumerate(("new", "new", "sent", "failed"))])
        assert ledger.standing.outbox() == [
            Backlog(state="failed", number=1, oldest_at=outbox_row(3).created_at),
            Backlog(state="new", number=2, oldest_at=outbox_row(0).created_at),
        ]
        assert [row.state for row in ledger.outbox.undelivered(9)] == ["failed"]


def test_absences_come_newest_first(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        for number in range(3):
            ledger.connection.execute(
                insert(absences).values(
                    community_id=OURS, id=str(number), workspace_id="slack-T1", from_at=micros(NOON + number * HOUR),
                    until_at=None, state="open", figures="{}", missed="{}",
                )
            )  # fmt: skip
        assert ledger.standing.aways(1) == [
            Away(workspace="slack-T1", from_at=NOON + 2 * HOUR, until_at=None, state="open")
        ]


def test_one_of_unclear_fate_is_looked_at_when_it_is_time(memory: StoredMemory) -> None:
    name = OutboxId(outbox_row(1).id)
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([outbox_row(1)])
        ledger.outbox.mark(name, "sending", at=NOON)
        ledger.outbox.mark(name, "unknown", at=NOON, not_before=NOON + MINUTE)
        ledger.outbox.mark(name, "unknown", at=NOON + HOUR, not_before=NOON + HOUR)
        (row,) = ledger.outbox.unfinished(NOON + HOUR)
        assert (row.unclear_at, row.attempts) == (NOON, 1)
        assert ledger.outbox.unfinished(NOON + MINUTE) == []
        assert ledger.outbox.next_ready() == NOON + HOUR
        ledger.outbox.mark(name, "new", at=NOON)
        assert [one.id for one in ledger.outbox.ready(NOON + MINUTE * 2, 9)] == [name]


def test_a_row_put_off_from_its_line_costs_no_attempt(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([outbox_row(1), outbox_row(2, state="sent")])
        ledger.outbox.put_off({OutboxId(outbox_row(n).id): NOON + DAY for n in (1, 2)}, "others wait")
        put_off, sent = (ledger.outbox.get(OutboxId(outbox_row(n).id)) for n in (1, 2))
        assert put_off == outbox_row(1, not_before=NOON + DAY, error="others wait")
        assert sent == outbox_row(2, state="sent")


def test_what_failed_is_told_once(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([outbox_row(1, state="failed"), outbox_row(2, state="unknown", unclear_at=NOON)])
        assert [row.state for row in ledger.outbox.untold(NOON - MINUTE)] == ["failed"]
        assert [row.state for row in ledger.outbox.untold(NOON)] == ["failed", "unknown"]
        ledger.outbox.note_told([OutboxId(outbox_row(1).id)], NOON)
        assert [row.state for row in ledger.outbox.untold(NOON)] == ["unknown"]


def test_whoever_lost_a_lease_writes_nothing_any_more(memory: StoredMemory) -> None:
    memory.own(OURS, "first", NOON, MINUTE)
    memory.write(OURS, lambda ledger: ledger.marks.set("a", "first")).result(10)
    other = StoredMemory(memory.engine)
    other.own(OURS, "second", NOON + HOUR, MINUTE)
    other.write(OURS, lambda ledger: ledger.marks.set("a", "second")).result(10)
    free = memory.write(THEIRS, lambda ledger: ledger.marks.set("b", "free"))
    fenced = memory.write(OURS, lambda ledger: ledger.marks.set("a", "late"))
    with pytest.raises(NotOwner, match="another process has taken over ours"):
        fenced.result(10)
    free.result(10)
    assert memory.read(OURS, lambda ledger: ledger.marks.get("a")) == "second"
    other._writer.close()


def test_who_holds_a_lease_is_seen_until_it_is_given_back(memory: StoredMemory) -> None:
    assert memory.holder(OURS) is None
    memory.own(OURS, "first", NOON, MINUTE)
    assert memory.holder(OURS) == ("first", 1, NOON + MINUTE)
    memory.disown(OURS, "first")
    assert memory.holder(OURS) is None
    memory.write(OURS, lambda ledger: ledger.marks.set("a", "b")).result(timedelta(seconds=10).total_seconds())
