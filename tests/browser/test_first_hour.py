"""The first hour, played by a person in a real Chromium against the real program."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE_S = 90
HELPERS = (
    "Aoife Brennan", "Ben Achterberg", "Camille Thibault", "Dana Kessler", "Grace Wanjiru", "Jonas Wiedemann",
    "Kofi Mensah", "Mateo Rivas", "Mika Heikkinen",
)  # fmt: skip
QUESTION = "How do I move my Almanac charts to a second monitor without losing the layout?"

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthz", timeout=1) as answer:  # noqa: S310  # our own loopback address
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def hubbub(home: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The program as a person starts it, stopped with Ctrl-C."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "bots", "run", "--port", str(port), "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        ends = time.monotonic() + PATIENCE_S
        while not _is_up(url):
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < ends, "Hubbub did not start in time"
        yield url, process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 950}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(15_000)
    expect.set_options(timeout=15_000)
    page.goto(url)
    expect(page.get_by_test_id("message").first).to_be_visible()
    if page.get_by_test_id("tour").is_visible():
        page.get_by_test_id("tour-close").click()
    yield page
    context.close()


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


def forward(page: Page, button: str) -> None:
    """Move the clock on and wait until it stands."""
    before = page.get_by_test_id("clock-time").inner_text()
    page.get_by_test_id(button).click()
    expect(page.get_by_test_id("clock-time")).not_to_have_text(before)
    expect(page.get_by_test_id("advance-next")).to_be_enabled()


def ask(page: Page, asker: str, text: str = QUESTION) -> None:
    speak_as(page, asker)
    page.get_by_test_id("channel-help").click()
    write(page, text)
    expect(message(page, text)).to_be_visible()


def letters(page: Page) -> list[str]:
    """The people Hubbub has written to privately and whose letters nobody has read yet."""
    found = page.locator("[data-testid^='letter-']")
    return [str(found.nth(n).get_attribute("data-testid")) for n in range(found.count())]


def open_letter_about(page: Page, text: str) -> Locator:
    """Speak as the first helper who was asked about this question; their ask."""
    expect(page.locator("[data-testid^='letter-']").first).to_be_visible()
    for letter in letters(page):
        page.get_by_test_id(letter).click()
        expect(page.get_by_test_id("messages")).to_be_visible()
        found = message(page, text)
        if found.count():
            return found.last
    raise AssertionError("nobody was asked about it")


def test_a_question_is_asked_helped_marked_and_credited(browser: Browser, tmp_path: Path) -> None:
    with hubbub(tmp_path) as (url, process), opened(browser, url) as page:
        ask(page, "Zoe Marlow")
        forward(page, "advance-10m")
        assert letters(page) == [], "members have time to answer first"
        forward(page, "advance-10m")
        forward(page, "advance-10m")
        asked = open_letter_about(page, "second monitor")
        expect(page.get_by_test_id("speak-as")).to_contain_text(re.compile("|".join(HELPERS)))
        helper = str(page.get_by_test_id("speak-as").text_content())
        expect(asked.locator(".badge")).to_have_text("APP")
        asked.get_by_test_id("button-why").click()
        expect(page.get_by_test_id("messages")).to_contain_text("waited 20 minutes without an answer")
        asked.get_by_test_id("button-on_it").click()
        expect(page.get_by_test_id("thinking-body")).to_contain_text("a helper is on it")

        page.get_by_test_id("channel-help").click()
        root = message(page, "second monitor")
        root.hover()
        root.get_by_test_id("tool-reply").click()
        write(page, "Save the layout first: Almanac, Views, Save as.", "compose-thread")
        speak_as(page, "Zoe Marlow")
        page.get_by_test_id("channel-help").click()
        root = message(page, "second monitor")
        root.get_by_test_id("open-thread").click()
        answer = message(page, "Save the layout first", place="thread-messages")
        answer.hover()
        answer.get_by_test_id("tool-mark").click()
        expect(root.get_by_test_id("tag-solved")).to_be_visible()
        expect(page.get_by_test_id("thinking-body")).to_contain_text("their answer helped")

        name = next(one for one in HELPERS if one in helper)
        speak_as(page, name)
        page.get_by_test_id("channel-help").click()
        write(page, "/hubbub mine")
        expect(page.get_by_test_id("note").last).to_contain_text(re.compile(r"[1-9]"))

        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - began < 3.5


def test_what_was_said_survives_a_kill_and_is_not_said_twice(browser: Browser, tmp_path: Path) -> None:
    with hubbub(tmp_path) as (url, process), opened(browser, url) as page:
        ask(page, "Zoe Marlow")
        forward(page, "advance-10m")
        forward(page, "advance-10m")
        forward(page, "advance-10m")
        expect(page.locator("[data-testid^='letter-']").first).to_be_visible()
        before = sorted(letters(page))
        process.kill()
        process.wait()
    with hubbub(tmp_path) as (url, _), opened(browser, url) as page:
        speak_as(page, "Zoe Marlow")
        page.get_by_test_id("channel-help").click()
        expect(message(page, "second monitor")).to_have_count(1)
        expect(page.locator("[data-testid^='letter-']").first).to_be_visible()
        assert sorted(letters(page)) == before
        asked = open_letter_about(page, "second monitor")
        expect(message(page, "second monitor")).to_have_count(1)
        expect(asked).to_be_visible()


def test_a_manager_pauses_resumes_and_undoes(browser: Browser, tmp_path: Path) -> None:
    with hubbub(tmp_path) as (url, _), opened(browser, url) as page:
        speak_as(page, "Maren")
        page.get_by_test_id("channel-managers").click()
        write(page, "setup")
        expect(page.get_by_test_id("note").last).to_contain_text("#help")
        write(page, "pause")
        expect(page.get_by_test_id("note").last).to_contain_text(re.compile("paus", re.IGNORECASE))
        ask(page, "Zoe Marlow")
        for _ in range(3):
            forward(page, "advance-10m")
        assert letters(page) == [], "nobody is disturbed while everything is paused"
        speak_as(page, "Maren")
        page.get_by_test_id("channel-managers").click()
        write(page, "resume")
        ask(page, "Zoe Marlow", "Why does my Almanac show the soil chart upside down since this morning?")
        for _ in range(3):
            forward(page, "advance-10m")
        asked = open_letter_about(page, "upside down")
        expect(asked).to_be_visible()
        thinking = page.get_by_test_id("thinking-body").inner_text()
        decision = re.search(r"Ask helpers: nobody had answered.*?id ([a-z2-7]{16})", thinking, re.DOTALL)
        assert decision is not None
        speak_as(page, "Maren")
        page.get_by_test_id("channel-managers").click()
        write(page, f"why {decision.group(1)}")
        expect(page.get_by_test_id("note").last).to_contain_text("nobody had answered")
        write(page, f"undo {decision.group(1)}")
        expect(page.get_by_test_id("note").last).to_contain_text(decision.group(1))
