"""The pages for managers and teams, opened by a person in a real Chromium against the real program."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.pages import PAGES
from tests.browser.test_first_hour import CHROMIUM, ask, browser, forward, hubbub, message, write

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]
AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text(encoding="utf-8")
HOSTILE = "<img src=x onerror=alert(1)> </script><script>alert(2)</script> how do I call the API?"
QUESTION = "How do I move my Almanac charts to a second monitor without losing the layout?"
PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of what was seen, for whoever wants to look."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The program, and where it keeps its data."""
    home = tmp_path_factory.mktemp("window")
    with hubbub(home) as (url, _):
        yield url, home


@contextmanager
def watched(browser: Browser, url: str, *, but: str | None = None) -> Iterator[Page]:
    """A window in which every script that was not ours, every dialog and every complaint of the browser fails.

    ``but`` is what a complaint may say.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", base_url=url)
    found, troubles = context.new_page(), list[str]()
    found.set_default_timeout(15_000)
    expect.set_options(timeout=15_000)
    found.on("dialog", lambda dialog: (troubles.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
    found.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    found.on("pageerror", lambda error: troubles.append(str(error)))
    yield found
    context.close()
    assert [one for one in troubles if but is None or but not in one] == []


@pytest.fixture
def page(browser: Browser, place: tuple[str, Path]) -> Iterator[Page]:
    with watched(browser, place[0]) as found:
        yield found


def as_manager(page: Page, then: str = "/today") -> None:
    page.goto(f"/sign-in?next={then}")
    page.get_by_role("button", name="as its manager").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.wait_for_load_state()  # until then the browser may go to the part of the page after "#" once more


def in_sandbox(browser: Browser, url: str) -> Page:
    """The invented community, in a window of its own."""
    sandbox = browser.new_context(viewport={"width": 1440, "height": 950}, reduced_motion="reduce").new_page()
    sandbox.goto(url)
    expect(message(sandbox, "").first).to_be_visible()
    sandbox.get_by_test_id("tour-close").click()
    return sandbox


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_a_link_signs_in_once_and_signing_out_ends_it(page: Page, place: tuple[str, Path]) -> None:
    url, home = place
    command = [
        sys.executable,
        "-m",
        "bots",
        "login",
        "--home",
        str(home),
        "--port",
        url.rpartition(":")[2],
        "--role",
        "spoke",
        "--as",
        "lotte",
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    link = re.search(r"http\S+", said)
    assert link is not None
    page.goto("/today")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.goto(link[0])
    picture(page, "link")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{url}/today")
    expect(page.get_by_text("Signed in as somebody of a team")).to_be_visible()
    page.get_by_role("link", name="You", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Lotte Brandsma")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{url}/sign-in")
    page.goto("/journal")
    expect(page).to_have_url(re.compile(r"/sign-in"))


def test_an_open_page_follows_what_happens_and_an_act_is_taken_back(
    page: Page, browser: Browser, place: tuple[str, Path]
) -> None:
    sandbox = in_sandbox(browser, place[0])
    as_manager(page, "/conversations")
    ask(sandbox, "Zoe Marlow", QUESTION)
    expect(page.get_by_role("article").filter(has_text="second monitor")).to_contain_text("Next:")
    root = message(sandbox, "second monitor")
    root.hover()
    root.get_by_test_id("tool-team").click()
    forward(sandbox, "advance-1h")
    write(sandbox, HOSTILE)
    expect(message(sandbox, "how do I call the API?")).to_be_visible()
    forward(sandbox, "advance-1h")
    page.get_by_role("link", name="Teams").click()
    card = page.get_by_role("article").filter(has_text="second monitor")
    expect(card).to_contain_text("nobody has it yet")
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", name="What Hubbub did, and why")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="Asked a helper").or_(
        page.get_by_role("listitem").filter(has_text="Wrote a message")
    ).first.get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("If you take it back: the message is deleted")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("It was taken back")
    sandbox.context.close()


def test_what_somebody_went_into_while_it_was_fetched_is_not_replaced_under_them(page: Page) -> None:
    as_manager(page, "/conversations?state=all")
    link = page.locator("#live article a").first
    link.evaluate("one => one.dataset.before = 'yes'")
    page.route("**/conversations*", lambda route: (link.focus(), route.continue_()), times=1)
    page.evaluate("htmx.trigger(document.getElementById('live'), 'refresh')")
    expect(page.get_by_text("Something has changed.", exact=True)).to_be_visible()
    expect(link).to_be_focused()
    expect(link).to_have_attribute("data-before", "yes")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#live [data-before]")).to_have_count(0)
    expect(page.get_by_role("main")).to_be_focused()
    expect(page.get_by_text("Something has changed.", exact=True)).to_be_hidden()


def test_a_search_shows_what_it_finds_without_a_reload(page: Page, browser: Browser, place: tuple[str, Path]) -> None:
    sandbox = in_sandbox(browser, place[0])
    ask(sandbox, "Olga Petrenko", "How do I print my Almanac charts on a teapot?")
    as_manager(page, "/conversations")
    expect(page.get_by_role("article").filter(has_text="teapot")).to_have_count(1)
    sandbox.context.close()
    page.get_by_label("Words").fill("teapot")
    page.get_by_label("Words").press("Enter")
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page).to_have_url(re.compile("words=teapot"))
    page.get_by_label("State").select_option("quiet")
    expect(page.get_by_text("Nothing like this.")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("teapot")


def test_health_is_drawn_and_told(page: Page) -> None:
    as_manager(page, "/health")
    charts = page.locator("[data-chart] svg")
    expect(charts.first).to_be_visible()
    assert charts.count() >= 2
    picture(page, "health")
    page.get_by_label("Channel").select_option(label="#api")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("channel="))
    expect(page.get_by_label("Channel")).to_have_value(re.compile("api"))
    page.get_by_text("The charts as a table").click()
    expect(page.get_by_role("table").filter(has_text="Each week from its Monday on")).to_be_visible()


def test_light_and_dark_are_chosen_and_stay(page: Page) -> None:
    as_manager(page)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(paper) != light
    page.get_by_role("link", name="Journal").click()
    expect(page.get_by_role("heading", name="Journal", level=1)).to_be_visible()
    assert page.evaluate(paper) != light


def test_the_keyboard_leads_past_the_navigation(page: Page) -> None:
    as_manager(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


REACHED = """() => {
  const main = document.getElementById("main");
  const all = [...main.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, [tabindex='0']")];
  const at = document.activeElement;
  return [all.indexOf(at), all.length, getComputedStyle(at).outlineStyle !== "none"];
}"""
"""Which of all that can be done in the page has the focus now (-1: none), how many there are, and is it seen?"""


@pytest.mark.parametrize("path", ["/people", "/people?view=agreed", "/advocates", "/wishes", "/sales", "/me"])
def test_everything_is_reached_with_the_keyboard_in_its_order_and_seen(page: Page, path: str) -> None:
    as_manager(page, path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    number, seen = page.evaluate(REACHED)[1], list[int]()
    for _ in range(number):
        page.keyboard.press("Tab")
        index, _, is_seen = page.evaluate(REACHED)
        assert is_seen, (path, index)
        seen.append(index)
    assert seen == list(range(number)), path


def test_a_switch_of_ones_own_page_says_what_it_did(page: Page) -> None:
    as_manager(page, "/me")
    row = page.get_by_role("listitem").filter(has_text="Naming you in public")
    row.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(row.get_by_role("button", name="Switch off")).to_be_visible()
    picture(page, "me-answered")
    page.get_by_role("button", name="When, how often").click()
    expect(page.get_by_role("group", name="Topics")).to_be_visible()
    picture(page, "me-form")


def test_the_sandbox_is_played_within_the_window(page: Page) -> None:
    as_manager(page, "/sandbox")
    chat = page.frame_locator("iframe")
    expect(chat.get_by_test_id("clock-time")).to_be_visible()
    expect(chat.get_by_test_id("speak-as")).to_be_visible()
    chat.get_by_test_id("pages").click()
    expect(page).to_have_url(re.compile("/today"))


def paths(page: Page) -> list[str]:
    """Every page, one conversation and one decision."""
    page.goto("/conversations?words=call&state=all")
    expect(page.get_by_role("article").filter(has_text="onerror").first).to_be_visible()
    one = page.get_by_role("article").filter(has_text="onerror").get_by_role("link").first.get_attribute("href")
    page.goto("/journal")
    decision = page.get_by_role("row").nth(1).get_by_role("link").first.get_attribute("href")
    assert one
    assert decision
    return ["/sign-in", *(each.path for each in PAGES), "/conversations?state=all", "/journal/changes", one, decision]


def complaints(page: Page, options: str) -> list[tuple[str, str]]:
    """What axe finds that keeps somebody out."""
    found: dict[str, Any] = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {options}}})")
    return [
        (one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in {"serious", "critical"}
    ]


def test_everybody_can_use_every_page_in_light_and_dark_and_on_a_phone(page: Page) -> None:
    as_manager(page)
    for path in paths(page):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.evaluate(AXE)
        name = re.sub(r"[^a-z]+", "-", path)[:40]
        for scheme, width, options in (("dark", 390, ""), ("light", 1280, "runOnly: ['color-contrast']")):
            page.set_viewport_size({"width": width, "height": 850})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert complaints(page, options) == [], (path, scheme)
            picture(page, f"{name}-{scheme}-{width}")
