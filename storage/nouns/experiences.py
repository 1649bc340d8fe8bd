"""Who has answered what: a score that halves every 30 days, kept so that time never changes the order.

With decay s(t) = sum over answers of 2^(-(t - t_i) / h), the order of two people does not depend on t: take 2^(-t / h)
out and compare a = sum 2^(t_i / h). Kept is log2(a); adding an answer is a log-sum, "who answered most lately" is one
walk down an index, and nothing needs to be refreshed as time passes.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from engagement.ids import ChannelId, MemberId, ThreadId
from engagement.records import EVERYWHERE, Answered, Experience
from storage.nouns.consented import is_counted
from storage.nouns.noun import Noun, Row
from storage.prepared import Prepared
from storage.rows import EPOCH, in_parts, instant, micros
from storage.statements import is_one_of, upsert
from storage.tables import answers, experience

HALF_LIFE = timedelta(days=30)
_ADD = answers.insert()
OF_THREADS = Prepared(
    select(answers.c.thread_id, answers.c.member_id)
    .where(answers.c.community_id == bindparam("community"), is_one_of(answers.c.thread_id))
    .order_by(answers.c.at, answers.c.member_id),
    "community", "ids",
)  # fmt: skip
"""Who replied in these threads, the first first."""
_COLUMNS = (experience.c.member_id, experience.c.log_score, experience.c.answers, experience.c.last_at)
_OF_MEMBERS = Prepared(
    select(experience.c.channel_id, *_COLUMNS).where(
        experience.c.community_id == bindparam("community"),
        is_one_of(experience.c.channel_id, "channels"),
        is_one_of(experience.c.member_id),
    ),
    "community", "channels", "ids",
)  # fmt: skip
_LATELY = Prepared(
    select(*_COLUMNS)
    .where(
        experience.c.community_id == bindparam("community"),
        experience.c.channel_id == bindparam("channel"),
        is_counted(experience.c.member_id, bindparam("community")),
    )
    .order_by(experience.c.log_score.desc(), experience.c.member_id).limit(bindparam("most")),
    "community", "channel", "most",
)  # fmt: skip


_SCORES = Prepared(
    select(experience.c.member_id, experience.c.log_score)
    .where(experience.c.community_id == bindparam("community"), experience.c.channel_id == bindparam("channel"))
    .order_by(experience.c.log_score.desc(), experience.c.member_id)
    .limit(bindparam("most")),
    "community", "channel", "most",
)  # fmt: skip


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
        self._write(_ADD, rows)
        self._add_up(new)

    def _new(self, some: Sequence[Answered]) -> list[Answered]:
        by_key = {(a.thread, a.member): a for a in reversed(some)}
        seen: set[tuple[str, str]] = set()
        for part in in_parts(dict.fromkeys(a.thread for a in some)):
            seen.update(OF_THREADS.rows(self._driver, self._community, part))
        return [a for key, a in reversed(by_key.items()) if key not in seen]

    def _add_up(self, new: Sequence[Answered]) -> None:
        places = [(place, a) for a in new for place in (a.channel, EVERYWHERE)]
        keys = {(place, a.member) for place, a in places}
        known = self._figures(keys)
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
        if self._held is not None:
            self._held.answered_in(place for place, _ in keys)

    def _figures(self, keys: Collection[tuple[ChannelId, MemberId]]) -> dict[tuple[str, str], tuple[float, int, int]]:
        """Score, answers and last instant of these, perhaps of more.

        PostgreSQL is asked once, as each statement is a way to a server and back; SQLite, which is here, channel by
        channel, as it would look for every one in every channel.
        """
        channels = sorted({channel for channel, _ in keys})
        groups = list(in_parts(channels)) if self._dialect == "postgresql" else [[channel] for channel in channels]
        known: dict[tuple[str, str], tuple[float, int, int]] = {}
        for group in groups:
            members = sorted({member for channel, member in keys if channel in group})
            for part in in_parts(members):
                for channel, member, *figures in _OF_MEMBERS.rows(self._driver, self._community, group, part):
                    known[channel, member] = (figures[0], figures[1], figures[2])
        return known

    def in_channel(self, channel: ChannelId, now: datetime, limit: int) -> list[Experience]:
        """The members who answered most in this channel lately, best first (ties by id)."""
        scale = log_weight(now)
        return [
            Experience(member=member, score=2 ** (log_score - scale), answers=number, last_at=instant(last_at))
            for member, log_score, number, last_at in _LATELY.rows(self._driver, self._community, channel, limit)
        ]

    def scores(self, channel: ChannelId, now: datetime, limit: int) -> dict[MemberId, float]:
        """As ``in_channel``, only the scores."""
        scale = log_weight(now)
        if self._held is not None:
            rows = self._held.scores(channel, limit, lambda: self._lately(channel, limit))
        else:
            rows = self._lately(channel, limit)
        return {member: 2 ** (log_score - scale) for member, log_score in rows}

    def _lately(self, channel: ChannelId, limit: int) -> list[tuple[MemberId, float]]:
        return _SCORES.rows(self._driver, self._community, channel, limit)

    def of_threads(self, threads: Iterable[ThreadId]) -> dict[ThreadId, list[MemberId]]:
        """Who replied in these threads, the first first (ties by id)."""
        found: dict[ThreadId, list[MemberId]] = {}
        for part in in_parts(threads):
            for thread, member in OF_THREADS.rows(self._driver, self._community, part):
                found.setdefault(thread, []).append(member)
        return found

    def most_popular(self, channel: ChannelId | None, limit: int) -> list[Experience]:
        """The members with the most answers ever, best first (ties by id)."""
        query = (
            select(experience.c.member_id, experience.c.answers, experience.c.last_at)
            .where(
                experience.c.community_id == self._community,
                experience.c.channel_id == (EVERYWHERE if channel is None else channel),
                is_counted(experience.c.member_id, self._community),
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
