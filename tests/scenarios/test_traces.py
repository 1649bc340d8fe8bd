"""What was held, only tried, or undone leaves no trace in what members see."""

import asyncio
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.actions import COMPENSATIONS
from engagement.decisions import Decision, Outcome
from engagement.policy import Policy
from engagement.threads import ThreadState
from storage import StoredMemory
from tests.bots.runtime.stage import dials, town
from tests.engagement.made_up import tid
from tests.scenarios.stage import ADA, BEN, CY, TESS, Town

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

    async def do(self, act: tuple[Any, ...]) -> None:
        kind, *rest = act
        where = self.town
        if kind == "wait":
            await where.pass_(minutes=rest[0])
        elif kind == "ask" and rest[0] not in self.last:
            self.last[rest[0]] = rest[0]
            await where.ask(rest[0], f"How do I call the endpoint {rest[0]} from a script?")
        elif kind == "press":
            under = [m for m in where.board.seen() if rest[0] in {m.to, m.only_to}]
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


@given(acts)
@settings(max_examples=settings.default.max_examples // 4)
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
def test_undoing_all_that_one_step_did_leaves_no_trace_of_it(
    lite: StoredMemory, some: Acts, data: st.DataObject
) -> None:
    """One step's decisions are undone, the newest first: members see, and threads are, as before that step."""
    nth = data.draw(st.integers(0, len(some) - 1))
    asyncio.run(done_and_undone(Town(lite), some[:nth], some[nth]))


async def done_and_undone(where: Town, earlier: Acts, act: tuple[Any, ...]) -> None:
    await where.open(BEN, CY)
    play = Play(where)
    for one in earlier:
        await play.do(one)
    known = {decision.id for decision in where.journal()}
    before, threads = seen(where), decided(where)
    await play.do(act)
    made = [d for d in where.journal() if d.id not in known and d.outcome is Outcome.ACTED]
    if any(COMPENSATIONS.get(d.action) is None or takes_the_place(d, threads) for d in made):
        return
    for decision in sorted(made, key=lambda d: d.at, reverse=True):
        await where.undo(decision)
    while await where.live.delivery.deliver():
        pass
    assert seen(where) == before
    assert {name: what for name, what in decided(where).items() if name in threads} == threads


DECIDED = ("accepted", "accepted_by", "marked_by", "solved_at", "asked", "rings", "offered")


def decided(where: Town) -> dict[str, tuple[object, ...]]:
    """What decisions made of the threads; what people wrote in them, and who let go of what, is theirs."""
    ids = [tid(name) for name in NAMES]
    threads = where.memory.read(where.owner.id, lambda ledger: ledger.conversations.threads(ids))
    return {
        name: (thread.state is ThreadState.SOLVED, *(getattr(thread, part) for part in DECIDED))
        for name, thread in threads.items()
    }


def takes_the_place(made: Decision, before: dict[str, tuple[object, ...]]) -> bool:
    """A mark in place of another one: undoing it opens the question, as ``COMPENSATIONS`` says."""
    return made.action == "MarkAnswer" and before.get(made.subject, (False,))[0] is True
