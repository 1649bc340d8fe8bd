"""How do people, channels, groups and messages look in answers and events?"""

from collections.abc import Collection
from typing import Final

from bench.fakes.slack.records import Json
from bench.fakes.slack.world import Channel, Group, Message, User, World

MISSING_CHANNEL_NAMES: Final = {"im": "directmessage", "group": "privategroup", "mpim": "privategroup"}
"""What commands and interactions call channels whose name they do not tell."""


def user_object(world: World, user: User, scopes: Collection[str], *, include_locale: bool = False) -> Json:
    """A person, as ``users.info`` returns them; without an e-mail address, which needs a further scope."""
    found: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name.lower().replace(" ", "."),
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
        "profile": profile_object(user, scopes),
    }
    if user.is_stranger:
        found["is_stranger"] = True
    if not user.deleted:
        found |= {
            "real_name": user.name,
            "tz": user.tz,
            "tz_label": user.tz,
            "tz_offset": world.tz_offset(user),
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": False,
        }
    return found | {"locale": "en-US"} if include_locale else found


def profile_object(user: User, scopes: Collection[str]) -> Json:
    """A person's profile; the address only for a token that may see it."""
    return {
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": "" if user.is_bot else user.name,
        "display_name_normalized": "" if user.is_bot else user.name,
        "status_text": "",
        "status_emoji": "",
        "team": user.team_id,
        **({"email": user.email} if user.email and "users:read.email" in scopes else {}),
    }


def channel_object(world: World, channel: Channel, *, with_members: bool = True) -> Json:
    """A channel, as ``conversations.info`` returns it."""
    if channel.kind == "im":
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": channel.members[0],
            "is_user_deleted": world.users[channel.members[0]].deleted,
            "is_open": True,
        }
    found: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel" or channel.id.startswith("C"),
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_org_shared": False,
        "is_member": channel.has_bot,
        "created": channel.created,
        "creator": channel.creator,
        "updated": channel.created * 1000,
        "context_team_id": world.team_id,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }
    return found | {"num_members": len(members_of(world, channel))} if with_members else found


def members_of(world: World, channel: Channel) -> list[str]:
    """Everybody in a channel, the bot included."""
    return [*channel.members, *([world.bot_user_id] if channel.has_bot else [])]


def group_object(world: World, group: Group, *, include_users: bool = True) -> Json:
    """A user group."""
    found: Json = {
        "id": group.id,
        "team_id": world.team_id,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated,
        "date_delete": 0,
        "user_count": len(group.members),
    }
    return found | {"users": list(group.members)} if include_users else found


def message_object(message: Message, *, with_metadata: bool = False) -> Json:
    """A message, as history returns it; its metadata only for those who ask."""
    found = dict(message.raw)
    if with_metadata and message.metadata is not None:
        found["metadata"] = message.metadata
    return found


def team_object(team_id: str, name: str, domain: str) -> Json:
    """The workspace."""
    return {
        "id": team_id,
        "name": name,
        "domain": domain,
        "url": f"https://{domain}.slack.com/",
        "email_domain": "",
        "icon": {"image_default": True},
    }
