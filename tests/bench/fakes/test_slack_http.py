"""Signed HTTP, to a real Bolt app and to a receiver that checks every byte: signatures, retries, time-outs."""

import socket
from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp

from bench.fakes.slack import FakeSlack
from tests.bench.fakes.slack_stage import app_of, receiving, serving


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(ack_timeout=0.2, retry_delays=(0.0, 0.01, 0.01)) as slack:
        yield slack


async def test_bolt_accepts_the_signature_of_events_and_commands(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    app: AsyncApp = app_of(slack)
    heard: list[str] = []

    @app.event("message")
    async def hear(event: dict[str, str]) -> None:
        heard.append(event["text"])

    @app.command("/hubbub")
    async def answer(ack: AsyncAck, body: dict[str, str]) -> None:
        await ack(f"{body['text']} in {body['channel_name']}")

    async with serving(app.server(port=0, path="/slack/events").web_app) as url:
        slack.events_url = url
        assert await slack.verify_url()
        await slack.post(ada, place, "größer & <@U1>")
        await slack.settled()
        interaction = await slack.slash(ada, place, "x & y=1")
    assert heard == ["größer & <@U1>"]
    assert interaction.ack is not None
    assert [each.text for each in interaction.notes] == ["x & y=1 in general"]
    assert {each.transport for each in slack.delivered} == {"http"}


async def test_retries_tell_their_number_and_reason(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    async with receiving(slack) as receiver:
        receiver.statuses = [500, 404, 503]
        await slack.post(ada, place, "Hello")
        await slack.settled()
    told = [(each.get("X-Slack-Retry-Num"), each.get("X-Slack-Retry-Reason")) for each in receiver.headers]
    assert told == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({body["event_id"] for body in receiver.bodies}) == 1
    assert [each.status for each in slack.delivered] == [500, 404, 503, 200]
    assert slack.acked == [receiver.bodies[0]["event_id"]]


async def test_an_app_may_ask_for_no_retry(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    async with receiving(slack) as receiver:
        receiver.statuses, receiver.answer_headers = [500], {"X-Slack-No-Retry": "1"}
        await slack.post(ada, place, "Hello")
        await slack.settled()
    assert len(receiver.bodies) == 1
    assert slack.acked == []


async def test_an_app_that_hangs_is_tried_again(slack: FakeSlack) -> None:
    slack._space.http.ack_timeout = 0.05
    await slack.stop()
    await slack.start()
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    async with receiving(slack) as receiver:
        receiver.hang.clear()
        await slack.post(ada, place, "Hello")
        await slack.settled()
        interaction = await slack.slash(ada, place, "help")
    assert [each.get("X-Slack-Retry-Reason") for each in receiver.headers[1:4]] == ["http_timeout"] * 3
    assert (interaction.ack, interaction.error) == (None, "operation_timeout")
    assert len(receiver.bodies) == 5


async def test_an_app_that_is_away_misses_events_after_the_retries(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        slack.events_url = f"http://127.0.0.1:{free.getsockname()[1]}/slack/events"
        await slack.post(ada, place, "Hello")
        await slack.settled()
        interaction = await slack.slash(ada, place, "help")
    assert [each.status for each in slack.delivered] == [0, 0, 0, 0, 0]
    assert interaction.error == "dispatch_failed"
    assert not await slack.verify_url()


async def test_commands_are_forms_and_interactions_a_payload_in_a_form(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general", members=[ada], is_private=True)
    ts = await slack.post(ada, place, "Hello")
    async with receiving(slack) as receiver:
        await slack.settled()
        await slack.slash(ada, place, "help")
        await slack.menu(ada, place, ts, "mark")
        failing = await _failing_menu(slack, receiver.statuses, ada, place, ts)
    _, command, shortcut, _ = receiver.bodies
    assert [each["Content-Type"] for each in receiver.headers[:2]] == [
        "application/json",
        "application/x-www-form-urlencoded",
    ]
    assert (command["command"], command["text"], command["channel_name"]) == ("/hubbub", "help", "privategroup")
    assert (shortcut["type"], shortcut["callback_id"], shortcut["message_ts"]) == ("message_action", "mark", ts)
    assert failing == "dispatch_failed"


async def _failing_menu(slack: FakeSlack, statuses: list[int], user: str, place: str, ts: str) -> str | None:
    statuses.append(500)
    return (await slack.menu(user, place, ts, "mark")).error


async def test_a_duplicate_arrives_twice(slack: FakeSlack) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    slack.faults.duplicate()
    async with receiving(slack) as receiver:
        await slack.post(ada, place, "Hello")
        await slack.settled()
    assert len(receiver.bodies) == 2
    assert receiver.bodies[0] == receiver.bodies[1]


async def test_what_happened_before_the_start_is_sent_at_the_start() -> None:
    slack = FakeSlack()
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    await slack.post(ada, place, "Hello")
    async with receiving(slack) as receiver, slack:
        await slack.settled()
    assert [body["event"]["text"] for body in receiver.bodies] == ["Hello"]
