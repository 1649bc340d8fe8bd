"""Cursors that never go back, absences with their figures, and what is known of a channel."""

from dataclasses import replace

from engagement.catching_up import Absence, AbsenceState, Caught, Cursor, Missed, MissedKind, Reaction
from engagement.ids import AccountId, MemberId, WorkspaceId
from storage import StoredMemory
from tests.storage.rows import (
    ADA,
    BOB,
    DAY,
    HELP,
    HOUR,
    MINUTE,
    NOON,
    OURS,
    TALK,
    THEIRS,
    TICK,
    message,
    message_name,
    thread_name,
)

HERE, THERE = WorkspaceId("slack-T1"), WorkspaceId("discord-9")
CURSOR = Cursor(channel=HELP, workspace=HERE, scanned_to=NOON)
AWAY = Absence(
    id="one", workspace=HERE, from_at=NOON, until_at=NOON + HOUR, caught=Caught(messages=31, edits=2, held=1, channels=1),
    missed=(Missed(kind=MissedKind.PRESSED), Missed(kind=MissedKind.HIDDEN, subject="#ide\x00as")),
)  # fmt: skip


def test_a_cursor_never_goes_back(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.cursors.advance(CURSOR)
        ledger.cursors.advance(replace(CURSOR, scanned_to=NOON + TICK, looked_back_at=NOON + DAY))
        ledger.cursors.advance(replace(CURSOR, scanned_to=NOON - HOUR, looked_back_at=NOON))
        ledger.cursors.advance(replace(CURSOR, scanned_to=NOON))
        ledger.cursors.advance(replace(CURSOR, channel=TALK))
        assert ledger.cursors.of(HERE) == {
            HELP: replace(CURSOR, scanned_to=NOON + TICK, looked_back_at=NOON + DAY),
            TALK: replace(CURSOR, channel=TALK),
        }
        assert ledger.cursors.of(THERE) == {}
        ledger.cursors.drop(HELP)
        assert list(ledger.cursors.of(HERE)) == [TALK]
    with memory.direct(THEIRS) as ledger:
        assert ledger.cursors.of(HERE) == {}


def test_absences_are_kept_with_what_was_caught_up_and_what_was_not(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.absences.save(AWAY)
        found = ledger.absences.unfinished(HERE)
        assert found == replace(AWAY, missed=(AWAY.missed[0], Missed(kind=MissedKind.HIDDEN, subject="#ideas")))
        assert ledger.absences.unfinished(THERE) is None
        ledger.absences.save(replace(AWAY, state=AbsenceState.PARTLY))
        assert ledger.absences.unfinished(HERE) is None
        later = replace(AWAY, id="two", from_at=NOON + DAY, until_at=NOON + 2 * DAY, state=AbsenceState.DONE)
        ledger.absences.save(later)
        assert [(each.id, each.state.value) for each in ledger.absences.newest(5)] == [
            ("two", "done"),
            ("one", "partly"),
        ]
        assert [each.id for each in ledger.absences.newest(1)] == ["two"]
    with memory.direct(THEIRS) as ledger:
        assert ledger.absences.newest(5) == []


def test_what_is_known_of_a_channel_leaves_out_what_is_gone(memory: StoredMemory) -> None:
    gone = message(3, is_deleted=True)
    mark = message(4, author=MemberId(""))
    other = message(5, id=message_name(5, TALK), channel=TALK)
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages([message(1), message(2, author=BOB), gone, mark, other])
        known = ledger.absences.known(HELP, NOON)
        assert list(known.messages.values()) == [message(1), message(2, author=BOB)]
        assert list(ledger.absences.known(HELP, NOON + 2 * MINUTE).messages) == [message_name(2)]
        assert known.openings == {}


def test_all_openings_of_conversations_with_replies_are_known_however_old_or_gone(memory: StoredMemory) -> None:
    home = thread_name(1)
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages(
            [
                message(1),
                message(2, thread=home, is_deleted=True),
                message(90, thread=home, explicit=True, author=BOB),
                message(91),
            ]
        )
        known = ledger.absences.known(HELP, NOON + HOUR)
        assert set(known.messages) == {message_name(90), message_name(91)}
        assert known.openings == {home: frozenset({message_name(1), message_name(2)})}


def test_reactions_are_known_as_last_heard(memory: StoredMemory) -> None:
    one = Reaction(message_name(1), AccountId(ADA), "white_check_mark")
    other = Reaction(message_name(5, TALK), AccountId(ADA), "white_check_mark")
    with memory.direct(OURS) as ledger:
        ledger.absences.react(one, is_on=True)
        ledger.absences.react(other, is_on=True)
        assert ledger.absences.known(HELP, NOON).reactions == {one: True}
        ledger.absences.react(one, is_on=False)
        assert ledger.absences.known(HELP, NOON).reactions == {one: False}
