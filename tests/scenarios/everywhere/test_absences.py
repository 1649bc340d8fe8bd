"""Hubbub was away: what happened meanwhile is caught up once, what is too late is not said, and people are told."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bots.app.absences import absences_of
from bots.app.engine import make_voice
from dashboard.status.page import StatusView, status_router
from engagement.catching_up import Absence, AbsenceState, MissedKind
from engagement.ids import MessageId, ThreadId
from engagement.threads import Message, Thread, ThreadState
from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import discord_town
from tests.scenarios.everywhere.places import STORY
from tests.scenarios.everywhere.slack_town import slack_town
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import soon

_numbers = count(1)
PLATFORMS = ("slack", "discord")
QUESTION = "How do I call the endpoint from a script?"


@asynccontextmanager
async def town(platform: str, memory: StoredMemory) -> AsyncIterator[Any]:
    story, name = read_story(STORY), f"town-away-{next(_numbers)}-{os.getpid()}"
    make: Callable[..., Any] = slack_town if platform == "slack" else discord_town
    async with make(story, memory, name) as found:
        await found.live.backfill.settled()
        await found.live.backfill.tick()
        yield found


async def cut(place: Any) -> None:
    """The network is pulled; what the vendor would have told is told nobody."""
    fake = place.slack if place.name.startswith("slack") else place.discord
    if not place.name.startswith("slack"):
        fake.faults.sessions_survive_a_restart = False
    await fake.stop()
    place.is_open = False
    assert await soon(lambda: not any(w.is_heard for w in place.live.backfill._watches.values()))
    if place.name.startswith("slack"):
        fake._space.feed.is_silent = True


async def mend(place: Any) -> None:
    """The network is back."""
    fake = place.slack if place.name.startswith("slack") else place.discord
    if place.name.startswith("slack"):
        fake._space.feed.is_silent = False
    await fake.start()
    place.is_open = True
    assert await soon(lambda: all(w.is_heard for w in place.live.backfill._watches.values()), 20.0)
    await place.live.backfill.settled(20.0)
    await place.settle()


def ident(place: Any, name: str) -> MessageId:
    return next(MessageId(found) for found, called in place.people.names().items() if called == name)


def message(place: Any, name: str) -> Message | None:
    wanted = ident(place, name)
    found = place.memory.read(place.live.owner.id, lambda ledger: ledger.conversations.messages([wanted]))
    return found.get(wanted)


def thread(place: Any, name: str) -> Thread:
    wanted = ThreadId(ident(place, name))
    found: Thread = place.memory.read(place.live.owner.id, lambda ledger: ledger.conversations.threads([wanted]))[
        wanted
    ]
    return found


def absences(place: Any) -> list[Absence]:
    found: list[Absence] = place.memory.read(place.live.owner.id, lambda ledger: ledger.absences.newest(10))
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_hour_without_network_is_caught_up_and_told(platform: str, lite: StoredMemory) -> None:
    async with town(platform, lite) as place:
        people = place.people
        await people.say("ada", "help", QUESTION, name="before", to=None)
        await people.say("ben", "help", "Did you look at the docs page?", name="reply", to="before")
        await people.say("cy", "help", "Nothing to see here, sorry all", name="doomed", to=None)
        await place.wait(timedelta(minutes=1))
        await place.live.backfill.tick()
        away_from = place.clock.now()
        await cut(place)
        place.clock.move_to(place.clock.now() + timedelta(minutes=20))
        await people.say("ben", "help", "You need a token first.", name="missed", to="before")
        await people.say("eve", "help", "Where do I find my invoices?", name="asked", to=None)
        await people.edit("ben", "reply", "Did you look at the second docs page?")
        await people.delete("cy", "doomed")
        await people.react("ada", "missed", "white_check_mark")
        await people.react("cy", "missed", "pray")
        place.clock.move_to(place.clock.now() + timedelta(minutes=40))
        await mend(place)

        found = message(place, "missed")
        assert found is not None
        assert found.thread == ident(place, "before")
        assert message(place, "asked") is not None
        assert message(place, "reply").edited_at is not None
        assert message(place, "doomed").is_deleted
        assert thread(place, "before").accepted == ident(place, "missed")
        assert thread(place, "before").state is ThreadState.SOLVED
        (absence,) = absences(place)
        assert (absence.from_at, absence.until_at) == (away_from, place.clock.now())
        assert absence.state is AbsenceState.DONE
        caught, reactions = absence.caught, 2 if platform == "slack" else 1
        assert (caught.messages, caught.edits, caught.deletions, caught.reactions) == (2, 1, 1, reactions)
        thanked = place.live.owner.memory.read(
            place.live.owner.id, lambda ledger: ledger.contributions.of(found.author)
        )
        assert ("thanks" in {one.kind for one in thanked}) is (platform == "slack"), "Discord names nobody who reacts"
        assert [missed.kind for missed in absence.missed] == [MissedKind.PRESSED]
        told = [text for text in people.public("managers") if "I am back in" in text]
        assert len(told) == 1
        assert f"messages 2, edits 1, deletions 1, reactions {reactions}" in told[0]
        await _is_shown_on_the_page(place, absence)


async def _is_shown_on_the_page(place: Any, absence: Absence) -> None:
    """As the composition root puts the page together."""
    web, voice = FastAPI(), make_voice()
    look = lambda: StatusView(connections=(), troubles=(), absences=tuple(absences_of(place.live, voice)))  # noqa: E731
    web.include_router(status_router(look))
    calls = AsyncClient(transport=ASGITransport(app=web), base_url="http://127.0.0.1:8080")
    page = (await calls.get("/status")).text
    local = [at.astimezone(ZoneInfo("Europe/Berlin")) for at in (absence.from_at, absence.until_at)]
    assert f"today at {local[0]:%H:%M} – today at {local[1]:%H:%M}" in page
    assert f"messages 2, edits 1, deletions 1, reactions {absence.caught.reactions}" in page
    assert "Not recovered: buttons and commands used meanwhile." in page
    (told,) = (await calls.get("/status.json")).json()["absences"]
    assert datetime.fromisoformat(told["from_at"]) == absence.from_at
    assert datetime.fromisoformat(told["until_at"]) == absence.until_at
    assert told["caught"]["messages"] == 2


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_second_look_finds_nothing_new(platform: str, lite: StoredMemory) -> None:
    async with town(platform, lite) as place:
        await cut(place)
        await place.people.say("ada", "help", QUESTION, name="q", to=None)
        place.clock.move_to(place.clock.now() + timedelta(hours=1))
        await mend(place)
        journal = place.journal()
        for _ in range(2):
            await cut(place)
            place.clock.move_to(place.clock.now() + timedelta(minutes=2))
            await mend(place)
        first, second, third = sorted(absences(place), key=lambda one: one.from_at)
        assert first.caught.messages == 1
        for later in (second, third):
            assert (later.caught.messages, later.caught.deletions, later.caught.reactions) == (0, 0, 0)
        assert [one for one in place.journal() if one.play not in {"absences", "connection_troubles"}] == [
            one for one in journal if one.play not in {"absences", "connection_troubles"}
        ]
