"""Messages, threads and their words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select

from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.leafing import Leaf, SoughtQuestions
from engagement.records import Words
from engagement.threads import Message, QuestionModes, Thread, ThreadState
from storage.nouns.leaves import question_rows
from storage.nouns.noun import Row
from storage.nouns.similar import SimilarRows
from storage.nouns.touching import DAY_US, Touching
from storage.prepared import Prepared
from storage.rows import from_list, in_parts, instant, maybe_instant, maybe_micros, micros, storable, to_list
from storage.statements import is_one_of, rows_of, upsert
from storage.tables import messages, threads, waiting, words

_ASKED = int(QuestionModes.CONSERVATIVE | QuestionModes.LOOSE)
_MODES = [QuestionModes(number) for number in range(8)]
_STATES = {state.value: state for state in ThreadState}


def _asked(*conditions: Any) -> Select[Any]:
    found = rows_of(threads, threads.c.modes.op("&")(_ASKED) != 0, *conditions)
    return found.order_by(threads.c.root_at, threads.c.id)


_MESSAGES = Prepared(rows_of(messages, is_one_of(messages.c.id)), "community", "ids")
_THREADS = Prepared(rows_of(threads, is_one_of(threads.c.id)), "community", "ids")
_WORDS = Prepared(rows_of(words, is_one_of(words.c.thread_id)), "community", "ids")
_WORDS_AT = Prepared(rows_of(words, words.c.message_id == bindparam("message")), "community", "message")
_WORDS_BY = Prepared(
    rows_of(words, words.c.thread_id == bindparam("thread"), words.c.member_id == bindparam("member")),
    "community", "thread", "member",
)  # fmt: skip
_OF_THREAD = Prepared(
    rows_of(messages, messages.c.thread_id == bindparam("thread")).order_by(messages.c.at, messages.c.id),
    "community", "thread",
)  # fmt: skip
_OF_MEMBER = Prepared(
    rows_of(messages, messages.c.member_id == bindparam("member"), messages.c.is_deleted.is_(False))
    .order_by(messages.c.at, messages.c.id),
    "community", "member",
)  # fmt: skip
_RECENT = Prepared(
    rows_of(messages, messages.c.channel_id == bindparam("channel"), messages.c.at <= bindparam("before"))
    .order_by(messages.c.at.desc(), messages.c.id.desc())
    .limit(bindparam("most")),
    "community", "channel", "before", "most",
)  # fmt: skip
_AROUND = Prepared(
    rows_of(
        messages,
        messages.c.channel_id == bindparam("channel"),
        messages.c.at >= bindparam("start"),
        messages.c.at <= bindparam("end"),
        messages.c.member_id == bindparam("member"),
    ).order_by(messages.c.at, messages.c.id),
    "community", "channel", "start", "end", "member",
)  # fmt: skip
_OPEN = Prepared(
    _asked(
        threads.c.root_at >= bindparam("since"),
        threads.c.first_reply_at.is_(None),
        threads.c.state == ThreadState.OPEN.value,
        threads.c.asker_is_bot.is_(False),
    ).limit(bindparam("most")),
    "community", "since", "most",
)  # fmt: skip
_ASKED_IN = Prepared(
    _asked(
        threads.c.channel_id == bindparam("channel"),
        threads.c.root_at >= bindparam("since"),
        threads.c.root_at <= bindparam("until"),
    ),
    "community", "channel", "since", "until",
)  # fmt: skip
_FORGET = Prepared(
    delete(words).where(words.c.community_id == bindparam("community"), is_one_of(words.c.message_id)),
    "community",
    "ids",
)


class ConversationRows(Touching):
    """See ``engagement.ports.Conversations``."""

    def messages(self, ids: Iterable[MessageId]) -> dict[MessageId, Message]:
        """Those of these messages that are known."""
        found: dict[MessageId, Message] = {}
        for part in in_parts(ids):
            for row in _MESSAGES.rows(self._driver, self._community, part):
                found[row[0]] = to_message(row)
        return found

    def threads(self, ids: Iterable[ThreadId]) -> dict[ThreadId, Thread]:
        """Those of these threads that are known, merged ones included."""
        found: dict[ThreadId, Thread] = {}
        for part in in_parts(ids):
            for row in _THREADS.rows(self._driver, self._community, part):
                found[row[0]] = to_thread(row)
        return found

    def of_thread(self, thread: ThreadId) -> list[Message]:
        """All messages of a thread, deleted marks included, by time and id."""
        return [to_message(row) for row in _OF_THREAD.rows(self._driver, self._community, thread)]

    def of_member(self, member: MemberId) -> list[Message]:
        """All kept messages of a member, by time and id."""
        return [to_message(row) for row in _OF_MEMBER.rows(self._driver, self._community, member)]

    def recent(self, channel: ChannelId, before: datetime, limit: int) -> list[Message]:
        """The channel's last ``limit`` messages until ``before`` (included), deleted marks too, by time and id."""
        rows = _RECENT.rows(self._driver, self._community, channel, micros(before), limit)
        return [to_message(row) for row in reversed(rows)]

    def around(self, channel: ChannelId, author: MemberId, start: datetime, end: datetime) -> list[Message]:
        """An author's messages in a channel between two instants (both included), deleted marks too, by time, id."""
        rows = _AROUND.rows(self._driver, self._community, channel, micros(start), micros(end), author)
        return [to_message(row) for row in rows]

    def save_messages(self, some: Sequence[Message]) -> None:
        """Insert or replace."""
        community = self._community
        rows: list[Row] = [
            {
                "community_id": community, "id": m.id, "channel_id": m.channel, "thread_id": m.thread,
                "member_id": m.author, "at": micros(m.at), "is_bot": m.is_bot, "explicit": m.explicit,
                "addressed": to_list(m.addressed), "edited_at": maybe_micros(m.edited_at),
                "is_deleted": m.is_deleted, "modes": int(m.modes), "topics": to_list(m.topics),
                "language": m.language,
            }
            for m in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, messages), rows)

    def save_threads(self, some: Sequence[Thread]) -> None:
        """Insert or replace."""
        self._write(upsert(self._dialect, threads), [from_thread(self._community, thread) for thread in some])
        self.touch(micros(thread.root_at) // DAY_US for thread in some if thread.root_at is not None)

    def save_words(self, some: Sequence[Words]) -> None:
        """Insert or replace the text of messages."""
        rows: list[Row] = [
            {
                "community_id": self._community,
                "message_id": w.message,
                "thread_id": w.thread,
                "member_id": w.author,
                "body": storable(w.text),
                "kept_from": micros(w.kept_from),
            }
            for w in some
        ]
        self._write(upsert(self._dialect, words), rows)

    def forget_words(self, some: Iterable[MessageId]) -> None:
        """Drop the text of these messages."""
        for part in in_parts(some):
            _FORGET.run(self._driver, self._community, part)

    def forget_before(self, instant: datetime) -> int:
        """Drop texts kept since before then, and the terms of threads that never were solved; how many texts.

        With them go the events of before then that could not be taken in: they hold words, too.
        """
        parked = (waiting.c.community_id == self._community, waiting.c.state == "parked")
        self._connection.execute(delete(waiting).where(*parked, waiting.c.at < micros(instant)))
        old = (words.c.community_id == self._community, words.c.kept_from < micros(instant))
        named = list(self._connection.execute(select(words.c.thread_id).where(*old).distinct()).scalars())
        gone = self._connection.execute(delete(words).where(*old)).rowcount
        for part in in_parts(named):
            unsolved = select(threads.c.id).where(
                threads.c.community_id == self._community,
                threads.c.id.in_(part),
                threads.c.state != ThreadState.SOLVED.value,
            )
            similar = SimilarRows(self._connection, self._community, self._held)
            similar.drop(self._connection.execute(unsolved).scalars().all())
        return int(gone)

    def words_by(self, thread: ThreadId, author: MemberId) -> list[Words]:
        """The texts kept of one author in a thread, by message time."""
        found = [_words(row) for row in _WORDS_BY.rows(self._driver, self._community, thread, author)]
        return sorted(found, key=_by_message)

    def words_of(self, some: Iterable[ThreadId]) -> dict[ThreadId, list[Words]]:
        """The texts kept of these threads, by message time."""
        found: dict[ThreadId, list[Words]] = {}
        for part in in_parts(some):
            for row in _WORDS.rows(self._driver, self._community, part):
                kept = _words(row)
                found.setdefault(kept.thread, []).append(kept)
        for kept_words in found.values():
            kept_words.sort(key=_by_message)
        return found

    def words_at(self, message: MessageId) -> Words | None:
        """The text kept of one message."""
        rows = _WORDS_AT.rows(self._driver, self._community, message)
        return _words(rows[0]) if rows else None

    def open_questions(self, since: datetime, limit: int) -> list[Thread]:
        """Unanswered, open question threads begun since then, oldest first."""
        return [to_thread(row) for row in _OPEN.rows(self._driver, self._community, micros(since), limit)]

    def questions_in(self, channel: ChannelId, since: datetime, until: datetime) -> list[Thread]:
        """Question threads begun in a channel within a span (both ends included), oldest first."""
        rows = _ASKED_IN.rows(self._driver, self._community, channel, micros(since), micros(until))
        return [to_thread(row) for row in rows]

    def leaf(self, sought: SoughtQuestions, limit: int) -> Leaf[Thread]:
        """One page of the questions that are so, newest first."""
        rows, older = question_rows(self._connection, self._community, sought, limit, _ASKED)
        return Leaf(found=[to_thread(row) for row in rows], older=older)

    def count_questions(self, since: datetime) -> int:
        """How many question threads began since then."""
        query = (
            select(func.count())
            .select_from(threads)
            .where(
                threads.c.community_id == self._community,
                threads.c.root_at >= micros(since),
                threads.c.modes.op("&")(_ASKED) != 0,
            )
        )
        return int(self._connection.execute(query).scalar_one())


def _words(row: Sequence[Any]) -> Words:
    message, thread, author, text, kept_from = row
    return Words(message=message, thread=thread, author=author, text=text, kept_from=instant(kept_from))


def _by_message(words: Words) -> tuple[int, str]:
    return (len(words.message), words.message)


def to_message(row: Sequence[Any]) -> Message:
    """A message as remembered: the table's columns in order, without the community."""
    (
        name, channel, thread, author, at, is_bot, explicit, addressed, edited_at, is_deleted, modes, topics, language,
    ) = row  # fmt: skip
    return Message(
        id=name, channel=channel, thread=thread, author=author, at=instant(at), is_bot=bool(is_bot),
        explicit=bool(explicit), addressed=from_list(addressed) if addressed else (),  # type: ignore[arg-type]
        edited_at=maybe_instant(edited_at), is_deleted=bool(is_deleted), modes=_MODES[modes],
        topics=from_list(topics), language=language,
    )  # fmt: skip


def to_thread(row: Sequence[Any]) -> Thread:
    """A thread as remembered: the table's columns in order, without the community."""
    (
        name, channel, asker, asker_is_bot, root_at, modes, topics, language, messages_, human_replies, first_reply_at,
        first_reply_by, last_at, state, accepted, accepted_by, marked_by, solved_at, on_it, asked, rings, offered,
        is_first_question, hold_out, version, merged_into,
    ) = row  # fmt: skip
    return Thread(
        id=name, channel=channel, asker=asker, asker_is_bot=bool(asker_is_bot), root_at=maybe_instant(root_at),
        modes=_MODES[modes], topics=from_list(topics), language=language, messages=messages_,
        human_replies=human_replies, first_reply_at=maybe_instant(first_reply_at), first_reply_by=first_reply_by,
        last_at=maybe_instant(last_at), state=_STATES[state], accepted=accepted, accepted_by=accepted_by,
        marked_by=marked_by, solved_at=maybe_instant(solved_at), on_it=on_it,
        asked=from_list(asked),  # type: ignore[arg-type]
        rings=rings, offered=bool(offered), is_first_question=bool(is_first_question), hold_out=hold_out,
        version=version, merged_into=merged_into,
    )  # fmt: skip


def from_thread(community: str, thread: Thread) -> Row:
    """A thread as a row."""
    return {
        "community_id": community, "id": thread.id, "channel_id": thread.channel, "asker_id": thread.asker,
        "asker_is_bot": thread.asker_is_bot, "root_at": maybe_micros(thread.root_at), "modes": int(thread.modes),
        "topics": to_list(thread.topics), "language": thread.language, "messages": thread.messages,
        "human_replies": thread.human_replies, "first_reply_at": maybe_micros(thread.first_reply_at),
        "first_reply_by": thread.first_reply_by, "last_at": maybe_micros(thread.last_at),
        "state": thread.state.value, "accepted_id": thread.accepted, "accepted_by": thread.accepted_by,
        "marked_by": thread.marked_by, "solved_at": maybe_micros(thread.solved_at), "on_it": thread.on_it,
        "asked": to_list(thread.asked), "rings": thread.rings, "offered": thread.offered,
        "is_first_question": thread.is_first_question, "hold_out": thread.hold_out, "version": thread.version,
        "merged_into": thread.merged_into,
    }  # fmt: skip
