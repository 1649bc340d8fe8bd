"""kill -9 while the bare engine takes events in: nothing acknowledged is lost, nothing is there twice."""

import asyncio
import random
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy import text

from bench.trust.figures import Figures, Work
from bench.trust.kills.hubbub_process import Crashed, KillableProcess, killable_process
from bench.trust.kills.listener import AT_ONCE, COMMUNITY, event
from storage import open_memory

_BATCHES, _THEN_S = 6, 0.03
"""It dies in one of the first batches, some time into it."""
_MOST_S: Final = 5.0


def killed_at_intake(work: Work) -> Figures:
    """Kill the listener ``work.size`` times, each time after it has acknowledged something."""
    with tempfile.TemporaryDirectory(prefix="hubbub-kills-") as made:
        folder = Path(made)
        url = f"sqlite:///{folder / 'hubbub.db'}"
        try:
            acknowledged = asyncio.run(_killed(url, folder / "log", work))
        except Crashed as crashed:
            return Figures(tried=0, crashed=1, seed=work.seed, failures=(str(crashed),))
        return _reckoned(url, acknowledged, work)


async def _killed(url: str, log: Path, work: Work) -> int:
    """How many of the events, from the first on, it has said to have."""
    draw = random.Random(work.seed)
    first = 0
    async with killable_process(log) as listener:
        for _ in range(work.size):
            listener.said.clear()
            listener.becomes({"take_in": [url, first], "environment": {}})
            await listener.start()
            await listener.up()
            await _said(listener, draw.randint(0, _BATCHES))
            await asyncio.sleep(draw.uniform(0.0, _THEN_S))
            await listener.kill()
            first = max(first, _next(listener.said))
    return first


async def _said(listener: KillableProcess, lines: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_MOST_S):
            while len(listener.said) < lines:  # noqa: ASYNC110  # it is in another process
                await asyncio.sleep(0.001)


def _next(said: Sequence[str]) -> int:
    """The number after the last one acknowledged; the last line may be half a line."""
    return max(
        (int(line.split()[2]) + 1 for line in said if line.startswith("acked ") and line.endswith(".")), default=0
    )


def _reckoned(url: str, acknowledged: int, work: Work) -> Figures:
    memory = open_memory(url)
    try:
        with memory.engine.connect() as connection:
            kept = set(connection.execute(text("select id from messages")).scalars())
            counts = [
                int(connection.execute(text(query), {"c": COMMUNITY}).scalar_one() or 0)
                for query in (
                    "select count(*) from inbox where community_id = :c",
                    "select sum(messages) from day_counts where community_id = :c",
                    "select sum(messages) from threads where community_id = :c and state <> 'merged'",
                )
            ]
    finally:
        memory.close()
    lost = {str(event(number).message) for number in range(acknowledged)} - kept
    failures = [f"{len(kept)} are kept, and counted as {counts}"] if set(counts) != {len(kept)} else []
    if acknowledged < AT_ONCE * work.size:
        failures.append(f"this was no load: {acknowledged} acknowledged")
    return Figures(
        tried=work.size,
        lost=len(lost),
        doubled=sum(max(count - len(kept), 0) for count in counts),
        seed=work.seed,
        failures=tuple(failures),
        absolute={"events acknowledged": acknowledged},
    )
