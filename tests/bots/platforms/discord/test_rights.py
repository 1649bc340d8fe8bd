"""What the bot may do, what is missing, what may be read, what is registered, and how it is invited."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from advocacy.plays.monthly_thanks import NAME as MONTHLY
from advocacy.plays.monthly_thanks import MonthlyThanksPolicy
from bench.fakes.discord import FakeDiscord
from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.commands import is_registered, to_commands, to_menus
from bots.platforms.discord.invite import invite_permissions, invite_url
from bots.platforms.discord.permissions import EVERYTHING, Overwrite, Permission, base_permissions, channel_permissions
from bots.platforms.discord.places import to_channel_seen
from bots.platforms.discord.probe import probe
from bots.platforms.discord.settings import DiscordSettings
from bots.platforms.discord.troubles import find_troubles, is_readable, possible_troubles
from engagement.events import ChannelKind
from engagement.hosting import TroubleKind
from engagement.plays.digest import DigestPolicy
from engagement.policy import ChannelPolicy
from engagement.programmes import Programme
from tests.bots.platforms.discord.frames import (
    FORUM,
    HELP,
    ME,
    POST,
    SECRET,
    SERVER,
    THREAD,
    atlas,
    channel,
    deny_everyone,
    server,
)
from tests.bots.platforms.discord.host import policy
from tests.bots.platforms.discord.stage import settings
from tests.bots.voice.shipped import LANGUAGES, voice

VIEW, SEND = int(Permission.VIEW_CHANNEL), int(Permission.SEND_MESSAGES)


def allowed(*overwrites: Overwrite, held: tuple[str, ...] = ("r",)) -> int:
    base = base_permissions({"s": VIEW | SEND, "r": 0}, "s", held)
    return channel_permissions(base, overwrites, server="s", held=held, member="m")


def over(target: str, *, allow: int = 0, deny: int = 0) -> Overwrite:
    return Overwrite(target=target, allow=allow, deny=deny)


@pytest.mark.parametrize(
    ("overwrites", "bits"),
    [
        ((), VIEW | SEND),
        ((over("s", deny=SEND),), VIEW),
        ((over("s", deny=SEND), over("r", allow=SEND)), VIEW | SEND),
        ((over("r", deny=SEND), over("m", allow=SEND)), VIEW | SEND),
        ((over("m", deny=SEND), over("s", allow=SEND)), VIEW),
        ((over("s", deny=VIEW),), 0),
        ((over("x", deny=VIEW),), VIEW | SEND),
    ],
)
def test_overwrites_apply_in_discord_s_order(overwrites: tuple[Overwrite, ...], bits: int) -> None:
    assert allowed(*overwrites) == bits


def test_an_administrator_may_everything() -> None:
    base = base_permissions({"s": 0, "r": int(Permission.ADMINISTRATOR)}, "s", ("r",))
    assert base == EVERYTHING
    assert channel_permissions(base, (over("s", deny=VIEW),), server="s", held=("r",), member="m") == EVERYTHING


def test_the_atlas_learns_and_forgets() -> None:
    known = atlas()
    assert known.place(THREAD) is not None
    known.learn("THREAD_DELETE", {"id": THREAD})
    assert known.place(THREAD) is None
    known.learn("THREAD_LIST_SYNC", {"threads": [{"id": THREAD, "parent_id": HELP, "type": 12}]})
    place = known.place(THREAD)
    assert place is not None
    assert place.is_private
    known.learn("CHANNEL_DELETE", {"id": FORUM})
    assert known.place(POST) is None
    known.learn("GUILD_ROLE_UPDATE", {"role": {"id": SERVER, "permissions": "0"}})
    assert known.is_private(known.channels[HELP])
    known.learn("GUILD_ROLE_DELETE", {"role_id": "900000000000000401"})
    known.learn("GUILD_UPDATE", {"name": "New"})
    assert (known.name, set(known.roles)) == ("New", {SERVER})
    known.learn("GUILD_MEMBER_UPDATE", {"user": {"id": ME}, "roles": ["5"]})
    assert known.my_roles == {"5"}


def test_the_oldest_of_two_channels_of_a_name_is_meant() -> None:
    known = atlas(channels=[channel("30", "help"), channel("20", "help")])
    found = known.find_channel("#help")
    assert found is not None
    assert found.id == "20"
    assert known.find_channel("30") is not None


def test_troubles_name_the_channel_and_what_is_missing() -> None:
    known = atlas()
    dials = policy("help", "forum", "secret", "gone", managers="secret")
    assert find_troubles(known, dials) == {
        (TroubleKind.CHANNEL_NOT_FOUND, "gone"),
        (TroubleKind.PERMISSION_MISSING, "View Channel in #secret"),
        (TroubleKind.BECAME_PRIVATE, "secret"),
    }
    known.learn("CHANNEL_UPDATE", channel(HELP, "help", permission_overwrites=deny_everyone(SEND)))
    known.learn("CHANNEL_UPDATE", channel(FORUM, "forum", 15, permission_overwrites=deny_everyone(SEND)))
    found = find_troubles(known, dials)
    assert (TroubleKind.PERMISSION_MISSING, "Send Messages in #help") in found
    assert (TroubleKind.PERMISSION_MISSING, "Send Messages in #forum") not in found
    assert found <= possible_troubles(known, dials)


def test_the_right_to_attach_is_asked_for_and_missed_only_where_a_chart_is_sent() -> None:
    known = atlas()
    known.learn("CHANNEL_UPDATE", channel(HELP, "help", permission_overwrites=deny_everyone(1 << 15)))
    told = {"digest": DigestPolicy(channel="help")}
    dials = policy("help", channels={"help": ChannelPolicy(name="help", plays=told)})
    missed = find_troubles(known, dials)
    assert missed == {(TroubleKind.PERMISSION_MISSING, "Attach Files in #help")}
    assert missed <= possible_troubles(known, dials)
    assert find_troubles(known, policy("help")) == set()
    assert invite_permissions(may_attach=True) - invite_permissions() == 1 << 15


def test_what_is_missing_where_reviewers_vote_is_told() -> None:
    known = atlas()
    secret = Programme(name="champions", title="Champions", promise="We ask rarely.", channel="secret")
    dials = policy("help", programmes={"champions": secret})
    assert find_troubles(known, dials) == {(TroubleKind.PERMISSION_MISSING, "View Channel in #secret")}
    assert find_troubles(known, dials) <= possible_troubles(known, dials)


def test_a_misspelt_channel_of_reviewers_or_of_a_step_is_told() -> None:
    known = atlas()
    misspelt = Programme(name="champions", title="Champions", promise="We ask rarely.", channel="secrt")
    thanks = {MONTHLY: MonthlyThanksPolicy(channel="#genral")}
    dials = replace(policy("help", programmes={"champions": misspelt}), others=ChannelPolicy(name="", plays=thanks))
    missing = {(TroubleKind.CHANNEL_NOT_FOUND, "secrt"), (TroubleKind.CHANNEL_NOT_FOUND, "genral")}
    assert find_troubles(known, dials) == missing
    assert missing <= possible_troubles(known, dials)


def test_only_what_a_manager_opened_may_be_read() -> None:
    known = atlas()

    def may(external: str, *listed: str, private: tuple[str, ...] = ()) -> bool:
        place = known.place(external)
        assert place is not None
        return is_readable(place, policy(*listed, private=private))

    assert may(HELP, "help")
    assert may(THREAD, HELP)
    assert not may(HELP, "forum")
    assert not may(SECRET, "secret")
    assert may(SECRET, private=("secret",))
    known.learn("THREAD_UPDATE", {"id": THREAD, "parent_id": HELP, "type": 12})
    assert not may(THREAD, "help", private=("help",))
    known.learn("CHANNEL_UPDATE", channel(HELP, "help", nsfw=True))
    assert not may(HELP, "help")
    assert to_channel_seen(known.channels[HELP], known, datetime(2026, 3, 2, tzinfo=UTC)).kind is ChannelKind.CLOSED


def test_a_channel_that_closes_and_opens_within_a_millisecond_is_told_each_time() -> None:
    known, at = atlas(), datetime(2026, 3, 2, tzinfo=UTC)
    keys = set()
    for number, is_closed in enumerate([False, True, False]):
        known.learn("CHANNEL_UPDATE", channel(HELP, "help", nsfw=is_closed))
        keys.add(to_channel_seen(known.channels[HELP], known, at + timedelta(microseconds=number)).key)
    assert len(keys) == 3


def test_a_hidden_channel_keeps_its_name_and_an_unknown_one_is_not_learnt() -> None:
    known = atlas()
    hidden: dict[str, Any] = {"flags": 1 << 17, "permission_overwrites": deny_everyone()}
    known.learn("CHANNEL_UPDATE", channel(HELP, "hidden", **hidden))
    known.learn("CHANNEL_UPDATE", channel("55", "hidden", **hidden))
    assert known.channels[HELP].name == "help"
    assert known.is_private(known.channels[HELP])
    assert "55" not in known.channels


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_keep_to_discord_s_limits_in_every_language(language: str) -> None:
    commands = to_commands(lambda key: voice().label(key, language))
    slash, short, *menus = commands
    assert [sub["name"] for sub in slash["options"]] == [
        "help", "mine", "helper", "quiet", "stop", "private", "setup", "pause", "resume", "waiting", "board", "greet",
        "wishes", "propose", "advocate", "privacy", "why", "live", "undo", "crisis", "kudos", "nominate",
        "no", "yes", "team",
    ]  # fmt: skip
    assert (short["name"], short["type"], [o["name"] for o in short["options"]]) == ("kudos", 1, ["who", "what"])
    described = [slash, short, *slash["options"], *(o for sub in slash["options"] for o in sub.get("options", []))]
    assert all(1 <= len(each["description"]) <= 100 for each in described)
    assert all(1 <= len(menu["name"]) <= 32 for menu in menus)
    assert set(to_menus(lambda key: voice().label(key, language)).values()) == {
        "mark_answer",
        "ask_helper",
        "hand_to_team",
    }


def test_what_discord_adds_to_a_command_makes_no_difference() -> None:
    wanted = to_commands(lambda key: voice().label(key, "en"))

    def dressed(command: Mapping[str, Any]) -> dict[str, Any]:
        more = {"id": "1", "version": "2", "nsfw": False, "default_member_permissions": None}
        options = [dressed(option) for option in command.get("options", [])]
        return {"description": "", "required": False, **command, **more, "options": options}

    assert is_registered(wanted, [dressed(command) for command in reversed(wanted)])
    assert not is_registered(wanted, [])
    assert not is_registered(wanted, [*map(dressed, wanted[1:]), dressed(wanted[0]) | {"description": "other"}])


def test_the_invitation_asks_for_the_least() -> None:
    asked = parse_qs(urlsplit(invite_url("123")).query)
    assert asked["scope"] == ["bot applications.commands"]
    assert asked["permissions"] == [str(invite_permissions())] == ["274877992000"]
    assert invite_permissions(may_tag=True) - invite_permissions() == 1 << 34
    assert "guild_id=7" in invite_url("123", server="7")


async def test_the_probe_finds_nothing_where_all_is_well() -> None:
    async with FakeDiscord() as fake:
        fake.add_channel("help")
        fake.backend.world.servers[fake.server_id].roles[fake.server_id].permissions &= ~(1 << 17)
        for role in fake.backend.world.servers[fake.server_id].roles.values():
            role.permissions &= ~(1 << 17)
        assert await probe(settings(fake), policy("help")) == []


async def test_the_probe_names_everything_that_is_the_matter() -> None:
    async with FakeDiscord(intents_allowed=()) as fake:
        fake.add_channel("hidden", is_private=True)
        found = await probe(settings(fake, expected_servers=(fake.server_id, "77")), policy("hidden"), now=lambda: 0)
        assert (TroubleKind.WORKSPACE_UNKNOWN, "77") in found
        assert (TroubleKind.INTENT_MISSING, "Message Content Intent") in found
        assert (TroubleKind.PERMISSION_NEEDLESS, "Mention Everyone") in found
        assert {kind for kind, _ in found} >= {TroubleKind.CLOCK_WRONG}
        assert any(subject.endswith("hidden") for _, subject in found)
        fake.add_server("Second")
        ((_, named),) = [each for each in await probe(settings(fake), policy()) if each[0] == "workspace_unknown"]
        assert named.startswith("Example = ")
        refused = await probe(settings(fake, token="wrong", token_name="MY_TOKEN"), policy())
        assert refused == [(TroubleKind.TOKEN_REFUSED, "MY_TOKEN")]
    assert await probe(settings(fake), policy()) == [(TroubleKind.CONNECTION_LOST, "")]


def test_settings_keep_the_token_to_themselves() -> None:
    shown = DiscordSettings(token="secret", expected_servers=("discord-5", "6"))
    assert "secret" not in repr(shown)
    assert shown.servers == ("5", "6")
    assert Atlas(server="1", me="2").my_base == 0
    assert server()["id"] == SERVER
