"""What ``hubbub doctor`` finds out about a Slack app."""

import time
from typing import Any

import pytest

from bots.platforms.slack.manifest import scopes_for, to_features
from bots.platforms.slack.probe import probe
from engagement.hosting import TroubleKind
from engagement.policy import ChannelPolicy
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import policy, settings


async def found(town: Town, *, dials: Any = None, ahead: float = 0, **more: Any) -> list[tuple[TroubleKind, str]]:
    return await probe(settings(town.slack, **more), dials or policy(), clock=lambda: time.time() + ahead)


async def test_all_is_well(town: Town) -> None:
    town.slack.scopes = set(scopes_for(to_features(policy())))
    await town.slack.post(town.ada, town.help, "how?")
    assert await found(town) == []
    assert not {"chat.postMessage", "views.publish", "reactions.add"} & {call.method for call in town.slack.calls}


async def test_a_refused_token_is_all_there_is_to_say(town: Town) -> None:
    assert await found(town, bot_token="xoxb-wrong") == [(TroubleKind.TOKEN_REFUSED, "HUBBUB_SLACK_BOT_TOKEN")]


async def test_a_revoked_token_is_told_as_such(town: Town) -> None:
    await town.slack.revoke_tokens()
    assert [kind for kind, _ in await found(town)] == [TroubleKind.TOKEN_REVOKED]


async def test_a_refused_app_token(town: Town) -> None:
    assert await found(town, app_token="xapp-wrong") == [(TroubleKind.TOKEN_REFUSED, "HUBBUB_SLACK_APP_TOKEN")]
    assert await found(town, app_token=None) == []


async def test_another_workspace(town: Town) -> None:
    assert await found(town, expected_workspace="T9") == [(TroubleKind.WORKSPACE_UNKNOWN, "T9")]


async def test_missing_scopes_by_name_each_once(town: Town) -> None:
    town.slack.scopes -= {"channels:history", "users:read"}
    assert await found(town) == [
        (TroubleKind.SCOPE_MISSING, "channels:history"),
        (TroubleKind.SCOPE_MISSING, "users:read"),
    ]


async def test_channels_that_are_missing_or_without_the_bot(town: Town) -> None:
    dials = policy(channels={name: ChannelPolicy(name=name) for name in ("help", "other", "gone")})
    assert await found(town, dials=dials) == [
        (TroubleKind.NOT_INVITED, "other"),
        (TroubleKind.CHANNEL_NOT_FOUND, "gone"),
    ]


@pytest.mark.parametrize(("ahead", "told"), [(0, False), (30, False), (-400, True), (400, True)])
async def test_a_wrong_clock(town: Town, ahead: float, *, told: bool) -> None:
    findings = await found(town, ahead=ahead)
    assert [kind for kind, _ in findings] == ([TroubleKind.CLOCK_WRONG] if told else [])
    assert all(abs(int(subject) - abs(ahead)) < 3 for _, subject in findings)


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_history_that_cannot_be_read(town: Town, method: str) -> None:
    await town.slack.post(town.ada, town.help, "how?")
    town.slack.faults.fail(method, "access_denied")
    assert await found(town) == [(TroubleKind.PERMISSION_MISSING, "Read history in #help")]


async def test_when_slack_is_away_there_is_no_connection(town: Town) -> None:
    await town.slack.stop()
    assert await found(town) == [(TroubleKind.CONNECTION_LOST, "")]
