"""How do users, members, roles, channels, threads and servers look on the wire?"""

from typing import Any

from bench.fakes.discord.permissions import Permission
from bench.fakes.discord.snowflakes import iso
from bench.fakes.discord.world import (
    ANNOUNCEMENT,
    DM,
    FORUM,
    TEXT,
    THREAD_STARTER,
    VOICE,
    Channel,
    Member,
    Overwrite,
    Role,
    Server,
    User,
    World,
)

HIDDEN_NAME = "___hidden___"
CHANNEL_OBFUSCATED, REQUIRE_TAG = 1 << 17, 1 << 4


def shown_name(member: Member) -> str:
    """The name a server shows."""
    return member.nick or member.user.name


def user(who: User) -> dict[str, Any]:
    """A user."""
    return {
        "id": who.id,
        "username": who.name.lower().replace(" ", "_"),
        "global_name": None if who.is_bot else who.name,
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
        "bot": who.is_bot,
    }


def own_user(who: User) -> dict[str, Any]:
    """The bot's user as it sees itself."""
    return user(who) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0}


def partial_member(who: Member) -> dict[str, Any]:
    """A member without its user, as it rides on messages."""
    return {
        "nick": who.nick,
        "avatar": None,
        "roles": list(who.roles),
        "joined_at": iso(who.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": None,
    }


def member(who: Member) -> dict[str, Any]:
    """A member with its user."""
    return partial_member(who) | {"user": user(who.user)}


def role(what: Role) -> dict[str, Any]:
    """A role."""
    payload: dict[str, Any] = {
        "id": what.id,
        "name": what.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": what.position,
        "permissions": str(what.permissions),
        "managed": what.bot_id is not None,
        "mentionable": what.is_mentionable,
        "flags": 0,
    }
    return payload | ({"tags": {"bot_id": what.bot_id}} if what.bot_id else {})


def overwrite(target: str, what: Overwrite) -> dict[str, Any]:
    """A permission overwrite."""
    return {"id": target, "type": what.kind, "allow": str(what.allow), "deny": str(what.deny)}


def channel(what: Channel) -> dict[str, Any]:
    """A channel of a server that is no thread."""
    payload: dict[str, Any] = {
        "id": what.id,
        "type": what.kind,
        "guild_id": what.server_id,
        "name": what.name,
        "position": what.position,
        "permission_overwrites": [overwrite(target, each) for target, each in what.overwrites.items()],
        "nsfw": what.is_age_restricted,
        "parent_id": what.parent_id,
        "flags": REQUIRE_TAG if what.requires_tag else 0,
    }
    if what.kind in (TEXT, ANNOUNCEMENT, FORUM):
        payload |= {"topic": None, "rate_limit_per_user": 0, "last_message_id": what.last_message_id}
    if what.kind == VOICE:
        payload |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None, "last_message_id": what.last_message_id}
    if what.kind == FORUM:
        payload |= {
            "available_tags": [
                {"id": t.id, "name": t.name, "moderated": t.is_moderated, "emoji_id": None, "emoji_name": None}
                for t in what.tags
            ],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
            "default_auto_archive_duration": 1440,
        }
    return payload


def hidden_channel(what: Channel) -> dict[str, Any]:
    """A channel the bot may not view, as the gateway has shown it since 16 November 2026."""
    deny = Overwrite(kind=0, deny=int(Permission.VIEW_CHANNEL))
    bare = Channel(id=what.id, name=HIDDEN_NAME, kind=what.kind, server_id=what.server_id, position=what.position)
    bare.overwrites[what.server_id or ""] = deny
    return channel(bare) | {"flags": CHANNEL_OBFUSCATED}


def dm(what: Channel, recipient: User) -> dict[str, Any]:
    """A direct message channel."""
    return {
        "id": what.id,
        "type": DM,
        "last_message_id": what.last_message_id,
        "flags": 0,
        "recipients": [user(recipient)],
    }


def thread(what: Channel, viewer: str) -> dict[str, Any]:
    """A thread or forum post; with its ``member`` part when the viewer is in it."""
    state = what.thread
    assert state is not None
    payload: dict[str, Any] = {
        "id": what.id,
        "type": what.kind,
        "guild_id": what.server_id,
        "parent_id": what.parent_id,
        "owner_id": state.owner_id,
        "name": what.name,
        "last_message_id": what.last_message_id,
        "rate_limit_per_user": 0,
        "message_count": len([m for m in what.messages.values() if m.id != what.id and m.kind != THREAD_STARTER]),
        "member_count": min(len(state.members), 50),
        "total_message_sent": state.sent,
        "flags": 0,
        "applied_tags": list(state.tags),
        "thread_metadata": {
            "archived": state.is_archived,
            "auto_archive_duration": state.auto_archive_minutes,
            "archive_timestamp": iso(state.archive_at),
            "locked": state.is_locked,
            "create_timestamp": iso(state.created_at),
        },
    }
    return payload | ({"member": thread_member(what, viewer)} if viewer in state.members else {})


def thread_member(what: Channel, who: str) -> dict[str, Any]:
    """Somebody's being in a thread."""
    assert what.thread is not None
    return {"id": what.id, "user_id": who, "join_timestamp": iso(what.thread.created_at), "flags": 0}


def guild(world: World, server: Server) -> dict[str, Any]:
    """A server without its channels and members."""
    community = any(c.kind in (FORUM, ANNOUNCEMENT) for c in world.channels_of(server.id))
    return {
        "id": server.id,
        "name": server.name,
        "icon": None,
        "description": None,
        "owner_id": server.owner_id,
        "region": "deprecated",
        "preferred_locale": "en-US",
        "features": ["COMMUNITY", "NEWS"] if community else [],
        "roles": [role(each) for each in server.roles.values()],
        "emojis": [],
        "stickers": [],
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "mfa_level": 0,
        "nsfw_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "vanity_url_code": None,
        "max_members": 500_000,
        "incidents_data": None,
    }
