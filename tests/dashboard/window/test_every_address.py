"""Every address there is, against everybody who may come: it walks the table, so a new page is in it by itself.

The table is what the running app has, address for address (``test_door.py``).
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import Response

from dashboard.api.problems import is_of_api
from dashboard.window.door import COOKIE
from dashboard.window.permissions import ABOUT_PEOPLE, ALLOWED, OPEN, TAKEN_AWAY
from engagement.ids import MemberId
from engagement.signing_in import PageRole, Step
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.api.stage import token_of
from tests.dashboard.window.stage import Looked, looked
from tests.scenarios.stage import ADA, ROSA, Town, answered

ENDLESS = "/live"
PAGES = [what for what in ALLOWED if not is_of_api(what.split(" ")[1]) and not what.endswith(ENDLESS)]
CHANGES = [what for what in PAGES if what.startswith("POST ")]
READS = [what for what in PAGES if what.startswith("GET ")]
ANSWERED = {200, 303, 400, 404, 409, 422}
"""What an address may answer to somebody whom it lets in, whatever stands in the form; never a failure of ours."""


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    place = await answered(Town(lite, town()))
    await place.react(ADA, "a")
    async with looked(place) as found:
        yield found


def path_of(what: str) -> str:
    """The address with something in place of what it leaves open."""
    path = what.split(" ")[1]
    return "/".join("0123" if part.startswith("{") else part for part in path.split("/"))


async def ask(browser: Looked, what: str, **more: Any) -> Response:
    path = path_of(what)
    return await (
        browser.get(path, **more.get("headers", {})) if what.startswith("GET") else browser.post(path, **more)
    )


def test_no_change_can_be_asked_for_by_following_a_link() -> None:
    """Whatever an address changes is asked for by a form; so no address with a doing word answers to GET."""
    assert {what.split(" ")[0] for what in (*ALLOWED, *OPEN)} == {"GET", "POST"}
    assert not [what for what in READS if what.endswith(("/do", "/end", "/undo", "/sign-out"))]


@pytest.mark.parametrize("role", [*PageRole, None])
async def test_everybody_against_every_page(browser: Looked, role: PageRole | None) -> None:
    token = await token_of(browser)
    for what in PAGES:
        if role is not None and not browser.token:
            await browser.sign_in(role, MemberId(ADA if role is PageRole.MEMBER else ROSA))
        answer = await ask(browser, what, headers={"authorization": f"Bearer {token}"} if role is None else {})
        if role is None:
            assert answer.headers.get("location", "").split("?")[0] == "/sign-in", (what, "a token opens no page")
        elif role not in ALLOWED[what]:
            assert (answer.status_code, "not for you" in answer.text) == (403, True), (what, role)
        else:
            assert answer.status_code in ANSWERED | {403}, (what, role, answer.status_code)
            assert "not for you" not in answer.text, (what, role)
        if what in {"POST /sign-out", "POST /me/do"}:
            browser.calls.cookies.clear()


@pytest.mark.parametrize("what", CHANGES)
async def test_no_change_without_its_word_or_from_elsewhere(browser: Looked, what: str) -> None:
    """Whoever may is refused as well, where the form is not one of our own pages'."""
    await browser.sign_in(next(iter(sorted(ALLOWED[what]))), MemberId(ROSA))
    for forged in (
        {"csrf": ""}, {"csrf": "0" * 40}, {"csrf": "ä\ud7ff"},
        {"headers": {"origin": "https://evil.example"}}, {"headers": {"origin": "null"}},
        {"headers": {"sec-fetch-site": "cross-site"}}, {"headers": {"sec-fetch-site": "same-site"}},
        {"headers": {"host": "evil.example"}}, {"headers": {"x-csrf": "0" * 40}},
    ):  # fmt: skip
        answer = await ask(browser, what, **forged)
        assert answer.status_code == 403, (what, forged, answer.status_code)


@pytest.mark.parametrize("what", READS)
async def test_every_page_is_guarded_and_answers_under_our_own_names_alone(browser: Looked, what: str) -> None:
    await browser.sign_in(PageRole.MANAGER, MemberId(ROSA))
    answer = await ask(browser, what)
    if answer.headers.get("content-type", "").startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
    assert answer.headers.get("cache-control", "no-store") == "no-store" or answer.status_code != 200
    assert not answer.headers.get_list("set-cookie"), "looking at a page sets nothing"
    assert (await ask(browser, what, headers={"host": "evil.example"})).status_code == 403


async def test_what_was_looked_at_about_people_goes_on_record_once_and_by_whom(browser: Looked) -> None:
    await browser.sign_in(PageRole.MANAGER, MemberId(ROSA))
    for what in (*ABOUT_PEOPLE, *ABOUT_PEOPLE):
        await ask(browser, what)
        await ask(browser, what, headers={"sec-fetch-mode": "cors"})
    place = browser.town
    record = place.memory.read(place.owner.id, lambda ledger: ledger.sign_ins.newest(50))
    looks = [line for line in record if line.step is Step.LOOKED]
    assert sorted(line.way for line in looks) == sorted(path_of(what) for what in ABOUT_PEOPLE)
    assert {line.by for line in looks} == {ROSA}
    assert "looked at" in await browser.text("/account")


def test_what_goes_on_record_is_in_the_table() -> None:
    assert ALLOWED.keys() >= ABOUT_PEOPLE | TAKEN_AWAY
    assert "GET /people/one" in ABOUT_PEOPLE
    files = {what for what in ALLOWED if what.endswith((".csv", ".json")) and not what.endswith("openapi.json")}
    assert files <= TAKEN_AWAY


async def test_the_cookie_of_a_session_is_the_only_one_that_signs_in(browser: Looked) -> None:
    await browser.sign_in()
    token = browser.token
    browser.calls.cookies.clear()
    for name in ("session", "look", "hubbub-way", f"{COOKIE}2"):
        browser.calls.cookies.set(name, token)
    assert (await browser.get("/today")).status_code == 303
