"""The pictures of the README, taken of the invented community: ``python -m tests.browser.pictures docs/images``.

They look best with the fonts Inter and Noto Color Emoji installed; the files are made small with Pillow.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.test_first_hour import (
    CHROMIUM,
    FLAGS,
    ask,
    forward,
    hubbub,
    message,
    opened,
    speak_as,
    write,
)

QUESTION = (
    "I can't get the first Sprig to pair with the Perch, it says error 0x12 after a minute. Both are brand new and lie"
    " next to each other on the kitchen table."
)
MORE = (
    ("Zoe Marlow", "help", "How do I move my Almanac charts to a second monitor without losing the layout?"),
    ("Beatriz Camargo", "help", "Which battery lasts through a winter at minus twenty?"),
)
COLOURS = 256


def sandbox(page: Page, path: Path) -> None:
    """A question has waited, a helper was asked privately, and pressed "Why this?"."""
    ask(page, "Ingrid Dahl", QUESTION)
    forward(page, "advance-10m")
    forward(page, "advance-10m")
    page.get_by_test_id("letter-sandbox:kofi").click()  # of those who are asked, he reads English
    asked = message(page, "0x12").last
    asked.get_by_test_id("button-why").click()
    expect(page.get_by_test_id("messages")).to_contain_text("waited 20 minutes without an answer")
    page.set_viewport_size({"width": 1440, "height": 800})
    save(page, path)


def happen(page: Page) -> None:
    """A little more of a day, so that the pages have something to show."""
    for who, channel, text in MORE:
        speak_as(page, who)
        page.get_by_test_id(f"channel-{channel}").click()
        write(page, text)
        forward(page, "advance-1h")
    forward(page, "advance-1h")
    forward(page, "advance-1h")


def digest(page: Page, path: Path) -> None:
    """A week's digest in the hub's channel, on its own."""
    speak_as(page, "Maren Holtkamp")
    page.get_by_test_id("channel-hub").click()
    while not message(page, "The week up to").count():
        day = page.get_by_test_id("clock-date").inner_text()
        page.get_by_test_id("advance-1d").click()
        expect(page.get_by_test_id("advance-next")).to_be_enabled()
        expect(page.get_by_test_id("clock-date")).not_to_have_text(day)
        expect(page.get_by_test_id("clock-date")).to_contain_text("day ")  # it stands again
    told = message(page, "The week up to").last
    expect(told.get_by_role("img", name="Columns for")).to_be_visible()
    box = told.bounding_box()
    assert box is not None
    page.set_viewport_size({"width": 1440, "height": round(box["height"]) + 400})
    told.scroll_into_view_if_needed()
    save(told, path)


def pages(browser: Browser, url: str, folder: Path) -> None:
    """*Today* and *Health*, as the community's manager sees them."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 860}, reduced_motion="reduce", base_url=url, color_scheme="light"
    )
    page = context.new_page()
    page.goto("/sign-in?next=/today")
    page.get_by_role("button", name="as its manager").click()
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    save(page, folder / "today.png")
    page.goto("/health")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    save(page, folder / "health.png")
    context.close()


def save(page: Page | Locator, path: Path) -> None:
    """What is in sight (of a part: that part), as a small PNG."""
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )


def main(folder: Path) -> None:
    """Take all of them; the digest's of a week in which nobody did anything by hand."""
    with tempfile.TemporaryDirectory() as home, hubbub(Path(home)) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with opened(browser, url) as page:
            sandbox(page, folder / "sandbox.png")
            page.set_viewport_size({"width": 1440, "height": 950})
            happen(page)
        pages(browser, url, folder)
        with tempfile.TemporaryDirectory() as other, hubbub(Path(other)) as (quiet, _), opened(browser, quiet) as page:
            digest(page, folder / "digest.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
