"""Messages, threads and their words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, delete, func, select

from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.records import Words
from engagement.threads import Message, QuestionModes, Thread, ThreadState
from storage.nouns.noun import Noun, Row
from storage.rows import from_list, in_parts, instant, maybe_instant, maybe_micros, micros, to_list
from storage.statements import upsert
from storage.tables import messages, threads, words

_ASKED = int(QuestionModes.CONSERVATIVE | QuestionModes.LOOSE)


def _by_id(table: Any) -> Select[Any]:
    return select(table).where(
        table.c.community_id == bindparam("community"), table.c.id.in_(bindparam("ids", expanding=True))
    )


_MESSAGES = _by_id(messages)
_THREADS = _by_id(threads)
_WORDS = select(words).where(
    words.c.community_id == bindparam("community"), words.c.thread_id.in_(bindparam("ids", expanding=True))
)

_WORDS_BY = select(words).where(
    words.c.community_id == bindparam("community"),
    words.c.thread_id == bindparam("thread"),
    words.c.member_id == bindparam("member"),
)
_OF_THREAD = (
    select(messages)
    .where(messages.c.community_id == bindparam("community"), messages.c.thread_id == bindparam("thread"))
    .order_by(messages.c.at, messages.c.id)
)


class ConversationRows(Noun):
    """See ``engagement.ports.Conversations``."""

    def messages(self, ids: Iterable[MessageId]) -> dict[MessageId, Message]:
        """Those of these messages that are known."""
        found: dict[MessageId, Message] = {}
        for part in in_parts(ids):
            for row in self._connection.execute(_MESSAGES, {"community": self._community, "ids": part}).mappings():
                found[row["id"]] = to_message(row)
        return found

    def threads(self, ids: Iterable[ThreadId]) -> dict[ThreadId, Thread]:
        """Those of these threads that are known, merged ones included."""
        found: dict[ThreadId, Thread] = {}
        for part in in_parts(ids):
            for row in self._connection.execute(_THREADS, {"community": self._community, "ids": part}).mappings():
                found[row["id"]] = to_thread(row)
        return found

    def _messages_where(self, *conditions: Any) -> list[Message]:
        query = (
            select(messages)
            .where(messages.c.community_id == self._community, *conditions)
            .order_by(messages.c.at, messages.c.id)
        )
        return [to_message(row) for row in self._connection.execute(query).mappings()]

    def of_thread(self, thread: ThreadId) -> list[Message]:
        """All messages of a thread, deleted marks included, by time and id."""
        rows = self._connection.execute(_OF_THREAD, {"community": self._community, "thread": thread})
        return [to_message(row) for row in rows.mappings()]

    def of_member(self, member: MemberId) -> list[Message]:
        """All kept messages of a member, by time and id."""
        return self._messages_where(messages.c.member_id == member, messages.c.is_deleted.is_(False))

    def recent(self, channel: ChannelId, before: datetime, limit: int) -> list[Message]:
        """The channel's last ``limit`` messages until ``before`` (included), deleted marks too, by time and id."""
        query = (
            select(messages)
            .where(
                messages.c.community_id == self._community,
                messages.c.channel_id == channel,
                messages.c.at <= micros(before),
            )
            .order_by(messages.c.at.desc(), messages.c.id.desc())
            .limit(limit)
        )
        found = [to_message(row) for row in self._connection.execute(query).mappings()]
        return found[::-1]

    def around(self, channel: ChannelId, author: MemberId, start: datetime, end: datetime) -> list[Message]:
        """An author's messages in a channel between two instants (both included), deleted marks too, by time, id."""
        return self._messages_where(
            messages.c.channel_id == channel,
            messages.c.at >= micros(start),
            messages.c.at <= micros(end),
            messages.c.member_id == author,
        )

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

    def save_words(self, some: Sequence[Words]) -> None:
        """Insert or replace the text of messages."""
        rows: list[Row] = [
            {
                "community_id": self._community,
                "message_id": w.message,
                "thread_id": w.thread,
                "member_id": w.author,
                "body": _storable(w.text),
                "kept_from": micros(w.kept_from),
            }
            for w in some
        ]
        self._write(upsert(self._dialect, words), rows)

    def forget_words(self, some: Iterable[MessageId]) -> None:
        """Drop the text of these messages."""
        for part in in_parts(some):
            self._connection.execute(
                delete(words).where(words.c.community_id == self._community, words.c.message_id.in_(part))
            )

    def words_by(self, thread: ThreadId, author: MemberId) -> list[Words]:
        """The texts kept of one author in a thread, by message time."""
        key = {"community": self._community, "thread": thread, "member": author}
        found = [_words(row) for row in self._connection.execute(_WORDS_BY, key).mappings()]
        return sorted(found, key=_by_message)

    def words_of(self, some: Iterable[ThreadId]) -> dict[ThreadId, list[Words]]:
        """The texts kept of these threads, by message time."""
        found: dict[ThreadId, list[Words]] = {}
        for part in in_parts(some):
            for row in self._connection.execute(_WORDS, {"community": self._community, "ids": part}).mappings():
                kept = _words(row)
                found.setdefault(kept.thread, []).append(kept)
        for kept_words in found.values():
            kept_words.sort(key=_by_message)
        return found

    def _threads_where(self, limit: int | None, *conditions: Any) -> list[Thread]:
        query = (
            select(threads)
            .where(threads.c.community_id == self._community, threads.c.modes.op("&")(_ASKED) != 0, *conditions)
            .order_by(threads.c.root_at, threads.c.id)
            .limit(limit)
        )
        return [to_thread(row) for row in self._connection.execute(query).mappings()]

    def open_questions(self, since: datetime, limit: int) -> list[Thread]:
        """Unanswered, open question threads begun since then, oldest first."""
        return self._threads_where(
            limit,
            threads.c.root_at >= micros(since),
            threads.c.first_reply_at.is_(None),
            threads.c.state == ThreadState.OPEN.value,
            threads.c.asker_is_bot.is_(False),
        )

    def questions_in(self, channel: ChannelId, since: datetime, until: datetime) -> list[Thread]:
        """Question threads begun in a channel within a span (both ends included), oldest first."""
        return self._threads_where(
            None,
            threads.c.channel_id == channel,
            threads.c.root_at >= micros(since),
            threads.c.root_at <= micros(until),
        )

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


def _words(row: RowMapping) -> Words:
    return Words(
        message=row["message_id"], thread=row["thread_id"], author=row["member_id"], text=row["body"],
        kept_from=instant(row["kept_from"]),
    )  # fmt: skip


def _by_message(words: Words) -> tuple[int, str]:
    return (len(words.message), words.message)


def _storable(text: str) -> str:
    """Text both databases take: no NUL (PostgreSQL refuses it), no half of a surrogate pair (UTF-8 has none)."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def to_message(row: RowMapping) -> Message:
    """A message as remembered."""
    return Message(
        id=row["id"], channel=row["channel_id"], thread=row["thread_id"], author=row["member_id"],
        at=instant(row["at"]), is_bot=bool(row["is_bot"]), explicit=bool(row["explicit"]),
        addressed=tuple(MemberId(m) for m in from_list(row["addressed"])), edited_at=maybe_instant(row["edited_at"]),
        is_deleted=bool(row["is_deleted"]), modes=QuestionModes(row["modes"]), topics=from_list(row["topics"]),
        language=row["language"],
    )  # fmt: skip


def to_thread(row: RowMapping) -> Thread:
    """A thread as remembered."""
    return Thread(
        id=row["id"], channel=row["channel_id"], asker=row["asker_id"], asker_is_bot=bool(row["asker_is_bot"]),
        root_at=maybe_instant(row["root_at"]), modes=QuestionModes(row["modes"]), topics=from_list(row["topics"]),
        language=row["language"], messages=row["messages"], human_replies=row["human_replies"],
        first_reply_at=maybe_instant(row["first_reply_at"]), first_reply_by=row["first_reply_by"],
        last_at=maybe_instant(row["last_at"]), state=ThreadState(row["state"]), accepted=row["accepted_id"],
        accepted_by=row["accepted_by"], marked_by=row["marked_by"], solved_at=maybe_instant(row["solved_at"]),
        on_it=row["on_it"], asked=tuple(MemberId(m) for m in from_list(row["asked"])), rings=row["rings"],
        offered=bool(row["offered"]), is_first_question=bool(row["is_first_question"]), hold_out=row["hold_out"],
        version=row["version"], merged_into=row["merged_into"],
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
