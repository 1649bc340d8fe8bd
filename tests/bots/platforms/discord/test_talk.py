"""What people say on Discord arrives as events, each once, and only what may be read."""

from bench.fakes.discord import FakeDiscord
from engagement.events import (
    AccountSeen,
    ChannelKind,
    ChannelSeen,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
    Threading,
)
from tests.bots.platforms.discord.host import policy
from tests.bots.platforms.discord.stage import opened


async def test_a_question_in_a_text_channel_arrives_with_its_author() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada", nick="Ada")
        async with opened(fake, policy("help")) as stage:
            message = await fake.post(ada, help_, "How do I reset my key?")
            (posted,) = await stage.host.wait(MessagePosted)
            assert posted.message == f"{stage.channel(help_)}:{message}"
            assert (posted.text, posted.thread, posted.is_bot) == ("How do I reset my key?", None, False)
            assert [seen.name for seen in stage.host.of(AccountSeen)][-1] == "Ada"
            channels = {seen.name: seen for seen in stage.host.of(ChannelSeen)}
            assert (channels["help"].kind, channels["help"].threading) == (ChannelKind.CHAT, Threading.LOOSE)
            assert stage.host.matters == set()
            assert stage.connection.state["state"] == "connected"


async def test_threads_and_posts_count_under_their_channel() -> None:
    async with FakeDiscord() as fake:
        help_, forum = fake.add_channel("help"), fake.add_channel("forum", kind="forum")
        ada, ben = fake.add_member("ada"), fake.add_member("ben")
        async with opened(fake, policy("help", "forum")) as stage:
            root = await fake.post(ada, help_, "Why?")
            thread = await fake.start_thread(ben, help_, root, "Why")
            inner = await fake.post(ben, thread, "Because.")
            post = await fake.forum_post(ada, forum, "Title", "And this?")
            reply = await fake.post(ben, post, "That, too.")
            posted = {event.text: event for event in await stage.host.wait(MessagePosted, 4)}
            channel = stage.channel(help_)
            assert posted["Why?"].thread is None
            assert posted["Because."].message == f"{channel}:{inner}"
            assert posted["Because."].thread == posted["Why?"].message
            assert posted["And this?"].thread == posted["And this?"].message == f"{stage.channel(forum)}:{post}"
            assert posted["That, too."].message == f"{stage.channel(forum)}:{reply}"
            assert posted["That, too."].thread == posted["And this?"].message


async def test_a_message_in_a_thread_that_slept_before_the_start_counts_under_its_channel() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        root = await fake.post(ada, help_, "Old question?")
        thread = await fake.start_thread(ada, help_, root, "Old")
        inner = await fake.post(ada, thread, "Old answer")
        await fake.archive_thread(thread)
        async with opened(fake, policy("help")) as stage:
            await fake.react(ada, thread, inner, "✅")
            (reacted,) = await stage.host.wait(ReactionAdded)
            assert reacted.message == f"{stage.channel(help_)}:{inner}"
            assert len(fake.calls_of("GET /channels/{channel_id}")) == 1


async def test_edits_deletions_replies_and_reactions_arrive() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        ada, ben = fake.add_member("ada"), fake.add_member("ben")
        async with opened(fake, policy("help")) as stage:
            root = await fake.post(ada, help_, "Question?")
            answer = await fake.post(ben, help_, f"Answer, <@{ada}>", reply_to=root)
            await fake.edit(ben, help_, answer, "Better answer")
            for _ in range(2):
                await fake.react(ada, help_, answer, "✅")
                await fake.unreact(ada, help_, answer, "✅")
            await fake.delete(ada, help_, root)
            (gone,) = await stage.host.wait(MessageDeleted)
            (edited,) = stage.host.of(MessageEdited)
            posted = stage.host.of(MessagePosted)[1]
            assert (posted.text, posted.reply_to) == ("Answer, @ada", gone.message)
            assert posted.addressed == (f"{stage.workspace}:{ada}",)
            assert (edited.text, edited.message, edited.posted_at) == ("Better answer", posted.message, posted.at)
            assert [event.emoji for event in stage.host.of(ReactionAdded)] == ["white_check_mark"] * 2
            assert len({event.key for event in stage.host.of(ReactionRemoved)}) == 2


async def test_what_must_not_be_read_is_not_delivered() -> None:
    async with FakeDiscord() as fake:
        ada = fake.add_member("ada")
        everything = (1 << 53) - 1
        places = {
            "hidden": fake.add_channel("hidden", is_private=True, bot_may=everything),
            "inner": fake.add_channel("inner", is_private=True, bot_may=everything),
            "adult": fake.add_channel("adult", is_age_restricted=True),
            "other": fake.add_channel("other"),
            "help": fake.add_channel("help"),
        }
        async with opened(fake, policy("help", "hidden", "adult", private=["inner"])) as stage:
            for name, place in places.items():
                await fake.post(ada, place, f"said in {name}") if name not in {"hidden", "inner"} else None
            owner = next(iter(fake.backend.world.servers.values())).owner_id
            await fake.post(owner, places["hidden"], "said in hidden")
            await fake.post(owner, places["inner"], "said in inner")
            posted = await stage.host.wait(MessagePosted, 2)
            await stage.settled()
            assert [event.text for event in posted] == ["said in help", "said in inner"]


async def test_everything_told_twice_is_taken_in_once() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            before = len(stage.host.told)
            fake.faults.duplicate(3)
            message = await fake.post(ada, help_, "Once?")
            await fake.react(ada, help_, message, "✅")
            await fake.edit(ada, help_, message, "Once!")
            await stage.host.wait(MessageEdited)
            await stage.settled()
            kinds = [type(event) for event in stage.host.told[before:]]
            assert kinds == [MessagePosted, ReactionAdded, MessageEdited]


async def test_members_come_change_and_go() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        role = fake.add_role("staff")
        ada = fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            await fake.set_roles(ada, [role])
            await fake.rename_member(ada, "Countess")
            await fake.leave(ada)
            (left,) = await stage.host.wait(MemberLeft)
            await fake.join(ada)
            (joined,) = await stage.host.wait(MemberJoined)
            assert left.account == joined.account == f"{stage.workspace}:{ada}"
            seen = [event for event in stage.host.of(AccountSeen) if event.account == left.account]
            assert [(event.name, event.roles, event.is_gone) for event in seen] == [
                ("ada", (), False), ("ada", (role, "staff"), False), ("Countess", (role, "staff"), False),
                ("ada", (), True), ("ada", (), False),
            ]  # fmt: skip


async def test_without_the_content_intent_who_and_when_still_arrive() -> None:
    async with FakeDiscord(intents_allowed=()) as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            await fake.post(ada, help_, "Nobody reads this?")
            await fake.post(ada, help_, f"<@{fake.bot_user_id}> do you?")
            posted = await stage.host.wait(MessagePosted, 2)
            assert [event.text for event in posted] == ["", "do you?"]
            await stage.settled()
            missing = {subject for kind, subject in stage.host.matters if kind == "intent_missing"}
            assert missing == {"Message Content Intent", "Server Members Intent"}
            assert stage.connection.state["without"] == "Message Content Intent, Server Members Intent"
