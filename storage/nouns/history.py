"""What is kept of the last days, read whole, so that they can be lived through once more with other settings."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select

from engagement.history import Choice, History, Written
from engagement.ids import MemberId, ThreadId
from engagement.people import Account, MemberFacts, Purpose
from engagement.records import Answered, OutboxRow, Posting
from engagement.threads import QuestionModes, Thread, ThreadState
from storage.nouns.conversations import to_message, to_thread
from storage.nouns.deeds import to_outbox_row
from storage.nouns.noun import Noun
from storage.nouns.people import PeopleRows, accounts_by_member, to_account, to_facts
from storage.nouns.places import PlaceRows
from storage.prepared import Prepared
from storage.rows import in_parts, instant, micros
from storage.statements import is_one_of, rows_of
from storage.tables import answers, consents, members, messages, outbox, postings, threads, words

_QUARTER = timedelta(days=91)
_SAID = timedelta(days=15)
"""How far back our own messages count: a helper who ignored some rests for two weeks."""
_MOST_THREADS, _MOST_ANSWERS = 20_000, 50_000
_ACCOUNTS_OF = Prepared(accounts_by_member(), "community", "ids")
_FACTS_OF = Prepared(rows_of(members, is_one_of(members.c.id)), "community", "ids")
_POSTINGS_OF = Prepared(
    select(postings.c.thread_id, postings.c.member_id, postings.c.term, postings.c.weight)
    .where(postings.c.community_id == bindparam("community"), is_one_of(postings.c.thread_id))
    .order_by(postings.c.thread_id, postings.c.term),
    "community", "ids",
)  # fmt: skip


class HistoryRows(Noun):
    """See ``engagement.history.Histories``."""

    def read(self, since: datetime, until: datetime, most: int) -> History:
        """At most ``most`` messages, the latest ones."""
        places = PlaceRows(self._connection, self._community).all()
        written = self._written([place.id for place in places], since, until, most)
        is_cut = len(written) >= most > 0
        if is_cut:
            since = written[0].message.at
        people = PeopleRows(self._connection, self._community)
        helpers = people.helpers()
        before = self._threads(
            and_(threads.c.root_at >= micros(since - _QUARTER), threads.c.root_at < micros(since)), _MOST_THREADS
        )
        marked = self._threads(
            and_(threads.c.solved_at >= micros(since), threads.c.solved_at < micros(until)), _MOST_THREADS
        )
        answered = self._answers(since)
        concerned = {one.message.author for one in written} | {one.member for one in helpers}
        concerned |= {one.member for one in answered}
        return History(
            since=since, until=until, channels=places, accounts=self._accounts(concerned),
            facts=self._facts(concerned, since), helpers=helpers, choices=self._choices(),
            threads=[_as_before(one, since) for one in before], postings=self._postings(one.id for one in before),
            answers=answered, said=self._said(since), written=written,
            marked=[one for one in marked if one.accepted is not None and one.marked_by is not None], is_cut=is_cut,
        )  # fmt: skip

    def _written(self, channels: Sequence[str], since: datetime, until: datetime, most: int) -> list[Written]:
        found: list[Written] = []
        for channel in channels:
            of_message = and_(words.c.community_id == messages.c.community_id, words.c.message_id == messages.c.id)
            kept = [column for column in messages.columns if column.name != "community_id"]
            query = (
                select(*kept, words.c.body)
                .select_from(messages.outerjoin(words, of_message))
                .where(
                    messages.c.community_id == self._community, messages.c.channel_id == channel,
                    messages.c.at >= micros(since), messages.c.at < micros(until), messages.c.is_deleted.is_(False),
                    messages.c.member_id != "",
                )
                .order_by(messages.c.at.desc(), messages.c.id.desc())
                .limit(most)
            )  # fmt: skip
            found += [Written(message=to_message(row[:-1]), text=row[-1]) for row in self._connection.execute(query)]
        found.sort(key=lambda one: (one.message.at, one.message.id))
        return found[-most:]

    def _threads(self, condition: object, most: int) -> list[Thread]:
        query = rows_of(threads, condition).order_by(threads.c.root_at.desc(), threads.c.id).limit(most)
        return [to_thread(row) for row in self._connection.execute(query, {"community": self._community})]

    def _postings(self, some: Iterable[ThreadId]) -> dict[ThreadId, tuple[MemberId, Sequence[Posting]]]:
        found: dict[ThreadId, tuple[MemberId, list[Posting]]] = {}
        for part in in_parts(some):
            for thread, member, term, weight in _POSTINGS_OF.rows(self._driver, self._community, part):
                found.setdefault(thread, (member, []))[1].append(Posting(term=term, weight=weight))
        return dict(found)

    def _answers(self, before: datetime) -> list[Answered]:
        query = (
            rows_of(answers, answers.c.at < micros(before)).order_by(answers.c.at.desc()).limit(_MOST_ANSWERS)
        )  # fmt: skip
        return [
            Answered(
                thread=row.thread_id, channel=row.channel_id, member=row.member_id, at=instant(row.at),
                is_question=bool(row.is_question),
            )
            for row in self._connection.execute(query, {"community": self._community})
        ]  # fmt: skip

    def _said(self, before: datetime) -> list[OutboxRow]:
        query = rows_of(
            outbox,
            outbox.c.created_at >= micros(before - _SAID),
            outbox.c.created_at < micros(before),
            or_(outbox.c.is_ask.is_(True), outbox.c.is_unprompted.is_(True)),
        ).order_by(outbox.c.created_at, outbox.c.id)
        return [to_outbox_row(row) for row in self._connection.execute(query, {"community": self._community})]

    def _accounts(self, some: Iterable[MemberId]) -> list[Account]:
        found: list[Account] = []
        for part in in_parts(sorted(some)):
            found += [to_account(row) for row in _ACCOUNTS_OF.rows(self._driver, self._community, part)]
        return found

    def _facts(self, some: Iterable[MemberId], before: datetime) -> list[MemberFacts]:
        """What was known of them before: how many questions they asked since then is taken off."""
        query = select(threads.c.asker_id).where(
            threads.c.community_id == self._community, threads.c.root_at >= micros(before),
            threads.c.modes != QuestionModes.NONE.value,
        )  # fmt: skip
        since: dict[str, int] = {}
        for asker in self._connection.execute(query).scalars():
            since[asker] = since.get(asker, 0) + 1
        found: list[MemberFacts] = []
        for part in in_parts(sorted(some)):
            for row in _FACTS_OF.rows(self._driver, self._community, part):
                facts = to_facts(row)
                if facts.first_at is not None and facts.first_at < before:
                    found.append(replace(facts, questions=max(0, facts.questions - since.get(facts.id, 0))))
        return found

    def _choices(self) -> list[Choice]:
        query = rows_of(consents).order_by(consents.c.at, consents.c.member_id, consents.c.purpose)
        return [
            Choice(member=row.member_id, purpose=Purpose(row.purpose), is_given=bool(row.is_given), at=instant(row.at))
            for row in self._connection.execute(query, {"community": self._community})
        ]  # fmt: skip


def _as_before(thread: Thread, at: datetime) -> Thread:
    """As far as it can be told: an answer that was marked later was not marked then."""
    if thread.solved_at is not None and thread.solved_at >= at:
        return replace(
            thread, state=ThreadState.OPEN, accepted=None, accepted_by=None, marked_by=None, solved_at=None
        )  # fmt: skip
    return thread
