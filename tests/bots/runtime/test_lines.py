"""Whose turn it is: order within a place, nobody held up elsewhere, and who has to wait costs nothing."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bots.runtime.lines import Lines
from engagement.actions import Lane, Reach, Say
from engagement.errors import NotOwner, RateLimited
from engagement.ids import ChannelId, MessageId
from engagement.records import OutboxRow
from engagement.speech import Outgoing
from tests.bots.runtime.test_delivery import TEXT, put, row, state, unsay
from tests.engagement.made_up import HELP, NOON, OTHER
from tests.scenarios.board import Board
from tests.scenarios.stage import Town

SECOND = timedelta(seconds=1)


def named(*rows: OutboxRow) -> list[str]:
    return [one.id for one in rows]


def there(name: str, channel: ChannelId = HELP, **more: object) -> OutboxRow:
    say = Say(text=TEXT, reach=Reach.CHANNEL, to=channel, is_unprompted=False)
    return row(name, say=say, channel=channel, **more)


def test_one_at_a_time_goes_to_a_place_and_all_places_go_side_by_side() -> None:
    lines = Lines()
    rows = [there("a"), there("b"), there("c", OTHER), row("d"), row("e", to_member="slack-T1:ben")]
    assert named(*lines.choose(rows, NOON, 9).go) == ["a", "c", "d", "e"]
    assert lines.choose(rows, NOON, 9).go == []
    lines.done(rows[0])
    assert named(*lines.choose(rows[1:], NOON, 9).go) == ["b"]


def test_a_message_of_one_slot_waits_for_the_earlier_one_wherever_that_goes() -> None:
    rows = [there("a", slot="s"), there("b", OTHER, slot="s")]
    assert named(*Lines().choose(rows, NOON, 9).go) == ["a"]


def test_nothing_is_taken_back_while_it_is_being_said() -> None:
    lines = Lines()
    assert named(*lines.choose([row("one"), unsay("one")], NOON, 9).go) == ["one"]


def test_only_so_many_are_under_way_and_order_is_kept_all_the_same() -> None:
    rows = [there("a"), there("b", OTHER), there("c", OTHER)]
    lines = Lines()
    assert named(*lines.choose(rows, NOON, 1).go) == ["a"]
    assert named(*lines.choose(rows, NOON, 1).go) == ["b"]


def test_who_waits_stands_in_line_one_after_the_other() -> None:
    lines = Lines()
    lines.put_off(there("a"), NOON, SECOND, SECOND)
    turns = lines.choose([there("b"), there("c"), there("d", OTHER)], NOON, 9)
    assert turns.wait == {"b": NOON + 2 * SECOND, "c": NOON + 3 * SECOND}
    assert named(*turns.go) == ["d"]


def test_the_weightier_goes_before_those_who_wait_but_not_before_the_place_opens() -> None:
    lines = Lines()
    lines.put_off(there("a", lane=int(Lane.NUDGE)), NOON, SECOND, SECOND)
    weighty = there("e", lane=int(Lane.ESCALATION))
    assert lines.choose([weighty], NOON, 9).wait == {"e": NOON + SECOND}
    lines.choose([there("b")], NOON, 9)
    assert named(*lines.choose([weighty, there("f")], NOON + SECOND, 9).go) == ["e"]


def test_what_the_whole_workspace_refuses_holds_all_its_places_and_no_other_workspace() -> None:
    lines = Lines()
    lines.put_off(there("a"), NOON, SECOND, SECOND / 5, is_everywhere=True)
    turns = lines.choose([there("b", OTHER), there("c"), row("d", workspace="discord-2")], NOON, 9)
    assert turns.wait == {"b": NOON + 1.2 * SECOND, "c": NOON + 1.4 * SECOND}
    assert named(*turns.go) == ["d"]


def test_who_comes_later_does_not_push_in() -> None:
    lines = Lines()
    lines.put_off(there("a"), NOON, 5 * SECOND, SECOND)
    lines.choose([there("b")], NOON, 9)
    turns = lines.choose([there("a", not_before=NOON + 5 * SECOND), there("new")], NOON + 5 * SECOND, 9)
    assert (named(*turns.go), turns.wait) == (["a"], {"new": NOON + 7 * SECOND})


# --- as delivery goes about it ----------------------------------------------------------------------------------------


@pytest.fixture
async def opened(place: Town) -> Town:
    await place.open()
    return place


class Paced(Board):
    """Takes one message a second and channel, and says so without being asked twice."""

    def __init__(self, place: Town) -> None:
        super().__init__()
        self.place = place
        self.taken: dict[str, object] = {}

    async def send(self, message: Outgoing) -> MessageId:
        last = self.taken.get(message.to)
        if last is not None and self.place.now - last < SECOND:  # type: ignore[operator]
            self.calls.append(("refused", message.marker))
            raise RateLimited(1, spacing=1)
        self.taken[message.to] = self.place.now
        return await super().send(message)


async def test_a_line_goes_on_at_the_pace_of_its_place_and_costs_no_attempts(opened: Town) -> None:
    opened.board = Paced(opened)
    opened.live.delivery.platforms = {"slack-T1": opened.board}  # type: ignore[dict-item]
    await put(opened, *(there(f"m{number}") for number in range(8)))
    await opened.pass_(seconds=10)
    assert [name for call, name in opened.board.calls if call == "send"] == [f"m{number}" for number in range(8)]
    assert {state(opened, f"m{number}").attempts for number in range(8)} == {1}
    assert [call for call, _ in opened.board.calls].count("refused") == 1


class Slow(Board):
    """One channel answers only when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()

    async def send(self, message: Outgoing) -> MessageId:
        if message.to == HELP:
            self.calls.append(("asked", message.marker))
            await self.answers.wait()
        return await super().send(message)


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_slow_channel_keeps_nobody_else_waiting(opened: Town) -> None:
    board = Slow()
    opened.live.delivery.platforms = {"slack-T1": board}  # type: ignore[dict-item]
    await put(opened, there("slow"), there("next"), *(there(f"m{number}", OTHER) for number in range(5)))
    under_way = asyncio.create_task(opened.live.delivery.deliver())
    await until(lambda: [name for call, name in board.calls if call == "send"] == [f"m{number}" for number in range(5)])
    await put(opened, there("weighty", OTHER, lane=int(Lane.ESCALATION)))
    opened.live.delivery.note_news()
    board.answers.set()
    await under_way
    assert {state(opened, name).state for name in ("slow", "next", "weighty")} == {"sent"}


async def test_more_than_is_read_at_once_waiting_in_one_line_hides_nobody(opened: Town) -> None:
    board = Slow()
    opened.live.delivery.platforms = {"slack-T1": board}  # type: ignore[dict-item]
    await put(opened, *(there(f"m{number:04}") for number in range(450)), there("other", OTHER))
    under_way = asyncio.create_task(opened.live.delivery.deliver())
    await until(lambda: ("send", "other") in board.calls)
    board.answers.set()
    await under_way
    while await opened.live.delivery.deliver():
        pass
    assert len(board.standing) == 451


async def test_a_process_that_lost_its_lease_sends_nothing_any_more(opened: Town) -> None:
    opened.memory.own(opened.owner.id, "first", opened.now, timedelta(seconds=30))
    await put(opened, row())
    opened.memory._fences.take_down(opened.owner.id)
    opened.memory.own(opened.owner.id, "second", opened.now + timedelta(minutes=1), timedelta(seconds=30))
    opened.memory._fences.raise_for(opened.owner.id, "first", 1)  # as in the process that was asleep meanwhile
    with pytest.raises(NotOwner, match="writes and says nothing any more"):
        await opened.live.delivery.deliver()
    assert opened.board.calls == []
    await opened.live.tick()
    assert opened.live.is_down


async def test_what_is_under_way_at_the_end_is_finished_and_nothing_is_begun(opened: Town) -> None:
    board = Slow()
    opened.live.delivery.platforms = {"slack-T1": board}  # type: ignore[dict-item]
    await put(opened, there("first"), there("second"))
    under_way = asyncio.create_task(opened.live.delivery.deliver())
    await until(lambda: board.calls)
    board.answers.set()
    await opened.live.drain(5)
    await under_way
    assert [state(opened, name).state for name in ("first", "second")] == ["sent", "new"]


async def test_what_does_not_end_is_cut_off_and_looked_for_in_the_next_life(opened: Town) -> None:
    board = Slow()
    opened.live.delivery.platforms = {"slack-T1": board}  # type: ignore[dict-item]
    await put(opened, there("slow"))
    under_way = asyncio.create_task(opened.live.delivery.deliver())
    await until(lambda: board.calls)
    await opened.live.drain(0.01)
    await under_way
    assert state(opened, "slow").state == "sending"
    opened.restart()
    await opened.live.tick()
    assert (state(opened, "slow").state, len(opened.board.standing)) == ("sent", 1)


async def test_a_restart_does_not_begin_the_waits_anew(opened: Town) -> None:
    opened.board.loses, opened.board.sees = 1, False
    await put(opened, there("one"))
    await opened.pass_(minutes=6)
    looks = [call for call, _ in opened.board.calls].count("find")
    opened.restart()
    await opened.pass_(minutes=10)
    assert [call for call, _ in opened.board.calls].count("find") == looks
    known = state(opened)
    assert (known.state, known.unclear_at is not None) == ("unknown", True)


async def test_of_what_nobody_can_say_for_a_week_nothing_is_said_again(opened: Town) -> None:
    opened.board.loses, opened.board.sees = 1, False
    await put(opened, there("one"))
    await opened.pass_(days=8)
    known = state(opened)
    assert (known.state, [name for call, name in opened.board.calls if call == "send"].count("one")) == ("failed", 1)
    assert "for a week" in str(known.error)
