"""Signing in with Slack and Discord, and tokens of other programs, by a person in a real Chromium.

The pretended platforms send the browser back at once, as the real ones do where somebody allowed it before.
"""

import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.fakes.discord import FakeDiscord
from bench.fakes.discord.signing_in import CLIENT_SECRET as DISCORD_SECRET
from bench.fakes.slack import FakeSlack
from bench.fakes.slack.signing_in import CLIENT_ID, CLIENT_SECRET
from bots.app.hosting import Residence
from bots.app.vouched import platform_ways
from config.loader import WorkspaceConfig
from config.settings import Settings
from dashboard.window.opening import Window
from engagement.ids import WorkspaceId
from engagement.people import Role
from tests.bots.runtime.stage import town
from tests.browser.served import Served, served
from tests.browser.test_first_hour import CHROMIUM, browser
from tests.browser.test_pages import AXE
from tests.databases import fresh_memory
from tests.scenarios.stage import Town, answered

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]
PICTURES = os.environ.get("PICTURES")


@pytest.fixture(scope="module")
def fakes() -> list[FakeSlack | FakeDiscord]:
    return []


@asynccontextmanager
async def town_of_both(
    url: str, folder: Path, fakes: list[FakeSlack | FakeDiscord]
) -> AsyncIterator[tuple[Town, Callable[[Window], None]]]:
    """A town on Slack and Discord; Rosa manages it on both, and sits at the browser."""
    async with FakeSlack(team_id="T1") as slack, FakeDiscord() as discord:
        rosa = discord.add_member("Rosa")
        with fresh_memory("sqlite", folder) as memory:
            place = await answered(Town(memory, town(roles={"rosa": Role.MANAGER, rosa: Role.MANAGER})))
            here = WorkspaceId(f"discord-{discord.server_id}")
            place.live.delivery.platforms = {WorkspaceId("slack-T1"): place.board, here: place.board}  # type: ignore[dict-item]
            settings = Settings(port=int(url.rpartition(":")[2]), environment={
                "HUBBUB_SLACK_CLIENT_ID": CLIENT_ID, "HUBBUB_SLACK_CLIENT_SECRET": CLIENT_SECRET,
                "HUBBUB_SLACK_API_URL": slack.api_url, "HUBBUB_DISCORD_CLIENT_ID": discord.application_id,
                "HUBBUB_DISCORD_CLIENT_SECRET": DISCORD_SECRET, "HUBBUB_DISCORD_API_URL": discord.api_url,
            })  # fmt: skip
            slack.signing_in.visitor, discord.signing_in.visitor = "rosa", rosa
            slack.signing_in.codes.backs.add(f"{url}/sign-in/slack/back")
            discord.signing_in.codes.backs.add(f"{url}/sign-in/discord/back")
            fakes += [slack, discord]

            def furnish(window: Window) -> None:
                residence = Residence(live=place.live, platforms={})
                entries = [(WorkspaceConfig(platform=name), residence) for name in ("slack", "discord")]
                window.by_platform.offer(list(platform_ways(entries, settings)))

            yield place, furnish


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, fakes: list[FakeSlack | FakeDiscord]) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("both")
    with served(lambda url: town_of_both(url, folder, fakes)) as found:
        yield found


@pytest.fixture
def page(browser: Browser, place: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=place.url, reduced_motion="reduce")
    found, troubles = context.new_page(), list[str]()
    found.set_default_timeout(15_000)
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    yield found
    context.close()
    assert troubles == []


def seen(page: Page, name: str) -> None:
    """Nothing serious to say by axe in light and dark, nothing wider than a phone, and pictures for who wants to look."""
    for look, width in (("light", 1280), ("dark", 1280), ("light", 390)):
        page.emulate_media(color_scheme=look)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        page.evaluate(AXE)
        found = page.evaluate(
            "axe.run().then(it => it.violations.filter(v => ['serious', 'critical'].includes(v.impact)))"
        )
        assert found == [], (name, look, width)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{look}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("platform", ["Slack", "Discord"])
def test_a_manager_signs_in_with_a_click_and_comes_to_the_page_they_wanted(page: Page, platform: str) -> None:
    page.goto("/journal?kind=not")
    expect(page.get_by_role("heading", name="Sign in to Hubbub")).to_be_visible()
    seen(page, "sign-in")
    page.get_by_role("link", name=f"Sign in with {platform}").click()
    expect(page).to_have_url(re.compile(r"/journal\?kind=not$"))
    page.goto("/account")
    expect(page.get_by_role("main")).to_contain_text("as a community manager")
    expect(page.get_by_role("main")).to_contain_text(f"signed in ({platform.lower()})")


def test_whoever_is_not_let_in_reads_why_and_what_to_do(page: Page, fakes: list[FakeSlack | FakeDiscord]) -> None:
    slack = fakes[0]
    slack.signing_in.denies = True
    try:
        page.goto("/sign-in")
        page.get_by_role("link", name="Sign in with Slack").click()
        expect(page.get_by_role("heading", name="Nobody was signed in")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("You did not allow it at Slack")
        seen(page, "refused")
    finally:
        slack.signing_in.denies = False
    page.get_by_role("link", name="Sign in with Slack").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


def test_a_manager_makes_a_token_uses_it_and_ends_it(page: Page, place: Served) -> None:
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with Discord").click()
    page.goto("/account")
    page.get_by_label("What for").fill("Quarterly report")
    page.get_by_label("Days it works").fill("30")
    page.get_by_role("button", name="Make a token").click()
    token = page.get_by_role("status").locator("code").inner_text()
    seen(page, "you-with-tokens")
    call = Request(f"{place.url}/api/v1/community", headers={"Authorization": f"Bearer {token}"})  # noqa: S310  # ours
    with urlopen(call, timeout=10) as answer:  # noqa: S310  # our own loopback address
        assert b'"role":"manager"' in answer.read()
    page.goto("/account")
    expect(page.get_by_role("main")).not_to_contain_text(token)
    row = page.get_by_role("row").filter(has_text="Quarterly report").first
    row.get_by_role("button", name="End the token").click()
    expect(page.get_by_role("table", name="Tokens, the newest first")).to_have_count(0)
