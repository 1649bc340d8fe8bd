"""From the hub to the spoke and back to whoever asked, played by hand in a real Chromium."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_first_hour import CHROMIUM, ask, browser, forward, hubbub, message, opened, speak_as, write

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]
QUESTION = "How do I move my Almanac charts to a second monitor without losing the layout?"
PICTURES = os.environ.get("PICTURES")
"""A folder for pictures of what was seen, for whoever wants to look."""


def test_what_members_cannot_answer_reaches_its_owners_and_the_asker_hears(browser: Browser, tmp_path: Path) -> None:
    def picture(name: str) -> None:
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}.png")

    with hubbub(tmp_path) as (url, _), opened(browser, url) as page:
        ask(page, "Zoe Marlow", QUESTION)
        root = message(page, "second monitor")
        root.hover()
        root.get_by_test_id("tool-team").click()
        expect(page.get_by_test_id("note").last).to_contain_text("the team has the question now")

        speak_as(page, "Maren")
        page.get_by_test_id("channel-hub").click()
        card = message(page, "second monitor")
        expect(card).to_contain_text("Community team")
        picture("hub")
        card.get_by_test_id("button-pass_on").click()
        expect(page.get_by_test_id("form-pass_on")).to_contain_text("Which team")
        picture("pass-on")
        expect(page.get_by_test_id("form-pass_on")).to_contain_text("Software")
        page.get_by_test_id("form-send").click()
        expect(page.get_by_test_id("note").last).to_contain_text("Software")
        expect(card).to_contain_text("Software")

        speak_as(page, "Lotte")
        page.get_by_test_id("channel-team-software").click()
        card = message(page, "second monitor")
        card.get_by_test_id("button-take").click()
        expect(page.get_by_test_id("note").last).to_contain_text("It's yours")
        expect(card).to_contain_text("Lotte Brandsma")
        page.get_by_test_id("channel-help").click()
        root = message(page, "second monitor")
        root.hover()
        root.get_by_test_id("tool-reply").click()
        write(page, "Save the layout first: Almanac, Views, Save as.", "compose-thread")
        page.get_by_test_id("channel-team-software").click()
        card = message(page, "second monitor")
        card.get_by_test_id("button-more").click()
        page.get_by_test_id("form-send").click()
        expect(card).to_contain_text("Solved")
        expect(page.get_by_test_id("thinking-body")).to_contain_text("Hand to the team: as staff chose")
        picture("solved")

        speak_as(page, "Zoe Marlow")
        page.get_by_test_id("channel-help").click()
        root = message(page, "second monitor")
        root.get_by_test_id("open-thread").click()
        asked = message(page, "Did it help?", place="thread-messages")
        picture("asked")
        asked.get_by_test_id("button-it_helped").click()
        expect(root.get_by_test_id("tag-solved")).to_be_visible()


def test_without_anybody_s_doing_it_comes_to_the_hub_after_working_hours_of_silence(
    browser: Browser, tmp_path: Path
) -> None:
    with hubbub(tmp_path) as (url, _), opened(browser, url) as page:
        ask(page, "Zoe Marlow", QUESTION)
        for _ in range(4):
            forward(page, "advance-1h")
        speak_as(page, "Maren")
        page.get_by_test_id("channel-hub").click()
        expect(message(page, "second monitor")).to_contain_text("nobody yet")
