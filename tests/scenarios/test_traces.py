"""What was held, only tried, or undone leaves no trace in what members see."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.actions import COMPENSATIONS
from engagement.decisions import Decision, Outcome
from engagement.ids import AccountId
from engagement.people import Helper, Role
from engagement.policy import Policy
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.scenarios.stage import ADA, BEN, CY, DI, ROSA, TESS, Town

PEOPLE = (ADA, BEN, CY, TESS)
NAMES = ("q", "q2")
acts = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(NAMES)),
        st.tuples(st.just("reply"), st.sampled_from(NAMES), st.sampled_from(PEOPLE)),
        st.tuples(st.just("thanks"), st.sampled_from(NAMES)),
        st.tuples(st.just("react"), st.sampled_from(NAMES), st.sampled_from(PEOPLE)),
        st.tuples(st.just("press"), st.sampled_from(PEOPLE), st.sampled_from(["on_it", "not_now", "it_helped"])),
        st.tuples(st.just("menu"), st.sampled_from(NAMES), st.sampled_from(["mark_answer", "ask_helper"])),
        st.tuples(st.just("wait"), st.sampled_from([1, 20, 60, 180, 1_500, 4_500])),
    ),
    min_size=3,
    max_size=14,
)
Acts = Sequence[tuple[Any, ...]]


class Play:
    """Plays random acts in a town; what cannot be done yet is left out."""

    def __init__(self, town_: Town) -> None:
        self.town = town_
        self.last: dict[str, str] = {}
        self.number = 0

    async def do(self, act: tuple[Any, ...]) -> None:  # noqa: C901
        kind, *rest = act
        where = self.town
        if kind == "wait":
            await where.pass_(minutes=rest[0])
        elif kind == "ask" and rest[0] not in self.last:
            self.last[rest[0]] = rest[0]
            await where.ask(rest[0], f"How do I call the endpoint {rest[0]} from a script?")
        elif kind == "press":
            under = [m for m in where.board.seen() if rest[0] in (m.to, m.only_to) or m.only_to == rest[0]]
            if under:
                await where.press(rest[0], rest[1], under[-1])
        elif rest and rest[0] in self.last:
            await self._in_thread(kind, rest)

    async def _in_thread(self, kind: str, rest: Sequence[Any]) -> None:
        where, name = self.town, rest[0]
        if kind in {"reply", "thanks"}:
            self.number += 1
            who = rest[1] if kind == "reply" else ADA
            text = "Try it with a token" if kind == "reply" else "Thanks, that worked!"
            await where.say(who, f"{name}-{self.number}", text, of=name)
            self.last[name] = f"{name}-{self.number}"
        elif kind == "react":
            await where.react(rest[1], self.last[name])
        elif kind == "menu":
            await where.press(ADA, rest[1], on=self.last[name])


def seen(where: Town) -> object:
    """Everything members see, or will see of what is recorded about them."""
    return (sorted(where.board.by_members), {m: where.credits_of(m) for m in PEOPLE})


def visible(where: Town) -> dict[str, object]:
    """A thread as people know it: what was done to it, apart from the count of changes."""
    threads = where.memory.read(where.owner.id, lambda ledger: ledger.conversations.threads([f"slack-T1:help:{n}" for n in NAMES]))  # type: ignore[misc]  # noqa: E501
    return {name: replace(thread, version=0) for name, thread in threads.items()}


@given(acts)
@settings(max_examples=settings.default.max_examples // 2)
def test_a_try_out_sends_members_nothing(lite: StoredMemory, some: Acts) -> None:
    async def played(policy: Policy) -> Town:
        where = Town(lite, policy)
        await where.open(BEN, CY)
        play = Play(where)
        for act in some:
            await play.do(act)
        await where.pass_(days=2)
        return where

    for policy in (town(dry_run=True), town(channels={"help": dials("help", is_live=False)})):
        where = asyncio.run(played(policy))
        assert where.board.by_members == []
        assert where.board.tags == set()
        tried = [decision for decision in where.journal() if decision.outcome is Outcome.TRIED]
        assert all(decision.outbox is not None for decision in tried)


@given(acts, st.data())
@settings(max_examples=settings.default.max_examples // 2)
def test_undoing_all_that_one_step_did_leaves_no_trace_of_it(lite: StoredMemory, some: Acts, data: st.DataObject) -> None:
    """One step's decisions are undone, the newest first: members see, and threads are, as before that step."""
    nth = data.draw(st.integers(0, len(some) - 1))

    async def played() -> None:
        where = Town(lite)
        await where.open(BEN, CY)
        play = Play(where)
        for act in some[:nth]:
            await play.do(act)
        known = {decision.id for decision in where.journal()}
        before, threads_before = seen(where), visible(where)
        await step(play, some[nth])
        made = [d for d in where.journal() if d.id not in known and d.outcome is Outcome.ACTED]
        undone = [d for d in reversed(made) if COMPENSATIONS.get(d.action) is not None]
        for decision in undone:
            await where.undo(decision)
        await where.pass_(seconds=1)
        if all(COMPENSATIONS.get(d.action) is not None for d in made):
            assert seen(where) == before
            assert decided(visible(where)) == decided({**visible(where), **threads_before}) or is_superseding(made, threads_before)

    asyncio.run(played())


async def step(play: Play, act: tuple[Any, ...]) -> None:
    await play.do(act)


DECIDED = ("state", "accepted", "accepted_by", "marked_by", "solved_at", "asked", "rings", "offered")


def decided(threads: dict[str, object]) -> dict[str, tuple[object, ...]]:
    """What decisions made of the threads; what people wrote in them stays."""
    return {name: tuple(getattr(thread, field) for field in DECIDED) for name, thread in threads.items()}


def is_superseding(made: Sequence[Decision], before: dict[str, Any]) -> bool:
    """A mark that took the place of another: undoing it opens the question, as ``COMPENSATIONS`` says."""
    return any(d.action == "MarkAnswer" and before[d.subject].state != "open" for d in made if d.subject in before)
