"""G7: what do health figures cost after some new messages, with a long history beside a short one?

A history is made up at a steady pace and counted by the day. Then, again and again, fifty messages come in, their days
are counted anew, and the report of thirteen weeks is read. Limit: a history of a few months; candidate: one that is
many times as long.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, time, timedelta

from bench.measures import captured
from bench.measures.measure import Goal, Measure
from bench.measures.rounds import in_turns, seconds
from bench.measures.stage import COMMUNITY, folder, memory_at, raw_sqlite
from bots.runtime.health import count_days, read_health
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId
from engagement.ports import Ledger
from engagement.records import DayCount, Within
from engagement.threads import QuestionModes, Thread
from storage import StoredMemory
from storage.nouns.conversations import from_thread
from storage.rows import day_number

GOAL = Goal(bound=1.3, at_most=True)
_MESSAGES = {"small": (100_000, 300_000), "ci": (100_000, 1_000_000), "long": (100_000, 10_000_000)}
_A_DAY, _THREADS_A_DAY, _WRITERS, _CHANNELS, _PEOPLE = 1_000, 140, 40, 6, 2_000
_NEW = 50
_END = date(2026, 3, 1)
_WEEKS = timedelta(weeks=13)
_AT_ONCE = 30
_COUNTS = ("community_id", "day", "channel_id", "member_id", "is_bot", "messages")


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """The time with the long history over that with the short one."""
    return [measure(*_MESSAGES[size], report)]


def measure(short: int, long: int, report: Callable[[str], None]) -> Measure:
    """Histories of so many messages."""
    with ExitStack() as stack:
        memories: list[StoredMemory] = []
        for number in (short, long):
            place = stack.enter_context(folder())
            report(f"making up and counting {number:,} messages")
            memory = stack.enter_context(memory_at(f"sqlite:///{place / 'health.db'}"))
            with closing(raw_sqlite(place / "health.db")) as raw:
                raw.execute("PRAGMA synchronous=OFF")
                raw.execute("BEGIN")
                raw.executemany(
                    captured.inserting("threads", *from_thread(COMMUNITY, _thread(_END, 0))), _threads(number)
                )
                raw.executemany(captured.inserting("day_counts", *_COUNTS), _day_counts(number))
                raw.execute("COMMIT")
            _count_all(memory, number)
            memories.append(memory)
        found = in_turns(lambda n: _milliseconds(memories[0], n), lambda n: _milliseconds(memories[1], n))
    title = f"{_NEW} new messages counted and 13 weeks read, after {long:,} messages beside {short:,}"
    return found.measure("G7", title, GOAL, "ms")


def _days(messages: int) -> list[date]:
    return [_END - timedelta(days=back) for back in range(messages // _A_DAY, 0, -1)]


def _place(nth: int) -> ChannelId:
    return ChannelId(f"slack-T0BENCH:C{nth % _CHANNELS:04}")


def _member(draw: random.Random) -> MemberId:
    return MemberId(f"slack-T0BENCH:U{draw.randrange(_PEOPLE):06}")


def _thread(day: date, nth: int) -> Thread:
    draw = random.Random(f"{day} {nth}")
    at = datetime.combine(day, time.min, UTC) + timedelta(seconds=draw.uniform(0, 86_000))
    is_answered = draw.random() < 0.7  # as in help channels
    return Thread(
        id=ThreadId(MessageId(f"{_place(nth)}:{at.timestamp():.6f}")), channel=_place(nth), asker=_member(draw),
        root_at=at,
        modes=QuestionModes.LOOSE if nth % 2 else QuestionModes.NONE, messages=1 + is_answered,
        first_reply_at=at + timedelta(seconds=draw.expovariate(1 / 900)) if is_answered else None,
        first_reply_by=_member(draw) if is_answered else None,
    )  # fmt: skip


def _threads(messages: int) -> Iterator[tuple[object, ...]]:
    for day in _days(messages):
        for nth in range(_THREADS_A_DAY):
            yield tuple(from_thread(COMMUNITY, _thread(day, nth)).values())


def _day_counts(messages: int) -> Iterator[tuple[object, ...]]:
    for day in _days(messages):
        draw = random.Random(str(day))
        for nth, member in enumerate({_member(draw) for _ in range(_WRITERS)}):
            yield (COMMUNITY, day_number(day), _place(nth), member, False, _A_DAY // _WRITERS)


def _count_all(memory: StoredMemory, messages: int) -> None:
    days = _days(messages)
    for start in range(0, len(days), _AT_ONCE):
        part = days[start : start + _AT_ONCE]

        def count(ledger: Ledger, some: list[date] = part) -> None:
            count_days(ledger, some, ())

        memory.write(COMMUNITY, count).result()


def _milliseconds(memory: StoredMemory, round_: int) -> float:
    """Fifty messages come in on the last day, and the figures are brought up to date and read."""
    last = _END - timedelta(days=1)
    new = [_thread(last, 1_000 + round_ * _NEW + nth) for nth in range(_NEW)]
    counts = [
        DayCount(day=last, channel=one.channel, member=one.asker or MemberId("nobody"), is_bot=False, messages=1)
        for one in new
    ]

    def take(ledger: Ledger) -> None:
        ledger.conversations.save_threads(new)
        ledger.figures.count(counts)

    def tell(ledger: Ledger) -> None:
        count_days(ledger, ledger.health_days.touched(), ())

    def read(ledger: Ledger) -> object:
        return read_health(ledger, Within(since=datetime.combine(_END, time.min, UTC) - _WEEKS), QuestionModes.LOOSE)

    memory.write(COMMUNITY, take).result()

    def work() -> None:
        memory.write(COMMUNITY, tell).result()
        memory.read(COMMUNITY, read)

    return seconds(work) * 1e3
