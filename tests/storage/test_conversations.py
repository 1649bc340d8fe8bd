"""Messages, threads and their words come back as they went in, in the order that is promised."""

from dataclasses import fields, replace

import pytest

from engagement.ids import MessageId
from engagement.records import Words
from engagement.threads import Message, QuestionModes, Thread, ThreadState
from storage import StoredMemory
from tests.storage.rows import (
    ADA,
    BOB,
    CYD,
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
    thread,
    thread_name,
)

FULL_MESSAGE = message(
    1, is_bot=True, explicit=True, addressed=(BOB, CYD), edited_at=NOON + HOUR + TICK, is_deleted=True,
    modes=QuestionModes(7), topics=("printing", "more"), language="de", thread=thread_name(2), author=BOB,
)  # fmt: skip
FULL_THREAD = thread(
    1, asker_is_bot=True, topics=("printing",), language="en", messages=4, human_replies=2, first_reply_at=NOON + TICK,
    first_reply_by=BOB, last_at=NOON + HOUR, state=ThreadState.SOLVED, accepted=message_name(3), accepted_by=BOB,
    marked_by=ADA, solved_at=NOON + HOUR, on_it=CYD, asked=(BOB, CYD), rings=2, offered=True, is_first_question=True,
    hold_out=0.1, version=9, merged_into=thread_name(4),
)  # fmt: skip


def words(number: int, text: str, **changes: object) -> Words:
    base = Words(message=message_name(number), thread=thread_name(1), author=ADA, text=text, kept_from=NOON + TICK)
    return replace(base, **changes)


@pytest.mark.parametrize("some", [FULL_MESSAGE, message(1)], ids=["full", "plain"])
def test_a_message_comes_back_as_it_went(memory: StoredMemory, some: Message) -> None:
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages([message(2, channel=TALK)])
        ledger.conversations.save_messages([some])
        assert ledger.conversations.messages([some.id, message_name(99)]) == {some.id: some}
        ledger.conversations.save_messages([replace(some, language="es", addressed=())])
        assert ledger.conversations.messages([some.id]) == {some.id: replace(some, language="es", addressed=())}


@pytest.mark.parametrize("some", [FULL_THREAD, thread(1), Thread(id=thread_name(1), channel=HELP)], ids=str)
def test_a_thread_comes_back_as_it_went(memory: StoredMemory, some: Thread) -> None:
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([thread(1, version=1), thread(2)])
        ledger.conversations.save_threads([some])
        assert ledger.conversations.threads([some.id, thread_name(99)]) == {some.id: some}


def test_the_full_examples_leave_no_field_at_its_default() -> None:
    for full, plain in ((FULL_MESSAGE, message(1)), (FULL_THREAD, thread(1))):
        optional = [f for f in fields(plain) if f.name not in {"id", "channel", "asker", "root_at", "modes", "at"}]
        assert [f.name for f in optional if getattr(full, f.name) == getattr(plain, f.name)] == []


def test_more_messages_than_a_statement_takes(memory: StoredMemory) -> None:
    many = [message(number) for number in range(1_100)]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages(many)
        assert ledger.conversations.messages(one.id for one in many) == {one.id: one for one in many}
        ledger.conversations.save_threads([thread(number) for number in range(1_100)])
        assert len(ledger.conversations.threads(thread_name(number) for number in range(1_100))) == 1_100


def test_a_threads_messages_come_by_time_and_id_with_deleted_ones(memory: StoredMemory) -> None:
    mine = {"thread": thread_name(1), "at": NOON}
    some = [message(3, **mine), message(2, **mine, is_deleted=True), message(1, thread=thread_name(1)), message(4)]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages(some)
        assert ledger.conversations.of_thread(thread_name(1)) == [some[1], some[0], some[2]]
        assert ledger.conversations.of_thread(thread_name(9)) == []


def test_a_members_messages_leave_deleted_ones_out(memory: StoredMemory) -> None:
    some = [message(2), message(1, channel=TALK), message(3, is_deleted=True), message(4, author=BOB)]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages(some)
        assert ledger.conversations.of_member(ADA) == [some[1], some[0]]
        assert ledger.conversations.of_member(CYD) == []


def test_recent_messages_are_the_last_ones_until_then(memory: StoredMemory) -> None:
    some = [message(number) for number in range(6)]
    some[4] = replace(some[4], is_deleted=True)
    other = message(3, id=message_name(3, TALK), channel=TALK)
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages([*reversed(some), other])
        assert ledger.conversations.recent(HELP, NOON + 4 * MINUTE, 3) == some[2:5]
        assert ledger.conversations.recent(HELP, NOON + 4 * MINUTE - TICK, 2) == some[2:4]
        assert ledger.conversations.recent(HELP, NOON + HOUR, 100) == some
        assert ledger.conversations.recent(HELP, NOON - TICK, 5) == []
        same = [message(number, at=NOON + HOUR) for number in (13, 11, 12)]
        ledger.conversations.save_messages(same)
        assert ledger.conversations.recent(HELP, NOON + HOUR, 2) == [same[2], same[0]]


def test_messages_around_have_both_ends(memory: StoredMemory) -> None:
    some = [message(number) for number in range(5)]
    some[2] = replace(some[2], is_deleted=True)
    others = [message(7, at=some[2].at, author=BOB), message(8, at=some[2].at, channel=TALK)]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages([*others, *reversed(some)])
        assert ledger.conversations.around(HELP, ADA, some[1].at, some[3].at) == some[1:4]
        assert ledger.conversations.around(HELP, ADA, some[1].at + TICK, some[3].at - TICK) == some[2:3]


def test_words_are_kept_by_message_time_and_forgotten(memory: StoredMemory) -> None:
    some = [words(10, "third", author=BOB), words(9, "second"), words(1, "first", author=BOB)]
    other = words(5, "elsewhere", thread=thread_name(5))
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_words([*some, other])
        kept = ledger.conversations.words_of([thread_name(1), thread_name(5), thread_name(7)])
        assert kept == {thread_name(1): [some[2], some[1], some[0]], thread_name(5): [other]}
        assert ledger.conversations.words_by(thread_name(1), BOB) == [some[2], some[0]]
        ledger.conversations.save_words([replace(some[0], text="new")])
        assert ledger.conversations.words_by(thread_name(1), BOB)[1].text == "new"
        ledger.conversations.forget_words([message_name(10), message_name(5), message_name(99)])
        assert ledger.conversations.words_of([thread_name(1), thread_name(5)]) == {thread_name(1): [some[2], some[1]]}


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a\x00b", "ab"), ("half \ud83d", "half ?"), ("🎉 'quoted' %s ? :x \\", "🎉 'quoted' %s ? :x \\"), ("", "")],
)
def test_words_of_any_kind_can_be_kept(memory: StoredMemory, text: str, kept: str) -> None:
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_words([words(1, text)])
        assert ledger.conversations.words_by(thread_name(1), ADA)[0].text == kept


def test_open_questions_are_unanswered_questions_of_people_oldest_first(memory: StoredMemory) -> None:
    some = [
        thread(1, root_at=NOON - TICK),
        thread(2, root_at=NOON, modes=QuestionModes.LOOSE),
        thread(3, modes=QuestionModes.MARK),
        thread(4, state=ThreadState.SOLVED),
        thread(5, first_reply_at=NOON),
        thread(6, asker_is_bot=True),
        thread(7, root_at=None),
        thread(9, root_at=NOON + HOUR),
        thread(8, root_at=NOON + HOUR, channel=TALK),
        thread(10, root_at=NOON + MINUTE, modes=QuestionModes.CONSERVATIVE | QuestionModes.MARK),
    ]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads(some)
        found = [one.id for one in ledger.conversations.open_questions(NOON, 10)]
        assert found == [thread_name(2), thread_name(10), thread_name(8), thread_name(9)]
        assert [one.id for one in ledger.conversations.open_questions(NOON, 2)] == found[:2]
        assert ledger.conversations.count_questions(NOON) == 7
        assert ledger.conversations.count_questions(NOON + HOUR + TICK) == 0


def test_questions_in_a_channel_have_both_ends(memory: StoredMemory) -> None:
    some = [thread(number) for number in range(5)]
    some[2] = replace(some[2], modes=QuestionModes.NONE)
    some[3] = replace(some[3], first_reply_at=NOON, state=ThreadState.SOLVED)
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads([*reversed(some), thread(30, root_at=some[1].root_at, channel=TALK)])
        found = ledger.conversations.questions_in(HELP, NOON + MINUTE, NOON + 3 * MINUTE)
        assert found == [some[1], some[3]]


def test_communities_do_not_share_conversations(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages([message(1)])
        ledger.conversations.save_threads([thread(1)])
        ledger.conversations.save_words([words(1, "ours")])
    with memory.direct(THEIRS) as ledger:
        found = ledger.conversations
        assert found.messages([message_name(1)]) == found.threads([thread_name(1)]) == {}
        assert found.of_thread(thread_name(1)) == found.of_member(ADA) == found.recent(HELP, NOON + HOUR, 9) == []
        assert found.around(HELP, ADA, NOON, NOON + HOUR) == found.open_questions(NOON, 9) == []
        assert found.questions_in(HELP, NOON, NOON + HOUR) == found.words_by(thread_name(1), ADA) == []
        assert found.words_of([thread_name(1)]) == {}
        assert found.count_questions(NOON) == 0
        found.forget_words([MessageId(message_name(1))])
        found.save_messages([message(1, author=BOB)])
        found.save_threads([thread(1, asker=BOB)])
    with memory.direct(OURS) as ledger:
        assert ledger.conversations.messages([message_name(1)]) == {message_name(1): message(1)}
        assert ledger.conversations.threads([thread_name(1)]) == {thread_name(1): thread(1)}
        assert ledger.conversations.words_by(thread_name(1), ADA) == [words(1, "ours")]
