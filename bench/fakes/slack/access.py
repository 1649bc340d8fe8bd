"""What is the app allowed to call and to hear? Scopes by method, by event and by kind of channel."""

from typing import Final

ALL_SCOPES: Final = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "usergroups:write",
        "users.profile:read",
        "users:read",
        "users:read.email",
    }
)
"""Everything this fake knows, but what widens whom a bot may write to: ``chat:write.public`` has to be added."""

METHOD_SCOPES: Final[dict[str, str]] = {
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.join": "channels:join",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.getUploadURLExternal": "files:write",
    "reactions.add": "reactions:write",
    "reactions.get": "reactions:read",
    "reactions.remove": "reactions:write",
    "team.info": "team:read",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "usergroups.users.update": "usergroups:write",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.profile.get": "users.profile:read",
}
"""Methods that need one scope whatever the channel; those by kind of channel ask for theirs while they run."""

FAMILIES: Final = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
"""A channel's kind, as events name it, and the family of scopes and subscriptions it belongs to."""

EVENT_SCOPES: Final[dict[str, str | None]] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "tokens_revoked": None,
    "user_change": "users:read",
}
"""Subscriptions, each with the scope without which it is not sent."""


def subscription_of(event_type: str, kind: str) -> str:
    """The name under which an event is subscribed to: messages by the kind of their channel."""
    return f"message.{FAMILIES[kind]}" if event_type == "message" else event_type


def scope_of(subscription: str, kind: str) -> str | None:
    """The scope an event needs; whether members come and go in a private channel is told to ``groups:read``."""
    scope = EVENT_SCOPES[subscription]
    if subscription.startswith("member_") and kind == "group":
        return "groups:read"
    return scope
