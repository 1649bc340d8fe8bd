"""What is to be done on the platforms, and what became of it."""

from engagement.actions import Lane
from engagement.ids import MessageId, OutboxId
from engagement.records import Asks, Sent
from storage import StoredMemory
from tests.storage.rows import (
    ADA,
    BOB,
    CYD,
    DAY,
    HELP,
    HOUR,
    MINUTE,
    NOON,
    OURS,
    TALK,
    THEIRS,
    TICK,
    message_name,
    outbox_row,
    thread_name,
)

FULL = outbox_row(
    1, to_member=ADA, channel=HELP, thread=thread_name(1), is_unprompted=True, is_ask=True, slot="digest",
    not_before=NOON + HOUR, expires_at=NOON + DAY, state="sent", sent_as=message_name(9), sent_at=NOON + TICK,
    attempts=2, error="no", body={"b": [1, {"c": None}], "a": "x"},
)  # fmt: skip
STATES = ("new", "sending", "sent", "unknown", "tried", "failed", "expired", "cancelled")


def test_a_row_comes_back_as_it_went_and_is_left_alone(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([FULL, outbox_row(2)])
        ledger.outbox.add([outbox_row(1, error="another")])
        assert ledger.outbox.get(FULL.id) == FULL
        assert ledger.outbox.get(outbox_row(2).id) == outbox_row(2)
        assert ledger.outbox.get(OutboxId("unknown")) is None


def test_ready_rows_come_by_lane_then_age(memory: StoredMemory) -> None:
    some = [
        outbox_row(5, lane=0),
        outbox_row(3, lane=1),
        outbox_row(2, lane=3, not_before=NOON + HOUR),
        outbox_row(1, lane=3),
        outbox_row(0, lane=3, created_at=NOON + MINUTE),
    ]
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([*reversed(some), outbox_row(9, state="sending"), outbox_row(8, state="tried")])
        order = [some[0], some[1], some[4], some[3]]
        assert ledger.outbox.ready(NOON + HOUR - TICK, 9) == order
        assert ledger.outbox.ready(NOON + HOUR, 9) == [*order, some[2]]
        assert ledger.outbox.ready(NOON + HOUR, 2) == order[:2]


def test_when_the_next_row_is_ready(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.outbox.next_ready() is None
        ledger.outbox.add([outbox_row(1, not_before=NOON + HOUR), outbox_row(0, state="sent")])
        assert ledger.outbox.next_ready() == NOON + HOUR
        ledger.outbox.add([outbox_row(2)])
        assert ledger.outbox.next_ready() == NOON + 2 * MINUTE


def test_rows_of_an_earlier_life_come_oldest_first(memory: StoredMemory) -> None:
    some = [outbox_row(number, state=state) for number, state in enumerate(STATES)]
    with memory.direct(OURS) as ledger:
        ledger.outbox.add(reversed(some))  # type: ignore[arg-type]
        assert ledger.outbox.unfinished(NOON) == [some[1], some[3]]


def test_a_row_goes_through_its_states(memory: StoredMemory) -> None:
    name, sent_as = outbox_row(1).id, message_name(7)
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([outbox_row(1), outbox_row(2)])
        ledger.outbox.mark(name, "sending", at=NOON)
        ledger.outbox.mark(name, "new", at=NOON, error="wait", not_before=NOON + HOUR)
        put_off = outbox_row(1, attempts=0, error="wait", not_before=NOON + HOUR)
        assert ledger.outbox.get(name) == put_off
        ledger.outbox.mark(name, "sending", at=NOON + HOUR)
        ledger.outbox.mark(name, "sent", at=NOON + HOUR + TICK, sent_as=sent_as)
        sent = outbox_row(
            1, attempts=1, not_before=NOON + HOUR, state="sent", sent_as=sent_as, sent_at=NOON + HOUR + TICK
        )
        assert ledger.outbox.get(name) == sent
        assert ledger.outbox.by_message(sent_as) == sent
        assert ledger.outbox.by_message(MessageId("unknown")) is None
        assert ledger.outbox.get(outbox_row(2).id) == outbox_row(2)


def test_the_newest_row_with_a_message_or_slot_counts(memory: StoredMemory) -> None:
    same = {"slot": "digest", "sent_as": message_name(1), "state": "sent"}
    some = [outbox_row(2, **same), outbox_row(1, **same), outbox_row(3, slot="digest", state="new")]
    with memory.direct(OURS) as ledger:
        ledger.outbox.add(some)
        assert ledger.outbox.in_slot("digest") == some[0]
        assert ledger.outbox.in_slot("other") is None
        assert ledger.outbox.by_message(message_name(1)) == some[0]
        ledger.outbox.mark(some[2].id, "sent", at=NOON, sent_as=message_name(3))
        found = ledger.outbox.in_slot("digest")
        assert found is not None
        assert found.id == some[2].id


def test_what_members_got_will_get_or_would_have_got(memory: StoredMemory) -> None:
    some = [outbox_row(number, to_member=ADA, state=state) for number, state in enumerate(STATES)]
    other = outbox_row(20, to_member=BOB, thread=thread_name(1), is_ask=True, is_unprompted=True)
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([other, *reversed(some), outbox_row(30)])
        told = ledger.outbox.to_members([ADA, BOB, CYD], NOON + MINUTE)
        assert [one.at for one in told[ADA]] == [NOON + number * MINUTE for number in range(1, 5)]
        assert [one.is_tried for one in told[ADA]] == [False, False, False, True]
        assert told[BOB] == [
            Sent(
                member=BOB, at=other.created_at, decision=other.decision, thread=thread_name(1), is_ask=True,
                is_unprompted=True, is_tried=False, is_pending=True,
            )
        ]  # fmt: skip
        assert told.keys() == {ADA, BOB}
        assert ledger.outbox.to_members([], NOON) == {}


def test_what_a_channel_got_unprompted(memory: StoredMemory) -> None:
    there = {"channel": HELP, "is_unprompted": True}
    some = [outbox_row(number, state=state, **there) for number, state in enumerate(STATES)]
    others = [outbox_row(20, channel=TALK, is_unprompted=True), outbox_row(21, channel=HELP)]
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([*reversed(some), *others])
        sent, tried, now = NOON + 2 * MINUTE, NOON + 4 * MINUTE, NOON + DAY
        assert ledger.outbox.to_channel(HELP, NOON + MINUTE, now) == [sent, tried, now, now]
        ledger.outbox.mark(some[1].id, "sent", at=NOON + 9 * MINUTE)
        assert ledger.outbox.to_channel(HELP, NOON + MINUTE, now) == [sent, tried, NOON + 9 * MINUTE, now]


def test_what_was_decided_for_slots_of_a_kind(memory: StoredMemory) -> None:
    some = [outbox_row(number, state=state, slot=f"handed:{number}", lane=0) for number, state in enumerate(STATES)]
    others = [
        outbox_row(20, slot="handed_", lane=0),
        outbox_row(23, slot="handed:23", lane=1),
        outbox_row(21, slot="digest"),
        outbox_row(22),
    ]
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([*reversed(some), *others])
        found = ledger.outbox.in_slots("handed:", Lane.ESCALATION, NOON + MINUTE)
        assert [row.slot for row in found] == [f"handed:{number}" for number in range(1, 5)]
    with memory.direct(THEIRS) as ledger:
        assert ledger.outbox.in_slots("handed:", Lane.ESCALATION, NOON) == []


def test_communities_do_not_share_an_outbox(memory: StoredMemory) -> None:
    fields = {"to_member": ADA, "channel": HELP, "is_unprompted": True, "slot": "digest"}
    sent = outbox_row(2, state="sent", sent_as=message_name(1), **fields)
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([outbox_row(1, **fields), sent, outbox_row(3, state="unknown")])
    with memory.direct(THEIRS) as ledger:
        found = ledger.outbox
        assert found.get(sent.id) is found.in_slot("digest") is found.by_message(message_name(1)) is None
        assert found.ready(NOON + DAY, 9) == found.unfinished(NOON) == found.to_channel(HELP, NOON, NOON) == []
        assert found.next_ready() is None
        assert found.to_members([ADA], NOON) == {}
        found.mark(sent.id, "failed", at=NOON)
        found.add([outbox_row(1, error="theirs")])
    with memory.direct(OURS) as ledger:
        assert ledger.outbox.get(sent.id) == sent
        assert ledger.outbox.ready(NOON + DAY, 9) == [outbox_row(1, **fields)]


def test_what_a_message_said_before_is_the_newest_that_stands_there_still(memory: StoredMemory) -> None:
    there = {"slot": "digest", "state": "sent", "sent_as": message_name(1)}
    some = [outbox_row(number, **there) for number in range(3)]
    others = [outbox_row(7, **there | {"sent_as": message_name(2)}), outbox_row(8, **there | {"slot": "other"})]
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([*some, *others])
        assert ledger.outbox.earlier_in_slot(some[2]) == some[1]
        ledger.outbox.mark(some[1].id, "cancelled", at=NOON)
        assert ledger.outbox.earlier_in_slot(some[2]) == some[0]
        assert ledger.outbox.earlier_in_slot(some[0]) is None


def test_the_newest_of_a_slot_may_still_be_on_its_way(memory: StoredMemory) -> None:
    rows = [
        outbox_row(number, slot="storm:a_b:x", state=state) for number, state in enumerate(("sent", "new", "failed"))
    ]
    other = outbox_row(9, slot="storm:aXb:y")
    with memory.direct(OURS) as ledger:
        ledger.outbox.add([*rows, other])
        assert ledger.outbox.newest_in_slot("storm:a_b:x") == rows[1]
        assert ledger.outbox.newest_in_slot("storm") is None
        assert ledger.outbox.latest("storm:a_b:", NOON) == rows[1], "an underscore is no other letter"
        assert ledger.outbox.latest("storm:a_b:", NOON + DAY) is None


def test_how_much_people_were_asked_is_what_they_got_counted(memory: StoredMemory) -> None:
    some = [
        outbox_row(number, to_member=who, state=state, is_ask=number % 3 > 0, sent_at=late)
        for number, (state, who, late) in enumerate(
            (state, who, late) for state in STATES for who in (ADA, BOB) for late in (None, NOON + HOUR)
        )
    ]
    since, lately = NOON + 2 * MINUTE, NOON + 9 * MINUTE
    with memory.direct(OURS) as ledger:
        ledger.outbox.add(some)
        told = ledger.outbox.to_members([ADA, BOB], since)
        asked = {who: [one.at for one in each if one.is_ask and not one.is_tried] for who, each in told.items()}
        assert ledger.outbox.asks([ADA, BOB, CYD], since, lately) == {
            who: Asks(lately=sum(at > lately for at in each), last_at=max(each)) for who, each in asked.items()
        }
        assert min(len(each) for each in asked.values()) > 1
        assert ledger.outbox.asks([ADA], NOON + DAY, lately) == {}
