"""The manifest asks for what is switched on, and for nothing else."""

import re
from typing import Any

import pytest

from bench.fakes.slack.access import EVENT_SCOPES
from bots.platforms.slack.manifest import Features, events_for, is_group, scopes_for, to_features, to_manifest
from engagement.people import Role
from engagement.plays.digest import DigestPolicy
from engagement.policy import ChannelPolicy
from tests.bots.platforms.slack.stage import policy
from tests.bots.voice.shipped import voice

ALWAYS = {"chat:write", "commands", "im:history", "im:write", "users:read"}
EVERYTHING = Features(reads_private=True, uses_groups=True, tags_threads=True)
NOTHING = Features(watches_channels=False, names_channels=False)
DOCUMENTED: dict[str, str | None] = {
    **EVENT_SCOPES,
    "channel_deleted": "channels:read",
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "group_deleted": "groups:read",
    "subteam_created": "usergroups:read",
}
"""Which scope each event needs, as Slack documents it."""


def label(key: str) -> str:
    return voice().label(key, "en")


def manifest(features: Features = EVERYTHING) -> dict[str, Any]:
    return to_manifest(features, label)


@pytest.mark.parametrize(
    ("more", "scopes"),
    [
        ({}, {"channels:history", "channels:read", "reactions:read"}),
        ({"channels": {}, "managers_channel": None}, set()),
        ({"channels": {}}, {"channels:read"}),
        ({"channels": {}, "managers_channel": "C0123456789"}, set()),
        (
            {"channels": {"help": ChannelPolicy(name="help", plays={"tidy_threads": object()})}},
            {"channels:history", "channels:read", "reactions:read", "reactions:write"},
        ),
        (
            {"channels": {"staff": ChannelPolicy(name="staff", may_be_private=True)}},
            {"channels:history", "channels:read", "reactions:read", "groups:history", "groups:read"},
        ),
        (
            {"channels": {"C0123456789": ChannelPolicy(name="x", plays={"digest": DigestPolicy(channel="hub")})}},
            {"channels:history", "channels:read", "reactions:read", "files:write"},
        ),
        (
            {"roles": {"@mentors": Role.STAFF}},
            {"channels:history", "channels:read", "reactions:read", "usergroups:read"},
        ),
    ],
)
def test_the_scopes_follow_from_the_playbook(more: dict[str, Any], scopes: set[str]) -> None:
    assert set(scopes_for(to_features(policy(**more)))) == ALWAYS | scopes


@pytest.mark.parametrize("features", [EVERYTHING, NOTHING, Features()])
def test_every_event_is_covered_by_a_scope_that_is_asked_for(features: Features) -> None:
    scopes = {None, *scopes_for(features)}
    assert {event for event in events_for(features) if DOCUMENTED[event] not in scopes} == set()


@pytest.mark.parametrize("features", [EVERYTHING, NOTHING, Features()])
def test_it_never_asks_for_too_much(features: Features) -> None:
    assert not set(scopes_for(features)) & {
        "users:read.email",
        "chat:write.public",
        "chat:write.customize",
        "files:read",
    }


@pytest.mark.parametrize(
    ("name", "is_one"), [("@mentors", True), ("S0123ABCD", True), ("U0123ABCD", False), ("rosa", False)]
)
def test_a_user_group_is_known_by_its_look(name: str, *, is_one: bool) -> None:
    assert is_group(name) is is_one


def test_with_an_app_token_no_address_is_needed() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(made)
    assert "'url'" not in str(made)


def test_by_http_all_three_kinds_go_to_one_address() -> None:
    made = manifest(Features(url="https://bot.example.org/"))
    address = "https://bot.example.org/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": address}
    assert {each["url"] for each in made["features"]["slash_commands"]} == {address}


def test_the_bot_has_a_command_a_home_and_three_entries_in_the_menu_of_a_message() -> None:
    features = manifest()["features"]
    assert [each["command"] for each in features["slash_commands"]] == ["/hubbub", "/kudos"]
    assert all(each["should_escape"] for each in features["slash_commands"]), "people are told by their id"
    assert [each["callback_id"] for each in features["shortcuts"]] == ["mark_answer", "ask_helper", "hand_to_team"]
    assert features["app_home"] == {
        "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False,
    }  # fmt: skip
    assert features["bot_user"] == {"display_name": "Hubbub", "always_online": False}


def test_every_length_is_what_slack_takes() -> None:
    for language in ("en", "de", "es"):
        made = to_manifest(EVERYTHING, lambda key, language=language: voice().label(key, language))  # type: ignore[misc]
        assert len(made["display_information"]["description"]) <= 140
        assert 175 <= len(made["display_information"]["long_description"]) <= 4000
        assert all(0 < len(each["name"]) <= 24 for each in made["features"]["shortcuts"])
        for each in made["features"]["slash_commands"]:
            assert re.fullmatch(r"/[a-z0-9_-]{1,31}", each["command"])
            assert 0 < len(each["description"]) <= 140
            assert 0 < len(each["usage_hint"]) <= 140


def test_tokens_are_not_rotated_and_nothing_is_deployed_to_an_organisation() -> None:
    settings = manifest()["settings"]
    assert (settings["token_rotation_enabled"], settings["org_deploy_enabled"]) == (False, False)
