"""Where is it said? The frames about servers, channels, threads and roles as events."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bots.platforms.discord.atlas import Atlas, Spot
from bots.platforms.discord.fields import read_object, read_objects, read_snowflake, to_stamp
from bots.platforms.discord.members import to_account_seen, workspace
from engagement.events import ChannelKind, ChannelSeen, Event, ThreadDeleted, Threading, WorkspaceLeft
from engagement.ids import WorkspaceId, channel_id, message_id, stable_id
from engagement.text import to_clean


def to_channel_seen(spot: Spot, atlas: Atlas, at: datetime, *, is_archived: bool = False) -> ChannelSeen:
    """The channel as it is now. A forum's posts are its threads; elsewhere most is said at the top level."""
    channel = channel_id(workspace(atlas), spot.id)
    kind = ChannelKind.FORUM if spot.is_forum else ChannelKind.CHAT
    if spot.is_age_restricted:
        kind = ChannelKind.CLOSED
    is_private = atlas.is_private(spot)
    content = stable_id(spot.name, kind, str(is_private), str(is_archived))
    return ChannelSeen(
        key=f"c:{channel}:{to_stamp(at)}:{content}",
        at=at,
        channel=channel,
        name=spot.name,
        kind=kind,
        threading=Threading.NATIVE if spot.is_forum else Threading.LOOSE,
        is_private=is_private,
        is_archived=is_archived,
    )


def to_workspace_left(left: WorkspaceId, at: datetime) -> WorkspaceLeft:
    """The bot was taken off a server."""
    return WorkspaceLeft(key=f"w:{left}:{to_stamp(at)}", at=at, workspace=left)


def to_place_events(kind: str, data: Mapping[str, Any], atlas: Atlas, at: datetime) -> Iterator[Event]:
    """What a frame about places tells; ``atlas`` has learnt of it already, except that a deleted one is still there."""
    if kind in {"GUILD_CREATE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE"}:
        # A role can open or close any channel.
        for spot in atlas.channels.values():
            yield to_channel_seen(spot, atlas, at)
        for member in read_objects(data.get("members")):
            user = read_object(member.get("user"))
            seen = to_account_seen(user, member, atlas, at=at, stamp=to_stamp(at))
            if seen is not None and user.get("id") != atlas.me:
                yield seen
    elif kind == "THREAD_DELETE":
        yield from _thread_gone(data, atlas, at)
    else:
        found = atlas.channels.get(to_clean(data.get("id")))
        if found is not None:
            yield to_channel_seen(found, atlas, at, is_archived=kind == "CHANNEL_DELETE")


def _thread_gone(data: Mapping[str, Any], atlas: Atlas, at: datetime) -> Iterator[Event]:
    """All that was said in it is gone; what began a thread outside of a forum stays in its channel."""
    external, parent = read_snowflake(data.get("id")), atlas.channels.get(to_clean(data.get("parent_id")))
    if external is not None and parent is not None:
        channel = channel_id(workspace(atlas), parent.id)
        thread = message_id(channel, external)
        yield ThreadDeleted(key=f"td:{thread}", at=at, thread=thread, channel=channel)
