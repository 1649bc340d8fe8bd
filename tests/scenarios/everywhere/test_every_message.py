"""Everything Hubbub can say, said on both platforms: the vendors take it, and nobody is pinged who is not named.

What it looks like is on record beside the day's transcripts, to be read: ``gallery-slack.txt``, ``gallery-discord.txt``.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import pytest

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from engagement.actions import OpenForm, Reach, Reply, Say
from engagement.events import CommandGiven
from engagement.ids import AccountId, ChannelId, OutboxId
from engagement.ports import ChatPlatform
from engagement.speech import Answer, Outgoing
from tests.bots.platforms.discord.host import policy as discord_policy
from tests.bots.platforms.discord.stage import opened
from tests.bots.platforms.slack.stage import Listener, W, connected
from tests.bots.voice.shipped import ANA, BEN, LANGUAGES, LOU, reader, voice
from tests.bots.voice.spoken import quoted, spoken
from tests.scenarios.everywhere.slack_town import texts_of
from tests.scenarios.everywhere.town import soon
from tests.scenarios.everywhere.transcripts import FOLDER, readable

HOSTILE = "@everyone <!channel> <@U1> *bold* [link](https://evil.example) `code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message as a person reads it."""

    text: str
    buttons: Sequence[str]
    pings: frozenset[str]


class Room(Protocol):
    """One channel of one platform, and one person there who asks."""

    people: dict[str, str]

    async def said(self, message: Outgoing) -> Seen: ...
    async def answered(self, answer: Answer) -> Seen: ...
    def to(self) -> ChannelId: ...
    def account(self, who: str) -> AccountId: ...


@dataclass(slots=True)
class SlackRoom:
    slack: FakeSlack
    people: dict[str, str]
    place: str
    host: Listener
    answers: list[Answer] = field(default_factory=list)

    @property
    def platform(self) -> ChatPlatform:
        return self.host.connected[W]

    def to(self) -> ChannelId:
        return ChannelId(f"{W}:{self.place}")

    def account(self, who: str) -> AccountId:
        return AccountId(f"{W}:{self.people[who]}")

    async def said(self, message: Outgoing) -> Seen:
        self.host.ahead += timedelta(seconds=1)  # Slack takes one a second in a channel
        sent = await self.platform.send(message)
        shown = next(each for each in self.slack.seen_in(self.place) if sent.endswith(each.ts))
        return Seen(text=shown.text, buttons=[label for _, label, _ in shown.buttons], pings=shown.pings)

    async def answered(self, answer: Answer) -> Seen:
        self.answers.append(answer)
        used = await self.slack.slash(self.people["ana"], self.place, "help")
        await self.slack.settled()
        assert used.error is None
        if answer.form is not None:
            await soon(lambda: self.people["ana"] in self.slack.modals)
            (view,) = self.slack.modals[self.people["ana"]]
            await self.slack.close_modal(self.people["ana"])
            return Seen(text=texts_of(view), buttons=(), pings=frozenset())
        await soon(lambda: bool(used.notes))
        (shown,) = used.notes
        return Seen(text=shown.text, buttons=[label for _, label, _ in shown.buttons], pings=shown.pings)


@dataclass(slots=True)
class DiscordRoom:
    discord: FakeDiscord
    people: dict[str, str]
    place: str
    platform: ChatPlatform
    workspace: str
    answers: list[Answer] = field(default_factory=list)

    def to(self) -> ChannelId:
        return ChannelId(f"{self.workspace}:{self.place}")

    def account(self, who: str) -> AccountId:
        return AccountId(f"{self.workspace}:{self.people[who]}")

    async def said(self, message: Outgoing) -> Seen:
        sent = await self.platform.send(message)
        shown = next(each for each in self.discord.seen_in(self.place) if sent.endswith(each.id))
        return Seen(text=shown.text, buttons=[label for _, label in shown.buttons], pings=frozenset(shown.pings))

    async def answered(self, answer: Answer) -> Seen:
        self.answers.append(answer)
        used = await (await self.discord.slash(self.people["ana"], self.place, "hubbub", "help")).finished()
        assert used.error is None
        if answer.form is not None:
            form = self.discord.modals[self.people["ana"]]
            self.discord.dismiss(self.people["ana"])
            return Seen(text=texts_of(form, "content", "label", "description", "title"), buttons=(), pings=frozenset())
        (shown,) = used.notes
        return Seen(text=shown.text, buttons=[label for _, label in shown.buttons], pings=frozenset(shown.pings))


@asynccontextmanager
async def room(platform: str) -> AsyncIterator[Room]:
    answers: list[Answer] = []

    def next_answer(event: object) -> Answer:
        return answers.pop(0) if answers and isinstance(event, CommandGiven) else Answer()

    if platform == "slack":
        async with FakeSlack(name="Quarry Lane") as slack:
            people = {who: slack.add_user(who.capitalize()) for who in ("ana", "ben", "lou")}
            place = slack.add_channel("help", members=list(people.values()))
            host = Listener(answer=next_answer)
            async with connected(slack, host):
                yield SlackRoom(slack, people, place, host, answers)
    else:
        async with FakeDiscord(server_name="Quarry Lane", bot_name="Hubbub") as discord:
            people = {who: discord.add_member(who.capitalize()) for who in ("ana", "ben", "lou")}
            place = discord.add_channel("help")
            async with opened(discord, discord_policy("help"), next_answer) as stage:
                yield DiscordRoom(discord, people, place, stage.platform, stage.workspace, answers)


async def shown_in(where: Room, key: str, language: str, number: int, said: str = "How do I page?") -> Seen:
    """A message, reply or form of the plays, as it is read there."""
    found = spoken()[key]
    names = {ANA: "Ana", BEN: "Ben", LOU: "Lou"}
    who = reader(language, accounts={member: where.account(name.lower()) for member, name in names.items()})
    if isinstance(found, OpenForm):
        return await where.answered(Answer(form=voice().form(found, who)))
    if isinstance(found, Reply):
        text, buttons = voice().reply(found, who)
        return await where.answered(Answer(text=text, buttons=buttons))
    say = Say(
        text=found.text, reach=found.reach, to="", fields=quoted(found.fields, said),
        items=tuple(quoted(item, said) for item in found.items), mentions=found.mentions,
    )  # fmt: skip
    pings = tuple(who.accounts[member] for member in found.mentions)
    message = Outgoing(
        marker=OutboxId(f"{'m' * 10}{number:06d}"), reach=Reach.CHANNEL, to=where.to(), text=voice().say(say, who),
        buttons=voice().buttons(found.controls, language), pings=pings,
    )  # fmt: skip
    return await where.said(message)


def named(key: str, where: Room) -> frozenset[str]:
    """Who may be pinged by it."""
    found = spoken()[key]
    people = {ANA: "ana", BEN: "ben", LOU: "lou"}
    return frozenset(where.people[people[member]] for member in getattr(found, "mentions", ()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_every_message_and_form_is_taken_and_pings_only_who_is_named(platform: str, language: str) -> None:
    async with room(platform) as where:
        for number, key in enumerate(spoken()):
            seen = await shown_in(where, key, language, number, HOSTILE)
            assert seen.text.strip(), key
            assert seen.pings == named(key, where), key
            controls = getattr(spoken()[key], "controls", ())
            assert list(seen.buttons) == [button.label for button in voice().buttons(controls, language)], key


Gallery = Callable[[str], str]


async def gallery(platform: str) -> str:
    """Every message and form in English, by its key."""
    parts: list[str] = []
    async with room(platform) as where:
        for number, key in enumerate(sorted(spoken())):
            seen = await shown_in(where, key, "en", number)
            buttons = " ".join(f"[{label}]" for label in seen.buttons)
            parts.append("\n".join(part for part in (f"=== {key}", seen.text.strip(), buttons) if part))
    return readable("\n\n".join(parts))


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_what_every_message_looks_like_is_on_record(platform: str) -> None:
    """When a change is meant: ``python -m tests.scenarios.everywhere.transcripts``, and read what it changed."""
    kept = FOLDER / f"gallery-{platform}.txt"
    assert await gallery(platform) == kept.read_text(encoding="utf-8")
