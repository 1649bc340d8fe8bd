"""One community, running: who submits is answered after the commit, and what is due happens once."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.runtime.asked import Response
from bots.runtime.fast_forward import advance, next_due
from bots.runtime.panel import LOOKS, panel
from bots.runtime.schedule import Wakes
from engagement.actions import Reach
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.events import Event
from engagement.ids import EscalationId
from engagement.plays.try_out import TryOutPolicy
from engagement.speech import plain
from tests.bots.runtime.stage import dials, town
from tests.engagement.made_up import ASKER, HELP, at, posted, tid
from tests.scenarios.conftest import Founding
from tests.scenarios.stage import ADA, BEN, QUESTION, ROSA, Town


async def test_what_comes_in_at_once_shares_a_commit_and_each_gets_its_own_answer(place: Town) -> None:
    await place.open()
    batches: list[int] = []
    take_in = place.owner.take_in

    async def counted(events: Sequence[Event], **more: Any) -> list[Response | None]:
        batches.append(len(events))
        return await take_in(events, **more)

    place.live.owner = replace_take_in(place, counted)
    answers = await asyncio.gather(
        *(place.live.submit([posted(f"q{nth}", QUESTION, f"{ADA}{nth}", nth)]) for nth in range(5)),  # type: ignore[arg-type]
        place.live.submit([posted("x", "so"), posted("y", "so")]),
    )
    assert [len(answer) for answer in answers] == [1, 1, 1, 1, 1, 2]
    assert sum(batches) == 7
    assert len(batches) < 6


def replace_take_in(place: Town, counted: Callable[..., Awaitable[Any]]) -> Any:
    class Counting:
        def __getattr__(self, name: str) -> Any:
            return counted if name == "take_in" else getattr(place.owner, name)

    return Counting()


async def test_whoever_waits_is_told_when_nothing_could_be_stored(place: Town) -> None:
    async def fails(_events: Sequence[Event], **_more: Any) -> list[Response | None]:
        raise OSError("the disk is full")

    place.live.owner = replace_take_in(place, fails)
    results = await asyncio.gather(
        place.live.submit([posted("a", "so")]), place.live.submit([posted("b", "so")]), return_exceptions=True
    )
    assert [str(result) for result in results] == ["the disk is full"] * 2


async def test_one_who_stops_waiting_leaves_the_others_their_answers(place: Town) -> None:
    first = asyncio.create_task(place.live.submit([posted("a", "so")]))
    second = asyncio.create_task(place.live.submit([posted("b", "so")]))
    await asyncio.sleep(0)
    first.cancel()
    assert len(await second) == 1
    await place.live.close()


async def test_a_delivery_that_breaks_is_tried_again_at_the_next_tick(
    place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await place.open(BEN)
    await place.ask()
    place.clock.move_to(at(20))
    await place.owner.look_again(place.now)
    place.board.fails = [ZeroDivisionError()]  # type: ignore[list-item]
    await place.tell(posted("x", "so", BEN, 20))
    assert "delivery failed" in caplog.text
    assert await place.live.delivery.recover() == 1
    await place.live.tick()
    assert len(place.to(BEN)) == 1


async def test_a_platform_that_does_not_answer_holds_no_goodbye_up_and_loses_nothing(place: Town) -> None:
    sending, forever = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        sending.set()
        await forever.wait()

    await place.open(BEN)
    await place.ask()
    place.clock.move_to(at(20))
    await place.owner.look_again(place.now)
    place.board.on_send = wait
    await place.live.submit([posted("x", "so", BEN, 20)])
    async with asyncio.timeout(5):
        await sending.wait()
        await place.live.close()
    place.restart()
    assert await place.live.delivery.recover() == 1
    await place.live.tick()
    assert len(place.to(BEN)) == 1


async def test_the_daily_word_is_said_once_a_day_and_missed_days_are_one(found: Founding) -> None:
    place = found(town(dry_run=True, timezone="Europe/Berlin"))
    await place.open(BEN)
    await place.pass_(hours=21)  # claims the first morning
    for nth in range(3):
        await place.ask(f"q{nth}")
        place.clock.move_to(place.now + timedelta(hours=1))
        await place.owner.look_again(place.now)
        place.clock.move_to(place.now + timedelta(hours=23))
    await place.live.tick()
    await place.live.tick()
    place.restart()
    await place.live.tick()
    assert len([d for d in place.journal("try_out") if d.action == "Say"]) == 1


async def test_the_daily_word_comes_at_the_time_its_dials_say(found: Founding) -> None:
    place = found(town(channels={"help": dials("help", policies={"try_out": TryOutPolicy(at=time(7))})}))
    await place.open()
    assert place.live.next_due() == datetime(2026, 3, 5, 7, tzinfo=UTC)


async def test_the_weekly_word_is_said_once_on_its_day_of_the_week_if_anything_happened(found: Founding) -> None:
    teams = {
        "hub": Team(name="hub", title="Hub", channel="hub", is_hub=True),
        "api": Team(name="api", title="API", channel="api"),
    }
    place = found(town(governance=Governance(teams=teams)))
    await place.open()
    await place.ask("q")
    monday = datetime(2026, 3, 9, 9, tzinfo=UTC)
    for days in (0, 7, 7):
        place.clock.move_to(monday + timedelta(days=days))
        if days == 0:
            await place.live.say_daily(place.now)  # the first Monday of all is claimed in silence
            solved = Escalation(
                id=EscalationId("e"), thread=tid("q"), channel=HELP, asker=ASKER, opened_at=monday, team="api",
                belongs_to="api", hub="hub", chain="usual", policy="p", cause=Cause.SILENCE, state=State.CLOSED,
                solved_at=monday + timedelta(hours=1),
            )  # fmt: skip
            await place.owner.behind(lambda ledger, e=solved: ledger.escalations.save(e))  # type: ignore[misc]
        await place.live.say_daily(place.now)
        place.restart()
    told = [d for d in place.journal("what_we_learned") if d.action == "Say"]
    assert [(d.at, d.detail["fields"]["team"][1]) for d in told] == [(monday + timedelta(days=7), "Hub")]  # type: ignore[index]


async def test_the_next_thing_due_is_a_look_a_message_or_a_morning(place: Town) -> None:
    await place.open(BEN)
    assert place.live.next_due() == datetime(2026, 3, 5, 9, tzinfo=UTC)
    await place.ask()
    assert place.live.next_due() == at(1)


class Hands:
    """A sandbox's clock and its people, as far as moving time on needs them."""

    def __init__(self, place: Town, *acts: tuple[datetime, Callable[[], Awaitable[Any]]]) -> None:
        self.place = place
        self.acts = list(acts)

    def now(self) -> datetime:
        return self.place.now

    def advance(self, to: datetime) -> None:
        assert to >= self.place.now
        self.place.clock.move_to(to)

    def next_due(self) -> datetime | None:
        return min((when for when, _ in self.acts), default=None)

    def due_actions(self, until: datetime) -> Sequence[tuple[datetime, Callable[[], Awaitable[Any]]]]:
        due = [act for act in self.acts if act[0] <= until]
        self.acts = [act for act in self.acts if act[0] > until]
        return due

    async def perform(self, action: tuple[datetime, Callable[[], Awaitable[Any]]]) -> None:
        await action[1]()


async def test_time_moved_on_passes_every_moment_on_the_way(place: Town) -> None:
    await place.open(BEN)
    hands = Hands(place, (at(5), place.ask), (at(40), lambda: place.say(BEN, "a", "like this", of="q")))
    assert next_due(place.live, hands) == at(5)
    seen: list[datetime] = []

    async def on_step(moment: datetime) -> None:
        seen.append(moment)

    await advance(place.live, hands, hands, at(60), on_step)
    assert place.now == at(60)
    assert seen == sorted(seen)
    assert [moment for moment in (at(5), at(25), at(40)) if moment in seen] == [at(5), at(25), at(40)]
    assert len(place.to(BEN)) == 1
    assert place.thread().first_reply_at == at(40)


async def test_time_moves_on_also_while_everything_is_paused(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    place.clock.move_to(at(20))
    await place.owner.look_again(place.now)
    await place.command(ROSA, "pause")
    await advance(place.live, Hands(place), Hands(place), at(300))
    assert place.board.seen(Reach.MEMBER) == []


async def test_a_manager_reads_who_changed_what_and_nobody_else_does(place: Town) -> None:
    await place.open(BEN)
    assert "Nothing was changed" in plain((await place.command(ROSA, "changes")).text)
    for nth, word in enumerate(("pause", "resume"), 1):
        place.clock.move_to(at(nth))
        await place.command(ROSA, word)
    place.clock.move_to(at(9))
    told = plain((await place.command(ROSA, "Changes")).text)
    assert told.index("now as the file says (before: on)") < told.index("now on (before: as the file says)")
    assert "only a community manager" in plain((await place.command(BEN, "changes")).text)


async def test_the_panel_tells_what_was_decided_what_waits_and_who_helps(place: Town) -> None:
    await place.open(BEN)
    await place.ask()
    await place.pass_(minutes=20)
    shown = panel(place.live, BEN)
    assert shown["Lately, and why"][0]["text"].startswith("Ask helpers: ")
    assert {"ask the asker whether it helped", "put it on the managers' list if it is still open"} & {
        line["text"] for line in shown["Waiting"]
    }
    assert [line["text"] for line in shown["Helpers"]] == ["Ben"]
    assert shown["This person"] == ["0 answers that helped", "0 answers marked", "0 times thanked"]


def test_everything_that_can_wait_is_told_in_words() -> None:
    found = {
        kind
        for room in ("engagement", "advocacy")
        for file in Path(room).rglob("*.py")
        for kind in re.findall(r'(?:FollowUp\([^()]*?kind=|_look\()"(\w+)"', file.read_text(encoding="utf-8"))
    }
    assert {"ask", "invite", "greeted"} < found
    assert found - LOOKS.keys() == set()


async def test_waking_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    wakes, times = Wakes(), []

    async def fails() -> None:
        times.append(1)
        raise OSError("away")

    wakes.every(60, "look", fails)
    (job,) = wakes.scheduler.get_jobs()
    await job.func()
    await job.func()
    assert len(times) == 2
    assert "look failed; it is tried again in 60 s" in caplog.text
    wakes.start()
    wakes.stop()
    wakes.stop()


async def test_a_thread_named_in_nothing_is_left_alone(place: Town) -> None:
    await place.open()
    await place.react(ADA, "nowhere")
    await place.react(ADA, "q")
    known = place.memory.read(place.owner.id, lambda ledger: ledger.conversations.threads([tid("nowhere")]))
    assert known == {}
    assert place.journal() == []
