"""A manager who knows no Python: from nothing to a rehearsal, another waiting time, what it would do, and back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bots.cli.small_export import small_export
from tests.browser.test_first_hour import CHROMIUM, browser
from tests.browser.test_pages import AXE, as_manager, complaints, picture, place, watched

__all__ = ["browser", "place"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]
WAIT = "How long members have to answer first."
LONG_MS = 120_000


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_export(tmp_path_factory.mktemp("export") / "my-export.zip")


@pytest.fixture
def page(browser: Browser, place: tuple[str, Path]) -> Iterator[Page]:
    """Forms that are refused in words are no complaint."""
    with watched(browser, place[0], but="status of 422") as found:
        yield found


def looked_at(page: Page, name: str) -> None:
    """Axe finds nothing, on a phone in the dark and on a screen in the light, and nothing is too wide."""
    page.evaluate(AXE)
    for scheme, width, options in (("dark", 390, ""), ("light", 1280, "runOnly: ['color-contrast']")):
        page.set_viewport_size({"width": width, "height": 850})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert complaints(page, options) == [], (name, scheme)
        picture(page, f"{name}-{scheme}-{width}")


def test_from_nothing_to_a_rehearsal_a_waiting_time_its_effect_and_back(page: Page, export: Path) -> None:
    as_manager(page)
    page.get_by_role("link", name="Rehearsal", exact=True).click()
    page.get_by_label("The export").set_input_files(export)
    page.get_by_text("With other settings").click()
    page.get_by_label(WAIT, exact=True).fill("45 min")
    page.get_by_label("Compare the five ways").check()
    page.get_by_role("button", name="Rehearse").click()
    report = page.get_by_role("link", name="Read the report")
    expect(report).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("table").filter(has_text="Anyone may take it")).to_be_visible()
    looked_at(page, "rehearsal-done")
    with page.context.expect_page() as opened:
        report.click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    opened.value.close()

    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("link", name="Ask helpers").click()
    page.get_by_label(WAIT, exact=True).fill("45")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("one field needs another look")
    expect(page.get_by_text("has no unit; write 45 min")).to_be_visible()
    looked_at(page, "settings-wrong")
    page.get_by_label(WAIT, exact=True).fill("45 min")
    page.get_by_role("button", name="See the effect").click()
    save = page.get_by_role("button", name="Save the change")
    expect(save).to_be_visible(timeout=LONG_MS)
    waits = page.get_by_role("row").filter(has_text="Until helpers are asked")
    expect(waits.get_by_role("cell").nth(1)).to_have_text(re.compile(r"^20\sminutes$"))
    expect(waits.get_by_role("cell").nth(2)).to_have_text(re.compile(r"^45\sminutes$"))
    expect(page.locator("[data-chart] svg")).to_be_visible()
    looked_at(page, "settings-preview")
    save.click()
    expect(page.get_by_role("status")).to_contain_text("It holds from now on")
    expect(page.get_by_label(WAIT, exact=True)).to_have_value("45 min")
    page.get_by_role("main").get_by_role("link", name="Who changed what").click()
    change = page.get_by_role("row").filter(has_text="peer_prompt.wait")
    expect(change).to_contain_text("20 min")
    expect(change).to_contain_text("45 min")
    looked_at(page, "settings-changes")
    change.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("row").filter(has_text="peer_prompt.wait")).to_contain_text("taken back")
    page.goto("/settings?group=peer_prompt")
    expect(page.get_by_label(WAIT, exact=True)).to_have_value("20 min")


def test_a_file_that_is_no_export_is_refused_in_a_sentence_and_a_rehearsal_is_deleted(
    page: Page, tmp_path: Path, export: Path
) -> None:
    (tmp_path / "holiday.zip").write_bytes(b"no zip at all")
    as_manager(page, "/rehearsal")
    page.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the export first")
    page.get_by_label("The export").set_input_files(tmp_path / "holiday.zip")
    page.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_role("alert")).to_contain_text("holiday.zip", timeout=LONG_MS)
    looked_at(page, "rehearsal-refused")
    page.goto("/rehearsal")
    page.get_by_label("The export").set_input_files(export)
    page.get_by_role("button", name="Rehearse").click()
    page.get_by_role("button", name="Call it off").or_(page.get_by_role("button", name="Delete it")).click()
    expect(page).to_have_url(re.compile(r"/rehearsal$"))
    while (some := page.get_by_role("button", name="Delete the rehearsal")).count():
        some.first.click()
        page.wait_for_load_state()
    expect(page.get_by_text("None is kept.")).to_be_visible()


def test_every_group_of_settings_can_be_used_by_everybody(page: Page) -> None:
    as_manager(page, "/settings")
    groups = [str(link.get_attribute("href")) for link in page.locator(".groups a").all()]
    assert len(groups) > 20
    for path in ("/settings?group=community", "/settings?group=topics", "/settings?group=channel%3Ahelp", groups[-1]):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looked_at(page, re.sub(r"[^a-z]+", "-", path)[:40])


def test_a_message_is_said_in_the_communitys_own_words_seen_on_both_platforms_and_taken_back(page: Page) -> None:
    as_manager(page, "/settings")
    page.get_by_role("link", name="Texts", exact=True).click()
    looked_at(page, "texts")
    page.get_by_label("Words", exact=True).fill("waiting nobody has answered")
    page.get_by_role("button", name="Look", exact=True).click()
    looked_at(page, "texts-found")
    page.get_by_role("link", name="peer_prompt.ask", exact=True).click()
    discord, slack = page.get_by_label("On Discord"), page.get_by_label("On Slack")
    for platform in (slack, discord):
        expect(platform).to_contain_text("nobody has answered yet")
        expect(platform.locator(".push.first")).to_have_text("I'm on it")
        expect(platform.locator(".link")).to_have_text("take a look")
    looked_at(page, "text")
    shipped = str(page.locator(".wording").text_content())
    field = page.get_by_label("In your own words")
    field.fill(shipped.replace("**Not now**: a", "A"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("explain **Not now**, in bold as on the button")
    looked_at(page, "text-wrong")
    field.fill(shipped.replace("If you have a moment", "If you have a cup of *coffee* left"))
    page.get_by_role("button", name="See how it looks").click()
    for platform in (slack, discord):
        expect(platform).to_contain_text("If you have a cup of coffee left")
        expect(platform.locator("i")).to_have_text("coffee")
    looked_at(page, "text-looked-at")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("It is said from now on")
    page.get_by_role("main").get_by_role("link", name="Who changed what").click()
    change = page.get_by_role("row").filter(has_text="texts.en.peer_prompt.ask")
    expect(change).to_contain_text("cup of *coffee*")
    change.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("row").filter(has_text="texts.en.peer_prompt.ask")).to_contain_text("taken back")
    page.get_by_role("link", name="texts.en.peer_prompt.ask").first.click()
    expect(page.get_by_label("In your own words")).to_have_value(shipped)
