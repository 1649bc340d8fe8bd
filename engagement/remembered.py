"""What is remembered of conversations: the storage protocols of their messages and words, of likeness, of answers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.leafing import Leaf, SoughtQuestions
from engagement.records import Answered, Experience, Posting, SimilarThread, TermUse, Words
from engagement.threads import Message, Thread


class Conversations(Protocol):
    """Messages, threads and their words."""

    def messages(self, ids: Iterable[MessageId]) -> dict[MessageId, Message]:
        """Those of these messages that are known."""
        ...

    def threads(self, ids: Iterable[ThreadId]) -> dict[ThreadId, Thread]:
        """Those of these threads that are known, merged ones included."""
        ...

    def of_thread(self, thread: ThreadId) -> list[Message]:
        """All messages of a thread, deleted marks included, by time and id."""
        ...

    def of_member(self, member: MemberId) -> list[Message]:
        """All kept messages of a member, by time and id."""
        ...

    def recent(self, channel: ChannelId, before: datetime, limit: int) -> list[Message]:
        """The channel's last ``limit`` messages until ``before`` (included), deleted marks too, by time and id."""
        ...

    def around(self, channel: ChannelId, author: MemberId, start: datetime, end: datetime) -> list[Message]:
        """An author's messages in a channel between two instants (both included), deleted marks too, by time, id."""
        ...

    def save_messages(self, messages: Sequence[Message]) -> None:
        """Insert or replace."""
        ...

    def save_threads(self, threads: Sequence[Thread]) -> None:
        """Insert or replace."""
        ...

    def save_words(self, words: Sequence[Words]) -> None:
        """Insert or replace the text of messages."""
        ...

    def forget_words(self, messages: Iterable[MessageId]) -> None:
        """Drop the text of these messages."""
        ...

    def forget_before(self, instant: datetime) -> int:
        """Drop texts kept since before then, and the terms of threads that never were solved; how many texts."""
        ...

    def words_of(self, threads: Iterable[ThreadId]) -> dict[ThreadId, list[Words]]:
        """The texts kept of these threads, by message time."""
        ...

    def words_by(self, thread: ThreadId, author: MemberId) -> list[Words]:
        """The texts kept of one author in a thread, by message time."""
        ...

    def words_at(self, message: MessageId) -> Words | None:
        """The text kept of one message."""
        ...

    def open_questions(self, since: datetime, limit: int) -> list[Thread]:
        """Unanswered, open question threads (mode CONSERVATIVE or LOOSE) begun since then, oldest first."""
        ...

    def questions_in(self, channel: ChannelId, since: datetime, until: datetime) -> list[Thread]:
        """Question threads begun in a channel within a span (both ends included), oldest first."""
        ...

    def leaf(self, sought: SoughtQuestions, limit: int) -> Leaf[Thread]:
        """One page of the questions that are so, newest first."""
        ...

    def count_questions(self, since: datetime) -> int:
        """How many question threads began since then."""
        ...


class Similar(Protocol):
    """Which earlier threads are like this one: stemmed terms with document frequencies and a budget of postings."""

    def index(self, some: Mapping[ThreadId, tuple[MemberId, Sequence[Posting]]]) -> None:
        """Insert or replace the terms of these threads, each by its asker."""
        ...

    def drop(self, threads: Iterable[ThreadId]) -> None:
        """Forget the terms of these threads."""
        ...

    def find(
        self,
        postings: Sequence[Posting],
        *,
        limit: int,
        without: ThreadId | None = None,
        solved_only: bool = False,
        least: float = 0.0,
    ) -> list[SimilarThread]:
        """The most similar threads, best first (ties by id), within a budget of 5,000 postings, rarest terms first.

        None whose score is under ``least``.
        """
        ...

    def rarity(self, terms: Collection[str]) -> dict[str, float]:
        """How rare each term is among the conversations that are kept (an idf, 0 or more)."""
        ...

    def used(self, since: datetime) -> list[TermUse]:
        """The terms of conversations begun since then (included), by (root_at, thread, term), for counting alone."""
        ...


class Experiences(Protocol):
    """Who has answered what: read models for choosing whom to ask."""

    def add(self, answers: Sequence[Answered]) -> None:
        """Record first replies; the same (thread, member) twice counts once."""
        ...

    def in_channel(self, channel: ChannelId, now: datetime, limit: int) -> list[Experience]:
        """The members who answered most there (or EVERYWHERE) lately: 30-day half-life, best first, then by id."""
        ...

    def scores(self, channel: ChannelId, now: datetime, limit: int) -> dict[MemberId, float]:
        """As ``in_channel``, only the scores: what the rank needs, many times a minute."""
        ...

    def of_threads(self, threads: Iterable[ThreadId]) -> dict[ThreadId, list[MemberId]]:
        """Who replied in these threads, the first first (ties by id)."""
        ...

    def most_popular(self, channel: ChannelId | None, limit: int) -> list[Experience]:
        """The members with the most answers ever, best first (ties by id)."""
        ...
