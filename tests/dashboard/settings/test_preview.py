"""What a change would have made of the last days, through the page: begun, waited for, read, saved or left."""

import asyncio
import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from dashboard.window.jobs import AT_ONCE, State
from engagement.ids import MemberId
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.bots.runtime.test_lived_again import MANY, days
from tests.dashboard.pages.test_settings import form_of, wait
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ROSA, Town


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    place = Town(lite, town(restraint=MANY))
    await days(place)
    async with looked(place) as found:
        yield await found.sign_in(member=MemberId(ROSA))


async def begun(browser: Looked, **changed: str) -> str:
    """The address of a preview of this change."""
    form = form_of(await browser.text("/settings?group=peer_prompt"))
    answer = await browser.post("/settings", **{**form, **changed, "do": "preview"})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def ended(browser: Looked, address: str) -> str:
    """The page once it is done."""
    for _ in range(300):
        page = await browser.text(address)
        if 'hx-trigger="every 1s"' not in page:
            return page
        await asyncio.sleep(0.1)
    raise AssertionError("it never ended")


def row(page: str, title: str) -> list[str]:
    """The cells of a line of the table."""
    found = re.search(rf"<tr><th[^>]*>{re.escape(title)}</th>(.*?)</tr>", page, re.DOTALL)
    assert found is not None, title
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", found[1], re.DOTALL)]


async def test_a_longer_wait_is_previewed_and_then_saved(browser: Looked) -> None:
    before = browser.town.journal()
    address = await begun(browser, **{"value:peer_prompt.wait": "55 min"})
    page = unescape(await ended(browser, address))
    asked = row(page, "Questions about which helpers would have been asked")
    assert asked[0] == asked[1]
    assert int(asked[2]) < int(asked[1])
    assert asked[3] == str(int(asked[2]) - int(asked[1]))
    waits = [one.replace("\N{NO-BREAK SPACE}", " ") for one in row(page, "Until helpers are asked, typically")]
    assert waits == ["20 minutes", "20 minutes", "55 minutes", "changed"]
    assert "With the settings as they are, as much would have been done as was." in page
    assert "Where it would be otherwise" in page
    assert "How long members have to answer first <code>peer_prompt.wait</code>" in page
    assert re.search(r'href="/conversations/one\?thread=slack-T1', page)
    assert browser.town.journal() == before, "nothing was decided, sent or changed"
    saved = await browser.post(address, do="save")
    assert saved.headers["location"] == "/settings?group=peer_prompt&saved=1"
    assert wait(browser).total_seconds() == 55 * 60
    assert (await browser.get(address)).status_code == 404, "it is not kept"


async def test_what_was_typed_comes_back_from_the_preview_and_a_second_one_is_told(browser: Looked) -> None:
    address = await begun(browser, **{"value:peer_prompt.wait": "55 min"})
    page = await browser.text(address)
    back = re.search(r'<a href="(/settings\?group=peer_prompt[^"]+)">Back to the form', page)
    assert back is not None
    form = form_of(await browser.text(unescape(back[1])))
    assert form["value:peer_prompt.wait"] == "55 min"
    fresh = form_of(await browser.text("/settings?group=peer_prompt"))
    await browser.post("/settings", **{**fresh, "value:peer_prompt.wait": "30 min"})
    answer = await browser.post(address, do="save")
    text = unescape(await browser.text(answer.headers["location"]))
    assert "Somebody else has set this to 30 min meanwhile" in text
    assert form_of(text)["value:peer_prompt.wait"] == "55 min"
    assert wait(browser).total_seconds() == 30 * 60


async def test_a_preview_is_called_off(browser: Looked) -> None:
    address = await begun(browser, **{"value:peer_prompt.wait": "55 min"})
    (job,) = browser.window.jobs.of(browser.town.owner.id, "preview")
    left = await browser.post(address, do="stop")
    assert left.headers["location"] == "/settings?group=peer_prompt"
    assert job.state in {State.CALLED_OFF, State.DONE}
    assert browser.window.jobs.of(browser.town.owner.id, "preview") == []
    for _ in range(100):
        if not job.folder.exists():
            break
        await asyncio.sleep(0.1)
    assert not job.folder.exists(), "nothing is left of it"
    assert wait(browser).total_seconds() == 20 * 60


async def test_nothing_changed_is_nothing_to_preview_and_no_more_than_two_run_at_once(browser: Looked) -> None:
    form = form_of(await browser.text("/settings?group=peer_prompt"))
    answer = await browser.post("/settings", **{**form, "do": "preview"})
    assert (answer.status_code, "Nothing differs from what is set" in answer.text) == (409, True)
    for _ in range(AT_ONCE):
        await begun(browser, **{"value:peer_prompt.wait": "55 min"})
    answer = await browser.post("/settings", **{**form, "value:peer_prompt.wait": "56 min", "do": "preview"})
    assert (answer.status_code, "two such runs are under way" in answer.text.lower()) == (409, True)
    assert form_of(answer.text)["value:peer_prompt.wait"] == "56 min"


async def test_an_unknown_preview_is_said_to_be_gone(browser: Looked) -> None:
    assert (await browser.get("/settings/preview/nothing")).status_code == 404
    assert (await browser.post("/settings/preview/nothing", do="save")).status_code == 404
