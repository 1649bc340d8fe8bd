"""An export is uploaded, gone through in a process of its own, told, and deleted; rubbish is refused in a sentence."""

import asyncio
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from httpx import Response

from config.overriding import value_at
from dashboard.rehearsal.settings import chosen, everywhere
from engagement.ids import MemberId
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.signing_in import PageRole
from storage import StoredMemory
from tests.bots.cli.small_export import small_export
from tests.bots.runtime.stage import dials, town
from tests.dashboard.window.stage import HTML, Looked, looked
from tests.scenarios.stage import ROSA, Town, answered


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    async with looked(await answered(Town(lite, town()))) as found:
        yield await found.sign_in(member=MemberId(ROSA))


async def upload(browser: Looked, *files: tuple[str, bytes], **form: str) -> Response:
    sent = {"csrf": browser.csrf, **form}
    headers = {**HTML, "origin": str(browser.calls.base_url).rstrip("/")}
    some = [("export", (name, content)) for name, content in files]
    return await browser.calls.post("/rehearsal", data=sent, files=some or [("export", ("", b""))], headers=headers)


async def ended(browser: Looked, address: str) -> str:
    for _ in range(600):
        page = await browser.text(address)
        if 'hx-trigger="every 1s"' not in page:
            return unescape(page)
        await asyncio.sleep(0.1)
    raise AssertionError("it never ended")


def export_of(folder: Path) -> tuple[str, bytes]:
    path = small_export(folder / "made-up.zip")
    return path.name, path.read_bytes()


async def test_an_export_is_rehearsed_read_and_deleted(browser: Looked, tmp_path: Path) -> None:
    begun = await upload(browser, export_of(tmp_path), **{"value:peer_prompt.wait": "45 min", "against": "on"})
    assert begun.status_code == 303, begun.text
    address = begun.headers["location"]
    page = await ended(browser, address)
    assert "gone through in" in page
    assert ">made-up.zip: 41\N{NO-BREAK SPACE}questions" in page, "it is called as the export is, not as the community"
    assert "The report shows the settings you tried beside the present ones" in page
    report = await browser.get(f"{address}/report")
    assert report.status_code == 200
    assert "script-src" not in report.headers["content-security-policy"]
    assert "45" in report.text
    assert address in await browser.text("/rehearsal")
    (job,) = browser.window.jobs.of(browser.town.owner.id, "rehearsal")
    assert [path.name for path in job.folder.iterdir()] == ["report.html"], "nothing of the upload stays"
    assert (await browser.post(address, do="delete")).headers["location"] == "/rehearsal"
    assert (await browser.get(address)).status_code == 404
    assert not job.folder.exists()


async def test_the_five_ways_are_compared_in_plain_words(browser: Looked, tmp_path: Path) -> None:
    begun = await upload(browser, export_of(tmp_path), models="on")
    page = await ended(browser, begun.headers["location"])
    for title in (
        "The community team first, then the owners",
        "Anyone may take it",
        "Each team answers what is its own",
    ):
        assert title in page
    assert "teams were made up from the export" in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.zip", b"PK not really", "notes.zip"),
        ("notes.json", b"{", "notes.json"),
        ("photo.png", b"\x89PNG\r\n", "neither a zip, a folder nor a JSON file"),
        ("../../etc/passwd", b"root:x", "passwd"),
        ("empty.zip", b"", "empty.zip"),
    ],
)
async def test_rubbish_is_refused_in_a_sentence(browser: Looked, name: str, content: bytes, said: str) -> None:
    begun = await upload(browser, (name, content))
    page = await ended(browser, begun.headers["location"])
    assert said in page
    assert "went wrong" not in page
    assert 'role="alert"' in page
    assert (await browser.get(f"{begun.headers['location']}/report")).status_code == 404


async def test_several_files_are_one_export(browser: Looked) -> None:
    begun = await upload(browser, ("a.json", b"{}"), ("a.json", b"[]"))
    page = await ended(browser, begun.headers["location"])
    assert 'role="alert"' in page
    assert "went wrong" not in page


async def test_what_does_not_fit_is_said_before_anything_begins_and_stays_typed(
    browser: Looked, tmp_path: Path
) -> None:
    wrong = {"value:peer_prompt.wait": "45", "pasted": "peer_promt: {wait: 3 h}"}
    answer = await upload(browser, export_of(tmp_path), **wrong)
    text = unescape(answer.text)
    assert answer.status_code == 422
    assert "<code>wait: 45</code> has no unit" in text
    assert 'value="45"' in text
    assert "peer_promt: {wait: 3 h}</textarea>" in text
    answer = await upload(browser, export_of(tmp_path), pasted="peer_promt: {wait: 3 h}")
    assert "the settings, line 1: <code>peer_promt.wait</code> cannot be tried alone" in unescape(answer.text).lower()
    answer = await upload(browser)
    assert (answer.status_code, "Choose the export first" in answer.text) == (422, True)
    assert browser.window.jobs.of(browser.town.owner.id, "rehearsal") == []


async def test_a_rehearsal_is_called_off_and_leaves_nothing(browser: Looked, tmp_path: Path) -> None:
    begun = await upload(browser, export_of(tmp_path))
    (job,) = browser.window.jobs.of(browser.town.owner.id, "rehearsal")
    await browser.post(begun.headers["location"], do="stop")
    for _ in range(100):
        if not job.folder.exists():
            break
        await asyncio.sleep(0.1)
    assert not job.folder.exists()
    assert (await browser.get(begun.headers["location"])).status_code == 404


async def test_only_managers_rehearse_and_a_foreign_form_is_refused(browser: Looked, tmp_path: Path) -> None:
    forged = await upload(browser, export_of(tmp_path), csrf="0" * 40)
    assert forged.status_code == 403
    await browser.sign_in(PageRole.SPOKE)
    assert (await upload(browser, export_of(tmp_path))).status_code == 403
    assert (await browser.get("/rehearsal")).status_code == 403


def test_every_channel_of_an_export_is_read_by_the_communitys_own_settings() -> None:
    short = PeerPromptPolicy(rings=1)
    policy = town(channels={"help": dials("help", policies={"peer_prompt": short})})
    whole = everywhere(policy)
    assert whole.others is not None
    assert whole.others.plays["peer_prompt"] == short
    tried = chosen(whole, {"value:peer_prompt.wait": "45 min", "shown:peer_prompt.wait": "20 min"}).tried
    assert tried is not None
    assert tried.others is not None
    assert value_at(tried, "peer_prompt.wait") == "45 min"
    assert tried.others.plays["peer_prompt"].wait.total_seconds() == 45 * 60
