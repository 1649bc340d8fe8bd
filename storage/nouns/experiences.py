"""Who has answered what: a score that halves every 30 days, kept so that time never changes the order.

With decay s(t) = sum over answers of 2^(-(t - t_i) / h), the order of two people does not depend on t: take 2^(-t / h)
out and compare a = sum 2^(t_i / h). Kept is log2(a); adding an answer is a log-sum, "who answered most lately" is one
walk down an index, and nothing needs to be refreshed as time passes.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, tuple_

from engagement.ids import ChannelId, MemberId, ThreadId
from engagement.records import EVERYWHERE, Answered, Experience
from storage.nouns.noun import Noun, Row
from storage.rows import EPOCH, in_parts, instant, micros
from storage.statements import upsert
from storage.tables import answers, experience

HALF_LIFE = timedelta(days=30)


def log_weight(at: datetime) -> float:
    """The base-2 logarithm of one answer's weight, on the scale on which all are kept."""
    return (at - EPOCH) / HALF_LIFE


def log_sum(first: float, second: float) -> float:
    """log2(2^first + 2^second), without overflow."""
    high, low = max(first, second), min(first, second)
    return high + math.log2(1 + 2 ** (low - high))


class ExperienceRows(Noun):
    """See ``engagement.ports.Experiences``."""

    def add(self, some: Sequence[Answered]) -> None:
        """Record first replies; the same (thread, member) twice counts once."""
        new = self._new(some)
        rows: list[Row] = [
            {
                "community_id": self._community, "thread_id": a.thread, "member_id": a.member,
                "channel_id": a.channel, "at": micros(a.at), "is_question": a.is_question,
            }
            for a in new
        ]  # fmt: skip
        self._write(answers.insert(), rows)
        self._add_up(new)

    def _new(self, some: Sequence[Answered]) -> list[Answered]:
        by_key = {(a.thread, a.member): a for a in some}
        seen: set[tuple[str, str]] = set()
        for part in in_parts(by_key, 200):
            query = select(answers.c.thread_id, answers.c.member_id).where(
                answers.c.community_id == self._community, tuple_(answers.c.thread_id, answers.c.member_id).in_(part)
            )
            seen.update((row.thread_id, row.member_id) for row in self._connection.execute(query))
        return [a for key, a in by_key.items() if key not in seen]

    def _add_up(self, new: Sequence[Answered]) -> None:
        places = [(place, a) for a in new for place in (a.channel, EVERYWHERE)]
        keys = {(place, a.member) for place, a in places}
        known: dict[tuple[str, str], tuple[float, int, int]] = {}
        for part in in_parts(sorted(keys), 200):
            query = select(experience).where(
                experience.c.community_id == self._community,
                tuple_(experience.c.channel_id, experience.c.member_id).in_(part),
            )
            for row in self._connection.execute(query):
                known[row.channel_id, row.member_id] = (row.log_score, row.answers, row.last_at)
        for place, a in sorted(places, key=lambda found: (found[1].at, found[1].thread, found[0])):
            score, number, last = known.get((place, a.member), (-math.inf, 0, 0))
            weight = log_weight(a.at)
            total = weight if score == -math.inf else log_sum(score, weight)
            known[place, a.member] = (total, number + 1, max(last, micros(a.at)))
        rows: list[Row] = [
            {
                "community_id": self._community, "channel_id": channel, "member_id": member,
                "log_score": known[channel, member][0], "answers": known[channel, member][1],
                "last_at": known[channel, member][2],
            }
            for channel, member in sorted(keys)
        ]  # fmt: skip
        self._write(upsert(self._dialect, experience), rows)

    def in_channel(self, channel: ChannelId, now: datetime, limit: int) -> list[Experience]:
        """The members who answered most in this channel lately, best first (ties by id)."""
        query = (
            select(experience)
            .where(experience.c.community_id == self._community, experience.c.channel_id == channel)
            .order_by(experience.c.log_score.desc(), experience.c.member_id)
            .limit(limit)
        )
        scale = log_weight(now)
        return [
            Experience(
                member=row.member_id, score=2 ** (row.log_score - scale), answers=row.answers,
                last_at=instant(row.last_at),
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def of_threads(self, threads: Iterable[ThreadId]) -> dict[ThreadId, list[MemberId]]:
        """Who replied in these threads, the first first (ties by id)."""
        found: dict[ThreadId, list[MemberId]] = {}
        for part in in_parts(threads):
            query = (
                select(answers.c.thread_id, answers.c.member_id)
                .where(answers.c.community_id == self._community, answers.c.thread_id.in_(part))
                .order_by(answers.c.at, answers.c.member_id)
            )
            for row in self._connection.execute(query):
                found.setdefault(row.thread_id, []).append(row.member_id)
        return found

    def most_popular(self, channel: ChannelId | None, limit: int) -> list[Experience]:
        """The members with the most answers ever, best first (ties by id)."""
        query = (
            select(experience.c.member_id, experience.c.answers, experience.c.last_at)
            .where(
                experience.c.community_id == self._community,
                experience.c.channel_id == (EVERYWHERE if channel is None else channel),
            )
            .order_by(experience.c.answers.desc(), experience.c.member_id)
            .limit(limit)
        )
        return [
            Experience(
                member=MemberId(row.member_id), score=float(row.answers), answers=int(row.answers),
                last_at=instant(int(row.last_at)),
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip
