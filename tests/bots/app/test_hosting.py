"""Which workspace is whose, where events go, and which troubles are told to whom."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bots.app.engine import as_set, make_live, make_voice, owned
from bots.app.hosting import Entry, Hosting, Residence
from bots.app.troubles import Troubles
from bots.runtime.clock import ManualClock, SystemClock
from config.loader import WorkspaceConfig
from engagement.errors import NotOwner
from engagement.events import AccountSeen, ChannelSeen, CommandGiven
from engagement.hosting import TroubleKind
from engagement.ids import AccountId, CommunityId, MemberId, WorkspaceId, account_id, channel_id
from engagement.policy import Policy
from engagement.speech import Answer, plain
from storage import StoredMemory
from tests.bots.runtime.stage import town
from tests.engagement.made_up import NOON
from tests.scenarios.board import Board

T1, T2, T3 = WorkspaceId("slack-T1"), WorkspaceId("slack-T2"), WorkspaceId("slack-T3")
Founding = Callable[..., Residence]


@pytest.fixture
def found(lite: StoredMemory) -> Founding:
    """A community that runs, in so many workspaces."""

    def make(workspaces: int = 1, **more: object) -> Residence:
        policy: Policy = town(**more)
        live = make_live(lite, policy, ManualClock(NOON), make_voice(), lambda ledger: as_set(policy, ledger))
        residence = Residence(live=live, platforms={}, workspaces=workspaces)
        live.delivery.platforms = residence.platforms
        return residence

    return make


def hosting(*entries: Entry) -> Hosting:
    return Hosting(platform="slack", residents=entries, troubles=Troubles(make_voice()))


def workspace(name: str | None = None) -> WorkspaceConfig:
    return WorkspaceConfig(platform="slack", id=name)


def owner_of(host: Hosting, name: WorkspaceId) -> str | None:
    policy = host.policy(name)
    return policy.community if policy is not None else None


def test_a_workspace_is_found_by_its_id_with_or_without_the_platforms_name(found: Founding) -> None:
    one, other = found(), found()
    host = hosting((workspace("T1"), one), (workspace("slack-T2"), other))
    assert [owner_of(host, name) for name in (T1, T2, T3)] == [one.policy.community, other.policy.community, None]


def test_an_entry_without_an_id_stands_for_the_first_workspace_that_no_other_names(found: Founding) -> None:
    one, other = found(), found()
    host = hosting((workspace(), one), (workspace("T1"), other))
    assert [owner_of(host, name) for name in (T1, T2, T3)] == [other.policy.community, one.policy.community, None]
    assert owner_of(host, T2) == one.policy.community


def test_two_servers_of_one_community_each_have_their_entry(found: Founding) -> None:
    one = found(2)
    host = hosting((workspace(), one), (workspace(), one))
    assert [owner_of(host, name) for name in (T1, T2, T3)] == [one.policy.community, one.policy.community, None]


async def test_a_trouble_before_it_is_known_where_a_connection_leads_takes_nobodys_place(found: Founding) -> None:
    residence = found()
    host = hosting((workspace(), residence))
    await host.trouble(WorkspaceId("slack-unknown"), TroubleKind.CONNECTION_LOST)
    assert list(host.troubles.now) == [("slack-unknown", TroubleKind.CONNECTION_LOST, "")]
    assert owner_of(host, T1) == residence.policy.community


async def test_events_reach_the_community_and_its_answers_come_back(found: Founding) -> None:
    residence = found(roles={})
    host = hosting((workspace(), residence))
    given = CommandGiven(
        key="c", at=NOON, account=account_id(T1, "ada"), channel=channel_id(T1, "help"), words=("help",)
    )
    (answer,) = await host.deliver(T1, [given])
    assert "I help members answer each other" in plain(answer.text)
    assert await host.deliver(T2, [given]) == [Answer()]
    assert host.now() == NOON


async def test_what_is_to_be_said_goes_where_a_connection_stands(found: Founding) -> None:
    residence = found()
    host, board = hosting((workspace(), residence)), Board()
    host.joined(T1, board)
    assert residence.platforms == {T1: board}
    host.left(T1)
    host.left(T2)
    assert residence.platforms == {}


async def opened(host: Hosting) -> Board:
    """The managers' channel is there, and can be written to."""
    board = Board()
    host.joined(T1, board)
    host.named(T1, "Example")
    await host.deliver(T1, [ChannelSeen(key="s", at=NOON, channel=channel_id(T1, "M1"), name="managers")])
    return board


async def test_a_trouble_is_told_once_and_edited_when_it_is_over(
    found: Founding, caplog: pytest.LogCaptureFixture
) -> None:
    residence = found()
    host = hosting((workspace(), residence))
    board = await opened(host)
    for _ in range(3):
        await host.trouble(T1, TroubleKind.NOT_INVITED, "help")
    await residence.live.tick()
    (told,) = board.texts()
    assert told.startswith("I'm not in #help (Example (Slack))")
    assert "/invite @Hubbub" in told
    assert [record.message for record in caplog.records] == [told]
    assert list(host.troubles.now) == [("Example (Slack)", TroubleKind.NOT_INVITED, "help")]
    await host.trouble(T1, TroubleKind.NOT_INVITED, "help", is_over=True)
    await host.trouble(T1, TroubleKind.NOT_INVITED, "help", is_over=True)
    await residence.live.tick()
    assert board.texts() == ["Mended in Example (Slack): help."]
    assert not host.troubles.now


async def test_a_trouble_before_the_managers_channel_is_known_waits_for_it(found: Founding) -> None:
    residence = found()
    host = hosting((workspace(), residence))
    await host.trouble(T1, TroubleKind.NOT_INVITED, "help")
    await residence.live.tick()
    board = await opened(host)
    clock = residence.live.owner.clock
    assert isinstance(clock, ManualClock)
    clock.move_to(NOON + timedelta(minutes=1))
    await residence.live.tick()
    assert len(board.texts()) == 1


async def test_a_channel_is_missing_only_when_no_workspace_of_the_community_has_it(found: Founding) -> None:
    residence = found(2)
    host = hosting((workspace("T1"), residence), (workspace("T2"), residence))
    missing = TroubleKind.CHANNEL_NOT_FOUND
    await host.trouble(T1, missing, "help")
    assert not host.troubles.now
    await host.trouble(T2, missing, "help")
    assert [(one.place, one.subject) for one in host.troubles.now.values()] == [("Town", "help")]
    await host.trouble(T2, missing, "help", is_over=True)
    assert not host.troubles.now


async def test_a_trouble_that_cannot_be_told_is_logged_and_hurts_nobody(
    found: Founding, caplog: pytest.LogCaptureFixture
) -> None:
    residence = found()
    host = hosting((workspace(), residence))
    residence.live.owner.memory = None  # type: ignore[assignment]
    await host.trouble(T1, TroubleKind.SCOPE_MISSING, "channels:history")
    assert any("channels:history" in record.message for record in caplog.records)
    assert any("could not be told" in record.message for record in caplog.records)


async def test_who_left_the_workspace_is_asked_no_more(found: Founding) -> None:
    from engagement.events import MemberLeft  # noqa: PLC0415  # this test alone

    residence = found()
    host = hosting((workspace(), residence))
    ada = AccountId(f"{T1}:ada")
    await host.deliver(T1, [AccountSeen(key="a", at=NOON, account=ada, name="Ada", timezone="Asia/Tokyo")])
    await host.deliver(T1, [MemberLeft(key="l1", at=NOON, account=ada, channel=channel_id(T1, "help"))])
    memory, community = residence.live.owner.memory, CommunityId(residence.policy.community)
    known = memory.read(community, lambda ledger: ledger.people.account(ada))
    assert known is not None
    assert not known.is_gone
    await host.deliver(
        T1, [MemberLeft(key="l2", at=NOON, account=ada), MemberLeft(key="l3", at=NOON, account=AccountId(f"{T1}:eve"))]
    )
    gone = memory.read(community, lambda ledger: ledger.people.account(ada))
    assert gone == replace(known, is_gone=True)


async def test_a_process_that_lost_its_community_to_another_does_nothing_for_it_any_more(
    found: Founding, caplog: pytest.LogCaptureFixture
) -> None:
    residence = found()
    host = hosting((workspace(), residence))
    board = await opened(host)
    live, memory = residence.live, residence.live.owner.memory
    assert isinstance(memory, StoredMemory)
    later = SystemClock().now() + timedelta(minutes=5)
    async with owned(memory, live) as renew:
        await host.trouble(T1, TroubleKind.NOT_INVITED, "help")
        memory.own(live.owner.id, "another", later, timedelta(minutes=1))
        await renew()
        assert "stop one of the two" in caplog.text
        board.standing.clear()
        await live.tick()
        with pytest.raises(NotOwner, match="another process runs"):
            await host.deliver(T1, [AccountSeen(key="a", at=NOON, account=account_id(T1, "ada"), name="Ada")])
        assert board.seen() == []
    memory.disown(live.owner.id, "another")


async def test_what_the_process_before_wrote_until_the_end_is_known(found: Founding) -> None:
    before = found()
    after = found(community=before.policy.community)  # begun while the other still runs
    ada, live = account_id(T1, "ada"), before.live
    seen = AccountSeen(key="a", at=NOON, account=ada, name="Ada")
    stop = CommandGiven(key="b", at=NOON, account=ada, channel=channel_id(T1, "help"), words=("privacy", "stop"))
    paused = CommandGiven(key="c", at=NOON, account=account_id(T1, "rosa"), channel=stop.channel, words=("pause",))
    await live.submit([seen, stop, paused])
    async with owned(live.owner.memory, after.live):  # type: ignore[arg-type]
        assert MemberId(ada) in after.live.owner.community.stopped
        assert after.policy.is_paused
