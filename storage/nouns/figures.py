"""Read models for health; nothing here scans messages, and nobody is in them who said no to being counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import and_, case, exists, func, literal_column, or_, select

from engagement.decisions import TRIED, Arm, Outcome
from engagement.health_days import Asking, Newcomer, TookPart
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.listening import Written
from engagement.people import MemberFacts
from engagement.records import AskedFigures, Compared, DayCount, ThreadFigures, Within
from engagement.threads import QuestionModes, ThreadState
from storage.nouns.consented import is_counted
from storage.nouns.noun import Row
from storage.nouns.people import to_facts
from storage.nouns.touching import DAY_US, Touching, days_within
from storage.rows import day_number, day_of, from_json, from_list, in_parts, instant, maybe_instant, micros
from storage.statements import add_up, rows_of
from storage.tables import answers, day_counts, decisions, members, messages, outbox, threads, words

_SECOND = 1_000_000
_SECOND_MONTH = (31, 60)
"""Days after the first message, both included."""
_MONDAY = 3
"""Day 0 (1970-01-01) was a Thursday: with so many days added, weeks begin on Mondays."""
_GONE = (ThreadState.MERGED.value, ThreadState.DELETED.value)


class FigureRows(Touching):
    """See ``engagement.ports.Figures``."""

    def count(self, deltas: Sequence[DayCount]) -> None:
        """Add to the day x channel x member counts."""
        rows: list[Row] = [
            {
                "community_id": self._community, "day": day_number(d.day), "channel_id": d.channel,
                "member_id": d.member, "is_bot": d.is_bot, "messages": d.messages,
            }
            for d in deltas
        ]  # fmt: skip
        self._write(add_up(self._dialect, day_counts, ("messages",)), rows)
        self.touch(day_number(d.day) for d in deltas)

    def threads(self, within: Within) -> list[ThreadFigures]:
        """Every human-begun thread whose root lies in the span, by (root_at, id).

        Whoever said no to being counted asked none of them; that one of them replied first counts, but not who.
        """
        t, m = threads.c, messages.c
        query = (
            select(
                t.id,
                t.channel_id,
                t.root_at,
                t.modes,
                t.topics,
                t.first_reply_at,
                t.asker_id,
                m.at.label("accepted_at"),
                case((is_counted(t.first_reply_by, self._community), t.first_reply_by)).label("first_reply_by"),
            )
            .outerjoin(messages, (m.community_id == t.community_id) & (m.id == t.accepted_id))
            .where(*self._begun(within))
            .order_by(t.root_at, t.id)
        )
        return [
            ThreadFigures(
                channel=row.channel_id, root_at=instant(row.root_at), modes=QuestionModes(row.modes),
                topics=from_list(row.topics),
                first_reply_s=None if row.first_reply_at is None else (row.first_reply_at - row.root_at) / _SECOND,
                first_reply_by=row.first_reply_by, asker=row.asker_id, thread=row.id,
                accepted_s=None if row.accepted_at is None else (row.accepted_at - row.root_at) / _SECOND,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def _begun(self, within: Within) -> list[Any]:
        """That a person began the conversation in the span, who may be counted."""
        t = threads.c
        return [
            t.community_id == self._community,
            t.asker_id.is_not(None),
            t.asker_is_bot.is_(False),
            t.state.not_in(_GONE),
            is_counted(t.asker_id, self._community),
            *_within(within, t.root_at, t.channel_id),
        ]

    def day_counts(self, within: Within) -> list[DayCount]:
        """Counts by day, channel and member, bots included, by (day, channel, member)."""
        c = day_counts.c
        query = (
            select(day_counts)
            .where(
                c.community_id == self._community,
                c.messages > 0,
                is_counted(c.member_id, self._community),
                *days_within(day_counts, within),
            )
            .order_by(c.day, c.channel_id, c.member_id)
        )
        return [
            DayCount(
                day=day_of(row.day), channel=row.channel_id, member=row.member_id, is_bot=bool(row.is_bot),
                messages=row.messages,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def people(self, within: Within, staff: Collection[MemberId], begun_until: datetime | None) -> TookPart:
        """Who wrote in the span, and who replied first in threads begun until then; without bots and staff."""
        c, t = day_counts.c, threads.c
        ours = (
            c.community_id == self._community, c.messages > 0, c.is_bot.is_(False), c.member_id.not_in(staff),
            is_counted(c.member_id, self._community), *days_within(day_counts, within),
        )  # fmt: skip
        week = (c.day + _MONDAY) // 7
        wrote = select(c.member_id, func.sum(c.messages)).where(*ours).group_by(c.member_id)
        weekly = select(week.label("week"), func.count(c.member_id.distinct())).where(*ours).group_by("week")
        replier = case((is_counted(t.first_reply_by, self._community), t.first_reply_by)).label("replier")
        begun = ((t.root_at // DAY_US + _MONDAY) // 7).label("week")
        asked = (
            select(t.channel_id, t.topics, t.modes, t.asker_id, replier, begun, func.count())
            .where(*self._begun(replace(within, until=begun_until)), t.asker_id.not_in(staff))
            .group_by(t.channel_id, t.topics, t.modes, t.asker_id, "replier", "week")
        )
        return TookPart(
            wrote={member: int(number) for member, number in self._connection.execute(wrote)},
            weekly={_monday(n): number for n, number in self._connection.execute(weekly)},
            askings=[
                Asking(
                    channel=channel, topics=_topics(topics), modes=_modes(modes), asker=asker,
                    replier=None if replier in staff else replier, times=times, week=_monday(n),
                )
                for channel, topics, modes, asker, replier, n, times in self._connection.execute(asked)
            ],
        )  # fmt: skip

    def wrote(self, within: Within, staff: Collection[MemberId]) -> dict[ChannelId, set[MemberId]]:
        """Who wrote in the span, by channel; without bots and staff."""
        c = day_counts.c
        query = (
            select(c.channel_id, c.member_id)
            .where(
                c.community_id == self._community, c.messages > 0, c.is_bot.is_(False), c.member_id.not_in(staff),
                is_counted(c.member_id, self._community), *days_within(day_counts, within),
            )
            .distinct()
        )  # fmt: skip
        found: dict[ChannelId, set[MemberId]] = {}
        for channel, member in self._connection.execute(query):
            found.setdefault(channel, set()).add(member)
        return found

    def beginnings(self, within: Within, staff: Collection[MemberId]) -> list[Newcomer]:
        """How each human began whose first message lies in the span, in the order of these messages."""
        p, m, t, c = members.c, messages.c, threads.c, day_counts.c
        first_day = p.first_at // DAY_US
        again = exists().where(
            c.community_id == self._community, c.member_id == p.id, c.messages > 0,
            c.day.between(first_day + _SECOND_MONTH[0], first_day + _SECOND_MONTH[1]),
        )  # fmt: skip
        query = (
            select(p.first_at, p.returned, t.asker_id == p.id, t.first_reply_at.is_not(None), again)
            .outerjoin(messages, (m.community_id == p.community_id) & (m.id == p.first_message_id))
            .outerjoin(threads, (t.community_id == m.community_id) & (t.id == m.thread_id))
            .where(
                p.community_id == self._community, p.is_bot.is_(False), p.first_at.is_not(None), p.id.not_in(staff),
                is_counted(p.id, self._community), *_within(within, p.first_at, p.first_channel_id),
            )
            .order_by(p.first_at, p.id)
        )  # fmt: skip
        return [
            Newcomer(
                first_at=instant(at), got_reply=bool(replied) if began else None, came_back=bool(returned),
                second_month=bool(later),
            )
            for at, returned, began, replied, later in self._connection.execute(query)
        ]  # fmt: skip

    def asks(self, within: Within) -> Counter[MemberId]:
        """How often each helper was asked within the span, to the end of it; nobody who is not counted."""
        o = outbox.c
        query = (
            select(o.to_member, func.count().label("number"))
            .where(
                o.community_id == self._community, o.is_ask.is_(True), o.state == "sent", o.to_member.is_not(None),
                is_counted(o.to_member, self._community), *_within(within, o.created_at, o.channel_id),
            )
            .group_by(o.to_member)
        )  # fmt: skip
        return Counter({row.to_member: int(row.number) for row in self._connection.execute(query)})

    def days_written(self, within: Within, staff: Collection[MemberId]) -> dict[MemberId, list[date]]:
        """On which days each member wrote, the first first; without bots and staff."""
        c = day_counts.c
        query = (
            select(c.member_id, c.day)
            .where(
                c.community_id == self._community, c.messages > 0, c.is_bot.is_(False), c.member_id.not_in(staff),
                is_counted(c.member_id, self._community), *days_within(day_counts, within),
            )
            .distinct()
            .order_by(c.member_id, c.day)
        )  # fmt: skip
        found: dict[MemberId, list[date]] = {}
        for member, day in self._connection.execute(query):
            found.setdefault(member, []).append(day_of(day))
        return found

    def written(self, within: Within, staff: Collection[MemberId]) -> list[Written]:
        """Messages of the span whose words are kept, without them, by id; none of bots, staff and the uncounted."""
        m = messages.c
        query = (
            select(m.id, m.channel_id, m.at, m.member_id, m.topics, m.language)
            .join(words, and_(words.c.community_id == m.community_id, words.c.message_id == m.id))
            .where(
                m.community_id == self._community, m.is_bot.is_(False), m.is_deleted.is_(False),
                m.member_id.not_in(staff), is_counted(m.member_id, self._community),
                *_within(within, m.at, m.channel_id),
            )
            .order_by(m.id)
        )  # fmt: skip
        return [
            Written(
                message=row.id, channel=row.channel_id, day=instant(row.at).date(), member=row.member_id,
                topics=from_list(row.topics), language=row.language or "en",
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def words_of(self, some: Collection[MessageId]) -> dict[MessageId, str]:
        """The words of these messages, as far as they are kept."""
        w = words.c
        found: dict[MessageId, str] = {}
        for part in in_parts(some):
            query = select(w.message_id, w.body).where(w.community_id == self._community, w.message_id.in_(part))
            found.update({row.message_id: row.body for row in self._connection.execute(query)})
        return found

    def newcomers(self, within: Within, staff: Collection[MemberId] = ()) -> list[MemberFacts]:
        """Humans whose first message lies in the span, by id; nobody of the staff."""
        query = rows_of(
            members,
            members.c.is_bot.is_(False),
            members.c.first_at.is_not(None),
            members.c.id.not_in(staff),
            is_counted(members.c.id, self._community),
            *_within(within, members.c.first_at, members.c.first_channel_id),
        ).order_by(members.c.id)
        return [to_facts(row) for row in self._connection.execute(query, {"community": self._community})]

    def last_message_at(self, within: Within) -> datetime | None:
        """The instant of the last kept message."""
        query = select(func.max(members.c.last_at)).where(members.c.community_id == self._community)
        if within.channel is not None:
            query = select(func.max(threads.c.last_at)).where(
                threads.c.community_id == self._community, threads.c.channel_id == within.channel
            )
        last = maybe_instant(self._connection.execute(query).scalar())
        if within.until is not None and last is not None:
            return min(last, within.until)
        return last

    def compared(self, play: str, version: int, action: str, since: datetime) -> list[Compared]:
        """Where a version of a play acted, or left alone for comparison, since then; nobody who is not counted."""
        d, t = decisions.c, threads.c
        acted = and_(d.arm == Arm.ACTED.value, d.outcome == Outcome.ACTED.value, d.action == action)
        query = (
            select(d.subject, d.at, d.arm, d.chance, d.evidence, t.asker_id, t.solved_at)
            .join(threads, and_(t.community_id == d.community_id, t.id == d.subject))
            .where(
                d.community_id == self._community,
                d.at >= micros(since),
                d.play == play,
                d.play_version == version,
                d.chance < literal_column("1"),  # as the index says it
                or_(d.arm == Arm.HELD_OUT.value, acted),
                t.asker_id.is_not(None),
                t.state.not_in(_GONE),
                is_counted(t.asker_id, self._community),
            )
            .order_by(d.at, d.id)
        )
        first: dict[ThreadId, dict[str, Any]] = {}
        for row in self._connection.execute(query):
            if not from_json(row.evidence).get(TRIED):
                first.setdefault(row.subject, row._asdict())
        replies = self._replies(first)
        return [
            Compared(
                thread=name, at=instant(row["at"]), asker=row["asker_id"], chance=row["chance"],
                is_left_alone=row["arm"] == Arm.HELD_OUT.value, solved_at=maybe_instant(row["solved_at"]),
                replies=tuple(replies.get(name, ())),
            )
            for name, row in first.items()
        ]  # fmt: skip

    def _replies(self, some: Iterable[ThreadId]) -> dict[ThreadId, list[tuple[MemberId | None, datetime]]]:
        found: dict[ThreadId, list[tuple[MemberId | None, datetime]]] = {}
        a = answers.c
        for part in in_parts(some):
            who = case((is_counted(a.member_id, self._community), a.member_id)).label("who")
            query = select(a.thread_id, a.at, who).where(a.community_id == self._community, a.thread_id.in_(part))
            for row in self._connection.execute(query.order_by(a.at, a.member_id)):
                found.setdefault(row.thread_id, []).append((row.who, instant(row.at)))
        return found

    def asked(self, within: Within) -> list[AskedFigures]:
        """Every question whose root lies in the span; whoever is not counted neither asked nor answered one."""
        t = threads.c
        query = (
            select(
                t.id, t.channel_id, t.root_at, t.modes, t.asker_id, t.state, t.marked_by, t.human_replies,
                case((is_counted(t.accepted_by, self._community), t.accepted_by)).label("accepted_by"),
            )
            .where(*self._begun(within), t.modes != 0)
            .order_by(t.root_at, t.id)
        )  # fmt: skip
        return [
            AskedFigures(
                thread=row.id, channel=row.channel_id, root_at=instant(row.root_at), modes=QuestionModes(row.modes),
                asker=row.asker_id, is_solved=row.state == ThreadState.SOLVED.value, accepted_by=row.accepted_by,
                marked_by=row.marked_by, replies=row.human_replies,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip


_modes = cache(QuestionModes)
"""There are a few values and a great many rows: making a flag anew takes longer than reading its row."""
_topics = lru_cache(maxsize=10_000)(from_list)


@lru_cache(maxsize=2_000)
def _monday(week: Any) -> date:
    return day_of(int(week) * 7 - _MONDAY)


def _within(within: Within, at: Any, channel: Any) -> list[Any]:
    conditions: list[Any] = []
    if within.channel is not None:
        conditions.append(channel == within.channel)
    if within.since is not None:
        conditions.append(at >= micros(within.since))
    if within.until is not None:
        conditions.append(at <= micros(within.until))
    return conditions
