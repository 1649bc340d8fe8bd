import pytest

from bots.platforms.sandbox.opening import Sandbox
from engagement.actions import Reach
from engagement.errors import Rejected
from engagement.ids import AccountId, ChannelId, MessageId, OutboxId, ThreadId
from engagement.speech import Button, Capability, Outgoing
from tests.bots.platforms.sandbox.conftest import Opening
from tests.bots.platforms.sandbox.stage import HELP, LEO, MANAGERS, MIA, Listener, private, to_thread, words


@pytest.fixture
def root(sandbox: Sandbox) -> MessageId:
    sandbox.platform.acts.write(MIA, HELP, "Who knows?")
    return next(reversed(sandbox.world.posts))


def outgoing(reach: Reach, to: str, text: str = "Hello", buttons: tuple[Button, ...] = ()) -> Outgoing:
    return Outgoing(marker=OutboxId("m"), reach=reach, to=ChannelId(to), text=words(text), buttons=buttons)


def test_it_says_what_it_can_do(sandbox: Sandbox) -> None:
    assert sandbox.platform.name == "sandbox"
    assert sandbox.platform.capabilities == {
        Capability.EPHEMERAL, Capability.TAGS, Capability.FORMS, Capability.ROLES,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reach", "to", "place"),
    [
        (Reach.MEMBER, LEO, "sandbox:direct-leo"),
        (Reach.CHANNEL, HELP, HELP),
        (Reach.MANAGERS, "", MANAGERS),
        (Reach.MANAGERS, HELP, HELP),
    ],
)
async def test_a_message_goes_where_it_is_to_reach(sandbox: Sandbox, reach: Reach, to: str, place: str) -> None:
    sent = await sandbox.platform.send(outgoing(reach, to))
    assert sandbox.world.posts[sent].channel == place


async def test_a_conversation_is_reached_at_its_first_message(sandbox: Sandbox, root: MessageId) -> None:
    sent = await sandbox.platform.send(to_thread(root))
    beside = await sandbox.platform.send(to_thread(sent, "m2", only_to=MIA))
    assert sandbox.world.posts[sent].thread == root
    assert (sandbox.world.posts[beside].thread, sandbox.world.posts[beside].only_to) == (root, MIA)


async def test_a_message_is_found_by_every_marker_it_carried(sandbox: Sandbox, opened: Opening) -> None:
    first, second = private(LEO, marker="a"), private(LEO, "Done", marker="b")
    assert await sandbox.platform.find(first) is None
    sent = await sandbox.platform.send(first)
    assert await sandbox.platform.send(first) == sent
    await sandbox.platform.edit(sent, second)
    before = sandbox.world.seq
    await sandbox.platform.edit(sent, second)
    assert sandbox.world.seq == before
    platform = opened().platform
    assert [await platform.find(first), await platform.find(second)] == [sent, sent]
    assert platform.world.posts[sent].text == "Done"
    await platform.delete(sent)
    await platform.delete(sent)
    await platform.delete(MessageId("sandbox:help:1.0"))
    assert await platform.find(first) is None


async def test_tags_come_and_go_and_others_are_unknown(sandbox: Sandbox, root: MessageId) -> None:
    thread = ThreadId(root)
    for _ in range(2):
        await sandbox.platform.tag(thread, "solved", is_on=True)
    await sandbox.platform.tag(thread, "quiet", is_on=True)
    await sandbox.platform.tag(thread, "solved", is_on=False)
    assert sandbox.world.posts[root].tags == {"quiet"}
    with pytest.raises(Rejected, match="knows no tag"):
        await sandbox.platform.tag(thread, "closed", is_on=True)


@pytest.mark.parametrize(
    "message",
    [
        outgoing(Reach.MEMBER, "sandbox:nobody"),
        outgoing(Reach.MEMBER, "sandbox:beeper"),
        outgoing(Reach.CHANNEL, "sandbox:nowhere"),
        outgoing(Reach.THREAD, "sandbox:help:1.0"),
        outgoing(Reach.CHANNEL, HELP, "x" * 4_001),
        outgoing(Reach.CHANNEL, HELP, "  "),
        outgoing(Reach.CHANNEL, HELP, "half a \ud83d"),
        outgoing(Reach.CHANNEL, HELP, buttons=tuple(Button(name=f"b{n}", label="B") for n in range(26))),
        outgoing(Reach.CHANNEL, HELP, buttons=(Button(name="b", label="B" * 76),)),
        Outgoing(
            marker=OutboxId("m"), reach=Reach.CHANNEL, to=HELP, text=words("Hi"), pings=(AccountId("sandbox:nobody"),)
        ),
    ],
)
async def test_what_a_vendor_rejects_is_rejected(sandbox: Sandbox, message: Outgoing) -> None:
    before = sandbox.world.seq
    with pytest.raises(Rejected):
        await sandbox.platform.send(message)
    assert sandbox.world.seq == before


async def test_it_touches_only_its_own_messages(sandbox: Sandbox, root: MessageId) -> None:
    with pytest.raises(Rejected):
        await sandbox.platform.edit(root, private(LEO))
    with pytest.raises(Rejected):
        await sandbox.platform.delete(root)
    sent = await sandbox.platform.send(private(LEO))
    await sandbox.platform.delete(sent)
    with pytest.raises(Rejected):
        await sandbox.platform.edit(sent, private(LEO))


async def test_a_thread_that_is_gone_is_not_answered(sandbox: Sandbox, root: MessageId) -> None:
    sandbox.platform.acts.remove(MIA, root)
    with pytest.raises(Rejected, match="not there any more"):
        await sandbox.platform.send(to_thread(root))


async def test_what_the_bot_does_is_no_news_to_the_bot(sandbox: Sandbox, root: MessageId) -> None:
    heard = Listener()
    await sandbox.platform.connect(heard)
    before = len(heard.events)
    sent = await sandbox.platform.send(to_thread(root))
    await sandbox.platform.edit(sent, to_thread(root, "m2"))
    await sandbox.platform.tag(ThreadId(root), "solved", is_on=True)
    await sandbox.platform.delete(sent)
    await sandbox.platform.pass_on()
    assert len(heard.events) == before


async def test_the_listener_may_speak_while_it_is_told_something(sandbox: Sandbox, root: MessageId) -> None:
    sent: list[MessageId] = []

    async def echo(_: object) -> list[object]:
        if not sent:
            sent.append(await sandbox.platform.send(to_thread(root)))
        return []

    await sandbox.platform.connect(echo)
    assert sandbox.world.posts[sent[0]].thread == root
