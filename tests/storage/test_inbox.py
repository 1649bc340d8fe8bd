"""Every event once, by its natural key; failing ones kept raw and counted."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from storage import StoredMemory
from storage.dump import dump
from storage.nouns.inbox import PARKED_AT
from tests.storage.rows import MINUTE, NOON, OURS, THEIRS, pending


def test_a_key_is_new_once(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.inbox.take([("a", NOON), ("b", NOON), ("a", NOON)]) == {"a", "b"}
        assert ledger.inbox.take([("b", NOON), ("c", NOON)]) == {"c"}
        assert ledger.inbox.take([]) == set()
    with memory.direct(OURS) as ledger:
        assert ledger.inbox.take([("a", NOON + MINUTE)]) == set()


def test_of_two_who_take_a_key_at_once_one_has_it(memory: StoredMemory) -> None:
    begun = threading.Event()

    def take_too() -> set[str]:
        assert begun.wait(10)
        with memory.direct(OURS) as ledger:
            return ledger.inbox.take([("theirs", NOON), ("a", NOON)])

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(take_too)
        with memory.direct(OURS) as ledger:
            assert ledger.inbox.take([("a", NOON)]) == {"a"}
            begun.set()
            time.sleep(0.1)
        assert other.result(10) == {"theirs"}


def test_more_keys_than_a_statement_takes(memory: StoredMemory) -> None:
    keys = [(f"key-{number}", NOON) for number in range(1_201)]
    with memory.direct(OURS) as ledger:
        assert len(ledger.inbox.take(keys)) == 1_201
        assert ledger.inbox.take([*keys, ("one more", NOON)]) == {"one more"}


def test_what_others_leave_waits_oldest_first(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.inbox.take([("key-2", NOON)])
        assert ledger.inbox.put([pending(3), pending(1), pending(2), pending(0, at=NOON + MINUTE), pending(3)]) == 3
        assert [event.key for event in ledger.inbox.waiting(10)] == ["key-0", "key-1", "key-3"]
        assert ledger.inbox.waiting(2) == [pending(0, at=NOON + MINUTE), pending(1)]
        assert ledger.inbox.put([pending(1)]) == 0
        ledger.inbox.done(["key-0", "key-3", "never heard of"])
        assert [event.key for event in ledger.inbox.waiting(10)] == ["key-1"]
        assert ledger.inbox.put([pending(0)]) == 0, "what is taken in stays seen"


def test_an_event_that_fails_five_times_is_parked(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.inbox.put([pending(1), pending(2)])
        for times in range(1, PARKED_AT):
            assert ledger.inbox.fail(pending(1), f"no {times}") == times
        assert ledger.inbox.waiting(1) == [pending(1, attempts=4, error="no 4")]
        assert ledger.inbox.parked() == []
        assert ledger.inbox.fail(pending(1), "no 5") == PARKED_AT
        assert ledger.inbox.waiting(10) == [pending(2)]
        assert ledger.inbox.parked() == [pending(1, attempts=5, error="no 5")]
        ledger.inbox.done(["key-1"])
        assert ledger.inbox.parked() == []


def test_a_live_event_that_fails_is_kept_and_seen(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.inbox.fail(pending(7, source="live"), "no") == 1
        assert ledger.inbox.take([("key-7", NOON)]) == set()
        assert ledger.inbox.waiting(10) == [pending(7, source="live", attempts=1, error="no")]


def test_parked_events_come_newest_first(memory: StoredMemory) -> None:
    events = [pending(1), pending(3), pending(2), replace(pending(2), key="key-1b")]
    with memory.direct(OURS) as ledger:
        for event in events:
            for _ in range(PARKED_AT):
                ledger.inbox.fail(event, "no")
        assert [event.key for event in ledger.inbox.parked()] == ["key-3", "key-1b", "key-2", "key-1"]
        assert [event.key for event in ledger.inbox.parked(2)] == ["key-3", "key-1b"]


def test_payloads_come_back_byte_for_byte(memory: StoredMemory) -> None:
    payload = bytes(range(256))
    with memory.direct(OURS) as ledger:
        ledger.inbox.put([pending(1, payload=payload)])
        assert ledger.inbox.waiting(1)[0].payload == payload


def test_communities_do_not_share_an_inbox(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.inbox.take([("a", NOON)])
        ledger.inbox.put([pending(1)])
        for _ in range(PARKED_AT):
            ledger.inbox.fail(pending(2), "no")
    with memory.direct(THEIRS) as ledger:
        assert ledger.inbox.waiting(10) == ledger.inbox.parked() == []
        ledger.inbox.done(["key-1"])
        assert ledger.inbox.take([("a", NOON)]) == {"a"}
        assert ledger.inbox.fail(pending(2), "no") == 1
    with memory.direct(OURS) as ledger:
        assert [event.key for event in ledger.inbox.waiting(10)] == ["key-1"]


def test_who_reacted_or_pressed_stands_in_no_key(memory: StoredMemory) -> None:
    reacted = "r+:slack-T1:C1:1.000100:white_check_mark:U4711"
    with memory.direct(OURS) as ledger:
        assert ledger.inbox.take([(reacted, NOON), ("m:slack-T1:C1:1.000100", NOON)]) == {
            reacted,
            "m:slack-T1:C1:1.000100",
        }
        assert ledger.inbox.take([(reacted, NOON)]) == set(), "it is known all the same"
    kept = "".join(dump(memory.engine))
    assert "m:slack-T1:C1:1.000100" in kept
    assert "U4711" not in kept
