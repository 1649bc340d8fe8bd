"""Messages of the bot: what is stored and shown, and what is refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bench.fakes.slack import FakeSlack
from tests.bench.fakes.slack_stage import Clock, actions, button, client_of, refused, section


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[FakeSlack]:
    async with FakeSlack(now=clock) as slack:
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


async def test_a_message_is_shown_with_its_buttons(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general", members=[ada])
    blocks = [section(f"Can you help, <@{ada}>?"), actions(button("yes", "Yes", value="7"), button("no", "No"))]
    sent = await client.chat_postMessage(channel=place, text="Can you help?", blocks=blocks)
    (shown,) = slack.seen_in(place)
    assert (shown.ts, shown.text, shown.by_bot) == (sent["ts"], "Can you help, @Ada?", True)
    assert shown.buttons == (("yes", "Yes", "7"), ("no", "No", ""))
    assert all(block["block_id"] for block in sent["message"]["blocks"])
    assert sent["message"]["bot_id"] == slack.bot_id


async def test_messages_of_one_instant_have_rising_ids(slack: FakeSlack, client: AsyncWebClient) -> None:
    place = slack.add_channel("general")
    sent = [(await client.chat_postMessage(channel=place, text=str(number)))["ts"] for number in range(3)]
    assert sent == ["1750000000.000000", "1750000000.000001", "1750000000.000002"]


async def test_a_persons_id_is_their_direct_messages(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    sent = await client.chat_postMessage(channel=ada, text="Hello")
    assert sent["channel"] == slack.dm_channel(ada)
    assert [each.text for each in slack.dm_of(ada)] == ["Hello"]


async def test_a_reply_stands_in_its_thread(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    root = await slack.post(ada, place, "How?")
    first = await client.chat_postMessage(channel=place, text="So.", thread_ts=root)
    await client.chat_postMessage(channel=place, text="And so.", thread_ts=first["ts"], reply_broadcast=True)
    parent, reply, broadcast = slack.seen_in(place)
    assert parent.raw["reply_count"] == 2
    assert parent.raw["reply_users"] == [slack.bot_user_id]
    assert reply.thread_ts == broadcast.thread_ts == root
    history = await client.conversations_history(channel=place)
    assert [each["text"] for each in history["messages"]] == ["And so.", "How?"]


async def test_a_reply_to_a_deleted_message_lands_in_the_channel(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    root = await slack.post(ada, place, "How?")
    await slack.delete(ada, place, root)
    sent = await client.chat_postMessage(channel=place, text="So.", thread_ts=root)
    assert "thread_ts" not in sent["message"]


async def test_metadata_is_only_told_to_those_who_ask(slack: FakeSlack, client: AsyncWebClient) -> None:
    place = slack.add_channel("general")
    metadata = {"event_type": "hubbub", "event_payload": {"id": "x"}}
    sent = await client.chat_postMessage(channel=place, text="Hello", metadata=metadata)
    assert sent["message"]["metadata"] == metadata
    assert "metadata" not in (await client.conversations_history(channel=place))["messages"][0]
    asked = await client.conversations_history(channel=place, include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata
    await client.chat_update(channel=place, ts=sent["ts"], text="Hello again")
    asked = await client.conversations_history(channel=place, include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata


async def test_an_edit_keeps_the_blocks_it_does_not_name(slack: FakeSlack, client: AsyncWebClient) -> None:
    place = slack.add_channel("general")
    sent = await client.chat_postMessage(channel=place, text="One", blocks=[section("One")])
    await client.chat_update(channel=place, ts=sent["ts"], text="Two")
    assert slack.seen_in(place)[0].text == "One"
    assert slack.seen_in(place)[0].edited
    await client.chat_update(channel=place, ts=sent["ts"], text="Two", blocks=[])
    assert slack.seen_in(place)[0].text == "Two"


async def test_a_deleted_message_is_gone(slack: FakeSlack, client: AsyncWebClient) -> None:
    place = slack.add_channel("general")
    sent = await client.chat_postMessage(channel=place, text="One")
    await client.chat_delete(channel=place, ts=sent["ts"])
    assert slack.seen_in(place) == []
    assert (await refused(client.chat_delete(channel=place, ts=sent["ts"])))["error"] == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_person(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada, bo = slack.add_user("Ada"), slack.add_user("Bo")
    place = slack.add_channel("general", members=[ada, bo])
    sent = await client.chat_postEphemeral(channel=place, user=ada, text=f"Only you, <@{ada}>")
    assert slack.seen_in(place) == slack.seen_in(place, bo) == []
    (shown,) = slack.seen_in(place, ada)
    assert (shown.ts, shown.is_ephemeral, shown.pings) == (sent["message_ts"], True, frozenset())
    assert (await refused(client.chat_update(channel=place, ts=shown.ts, text="x")))["error"] == "message_not_found"


async def test_a_permalink_leads_to_the_message_within_its_thread(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    root = await slack.post(ada, place, "How?")
    reply = await slack.post(ada, place, "So.", thread_ts=root)
    link = (await client.chat_getPermalink(channel=place, message_ts=reply))["permalink"]
    assert link == f"https://example.slack.com/archives/{place}/p1750000000000001?thread_ts={root}&cid={place}"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [section("x")] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": "["}, "invalid_blocks_format"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "attachments": "["}, "invalid_attachments"),
        ({"text": "x", "metadata": "["}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "x", "event_payload": {"x": "y" * 8000}}}, "metadata_too_large"),
        ({"text": "x", "channel": "C0"}, "channel_not_found"),
        ({"text": "x", "channel": "U0"}, "channel_not_found"),
        ({"text": "x", "channel": "U0HUB"}, "cannot_dm_bot"),
    ],
)
async def test_a_message_the_vendor_would_not_take_is_refused(
    slack: FakeSlack, client: AsyncWebClient, given: dict[str, Any], error: str
) -> None:
    place = slack.add_channel("general")
    call = client.api_call("chat.postMessage", json={"channel": place, **given})
    assert (await refused(call))["error"] == error
    assert slack.seen_in(place) == []


async def test_where_the_bot_is_not_it_may_not_write(slack: FakeSlack, client: AsyncWebClient) -> None:
    public = slack.add_channel("public", has_bot=False)
    private = slack.add_channel("private", has_bot=False, is_private=True)
    archived = slack.add_channel("archived")
    await slack.archive(archived)
    gone = slack.add_user("Gone")
    await slack.deactivate(gone)
    for place, error in (
        (public, "not_in_channel"),
        (private, "channel_not_found"),
        (archived, "is_archived"),
        (gone, "user_disabled"),
    ):
        assert (await refused(client.chat_postMessage(channel=place, text="x")))["error"] == error
    slack.scopes.add("chat:write.public")
    await client.chat_postMessage(channel=public, text="x")


async def test_only_its_own_messages_can_be_changed(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    ts = await slack.post(ada, place, "Mine")
    assert (await refused(client.chat_update(channel=place, ts=ts, text="x")))["error"] == "cant_update_message"
    assert (await refused(client.chat_delete(channel=place, ts=ts)))["error"] == "cant_delete_message"
    own = (await client.chat_postMessage(channel=place, text="x"))["ts"]
    assert (await refused(client.chat_update(channel=place, ts=own, text="é" * 2001)))["error"] == "msg_too_long"
    assert (await refused(client.chat_postEphemeral(channel=place, user="U0", text="x")))["error"] == "user_not_found"
    bo = slack.add_user("Bo")
    answer = await refused(client.chat_postEphemeral(channel=place, user=bo, text="x"))
    assert answer["error"] == "user_not_in_channel"


async def test_the_pace_of_posting_is_held_per_channel(slack: FakeSlack, client: AsyncWebClient, clock: Clock) -> None:
    slack.pace = True
    one, other = slack.add_channel("one"), slack.add_channel("other")
    await client.chat_postMessage(channel=one, text="x")
    await client.chat_postMessage(channel=other, text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=one, text="x")
    assert caught.value.response.headers["Retry-After"] == "1"
    clock.at += 1
    await client.chat_postMessage(channel=one, text="x")


async def test_attachments_are_read_and_replaced(slack: FakeSlack, client: AsyncWebClient) -> None:
    place = slack.add_channel("general")
    old = {"channel": place, "attachments": [{"text": "old", "blocks": [section("new")]}]}
    sent = await client.api_call("chat.postMessage", json=old)
    assert slack.seen_in(place)[0].text == "new"
    await client.chat_update(channel=place, ts=sent["ts"], text="plain", attachments=[{"text": "old style"}])
    assert slack.seen_in(place)[0].text == "plain\nold style"
    call = client.chat_postMessage(channel=place, text="x", attachments=[{"blocks": [{"type": "carousel"}]}])
    assert (await refused(call))["error"] == "invalid_blocks"


@pytest.mark.parametrize("how", [{"link_names": True}, {"parse": "full"}])
async def test_names_are_linked_on_demand(slack: FakeSlack, client: AsyncWebClient, how: dict[str, Any]) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general", members=[ada])
    await client.chat_postMessage(channel=place, text="@ada & all", **how)
    await client.chat_postMessage(channel=place, text="@ada &amp; all")
    linked, plainly = slack.seen_in(place)
    assert (linked.text, linked.pings) == ("@Ada & all", {ada})
    assert (plainly.text, plainly.pings) == ("@ada & all", frozenset())


async def test_an_edit_notifies_nobody_and_may_take_metadata_away(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general", members=[ada])
    metadata = {"event_type": "hubbub", "event_payload": {}}
    sent = await client.chat_postMessage(channel=place, text="Hello", metadata=metadata)
    changed = {"channel": place, "ts": sent["ts"], "blocks": [section(f"<@{ada}>")], "metadata": {}}
    await client.api_call("chat.update", json=changed)
    (shown,) = slack.seen_in(place)
    assert (shown.text, shown.raw["text"], shown.pings) == ("@Ada", "Hello", frozenset())
    history = await client.conversations_history(channel=place, include_all_metadata=True)
    assert "metadata" not in history["messages"][0]


async def test_an_archived_channel_and_a_tombstone_stay_as_they_are(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    root = (await client.chat_postMessage(channel=place, text="Root"))["ts"]
    await slack.post(ada, place, "Reply", thread_ts=root)
    await client.chat_delete(channel=place, ts=root)
    assert (await refused(client.chat_update(channel=place, ts=root, text="x")))["error"] == "message_not_found"
    other = (await client.chat_postMessage(channel=place, text="Other"))["ts"]
    await slack.archive(place)
    assert (await refused(client.chat_update(channel=place, ts=other, text="x")))["error"] == "is_archived"
    call = client.reactions_add(channel=place, timestamp=other, name="eyes")
    assert (await refused(call))["error"] == "is_archived"
    await slack.unarchive(place)
    await client.chat_update(channel=place, ts=other, text="x")


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("chat.postMessage", "channel_not_found"),
        ("chat.update", "channel_not_found"),
        ("chat.delete", "channel_not_found"),
        ("chat.postEphemeral", "channel_not_found"),
        ("chat.getPermalink", "channel_not_found"),
        ("views.open", "invalid_arguments"),
        ("users.info", "user_not_found"),
        ("usergroups.users.list", "no_such_subteam"),
    ],
)
async def test_a_call_without_its_arguments_is_refused(client: AsyncWebClient, method: str, error: str) -> None:
    assert (await refused(client.api_call(method)))["error"] == error


async def test_structured_arguments_may_come_as_text_in_a_form(slack: FakeSlack, client: AsyncWebClient) -> None:
    place = slack.add_channel("general")
    form = {"channel": place, "text": "x", "blocks": '[{"type": "divider"}]', "metadata": "[]", "attachments": ""}
    assert (await refused(client.api_call("chat.postMessage", data=form)))["error"] == "invalid_metadata_format"
    await client.api_call("chat.postMessage", data={**form, "metadata": ""})
    assert slack.calls[-1].args["blocks"] == [{"type": "divider"}]
    assert slack.seen_in(place)[0].text == "---"
