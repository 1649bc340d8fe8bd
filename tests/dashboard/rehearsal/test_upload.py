"""A file dropped on the page becomes a report, and nothing of the file stays."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bots.app.reports import report_of_file
from config.settings import Settings
from dashboard.rehearsal import upload
from dashboard.rehearsal.upload import rehearsal_router
from engagement.errors import HubbubError, ImportFileError
from tests.bots.cli.small_export import small_export

BASE = "http://localhost:8080"


class Page:
    """The calls a browser would make, of a page whose reports are made by ``make``."""

    def __init__(self, client: httpx.AsyncClient, home: Path) -> None:
        self.client, self.home = client, home
        self.make: Callable[[Path], str] = lambda path: f"<p>{path.name}: {path.stat().st_size} bytes</p>"

    async def drop(self, content: bytes, name: str = "export.zip", **headers: str) -> httpx.Response:
        return await self.client.post("/rehearse", files={"export": (name, content)}, headers=headers)

    def left(self) -> list[str]:
        return sorted(path.name for path in self.home.rglob("*") if path.suffix != ".html" and path.name != "reports")


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    def make_report(path: Path) -> str:
        return made.make(path)

    web = FastAPI()
    web.include_router(rehearsal_router(tmp_path, make_report))
    transport = httpx.ASGITransport(app=web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        made = Page(client, tmp_path)
        yield made


async def test_a_file_becomes_a_report(page: Page) -> None:
    answer = await page.drop(b"12345")
    assert answer.status_code == 200
    assert answer.json().keys() == {"url"}
    shown = await page.client.get(answer.json()["url"])
    assert (shown.status_code, shown.text) == (200, "<p>export.zip: 5 bytes</p>")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert (await page.drop(b"")).json() != answer.json(), "every report has an address of its own"
    assert page.left() == []


async def test_a_real_export_becomes_a_real_report(page: Page, tmp_path: Path) -> None:
    page.make = lambda path: report_of_file(path, Settings(home=page.home))
    answer = await page.drop(small_export(tmp_path / "made.zip").read_bytes())
    (tmp_path / "made.zip").unlink()
    assert answer.status_code == 200, answer.text
    shown = await page.client.get(answer.json()["url"])
    assert shown.status_code == 200
    assert shown.text.lower().startswith("<!doctype html>")
    assert page.left() == []


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 cut short", b'{"messages": 3}'])
@pytest.mark.parametrize("name", ["export.zip", "export.json", "notes.txt"])
async def test_a_bad_file_is_told_of(page: Page, content: bytes, name: str) -> None:
    page.make = lambda path: report_of_file(path, Settings(home=page.home))
    answer = await page.drop(content, name)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}
    assert answer.json()["error"]
    assert "\n" not in answer.json()["error"]
    assert page.left() == []
    assert list((page.home / "reports").iterdir()) == []


async def test_the_sentence_is_the_errors_own(page: Page) -> None:
    def refuse(_: Path) -> str:
        raise ImportFileError("this is no export; export it again")

    page.make = refuse
    answer = await page.drop(b"x")
    assert (answer.status_code, answer.json()) == (400, {"error": "this is no export; export it again"})


async def test_a_fault_of_ours_leaves_no_file_either(page: Page) -> None:
    def fail(_: Path) -> str:
        raise ZeroDivisionError

    page.make = fail
    assert (await page.drop(b"x")).status_code == 500
    assert page.left() == []


async def test_a_file_that_is_too_large_is_refused(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_BYTES", 10)
    answer = await page.drop(b"x" * 11)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("the file is larger than 2 GiB; rehearse it by `hubbub replay FILE`")
    assert (await page.drop(b"x" * 10)).status_code == 200
    assert page.left() == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..", "export"),
        (".", "export"),
        ("a b&c.zip", "a_b_c.zip"),
        ("..\\..\\evil.zip", "_.._evil.zip"),
        (".hidden.json", "hidden.json"),
        ("x" * 300 + ".zip", "x" * 76 + ".zip"),
        ("\U00020000" * 300 + ".zip", "_.zip"),
    ],
)
async def test_a_files_name_is_no_path(page: Page, name: str, kept: str) -> None:
    told: list[str] = []

    def make(path: Path) -> str:
        assert path.parent.parent == page.home / "reports"
        told.append(path.name)
        return ""

    page.make = make
    assert (await page.drop(b"x", name)).status_code == 200
    assert told == [kept]
    assert page.left() == []


async def test_a_call_without_a_file(page: Page) -> None:
    assert (await page.client.post("/rehearse")).status_code == 422
    assert (await page.client.post("/rehearse", files={"other": ("a.zip", b"x")})).status_code == 422
    assert page.left() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_a_foreign_page_is_refused(page: Page, headers: dict[str, str]) -> None:
    def never(_: Path) -> str:
        raise HubbubError("asked for a foreign page")

    page.make = never
    assert (await page.drop(b"x", **headers)).status_code == 403
    assert not (page.home / "reports").exists()


async def test_the_page_itself_may_ask(page: Page) -> None:
    assert (await page.drop(b"x", **{"Origin": BASE, "Sec-Fetch-Site": "same-origin"})).status_code == 200


@pytest.mark.parametrize(
    "name", ["nothing", "0123456789abcdef", "0123456789ABCDEF", "..", "%2e%2e%2fsecret", "..%2Fsecret", "a" * 5_000]
)
async def test_what_is_no_report_is_not_found(page: Page, name: str) -> None:
    (page.home / "reports").mkdir()
    (page.home / "secret.html").write_text("secret", encoding="utf-8")
    (page.home / "reports" / "nothing.html").write_text("secret", encoding="utf-8")
    answer = await page.client.get(f"/reports/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_a_report_is_shown_under_our_own_name_only(page: Page) -> None:
    url = (await page.drop(b"x")).json()["url"]
    assert (await page.client.get(url, headers={"Host": "evil.example"})).status_code == 403
