"""Logs the health figures: each hour how everything stands, and what a day or week brought as soon as it is settled."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bots.runtime.health import count_days, staff_of
from bots.runtime.health_lines import brought
from bots.runtime.health_reports import read_report, wanted
from bots.runtime.kept_goals import drop_goals, find_kept, holds_for, keep_goals
from bots.runtime.owner import Owner
from bots.runtime.strategy import Counted, count_goals
from engagement.health import Health
from engagement.health_days import FEWEST, LogLine, Span, due
from engagement.ids import ChannelId, MemberId
from engagement.ports import Ledger
from engagement.threads import QuestionModes
from engagement.whole_weeks import WEEK, Weeks

_DAYS_AT_ONCE = 20
_LINES_AT_ONCE = 60
_HOURS_KEPT = timedelta(days=90)
_OPEN_FOR = timedelta(days=14)
"""A question counts as waiting for so long (ours); after that nobody expects an answer any more."""
_MOST_OPEN = 10_000
Place = tuple[ChannelId | None, Weeks]


@dataclass(slots=True)
class HealthLog:
    """Writes the log of one community, an hour after the other; what was missed is caught up."""

    owner: Owner
    mode: QuestionModes = QuestionModes.CONSERVATIVE
    """The reading that makes a question, here and on pages."""
    _hour: datetime | None = None
    """The hour up to which everything is logged."""
    _goals: tuple[datetime, str] | None = None
    """In which hour, and for which dials, it was last looked whether what is counted of goals holds."""

    async def go_on(self, now: datetime) -> int:
        """Whatever is due; how many steps that took. Events come between any two of them."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if self._hour == hour:
            return await self._keep_goals(hour, now)
        steps = 1
        while await asyncio.wrap_future(self.owner.memory.write(self.owner.id, partial(self._step, now=now))):
            steps += 1
        steps += await self._keep_reports()
        self._hour = hour
        return steps + await self._keep_goals(hour, now)

    async def _keep_goals(self, hour: datetime, now: datetime) -> int:
        """Count what the goals need, where it is not kept: once an hour, and as soon as the dials are others."""
        community = self.owner.community
        if not community.policy.goals or self._goals == (hour, community.fingerprint):
            return 0
        looked = (hour, community.fingerprint)

        def count(ledger: Ledger) -> tuple[str, dict[str, Counted]] | None:
            apart = community.apart()
            if find_kept(ledger, apart, now) is not None:
                return None
            return holds_for(ledger, apart, now), count_goals(ledger, apart, now)

        found = await asyncio.to_thread(self.owner.memory.read, self.owner.id, count)
        self._goals = looked
        if found is None:
            return 0
        await asyncio.wrap_future(self.owner.memory.write(self.owner.id, lambda ledger: keep_goals(ledger, *found)))
        return 1

    async def _keep_reports(self) -> int:
        """Work out the reports that pages show, one by one, while other work goes on; how many that were."""
        memory, community = self.owner.memory, self.owner.id

        def missing(ledger: Ledger) -> tuple[set[Place], set[Place]]:
            kept, shown = ledger.health_days.reports(), wanted(ledger)
            return shown - kept, kept - shown

        new, old = await asyncio.to_thread(memory.read, community, missing)
        for channel, weeks in sorted(new, key=lambda place: (place[1].first, place[1].last, place[0] or "")):

            def work(ledger: Ledger, weeks: Weeks = weeks, channel: ChannelId | None = channel) -> Health:
                return read_report(ledger, weeks, channel, self.mode, self._staff(ledger))

            report = await asyncio.to_thread(memory.read, community, work)

            def keep(
                ledger: Ledger, weeks: Weeks = weeks, channel: ChannelId | None = channel, report: Health = report
            ) -> None:
                ledger.health_days.keep_report(weeks, channel, report)

            await asyncio.wrap_future(memory.write(community, keep))
        if old:
            await asyncio.wrap_future(memory.write(community, lambda ledger: ledger.health_days.drop_reports(old)))
        return len(new)

    def _step(self, ledger: Ledger, now: datetime) -> bool:
        """A part of what is due, in one transaction; whether anything is left."""
        if self._count(ledger, now) or self._log_days(ledger, now):
            return True
        self._log_hour(ledger, now)
        return False

    def _count(self, ledger: Ledger, now: datetime) -> bool:
        """Count some touched days anew; whether there may be more."""
        days = ledger.health_days.touched(_DAYS_AT_ONCE)
        if days:
            moved = count_days(ledger, days, self._staff(ledger))
            drop_goals(ledger, days, now)
            kept = ledger.health_days.reports()
            ledger.health_days.drop_reports([place for place in kept if _people(place, moved) >= FEWEST])
        return len(days) == _DAYS_AT_ONCE

    def _log_days(self, ledger: Ledger, now: datetime) -> bool:
        """Some of the days and weeks that are settled; whether any were left."""
        first = ledger.health_days.first_day()
        if first is None:
            return False
        settled: list[tuple[Span, date]] = []
        is_more = False
        for span in (Span.DAY, Span.WEEK):
            logged = ledger.health_days.logged_between(span)
            if span is Span.WEEK and logged is not None and first < logged[0].date():
                ledger.health_days.drop_weeks()  # an older history was read in
                logged = None
            some = due(span, logged[1].date() if logged is not None else None, first, now)
            settled += [(span, day) for day in some[:_LINES_AT_ONCE]]
            is_more = is_more or len(some) > _LINES_AT_ONCE
        if settled:
            staff = self._staff(ledger)
            for span, day in settled:
                lines = brought(ledger, span, day, ledger.health_days.divided(), self.mode, staff)
                ledger.health_days.log(lines, now)
        return is_more

    def _log_hour(self, ledger: Ledger, now: datetime) -> None:
        hour = now.replace(minute=0, second=0, microsecond=0)
        if not ledger.occurrences.claim("health", hour, now):
            return
        waiting: dict[ChannelId | None, list[float]] = defaultdict(list)
        for thread in ledger.conversations.open_questions(now - _OPEN_FOR, _MOST_OPEN):
            if thread.root_at is not None and thread.modes & self.mode:
                for place in (None, thread.channel):
                    waiting[place].append((now - thread.root_at).total_seconds())
        waiting.setdefault(None, [])
        lines = [_standing(hour, place, some) for place, some in waiting.items()]
        ledger.health_days.log(lines, now)
        if hour.hour == 0:
            ledger.health_days.drop_hours(now - _HOURS_KEPT)

    def _staff(self, ledger: Ledger) -> Collection[MemberId]:
        return staff_of(ledger, self.owner.community.policy)


def _people(place: Place, moved: Mapping[date, int]) -> int:
    """Of how many people, at the most, a report would tell anew."""
    return sum(number for day, number in moved.items() if place[1].first <= day < place[1].last + WEEK)


def _standing(hour: datetime, place: ChannelId | None, waiting: list[float]) -> LogLine:
    figures = {"waiting": len(waiting), "longest_s": max(waiting, default=None)}
    return LogLine(span=Span.HOUR, at=hour, channel=place, figures=figures)
