"""A crisis and its clock: whatever happens, there is one next instant until it ends, and every act is on its timeline."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.crisis import (
    AGAIN,
    LATE,
    PROMISES,
    SOON,
    Crisis,
    Line,
    Told,
    Turn,
    What,
    begun,
    ended,
    handed_over,
    moved,
    parts_of,
    read_said,
    reminded,
    updated,
)
from engagement.ids import CrisisId
from tests.engagement.made_up import ASKER, HELP, HOUR, MINUTE, NOON, OTHER, PEER

DRAFT = Crisis(
    id=CrisisId("c"), began_at=NOON, lead=ASKER, communicator=PEER, every=HOUR, due_at=NOON + HOUR, channels=(HELP,)
)
BEGUN = begun(DRAFT, ASKER, "Logins fail.").crisis
ACTS = st.sampled_from(("update", "roles", "channels", "look", "end", "mistake"))
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 400)), max_size=30)


def act(c: Crisis, what: str, at: datetime) -> Turn:
    if what == "update":
        return updated(c, PEER, "News.", at)
    if what == "roles":
        return handed_over(c, ASKER, c.communicator, c.lead, at)
    if what == "channels":
        return moved(c, ASKER, () if c.channels else (HELP,), "", at)
    if what == "look":
        return reminded(c, at)
    return ended(c, ASKER, "Done.", at, is_mistake=what == "mistake")


@given(st.sampled_from(sorted(PROMISES)), STEPS)
def test_there_is_one_next_instant_until_it_ends_and_everything_is_on_record(
    every: str, steps: Sequence[tuple[str, int]]
) -> None:
    c, now = replace(BEGUN, every=PROMISES[every], due_at=NOON + PROMISES[every]), NOON
    lines = 1
    for what, minutes in steps:
        now += timedelta(minutes=minutes)
        was_due = c.next_at is not None and c.next_at <= now
        turn = act(c, what, now)
        assert c.is_going_on or turn == Turn(crisis=c), "what is over stays as it is"
        assert what != "look" or bool(turn.lines) == was_due
        c, lines = turn.crisis, lines + len(turn.lines)
        assert c.lines == lines
        assert all(line.at == now for line in turn.lines)
        assert (c.next_at is None) == (not c.is_going_on)
        assert what not in {"update", "look"} or c.next_at is None or c.next_at > now, "looked at, it rests"
        assert all(not c.covers(channel) for channel in (HELP, OTHER)) or c.is_going_on


def test_the_clock_goes_step_by_step() -> None:
    c, told = BEGUN, []
    for _ in range(5):
        assert c.next_at is not None
        turn = reminded(c, c.next_at)
        told.append((turn.lines[0].at - NOON, turn.crisis.told, turn.lines[0].what))
        c = turn.crisis
    assert told == [
        (HOUR - SOON, Told.SOON, What.REMINDED),
        (HOUR, Told.DUE, What.REMINDED),
        (HOUR + LATE, Told.LATE, What.OVERDUE),
        (HOUR + LATE + AGAIN, Told.LATE, What.OVERDUE),
        (HOUR + LATE + 2 * AGAIN, Told.LATE, What.OVERDUE),
    ]
    assert updated(c, PEER, "News.", NOON + 5 * HOUR).crisis.next_at == NOON + 6 * HOUR - SOON


@pytest.mark.parametrize(
    ("minutes", "told"), [(54, Told.NOTHING), (57, Told.SOON), (61, Told.DUE), (90, Told.LATE), (999, Told.LATE)]
)
def test_what_was_slept_through_is_said_once(minutes: int, told: Told) -> None:
    turn = reminded(BEGUN, NOON + minutes * MINUTE)
    assert (turn.crisis.told, len(turn.lines)) == (told, int(told > Told.NOTHING))


def test_its_lines_say_who_did_what() -> None:
    later = NOON + MINUTE
    turn = handed_over(BEGUN, ASKER, PEER, PEER, later)
    assert turn.lines == (Line(at=later, what=What.LEAD, by=ASKER, person=PEER),)
    assert moved(BEGUN, ASKER, (HELP,), "#help", later).lines == ()
    said = updated(BEGUN, PEER, "One.\n\n Two.", later)
    assert (said.crisis.update, said.crisis.updated_by) == (1, PEER)
    assert parts_of(said.lines[0].text) == ["One.", "Two."]
    assert read_said(said.crisis.said(1, 0)) == ("c", 1, 0)
    assert read_said(said.crisis.said(0)) == ("c", 0, None)
    assert read_said("slack-T1:help:1") is None
    over = ended(BEGUN, PEER, "", later, is_mistake=True)
    assert (over.crisis.is_mistake, over.crisis.last_word, over.lines[0].what) == (True, None, What.MISTAKE)


def test_no_channels_mean_all() -> None:
    assert [BEGUN.covers(HELP), BEGUN.covers(OTHER)] == [True, False]
    assert replace(BEGUN, channels=()).covers(OTHER)
