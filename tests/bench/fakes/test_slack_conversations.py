"""Channels, people, groups and reactions are read page by page, as far as the app may see them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bench.fakes.slack import FakeSlack
from tests.bench.fakes.slack_stage import Clock, client_of, refused


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(now=Clock()) as slack:
        yield slack


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return client_of(slack)


async def pages(call: Any, name: str, **args: Any) -> list[list[Any]]:
    found, cursor = [], ""
    while True:
        answer = await call(**args, cursor=cursor)
        found.append(answer[name])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return found


async def test_private_channels_are_listed_only_to_who_is_in_them(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    public = slack.add_channel("public", has_bot=False)
    inside = slack.add_channel("inside", is_private=True, members=[ada])
    slack.add_channel("outside", is_private=True, has_bot=False)
    dm = (await client.conversations_open(users=ada))["channel"]["id"]
    listed = await client.conversations_list(types="public_channel,private_channel,im")
    assert [each["id"] for each in listed["channels"]] == [public, inside, dm]
    own = await client.users_conversations(types="public_channel,private_channel")
    assert [each["id"] for each in own["channels"]] == [inside]
    assert [each["id"] for each in (await client.users_conversations(user=ada, types="im"))["channels"]] == [dm]


async def test_archived_channels_can_be_left_out(slack: FakeSlack, client: AsyncWebClient) -> None:
    old = slack.add_channel("old")
    await slack.archive(old)
    assert (await client.conversations_list())["channels"][0]["is_archived"] is True
    assert (await client.conversations_list(exclude_archived=True))["channels"] == []


async def test_a_list_comes_in_pages(slack: FakeSlack, client: AsyncWebClient) -> None:
    made = [slack.add_channel(f"channel-{number}") for number in range(5)]
    found = await pages(client.conversations_list, "channels", limit=2)
    assert [[each["id"] for each in page] for page in found] == [made[:2], made[2:4], made[4:]]


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"cursor": "made up"}, "invalid_cursor"),
        ({"cursor": "eDox"}, "invalid_cursor"),
        ({"limit": 1000}, "invalid_limit"),
        ({"limit": "x"}, "invalid_limit"),
        ({"types": "secret"}, "invalid_types"),
    ],
)
async def test_a_page_nobody_can_give_is_refused(client: AsyncWebClient, args: dict[str, Any], error: str) -> None:
    assert (await refused(client.api_call("conversations.list", params=args)))["error"] == error


async def test_a_channel_tells_about_itself(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("partners", members=[ada], is_shared=True)
    found = (await client.conversations_info(channel=place, include_num_members=True))["channel"]
    assert (found["name"], found["is_ext_shared"], found["is_member"], found["num_members"]) == (
        "partners",
        True,
        True,
        2,
    )
    assert (await refused(client.conversations_info(channel="C0")))["error"] == "channel_not_found"
    dm = (await client.conversations_open(users=ada, return_im=True))["channel"]
    assert (dm["is_im"], dm["user"]) == (True, ada)


async def test_members_of_a_channel_include_the_bot(slack: FakeSlack, client: AsyncWebClient) -> None:
    people = [slack.add_user(name) for name in ("Ada", "Bo", "Cy")]
    place = slack.add_channel("general", members=people)
    found = await pages(client.conversations_members, "members", channel=place, limit=2)
    assert found == [people[:2], [people[2], slack.bot_user_id]]


async def test_history_holds_parents_only_and_replies_hold_the_rest(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    roots = [await slack.post(ada, place, f"root {number}") for number in range(5)]
    for number in range(3):
        await slack.post(ada, place, f"reply {number}", thread_ts=roots[0])
    found = await pages(client.conversations_history, "messages", channel=place, limit=2)
    assert [[each["text"] for each in page] for page in found] == [
        ["root 4", "root 3"],
        ["root 2", "root 1"],
        ["root 0"],
    ]
    assert found[-1][0]["reply_count"] == 3
    threads = await pages(client.conversations_replies, "messages", channel=place, ts=roots[0], limit=2)
    assert [[each["text"] for each in page] for page in threads] == [
        ["root 0", "reply 0", "reply 1"],
        ["root 0", "reply 2"],
    ]
    assert (await client.conversations_history(channel=place))["has_more"] is False


async def test_history_can_be_cut_by_time(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    first, second, third = [await slack.post(ada, place, each) for each in ("one", "two", "three")]

    async def texts(**args: Any) -> list[str]:
        return [each["text"] for each in (await client.conversations_history(channel=place, **args))["messages"]]

    assert await texts(oldest=first) == ["three", "two"]
    assert await texts(oldest=first, inclusive=True) == ["three", "two", "one"]
    assert await texts(latest=third) == ["two", "one"]
    assert await texts(oldest=second, latest=second, inclusive=True, limit=1) == ["two"]
    assert (await refused(client.conversations_history(channel=place, oldest="x.y")))["error"] == "invalid_ts_latest"


async def test_only_channels_with_the_bot_can_be_read(slack: FakeSlack, client: AsyncWebClient) -> None:
    public = slack.add_channel("public", has_bot=False)
    private = slack.add_channel("private", has_bot=False, is_private=True)
    place = slack.add_channel("general")
    assert (await refused(client.conversations_history(channel=public)))["error"] == "not_in_channel"
    assert (await refused(client.conversations_history(channel=private)))["error"] == "channel_not_found"
    assert (await refused(client.conversations_replies(channel=place, ts="1.0")))["error"] == "thread_not_found"


async def test_the_bot_joins_public_channels_only(slack: FakeSlack, client: AsyncWebClient) -> None:
    public = slack.add_channel("public", has_bot=False)
    private = slack.add_channel("private", is_private=True)
    archived = slack.add_channel("archived", has_bot=False)
    await slack.archive(archived)
    assert (await client.conversations_join(channel=public))["channel"]["is_member"] is True
    assert (await client.conversations_join(channel=public))["warning"] == "already_in_channel"
    assert (await refused(client.conversations_join(channel=archived)))["error"] == "is_archived"
    answer = await refused(client.conversations_join(channel=private))
    assert answer["error"] == "method_not_supported_for_channel_type"


async def test_direct_messages_are_opened_with_people(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada, bo, gone = (slack.add_user(name) for name in ("Ada", "Bo", "Gone"))
    await slack.deactivate(gone)
    first = (await client.conversations_open(users=ada))["channel"]["id"]
    assert first.startswith("D")
    assert (await client.conversations_open(users=[ada]))["channel"]["id"] == first
    assert (await client.conversations_open(channel=first))["channel"]["id"] == first
    group = (await client.conversations_open(users=[ada, bo]))["channel"]["id"]
    assert (await client.conversations_open(users=[bo, ada]))["channel"]["id"] == group
    for args, error in (
        ({"users": ""}, "users_list_not_supplied"),
        ({"users": "U0"}, "user_not_found"),
        ({"users": gone}, "user_disabled"),
        ({"channel": slack.add_channel("general")}, "method_not_supported_for_channel_type"),
    ):
        assert (await refused(client.api_call("conversations.open", json=args)))["error"] == error


async def test_people_are_told_with_zone_and_standing(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada Lovelace", tz="America/New_York", is_restricted=True)
    stranger = slack.add_user("Stranger", is_stranger=True)
    found = (await client.users_info(user=ada, include_locale=True))["user"]
    assert (found["name"], found["profile"]["display_name"]) == ("ada.lovelace", "Ada Lovelace")
    assert (found["tz_offset"], found["is_restricted"], found["locale"]) == (-4 * 3600, True, "en-US")
    assert "email" not in found["profile"]
    other = (await client.users_info(user=stranger))["user"]
    assert other["is_stranger"] is True
    assert other["team_id"] != slack.team_id
    assert (await client.users_profile_get(user=ada))["profile"]["real_name"] == "Ada Lovelace"
    assert (await refused(client.users_info(user="U0")))["error"] == "user_not_found"
    listed = await pages(client.users_list, "members", limit=3)
    assert [[each["id"] for each in page] for page in listed] == [["USLACKBOT", slack.bot_user_id, ada], [stranger]]


async def test_user_groups_are_read_and_changed(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada, bo = slack.add_user("Ada"), slack.add_user("Bo")
    group = slack.add_group("helpers", name="Helpers", members=[ada])
    (plainly,) = (await client.usergroups_list())["usergroups"]
    assert (plainly["handle"], plainly["user_count"], "users" in plainly) == ("helpers", 1, False)
    assert (await client.usergroups_list(include_users=True))["usergroups"][0]["users"] == [ada]
    await client.usergroups_users_update(usergroup=group, users=[bo, ada])
    assert (await client.usergroups_users_list(usergroup=group))["users"] == [bo, ada]
    for args, error in (
        ({"usergroup": group, "users": ""}, "no_users_provided"),
        ({"usergroup": group, "users": "U0"}, "invalid_users"),
        ({"usergroup": "S0", "users": ada}, "no_such_subteam"),
    ):
        assert (await refused(client.api_call("usergroups.users.update", json=args)))["error"] == error


async def test_reactions_are_put_and_taken_once(slack: FakeSlack, client: AsyncWebClient) -> None:
    ada = slack.add_user("Ada")
    place = slack.add_channel("general")
    ts = await slack.post(ada, place, "Hello")
    args = {"channel": place, "timestamp": ts}
    await client.reactions_add(name="white_check_mark", **args)
    assert (await refused(client.reactions_add(name="white_check_mark", **args)))["error"] == "already_reacted"
    await slack.react(ada, place, ts, ":white_check_mark:")
    found = (await client.reactions_get(**args))["message"]["reactions"]
    assert found == [{"name": "white_check_mark", "users": [slack.bot_user_id, ada], "count": 2}]
    await client.reactions_remove(name="white_check_mark", **args)
    assert slack.seen_in(place)[0].reactions == (("white_check_mark", (ada,)),)
    for call, error in (
        (client.reactions_remove(name="white_check_mark", **args), "no_reaction"),
        (client.reactions_add(name="Not A Name", **args), "invalid_name"),
        (client.reactions_add(name="x", channel=place, timestamp="1.0"), "message_not_found"),
        (client.api_call("reactions.add", json={"name": "x"}), "no_item_specified"),
    ):
        assert (await refused(call))["error"] == error
    await slack.kick_bot(place)
    assert (await refused(client.reactions_add(name="x", **args)))["error"] == "not_in_channel"


async def test_the_workspace_and_the_bot_are_told(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert (await client.team_info())["team"]["domain"] == "example"
    assert (await client.bots_info(bot=slack.bot_id))["bot"]["user_id"] == slack.bot_user_id
    assert (await refused(client.bots_info(bot="B1")))["error"] == "bot_not_found"
