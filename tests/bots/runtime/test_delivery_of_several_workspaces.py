"""A community on several workspaces: what is brought up to date stays where it stands."""

import pytest

from engagement.actions import Reach, Say
from engagement.ids import ChannelId, WorkspaceId
from tests.bots.runtime.test_delivery import TEXT, put, row, state
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
