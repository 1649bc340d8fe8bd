"""Asks a community's model many things in a row, and waits where it says when to come again: nobody is waiting."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Final

from bots.llm.desk import Desk
from engagement.modelling.asking import Request
from engagement.modelling.budget import Outcome
from engagement.modelling.typist import Typed

AT_ONCE: Final = 20
LONGEST: Final = timedelta(minutes=2)
"""A longer wait, such as for tomorrow's budget, ends it (ours)."""
_REASONS: Final = 3
ROUNDS: Final = 3
"""So often the same things are asked again (ours)."""


async def ask_all(
    desk: Desk,
    requests: Sequence[Request],
    on_progress: Callable[[int], None] = lambda _: None,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> list[Typed]:
    """What came of each request that was made, in order: it ends early where a whole lot of them stays unanswered.

    Whoever is busy, slow or left alone for a while is waited for, once it has answered anything at all.
    """
    typed: list[Typed] = []
    for start in range(0, len(requests), AT_ONCE):
        some = requests[start : start + AT_ONCE]
        lot = list(await asyncio.gather(*map(desk.ask, some)))
        for _ in range(ROUNDS):
            late = [nth for nth, each in enumerate(lot) if _comes_again(each)]
            if not late or not any(each.answer is not None for each in (*typed, *lot)):
                break
            await pause(max(_wait(lot[nth]) for nth in late).total_seconds())
            again = await asyncio.gather(*(desk.ask(some[nth]) for nth in late))
            for nth, each in zip(late, again, strict=True):
                lot[nth] = each
        typed += lot
        on_progress(len(typed))
        if all(each.answer is None for each in lot):
            break
    return typed


def why_not(typed: Sequence[Typed]) -> str:
    """Why some were not answered, the commonest reasons first with how many had each; "" where all were."""
    reasons = Counter(each.why for each in typed if each.answer is None)
    return "; ".join(f"{why} ({number:,})" for why, number in reasons.most_common(_REASONS))


def _comes_again(typed: Typed) -> bool:
    is_away = typed.outcome in (None, Outcome.BUSY, Outcome.AWAY)
    return typed.answer is None and is_away and timedelta() < _wait(typed) <= LONGEST


def _wait(typed: Typed) -> timedelta:
    return typed.try_again_after or timedelta()
