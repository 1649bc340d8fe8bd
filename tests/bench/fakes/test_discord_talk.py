from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord, NotPossible, Permission
from tests.bench.fakes.discord_bot import discord, running

NO_PINGS = discord.AllowedMentions.none()


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as it:
        yield it


@pytest.fixture
def ada(fake: FakeDiscord) -> str:
    return fake.add_member("Ada")


@pytest.fixture
def bea(fake: FakeDiscord) -> str:
    return fake.add_member("Bea")


@pytest.fixture
def help_channel(fake: FakeDiscord) -> str:
    return fake.add_channel("help")


@pytest.fixture
async def bot(fake: FakeDiscord, ada: str, bea: str, help_channel: str) -> AsyncIterator[Any]:  # noqa: ARG001 - they are there before the bot looks
    async with running(fake) as it:
        yield it


async def test_a_reply_of_a_person_carries_what_it_replies_to(
    fake: FakeDiscord, bot: Any, ada: str, bea: str, help_channel: str
) -> None:
    question = await fake.post(ada, help_channel, "How?")
    await fake.post(bea, help_channel, "So!", reply_to=question)
    _, answer = await bot.recorder.wait("message", 2)
    assert answer.type is discord.MessageType.reply
    assert answer.reference.resolved.content == "How?"
    assert [u.name for u in answer.mentions] == ["ada"]
    assert fake.seen_in(help_channel)[1].reply_to == question
    assert fake.seen_in(help_channel)[1].pings == {ada}


async def test_edits_and_deletions_arrive(fake: FakeDiscord, bot: Any, ada: str, help_channel: str) -> None:
    message = await fake.post(ada, help_channel, "teh")
    await fake.edit(ada, help_channel, message, "the")
    edit = (await bot.recorder.wait("raw_message_edit"))[0]
    assert edit.message.content == "the"
    assert edit.message.edited_at is not None
    await fake.delete(ada, help_channel, message)
    assert str((await bot.recorder.wait("raw_message_delete"))[0].message_id) == message
    assert fake.seen_in(help_channel) == []


async def test_only_the_author_edits(fake: FakeDiscord, ada: str, bea: str, help_channel: str) -> None:
    message = await fake.post(ada, help_channel, "mine")
    with pytest.raises(NotPossible):
        await fake.edit(bea, help_channel, message, "yours")


async def test_reactions_come_and_go(fake: FakeDiscord, bot: Any, ada: str, help_channel: str) -> None:
    message = await fake.post(ada, help_channel, "look")
    await fake.react(ada, help_channel, message, "👍")
    await fake.react(ada, help_channel, message, "party:42")
    added = await bot.recorder.wait("raw_reaction_add", 2)
    assert [str(each.emoji) for each in added] == ["👍", "<:party:42>"]
    assert added[0].member.display_name == "Ada"
    assert str(added[0].message_author_id) == ada
    await fake.unreact(ada, help_channel, message, "👍")
    await bot.recorder.wait("raw_reaction_remove")
    found = await bot.get_channel(int(help_channel)).fetch_message(int(message))
    await found.add_reaction("✅")
    assert fake.seen_in(help_channel)[0].reactions == {"party:42": 1, "✅": 1}
    found = await bot.get_channel(int(help_channel)).fetch_message(int(message))
    assert [user.name async for user in found.reactions[1].users()] == ["helper"]
    await found.remove_reaction("✅", bot.user)
    assert fake.seen_in(help_channel)[0].reactions == {"party:42": 1}


async def test_history_is_read_in_both_directions(fake: FakeDiscord, bot: Any, ada: str, help_channel: str) -> None:
    ids = [await fake.post(ada, help_channel, f"message {n}") for n in range(120)]
    channel = bot.get_channel(int(help_channel))
    middle = discord.Object(int(ids[60]))
    assert [m.content async for m in channel.history(limit=2)] == ["message 119", "message 118"]
    assert len([m async for m in channel.history(limit=None)]) == 120
    after = [m.content async for m in channel.history(limit=3, after=middle, oldest_first=True)]
    assert after == ["message 61", "message 62", "message 63"]
    assert [m.content async for m in channel.history(limit=1, before=middle)] == ["message 59"]
    assert [m.content async for m in channel.history(limit=3, around=middle)] == [
        "message 61",
        "message 60",
        "message 59",
    ]


async def test_a_thread_has_the_id_of_its_message(
    fake: FakeDiscord, bot: Any, ada: str, bea: str, help_channel: str
) -> None:
    question = await fake.post(ada, help_channel, "How?")
    thread = await fake.start_thread(bea, help_channel, question, "How indeed")
    assert thread == question
    created = (await bot.recorder.wait("thread_create"))[0]
    assert (str(created.id), created.name, str(created.owner_id)) == (question, "How indeed", bea)
    update = (await bot.recorder.wait("raw_message_edit"))[0]
    assert update.message.flags.has_thread
    assert update.message.edited_at is None
    await fake.post(ada, thread, "inside")
    inside = (await bot.recorder.wait("message", 3))[-1]
    assert inside.channel == created
    assert [m.type.name async for m in created.history()] == ["default", "thread_starter_message"]
    assert [shown.text for shown in fake.seen_in(thread)] == ["inside"]


async def test_the_bot_begins_threads_and_writes_in_them(
    fake: FakeDiscord, bot: Any, ada: str, help_channel: str
) -> None:
    await fake.post(ada, help_channel, "How?")
    question = (await bot.recorder.wait("message"))[0]
    thread = await question.create_thread(name="answers", auto_archive_duration=60)
    await thread.send("here")
    assert [shown.text for shown in fake.seen_in(str(thread.id))] == ["here"]
    with pytest.raises(discord.HTTPException) as refusal:
        await question.create_thread(name="again")
    assert refusal.value.code == 160004


async def test_an_archived_thread_wakes_when_somebody_writes(
    fake: FakeDiscord, bot: Any, ada: str, help_channel: str
) -> None:
    thread = await fake.start_thread(ada, help_channel, await fake.post(ada, help_channel, "q"), "t")
    await fake.archive_thread(thread)
    await bot.recorder.wait("raw_thread_update")
    channel = bot.get_channel(int(help_channel))
    assert [t.name async for t in channel.archived_threads()] == ["t"]
    assert await channel.guild.active_threads() == []
    await fake.post(ada, thread, "wake up")
    await bot.recorder.wait("raw_thread_update", 2)
    assert not fake.is_archived(thread)


async def test_a_forum_post_and_its_first_message_share_an_id(fake: FakeDiscord, ada: str) -> None:
    forum = fake.add_channel("ideas", kind="forum", tags=["open", "solved"])
    async with running(fake) as bot:
        post = await fake.forum_post(ada, forum, "An idea", "Let us", tags=["open"])
        first = (await bot.recorder.wait("message"))[0]
        assert str(first.id) == str(first.channel.id) == post
        assert [tag.name for tag in first.channel.applied_tags] == ["open"]
        solved = discord.utils.get(first.channel.parent.available_tags, name="solved")
        await first.channel.add_tags(solved)
        assert fake.tags_of(post) == ["open", "solved"]
        created = await bot.get_channel(int(forum)).create_thread(
            name="The bot's", content="text", applied_tags=[solved]
        )
        assert [s.text for s in fake.seen_in(str(created.thread.id))] == ["text"]
        await created.thread.edit(archived=True, locked=True)
        assert fake.is_archived(str(created.thread.id))
        assert "> The bot's (#solved, archived, locked)" in fake.transcript()


async def test_direct_messages_go_both_ways(fake: FakeDiscord, bot: Any, ada: str) -> None:
    await fake.dm(ada, "psst")
    heard = (await bot.recorder.wait("message"))[0]
    assert heard.guild is None
    await heard.channel.send("yes?")
    await bot.get_user(int(ada)).send("still there?")
    assert [(s.by_bot, s.text) for s in fake.dm_of(ada)] == [(False, "psst"), (True, "yes?"), (True, "still there?")]
    fake.refuse_dms(ada)
    with pytest.raises(discord.Forbidden) as refusal:
        await heard.channel.send("hello?")
    assert refusal.value.code == 50007


@pytest.mark.usefixtures("ada")
async def test_the_same_enforced_nonce_is_the_same_message_for_a_while() -> None:
    clock = [1_750_000_000.0]
    async with FakeDiscord(now=lambda: clock[0]) as fake:
        place = fake.add_channel("help")
        async with running(fake) as bot:
            channel = bot.get_channel(int(place))
            first = await channel.send("once", nonce="outbox-1")
            second = await channel.send("once", nonce="outbox-1")
            assert first.id == second.id
            clock[0] += 600
            third = await channel.send("once", nonce="outbox-1")
            assert third.id != first.id
            await fake.settled()
            assert len(fake.seen_in(place)) == len(await bot.recorder.wait("message", 2)) == 2
            assert bot.recorder.of("message")[0].nonce == "outbox-1"


async def test_without_allowed_mentions_quoted_text_pings(
    fake: FakeDiscord, bot: Any, ada: str, bea: str, help_channel: str
) -> None:
    channel = bot.get_channel(int(help_channel))
    await channel.send("they said: @everyone listen")
    await channel.send("they said: @everyone listen", allowed_mentions=NO_PINGS)
    await channel.send("`@everyone` and <@" + ada + ">")
    loud, quiet, code = fake.seen_in(help_channel)
    assert {ada, bea} <= loud.pings
    assert quiet.pings == frozenset()
    assert code.pings == {ada}
    assert code.text.endswith("@Ada")


async def test_only_the_allowed_are_pinged(fake: FakeDiscord, bot: Any, ada: str, bea: str, help_channel: str) -> None:
    helpers = fake.add_role("helpers", is_mentionable=True)
    await fake.set_roles(bea, [helpers])
    channel = bot.get_channel(int(help_channel))
    text = f"<@{ada}> <@{bea}> <@&{helpers}>"
    await channel.send(
        text, allowed_mentions=discord.AllowedMentions(users=[discord.Object(int(ada))], roles=False, everyone=False)
    )
    await channel.send(text, allowed_mentions=discord.AllowedMentions(users=False, roles=True, everyone=False))
    await channel.send(embed=discord.Embed(title="t", description=text))
    assert [s.pings for s in fake.seen_in(help_channel)] == [{ada}, {bea}, frozenset()]
    assert fake.seen_in(help_channel)[2].text == "t\n@Ada @Bea @helpers"


async def test_a_reply_pings_its_author_unless_told_not_to(
    fake: FakeDiscord, bot: Any, ada: str, help_channel: str
) -> None:
    await fake.post(ada, help_channel, "How?")
    question = (await bot.recorder.wait("message"))[0]
    await question.reply("So", mention_author=False)
    await question.reply("So")
    await question.reply("So", silent=True)
    assert [s.pings for s in fake.seen_in(help_channel)[1:]] == [frozenset(), {ada}, frozenset()]


@pytest.mark.usefixtures("ada")
async def test_without_the_permission_everyone_is_not_pinged(fake: FakeDiscord) -> None:
    channel = fake.add_channel("quiet", bot_may=int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES))
    async with running(fake) as bot:
        sent = await bot.get_channel(int(channel)).send("@everyone")
        assert not sent.mention_everyone
        assert fake.seen_in(channel)[0].pings == frozenset()


async def test_who_cannot_see_the_channel_is_not_pinged(fake: FakeDiscord, ada: str, bea: str) -> None:
    channel = fake.add_channel("staff", is_private=True, members=[ada], bot_may=int(Permission(1 << 40) - 1))
    async with running(fake) as bot:
        await bot.get_channel(int(channel)).send(f"<@{ada}> <@{bea}>")
        assert fake.seen_in(channel)[0].pings == {ada}


async def test_files_ride_along(fake: FakeDiscord, bot: Any, help_channel: str, tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("line")
    sent = await bot.get_channel(int(help_channel)).send("see", file=discord.File(tmp_path / "log.txt"))
    assert [(a.filename, a.size) for a in sent.attachments] == [("log.txt", 4)]
    assert fake.seen_in(help_channel)[0].text == "see\n[log.txt]"


async def test_the_transcript_shows_the_whole_server(
    fake: FakeDiscord, bot: Any, ada: str, bea: str, help_channel: str
) -> None:
    question = await fake.post(ada, help_channel, "How?")
    thread = await fake.start_thread(bea, help_channel, question, "Howto")
    await fake.post(bea, thread, "Like so")
    await fake.react(ada, thread, fake.seen_in(thread)[0].id, "🎉")
    view = discord.ui.View().add_item(discord.ui.Button(label="Solved", custom_id="s"))
    await bot.get_channel(int(help_channel)).send("Did it help?", view=view)
    await fake.dm(ada, "thanks")
    assert fake.transcript() == (
        "== Example ==\n"
        "# help\n"
        "    Ada: How?\n"
        "        > Howto\n"
        "            Bea: Like so\n"
        "                🎉1\n"
        "    Helper: Did it help?\n"
        "        [Solved]\n"
        "@ direct messages of Ada\n"
        "    Ada: thanks\n"
    )


async def test_the_bot_edits_and_deletes_its_own_messages(fake: FakeDiscord, bot: Any, help_channel: str) -> None:
    sent = await bot.get_channel(int(help_channel)).send("first", embed=discord.Embed(title="kept"))
    await sent.edit(content="second @everyone")
    shown = fake.seen_in(help_channel)[0]
    assert (shown.text, shown.edited, shown.pings) == ("second @everyone\nkept", True, frozenset())
    await sent.edit(suppress=True)
    assert fake.seen_in(help_channel)[0].text == "second @everyone"
    await bot.recorder.wait("raw_message_edit", 2)
    with pytest.raises(discord.HTTPException) as refusal:
        await sent.edit(content=None, embed=None)
    assert refusal.value.code == 50006
    await sent.delete()
    await bot.recorder.wait("raw_message_delete")
    assert fake.seen_in(help_channel) == []


async def test_a_moderator_bot_deletes_what_others_wrote(fake: FakeDiscord, ada: str) -> None:
    place = fake.add_channel("help", bot_may=int(Permission.VIEW_CHANNEL | Permission.MANAGE_MESSAGES))
    message = await fake.post(ada, place, "rude")
    await fake.react(ada, place, message, "👍")
    async with running(fake) as bot:
        found = bot.get_channel(int(place)).get_partial_message(int(message))
        await found.remove_reaction("👍", discord.Object(int(ada)))
        assert fake.seen_in(place)[0].reactions == {}
        await found.delete()
        assert fake.seen_in(place) == []


async def test_a_thread_without_a_message_is_announced_in_its_channel(
    fake: FakeDiscord, bot: Any, ada: str, help_channel: str
) -> None:
    channel = bot.get_channel(int(help_channel))
    private = await channel.create_thread(name="quiet")
    public = await channel.create_thread(name="loud", type=discord.ChannelType.public_thread)
    assert [s.text for s in fake.seen_in(help_channel)] == ["loud"]
    assert sorted(fake.threads_in(help_channel).values()) == ["loud", "quiet"]
    await private.add_user(discord.Object(int(ada)))
    await public.leave()
    await public.join()
    assert fake.channel(str(private.id)).thread.members == [fake.bot_user_id, ada]
    assert [t.name for t in await channel.guild.active_threads()] == ["loud", "quiet"]
    await private.delete()
    await bot.recorder.wait("raw_thread_delete")
    assert list(fake.threads_in(help_channel).values()) == ["loud"]


async def test_mentions_bring_people_into_a_thread(fake: FakeDiscord, bot: Any, ada: str, help_channel: str) -> None:
    await fake.post(ada, help_channel, "q")
    thread = await (await bot.recorder.wait("message"))[0].create_thread(name="t")
    await thread.send(f"<@{ada}> look")
    await bot.recorder.wait("thread_member_join")
    assert fake.channel(str(thread.id)).thread.members == [fake.bot_user_id, ada]


async def test_people_cannot_do_what_discord_does_not_offer(fake: FakeDiscord, ada: str, help_channel: str) -> None:
    forum = fake.add_channel("ideas", kind="forum", tags=["open"])
    message = await fake.post(ada, help_channel, "q")
    thread = await fake.start_thread(ada, help_channel, message, "t")
    await fake.archive_thread(thread, is_locked=True)
    with pytest.raises(NotPossible, match="forum"):
        await fake.post(ada, forum, "x")
    with pytest.raises(NotPossible, match="no forum with"):
        await fake.forum_post(ada, forum, "t", "x", tags=["closed"])
    with pytest.raises(NotPossible, match="locked"):
        await fake.post(ada, thread, "x")
    with pytest.raises(NotPossible, match="already"):
        await fake.start_thread(ada, help_channel, message, "t")
    with pytest.raises(NotPossible, match="no message"):
        await fake.delete(ada, help_channel, "1")


async def test_typing_shows(fake: FakeDiscord, bot: Any, help_channel: str) -> None:
    async with bot.get_channel(int(help_channel)).typing():
        assert len(fake.calls_of("POST /channels/{channel_id}/typing")) == 1


async def test_text_is_shown_as_the_client_shows_it(fake: FakeDiscord, ada: str, help_channel: str) -> None:
    role = fake.add_role("helpers")
    await fake.post(ada, help_channel, f"<@{ada}> <@&{role}> <#{help_channel}> </hub add:1> <:party:2> <@1> <@&1> <#1>")
    expected = "@Ada @helpers #help /hub add :party: @unknown-user @unknown-role #unknown"
    assert fake.seen_in(help_channel)[0].text == expected
