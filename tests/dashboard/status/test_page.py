"""What the page about the connections shows, and to whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from dashboard.status.page import AbsenceView, ConnectionView, ParkedView, StatusView, TroubleView, status_router

AT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
WELL = StatusView(
    connections=(
        ConnectionView(platform="slack", facts={"state": "connected", "workspace": "<b>Example</b>", "why": ""}),
    ),
    troubles=(),
)
ILL = StatusView(
    connections=WELL.connections,
    troubles=(
        TroubleView(place="Example (Slack)", kind="not_invited", subject="help", since=AT, told="I'm not in #help."),
    ),
)
STUCK = StatusView(
    connections=WELL.connections,
    troubles=(),
    parked=(ParkedView(community="town", count=3, first_at=AT, last_at=AT, errors={"KeyError": 2, "<b>": 1}),),
)
EMPTY = StatusView(connections=(), troubles=())


def browser(status: StatusView) -> AsyncClient:
    web = FastAPI()
    web.include_router(status_router(lambda: status))
    return AsyncClient(transport=ASGITransport(app=web), base_url="http://127.0.0.1:8080")


async def test_what_is_connected_is_shown_and_foreign_words_stay_words() -> None:
    page = await browser(WELL).get("/status")
    assert "Slack: connected" in page.text
    assert "&lt;b&gt;Example&lt;/b&gt;" in page.text
    assert "Nothing needs mending." in page.text
    assert "<dt>why</dt>" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_what_needs_mending_comes_first_with_its_cure() -> None:
    page = (await browser(ILL).get("/status")).text
    assert page.index("I&#39;m not in #help.") < page.index("Connections")
    assert "since 2026-03-04 12:00 UTC" in page


async def test_without_a_connection_the_page_says_so() -> None:
    assert "only the sandbox runs" in (await browser(EMPTY).get("/status")).text


AWAY = AbsenceView(
    place="Example (Slack)", from_at=AT, until_at=AT + timedelta(hours=1), state="partly", caught={"messages": 31},
    missed=("pressed", "hidden: #ideas"), told=("After an hour away, I am back in <Example>.", "Not recovered: –."),
)  # fmt: skip


async def test_times_away_are_shown_with_what_was_caught_up() -> None:
    calls = browser(replace(WELL, absences=(AWAY, replace(AWAY, state="catching_up", told=("Away again.",)))))
    page = (await calls.get("/status")).text
    assert "After an hour away, I am back in &lt;Example&gt;.<br>Not recovered: –.</div>" in page
    assert "Away again. <em>Still catching up.</em>" in page
    assert "Times away" not in (await browser(WELL).get("/status")).text
    told = (await calls.get("/status.json")).json()["absences"][0]
    assert (told["from_at"], told["until_at"]) == ("2026-03-04T12:00:00Z", "2026-03-04T13:00:00Z")
    assert (told["state"], told["caught"], told["missed"]) == (
        "partly",
        {"messages": 31},
        ["pressed", "hidden: #ideas"],
    )


async def test_programs_read_the_same() -> None:
    told = (await browser(ILL).get("/status.json")).json()
    assert told["connections"][0]["facts"]["state"] == "connected"
    assert told["troubles"][0]["kind"] == "not_invited"


async def test_the_page_answers_only_under_its_own_address() -> None:
    assert (await browser(WELL).get("/status", headers={"host": "evil.example"})).status_code == 403


@pytest.mark.parametrize(
    ("peer", "status"),
    [
        ("127.0.0.1", 200), ("::1", 200), ("172.17.0.1", 200), ("192.168.1.7", 200), ("fe80::1%eth0", 200),
        ("8.8.8.8", 403), ("2001:4860:4860::8888", 403), ("::ffff:8.8.8.8", 403), ("a socket", 200),
    ],
)  # fmt: skip
async def test_nobody_on_the_internet_is_answered_whatever_name_they_say(peer: str, status: int) -> None:
    web = FastAPI()
    web.include_router(status_router(lambda: WELL))
    caller = AsyncClient(transport=ASGITransport(app=web, client=(peer, 1)), base_url="http://localhost")
    assert (await caller.get("/status")).status_code == status


async def test_what_could_not_be_taken_in_is_counted_with_the_cure_and_without_words() -> None:
    page = (await browser(STUCK).get("/status")).text
    assert "3 events of town could not be taken in" in page
    assert "Update Hubbub and start it again" in page
    assert "<dt>KeyError</dt><dd>2</dd>" in page
    assert "&lt;b&gt;" in page
    assert "Nothing needs mending." not in page
    told = (await browser(STUCK).get("/status.json")).json()["parked"]
    assert told[0]["errors"] == {"KeyError": 2, "<b>": 1}
    assert (told[0]["count"], told[0]["first_at"]) == (3, "2026-03-04T12:00:00Z")
