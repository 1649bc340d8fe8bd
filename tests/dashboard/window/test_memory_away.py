"""The database stops while Hubbub runs: whoever looks hears so, nothing breaks, and afterwards all is as before."""

from collections.abc import AsyncIterator

import pytest

from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.api.stage import token_of
from tests.dashboard.window.stage import Looked, looked
from tests.databases import away
from tests.scenarios.stage import Town, answered

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
async def browser(memory: StoredMemory) -> AsyncIterator[Looked]:
    async with looked(await answered(Town(memory, town()))) as found:
        yield await found.sign_in()


async def test_pages_and_programs_are_told_that_it_is_away_and_see_it_return(
    browser: Looked, caplog: pytest.LogCaptureFixture
) -> None:
    token = await token_of(browser)
    asks = {"authorization": f"Bearer {token}", "accept": "application/json"}
    with away(browser.town.memory):
        for _ in range(3):  # the first call may still find an old connection
            page = await browser.get("/today")
            assert (page.status_code, page.headers["retry-after"]) == (503, "10")
            assert "cannot reach its memory" in page.text
            told = await browser.calls.get("/api/v1/conversations", headers=asks)
            assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
            assert "see whether the database runs" in told.json()["detail"]
    assert "/today: OperationalError" in caplog.text
    assert (await browser.get("/today")).status_code == 200
    assert (await browser.calls.get("/api/v1/conversations", headers=asks)).status_code == 200
