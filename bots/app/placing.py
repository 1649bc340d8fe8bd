"""Has the community's model place labelled pairs of questions, within its budget and on record."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bots.app.judging import Plan, plan_to_place
from bots.app.models import desk_for
from bots.llm.desk import Desk
from bots.runtime.clock import SystemClock
from config.settings import Settings
from engagement.ids import CommunityId
from engagement.modelling.asking import Passage, Use
from engagement.modelling.budget import MILLION
from engagement.modelling.likeness import Nearness
from engagement.modelling.masking import mask
from engagement.policy import Policy
from storage import StoredMemory

AT_ONCE = 64
"""Texts of one call: so many the adapter takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsPlan:
    """The masked texts of each pair, and what placing them costs at the most."""

    pairs: tuple[tuple[str, str], ...]
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """How near each pair lies (-1 to 1), None where the model did not say; and what that used."""

    near: tuple[float | None, ...]
    why: str
    tokens: int
    money: float | None
    calls: int


def plan_pairs(pairs: Sequence[tuple[str, str]], policy: Policy, settings: Settings) -> PairsPlan:
    """Work out what placing would cost. Raises ConfigError where there is no model that places texts."""
    masked = tuple((mask(text, {}), mask(other, {})) for text, other in pairs)
    return PairsPlan(pairs=masked, plan=plan_to_place(_texts(masked), policy, settings))


def place_pairs(
    memory: StoredMemory, community: CommunityId, found: PairsPlan, on_progress: Callable[[int], None] = lambda _: None
) -> Placed:
    """Place every text once, many in a call; stops where nobody would answer any more, such as over the budget."""
    return asyncio.run(_place(memory, community, found, on_progress))


async def _place(
    memory: StoredMemory, community: CommunityId, found: PairsPlan, on_progress: Callable[[int], None]
) -> Placed:
    desk = desk_for(memory, community, found.plan.policy, found.plan.door)
    assert desk is not None
    begun, why = SystemClock().now(), ""
    near: list[float | None] = []
    try:
        for start in range(0, len(found.pairs), AT_ONCE // 2):
            some = found.pairs[start : start + AT_ONCE // 2]
            why = await _ahead(desk, some) or why
            for pair in some if not why else ():
                placed = await desk.compare(_passages(pair), Use.DUPLICATES)
                near.append(placed.answer.scores["1"] if isinstance(placed.answer, Nearness) else None)
            on_progress(len(near))
            if why:
                break
    finally:
        await desk.close()
    near += [None] * (len(found.pairs) - len(near))
    calls = memory.read(community, lambda ledger: ledger.model_calls.between(begun, SystemClock().now()))
    mine = [each for each in calls if each.use is Use.DUPLICATES and each.model == found.plan.policy.model.embeddings]
    return Placed(
        near=tuple(near), why=why, calls=len(mine), tokens=sum(each.usage.tokens_in for each in mine),
        money=None if found.plan.money is None else sum(each.millionths for each in mine) / MILLION,
    )  # fmt: skip


async def _ahead(desk: Desk, some: Sequence[tuple[str, str]]) -> str:
    """Have the texts of some pairs placed in one call, which the desk remembers; "" or why that failed."""
    placed = await desk.compare(_passages(_texts(some)), Use.DUPLICATES)
    return "" if isinstance(placed.answer, Nearness) else placed.why


def _texts(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for pair in pairs for text in pair))


def _passages(texts: Sequence[str]) -> list[Passage]:
    return [Passage(id=str(nth), by="Member", words=text) for nth, text in enumerate(texts)]
