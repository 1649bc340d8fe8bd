"""A process that makes calls until the day's budget lets none in, and dies in the middle of some: ``URL NAME SEED``."""

import os
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime

from engagement.ids import CommunityId
from engagement.modelling.asking import Usage, Use
from engagement.modelling.budget import Budget, Call, Outcome
from storage import open_memory

CAP, MOST = 60_000, 900
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
TOWN = CommunityId("town")


def main(url: str, name: str, seed: int) -> None:
    """Print what the calls that ended really used; whoever is killed prints what it had used until then."""
    chance, memory = random.Random(seed), open_memory(url)  # noqa: S311  # repeatable
    for nth in range(100_000):
        call = Call(
            id=f"{name}-{nth}", at=AT, use=Use.DRAFT, model="small", usage=Usage(tokens_in=MOST - 100, tokens_out=100)
        )
        with memory.direct(TOWN) as ledger:
            if not ledger.model_calls.begin(call, Budget(tokens=CAP)):
                break
        used = chance.randrange(MOST + 1)
        print(used, flush=True)  # noqa: T201  # to whoever started it
        if chance.random() < 0.02:
            os._exit(9)
        with memory.direct(TOWN) as ledger:
            ledger.model_calls.end(replace(call, outcome=Outcome.USED, usage=Usage(tokens_in=used)))
    memory.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
