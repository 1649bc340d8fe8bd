"""A town whose figures other programs read: answered questions, a private one, a team with a card, and tokens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx import Response

from engagement.api_tokens import USUAL_DAYS
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ADA, Town, answered

V1 = "/api/v1"


@asynccontextmanager
async def programs(memory: StoredMemory) -> AsyncIterator[Looked]:
    place = await answered(Town(memory, town()))
    await place.react(ADA, "a")
    async with looked(place) as found:
        yield found


async def token_of(browser: Looked, role: PageRole = PageRole.MANAGER, days: int = USUAL_DAYS, name: str = "BI") -> str:
    return await browser.window.programs.make(browser.town.live, name, role, days, None)


async def call(browser: Looked, path: str, token: str = "", **headers: str) -> Response:
    own = {"authorization": f"Bearer {token}"} if token else {}
    return await browser.calls.get(f"{V1}{path}", headers={**own, **headers})
