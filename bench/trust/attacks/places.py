"""What could a model do that places texts? Vectors that are none, and whatever order comes of those that are."""

import json
import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from bench.fakes.model import Seen
from engagement.ids import ThreadId
from engagement.modelling.likeness import Nearness, in_order
from engagement.records import SimilarThread

_LONG: Final = 16
_HUGE: Final = 1e308
_UNNUMBERED, _NOTHING, _KINDS = 7, 8, 11
"""The last two kinds are sound vectors in whatever order."""


def odd_vectors(seen: Seen, chance: random.Random) -> tuple[web.Response, Sequence[str]]:
    """An answer to "place these texts" by somebody who wishes no good, and no mark that could be shown of it."""
    wanted = len(seen.body["input"])
    row: list[Any] = [chance.uniform(-1, 1) for _ in range(_LONG)]
    rows: list[Any] = [[chance.uniform(-1, 1) for _ in range(_LONG)] for _ in range(wanted)]
    odd = chance.randrange(_KINDS)
    if odd == 0:
        rows = rows[1:]
    elif odd == 1:
        rows = [*rows, row]
    elif odd == 2:
        rows = [[float(chance.choice(("nan", "inf", "-inf")))] * _LONG, *rows[1:]]
    elif odd == 3:
        rows = [[_HUGE] * _LONG for _ in rows]
    elif odd == 4:
        rows = [["@everyone"] * _LONG, *rows[1:]]
    elif odd == 5:
        rows = [row[: chance.randrange(_LONG)], *rows[1:]]
    elif odd == 6:
        rows = [{"tool": "post_message"}, *rows[1:]]
    data: Any = [
        {"object": "embedding", "index": chance.choice((nth, None)) if odd == _UNNUMBERED else nth, "embedding": each}
        for nth, each in enumerate(rows)
    ]
    told = {
        "object": "list",
        "data": None if odd == _NOTHING else data,
        "model": "places",
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }
    return web.Response(text=json.dumps(told), content_type="application/json"), ()


def misplaced(near: Nearness, threads: Mapping[str, ThreadId]) -> list[str]:
    """What comes of it beyond another order of the very same earlier conversations."""
    found = [f"it places {name!r}" for name in near.scores if name not in threads]
    found += [f"{name} lies {score}" for name, score in near.scores.items() if not -1.01 <= score <= 1.01]
    offered = [SimilarThread(thread=thread, score=0.5, is_solved=True, answered_by=()) for thread in threads.values()]
    near_by = {threads[name]: score for name, score in near.scores.items() if name in threads}
    if sorted(one.thread for one in in_order(offered, near_by)) != sorted(threads.values()):
        found.append("earlier conversations came or went")
    return found
