"""Read models for health."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from engagement.listening import Written
from engagement.people import MemberFacts, Purpose
from engagement.records import DayCount, ThreadFigures, Within, Words
from engagement.threads import Message, QuestionModes, Thread, ThreadState
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
    member,
    message_name,
    outbox_row,
    thread,
    thread_name,
)

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def count(number: int = 1, **changes: object) -> DayCount:
    base = DayCount(day=MONDAY, channel=HELP, member=ADA, is_bot=False, messages=number)
    return replace(base, **changes)


def test_counts_add_up_and_come_in_order(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.figures.count([count(2), count(day=TUESDAY), count(member=BOB, is_bot=True)])
        ledger.figures.count([count(3), count(channel=TALK), count(-1, day=TUESDAY), count(day=date(1969, 12, 31))])
        assert ledger.figures.day_counts(Within()) == [
            count(day=date(1969, 12, 31)), count(5), count(member=BOB, is_bot=True), count(channel=TALK),
        ]  # fmt: skip


def test_counts_within_a_channel_and_days(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.figures.count([count(), count(day=TUESDAY), count(channel=TALK)])
        assert ledger.figures.day_counts(Within(channel=TALK)) == [count(channel=TALK)]
        assert ledger.figures.day_counts(Within(since=NOON + DAY)) == [count(day=TUESDAY)]
        assert ledger.figures.day_counts(Within(until=NOON, channel=HELP)) == [count()]


def test_threads_begun_by_people_with_their_first_reply(memory: StoredMemory) -> None:
    some = [
        thread(1, topics=("a", "b"), first_reply_at=NOON + 2 * MINUTE + TICK, first_reply_by=BOB),
        thread(2, root_at=NOON, modes=QuestionModes.NONE, state=ThreadState.QUIET),
        thread(3, asker_is_bot=True),
        thread(4, state=ThreadState.MERGED),
        thread(5, state=ThreadState.DELETED),
        thread(0, root_at=NOON, channel=TALK, state=ThreadState.SOLVED),
        Thread(id=thread_name(9), channel=HELP),
    ]
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_threads(some)
        told = ledger.figures.threads(Within())
        assert [one.thread for one in told] == [thread_name(0), thread_name(2), thread_name(1)]
        assert told[2] == ThreadFigures(
            channel=HELP, root_at=NOON + MINUTE, modes=some[0].modes, topics=("a", "b"), first_reply_s=60.000001,
            first_reply_by=BOB, asker=ADA, thread=thread_name(1),
        )  # fmt: skip
        assert told[1].first_reply_s is None
        assert [one.thread for one in ledger.figures.threads(Within(channel=HELP))] == [thread_name(2), thread_name(1)]
        assert ledger.figures.threads(Within(since=NOON + MINUTE)) == told[2:]
        assert ledger.figures.threads(Within(until=NOON + MINUTE)) == told
        assert ledger.figures.threads(Within(since=NOON + TICK, until=NOON + MINUTE - TICK)) == []


def test_newcomers_are_people_whose_first_message_lies_there(memory: StoredMemory) -> None:
    some = [
        MemberFacts(id=BOB, first_at=NOON + HOUR, first_message=message_name(1, TALK), last_at=NOON + HOUR),
        MemberFacts(id=ADA, first_at=NOON, first_message=message_name(1), last_at=NOON + DAY, returned=True),
        MemberFacts(id=CYD, is_bot=True, first_at=NOON, first_message=message_name(2), last_at=NOON),
        MemberFacts(id=member("U4"), joined_at=NOON),
    ]
    with memory.direct(OURS) as ledger:
        ledger.people.save_facts(some)
        assert ledger.figures.newcomers(Within()) == [some[1], some[0]]
        assert ledger.figures.newcomers(Within(channel=TALK)) == [some[0]]
        assert ledger.figures.newcomers(Within(since=NOON + TICK)) == [some[0]]
        assert ledger.figures.newcomers(Within(until=NOON)) == [some[1]]


def test_the_last_message_of_all_and_of_a_channel(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        assert ledger.figures.last_message_at(Within()) is None
        ledger.people.save_facts([MemberFacts(id=ADA, last_at=NOON + DAY), MemberFacts(id=BOB, last_at=NOON)])
        ledger.conversations.save_threads([thread(1, last_at=NOON + HOUR), thread(2, channel=TALK, last_at=NOON)])
        assert ledger.figures.last_message_at(Within()) == NOON + DAY
        assert ledger.figures.last_message_at(Within(channel=HELP)) == NOON + HOUR
        assert ledger.figures.last_message_at(Within(until=NOON + MINUTE)) == NOON + MINUTE
        assert ledger.figures.last_message_at(Within(until=NOON + 9 * DAY)) == NOON + DAY


def test_communities_do_not_share_figures(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.figures.count([count()])
        ledger.conversations.save_threads([thread(1, last_at=NOON)])
        ledger.people.save_facts([MemberFacts(id=ADA, first_at=NOON, last_at=NOON)])
    with memory.direct(THEIRS) as ledger:
        found = ledger.figures
        assert found.threads(Within()) == found.day_counts(Within()) == found.newcomers(Within()) == []
        assert found.last_message_at(Within()) is found.last_message_at(Within(channel=HELP)) is None
        found.count([count(5)])
    with memory.direct(OURS) as ledger:
        assert ledger.figures.day_counts(Within()) == [count()]


def test_who_wrote_where_and_on_which_days(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.figures.count([count(), count(day=TUESDAY), count(member=BOB, channel=TALK)])
        ledger.figures.count([count(member=CYD, is_bot=True)])
        assert ledger.figures.wrote(Within(), ()) == {HELP: {ADA}, TALK: {BOB}}
        assert ledger.figures.wrote(Within(), {ADA}) == {TALK: {BOB}}
        assert ledger.figures.wrote(Within(since=datetime.combine(TUESDAY, time.min, UTC)), ()) == {HELP: {ADA}}
        assert ledger.figures.days_written(Within(), ()) == {ADA: [MONDAY, TUESDAY], BOB: [MONDAY]}
        ledger.people.set_consent(ADA, Purpose.METRICS, is_given=False, at=NOON)
        assert ledger.figures.wrote(Within(), ()) == {TALK: {BOB}}
        assert ledger.figures.days_written(Within(), ()) == {BOB: [MONDAY]}


def test_messages_to_be_read_and_their_words(memory: StoredMemory) -> None:
    some = [
        Message(id=message_name(nth), channel=HELP, thread=thread_name(1), author=who, at=NOON + nth * MINUTE,
                is_bot=who == CYD, is_deleted=nth == 4, topics=("api",), language="de" if nth == 1 else None)
        for nth, who in ((1, ADA), (2, BOB), (3, CYD), (4, ADA), (5, ADA))
    ]  # fmt: skip
    with memory.direct(OURS) as ledger:
        ledger.conversations.save_messages(some)
        ledger.conversations.save_words(
            [
                Words(message=one.id, thread=one.thread, author=one.author, text=f"said {one.id}", kept_from=NOON)
                for one in some[:4]
            ]
        )
        found = ledger.figures.written(Within(), ())
        assert found == [
            Written(message=some[0].id, channel=HELP, day=NOON.date(), member=ADA, topics=("api",), language="de"),
            Written(message=some[1].id, channel=HELP, day=NOON.date(), member=BOB, topics=("api",), language="en"),
        ], "whose words are kept; nobody else's, no bot's, and nothing that was deleted"
        assert ledger.figures.written(Within(), {ADA}) == found[1:]
        assert ledger.figures.written(Within(channel=TALK), ()) == []
        assert ledger.figures.words_of([some[0].id, some[4].id]) == {some[0].id: f"said {some[0].id}"}
        ledger.people.set_consent(BOB, Purpose.METRICS, is_given=False, at=NOON)
        assert ledger.figures.written(Within(), ()) == found[:1]


def test_how_often_helpers_were_asked(memory: StoredMemory) -> None:
    with memory.direct(OURS) as ledger:
        ledger.outbox.add(
            [
                outbox_row(1, to_member=ADA, is_ask=True, state="sent", created_at=NOON),
                outbox_row(2, to_member=ADA, is_ask=True, state="sent", created_at=NOON + DAY),
                outbox_row(3, to_member=BOB, is_ask=True, state="sent", created_at=NOON),
                outbox_row(4, to_member=BOB, is_ask=True, state="tried", created_at=NOON),
                outbox_row(5, to_member=BOB, is_ask=False, state="sent", created_at=NOON),
            ]
        )
        assert ledger.figures.asks(Within()) == {ADA: 2, BOB: 1}
        assert ledger.figures.asks(Within(since=NOON + TICK)) == {ADA: 1}
        ledger.people.set_consent(ADA, Purpose.METRICS, is_given=False, at=NOON)
        assert ledger.figures.asks(Within()) == {BOB: 1}
