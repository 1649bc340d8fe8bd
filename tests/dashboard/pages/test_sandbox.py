"""The sandbox within the window: only where one runs and at this machine, in a frame that nobody else may have."""

from dataclasses import dataclass

from engagement.ids import MemberId
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import PUBLIC, looked
from tests.scenarios.board import Board
from tests.scenarios.stage import ROSA, Town


@dataclass
class Played(Board):
    """A board that is a sandbox's."""

    @property
    def name(self) -> str:
        return "sandbox"


async def opened(lite: StoredMemory, *, is_sandbox: bool) -> Town:
    place = Town(lite, town())
    if is_sandbox:
        place.live.delivery.platforms = {"slack-T1": Played()}  # type: ignore[dict-item]
    await place.open()
    return place


async def test_where_a_sandbox_runs_it_is_shown_in_a_frame_of_our_own(lite: StoredMemory) -> None:
    place = await opened(lite, is_sandbox=True)
    async with looked(place) as browser:
        await browser.sign_in(PageRole.MANAGER, MemberId(ROSA))
        answer = await browser.get("/sandbox")
        assert '<iframe src="/" title="' in answer.text
        assert "frame-src 'self'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        other = await browser.get("/today")
        assert 'href="/sandbox"' in other.text
        assert "frame-src" not in other.headers["content-security-policy"]


async def test_elsewhere_there_is_none(lite: StoredMemory) -> None:
    for is_sandbox, base in ((False, "http://127.0.0.1:8080"), (True, PUBLIC)):
        place = await opened(lite, is_sandbox=is_sandbox)
        async with looked(place, base=base) as browser:
            await browser.sign_in(PageRole.MANAGER, MemberId(ROSA))
            assert (await browser.get("/sandbox")).status_code == 404
            assert 'href="/sandbox"' not in await browser.text("/today")
