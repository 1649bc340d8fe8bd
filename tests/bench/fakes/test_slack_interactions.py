"""Commands, buttons, menus, forms and homes, with a Bolt app at the other end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bench.fakes.slack import FakeSlack, Interaction
from tests.bench.fakes.slack_stage import (
    Clock,
    actions,
    app_of,
    button,
    client_of,
    connected,
    field,
    modal,
    plain,
    refused,
    section,
    until,
)

Json = dict[str, Any]


class Stage:
    """Ada in #general, an app on Socket Mode, and what it was sent."""

    def __init__(self, slack: FakeSlack, clock: Clock) -> None:
        self.slack = slack
        self.clock = clock
        self.client: AsyncWebClient = client_of(slack)
        self.app: AsyncApp = app_of(slack)
        self.ada, self.bo = slack.add_user("Ada"), slack.add_user("Bo")
        self.place = slack.add_channel("general", members=[self.ada, self.bo])
        self.bodies: list[Json] = []
        self.app.middleware(self._note)
        self.app.event("message")(self._nothing)

    async def _note(self, body: Json, next) -> None:  # type: ignore[no-untyped-def]  # noqa: A002, ANN001
        if "event" not in body:
            self.bodies.append(body)
        await next()

    async def _nothing(self) -> None:
        pass

    async def offer(self, *buttons: Json, text: str = "Well?") -> str:
        """The bot posts a message with buttons."""
        sent = await self.client.chat_postMessage(
            channel=self.place, text=text, blocks=[section(text), actions(*buttons)]
        )
        return str(sent["ts"])

    def texts(self, user: str | None = None) -> list[str]:
        return [each.text for each in self.slack.seen_in(self.place, user)]


@pytest.fixture
async def stage(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    caplog.set_level(logging.CRITICAL, logger="slack_bolt.AsyncApp")
    clock = Clock()
    async with FakeSlack(now=clock, ack_timeout=0.15) as slack:
        stage = Stage(slack, clock)
        async with connected(slack, stage.app):
            await until(lambda: slack.open_sockets == 1)
            yield stage


async def test_a_command_is_answered_through_its_acknowledgement(stage: Stage) -> None:
    @stage.app.command("/hubbub")
    async def answer(ack: AsyncAck, body: Json) -> None:
        await ack(f"You said {body['text']}")

    interaction = await stage.slack.slash(stage.ada, stage.place, "help me")
    assert interaction.ack is not None
    assert interaction.error is None
    assert [each.text for each in interaction.notes] == ["You said help me"]
    assert stage.texts() == []
    assert stage.texts(stage.ada) == ["You said help me"]
    assert (interaction.payload["user_name"], interaction.payload["channel_name"]) == ("ada", "general")


async def test_an_answer_in_the_channel_is_seen_by_all(stage: Stage) -> None:
    @stage.app.command("/hubbub")
    async def answer(ack: AsyncAck) -> None:
        await ack({"text": "For all", "response_type": "in_channel"})

    interaction = await stage.slack.slash(stage.ada, stage.place, "")
    assert interaction.notes == []
    assert stage.texts() == ["For all"]


async def test_a_command_nobody_acknowledges_times_out(stage: Stage) -> None:
    interaction = await stage.slack.slash(stage.ada, stage.place, "", command="/other")
    assert (interaction.ack, interaction.error) == (None, "operation_timeout")


async def test_without_a_connection_a_command_fails_at_once(stage: Stage) -> None:
    stage.slack.faults.drop_sockets()
    interaction = await stage.slack.slash(stage.ada, stage.place, "")
    assert interaction.error == "dispatch_failed"


async def test_a_command_in_direct_messages_tells_no_name(stage: Stage) -> None:
    interaction = await stage.slack.slash(stage.ada, stage.slack.dm_channel(stage.ada), "", command="/other")
    assert interaction.payload["channel_name"] == "directmessage"


async def test_a_malformed_answer_is_shown_as_an_error(stage: Stage) -> None:
    @stage.app.command("/hubbub")
    async def answer(ack: AsyncAck) -> None:
        await ack(text="x", blocks=[{"type": "carousel"}])

    assert (await stage.slack.slash(stage.ada, stage.place, "")).error == "invalid_blocks"


async def test_a_press_tells_the_message_and_the_buttons_value(stage: Stage) -> None:
    @stage.app.action("yes")
    async def take(ack: AsyncAck) -> None:
        await ack()

    ts = await stage.offer(button("yes", "Yes", value="42"), button("no"))
    interaction = await stage.slack.press(stage.ada, stage.place, ts, "yes")
    assert interaction.ack is not None
    (body,) = stage.bodies
    action = body["actions"][0]
    assert (body["type"], body["user"]["id"], body["channel"]["id"]) == ("block_actions", stage.ada, stage.place)
    assert (action["action_id"], action["value"], action["type"]) == ("yes", "42", "button")
    assert action["block_id"] == body["message"]["blocks"][1]["block_id"]
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": stage.place,
        "is_ephemeral": False,
    }


async def test_only_what_a_person_sees_can_be_pressed(stage: Stage) -> None:
    ts = await stage.offer(button("yes"))
    own = await stage.slack.post(stage.ada, stage.place, "Hello")
    private = stage.slack.add_channel("private", is_private=True)
    hidden = (await stage.client.chat_postMessage(channel=private, text="x", blocks=[actions(button("yes"))]))["ts"]
    note = (
        await stage.client.chat_postEphemeral(
            channel=stage.place, user=stage.bo, text="x", blocks=[actions(button("yes"))]
        )
    )["message_ts"]
    for press in (
        stage.slack.press(stage.ada, stage.place, ts, "other"),
        stage.slack.press(stage.ada, stage.place, own, "yes"),
        stage.slack.press(stage.ada, private, hidden, "yes"),
        stage.slack.press(stage.ada, stage.place, note, "yes"),
        stage.slack.press_note(stage.ada, stage.slack.seen_in(stage.place, stage.bo)[-1], "yes"),
        stage.slack.press_home(stage.ada, "yes"),
        stage.slack.press_modal(stage.ada, "yes"),
        stage.slack.submit(stage.ada, {}),
        stage.slack.slash(stage.ada, private, ""),
    ):
        with pytest.raises(LookupError):
            await press


async def test_without_the_scope_there_are_no_commands_and_no_menus(stage: Stage) -> None:
    ts = await stage.slack.post(stage.ada, stage.place, "Hello")
    stage.slack.scopes.discard("commands")
    with pytest.raises(LookupError, match="commands"):
        await stage.slack.slash(stage.ada, stage.place, "")
    with pytest.raises(LookupError, match="commands"):
        await stage.slack.menu(stage.ada, stage.place, ts, "mark")


async def test_a_response_url_replaces_and_deletes_the_pressed_message(stage: Stage) -> None:
    @stage.app.action("done")
    async def take(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Done", replace_original=True)

    @stage.app.action("away")
    async def away(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)

    first, second = await stage.offer(button("done")), await stage.offer(button("away"))
    await stage.slack.press(stage.ada, stage.place, first, "done")
    await stage.slack.press(stage.ada, stage.place, second, "away")
    await until(lambda: stage.texts() == ["Done"])
    assert stage.slack.seen_in(stage.place)[0].buttons == ()


async def test_a_note_can_be_pressed_replaced_and_taken_away(stage: Stage) -> None:
    @stage.app.command("/hubbub")
    async def answer(ack: AsyncAck) -> None:
        await ack(text="Menu", blocks=[section("Menu"), actions(button("next"))])

    @stage.app.action("next")
    async def turn(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="Page 2", blocks=[section("Page 2"), actions(button("close"))], replace_original=True)

    @stage.app.action("close")
    async def close(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)

    first = await stage.slack.slash(stage.ada, stage.place, "")
    pressed = await stage.slack.press_note(stage.ada, first.notes[0], "next")
    await until(lambda: [each.text for each in first.notes] == ["Page 2"])
    assert [each.text for each in pressed.notes] == ["Page 2"]
    assert "message" not in pressed.payload
    assert pressed.payload["container"]["is_ephemeral"] is True
    await stage.slack.press(stage.ada, stage.place, first.notes[0].ts, "close")
    await until(lambda: first.notes == [])


async def test_a_response_url_takes_five_answers_within_thirty_minutes(stage: Stage) -> None:
    interaction = await _unanswered(stage)
    webhook = AsyncWebhookClient(interaction.response_url)
    answers = [await webhook.send(text=str(number)) for number in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [404]
    assert answers[-1].body == "used_url"
    assert [each.text for each in interaction.notes] == ["0", "1", "2", "3", "4"]
    late = await _unanswered(stage)
    stage.clock.at += 30 * 60 + 1
    assert (await AsyncWebhookClient(late.response_url).send(text="x")).body == "expired_url"
    assert (await AsyncWebhookClient(late.response_url + "9").send(text="x")).body == "invalid_url"


async def _unanswered(stage: Stage) -> Interaction:
    return await stage.slack.slash(stage.ada, stage.place, "", command="/other")


async def test_what_a_response_url_refuses_it_refuses_as_text(stage: Stage) -> None:
    webhook = AsyncWebhookClient((await _unanswered(stage)).response_url)
    assert (await webhook.send(text="")).body == "no_text"
    assert (await webhook.send(text="x", blocks=[{"type": "carousel"}])).body == "invalid_blocks"
    assert (await webhook.send_dict({})).body == "invalid_payload"
    faults = stage.slack.faults
    faults.rate_limit("response_url", retry_after=3)
    limited = await webhook.send(text="x")
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "3")
    faults.fail("response_url", "no_service")
    assert (await webhook.send(text="x")).body == "no_service"
    faults.server_error("response_url")
    assert (await webhook.send(text="x")).status_code == 500
    assert {call.method for call in stage.slack.calls[-6:]} == {"response_url"}


async def test_an_answer_may_go_into_a_thread_of_the_channel(stage: Stage) -> None:
    root = await stage.slack.post(stage.ada, stage.place, "How?")
    webhook = AsyncWebhookClient((await _unanswered(stage)).response_url)
    await webhook.send_dict({"text": "So.", "response_type": "in_channel", "thread_ts": root})
    assert stage.slack.seen_in(stage.place)[-1].thread_ts == root


async def test_a_menu_tells_the_message(stage: Stage) -> None:
    @stage.app.shortcut("mark")
    async def take(ack: AsyncAck) -> None:
        await ack()

    ts = await stage.slack.post(stage.bo, stage.place, "So.")
    interaction = await stage.slack.menu(stage.ada, stage.place, ts, "mark")
    assert interaction.ack is not None
    (body,) = stage.bodies
    assert (body["type"], body["callback_id"], body["message_ts"]) == ("message_action", "mark", ts)
    assert body["message"]["user"] == stage.bo


async def test_a_form_is_opened_filled_in_and_sent(stage: Stage) -> None:
    seen: list[Json] = []

    @stage.app.command("/hubbub")
    async def opens(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"], view=modal(field("name"), callback_id="form", private_metadata="x")
        )

    @stage.app.view("form")
    async def take(ack: AsyncAck, view: Json) -> None:
        seen.append(view)
        await ack()

    await stage.slack.slash(stage.ada, stage.place, "")
    await until(lambda: stage.ada in stage.slack.modals)
    interaction = await stage.slack.submit(stage.ada, {"name": "Ada"})
    assert (interaction.ack is not None, interaction.errors) == (True, {})
    assert seen[0]["state"]["values"]["block-name"]["name"] == {"type": "plain_text_input", "value": "Ada"}
    assert seen[0]["private_metadata"] == "x"
    assert stage.ada not in stage.slack.modals


async def _open(stage: Stage, view: Json) -> None:
    trigger_id = stage.slack._space.views.new_trigger(stage.ada)
    await stage.client.views_open(trigger_id=trigger_id, view=view)


@pytest.mark.parametrize(
    ("answer", "titles", "error"),
    [
        ({"response_action": "errors", "errors": {"block-x": "No."}}, ["Title"], None),
        ({"response_action": "errors", "errors": {"elsewhere": "No."}}, ["Title"], "invalid_response_action"),
        ({"response_action": "update", "view": modal(title=plain("Second"))}, ["Second"], None),
        ({"response_action": "push", "view": modal(title=plain("Second"))}, ["Title", "Second"], None),
        ({"response_action": "push", "view": modal(title=plain("x" * 25))}, ["Title"], "invalid_arguments"),
        ({"response_action": "clear"}, [], None),
        ({"response_action": "dance"}, ["Title"], "invalid_response_action"),
        ({}, [], None),
    ],
)
async def test_the_acknowledgement_says_what_becomes_of_the_form(
    stage: Stage, answer: Json, titles: list[str], error: str | None
) -> None:
    @stage.app.view("form")
    async def take(ack: AsyncAck) -> None:
        await ack(**answer)

    await _open(stage, modal(field("x"), callback_id="form"))
    interaction = await stage.slack.submit(stage.ada, {"x": "1"})
    assert interaction.error == error
    assert [each["title"]["text"] for each in stage.slack.modals.get(stage.ada, [])] == titles
    assert interaction.errors == ({"block-x": "No."} if error is None and answer.get("errors") else {})


async def test_a_form_nobody_acknowledges_stays_open(stage: Stage) -> None:
    await _open(stage, modal(field("x"), callback_id="unknown"))
    interaction = await stage.slack.submit(stage.ada, {"x": "1"})
    assert interaction.error == "operation_timeout"
    assert len(stage.slack.modals[stage.ada]) == 1


async def test_closing_is_told_to_those_who_asked(stage: Stage) -> None:
    @stage.app.view_closed("form")
    async def take(ack: AsyncAck) -> None:
        await ack()

    await _open(stage, modal(callback_id="form", notify_on_close=True, clear_on_close=True))
    await stage.slack.close_modal(stage.ada)
    assert stage.bodies[-1]["type"] == "view_closed"
    assert stage.slack.modals == {}


async def test_buttons_of_a_home_and_of_a_form_tell_their_view(stage: Stage) -> None:
    @stage.app.action("go")
    async def take(ack: AsyncAck) -> None:
        await ack()

    @stage.app.event("app_home_opened")
    async def show(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [actions(button("go"))]})

    await stage.slack.open_home(stage.ada)
    await until(lambda: stage.ada in stage.slack.homes)
    pressed = await stage.slack.press_home(stage.ada, "go")
    assert pressed.payload["container"] == {"type": "view", "view_id": stage.slack.homes[stage.ada]["id"]}
    assert pressed.response_url == ""
    await _open(stage, modal(actions(button("go"))))
    pressed = await stage.slack.press_modal(stage.ada, "go")
    assert pressed.payload["view"]["type"] == "modal"
    assert len(stage.slack.interactions) == 2
    with pytest.raises(LookupError, match="only"):
        await stage.slack.press_home(stage.ada, "other")


async def test_a_trigger_of_a_press_expires(stage: Stage) -> None:
    ts = await stage.offer(button("unknown"))
    interaction = await stage.slack.press(stage.ada, stage.place, ts, "unknown")
    stage.clock.at += 4
    call = stage.client.views_open(trigger_id=interaction.trigger_id, view=modal())
    assert (await refused(call))["error"] == "expired_trigger_id"


async def test_an_interaction_in_flight_at_a_stop_fails(stage: Stage) -> None:
    under_way = asyncio.create_task(stage.slack.slash(stage.ada, stage.place, "", command="/other"))
    await until(lambda: stage.bodies)
    await stage.slack.stop()
    assert (await under_way).error == "dispatch_failed"
    assert (await stage.slack.slash(stage.ada, stage.place, "")).error == "dispatch_failed"


async def test_answers_may_be_lost_or_late_like_any_request(stage: Stage) -> None:
    interaction = await _unanswered(stage)
    webhook = AsyncWebhookClient(interaction.response_url, retry_handlers=[])
    stage.slack.faults.lose("response_url")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await webhook.send(text="lost")
    stage.slack.faults.slow("response_url", 0.01)
    await webhook.send(text="late")
    assert [each.text for each in interaction.notes] == ["lost", "late"]
    async with aiohttp.ClientSession() as session, session.post(interaction.response_url, data=b"{") as answer:
        assert await answer.text() == "invalid_payload"


async def test_a_press_within_a_thread_tells_the_thread(stage: Stage) -> None:
    root = await stage.slack.post(stage.ada, stage.place, "How?")
    blocks = [actions(button("unknown"))]
    sent = await stage.client.chat_postMessage(channel=stage.place, text="x", thread_ts=root, blocks=blocks)
    interaction = await stage.slack.press(stage.bo, stage.place, sent["ts"], "unknown")
    assert interaction.payload["container"]["thread_ts"] == root


async def test_the_home_shown_before_is_told_when_it_is_opened_again(stage: Stage) -> None:
    heard: list[Json] = []

    @stage.app.event("app_home_opened")
    async def hear(event: Json) -> None:
        heard.append(event)

    view = {"type": "home", "blocks": [section("Hi")]}
    await stage.client.views_publish(user_id=stage.ada, view=view)
    await stage.slack.open_home(stage.ada)
    await stage.slack.settled()
    await until(lambda: heard)
    assert heard[0]["view"]["id"] == stage.slack.homes[stage.ada]["id"]


async def test_closing_one_form_shows_the_one_below(stage: Stage) -> None:
    await _open(stage, modal(title=plain("First")))
    trigger_id = stage.slack._space.views.new_trigger(stage.ada)
    await stage.client.views_push(trigger_id=trigger_id, view=modal(title=plain("Second")))
    await stage.slack.close_modal(stage.ada)
    assert [each["title"]["text"] for each in stage.slack.modals[stage.ada]] == ["First"]
    assert stage.bodies == []
