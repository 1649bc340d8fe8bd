"""Saying it: once, in order, whatever the platform answers and wherever the process stops."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bots.runtime.codec import from_say
from engagement.actions import Reach, Say
from engagement.errors import NotConnected, PlatformError, RateLimited, Rejected, Unclear
from engagement.events import Event
from engagement.ids import DecisionId, MemberId, MessageId, OutboxId, WorkspaceId
from engagement.ports import Ledger
from engagement.records import OutboxRow
from engagement.speech import Outgoing, plain
from tests.bots.runtime.stage import town
from tests.engagement.made_up import HELP, NOON, OTHER, deleted, posted, tid
from tests.scenarios.board import Board
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, CY, MANAGERS, Town

TEXT = "try_out.judged"
"""A text without any fields."""


def row(name: str = "one", **more: Any) -> OutboxRow:
    """A message into #help, unless told otherwise."""
    slot = more.get("slot")
    say = more.pop("say", Say(text=TEXT, reach=Reach.CHANNEL, to=HELP, is_unprompted=False, slot=slot))
    fields: dict[str, Any] = {
        "id": OutboxId(name), "decision": DecisionId("d"), "workspace": WorkspaceId("slack-T1"), "op": "say",
        "lane": 3, "body": from_say(say), "created_at": NOON,
    }  # fmt: skip
    return OutboxRow(**fields | more)


def unsay(of: str = "one") -> OutboxRow:
    return row("un", op="unsay", lane=0, body={"of": of})


def asks_of(ledger: Ledger, helper: MemberId) -> list[OutboxRow]:
    asked = [one.outbox for one in ledger.journal.newest(50, play="peer_prompt") if one.outbox is not None]
    rows = [ledger.outbox.get(name) for name in asked]
    return [one for one in rows if one is not None and one.to_member == helper]


async def put(place: Town, *rows: OutboxRow) -> None:
    """Decided on just now."""
    dated = [replace(one, created_at=place.now) for one in rows]
    place.memory.write(place.owner.id, lambda ledger: ledger.outbox.add(dated)).result(10)


def state(place: Town, name: str = "one") -> OutboxRow:
    known = place.memory.read(place.owner.id, lambda ledger: ledger.outbox.get(OutboxId(name)))
    assert known is not None
    return known


@pytest.fixture
async def opened(place: Town) -> Town:
    await place.open()
    return place


async def test_a_message_is_sent_once_and_its_name_there_is_kept(opened: Town) -> None:
    await put(opened, row())
    assert await opened.live.delivery.deliver() == 1
    assert await opened.live.delivery.deliver() == 0
    sent = state(opened)
    assert (sent.state, sent.attempts, sent.sent_at) == ("sent", 1, opened.now)
    assert list(opened.board.standing) == [sent.sent_as]


async def test_the_weightiest_lane_goes_first_then_the_oldest(opened: Town) -> None:
    await put(opened, row("b", lane=3), row("a", lane=3), row("c", lane=0))
    await opened.live.delivery.deliver()
    assert [name for _, name in opened.board.calls] == ["c", "a", "b"]


async def test_one_that_has_to_wait_waits(opened: Town) -> None:
    await put(opened, row(not_before=opened.now + timedelta(minutes=5)))
    await opened.live.tick()
    assert opened.board.calls == []
    await opened.pass_(minutes=5)
    assert state(opened).state == "sent"


async def test_one_that_is_of_no_use_any_more_is_not_sent(opened: Town) -> None:
    await put(opened, row(expires_at=opened.now + timedelta(minutes=5)))
    opened.clock.move_to(opened.now + timedelta(minutes=6))
    await opened.live.tick()
    assert (opened.board.calls, state(opened).state) == ([], "expired")


async def test_a_platform_that_asks_to_wait_is_left_alone_as_long(opened: Town) -> None:
    opened.board.fails = [RateLimited(30)]
    await put(opened, row())
    await opened.live.tick()
    assert len(opened.board.calls) == 1
    await opened.pass_(seconds=29)
    assert len(opened.board.calls) == 1
    await opened.pass_(seconds=1)
    assert state(opened).state == "sent"


async def test_one_that_is_refused_is_not_tried_again(opened: Town) -> None:
    opened.board.fails = [Rejected("no such channel")]
    await put(opened, row())
    await opened.pass_(hours=5)
    assert (len(opened.board.calls), state(opened).state, state(opened).error) == (1, "failed", "no such channel")


async def test_without_a_connection_it_is_tried_soon_and_then_more_and_more_seldom(opened: Town) -> None:
    opened.board.fails = [NotConnected("the platform is away")] * 7
    await put(opened, row())
    await opened.live.tick()
    tried = []
    for second in range(1, 50):
        before = len(opened.board.calls)
        await opened.pass_(seconds=1)
        tried += [second] * (len(opened.board.calls) - before)
    assert tried == [1, 2, 4, 8, 16, 31, 46]
    assert state(opened).state == "sent"
    opened.board.fails = [NotConnected("the platform is away again")]
    await put(opened, row("two"))
    await opened.live.tick()
    await opened.pass_(seconds=1)
    assert state(opened, "two").state == "sent", "that was another absence"


async def test_a_lost_answer_is_looked_for_and_nothing_is_said_twice(opened: Town) -> None:
    opened.board.loses = 1
    await put(opened, row())
    await opened.live.tick()
    assert [name for name, _ in opened.board.calls] == ["send", "find"]
    assert (len(opened.board.standing), state(opened).state) == (1, "sent")


async def test_a_lost_message_is_sent_again(opened: Town) -> None:
    opened.board.fails = [Unclear("timed out")]
    await put(opened, row())
    await opened.live.tick()
    assert [name for name, _ in opened.board.calls] == ["send", "find"]  # it may still be on its way
    await opened.pass_(seconds=15)
    assert [name for name, _ in opened.board.calls] == ["send", "find", "find", "send"]
    assert (len(opened.board.standing), state(opened).state) == (1, "sent")


async def test_where_it_cannot_be_sure_it_does_not_say_it_again(opened: Town) -> None:
    opened.board.loses, opened.board.sees = 1, False
    await put(opened, row())
    await opened.pass_(hours=1)
    assert (len(opened.board.standing), state(opened).state) == (1, "unknown")
    opened.board.sees = True
    await opened.pass_(hours=1)
    assert (len(opened.board.standing), state(opened).state) == (1, "sent")


@pytest.mark.parametrize(("hours", "became"), [(0, "sent"), (2, "failed")])
async def test_dying_over_a_message_is_no_try_unless_it_goes_on_and_on(opened: Town, hours: int, became: str) -> None:
    await put(opened, row(state="sending", attempts=5))
    opened.clock.move_to(opened.now + timedelta(hours=hours))
    await opened.live.tick()
    assert (state(opened).state, len(opened.board.standing)) == (became, int(became == "sent"))


async def test_a_try_that_fails_here_counts_whatever_it_was(opened: Town) -> None:
    opened.board.fails = [KeyError("a bug of ours")] * 9  # type: ignore[list-item]
    await put(opened, row())
    for _ in range(9):
        with suppress(KeyError):
            await opened.live.delivery.deliver()
    assert (state(opened).state, opened.board.standing) == ("failed", {})


async def test_after_five_tries_it_gives_up(opened: Town) -> None:
    opened.board.fails = [Unclear("timed out"), Unclear("cannot look")] * 9
    await put(opened, row())
    for _ in range(9):
        await opened.pass_(minutes=1)
        await opened.live.delivery.recover()
    assert state(opened).attempts <= 5
    assert len([name for name, _ in opened.board.calls if name == "send"]) <= 5


class HalfDown(Board):
    """Nothing can be posted, and everything can be read."""

    async def send(self, message: Outgoing) -> MessageId:
        self.calls.append(("send", message.marker))
        raise Unclear("the platform had an error of its own")


async def test_a_platform_that_posts_nothing_for_minutes_does_not_use_up_the_tries(opened: Town) -> None:
    up, opened.board = opened.board, HalfDown()
    opened.live.delivery.platforms = {WorkspaceId("slack-T1"): opened.board}
    await put(opened, row())
    for _ in range(60):
        await opened.pass_(seconds=5)
    assert state(opened).state == "unknown"
    opened.board = up
    opened.live.delivery.platforms = {WorkspaceId("slack-T1"): up}
    await opened.pass_(minutes=5)
    assert (state(opened).state, len(up.standing)) == ("sent", 1)


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_was_put_off_never_takes_the_place_of_what_was_decided_later(opened: Town, *, arrived: bool) -> None:
    opened.board.sees, opened.board.loses = False, int(arrived)
    opened.board.fails = [] if arrived else [Unclear("lost"), Unclear("cannot look")]
    await put(opened, row("earlier", slot="notice"))
    await opened.live.tick()
    assert state(opened, "earlier").state == "unknown"
    opened.board.sees = True
    opened.clock.move_to(opened.now + timedelta(seconds=1))
    await put(opened, row("later", slot="notice"))
    await opened.live.tick()
    await opened.pass_(minutes=1)
    assert [message.marker for message in opened.board.seen()] == ["later"]
    assert (state(opened, "earlier").state, state(opened, "later").state) == ("cancelled", "sent")


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        pytest.param(deleted("q", minutes=21), "the question is gone", id="deleted"),
        pytest.param(posted("a", "Like so.", MemberId(CY), 21, of="q"), "already answered", id="answered"),
    ],
)
async def test_a_request_that_had_to_wait_is_not_made_for_a_question_that_needs_it_no_more(
    found: Founding, meanwhile: Event, reason: str
) -> None:
    place = found(town())
    await place.open(BEN)
    await place.ask()
    place.board.fails = [RateLimited(600)]
    await place.pass_(minutes=20)
    await place.tell(meanwhile)
    await place.pass_(minutes=30)
    assert place.to(BEN) == []
    (ask,) = place.memory.read(place.owner.id, lambda ledger: asks_of(ledger, MemberId(BEN)))
    assert (ask.state, ask.error) == ("cancelled", reason)


async def test_a_helper_who_says_stop_while_a_request_waits_is_not_asked(found: Founding) -> None:
    place = found(town())
    await place.open(BEN)
    await place.ask()
    place.board.fails = [RateLimited(600)]
    await place.pass_(minutes=20)
    await place.command(BEN, "quiet", "stop")
    await place.pass_(minutes=30)
    assert place.to(BEN) == []
    (ask,) = place.memory.read(place.owner.id, lambda ledger: asks_of(ledger, MemberId(BEN)))
    assert (ask.state, ask.error) == ("cancelled", "said stop")


async def test_that_it_is_being_sent_is_on_record_before_it_is(opened: Town) -> None:
    seen: list[str] = []

    async def look() -> None:
        seen.append(state(opened).state)

    await put(opened, row())
    opened.board.on_send = look
    await opened.live.delivery.deliver()
    assert (seen, state(opened).state) == (["sending"], "sent")


@pytest.mark.parametrize("slot", [None, "notice"])
@pytest.mark.parametrize("arrived", [True, False])
async def test_after_a_crash_in_the_middle_of_sending_it_stands_there_once(
    opened: Town, slot: str | None, *, arrived: bool
) -> None:
    await put(opened, row(slot=slot))
    if arrived:
        opened.board.loses = 1
        opened.board.sees = False
        await opened.live.delivery.deliver()
        opened.board.sees = True
    opened.memory.write(
        opened.owner.id, lambda ledger: ledger.outbox.mark(OutboxId("one"), "sending", at=opened.now)
    ).result(10)
    opened.restart()
    assert await opened.live.delivery.recover() == 1
    await opened.live.tick()
    assert (len(opened.board.standing), state(opened).state) == (1, "sent")


async def test_a_second_message_in_a_slot_brings_the_first_up_to_date(opened: Town) -> None:
    await put(opened, row("one", slot="notice"))
    await opened.live.tick()
    await put(opened, row("two", slot="notice"))
    await opened.live.tick()
    assert [name for name, _ in opened.board.calls] == ["send", "edit"]
    assert state(opened, "two").sent_as == state(opened, "one").sent_as


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_second_message_that_was_sent_where_an_edit_was_due_takes_the_firsts_place(
    opened: Town, *, arrived: bool
) -> None:
    """The first one's fate was not known then, and what came of the second one is not known now."""
    await put(opened, row("one", slot="notice"))
    await opened.live.delivery.deliver()
    await opened.pass_(seconds=5)
    await put(opened, row("two", slot="notice"))
    if arrived:
        await opened.board.send(replace(opened.board.seen()[0], marker=OutboxId("two")))
    opened.memory.write(
        opened.owner.id, lambda ledger: ledger.outbox.mark(OutboxId("two"), "sending", at=opened.now)
    ).result(10)
    await opened.live.delivery.recover()
    await opened.live.tick()
    assert [message.marker for message in opened.board.seen()] == ["two"]
    assert state(opened, "two").state == "sent"


async def test_a_message_somebody_deleted_there_is_said_anew(opened: Town) -> None:
    await put(opened, row("one", slot="notice"))
    await opened.live.tick()
    opened.board.standing.clear()
    await put(opened, row("two", slot="notice"))
    await opened.live.tick()
    assert len(opened.board.standing) == 1
    assert state(opened, "two").sent_as in opened.board.standing


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_edit_whose_answer_is_lost_is_looked_for_and_made_again_if_need_be(
    opened: Town, *, arrived: bool
) -> None:
    await put(opened, row("one", slot="notice"))
    await opened.live.tick()
    await opened.pass_(seconds=5)
    await put(opened, row("two", slot="notice"))
    opened.board.loses, opened.board.fails = int(arrived), [] if arrived else [Unclear("lost")]
    await opened.live.tick()
    await opened.pass_(minutes=5)
    later = [] if arrived else ["find", "edit"]  # at the first look it may have been on its way
    assert [name for name, _ in opened.board.calls] == ["send", "edit", "find", *later]
    assert ([message.marker for message in opened.board.seen()], state(opened, "two").state) == (["two"], "sent")


async def test_a_message_said_anew_whose_answer_is_lost_is_not_said_again(opened: Town) -> None:
    await put(opened, row("one", slot="notice"))
    await opened.live.tick()
    opened.board.standing.clear()
    await put(opened, row("two", slot="notice"))
    opened.board.loses = 1
    await opened.live.tick()
    await opened.pass_(minutes=5)
    assert [name for name, _ in opened.board.calls] == ["send", "edit", "send", "find", "delete"]
    assert len(opened.board.standing) == 1


async def test_a_message_is_taken_back(opened: Town) -> None:
    await put(opened, row())
    await opened.live.tick()
    await put(opened, unsay())
    await opened.live.tick()
    assert (opened.board.standing, state(opened).state) == ({}, "cancelled")


async def test_a_message_of_unclear_fate_is_found_and_taken_back(opened: Town) -> None:
    opened.board.loses, opened.board.sees = 1, False
    await put(opened, row())
    await opened.live.tick()
    opened.board.sees = True
    await put(opened, unsay())
    await opened.live.tick()
    assert (opened.board.standing, state(opened).state) == ({}, "cancelled")


async def test_a_message_that_never_was_is_taken_back_without_a_word(opened: Town) -> None:
    await put(opened, unsay("nothing"))
    await opened.live.tick()
    assert (opened.board.calls, state(opened, "un").state) == ([], "sent")


async def test_taking_back_what_was_replaced_leaves_its_successor(opened: Town) -> None:
    await put(opened, row("one", slot="notice"))
    await opened.live.tick()
    opened.clock.move_to(opened.now + timedelta(seconds=1))
    await put(opened, row("two", slot="notice"))
    await opened.live.tick()
    await put(opened, unsay("one"))
    await opened.live.tick()
    assert len(opened.board.standing) == 1
    assert state(opened, "one").state == "cancelled"


async def test_a_tag_whose_answer_is_lost_is_set_again(opened: Town) -> None:
    body = {"tag": "solved", "is_on": True, "thread": tid("q")}
    await put(opened, row("tag", op="tag", body=body))
    opened.board.loses = 1
    await opened.live.tick()
    assert opened.board.tags == {(tid("q"), "solved")}
    assert state(opened, "tag").state == "sent"


async def test_one_that_cannot_be_put_into_words_is_set_aside_and_the_others_go(opened: Town) -> None:
    strange = row("strange", say=Say(text="no.such_text", reach=Reach.CHANNEL, to=HELP))
    await put(opened, strange, row())
    await opened.live.tick()
    assert (state(opened, "strange").state, state(opened).state) == ("failed", "sent")


async def test_without_a_managers_channel_the_failure_says_so(found: Founding) -> None:
    place = found(town(managers_channel=None))
    await place.open()
    await put(place, row(say=Say(text=TEXT, reach=Reach.MANAGERS, to="", is_unprompted=False)))
    await place.live.tick()
    assert state(place).state == "failed"
    assert "managers_channel" in str(state(place).error)


async def test_without_a_connection_a_message_waits_as_long_as_it_takes(opened: Town) -> None:
    connected, opened.live.delivery.platforms = opened.live.delivery.platforms, {}
    await put(opened, row())
    for _ in range(8):
        await opened.live.delivery.deliver()
        opened.clock.move_to(opened.now + timedelta(minutes=1))
    assert state(opened).state == "new"
    assert "no connection to slack-T1" in str(state(opened).error)
    opened.live.delivery.platforms = connected
    await opened.live.delivery.deliver()
    assert state(opened).state == "sent"


async def test_a_limit_puts_off_without_using_up_the_tries(opened: Town) -> None:
    await put(opened, row())
    for _ in range(8):
        opened.board.fails = [RateLimited(30)]
        await opened.live.delivery.deliver()
        opened.clock.move_to(opened.now + timedelta(minutes=1))
    await opened.live.delivery.deliver()
    assert state(opened).state == "sent"


async def test_what_became_of_a_message_is_asked_again_without_a_restart(opened: Town) -> None:
    await put(opened, row())
    opened.board.loses, opened.board.sees = 1, False
    await opened.live.tick()
    assert state(opened).state == "unknown"
    opened.board.sees = True
    await opened.live.tick()
    assert state(opened).state == "unknown"  # not at once: the platform may be slow
    await opened.pass_(seconds=20)
    assert state(opened).state == "sent"
    assert [name for name, _ in opened.board.calls].count("send") == 1


async def test_managers_are_found_by_the_channels_name_or_id(found: Founding) -> None:
    place = found(town(managers_channel="managers"))
    await place.open()
    await put(place, row(say=Say(text=TEXT, reach=Reach.MANAGERS, to="", is_unprompted=False)))
    await place.live.tick()
    assert [message.to for message in place.board.seen()] == [MANAGERS]


async def test_only_who_was_named_is_pinged(opened: Town) -> None:
    await opened.fill_in(BEN, via=["thread"])
    await opened.ask()
    await opened.pass_(minutes=20)
    (message,) = opened.board.seen(Reach.THREAD)
    assert message.pings == (BEN,)
    assert "Ada" in plain(message.text)
    assert ADA not in message.pings


@pytest.mark.parametrize("error", [Rejected("no"), PlatformError("odd"), Unclear("lost"), RateLimited(1)])
async def test_whatever_a_platform_answers_the_next_message_goes(opened: Town, error: PlatformError) -> None:
    opened.board.fails = [error]
    elsewhere = Say(text=TEXT, reach=Reach.CHANNEL, to=OTHER, is_unprompted=False)
    await put(opened, row("a", channel=HELP), row("b", say=elsewhere, channel=OTHER))
    await opened.live.tick()
    assert state(opened, "b").state == "sent"


async def test_one_taken_back_while_another_is_being_sent_is_not_sent(opened: Town) -> None:
    async def take_back() -> None:
        taken = opened.memory.write(
            opened.owner.id, lambda ledger: ledger.outbox.mark(OutboxId("b"), "cancelled", at=opened.now)
        )
        taken.result(10)

    await put(opened, row("a"), row("b"), row("c"))
    opened.board.on_send = take_back
    await opened.live.delivery.deliver()
    assert [state(opened, name).state for name in "abc"] == ["sent", "cancelled", "sent"]
    assert len(opened.board.standing) == 2


async def test_a_pause_given_while_messages_are_being_sent_holds_from_the_next_one_on(opened: Town) -> None:
    async def pause() -> None:
        policy = opened.owner.community.policy
        opened.owner.community.use(replace(policy, is_paused=True))

    unasked = {"is_unprompted": True}
    await put(opened, row("a", **unasked), row("b", **unasked), row("c"))
    opened.board.on_send = pause
    await opened.live.tick()
    assert [state(opened, name).state for name in "abc"] == ["sent", "new", "sent"]
