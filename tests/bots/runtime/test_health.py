"""Figures kept day by day are those that counting everything from scratch gives, whatever happened in between."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bots.runtime.health import count_days, read_days, read_health
from engagement.health import DAY, thread_health
from engagement.health_days import DayCell, cells, grouped
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.records import Within
from engagement.threads import QuestionModes
from storage import StoredMemory
from tests.bots.runtime.stage import Engine
from tests.engagement.histories import Line, batches, in_time_order, lines
from tests.engagement.made_up import ASKER, HELP, NOON, PEER, THIRD, posted

LATER = NOON + timedelta(days=60)
STAFF = frozenset({THIRD})
SPANS = st.none() | st.integers(-3, 32).map(lambda days: NOON + timedelta(days=days, hours=days % 5))


def from_scratch(ledger: Ledger, within: Within = Within()) -> list[DayCell]:  # noqa: B008  # a frozen value
    return cells(ledger.figures.threads(within), ledger.figures.day_counts(within), STAFF)


@given(lines(), st.data())
@settings(max_examples=settings.default.max_examples // 3)
def test_what_is_kept_day_by_day_is_what_counting_from_scratch_gives(
    lite: StoredMemory, some: list[Line], data: st.DataObject
) -> None:
    engine = Engine(lite)
    for events in data.draw(batches(data.draw(st.permutations(in_time_order(some))))):
        engine.take(events, LATER)
        with engine.ledger() as ledger:
            count_days(ledger, ledger.health_days.touched(data.draw(st.sampled_from([0, 1, 100, 100]))), STAFF)
            who = data.draw(st.sampled_from([None, None, ASKER, PEER]))
            if who is not None:
                is_given = data.draw(st.booleans())
                ledger.people.set_consent(who, Purpose.METRICS, is_given=is_given, at=LATER)
    with engine.ledger() as ledger:
        assert read_days(ledger, Within(), STAFF) == from_scratch(ledger)
        assert read_days(ledger, Within(channel=HELP), STAFF) == from_scratch(ledger, Within(channel=HELP))
        since, until = data.draw(SPANS), data.draw(SPANS)
        within = Within(since=since, until=until)
        before = read_health(ledger, within, QuestionModes.LOOSE, STAFF)
        while days := ledger.health_days.touched(2):
            count_days(ledger, days, STAFF)
        assert ledger.health_days.cells(Within()) == from_scratch(ledger)
        assert ledger.health_days.touched() == []
        assert read_health(ledger, within, QuestionModes.LOOSE, STAFF) == before
        end = ledger.figures.last_message_at(within)
        threads = ledger.figures.threads(Within(since=since, until=None if end is None else end - DAY))
        asked = [] if end is None else [t for t in threads if t.asker not in STAFF]
        assert before.threads == replace(
            thread_health(grouped(asked, STAFF)), top10_first_reply_share=before.threads.top10_first_reply_share
        )


def test_a_reply_on_a_later_day_changes_the_day_on_which_it_was_asked(lite: StoredMemory) -> None:
    engine = Engine(lite)
    engine.take([posted("q", "How do I call the endpoint?", ASKER, 0)], LATER)
    with engine.ledger() as ledger:
        count_days(ledger, ledger.health_days.touched(), ())
        assert ledger.health_days.touched() == []
    engine.take([posted("a", "Like this.", PEER, 1_440, of="q")], LATER)
    with engine.ledger() as ledger:
        assert ledger.health_days.touched() == [day(1), day(0)]
        count_days(ledger, [day(1), day(0)], ())
        first, second = ledger.health_days.cells(Within())
    assert [(cell.day, cell.messages, cell.people) for cell in (first, second)] == [(day(0), 1, 1), (day(1), 1, 1)]
    assert [group.waits for group in first.groups] == [(86_400.0,)]
    assert second.groups == ()


def day(number: int) -> date:
    return (NOON + timedelta(days=number)).date()
