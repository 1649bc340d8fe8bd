"""Which app must be made in Slack for what is switched on? Pure: features in, manifest out, with the least scopes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from advocacy.plays.levels import roles_in
from bots.platforms.slack.cutting import cut
from engagement.plays.digest import picture_rooms
from engagement.policy import Policy

COMMAND: Final = "/hubbub"
KUDOS: Final = "/kudos"
"""The one command that has a name of its own: ``/kudos @somebody`` is ``/hubbub kudos @somebody``."""
EVENTS_PATH: Final = "/slack/events"
MENU: Final = ("mark_answer", "ask_helper", "hand_to_team")
"""The entries of a message's menu, which are controls."""
LONGEST_COMMAND: Final = 140
LONGEST_ENTRY: Final = 24
_LONGEST_ENTRY_DESCRIPTION: Final = 150
_LONGEST_ABOUT: Final = 140
_SHORTEST_ABOUT: Final = 175
_LONGEST_ABOUT_LONG: Final = 4000
_TIDYING: Final = "tidy_threads"
_GROUP: Final = re.compile(r"@\S+|S[A-Z0-9]{5,20}").fullmatch
_CHANNEL_ID: Final = re.compile(r"[CG][A-Z0-9]{7,20}").fullmatch

Label = Callable[[str], str]
"""The text of a key, in the community's first language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the playbook switches on that Slack must allow. ``url`` is where Slack reaches us; None: Socket Mode.

    ``signs_in_at`` is the address to which Slack sends whoever signs in to the pages; None: nobody does that way.
    """

    watches_channels: bool = True
    names_channels: bool = True
    """A channel is written to or read that the playbook calls by its name."""
    reads_private: bool = False
    uses_groups: bool = False
    uses_domains: bool = False
    """Customers are told by the domain of their address."""
    tags_threads: bool = False
    sends_pictures: bool = False
    """Digests come with a chart."""
    gives_groups: bool = False
    """Levels or badges put people into user groups."""
    url: str | None = None
    signs_in_at: str | None = None


def to_features(policy: Policy, *, url: str | None = None, signs_in_at: str | None = None) -> Features:
    """What a policy switches on; ``url`` is the public address of this machine, when events come by HTTP."""
    dials = policy.places
    rooms = (*filter(None, (policy.managers_channel,)), *policy.written_rooms)
    return Features(
        watches_channels=bool(dials),
        names_channels=bool(dials) or not all(map(looks_like_channel, rooms)),
        reads_private=any(each.may_be_private for each in policy.channels.values()),
        uses_groups=any(map(is_group, policy.named)),
        gives_groups=bool(roles_in(policy).slack),
        uses_domains=policy.governance is not None and bool(policy.governance.domains),
        sends_pictures=bool(picture_rooms(policy)),
        tags_threads=any(_TIDYING in each.plays for each in dials),
        url=url,
        signs_in_at=signs_in_at,
    )


def is_group(name: str) -> bool:
    """Does a key of ``roles:`` look like a user group: its id ``S...``, or its ``@handle``?"""
    return _GROUP(name) is not None


def looks_like_channel(name: str) -> bool:
    """Does the name of a channel in the playbook look like its id?"""
    return _CHANNEL_ID(name) is not None


def scopes_for(features: Features) -> tuple[str, ...]:
    """The least scopes of the bot, sorted."""
    scopes = {"commands", "chat:write", "im:history", "im:write", "users:read"}
    if features.watches_channels:
        scopes |= {"channels:history", "reactions:read"}
    if features.names_channels:
        scopes |= {"channels:read"}
    if features.tags_threads:
        scopes |= {"reactions:write"}
    if features.sends_pictures:
        scopes |= {"files:write"}
    if features.reads_private:
        scopes |= {"groups:history", "groups:read"}
    if features.uses_groups:
        scopes |= {"usergroups:read"}
    if features.gives_groups:
        scopes |= {"usergroups:read", "usergroups:write"}
    if features.uses_domains:
        scopes |= {"users:read.email"}
    return tuple(sorted(scopes))


def events_for(features: Features) -> tuple[str, ...]:
    """The events that the app subscribes to, sorted; each is covered by one of the scopes."""
    events = {"app_home_opened", "app_uninstalled", "message.im", "team_join", "tokens_revoked", "user_change"}
    if features.watches_channels:
        events |= {"message.channels", "reaction_added", "reaction_removed"}
    if features.names_channels:
        events |= {"member_joined_channel", "member_left_channel", "channel_left", "channel_shared", "channel_unshared"}
        events |= {f"channel_{change}" for change in ("archive", "created", "deleted", "rename", "unarchive")}
    if features.reads_private:
        events |= {"message.groups", "group_left"}
        events |= {f"group_{change}" for change in ("archive", "deleted", "rename", "unarchive")}
    if features.uses_groups:
        events |= {"subteam_created", "subteam_members_changed", "subteam_updated"}
    return tuple(sorted(events))


def to_manifest(features: Features, label: Label, *, name: str = "Hubbub") -> dict[str, Any]:
    """The manifest, to be pasted at api.slack.com/apps as JSON or YAML."""
    request_url = None if features.url is None else features.url.rstrip("/") + EVENTS_PATH
    address = {} if request_url is None else {"request_url": request_url}
    return {
        "display_information": dict(_about(label, name)),
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": False},
            "shortcuts": [_entry(control, label) for control in MENU],
            "slash_commands": [
                _command(COMMAND, label("commands.hubbub"), label("commands.usage"), request_url),
                _command(KUDOS, label("commands.kudos"), label("commands.kudos_usage"), request_url),
            ],
        },
        "oauth_config": _oauth(features),
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(events_for(features))},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


def _command(name: str, described: str, usage: str, url: str | None) -> dict[str, Any]:
    return {
        "command": name,
        "description": cut(described, LONGEST_COMMAND),
        "usage_hint": cut(usage, LONGEST_COMMAND),
        "should_escape": True,
        **({} if url is None else {"url": url}),
    }


def _oauth(features: Features) -> dict[str, Any]:
    """The bot's scopes; of whoever signs in only that they are asked who they are."""
    bot = list(scopes_for(features))
    if features.signs_in_at is None:
        return {"scopes": {"bot": bot}}
    return {"redirect_urls": [features.signs_in_at], "scopes": {"user": ["openid"], "bot": bot}}


def _about(label: Label, name: str) -> Iterator[tuple[str, str]]:
    yield "name", name
    yield "description", cut(label("commands.about"), _LONGEST_ABOUT)
    long = label("commands.about_long")
    if len(long) >= _SHORTEST_ABOUT:
        yield "long_description", cut(long, _LONGEST_ABOUT_LONG)


def _entry(control: str, label: Label) -> dict[str, str]:
    words = label(f"controls.{control}")
    return {
        "name": cut(words, LONGEST_ENTRY),
        "type": "message",
        "callback_id": control,
        "description": cut(words, _LONGEST_ENTRY_DESCRIPTION),
    }
