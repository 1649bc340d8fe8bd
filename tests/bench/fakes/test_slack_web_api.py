"""The Web API refuses what the vendor refuses before it looks at a method, and goes wrong when it is told to."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bench.fakes.slack import FakeSlack
from tests.bench.fakes.slack_stage import client_of, refused


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(name="Example Community") as slack:
        yield slack


async def test_a_token_says_who_the_bot_is_and_which_scopes_it_has(slack: FakeSlack) -> None:
    slack.scopes = {"chat:write", "commands"}
    answer = await client_of(slack).auth_test()
    assert answer["user_id"] == slack.bot_user_id
    assert answer["bot_id"] == slack.bot_id
    assert answer["team_id"] == slack.team_id
    assert answer["url"] == "https://example-community.slack.com/"
    assert answer.headers["x-oauth-scopes"] == "chat:write,commands"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-another", "auth.test", "invalid_auth"),
        ("app", "auth.test", "not_allowed_token_type"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
        ("bot", "chat.postMassage", "unknown_method"),
    ],
)
async def test_a_wrong_token_or_method_is_refused(slack: FakeSlack, token: str, method: str, error: str) -> None:
    real = {"app": slack.app_token, "bot": slack.bot_token}.get(token, token)
    client = AsyncWebClient(token=real, base_url=slack.api_url, retry_handlers=[])
    assert (await refused(client.api_call(method)))["error"] == error


@pytest.mark.parametrize(
    ("body", "headers", "error"),
    [
        ("{", {"Content-Type": "application/json"}, "invalid_json"),
        ("[]", {"Content-Type": "application/json"}, "json_not_object"),
        ("x", {"Content-Type": "text/plain"}, "invalid_post_type"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    slack: FakeSlack, body: str, headers: dict[str, str], error: str
) -> None:
    headers["Authorization"] = f"Bearer {slack.bot_token}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.api_url + "auth.test", data=body, headers=headers) as answer,
    ):
        assert answer.status == 200
        assert (await answer.json())["error"] == error


async def test_a_body_without_a_type_is_refused(slack: FakeSlack) -> None:
    url = slack.api_url + "auth.test"
    async with (
        aiohttp.ClientSession(skip_auto_headers=["Content-Type"]) as session,
        session.post(url, data=b"token=x") as answer,
    ):
        assert (await answer.json())["error"] == "missing_post_type"


@pytest.mark.parametrize("as_multipart", [False, True])
async def test_a_form_may_carry_its_token(slack: FakeSlack, as_multipart: bool) -> None:  # noqa: FBT001
    form: object = {"token": slack.bot_token}
    if as_multipart:
        parts = aiohttp.FormData(default_to_multipart=True)
        parts.add_field("token", slack.bot_token)
        form = parts
    async with aiohttp.ClientSession() as session, session.post(slack.api_url + "auth.test", data=form) as answer:
        assert (await answer.json())["ok"] is True


@pytest.mark.parametrize(
    ("method", "needed"),
    [
        ("chat.postMessage", "chat:write"),
        ("chat.update", "chat:write"),
        ("chat.postEphemeral", "chat:write"),
        ("conversations.list", "channels:read"),
        ("conversations.join", "channels:join"),
        ("users.info", "users:read"),
        ("users.list", "users:read"),
        ("usergroups.list", "usergroups:read"),
        ("usergroups.users.update", "usergroups:write"),
        ("reactions.add", "reactions:write"),
        ("reactions.get", "reactions:read"),
        ("team.info", "team:read"),
    ],
)
async def test_a_method_without_its_scope_says_what_it_needs(slack: FakeSlack, method: str, needed: str) -> None:
    slack.scopes.discard(needed)
    answer = await refused(client_of(slack).api_call(method))
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert needed not in answer["provided"].split(",")


@pytest.mark.parametrize(
    ("kind", "needed"), [("private_channel", "groups:read"), ("im", "im:read"), ("mpim", "mpim:read")]
)
async def test_each_kind_of_channel_has_its_own_scope(slack: FakeSlack, kind: str, needed: str) -> None:
    slack.scopes.discard(needed)
    answer = await refused(client_of(slack).conversations_list(types=f"public_channel,{kind}"))
    assert answer["needed"] == needed


async def test_messages_of_private_channels_need_their_scope(slack: FakeSlack) -> None:
    place = slack.add_channel("secret", is_private=True)
    slack.scopes.discard("groups:history")
    answer = await refused(client_of(slack).conversations_history(channel=place))
    assert answer["needed"] == "groups:history"


async def test_every_request_stands_in_the_ledger(slack: FakeSlack) -> None:
    client, place = client_of(slack), slack.add_channel("general")
    await client.chat_postMessage(channel=place, text="Hello")
    await refused(client.chat_postMessage(channel="C0", text="Hello"))
    first, second = slack.calls
    assert (first.method, first.args["text"], first.ok, first.error, first.http_status) == (
        "chat.postMessage",
        "Hello",
        True,
        None,
        200,
    )
    assert (second.ok, second.error) == (False, "channel_not_found")
    assert not any("token" in call.args for call in slack.calls)


async def test_a_rate_limit_is_a_429_with_the_time_to_wait(slack: FakeSlack) -> None:
    client, place = client_of(slack), slack.add_channel("general")
    slack.faults.rate_limit("chat.postMessage", times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=place, text="Hello")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
        assert caught.value.response["error"] == "ratelimited"
    await client.chat_postMessage(channel=place, text="Hello")
    assert len(slack.seen_in(place)) == 1


async def test_a_failed_request_does_nothing(slack: FakeSlack) -> None:
    place = slack.add_channel("general")
    slack.faults.fail("chat.postMessage", "restricted_action")
    answer = await refused(client_of(slack).chat_postMessage(channel=place, text="Hello"))
    assert answer["error"] == "restricted_action"
    assert slack.seen_in(place) == []


async def test_a_lost_answer_leaves_the_work_done(slack: FakeSlack) -> None:
    place = slack.add_channel("general")
    slack.faults.lose("chat.postMessage")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client_of(slack).chat_postMessage(channel=place, text="Hello")
    assert [each.text for each in slack.seen_in(place)] == ["Hello"]
    assert slack.calls[-1].error == "connection_lost"


async def test_the_default_retry_of_the_sdk_posts_twice_after_a_lost_answer(slack: FakeSlack) -> None:
    place = slack.add_channel("general")
    slack.faults.lose("chat.postMessage")
    await AsyncWebClient(token=slack.bot_token, base_url=slack.api_url).chat_postMessage(channel=place, text="Hello")
    assert [each.text for each in slack.seen_in(place)] == ["Hello", "Hello"]


@pytest.mark.parametrize("carried_out", [False, True])
async def test_a_server_error_may_have_done_the_work(slack: FakeSlack, carried_out: bool) -> None:  # noqa: FBT001
    place = slack.add_channel("general")
    slack.faults.server_error("chat.postMessage", carried_out=carried_out)
    with pytest.raises(SlackApiError) as caught:
        await client_of(slack).chat_postMessage(channel=place, text="Hello")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (500, "fatal_error")
    assert len(slack.seen_in(place)) == carried_out


async def test_a_slow_answer_comes_after_the_work(slack: FakeSlack) -> None:
    place = slack.add_channel("general")
    slack.faults.slow("chat.postMessage", 60)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client_of(slack).chat_postMessage(channel=place, text="Hello")
    assert len(slack.seen_in(place)) == 1
    slack.faults.clear()
    await client_of(slack).chat_postMessage(channel=place, text="Hello")


async def test_revoked_tokens_and_a_removed_app_are_told_apart() -> None:
    async with FakeSlack() as slack:
        await slack.revoke_tokens()
        assert (await refused(client_of(slack).auth_test()))["error"] == "token_revoked"
        await client_of(slack, slack.app_token).apps_connections_open(app_token=slack.app_token)
    async with FakeSlack() as slack:
        await slack.uninstall()
        assert (await refused(client_of(slack).auth_test()))["error"] == "account_inactive"
