"""One of two processes that both believe a community is theirs, and ask its advocates as fast as they can."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))

from bots.app.owners import owner_name
from engagement.errors import NotOwner
from engagement.events import FormSubmitted
from engagement.ids import CommunityId
from engagement.policy import Policy
from engagement.programmes import Programme
from storage import open_memory
from tests.bots.runtime.stage import town
from tests.scenarios.stage import SAM, Town

ROUNDS = 8
_CHAMPIONS = Programme(name="champions", title="Champions", promise="You hear first.")


def raced() -> Policy:
    """The same community in every process."""
    return town(community=CommunityId("raced"), programmes={"champions": _CHAMPIONS})


async def race(url: str, name: str) -> None:
    """Take the community over, ask, and again; says each time what became of it."""
    memory, me = open_memory(url), owner_name()
    sys.stdin.readline()
    for nth in range(ROUNDS):
        place = Town(memory, raced())
        by = (place.now + timedelta(days=8)).date().isoformat()
        form = {"kind": ("talk",), "what": (f"{name} {nth}",), "by": (by,)}
        try:
            memory.own(place.owner.id, me, place.now, timedelta())  # whoever comes next may have it at once
            event = FormSubmitted(key=f"{name}:{nth}", at=place.now, account=SAM, form="ask", values=form)
            await place.owner.take_in([event])
            sys.stdout.write("asked\n")
        except NotOwner:
            sys.stdout.write("lost\n")
    memory.close()


if __name__ == "__main__":
    asyncio.run(race(*sys.argv[1:]))
