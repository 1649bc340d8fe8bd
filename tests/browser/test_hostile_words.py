"""Names, topics, channels and words that try to run, in a real Chromium on every page: nothing does."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from dashboard.pages import PAGES
from dashboard.window.opening import Window
from dashboard.window.programs import add_token
from engagement.api_tokens import made
from engagement.escalating.dials import Governance, Team
from engagement.events import AccountSeen, ChannelSeen
from engagement.ids import AccountId
from engagement.signing_in import PageRole
from tests.bots.runtime.stage import town
from tests.browser.served import Served, served
from tests.browser.test_first_hour import CHROMIUM, browser
from tests.databases import fresh_memory
from tests.engagement.made_up import HELP, NOON, tid
from tests.scenarios.stage import ADA, BEN, NAMES, ROSA, SAM, Town, answered

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]
RUNS: Final = "window.__ran=(window.__ran||0)+1"
HOSTILE: Final = (
    f'"\'><img src=x onerror="{RUNS}"><svg/onload={RUNS}></script><script>{RUNS}</script>'
    f'<a href="javascript:{RUNS}">x</a><details open ontoggle={RUNS}>{{{{7*7}}}}<iframe srcdoc=\'<script>parent.{RUNS}'
    "</script>'></iframe><style>*{display:none}</style><base href=//evil.example><form action=//evil.example>"
)
SHORT: Final = f"<img src=x onerror={RUNS}>"
ELSEWHERE: Final = (
    "/conversations?state=all", "/journal/changes", "/journal?kind=acted", "/settings/changes", "/people?view=agreed",
    "/people?view=new", f"/people?words={'<img src=x onerror=' + RUNS + '>'}", "/no-such-page",
)  # fmt: skip


@asynccontextmanager
async def hostile(folder: Path) -> AsyncIterator[tuple[Town, Callable[[Window], None]]]:
    """A town in which everything that somebody can choose the words of tries to run."""
    with fresh_memory("sqlite", folder) as memory:
        teams = {"support": Team(name="support", title=SHORT, channel="support", people=("sam",))}
        policy = town(name=SHORT, governance=Governance(teams=teams))
        place = await answered(Town(memory, policy))
        await place.react(ADA, "a")
        await place.tell(
            ChannelSeen(key="hostile", at=place.now, channel=HELP, name="help"),
            *(AccountSeen(key=f"hostile:{who}", at=place.now, account=AccountId(who), name=HOSTILE) for who in NAMES),
        )
        await place.edit(ADA, "q", f"How do I call the endpoint? {HOSTILE}")
        await place.say(BEN, "more", f"{HOSTILE} How do I call the endpoint?")
        await place.command(ROSA, "pause")
        with memory.direct(place.owner.id) as ledger:
            known = ledger.conversations.threads([tid("q"), tid("more")]).values()
            ledger.conversations.save_threads([replace(one, topics=(HOSTILE,)) for one in known])
            ledger.places.save([ChannelSeen(key="x", at=NOON, channel=HELP, name=HOSTILE)])
            add_token(ledger, made(SHORT, PageRole.MANAGER, 30, NOON, "token", None))
        yield place, lambda _: None


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    with served(lambda _: hostile(folder)) as found:
        yield found


@pytest.fixture
def page(browser: Browser, place: Served) -> Iterator[Page]:
    """A window that asks nobody but us, and in which no script complains."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=place.url)
    found, troubles = context.new_page(), list[str]()
    found.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("request", lambda sent: troubles.append(sent.url) if not sent.url.startswith(place.url) else None)
    found.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    yield found
    context.close()
    assert troubles == []


@pytest.mark.parametrize(("role", "who"), [(PageRole.MANAGER, ROSA), (PageRole.SPOKE, SAM), (PageRole.MEMBER, ADA)])
def test_nothing_runs_on_any_page(page: Page, place: Served, role: PageRole, who: str) -> None:
    page.goto(place.link(role, who))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    one = [f"/conversations/one?thread={tid(name)}" for name in ("q", "more")]
    decisions = [f"/journal/{decided.id}" for decided in place.town.journal()[:5]]
    people, shown = [f"/people/one?member={who}"], 0
    for path in [*(each.path for each in PAGES), *ELSEWHERE, *one, *decisions, *people]:
        page.goto(path)
        page.wait_for_load_state("load")
        assert page.evaluate("window.__ran") is None, path
        assert page.locator("main iframe, main [onerror], main [onload], main base, main style").count() == 0, path
        assert page.locator("a[href^='javascript:'], form[action*='evil']").count() == 0, path
        shown += "onerror=" in page.locator("body").inner_text()
        assert page.locator("body").evaluate("it => getComputedStyle(it).display") != "none", path
    assert shown >= (1 if role is PageRole.MEMBER else 5), "they are there, as words"


def test_a_page_of_somebody_else_cannot_frame_ours(browser: Browser, place: Served) -> None:
    """Clickjacking: whoever is signed in clicks on what they see, and not on a page of ours laid over it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(place.link())
    page.get_by_role("button", name="Sign in").click()
    page.route("http://other.example/", lambda route: route.fulfill(
        content_type="text/html", body=f"<iframe src='{place.url}/today'></iframe>"))  # fmt: skip
    page.goto("http://other.example/")
    framed = page.frames[-1]
    assert page.main_frame != framed
    assert "Today" not in framed.content()
    context.close()
