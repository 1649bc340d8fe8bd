"""What is to be looked at later, as a batch leaves it."""

from dataclasses import replace

from bots.runtime.agenda import Agenda
from engagement.ports import FollowUps
from storage import StoredMemory
from tests.storage.rows import HOUR, MINUTE, NOON, OURS, due, thread_name

ONE, OTHER, NEW = (thread_name(number) for number in (1, 2, 3))
WAIT, ESCALATE = due(1, name="a", kind="wait", thread=ONE), due(2, name="b", kind="escalate", thread=ONE)
ELSEWHERE = due(3, name="c", kind="wait", thread=OTHER)
TIDY = due(4, name="d", kind="wait", thread=ONE, play="tidy_threads")
KEPT = [WAIT, ESCALATE, ELSEWHERE, TIDY]


def waiting(follow_ups: FollowUps) -> list[str]:
    return sorted(one.id for one in follow_ups.due(NOON + 9 * HOUR, 99))


def test_what_is_cancelled_is_told_and_goes_at_the_end(lite: StoredMemory) -> None:
    with lite.direct(OURS) as ledger:
        ledger.follow_ups.add(KEPT)
        agenda = Agenda(ledger.follow_ups)
        assert agenda.cancel(ONE, "peer_prompt", ["wait", "never"]) == [WAIT]
        assert agenda.cancel(ONE, "peer_prompt") == [ESCALATE]
        assert agenda.cancel(ONE, "peer_prompt") == []
        assert waiting(ledger.follow_ups) == ["a", "b", "c", "d"]
        agenda.flush()
        assert waiting(ledger.follow_ups) == ["c", "d"]


def test_what_is_added_after_it_was_cancelled_stays_and_what_is_cancelled_after_it_was_added_does_not(
    lite: StoredMemory,
) -> None:
    moved, added = replace(WAIT, cause="moved"), due(9, name="e", kind="wait", thread=NEW)
    with lite.direct(OURS) as ledger:
        ledger.follow_ups.add(KEPT)
        agenda = Agenda(ledger.follow_ups)
        agenda.cancel(ONE, "peer_prompt")
        agenda.added = {moved.id: moved, added.id: added}
        assert agenda.earliest == min(moved.follow_up.due_at, added.follow_up.due_at)
        assert agenda.cancel(NEW, "peer_prompt") == []
        agenda.flush()
        assert ledger.follow_ups.of_threads([ONE]) == [moved, TIDY]
        assert waiting(ledger.follow_ups) == ["a", "c", "d"]


def test_a_conversation_is_looked_up_once_and_a_new_one_not_at_all(lite: StoredMemory) -> None:
    with lite.direct(OURS) as ledger:
        ledger.follow_ups.add(KEPT)
        agenda = Agenda(ledger.follow_ups)
        agenda.prefetch([ONE, OTHER], without=[NEW, ONE])
        ledger.follow_ups.add([due(5, name="later", thread=ONE, due_at=NOON + MINUTE), due(6, thread=NEW)])
        agenda.prefetch([ONE, NEW])
        assert agenda.cancel(ONE, "peer_prompt") == [WAIT, ESCALATE]
        assert agenda.cancel(NEW, "peer_prompt") == []
        assert agenda.cancel(OTHER, "peer_prompt") == [ELSEWHERE]
