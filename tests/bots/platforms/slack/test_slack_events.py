"""From what people do in a Slack to the events the core hears, by Socket Mode."""

import pytest

from engagement.actions import Reach
from engagement.events import (
    AccountSeen,
    ChannelSeen,
    CommandGiven,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionAdded,
    ReactionRemoved,
)
from engagement.hosting import TroubleKind
from engagement.people import Role
from engagement.policy import ChannelPolicy, Policy
from tests.bots.platforms.slack.conftest import Town
from tests.bots.platforms.slack.stage import Listener, W, connected, eventually, outgoing, person, policy


async def test_what_is_said_changed_and_deleted_arrives(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        ts = await town.slack.post(town.ada, town.help, f"does <@{town.ben}> know?")
        await town.slack.edit(town.ada, town.help, ts, "does anybody know?")
        reply = await town.slack.post(town.ben, town.help, "yes", thread_ts=ts)
        await town.slack.react(town.ada, town.help, reply, "white_check_mark")
        await town.slack.unreact(town.ada, town.help, reply, "white_check_mark")
        await town.slack.delete(town.ben, town.help, reply)
        await town.slack.settled()
    root = f"{W}:{town.help}:{ts}"
    asked, answered = sorted(host.told(MessagePosted), key=lambda event: event.at)
    assert (asked.message, asked.author, asked.addressed) == (root, person(town.ada), (person(town.ben),))
    assert (answered.thread, answered.text) == (root, "yes")
    assert [event.text for event in host.told(MessageEdited)] == ["does anybody know?"]
    assert [event.emoji for event in host.told(ReactionAdded)] == ["white_check_mark"]
    assert len(host.told(ReactionRemoved)) == len(host.told(MessageDeleted)) == 1


async def test_channels_are_known_before_anything_is_said_in_them(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.settled()
    kinds = [type(event) for event in host.events]
    assert kinds.index(ChannelSeen) < kinds.index(MessagePosted)
    assert {event.name for event in host.told(ChannelSeen)} == {"help", "managers"}


async def test_people_are_learnt_when_they_act_once_each(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        for words in ("one", "two", "three"):
            await town.slack.post(town.ben, town.help, words)
        await town.slack.settled()
        await host.until(lambda: host.told(AccountSeen))
    assert [(seen.name, seen.timezone) for seen in host.told(AccountSeen)] == [("Ben", "America/New_York")]
    assert [call.method for call in town.slack.calls].count("users.info") == 1


async def test_a_change_of_somebody_known_arrives_and_of_others_only_their_leaving(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.post(town.ben, town.help, "hello")
        await host.until(lambda: host.told(AccountSeen))
        await town.slack.change_user(town.ben, name="Benno")
        await town.slack.change_user(town.ben)
        await town.slack.change_user(town.ada, name="Adele")
        await town.slack.deactivate(town.ada)
        await town.slack.settled()
    assert [(seen.name, seen.is_gone) for seen in host.told(AccountSeen)] == [
        ("Ben", False), ("Benno", False), ("Adele", True),
    ]  # fmt: skip


async def test_arrivals_are_told_with_who_they_are(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        cleo = await town.slack.arrive("Cleo")
        await town.slack.join(cleo, town.help)
        await town.slack.leave(cleo, town.help)
        await town.slack.settled()
    assert [seen.name for seen in host.told(AccountSeen)] == ["Cleo"]
    assert {event.channel for event in host.told(MemberJoined)} == {None, f"{W}:{town.help}"}
    assert {event.account for event in host.told(MemberLeft)} == {person(cleo)}


async def test_what_the_bot_itself_does_is_no_event(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        chat = host.connected[W]
        root = await town.slack.post(town.ada, town.help, "how?")
        await town.slack.settled()
        sent = await chat.send(outgoing(Reach.CHANNEL, f"{W}:{town.help}", "Hello"))
        await chat.edit(sent, outgoing(Reach.CHANNEL, f"{W}:{town.help}", "Hello again"))
        await chat.delete(sent)
        await chat.tag(f"{W}:{town.help}:{root}", "solved", is_on=True)  # type: ignore[arg-type]
        await chat.send(outgoing(Reach.MEMBER, person(town.ada), "psst"))
        await town.slack.invite_bot(town.other)
        await town.slack.settled()
    kinds = (MessageEdited, MessageDeleted, ReactionAdded, MemberJoined, CommandGiven)
    assert [event for event in host.events if isinstance(event, kinds)] == []
    assert len(host.told(MessagePosted)) == 1


async def test_other_bots_are_told_as_bots(town: Town, host: Listener) -> None:
    robot = town.slack.add_user("Robot", is_bot=True)
    async with connected(town.slack, host):
        await town.slack.post(robot, town.help, "beep")
        await town.slack.settled()
    assert [event.is_bot for event in host.told(MessagePosted)] == [True]
    assert host.told(AccountSeen) == []


async def test_what_is_said_to_the_bot_in_private_is_a_command(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.dm(town.ada, "Stop!")
        await town.slack.settled()
    assert [(given.words, given.account) for given in host.told(CommandGiven)] == [(("stop",), person(town.ada))]
    assert host.told(MessagePosted) == []


async def test_a_channel_shared_with_others_is_not_read(town: Town, host: Listener) -> None:
    shared = town.slack.add_channel("shared", members=[town.ada], is_shared=True)
    host.dials = policy(channels={"shared": ChannelPolicy(name="shared"), "help": ChannelPolicy(name="help")})
    async with connected(town.slack, host):
        ts = await town.slack.post(town.ada, shared, "hello")
        await town.slack.react(town.ada, shared, ts, "eyes")
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.settled()
    assert [event.channel for event in host.told(MessagePosted)] == [f"{W}:{town.help}"]
    assert host.told(ReactionAdded) == []


async def test_an_event_that_says_its_channel_is_shared_is_believed_before_the_channel_is(
    town: Town, host: Listener
) -> None:
    async with connected(town.slack, host):
        await town.slack.post(town.ada, town.help, "ours alone")
        await town.slack.settled()
        town.slack.space.world.channels[town.help].is_shared = True  # what says so is on its way, and comes later
        await town.slack.post(town.ada, town.help, "not for us")
        await town.slack.settled()
    assert [event.text for event in host.told(MessagePosted)] == ["ours alone"]


@pytest.mark.parametrize(
    ("dials", "is_read"),
    [
        (policy(), False),
        (policy(channels={"staff": ChannelPolicy(name="staff")}), False),
        (policy(channels={"staff": ChannelPolicy(name="staff", may_be_private=True)}), True),
        (policy(others=ChannelPolicy(name="", may_be_private=True)), False),
    ],
)
async def test_a_private_channel_is_read_only_when_the_playbook_says_so(
    town: Town, host: Listener, dials: Policy, *, is_read: bool
) -> None:
    staff = town.slack.add_channel("staff", members=[town.ada], is_private=True)
    host.dials = dials
    async with connected(town.slack, host):
        await town.slack.post(town.ada, staff, "hello")
        await town.slack.settled()
    assert bool(host.told(MessagePosted)) is is_read


async def test_a_channel_that_becomes_private_is_read_no_more(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.make_private(town.help)
        await host.until(lambda: (TroubleKind.BECAME_PRIVATE, "help") in host.troubles)
        await town.slack.post(town.ada, town.help, "secret")
        await town.slack.settled()
    assert host.told(MessagePosted) == []
    assert host.told(ChannelSeen)[-1].is_private


async def test_renaming_and_archiving_a_channel_arrive_with_all_that_is_known(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.rename(town.help, "support")
        await host.until(lambda: (TroubleKind.CHANNEL_NOT_FOUND, "help") in host.troubles)
        await town.slack.rename(town.help, "help")
        await town.slack.archive(town.help)
        await town.slack.unarchive(town.help)
        await town.slack.settled()
    told = [(seen.name, seen.is_archived) for seen in host.told(ChannelSeen) if seen.channel == f"{W}:{town.help}"]
    assert told == [("help", False), ("support", False), ("help", False), ("help", True), ("help", False)]
    assert host.troubles == {}


async def test_channels_that_need_a_person_are_told_and_told_when_they_do_not_any_more(
    town: Town, host: Listener
) -> None:
    channels = {name: ChannelPolicy(name=name) for name in ("help", "other", "later")}
    host.dials = policy(channels=channels)
    async with connected(town.slack, host):
        assert set(host.troubles) == {(TroubleKind.NOT_INVITED, "other"), (TroubleKind.CHANNEL_NOT_FOUND, "later")}
        await town.slack.invite_bot(town.other)
        await host.until(lambda: (TroubleKind.NOT_INVITED, "other") not in host.troubles)
        await town.slack.create_channel(town.ada, "later")
        await host.until(lambda: (TroubleKind.NOT_INVITED, "later") in host.troubles)
        await town.slack.kick_bot(town.help)
        await host.until(lambda: (TroubleKind.NOT_INVITED, "help") in host.troubles)
    assert (TroubleKind.CHANNEL_NOT_FOUND, "later") not in host.troubles


async def test_a_managers_channel_known_by_its_id_alone_is_believed(town: Town, host: Listener) -> None:
    hidden = town.slack.add_channel("bosses", members=[town.ada], is_private=True)
    town.slack.scopes.discard("groups:read")
    host.dials = policy(managers_channel=hidden)
    async with connected(town.slack, host):
        await host.connected[W].send(outgoing(Reach.MANAGERS, f"{W}:{hidden}", "Good morning"))
    assert f"{W}:{hidden}" in {seen.channel for seen in host.told(ChannelSeen)}
    assert host.troubles == {}


async def test_user_groups_become_roles_and_follow_their_changes(town: Town, host: Listener) -> None:
    mentors = town.slack.add_group("mentors", members=[town.ben])
    host.dials = policy(roles={"@mentors": Role.STAFF})
    async with connected(town.slack, host):
        await host.until(lambda: host.told(AccountSeen))
        await town.slack.set_group(mentors, [town.ada])
        await host.until(lambda: len(host.told(AccountSeen)) == 3)
    first, *later = host.told(AccountSeen)
    assert (first.name, first.roles) == ("Ben", ("@mentors", mentors))
    assert {seen.name: seen.roles for seen in later} == {"Ben": (), "Ada": ("@mentors", mentors)}


async def test_user_groups_are_not_asked_for_when_no_role_names_one(town: Town, host: Listener) -> None:
    town.slack.add_group("mentors", members=[town.ben])
    async with connected(town.slack, host):
        await town.slack.settled()
    assert "usergroups.list" not in {call.method for call in town.slack.calls}


async def test_strangers_are_not_told_of(town: Town, host: Listener) -> None:
    guest = town.slack.add_user("Guest", is_stranger=True)
    async with connected(town.slack, host):
        await town.slack.post(guest, town.help, "first")
        await town.slack.settled()
        await town.slack.post(town.ada, town.help, "hello")
        await host.until(lambda: host.told(AccountSeen))
        await town.slack.post(guest, town.help, "second")
        await town.slack.settled()
        await town.slack.dm(guest, "help")
        await town.slack.settled()
    assert "second" not in {event.text for event in host.told(MessagePosted)}
    assert {seen.name for seen in host.told(AccountSeen)} == {"Ada"}
    assert host.told(CommandGiven) == []


async def test_a_mention_of_the_bot_is_the_message_itself(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        await town.slack.post(town.ada, town.help, f"<@{town.slack.bot_user_id}> hello")
        await town.slack.settled()
    assert len({event.key for event in host.told(MessagePosted)}) == len(host.told(MessagePosted)) == 1


async def test_without_an_invitation_nothing_is_taken_in(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        dials, host.dials, host.events = host.dials, None, []
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.dm(town.ada, "help")
        await town.slack.settled()
        host.dials = dials
    assert host.events == []


async def test_an_event_that_could_not_be_taken_in_is_told_again(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        town.slack._space.sockets.ack_timeout = 0.1
        host.failures = 1
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.settled()
    assert [event.text for event in host.told(MessagePosted)] == ["hello"]


async def test_twice_told_is_the_same_event(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        town.slack.faults.duplicate(2)
        await town.slack.post(town.ada, town.help, "hello")
        await town.slack.settled()
    assert len(host.told(MessagePosted)) == 1


async def test_somebody_whom_slack_slows_down_for_is_looked_up_later(town: Town, host: Listener) -> None:
    town.slack.faults.rate_limit("users.info", retry_after=0)
    town.slack.faults.server_error("users.info")
    async with connected(town.slack, host):
        await town.slack.post(town.ben, town.help, "one")
        await eventually(lambda: [call.error for call in town.slack.calls].count("fatal_error"))
        await town.slack.post(town.ada, town.help, "two")
        await host.until(lambda: {seen.name for seen in host.told(AccountSeen)} == {"Ada"})
        await town.slack.post(town.ben, town.help, "three")
        await host.until(lambda: len(host.told(AccountSeen)) == 2)


async def test_how_the_bot_was_called_is_no_part_of_what_was_said(town: Town, host: Listener) -> None:
    async with connected(town.slack, host):
        call = f"<@{town.slack.bot_user_id}>"
        ts = await town.slack.post(town.ada, town.help, f"{call} how do I log in?")
        await town.slack.edit(town.ada, town.help, ts, f"{call} how do I log out?")
        await town.slack.settled()
    (asked,) = host.told(MessagePosted)
    assert (asked.text, asked.addressed) == ("how do I log in?", ())
    assert [event.text for event in host.told(MessageEdited)] == ["how do I log out?"]


async def test_a_strangers_first_wish_is_a_strangers_too(town: Town, host: Listener) -> None:
    guest = town.slack.add_user("Guest", is_stranger=True)
    async with connected(town.slack, host):
        await town.slack.slash(guest, town.help, "help")
        await town.slack.dm(guest, "help")
        await town.slack.settled()
    assert host.told(CommandGiven) == []
