"""G8: how long does each page of the window take in a large community, from the request to the last byte?

Every page there is, asked through the real app by a manager, in the ways in which it can be asked (a span, a channel, a
search, an older leaf), and every address of the read API, by a token that reads as a manager. The goal, 50 ms at the
99th percentile with a million messages, is reported and not failed on: an absolute time depends on the machine. What is
asked again and again is measured warm; a first look at each is not counted, but told, and so is how long the health log
needs for all that went before. ``p99_ms_of_work`` is of the time in which this process had a processor: on a machine
that others use, the clock on the wall counts their work as well.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from string import Formatter
from typing import TYPE_CHECKING, Final

from advocacy.insights import INSIGHT
from bench.measures.large_community import NOW, LargeCommunity, count_all
from bench.measures.large_people import dials
from bench.measures.measure import Measure, skipped
from bench.measures.rounds import percentile, rounded
from bench.measures.stage import COMMUNITY, folder, memory_at, policy
from bench.trust.figures import Unavailable
from bench.trust.postgres import in_database, postgres
from bots.app.engine import make_live, make_voice
from bots.app.running import leave_alone_what_stays
from bots.runtime.clock import ManualClock
from dashboard.api.opening import ADDRESSES as CALLS
from dashboard.api.problems import PREFIX
from dashboard.pages import PAGES
from dashboard.status.page import StatusView
from dashboard.window.door import COOKIE
from dashboard.window.opening import Window
from dashboard.window.programs import drawn_token
from dashboard.window.sessions import drawn
from engagement.api_tokens import made
from engagement.ids import MemberId
from engagement.people import Purpose
from engagement.signing_in import PageRole, Session, digest_of
from storage import StoredMemory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from httpx import AsyncClient

GOAL_MS: Final = 50
KEPT: Final = "HUBBUB_BENCH_KEPT"
"""A folder in which the databases stay, and in which those that are there are asked again."""
_MESSAGES = {"small": 20_000, "ci": 50_000, "long": 1_000_000}
_LOOKS = {"small": 10, "ci": 20, "long": 100}
_BASE = "http://127.0.0.1:8080"
_HEADERS = {"accept": "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin"}
_FOUND = 200
_PAUSE: Final = timedelta(seconds=2)
_WHO: Final = MemberId("slack-T0BENCH:U000050")
"""Who looks, and is looked at: somebody who wrote more than 98 of 100 others, some 1,400 of a million messages."""
_WAYS: Final[dict[str, Sequence[str]]] = {
    "/conversations": (
        "",
        "?state=all",
        "?words=error+when+using&state=all",
        "?topic=billing&state=all",
        "?channel={channel}",
    ),
    "/conversations/one": ("?thread={thread}",),
    "/people": (
        "",
        "?words=person+12",
        "?words=er",
        "?view=new",
        "?view=agreed",
        "?view=agreed&purpose=publish",
        "?view=twins",
    ),
    "/people/one": ("?member={member}", "?member={open}"),
    "/health": (
        "",
        "?weeks=26",
        "?weeks=52",
        "?weeks=all",
        "?channel={channel}",
        "?weeks=all&channel={channel}",
        "?beside=year",
        "?beside={channel}",
    ),
    "/journal": ("", "?kind=acted", "?kind=undone", "?step=peer_prompt"),
}
"""In which ways a page is asked for, where there is more than one."""
_API_WAYS: Final[dict[str, Sequence[str]]] = {
    "/conversations": ("", "?state=waiting&limit=100", "?topic=billing&limit=100", "?channel={channel}"),
    "/health": ("", "?weeks=all", "?weeks=all&channel={channel}"),
    "/health/weeks": ("", "?limit=104&channel={channel}"),
    "/health/log": ("", "?span=hour", "?span=week"),
    "/journal": ("", "?limit=100", "?kind=acted", "?kind=undone", "?step=peer_prompt"),
    "/settings/changes": ("?limit=500",),
    "/model": ("?days=31",),
}
"""The same of the read API, below its prefix."""


@dataclass(frozen=True, slots=True)
class Look:
    """Seconds by the clock on the wall, and seconds in which this process had a processor."""

    wall: float
    work: float


def run(size: str, report: Callable[[str], None]) -> list[Measure]:
    """Every page, on SQLite and on PostgreSQL; where a folder is named in HUBBUB_BENCH_KEPT, databases stay there."""
    named = os.environ.get(KEPT)
    with ExitStack() as stack:
        place = Path(named) / f"{_MESSAGES[size]}" if named else stack.enter_context(folder())
        place.mkdir(parents=True, exist_ok=True)
        file = f"sqlite:///{place / 'pages.db'}"
        found = [measure("SQLite", file, _MESSAGES[size], _LOOKS[size], report)]
        try:
            url = _database(stack.enter_context(postgres(place / "pg")))
            found.append(measure("PostgreSQL", url, _MESSAGES[size], _LOOKS[size], report))
        except Unavailable as error:
            found.append(skipped("G8", "pages on PostgreSQL", None, str(error)[:200]))
    return found


def measure(kind: str, url: str, messages: int, looks: int, report: Callable[[str], None]) -> Measure:
    """Each page so many times; what is there already is asked as it is."""
    with memory_at(url, durable=False) as memory:
        if not _is_full(memory):
            community = LargeCommunity(messages)
            report(f"making up {messages:,} messages on {kind}")
            community.fill(memory, report)
            report("counting the days")
            count_all(memory, community.days())
        report(f"asking for the pages on {kind}")
        times, worked = asyncio.run(_ask_all(memory, _addresses(memory), looks))
    pages = {name: _p99(each.wall for each in some[1:]) for name, some in times.items()}
    busy = {name: _p99(each.work for each in some[1:]) for name, some in times.items()}
    more: dict[str, float | int | str] = {
        "p50_ms": rounded(median(each.wall * 1e3 for some in times.values() for each in some[1:])),
        "p99_ms": rounded(max(pages.values())), "p99_ms_of_work": rounded(max(busy.values())),
        "first_look_ms": rounded(max(some[0].wall for some in times.values()) * 1e3), "log_s": rounded(worked),
        **{
            f"p99_ms {name}": f"{rounded(pages[name]):g} ({rounded(busy[name]):g} of work)"
            for name in sorted(busy, key=lambda name: -busy[name])
        },
    }  # fmt: skip
    title = (
        f"{len(pages)} pages and calls at {messages:,} messages on {kind}, each {looks} times (goal: p99 {GOAL_MS} ms)"
    )
    return Measure(name="G8", title=title, absolute=more)


def _p99(some: Iterable[float]) -> float:
    return percentile(list(some), 0.99) * 1e3


def _database(server: str) -> str:
    import psycopg  # noqa: PLC0415  # needed with PostgreSQL alone

    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'pages'").fetchone() is None:
            connection.execute("CREATE DATABASE pages")
    return in_database(server, "pages")


def _is_full(memory: StoredMemory) -> bool:
    """Whether a community was made up there to the end: its wishes are written last."""
    with memory.direct(COMMUNITY) as ledger:
        return bool(ledger.entries.find(INSIGHT))


def _addresses(memory: StoredMemory) -> list[str]:
    """Every address that can be read; what stands in braces is one that there is."""
    with memory.direct(COMMUNITY) as ledger:
        newest = ledger.journal.newest(1)[0]
        known = {"channel": ledger.places.all()[0].id, "thread": newest.subject, "decision": newest.id}
        known["member"] = _WHO
        agreed = ledger.people.agreements(1, purpose=Purpose.ADVOCACY).found
        known["open"] = agreed[0].member if agreed else _WHO
    found: list[str] = []
    for page in PAGES:
        if page.is_of_sandbox:  # this community has none
            continue
        for path in page.reads:
            needs = {name for _, name, _, _ in Formatter().parse(path) if name}
            if needs <= known.keys():  # a page of a rehearsal is there only after one
                found += [(path + way).format(**known) for way in _WAYS.get(path, ("",))]
    for path in CALLS:
        found += [(PREFIX + path + way).format(**known) for way in _API_WAYS.get(path, ("",))]
    return found


async def _ask_all(memory: StoredMemory, addresses: Sequence[str], looks: int) -> tuple[dict[str, list[Look]], float]:
    times: dict[str, list[Look]] = {}
    start = time.perf_counter()
    clock = ManualClock(NOW)
    bearer = {"authorization": f"Bearer {_token(memory)}"}
    async with _browser(memory, clock) as browser:
        worked = time.perf_counter() - start
        for address in addresses:
            for _ in range(looks + 1):
                clock.move_to(clock.now() + _PAUSE)  # nobody asks as often, and limits see to it
                start, worked_at = time.perf_counter(), time.process_time()
                answer = await browser.get(address, headers=bearer if address.startswith(PREFIX) else _HEADERS)
                took = Look(wall=time.perf_counter() - start, work=time.process_time() - worked_at)
                times.setdefault(address, []).append(took)
                assert answer.status_code == _FOUND, (address, answer.status_code, answer.text[:200])
    return times, worked


def _token(memory: StoredMemory) -> str:
    """One that reads as a manager, for the calls of the API."""
    token = drawn_token(COMMUNITY)
    with memory.direct(COMMUNITY) as ledger:
        ledger.api_tokens.add(made("bench", PageRole.MANAGER, 2, NOW, token, None))
    return token


@asynccontextmanager
async def _browser(memory: StoredMemory, clock: ManualClock) -> "AsyncIterator[AsyncClient]":
    """The window as it runs, and a manager's browser before it."""
    from fastapi import Depends, FastAPI  # noqa: PLC0415  # the web is loaded when it is asked
    from httpx import ASGITransport, AsyncClient  # noqa: PLC0415

    playbook = dials(policy(), NOW)
    live = make_live(memory, playbook, clock, make_voice(), lambda _: playbook)
    await live.health_log.go_on(NOW)
    leave_alone_what_stays()  # as ``hubbub run`` does
    window = Window([live], clock, lambda _: StatusView(connections=(), troubles=()))
    web = FastAPI(dependencies=[Depends(window.door.permit)], docs_url=None, redoc_url=None, openapi_url=None)
    window.refuse_in_words(web)
    web.include_router(window.router())
    token = drawn(COMMUNITY)
    with memory.direct(COMMUNITY) as ledger:
        ledger.sign_ins.begin(
            Session(digest=digest_of(token), role=PageRole.MANAGER, way="link", began_at=NOW, seen_at=NOW, member=_WHO)
        )
    async with AsyncClient(transport=ASGITransport(app=web), base_url=_BASE, cookies={COOKIE: token}) as browser:
        yield browser
