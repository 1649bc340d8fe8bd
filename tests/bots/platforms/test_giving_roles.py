"""A role or user group is given on each platform, twice is once, and what the bot may not do is told with the cure."""

from collections.abc import AsyncIterator

import pytest

from bench.fakes.discord import FakeDiscord
from bench.fakes.discord.permissions import BOT, Permission
from bench.fakes.slack import FakeSlack
from bots.platforms.slack.manifest import scopes_for, to_features
from config.loader import load_text
from engagement.errors import Rejected
from engagement.hosting import TroubleKind
from engagement.ids import AccountId
from tests.bots.platforms.discord.host import policy as discord_policy
from tests.bots.platforms.discord.stage import Stage, opened
from tests.bots.platforms.slack.stage import Listener, W, connected


@pytest.fixture
async def discord() -> AsyncIterator[Stage]:
    async with FakeDiscord() as fake, opened(fake, discord_policy("help")) as stage:
        yield stage


async def test_discord_gives_and_takes_a_role_once_however_often_it_is_told(discord: Stage) -> None:
    fake = discord.fake
    ana, role = fake.add_member("Ana"), fake.add_role("Kind")
    await fake.set_roles(ana, [])
    await fake.rename_role(role, "Kind hearts")
    await fake.settled()
    who = AccountId(f"{discord.workspace}:{ana}")
    member = next(iter(fake.backend.world.servers.values())).members[ana]
    for is_on in (True, True, False, False):
        await discord.platform.give_role(who, "Kind hearts", is_on=is_on)
        assert (role in member.roles) is is_on
    await discord.platform.give_role(AccountId(f"{discord.workspace}:1234567890123456"), role, is_on=False)


@pytest.mark.parametrize("what", ["above", "unknown", "own", "forbidden"])
async def test_discord_gives_no_role_that_is_not_the_bots_to_give(discord: Stage, what: str) -> None:
    fake = discord.fake
    ana = fake.add_member("Ana")
    role = fake.add_role("Kind", is_above_bot=what == "above")
    server = next(iter(fake.backend.world.servers.values()))
    own = next(each for each in server.roles.values() if each.bot_id is not None)
    if what == "forbidden":
        own.permissions = BOT & ~int(Permission.MANAGE_ROLES)
        await fake.rename_role(own.id, own.name)
    await fake.rename_role(role, "Kind hearts")
    await fake.settled()
    wanted = {"unknown": "Nobody", "own": own.name}.get(what, "Kind hearts")
    with pytest.raises(Rejected):
        await discord.platform.give_role(AccountId(f"{discord.workspace}:{ana}"), wanted, is_on=True)
    assert server.members[ana].roles == []
    assert (discord.workspace, TroubleKind.ROLE_REFUSED, wanted) in discord.host.troubles


async def test_slack_puts_people_into_a_group_beside_those_who_are_there() -> None:
    async with FakeSlack() as slack:
        ana, ben = slack.add_user("Ana"), slack.add_user("Ben")
        group = slack.add_group("kind", members=[ben])
        host = Listener()
        async with connected(slack, host):
            platform, who = host.connected[W], AccountId(f"{W}:{ana}")
            for is_on in (True, True, False, False):
                await platform.give_role(who, "@kind", is_on=is_on)
                assert slack._space.world.groups[group].members == ([ben, ana] if is_on else [ben])
            assert sum(call.method == "usergroups.users.update" for call in slack.calls) == 2
            with pytest.raises(Rejected, match="would be empty"):
                await platform.give_role(AccountId(f"{W}:{ben}"), "kind", is_on=False)
            with pytest.raises(Rejected, match="there is no user group nobody"):
                await platform.give_role(who, "nobody", is_on=True)
            assert host.troubles[TroubleKind.ROLE_REFUSED, "nobody"]
            await platform.give_role(AccountId(f"{W}:{ben}"), "kind", is_on=True)
            assert (TroubleKind.ROLE_REFUSED, "kind") not in host.troubles, "it is over"


def test_slack_is_asked_for_what_it_takes_only_where_a_group_is_given() -> None:
    text = "communities:\n  - {name: A, channels: {help: {}}, levels: {on: %s, roles: {2: {slack_group: kind}}}}\n"
    on, off = (load_text(text % word).communities[0].policy for word in ("true", "false"))
    assert set(scopes_for(to_features(on))) - set(scopes_for(to_features(off))) == {
        "usergroups:read", "usergroups:write",
    }  # fmt: skip
