"""The simulation hangs on its seed alone, and its judge sees what it is there to see."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bench.trust import ROWS, run
from bench.trust.figures import Work
from bench.trust.quiet import WEEK
from bench.trust.simulation import ROUGH, many
from bench.trust.simulation.chat import Chat, Shown
from bench.trust.simulation.faults import Faults
from bench.trust.simulation.ground import Ground, ground
from bench.trust.simulation.judge import Judge
from bench.trust.simulation.town import DISCORD, ON, ROSA, SLACK, TRIED, UNINVITED, channel
from bench.trust.simulation.virtual_time import Stuck, VirtualLoop, WorldClock
from bench.trust.simulation.world import Outcomes, World
from engagement.actions import Reach
from engagement.decisions import Decision, Outcome
from engagement.errors import ConfigError
from engagement.events import CommandGiven, ControlUsed, FormSubmitted
from engagement.ids import AccountId, DecisionId, MemberId, MessageId, OutboxId, ThreadId
from engagement.records import OutboxRow

DAY = datetime(2026, 6, 10, 10, tzinfo=UTC)
"""Noon in Berlin."""
HOUR = timedelta(hours=1)
_DICE = Random(0)  # noqa: S311  # noise that is the same each time
BEN, CY = AccountId(f"{SLACK}:ben"), AccountId(f"{SLACK}:cy")
TRACE = """
from dataclasses import replace
from bench.trust.simulation import ROUGH
from bench.trust.simulation.ground import ground
from bench.trust.simulation.world import World
with ground() as here:
    print("\\n".join(World(here, replace(ROUGH, days=0.4), 7, keeps_trace=True).run().trace))
"""


@pytest.fixture(scope="module")
def here() -> Iterator[Ground]:
    with ground() as found:
        yield found


def play(here: Ground, seed: int) -> Outcomes:
    return World(here, replace(ROUGH, days=0.5), seed, keeps_trace=True).run()


# --- one seed, one world ------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_one_seed_gives_the_same_bytes_in_every_process() -> None:
    found = [
        subprocess.run(
            [sys.executable, "-c", TRACE],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert found[0].count(b"taken ") > 10


def test_a_world_is_not_changed_by_the_one_before_it(here: Ground) -> None:
    alone = play(here, 3)
    play(here, 4)
    assert play(here, 3) == alone
    assert play(here, 4).trace != alone.trace


def test_a_number_is_a_size_too() -> None:
    (found,) = run(["simulation"], "1", 5, lambda _line: None)
    assert (found.tried, found.seed) == (1, 5)
    with pytest.raises(ConfigError, match="or write a number"):
        run(["simulation"], "tiny", 5, print)


def test_every_row_of_simulated_worlds_names_its_sizes() -> None:
    assert {name: ROWS[name].count("ci") for name in ("quiet", "undo")} == {"quiet": 500, "undo": 300}
    assert ROWS["quiet"].count("full") == 1_000
    assert ROWS["quiet"].count("17") == 17


def test_a_row_whose_share_of_the_time_is_used_up_stops_and_says_how_far_it_got(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = replace(WEEK, days=0.1)
    row = replace(ROWS["quiet"], run=lambda work: many.to_figures(many.play(day, work), work), share=4.0)
    now = iter(range(10_000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(now)))
    monkeypatch.setattr(many, "_FEW", 1_000)
    assert row.figures("5", 5, lambda _line: None).tried == 5, "a share is CI's alone"
    assert row.figures("ci", 5, lambda _line: None).tried == 2, "begun at the third second and at the fourth, not later"


@pytest.mark.long
def test_worlds_are_played_side_by_side_until_the_time_is_over(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "_AT_A_TIME", 4)
    monkeypatch.setattr(many, "_TOLD_AFTER", 2)
    day, told = replace(WEEK, days=0.1), list[str]()
    all_of_them = list(many.play(day, Work(size=11, seed=5, report=told.append)))
    assert [each.seed for each in all_of_them] == list(range(5, 16))
    assert told == ["  8 of 11"]
    over = Work(size=11, seed=5, report=told.append, ends_at=time.monotonic())
    assert (list(many.play(day, over)), told[1:], caplog.records) == ([], [], [])


# --- time ------------------------------------------------------------------------------------------------------------------


def test_time_leaps_to_the_next_timer_and_no_further() -> None:
    loop = VirtualLoop()

    async def week() -> list[float]:
        seen = []
        for seconds in (7 * 86_400.0, 0.25):
            await asyncio.sleep(seconds)
            seen.append(loop.time())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 3_600)
        return [*seen, loop.time()]

    assert loop.run_until_complete(week()) == [604_800, 604_800.25, 608_400.25]
    with pytest.raises(Stuck):
        loop.run_until_complete(loop.create_future())
    loop.close()


def test_a_world_in_which_time_passes_in_vain_ends_all_the_same() -> None:
    loop = VirtualLoop(latest=3_600)

    async def ticking() -> None:
        while True:  # noqa: ASYNC110  # in vain, as is tried here
            await asyncio.sleep(60)

    with pytest.raises(Stuck, match="goes on"):
        loop.run_until_complete(ticking())
    assert loop.time() == pytest.approx(3_660)
    loop.close()


# --- the judge -------------------------------------------------------------------------------------------------------------


class Court:
    """A judge, and a platform whose ledger is written by hand."""

    def __init__(self) -> None:
        loop = VirtualLoop()
        self.clock = WorldClock(loop, DAY)
        self.chat = Chat(SLACK, self.clock, _DICE, Faults(), remembers=False, trace=lambda _line: None)
        self.threads: dict[OutboxId, ThreadId | None] = {}
        self.says = ""
        self.judge = Judge(self._behind, lambda name: not self.chat.ledger[name].is_gone)
        loop.close()

    def _behind(self, marker: OutboxId) -> tuple[OutboxRow | None, Decision | None]:
        if marker not in self.threads:
            return None, None
        row = OutboxRow(
            id=marker, decision=DecisionId(f"d-{marker}"), workspace=SLACK, op="say", lane=3, body={"text": self.says}, created_at=DAY,
            thread=self.threads[marker],
        )  # fmt: skip
        decision = Decision(
            id=row.decision, at=DAY, play="peer_prompt", play_version=1, policy_hash="", subject="s", action="Say",
            outcome=Outcome.ACTED, reason="so", outbox=marker,
        )  # fmt: skip
        return row, decision

    def show(
        self, name: str, hours: float = 0, *, to: str = BEN, reach: Reach = Reach.MEMBER, buttons: tuple[str, ...] = (),
        about: str = ON, text: str | None = None, marker: str | None = None, people: tuple[AccountId, ...] | None = None,
        is_decided: bool = True,
    ) -> list[str]:  # fmt: skip
        """What the judge says to one more message."""
        at = DAY + hours * HOUR
        known = OutboxId(marker or name)
        if is_decided:
            self.threads[known] = ThreadId(MessageId(f"{channel(SLACK, about)}:{name}"))
        alone = (AccountId(to),) if reach is Reach.MEMBER else ()
        shown = Shown(
            id=MessageId(f"{to}:{name}"), marker=known, reach=reach, to=to, text=text or name, buttons=buttons,
            links=(), people=people if people is not None else alone, asked_at=at, at=at,
        )  # fmt: skip
        self.chat.ledger[shown.id] = shown
        self.chat.markers.setdefault(known, []).append(shown.id)
        before = len(self.judge.failures)
        self.judge.see(self.chat, shown)
        return self.judge.failures[before:]

    def ask(self, name: str, hours: float, to: AccountId = BEN) -> list[str]:
        return self.show(name, hours, to=to, buttons=("on_it",))


@pytest.fixture
def court() -> Court:
    return Court()


def test_what_nobody_decided_on_is_seen(court: Court) -> None:
    assert "no decision behind it" in court.show("one", is_decided=False)[0]


def test_what_is_said_twice_is_seen(court: Court) -> None:
    assert court.show("one") == []
    assert "stands there already" in court.show("two", marker="one")[0]
    assert "said to them already" in court.show("three", text="one")[0]
    assert court.judge.doubled == 2


@pytest.mark.parametrize(("hours", "is_seen"), [(0, False), (10.99, False), (11, True), (21.9, True), (22, False)])
def test_what_is_said_at_night_is_seen(court: Court, hours: float, *, is_seen: bool) -> None:
    """From 21 to 8 o'clock in Berlin, which is two hours ahead of UTC."""
    assert any("night" in failure for failure in court.show("one", hours - 2)) is is_seen


def test_a_second_ask_within_a_day_is_seen_and_so_is_a_fourth_within_a_week(court: Court) -> None:
    assert court.ask("one", 0) == []
    assert "asks within a day" in court.ask("two", 23)[0]
    for name, day in (("a", 0), ("b", 1.01), ("c", 2.02)):
        court.ask(name, 24 * day, CY)
        court.judge.told(ControlUsed(key=name, at=DAY, account=CY, control="why", outbox=OutboxId(name)))
    assert "asks within a week" in court.ask("d", 24 * 3.03, CY)[0]


def test_a_limit_that_was_chosen_holds_in_place_of_the_usual_one(court: Court) -> None:
    court.judge.taken(FormSubmitted(key="f", at=DAY, account=BEN, form="helper", values={"limit": ("2",)}), DAY)
    assert court.ask("one", 0) == court.ask("two", 1) == []
    assert "3 asks within a day, and 2 are agreed" in court.ask("three", 2)[0]


def test_an_ask_after_two_ignored_ones_is_seen(court: Court) -> None:
    assert court.ask("one", 0) == court.ask("two", 25) == []
    assert "should rest" in court.ask("three", 50)[0]
    court.judge.told(ControlUsed(key="c", at=DAY, account=BEN, control="not_now", outbox=OutboxId("three")))
    assert court.ask("four", 24 * 8) == []


def test_a_third_unasked_message_within_a_week_is_seen(court: Court) -> None:
    assert court.show("one") == court.show("two", 48) == []
    assert "private messages this week" in court.show("three", 96)[0]
    assert court.show("four", 24 * 9.1) == []


def test_a_fifth_message_in_a_channel_within_the_hour_is_seen(court: Court) -> None:
    there = {"to": f"{channel(SLACK, ON)}:q", "reach": Reach.THREAD}
    for name in "abcd":
        assert court.show(name, **there) == []  # type: ignore[arg-type]
    assert "within an hour" in court.show("e", 0.9, **there)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(("place", "is_seen"), [(ON, False), (TRIED, True), (UNINVITED, True)])
def test_what_is_said_where_hubbub_is_off_is_seen(court: Court, place: str, *, is_seen: bool) -> None:
    assert any("not switched on" in failure for failure in court.show("one", about=place)) is is_seen


def test_what_is_said_after_stop_is_seen(court: Court) -> None:
    stop = CommandGiven(key="s", at=DAY, account=BEN, channel=channel(SLACK, ON), words=("stop",))
    court.judge.told(stop)
    court.judge.taken(stop, DAY)
    assert "they said stop" in court.ask("one", 0.1)[0]
    enrol = ControlUsed(key="e", at=DAY, account=BEN, control="enrol")
    court.judge.told(enrol)
    assert court.ask("two", 24.2) == []


def test_what_is_said_while_all_is_paused_is_seen_but_for_the_first_five_seconds(court: Court) -> None:
    where = channel(SLACK, ON)
    court.judge.taken(CommandGiven(key="p", at=DAY, account=ROSA, channel=where, words=("pause",)), DAY)
    assert court.show("one", 4 / 3600) == []
    assert "paused" in court.show("two", 6 / 3600)[0]
    assert court.show("three", 1, to=f"{SLACK}:managers", reach=Reach.MANAGERS) == []
    court.judge.told(CommandGiven(key="r", at=DAY, account=ROSA, channel=where, words=("resume",)))
    assert court.show("four", 1, to=CY) == []


def test_a_second_list_within_two_minutes_is_seen_and_other_notices_are_not(court: Court) -> None:
    there = {"to": f"{SLACK}:managers", "reach": Reach.MANAGERS}
    court.says = "open_questions.list"
    assert court.show("one", **there) == []  # type: ignore[arg-type]
    assert "should be one" in court.show("two", 1 / 60, **there)[0]  # type: ignore[arg-type]
    assert court.show("three", 4 / 60, **there) == []  # type: ignore[arg-type]
    court.says = "open_questions.handed"
    assert court.show("four", 4 / 60, **there) == court.show("five", 4 / 60, **there) == []  # type: ignore[arg-type]


def test_somebody_on_both_platforms_is_one_person(court: Court) -> None:
    assert court.ask("one", 0) == []
    assert "asks within a day" in court.ask("two", 5, AccountId(f"{DISCORD}:benny"))[0]
    assert MemberId(BEN) in court.judge._asks
