"""The sandbox's page in a real Chromium, with a pretended engine behind it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from engagement.events import ControlUsed, FormSubmitted, MessageDeleted, MessageEdited
from tests.browser.sandbox_stage import PretendedEngine, served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SAMPLE = Path(__file__).with_name("sandbox_sample.yaml").read_text(encoding="utf-8")

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[tuple[str, PretendedEngine]]:
    with served(tmp_path, SAMPLE) as serving:
        yield serving


@pytest.fixture
def engine(stage: tuple[str, PretendedEngine]) -> PretendedEngine:
    return stage[1]


@pytest.fixture
def page(browser: Browser, stage: tuple[str, PretendedEngine]) -> Iterator[Page]:
    """The page, opened; it must neither complain nor ask anything of another host."""
    url, _ = stage
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(8000)
    complaints: list[str] = []
    asked: set[str] = set()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda request: asked.add(request.url))
    opened.goto(url)
    expect(opened.get_by_test_id("message").first).to_be_visible()
    yield opened
    context.close()
    assert [one for one in complaints if "400" not in one] == []
    assert {address for address in asked if not address.startswith((url, "data:"))} == set()


def message(page: Page, text: str, *, place: str = "messages") -> Locator:
    return page.get_by_test_id(place).get_by_test_id("message").filter(has_text=text)


def write(page: Page, text: str, box: str = "compose") -> None:
    page.get_by_test_id(box).fill(text)
    page.get_by_test_id(box).press("Enter")


def speak_as(page: Page, name: str) -> None:
    page.get_by_test_id("speak-as").click()
    page.get_by_test_id("people-search").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("speak-as")).to_contain_text(name)


def test_a_message_is_posted_answered_and_reacted_to(page: Page) -> None:
    write(page, "Where is `main.py`? See https://example.org/a, @Priya Raman")
    mine = message(page, "Where is main.py?")
    expect(mine.locator("code")).to_have_text("main.py")
    expect(mine.get_by_role("link")).to_have_attribute("href", "https://example.org/a")
    expect(mine.locator(".mention")).to_have_text("@Priya Raman")
    expect(page.get_by_test_id("compose")).to_have_value("")
    mine.hover()
    mine.get_by_test_id("tool-reply").click()
    expect(page.get_by_test_id("compose-thread")).to_be_focused()
    write(page, "In the folder above.", "compose-thread")
    reply = message(page, "In the folder above.", place="thread-messages")
    expect(reply).to_be_visible()
    expect(mine.get_by_test_id("open-thread")).to_contain_text("1 reply")
    reply.hover()
    reply.get_by_test_id("tool-react").click()
    page.get_by_test_id("pick-tada").click()
    chip = reply.get_by_test_id("reaction-tada")
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(chip).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("thread-messages")).to_be_hidden()


def test_the_clock_moves_on_and_a_helper_is_asked_and_presses(page: Page, engine: PretendedEngine) -> None:
    write(page, "How do I rotate my key?")
    expect(message(page, "How do I rotate my key?")).to_be_visible()
    expect(page.get_by_test_id("clock-time")).to_have_text("10:00")
    expect(page.get_by_test_id("clock-date")).to_have_text("Tuesday 6 October 2026")
    page.get_by_test_id("advance-10m").click()
    expect(page.get_by_test_id("clock-time")).to_have_text("10:10")
    expect(message(page, "Does the export keep the order")).to_be_visible()
    expect(page.get_by_test_id("next-due-at")).to_have_text("10:20")
    page.get_by_test_id("advance-next").click()
    expect(page.get_by_test_id("clock-time")).to_have_text("10:20")
    page.get_by_test_id("letter-sandbox:priya").click()
    ask = message(page, "Somebody waits for an answer")
    expect(ask.locator(".badge")).to_have_text("APP")
    expect(page.get_by_test_id("speak-as")).to_contain_text("Priya Raman")
    ask.get_by_test_id("button-on_it").click()
    expect(message(page, "Nobody else is asked")).to_be_visible()
    used = [event for event in engine.events if isinstance(event, ControlUsed)][-1]
    assert (used.account, used.control) == ("sandbox:priya", "on_it")
    ask.get_by_role("link", name="Open the question").click()
    expect(page.get_by_test_id("place-name")).to_have_text("help")
    expect(message(page, "How do I rotate my key?")).to_be_visible()
    expect(page.get_by_test_id("letters")).to_be_hidden()


def test_an_answer_is_marked_and_the_thread_shows_it(page: Page) -> None:
    root = message(page, "How do I page through all results?")
    root.get_by_test_id("open-thread").click()
    answer = message(page, "Pass the cursor on", place="thread-messages")
    expect(answer.locator("pre")).to_contain_text("while cursor:")
    answer.hover()
    answer.get_by_test_id("tool-mark").click()
    expect(root.get_by_test_id("tag-solved")).to_be_visible()


def test_a_private_note_is_seen_by_one_person_and_put_away(page: Page) -> None:
    root = message(page, "Are webhooks signed?")
    root.hover()
    root.get_by_test_id("tool-ask").click()
    note = page.get_by_test_id("note")
    expect(note).to_contain_text("Only you see this")
    expect(note).to_contain_text("Asked Priya Raman.")
    speak_as(page, "Jonas Weber")
    expect(note).to_have_count(0)
    speak_as(page, "Mia Sand")
    note.get_by_test_id("dismiss").click()
    expect(note).to_have_count(0)


def test_a_form_is_filled_in_by_keyboard(page: Page, engine: PretendedEngine) -> None:
    write(page, "/hubbub enrol")
    form = page.get_by_test_id("form-enrol")
    expect(form).to_be_visible()
    expect(page.get_by_test_id("field-topics-api")).to_be_focused()
    page.keyboard.press("Space")
    page.get_by_test_id("field-via-thread").check()
    page.get_by_test_id("field-away").fill("")
    page.get_by_test_id("field-away").press("Enter")
    expect(form).to_be_hidden()
    expect(page.get_by_test_id("note")).to_contain_text("Saved: api.")
    sent = [event for event in engine.events if isinstance(event, FormSubmitted)][-1]
    assert sent.values == {"topics": ("api",), "via": ("thread",), "away": ()}
    write(page, "/hubbub enrol")
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()


def test_one_edits_and_deletes_only_ones_own(page: Page, engine: PretendedEngine) -> None:
    write(page, "A first try")
    mine = message(page, "A first try")
    mine.hover()
    mine.get_by_test_id("tool-edit").click()
    page.get_by_test_id("edit-text").fill("A second try")
    page.get_by_test_id("edit-text").press("Enter")
    changed = message(page, "A second try")
    expect(changed).to_contain_text("(edited)")
    other = message(page, "Are webhooks signed?")
    other.hover()
    expect(other.get_by_test_id("tool-edit")).to_have_count(0)
    changed.hover()
    changed.get_by_test_id("tool-delete").click()
    page.get_by_test_id("confirm").click()
    expect(changed).to_have_count(0)
    assert any(isinstance(event, MessageEdited) for event in engine.events)
    assert any(isinstance(event, MessageDeleted) for event in engine.events)


def test_managers_have_their_channel_and_commands(page: Page) -> None:
    expect(page.get_by_test_id("channel-managers")).to_have_count(0)
    speak_as(page, "Rosa Meyer")
    page.get_by_test_id("channel-managers").click()
    write(page, "status")
    expect(message(page, "status")).to_be_visible()
    expect(page.get_by_test_id("note")).to_contain_text("You said status")


def test_words_in_a_channel_elsewhere_are_shown_as_unread(page: Page, engine: PretendedEngine) -> None:
    expect(page.get_by_test_id("channel-general").get_by_test_id("unread")).to_have_count(0)
    page.get_by_test_id("advance-1h").click()
    expect(page.get_by_test_id("channel-general").get_by_test_id("unread")).to_be_visible()
    page.get_by_test_id("channel-general").click()
    expect(message(page, "Hello from Mexico!")).to_be_visible()
    expect(page.get_by_test_id("channel-general").get_by_test_id("unread")).to_have_count(0)
    assert engine.sandbox.world.begun


def test_names_are_offered_after_an_at_sign(page: Page) -> None:
    page.get_by_test_id("compose").press_sequentially("Hello @pri")
    expect(page.get_by_role("option", name="Priya Raman")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("compose")).to_have_value("Hello @Priya Raman ")


def test_hostile_words_stay_words(page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)> <script>alert(2)</script> javascript:alert(3) `<b>`"
    write(page, hostile)
    mine = message(page, "javascript:alert(3)")
    expect(mine.locator("img, script, b")).to_have_count(0)
    expect(mine.get_by_role("link")).to_have_count(0)
    expect(mine).to_contain_text("<img src=x onerror=alert(1)>")


def test_trouble_is_said_and_what_was_written_is_kept_once(page: Page, engine: PretendedEngine) -> None:
    engine.fails = True
    write(page, "Is anybody there?")
    expect(page.get_by_test_id("toast")).to_contain_text("out of reach")
    expect(message(page, "Is anybody there?")).to_be_visible()
    expect(page.get_by_test_id("compose")).to_have_value("")


def test_what_hubbub_thinks_follows_what_happens(page: Page) -> None:
    panel = page.get_by_test_id("thinking-body")
    expect(panel).to_contain_text("What it knows of Mia Sand")
    write(page, "Who knows?")
    expect(panel).to_contain_text("Waits 20 minutes")
    page.get_by_test_id("panel-toggle").click()
    expect(panel).to_be_hidden()


def test_the_box_for_newcomers_is_put_away_for_good(page: Page) -> None:
    tour = page.get_by_test_id("tour")
    expect(tour).to_contain_text("Things to try")
    expect(tour).to_be_in_viewport(ratio=0.9)
    expect(tour).to_contain_text("Write a question in #help")
    page.get_by_test_id("tour-close").click()
    expect(page.get_by_test_id("tour")).to_be_hidden()
    page.reload()
    expect(page.get_by_test_id("message").first).to_be_visible()
    expect(page.get_by_test_id("tour")).to_be_hidden()


def test_messages_are_walked_through_by_keyboard(page: Page) -> None:
    last = page.get_by_test_id("messages").get_by_test_id("message").last
    last.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(last).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(last.get_by_test_id("tool-react")).to_be_focused()
    last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("compose-thread")).to_be_focused()
    page.keyboard.press("Escape")
    expect(last).to_be_focused()


def test_an_export_is_sent_and_its_report_opened(page: Page, tmp_path: Path) -> None:
    for name in ("notes.txt", "wrong.zip", "right.zip"):
        (tmp_path / name).write_bytes(b"export")
    page.get_by_test_id("rehearse-file").set_input_files(tmp_path / "notes.txt")
    expect(page.get_by_test_id("rehearse-status")).to_contain_text("neither a .zip nor a .json")
    page.get_by_test_id("rehearse-file").set_input_files(tmp_path / "wrong.zip")
    expect(page.get_by_test_id("rehearse-status")).to_contain_text("wrong.zip holds no messages")
    page.get_by_test_id("rehearse-file").set_input_files(tmp_path / "right.zip")
    expect(page).to_have_url(re.compile(r"/report\?right\.zip$"))


@pytest.mark.parametrize("width", [900, 1100, 1280, 1440])
def test_nothing_is_cut_off_in_a_narrow_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    message(page, "How do I page through all results?").get_by_test_id("open-thread").click()
    expect(page.get_by_test_id("compose-thread")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    date, moves = (page.get_by_test_id(name).bounding_box() for name in ("clock-date", "advance-10m"))
    cut = page.get_by_test_id("clock-date").evaluate("date => date.scrollWidth - date.clientWidth")
    assert date and moves and cut <= 0 and date["x"] + date["width"] <= moves["x"]  # noqa: PT018
    for name in ("advance-next", "panel-toggle", "thread-close"):
        box = page.get_by_test_id(name).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_a_day_is_named_once_however_many_notes_stand_between(page: Page) -> None:
    write(page, "Who knows?")
    mine = message(page, "Who knows?")
    mine.hover()
    mine.get_by_test_id("tool-ask").click()
    expect(page.get_by_test_id("note")).to_be_visible()
    write(page, "Anybody?")
    expect(message(page, "Anybody?")).to_be_visible()
    expect(page.locator(".day", has_text="Today")).to_have_count(1)


def test_a_refused_message_stays_in_the_box(page: Page) -> None:
    page.route("**/sandbox/api/post", lambda route: route.fulfill(status=400, json={"error": "too long"}))
    write(page, "Keep me here")
    expect(page.get_by_test_id("toast")).to_contain_text("too long")
    expect(page.get_by_test_id("compose")).to_have_value("Keep me here")
