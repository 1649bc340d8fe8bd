"""What only a person can mend: one clear sentence with the cure, in the log, in the managers' channel, by the doctor."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bots.app.checkup import checkup
from bots.app.finding import Finding
from config.settings import Settings
from storage import StoredMemory
from tests.scenarios.everywhere.discord_town import DiscordPeople, discord_town
from tests.scenarios.everywhere.places import STORY
from tests.scenarios.everywhere.slack_town import SlackPeople, slack_town
from tests.scenarios.everywhere.story import read_story
from tests.scenarios.everywhere.town import Town, soon

_numbers = count(1)
PLAYBOOK = """
communities:
  - name: Town
    managers_channel: managers
    roles: {{manager: [U1]}}
    workspaces: [{{platform: {platform}}}]
    channels: {{help: {{topics: [api]}}}}
"""


@asynccontextmanager
async def town(
    platform: str, memory: StoredMemory, prepare: Callable[[Any], None] = lambda _: None
) -> AsyncIterator[Any]:
    story, name = read_story(STORY), f"town-trouble-{next(_numbers)}-{os.getpid()}"
    if platform == "slack":
        async with slack_town(story, memory, name, prepare=prepare) as found:
            yield found
    else:
        async with discord_town(story, memory, name, prepare=prepare) as found:
            yield found


async def doctor(platform: str, fake: FakeSlack | FakeDiscord, folder: Path, **tokens: str) -> list[Finding]:
    """What the doctor finds."""
    playbook = folder / "hubbub.yaml"
    playbook.write_text(PLAYBOOK.format(platform=platform), encoding="utf-8")
    if isinstance(fake, FakeSlack):
        environment = {
            "HUBBUB_SLACK_BOT_TOKEN": fake.bot_token,
            "HUBBUB_SLACK_APP_TOKEN": fake.app_token,
            "HUBBUB_SLACK_API_URL": fake.api_url,
        }
    else:
        environment = {
            "HUBBUB_DISCORD_TOKEN": fake.token,
            "HUBBUB_DISCORD_API_URL": fake.api_url,
            "HUBBUB_DISCORD_GATEWAY_URL": fake.gateway_url,
        }
    settings = Settings(home=folder / "data", config=playbook, environment={**environment, **tokens})
    return [found async for found in checkup(settings) if isinstance(found, Finding)]


def ills(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.kind, one.cure) for one in found if one.cure is not None and not one.is_advice]


async def is_told_everywhere(place: Town, wanted: str, log: pytest.LogCaptureFixture) -> None:
    """The sentence stands in the log and in the managers' channel."""

    await place.wait(timedelta(seconds=20))
    assert any(wanted in text.replace("`", "") for text in place.people.public("managers")), place.transcript()
    assert any(wanted in record.getMessage() for record in log.records)


def without_history(people: SlackPeople) -> None:
    people.slack.scopes.discard("channels:history")


def not_in_help(people: SlackPeople) -> None:
    people.slack._space.world.channels[people.channels["help"]].has_bot = False


def without_content(people: DiscordPeople) -> None:
    people.discord.backend.intents_allowed = frozenset({"guild_members"})


def mute_in_help(people: DiscordPeople) -> None:
    people.discord.backend.world.channels[people.channels["help"]].bot_may = 1 << 10


@pytest.mark.parametrize(
    ("platform", "prepare", "kind", "wanted"),
    [
        pytest.param("slack", without_history, "scope_missing", "I lack the right channels:history", id="a scope"),
        pytest.param("slack", not_in_help, "not_invited", "I'm not in #help", id="an invitation"),
        pytest.param("discord", without_content, "intent_missing", "“Message Content Intent” is switched off", id="an intent"),
    ],
)  # fmt: skip
async def test_what_is_missing_is_told_with_its_cure(
    platform: str,
    prepare: Callable[[Any], None],
    kind: str,
    wanted: str,
    lite: StoredMemory,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    async with town(platform, lite, prepare) as place:
        await is_told_everywhere(place, wanted, caplog)
        fake = place.slack if platform == "slack" else place.discord
        found = ills(await doctor(platform, fake, tmp_path))
        assert [(told, wanted in cure) for told, cure in found] == [(kind, True)]


async def test_a_private_channel_is_left_alone_and_that_is_told_on_slack(
    lite: StoredMemory, caplog: pytest.LogCaptureFixture
) -> None:
    async with town("slack", lite) as place:
        await place.slack.make_private(place.people.channels["help"])
        await place.settle()
        await is_told_everywhere(place, "#help is private", caplog)


async def test_a_channel_hidden_from_the_bot_is_told_on_discord(
    lite: StoredMemory, caplog: pytest.LogCaptureFixture
) -> None:
    async with town("discord", lite) as place:
        await place.discord.make_private(place.people.channels["help"])
        await place.settle()
        await is_told_everywhere(place, "#help", caplog)


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_well_installed_bot_has_nothing_to_mend(platform: str, lite: StoredMemory, tmp_path: Path) -> None:
    async with town(platform, lite) as place:
        assert not place.troubles.now
        fake = place.slack if platform == "slack" else place.discord
        assert ills(await doctor(platform, fake, tmp_path)) == []


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_wrong_token_is_told_by_the_doctor_without_showing_it(
    platform: str, lite: StoredMemory, tmp_path: Path
) -> None:
    async with town(platform, lite) as place:
        fake = place.slack if platform == "slack" else place.discord
        name = "HUBBUB_SLACK_BOT_TOKEN" if platform == "slack" else "HUBBUB_DISCORD_TOKEN"
        found = ills(await doctor(platform, fake, tmp_path, **{name: "xoxb-wrong"}))
        assert [kind for kind, _ in found] == ["token_refused"]
        assert name in found[0][1]
        assert "xoxb-wrong" not in str(found)


async def test_a_token_that_is_not_there_at_all_is_told_with_its_name(tmp_path: Path) -> None:
    async with FakeSlack() as slack:
        found = ills(await doctor("slack", slack, tmp_path, HUBBUB_SLACK_BOT_TOKEN=""))
    assert [kind for kind, _ in found] == ["token"]
    assert "HUBBUB_SLACK_BOT_TOKEN is not set" in found[0][1]


async def test_a_revoked_token_is_told_in_the_log(lite: StoredMemory, caplog: pytest.LogCaptureFixture) -> None:
    async with town("slack", lite) as place:
        await place.slack.revoke_tokens()
        assert await soon(lambda: any("my token was revoked" in record.getMessage() for record in caplog.records))
        assert next(iter(place.troubles.now.values())).kind == "token_revoked"
