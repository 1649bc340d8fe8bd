"""The batch over a real database: repeats change nothing, and native threads do not mind the order of arrival."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.events import Threading
from storage import StoredMemory
from tests.bots.runtime.stage import Engine, dials, town
from tests.engagement.histories import Line, batches, in_time_order, lines, worked_out
from tests.engagement.made_up import NOON

LATER = NOON + timedelta(days=60)
"""Long after everything was said: facts are taken in, and no play is asked about old news."""


@given(lines(), st.data())
@settings(max_examples=settings.default.max_examples // 2)
def test_any_order_of_arrival_gives_the_same_stored_facts(
    lite: StoredMemory, some: list[Line], data: st.DataObject
) -> None:
    arrived = data.draw(st.permutations(in_time_order(some)))
    engine = Engine(lite)
    for events in data.draw(batches(arrived)):
        engine.take(events, LATER)
        if data.draw(st.booleans()):
            engine.start()
    assert engine.facts == worked_out(some)


@given(lines(), st.data())
@settings(max_examples=settings.default.max_examples // 4)
def test_repeating_events_leaves_the_same_bytes(lite: StoredMemory, some: list[Line], data: st.DataObject) -> None:
    """With every play on and asked, and everything told a second time in the middle of it and at the end."""
    events = in_time_order(some)
    once, twice = Engine(lite), Engine(lite)
    for part in data.draw(batches(events)):
        once.take(part, part[-1].at)
        twice.take([event for event in part for _ in range(2)], part[-1].at)
        twice.take(part, part[-1].at)
    before = _everything(twice)
    twice.take(data.draw(st.permutations(events)), events[-1].at)
    assert _everything(twice) == before
    assert (once.facts, len(once.journal), len(once.outbox)) == (twice.facts, len(twice.journal), len(twice.outbox))


@given(lines(with_threads=False), st.data())
@settings(max_examples=settings.default.max_examples // 4)
def test_a_loose_channel_told_in_time_order_does_not_mind_how_batches_are_cut(
    lite: StoredMemory, some: list[Line], data: st.DataObject
) -> None:
    events = in_time_order(some)
    loose = {name: dials(name, threading=Threading.LOOSE) for name in ("help", "other")}
    whole, cut = Engine(lite, town(channels=loose)), Engine(lite, town(channels=loose))
    whole.take(events, LATER)
    for part in data.draw(batches(events)):
        cut.take(part, LATER)
        cut.start()
    assert cut.facts == whole.facts


def _everything(engine: Engine) -> tuple[object, ...]:
    return (engine.facts, engine.outbox, engine.follow_ups, engine.journal)
