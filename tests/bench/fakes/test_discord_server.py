from collections.abc import AsyncIterator
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord, Permission
from tests.bench.fakes.discord_bot import discord, running
from tests.bench.fakes.discord_raw import call


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as it:
        yield it


@pytest.fixture
def ada(fake: FakeDiscord) -> str:
    return fake.add_member("Ada")


@pytest.fixture
def place(fake: FakeDiscord) -> str:
    return fake.add_channel("help")


@pytest.fixture
async def bot(fake: FakeDiscord, ada: str, place: str) -> AsyncIterator[Any]:  # noqa: ARG001 - they are there before the bot looks
    async with running(fake) as it:
        yield it


async def test_a_channel_is_renamed(fake: FakeDiscord, bot: Any, place: str) -> None:
    await fake.rename(place, "questions")
    await bot.recorder.wait("guild_channel_update")
    assert bot.get_channel(int(place)).name == "questions"


async def test_a_channel_made_private_goes_and_comes_back_with_its_threads(
    fake: FakeDiscord, bot: Any, ada: str, place: str
) -> None:
    thread = await fake.start_thread(ada, place, await fake.post(ada, place, "q"), "t")
    await bot.recorder.wait("thread_create")
    await fake.make_private(place)
    await bot.recorder.wait("guild_channel_delete")
    assert (await call(fake, "GET", f"/channels/{place}/messages")).code == 50001
    await fake.post(ada, place, "unseen")
    await fake.make_visible(place)
    await bot.recorder.wait("guild_channel_create")
    await bot.recorder.wait("thread_join")
    assert bot.get_channel(int(thread)).name == "t"
    assert "unseen" not in [m.content for m in bot.recorder.of("message")]


async def test_permissions_can_be_taken_from_the_bot(fake: FakeDiscord, bot: Any, place: str) -> None:
    await fake.set_permissions(place, int(Permission.VIEW_CHANNEL))
    await bot.recorder.wait("guild_channel_update")
    channel = bot.get_channel(int(place))
    assert not channel.permissions_for(channel.guild.me).send_messages
    with pytest.raises(discord.Forbidden):
        await channel.send("x")


async def test_a_deleted_channel_takes_its_threads_along(fake: FakeDiscord, bot: Any, ada: str, place: str) -> None:
    thread = await fake.start_thread(ada, place, await fake.post(ada, place, "q"), "t")
    await bot.recorder.wait("thread_create")
    await fake.delete_channel(place)
    await bot.recorder.wait("thread_delete")
    assert (await call(fake, "GET", f"/channels/{thread}")).code == 10003


async def test_a_deleted_thread_leaves_its_channel(fake: FakeDiscord, bot: Any, ada: str, place: str) -> None:
    thread = await fake.start_thread(ada, place, await fake.post(ada, place, "q"), "t")
    await fake.delete_channel(thread)
    await bot.recorder.wait("raw_thread_delete")
    assert [s.text for s in fake.seen_in(place)] == ["q"]


async def test_members_come_change_and_go(fake: FakeDiscord, bot: Any, ada: str) -> None:
    await fake.rename_member(ada, "Countess")
    role = fake.add_role("helpers")
    await fake.set_roles(ada, [role])
    await bot.recorder.wait("member_update", 2)
    member = bot.guilds[0].get_member(int(ada))
    assert member.display_name == "Countess"
    await fake.rename_role(role, "mentors")
    await bot.recorder.wait("guild_role_update")
    assert [r.name for r in member.roles] == ["@everyone", "mentors"]
    await fake.delete_role(role)
    await bot.recorder.wait("guild_role_delete")
    await fake.leave(ada)
    await bot.recorder.wait("member_remove")
    await fake.join(ada)
    assert (await bot.recorder.wait("member_join"))[0].roles[1:] == []


async def test_the_bot_gives_and_takes_roles(fake: FakeDiscord, bot: Any, ada: str) -> None:
    role = fake.add_role("helpers")
    member = bot.guilds[0].get_member(int(ada))
    await member.add_roles(discord.Object(int(role)))
    assert fake.roles_of(ada) == [role]
    await member.remove_roles(discord.Object(int(role)))
    assert fake.roles_of(ada) == []


async def test_a_kicked_bot_is_out_and_may_come_back(fake: FakeDiscord, bot: Any, ada: str, place: str) -> None:
    await fake.kick_bot()
    await bot.recorder.wait("guild_remove")
    await fake.post(ada, place, "unheard")
    assert (await call(fake, "GET", f"/channels/{place}")).code == 50001
    await fake.invite_bot(fake.server_id)
    await bot.recorder.wait("guild_join")
    await fake.post(ada, place, "heard")
    assert [m.content for m in await bot.recorder.wait("message")] == ["heard"]


async def test_a_server_that_is_down_is_no_server_that_was_left(fake: FakeDiscord, bot: Any) -> None:
    await fake.go_down()
    await bot.recorder.wait("guild_unavailable")
    assert bot.recorder.of("guild_remove") == []


@pytest.mark.usefixtures("place")
async def test_rest_tells_of_servers_members_and_roles(fake: FakeDiscord, ada: str) -> None:
    role = fake.add_role("helpers")
    bea = fake.add_member("Bea", nick="Queen", roles=[role])
    server = f"/guilds/{fake.server_id}"
    assert (await call(fake, "GET", server + "?with_counts=1")).body["approximate_member_count"] == 4
    assert [c["name"] for c in (await call(fake, "GET", server + "/channels")).body] == ["help"]
    assert "helpers" in [r["name"] for r in (await call(fake, "GET", server + "/roles")).body]
    page = (await call(fake, "GET", server + f"/members?limit=1&after={ada}")).body
    assert [m["user"]["id"] for m in page] == [bea]
    found = (await call(fake, "GET", server + "/members/search?query=qu&limit=5")).body
    assert [(m["nick"], m["roles"]) for m in found] == [("Queen", [role])]
    assert (await call(fake, "GET", server + f"/members/{ada}")).body["user"]["global_name"] == "Ada"
    assert (await call(fake, "GET", f"/users/{ada}")).body["username"] == "ada"
    assert [g["name"] for g in (await call(fake, "GET", "/users/@me/guilds")).body] == ["Example"]
    assert (await call(fake, "GET", "/applications/@me")).body["id"] == fake.application_id


async def test_members_cannot_be_listed_without_the_intent() -> None:
    async with FakeDiscord(intents_allowed=()) as fake:
        assert (await call(fake, "GET", f"/guilds/{fake.server_id}/members")).code == 50001


async def test_rest_withholds_content_without_the_intent() -> None:
    async with FakeDiscord(intents_allowed=()) as fake:
        ada, place = fake.add_member("Ada"), fake.add_channel("help")
        await fake.post(ada, place, "private words")
        await fake.post(ada, place, f"<@{fake.bot_user_id}> for you")
        page = (await call(fake, "GET", f"/channels/{place}/messages")).body
        assert [m["content"] for m in page] == [f"<@{fake.bot_user_id}> for you", ""]


async def test_a_new_server_is_joined_while_running(fake: FakeDiscord, bot: Any) -> None:
    second = fake.add_server("Second")
    fake.add_channel("hall", server=second)
    assert str((await bot.recorder.wait("guild_join"))[0].id) == second
    await bot.recorder.wait("guild_channel_create")
    assert [channel.name for channel in bot.get_guild(int(second)).channels] == ["hall"]


async def test_tags_are_set_by_people(fake: FakeDiscord, ada: str) -> None:
    forum = fake.add_channel("ideas", kind="forum", tags=["open", "solved"])
    post = await fake.forum_post(ada, forum, "t", "x", tags=["open"])
    async with running(fake) as bot:
        await fake.tag_thread(post, ["solved"])
        await fake.rename(post, "renamed")
        await bot.recorder.wait("raw_thread_update", 2)
        thread = bot.get_channel(int(post))
        assert (thread.name, [tag.name for tag in thread.applied_tags]) == ("renamed", ["solved"])


async def test_a_channel_can_be_managed_with_the_permission(fake: FakeDiscord) -> None:
    may = int(Permission.VIEW_CHANNEL | Permission.MANAGE_CHANNELS)
    place = fake.add_channel("help", bot_may=may)
    async with running(fake) as bot:
        channel = bot.get_channel(int(place))
        await channel.edit(name="questions")
        assert fake.channel(place).name == "questions"
        await channel.delete()
        await bot.recorder.wait("guild_channel_delete")
