"""A community on several workspaces: what is brought up to date stays where it stands."""

import pytest

from engagement.actions import Field, FieldKind, Reach, Say
from engagement.events import ChannelSeen
from engagement.ids import ChannelId, WorkspaceId
from engagement.speech import plain
from tests.bots.runtime.test_delivery import TEXT, put, row, state
from tests.engagement.made_up import HELP
from tests.scenarios.board import Board
from tests.scenarios.stage import Town

HERE, THERE = WorkspaceId("slack-T1"), WorkspaceId("discord-2")


@pytest.fixture
async def opened(place: Town) -> Town:
    await place.open()
    return place


async def test_a_later_message_about_another_workspace_edits_the_first_one_where_it_stands(opened: Town) -> None:
    there = Board()
    opened.live.delivery.platforms = {HERE: opened.board, THERE: there}
    await put(opened, row("one", slot="list"))
    await opened.live.tick()
    say = Say(text=TEXT, reach=Reach.CHANNEL, to=ChannelId(f"{THERE}:5"), is_unprompted=False, slot="list")
    await put(opened, row("two", slot="list", workspace=THERE, say=say))
    await opened.live.tick()
    assert there.calls == []
    assert [name for name, _ in opened.board.calls] == ["send", "edit"]
    assert state(opened, "two").sent_as == state(opened, "one").sent_as


async def test_it_waits_for_the_workspace_in_which_it_stands(opened: Town) -> None:
    there = Board()
    opened.live.delivery.platforms = {HERE: opened.board, THERE: there}
    await put(opened, row("one", slot="list"))
    await opened.live.tick()
    opened.live.delivery.platforms = {THERE: there}
    say = Say(text=TEXT, reach=Reach.CHANNEL, to=ChannelId(f"{THERE}:5"), is_unprompted=False, slot="list")
    await put(opened, row("two", slot="list", workspace=THERE, say=say))
    await opened.live.tick()
    assert (there.calls, state(opened, "two").state) == ([], "new")
    opened.live.delivery.platforms = {HERE: opened.board, THERE: there}
    await opened.pass_(minutes=5)
    assert [message.to for message in opened.board.standing.values()] == [say.to]
    assert len(opened.board.standing) == 1


async def test_a_channel_elsewhere_is_named_with_its_platform_and_of_two_there_with_the_workspace(opened: Town) -> None:
    far, other = ChannelId(f"{THERE}:5"), ChannelId("discord-9:5")

    async def told(about: ChannelId) -> str:
        fields = {"channel": Field(FieldKind.PLACE, about)}
        to = Say(text="peer_prompt.no_helpers", reach=Reach.CHANNEL, to=HELP, is_unprompted=False, fields=fields)
        await put(opened, row(about, say=to))
        await opened.live.tick()
        return plain(list(opened.board.standing.values())[-1].text)

    await opened.tell(ChannelSeen(key=far, at=opened.now, channel=far, name="help"))
    assert "A question in #help is waiting" in await told(HELP)
    assert "A question in #help (Discord) is waiting" in await told(far)
    await opened.tell(ChannelSeen(key=other, at=opened.now, channel=other, name="help"))
    assert "A question in #help (Discord 9) is waiting" in await told(other)
