"""What Hubbub says on Discord arrives once, where it belongs, and pings whom it names and nobody else."""

import pytest

from bench.fakes.discord import FakeDiscord
from engagement.actions import Reach
from engagement.errors import RateLimited, Rejected, Unclear
from engagement.events import MessagePosted
from engagement.hosting import TroubleKind
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId, ThreadId
from engagement.speech import Block, Button, Capability, Outgoing, RichText, Span
from tests.bots.platforms.discord.host import policy
from tests.bots.platforms.discord.stage import Stage, opened, said

MARKER = OutboxId("abcdefghijklmnop")
POST = "POST /channels/{channel_id}/messages"
BUTTONS = (Button(name="on_it", label="I'm on it", style="primary"), Button(name="why", label="Why this?"))


def outgoing(
    reach: Reach, to: AccountId | ChannelId | ThreadId, text: str | RichText = "Hello", **changes: object
) -> Outgoing:
    values = {
        "marker": MARKER,
        "reach": reach,
        "to": to,
        "text": said(text) if isinstance(text, str) else text,
        "buttons": BUTTONS,
        **changes,
    }
    return Outgoing(**values)  # type: ignore[arg-type]


def thread(stage: Stage, channel: str, root: str) -> ThreadId:
    return ThreadId(MessageId(f"{stage.channel(channel)}:{root}"))


async def test_a_message_to_a_conversation_replies_to_its_root_and_pings_only_whom_it_names() -> None:
    async with FakeDiscord() as fake:
        help_, ada, ben = fake.add_channel("help"), fake.add_member("ada"), fake.add_member("ben")
        async with opened(fake, policy("help")) as stage:
            root = await fake.post(ada, help_, "How?")
            person = AccountId(f"{stage.workspace}:{ben}")
            spans = (Span(text="Ben", person=person), Span(text=f" can you? <@{ada}> @everyone *x*"))
            text = (Block(kind="paragraph", spans=spans),)
            to = thread(stage, help_, root)
            sent = await stage.platform.send(outgoing(Reach.THREAD, to, text=text, pings=(person,)))
            shown = fake.seen_in(help_)[-1]
            assert sent == f"{stage.channel(help_)}:{shown.id}"
            assert (shown.reply_to, shown.pings) == (root, frozenset({ben}))
            assert shown.buttons == [(f"hubbub:on_it:{MARKER}", "I'm on it"), (f"hubbub:why:{MARKER}", "Why this?")]
            assert stage.host.of(MessagePosted)[-1].text == "How?"
            assert fake.calls_of("GET /channels/{channel_id}") == []


async def test_what_is_said_to_a_forum_becomes_a_post_that_is_found_edited_and_deleted() -> None:
    async with FakeDiscord() as fake:
        forum = fake.add_channel("forum", kind="forum", tags=["Bug"])
        async with opened(fake, policy("forum")) as stage:
            notice = outgoing(Reach.CHANNEL, stage.channel(forum), f"Hello @everyone, I'm Hubbub. {'x' * 100}")
            assert await stage.platform.find(notice) is None
            sent = await stage.platform.send(notice)
            (made,) = fake.calls_of("POST /channels/{channel_id}/threads")
            assert (len(made.body["name"]), made.body["name"][:29]) == (100, "Hello @everyone, I'm Hubbub. ")
            assert made.body["message"]["allowed_mentions"]["parse"] == []
            post = sent.rpartition(":")[2]
            assert sent == f"{stage.channel(post)}:{post}"
            assert await stage.platform.find(notice) == sent
            other = outgoing(Reach.CHANNEL, stage.channel(forum), marker=OutboxId("b" * 16))
            assert await stage.platform.find(other) is None
            await stage.platform.edit(sent, outgoing(Reach.CHANNEL, stage.channel(forum), "Better"))
            assert [shown.text for shown in fake.seen_in(post)] == ["Better"]
            await stage.settled()
            assert stage.host.of(MessagePosted) == []
            assert stage.platform.link(sent).endswith(f"/{post}/{post}")
            await stage.platform.delete(sent)
            assert await stage.platform.find(notice) is None


async def test_a_forum_that_wants_a_tag_gets_its_first() -> None:
    async with FakeDiscord() as fake:
        forum, bare = fake.add_channel("forum", kind="forum", tags=["Bug", "Idea"]), fake.add_channel("b", kind="forum")
        async with opened(fake, policy("forum", "b")) as stage:
            fake.faults.fail("POST /channels/{channel_id}/threads", 400, 40067, times=1)
            await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(forum)))
            assert len(fake.calls_of("POST /channels/{channel_id}/threads")[-1].body["applied_tags"]) == 1
            fake.faults.fail("POST /channels/{channel_id}/threads", 400, 40067, times=1)
            with pytest.raises(Rejected, match="40067"):
                await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(bare)))


async def test_a_conversation_with_a_thread_is_answered_there() -> None:
    async with FakeDiscord() as fake:
        help_, forum = fake.add_channel("help"), fake.add_channel("forum", kind="forum")
        ada = fake.add_member("ada")
        async with opened(fake, policy("help", "forum")) as stage:
            root = await fake.post(ada, help_, "How?")
            await fake.start_thread(ada, help_, root, "How")
            post = await fake.forum_post(ada, forum, "Title", "What?")
            await stage.settled()
            in_thread = await stage.platform.send(outgoing(Reach.THREAD, thread(stage, help_, root)))
            in_post = await stage.platform.send(
                outgoing(Reach.ASKER, thread(stage, forum, post), marker=OutboxId("b" * 16))
            )
            assert in_thread.startswith(f"{stage.channel(root)}:")
            assert in_post.startswith(f"{stage.channel(post)}:")
            assert fake.seen_in(root)[-1].by_bot
            assert fake.seen_in(post)[-1].by_bot
            await stage.platform.edit(in_post, outgoing(Reach.THREAD, thread(stage, forum, post), "Better"))
            assert fake.seen_in(post)[-1].text.startswith("Better")
            for _ in range(2):
                await stage.platform.delete(in_post)
            assert not fake.seen_in(post)[-1].by_bot
            with pytest.raises(Rejected, match="somebody deleted it"):
                await stage.platform.edit(in_post, outgoing(Reach.THREAD, thread(stage, forum, post)))


async def test_a_private_message_goes_to_the_member_alone() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        ada = fake.add_member("ada")
        async with opened(fake, policy("help")) as stage:
            to = AccountId(f"{stage.workspace}:{ada}")
            sent = await stage.platform.send(outgoing(Reach.MEMBER, to))
            await stage.platform.send(outgoing(Reach.MEMBER, to, "Again", marker=OutboxId("c" * 16)))
            assert [shown.text.partition("\n")[0] for shown in fake.dm_of(ada)] == ["Hello", "Again"]
            assert len(fake.calls_of("POST /users/@me/channels")) == 1
            channel, message = sent.split(":")[1:]
            assert stage.platform.link(sent) == f"https://discord.com/channels/@me/{channel}/{message}"
            fake.refuse_dms(ada)
            with pytest.raises(Rejected, match="takes no private messages"):
                await stage.platform.send(outgoing(Reach.MEMBER, to, marker=OutboxId("d" * 16)))


async def test_a_lost_reply_makes_one_message_and_it_is_found_again() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            message = outgoing(Reach.CHANNEL, stage.channel(help_))
            assert await stage.platform.find(message) is None
            fake.faults.lose(POST)
            with pytest.raises(Unclear):
                await stage.platform.send(message)
            await stage.settled()
            found = await stage.platform.find(message)
            assert found == f"{stage.channel(help_)}:{fake.seen_in(help_)[-1].id}"
            assert await stage.platform.send(message) == found
            assert len(fake.seen_in(help_)) == 1


async def test_a_message_is_found_in_the_history_by_its_button_else_by_its_words() -> None:
    async with FakeDiscord() as fake:
        help_, ada = fake.add_channel("help"), fake.add_member("ada")
        channel = ChannelId(f"discord-{fake.server_id}:{help_}")
        with_button = outgoing(Reach.CHANNEL, channel, "Same words")
        bare = outgoing(Reach.CHANNEL, channel, "Same words", marker=OutboxId("e" * 16), buttons=())
        async with opened(fake, policy("help")) as stage:
            first, second = await stage.platform.send(with_button), await stage.platform.send(bare)
        for number in range(120):
            await fake.post(ada, help_, f"chatter {number}")
        async with opened(fake, policy("help")) as stage:
            assert await stage.platform.find(with_button) == first
            assert await stage.platform.find(bare) == second
            assert await stage.platform.find(outgoing(Reach.CHANNEL, channel, marker=OutboxId("g" * 16))) is None
            assert len(fake.calls_of("GET /channels/{channel_id}/messages")) == 6


async def test_a_solved_post_gets_the_forum_s_own_tag_and_others_a_reaction() -> None:
    async with FakeDiscord() as fake:
        forum, help_ = fake.add_channel("forum", kind="forum", tags=["Bug", "Gelöst"]), fake.add_channel("help")
        bare = fake.add_channel("bare", kind="forum")
        ada = fake.add_member("ada")
        async with opened(fake, policy("forum", "bare", "help")) as stage:
            post = await fake.forum_post(ada, forum, "Title", "What?", tags=["Bug"])
            other = await fake.forum_post(ada, bare, "Title", "What?")
            root = await fake.post(ada, help_, "How?")
            await stage.settled()
            tag = stage.platform.tag
            for _ in range(2):
                await tag(thread(stage, forum, post), "solved", is_on=True)
            assert fake.tags_of(post) == ["Bug", "Gelöst"]
            assert len(fake.calls_of("PATCH /channels/{channel_id}")) == 1
            await tag(thread(stage, forum, post), "solved", is_on=False)
            assert fake.tags_of(post) == ["Bug"]
            await tag(thread(stage, bare, other), "solved", is_on=True)
            await tag(thread(stage, help_, root), "quiet", is_on=True)
            assert fake.seen_in(other)[0].reactions == {"✅": 1}
            assert fake.seen_in(help_)[0].reactions == {"💤": 1}
            for _ in range(2):
                await tag(thread(stage, help_, root), "quiet", is_on=False)
            assert fake.seen_in(help_)[0].reactions == {}
            with pytest.raises(Rejected, match="no tag 'loud'"):
                await tag(thread(stage, help_, root), "loud", is_on=True)


async def test_a_short_limit_is_waited_for_and_a_long_one_is_told() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            fake.faults.rate_limit(POST, retry_after=0.05)
            await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_)))
            fake.faults.rate_limit(POST, retry_after=90)
            with pytest.raises(RateLimited) as caught:
                await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_), marker=OutboxId("h" * 16)))
            assert caught.value.retry_after == 90


async def test_a_missing_permission_is_rejected_and_told_and_over_when_it_is_given() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            await fake.set_permissions(help_, 1 << 10 | 1 << 16)
            kind = TroubleKind.PERMISSION_MISSING
            await stage.host.until(lambda: (kind, "Send Messages in #help") in stage.host.matters)
            with pytest.raises(Rejected):
                await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_)))
            await fake.make_visible(help_)
            await fake.set_permissions(help_, (1 << 50) - 1)
            await stage.host.until(lambda: stage.host.matters == set())


async def test_what_discord_would_refuse_anyway_is_not_sent() -> None:
    async with FakeDiscord() as fake:
        help_ = fake.add_channel("help")
        async with opened(fake, policy("help")) as stage:
            with pytest.raises(Rejected, match="managers_channel"):
                await stage.platform.send(outgoing(Reach.MANAGERS, ChannelId("")))
            with pytest.raises(Rejected, match="empty"):
                await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_), " "))
            assert not fake.calls_of(POST)
            await stage.platform.send(outgoing(Reach.CHANNEL, stage.channel(help_), "long " * 900))
            shown = fake.seen_in(help_)[-1]
            assert shown.raw["content"] == ""
            assert shown.raw["embeds"][0]["description"].endswith("…")


async def test_links_lead_into_the_thread() -> None:
    async with FakeDiscord() as fake:
        help_, forum = fake.add_channel("help"), fake.add_channel("forum", kind="forum")
        ada = fake.add_member("ada")
        async with opened(fake, policy("help", "forum")) as stage:
            post = await fake.forum_post(ada, forum, "Title", "What?")
            await stage.settled()
            base, root = f"https://discord.com/channels/{fake.server_id}", thread(stage, forum, post)
            link = stage.platform.link
            assert link(MessageId(f"{stage.channel(help_)}:5")) == f"{base}/{help_}/5"
            assert link(root) == f"{base}/{post}/{post}"
            assert link(MessageId(f"{stage.channel(forum)}:5"), root) == f"{base}/{post}/5"
            assert link(MessageId(f"{stage.channel(help_)}:6"), thread(stage, help_, "5")) == f"{base}/{help_}/6"
            assert stage.platform.capabilities == set(Capability) - {Capability.EPHEMERAL}
