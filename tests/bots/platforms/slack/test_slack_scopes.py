"""Every scope of the manifest is needed: without it something breaks, and the managers are told which one is missing."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from bots.platforms.slack.manifest import events_for, scopes_for, to_features
from engagement.actions import Reach
from engagement.errors import PlatformError
from engagement.escalating.dials import Governance
from engagement.events import AccountSeen, ChannelSeen, CommandGiven, MessagePosted, ReactionAdded
from engagement.hosting import TroubleKind
from engagement.ids import MessageId, ThreadId
from engagement.people import Role
from engagement.policy import ChannelPolicy, Policy
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import Listener, W, connected, eventually, outgoing, person, policy

TIDY = {"tidy_threads": object()}
EVERYTHING = policy(
    channels={
        "help": ChannelPolicy(name="help", plays=TIDY),
        "staff": ChannelPolicy(name="staff", may_be_private=True),
    },
    roles={"@mentors": Role.STAFF},
    governance=Governance(tier_roles={"*@acme.example": "gold"}),
)
Trial = Callable[[Town, Listener], Awaitable[bool]]


async def talks(town: Town, host: Listener) -> bool:
    return await does(host, lambda: host.connected[W].send(outgoing(Reach.CHANNEL, f"{W}:{town.help}")))


async def writes_in_private(town: Town, host: Listener) -> bool:
    return await does(host, lambda: host.connected[W].send(outgoing(Reach.MEMBER, person(town.ben))))


async def tags(town: Town, host: Listener) -> bool:
    root = ThreadId(MessageId(f"{W}:{town.help}:{await town.slack.post(town.ada, town.help, 'how?')}"))
    return await does(host, lambda: host.connected[W].tag(root, "solved", is_on=True))


async def does(host: Listener, act: Callable[[], Awaitable[object]]) -> bool:
    assert host.connected
    try:
        await act()
    except PlatformError:
        return False
    return True


async def is_given_commands(town: Town, host: Listener) -> bool:
    try:
        await town.slack.slash(town.ada, town.help, "help")
    except LookupError:
        return False
    return bool(host.told(CommandGiven))


async def hears_private_words(town: Town, host: Listener) -> bool:
    await town.slack.dm(town.ada, "help")
    await town.slack.settled()
    return bool(host.told(CommandGiven))


async def hears_words(town: Town, host: Listener) -> bool:
    await town.slack.post(town.ada, town.help, "how?")
    await town.slack.settled()
    return bool(host.told(MessagePosted))


async def hears_words_in_private_channels(town: Town, host: Listener) -> bool:
    staff = next(name for name, each in town.slack._space.world.channels.items() if each.name == "staff")
    await town.slack.post(town.ada, staff, "how?")
    await town.slack.settled()
    return bool(host.told(MessagePosted))


async def sees_reactions(town: Town, host: Listener) -> bool:
    ts = await town.slack.post(town.ada, town.help, "how?")
    await town.slack.react(town.ben, town.help, ts, "eyes")
    await town.slack.settled()
    return bool(host.told(ReactionAdded))


async def sees_people(town: Town, host: Listener) -> bool:
    await town.slack.post(town.ada, town.help, "how?")
    await eventually(lambda: "users.info" in {call.method for call in town.slack.calls})
    await town.slack.settled()
    await eventually(lambda: host.told(AccountSeen) or "missing_scope" in {call.error for call in town.slack.calls})
    return bool(host.told(AccountSeen))


async def sees_domains(town: Town, host: Listener) -> bool:
    """That a customer wrote; of no address more than that it is of a domain that the playbook names."""
    people = [town.slack.add_user(name, email=f"{name}@{at}") for name, at in (("cy", "Acme.example"), ("dee", "b.io"))]
    for who in people:
        await town.slack.post(who, town.help, "how?")
    await eventually(lambda: {"cy", "dee"} <= {seen.name for seen in host.told(AccountSeen)})
    told = {seen.name: seen for seen in host.told(AccountSeen)}
    assert "b.io" not in repr(told)
    assert "cy@" not in repr(told)
    return told["cy"].roles == ("*@acme.example",)


async def sees_groups(town: Town, host: Listener) -> bool:
    if "usergroups:read" in town.slack.scopes:
        await host.until(lambda: host.told(AccountSeen))
    return any(seen.roles for seen in host.told(AccountSeen))


async def sees_channels(_town: Town, host: Listener) -> bool:
    return "help" in {seen.name for seen in host.told(ChannelSeen)}


async def sees_private_channels(_town: Town, host: Listener) -> bool:
    return "staff" in {seen.name for seen in host.told(ChannelSeen)}


TRIALS: Mapping[str, Trial] = {
    "channels:history": hears_words,
    "channels:read": sees_channels,
    "chat:write": talks,
    "commands": is_given_commands,
    "groups:history": hears_words_in_private_channels,
    "groups:read": sees_private_channels,
    "im:history": hears_private_words,
    "im:write": writes_in_private,
    "reactions:read": sees_reactions,
    "reactions:write": tags,
    "usergroups:read": sees_groups,
    "users:read": sees_people,
    "users:read.email": sees_domains,
}


async def tried(town: Town, host: Listener, dials: Policy, trial: Trial, without: str | None = None) -> bool:
    """Does it work with the app that the manifest makes, but for one scope?"""
    features = to_features(dials)
    town.slack.scopes = {*scopes_for(features)} - {without}
    town.slack.subscriptions = town.slack.subscriptions & {*events_for(features)}
    host.dials = dials
    town.slack.add_channel("staff", members=[town.ada], is_private=True)
    town.slack.add_group("mentors", members=[town.ben])
    async with connected(town.slack, host):
        assert ((TroubleKind.SCOPE_MISSING, str(without)) in host.troubles) is (without is not None)
        return await trial(town, host)


def test_every_scope_has_its_trial() -> None:
    asked: set[Any] = {*scopes_for(to_features(EVERYTHING))}
    assert asked == {*TRIALS}


@pytest.mark.parametrize("scope", sorted(TRIALS))
async def test_it_works_with_what_the_manifest_asks_for(town: Town, host: Listener, scope: str) -> None:
    assert await tried(town, host, EVERYTHING, TRIALS[scope])


@pytest.mark.parametrize("scope", sorted(TRIALS))
async def test_without_a_scope_something_breaks_and_it_is_told(town: Town, host: Listener, scope: str) -> None:
    assert not await tried(town, host, EVERYTHING, TRIALS[scope], without=scope)
