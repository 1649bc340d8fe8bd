"""Who is let in: every address against every role, forged changes, foreign pages, and what a page may lead to."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from httpx import ASGITransport, AsyncClient

from bots.app.running import running
from config.settings import Settings
from dashboard.api.problems import is_of_api
from dashboard.window.limits import MOST_OF_ONE, WITHIN
from dashboard.window.permissions import ALLOWED, OPEN
from engagement.events import AccountSeen
from engagement.ids import MemberId
from engagement.people import Role
from engagement.signing_in import CODE_HOLDS, IDLE, PageRole, digest_of
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.dashboard.window.stage import BASE, PUBLIC, Looked, looked
from tests.scenarios.stage import ADA, BEN, ROSA, Town, answered
from tests.scenarios.test_undo import newest


@pytest.fixture
async def browser(lite: StoredMemory) -> AsyncIterator[Looked]:
    place = await answered(Town(lite, town()))
    await place.react(ADA, "a")
    async with looked(place) as found:
        yield found


def addresses(routes: list[object]) -> Iterator[str]:
    """Every method and address of an app, however its routers are nested."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from addresses(inner.routes)
        elif isinstance(route, APIRoute):
            yield from (f"{method} {route.path}" for method in route.methods)
        else:
            raise AssertionError(f"{route!r} is let in by nobody")


async def test_every_address_of_the_app_is_in_the_table_once(tmp_path: Path) -> None:
    """What the sandbox does not open: calls of Slack, and the start page without a sandbox, which has its address."""
    async with running(Settings(home=tmp_path), "http://127.0.0.1:1", say=lambda _: None) as run:
        found = list(addresses(run.web.router.routes))
        outsider = AsyncClient(transport=ASGITransport(app=run.web, client=("8.8.8.8", 9)), base_url=BASE)
        refused = await outsider.post("/sign-in/sandbox", headers={"origin": BASE})
    assert set(found) ^ (ALLOWED.keys() | OPEN.keys()) == {"POST /slack/events"}
    assert not ALLOWED.keys() & OPEN.keys()
    assert len(found) == len(set(found))
    assert refused.status_code == 403, "the sandbox's manager is whoever sits here, and nobody else"


async def test_an_address_that_nobody_listed_is_refused(browser: Looked) -> None:
    web = FastAPI(dependencies=[Depends(browser.window.door.permit)])
    web.add_api_route("/forgotten", lambda: "secret", methods=["GET"])
    await browser.sign_in()
    calls = AsyncClient(transport=ASGITransport(app=web), base_url=BASE, cookies=browser.calls.cookies)
    assert (await calls.get("/forgotten")).status_code == 403


async def test_the_matrix_of_every_address_and_every_role(browser: Looked) -> None:
    """What a role may not open is refused, and the rest is not; who is not signed in is sent to the sign-in."""
    decision = browser.town.journal()[0].id
    for role in (None, *PageRole):
        browser.calls.cookies.clear()
        for what, allowed in ALLOWED.items():
            if role is not None and not browser.token:
                await browser.sign_in(role)
            method, path = what.split(" ")
            path = path.replace("{decision}", decision).replace("{job}", "0123")
            if path == "/live" or is_of_api(path):
                continue  # it never ends; its door is the same. The API has a matrix of its own
            answer = await (browser.get(path) if method == "GET" else browser.post(path))
            if role is None:
                assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), what
            elif role not in allowed:
                assert (answer.status_code, "not for you" in answer.text) == (403, True), (what, role)
            else:
                assert answer.status_code in {200, 303, 404, 409, 422}, (what, role, answer.status_code)
                assert answer.headers.get("location", "/").split("?")[0] != "/sign-in" or what == "POST /sign-out"
            if what == "POST /sign-out":
                browser.calls.cookies.clear()


async def test_a_change_needs_its_word_and_has_to_come_from_our_own_page(browser: Looked) -> None:
    await browser.sign_in()
    mark = newest(browser.town, "MarkAnswer")
    path = f"/journal/{mark.id}/undo"
    for forged in (
        {"csrf": ""},
        {"csrf": "0" * 40},
        {"csrf": "ä"},
        {"headers": {"origin": "https://evil.example"}},
        {"headers": {"origin": "null"}},
        {"headers": {"sec-fetch-site": "cross-site"}},
        {"headers": {"sec-fetch-site": "same-site"}},
        {"headers": {"host": "evil.example"}},
    ):
        assert (await browser.post(path, **forged)).status_code == 403, forged  # type: ignore[arg-type]
        assert newest(browser.town, "MarkAnswer").undone_at is None
    assert (await browser.post(path)).status_code == 303
    assert newest(browser.town, "MarkAnswer").undone_at is not None


async def test_another_sessions_word_does_not_do(browser: Looked) -> None:
    await browser.sign_in()
    other = browser.csrf
    await browser.sign_in()
    assert (await browser.post("/look", csrf=other, look="dark")).status_code == 403


async def test_signing_in_gives_a_new_token_and_ends_the_one_before(browser: Looked) -> None:
    """Whoever planted a token in a browser does not share in what comes later (session fixation)."""
    await browser.sign_in()
    planted = browser.token
    await browser.sign_in()
    assert browser.token != planted
    browser.show(planted)
    assert (await browser.get("/today")).status_code == 303
    browser.show("made-up")
    assert (await browser.get("/today")).status_code == 303


async def test_a_link_works_once_after_a_click_and_not_by_being_looked_at(browser: Looked) -> None:
    link = browser.link(PageRole.SPOKE, MemberId(BEN))
    for _ in range(3):
        page = await browser.get(link)
        assert (page.status_code, "set-cookie" in page.headers) == (200, False)
        assert "somebody of a team" in page.text
    assert (await browser.post(link, headers={"origin": "https://evil.example"})).status_code == 403
    taken = await browser.post(link)
    cookie = taken.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert (await browser.post(link)).status_code == 410
    assert (await browser.get(link)).status_code == 410
    assert "Ben" in await browser.text("/account")


async def test_a_link_expires(browser: Looked) -> None:
    link = browser.link()
    browser.machine.move_to(browser.machine.now() + CODE_HOLDS)
    assert (await browser.post(link)).status_code == 410


async def test_only_digests_are_kept(browser: Looked) -> None:
    link = browser.link()
    await browser.post(link)
    database = Path(str(browser.town.memory.engine.url.database))
    kept = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    assert digest_of(browser.token).encode() in kept
    assert browser.token.encode() not in kept
    assert link.rpartition("/")[2].encode() not in kept


async def test_trying_links_is_slowed_down(browser: Looked) -> None:
    found = [(await browser.post("/sign-in/link/00000000-x")).status_code for _ in range(MOST_OF_ONE + 2)]
    assert found == [410] * MOST_OF_ONE + [429] * 2
    browser.machine.move_to(browser.machine.now() + WITHIN)
    await browser.sign_in()


async def test_a_session_ends_by_idling_by_age_and_by_leaving(browser: Looked) -> None:
    await browser.sign_in(member=MemberId(ROSA))
    browser.machine.move_to(browser.machine.now() + IDLE - timedelta(minutes=1))
    refreshing = await browser.get("/today", **{"sec-fetch-mode": "cors"})
    assert refreshing.status_code == 200
    browser.machine.move_to(browser.machine.now() + timedelta(minutes=1))
    away = await browser.get("/today")
    assert away.status_code == 303, "a page that refreshes itself keeps nobody signed in"
    assert "Your sign-in has ended" in (await browser.get(away.headers["location"])).text
    await browser.sign_in(member=MemberId(ROSA))
    for _ in range(15):
        browser.machine.move_to(browser.machine.now() + IDLE - timedelta(minutes=1))
        last = (await browser.get("/today")).status_code
    assert last == 303, "after a week in any case"
    await browser.sign_in(member=MemberId(ROSA))
    gone = AccountSeen(key="gone", at=browser.town.now, account=ROSA, name="rosa", is_gone=True)
    await browser.town.tell(gone)
    assert (await browser.get("/today")).status_code == 303, "whoever left sees nothing any more"


async def test_a_role_that_was_taken_back_opens_nothing_at_the_next_look(browser: Looked) -> None:
    """By a link that signed in as what they were; what a link was printed for beside that holds as it was said."""
    community = browser.town.owner.community
    await browser.sign_in(PageRole.MANAGER, MemberId(ROSA))
    rosas = browser.token
    browser.calls.cookies.clear()
    await browser.sign_in(PageRole.MANAGER, MemberId(BEN))
    bens = browser.token
    assert (await browser.get("/settings")).status_code == 200
    community.use(replace(community.policy, roles={"rosa": Role.STAFF}))
    browser.show(rosas)
    assert (await browser.get("/settings")).status_code == 403
    assert (await browser.post("/settings/undo", change="1")).status_code == 403
    assert (await browser.get("/today")).status_code == 200, "staff, as the file says now"
    community.use(replace(community.policy, roles={}))
    assert (await browser.get("/today")).status_code == 403
    assert (await browser.get("/start")).headers["location"] == "/me", "their own page is theirs as before"
    browser.show(bens)
    assert "a community manager" in await browser.text("/account"), "who printed it said so"
    community.use(replace(community.policy, roles={"rosa": Role.MANAGER}))
    browser.show(rosas)
    assert (await browser.get("/settings")).status_code == 200


async def test_managers_see_what_others_are_by_now(browser: Looked) -> None:
    community = browser.town.owner.community
    await browser.sign_in(PageRole.MANAGER, MemberId(ROSA))
    browser.calls.cookies.clear()
    await browser.sign_in()
    community.use(replace(community.policy, roles={"rosa": Role.SALES}))
    listed = (await browser.text("/account")).partition("Lately")[0]
    assert re.search(r"<td>Rosa</td>\s*<td>sales</td>", listed, re.IGNORECASE)


async def test_signing_out_and_being_signed_out(browser: Looked) -> None:
    await browser.sign_in(PageRole.SPOKE, MemberId(BEN))
    bens = browser.token
    browser.calls.cookies.clear()
    await browser.sign_in()
    mine = browser.token
    assert (await browser.post("/account/end", digest=digest_of(bens))).status_code == 303
    browser.show(bens)
    assert (await browser.get("/today")).status_code == 303
    browser.show(mine)
    page = await browser.text("/account")
    assert "was signed out by somebody else" in page
    assert (await browser.post("/sign-out")).headers["location"] == "/sign-in"
    browser.show(mine)
    assert (await browser.get("/today")).status_code == 303


async def test_others_end_only_their_own_sessions(browser: Looked) -> None:
    await browser.sign_in()
    managers = browser.token
    browser.calls.cookies.clear()
    await browser.sign_in(PageRole.SPOKE, MemberId(BEN))
    assert digest_of(managers) not in await browser.text("/account")
    await browser.post("/account/end", digest=digest_of(managers))
    browser.show(managers)
    assert (await browser.get("/today")).status_code == 200


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/\tx"])
async def test_nobody_is_led_elsewhere(browser: Looked, wanted: str) -> None:
    page = await browser.get(f"/sign-in?next={quote(wanted)}")
    assert "evil" not in page.text
    await browser.sign_in()
    answer = await browser.post("/look", look="dark", back=wanted)
    assert answer.headers["location"] == "/account"
    assert (await browser.post("/look", look="light", back="/journal?kind=not")).headers[
        "location"
    ] == "/journal?kind=not"


async def test_who_is_sent_to_the_sign_in_comes_back_to_the_page(browser: Looked) -> None:
    answer = await browser.get("/journal?kind=not&step=peer_prompt")
    assert answer.headers["location"] == "/sign-in?next=/journal%3Fkind%3Dnot%26step%3Dpeer_prompt"
    part = await browser.get("/today", **{"hx-request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/sign-in?next=/today")


async def test_pages_are_guarded_by_their_headers(browser: Looked) -> None:
    await browser.sign_in()
    for path in ("/today", "/sign-in", "/nowhere"):
        headers = (await browser.get(path)).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
    page = await browser.text("/today")
    assert not re.search(r"<script(?![^>]*\bsrc=\"/static/)|<style|\sstyle=|\son\w+=", page)


async def test_by_https_the_cookie_is_for_this_host_alone_and_the_internet_may_call(lite: StoredMemory) -> None:
    place = await answered(Town(lite, town()))
    async with looked(place, base="http://hubbub.example.org", client=("8.8.8.8", 9)) as far:
        link = far.link()
        answer = await far.post(link, headers={"origin": PUBLIC})
        assert answer.headers["set-cookie"].startswith("__Host-hubbub=")
        assert "Secure" in answer.headers["set-cookie"]
    async with looked(place, base=PUBLIC, client=("8.8.8.8", 9)) as far:
        assert (await far.get("/sign-in")).status_code == 200
    async with looked(place, client=("8.8.8.8", 9)) as far:
        assert (await far.get("/sign-in")).status_code == 403, "under this machine's own name nobody far away"
