"""Which channel or message is meant, and may the app see it, read it, write there?"""

from bench.fakes.slack.access import FAMILIES
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Message


def need_scope(space: Workspace, scope: str) -> None:
    """Refuse when the app was not granted a scope."""
    if scope not in space.scopes:
        raise Refusal("missing_scope", needed=scope, provided=",".join(sorted(space.scopes)))


def need_family(space: Workspace, channel: Channel, right: str) -> None:
    """Refuse when the app lacks the scope for this kind of channel; ``right`` is ``read`` or ``history``."""
    need_scope(space, f"{FAMILIES[channel.kind]}:{right}")


def find_channel(space: Workspace, channel_id: str) -> Channel:
    """A channel the app knows of: any public one, private ones it is in."""
    channel = space.world.channels.get(channel_id)
    if channel is None or (channel.is_private and not channel.has_bot):
        raise Refusal("channel_not_found")
    return channel


def find_readable(space: Workspace, channel_id: str) -> Channel:
    """A channel whose messages the app may read: it is in there, with the scope for its kind."""
    channel = find_channel(space, channel_id)
    need_family(space, channel, "history")
    if not channel.has_bot:
        raise Refusal("not_in_channel")
    return channel


def find_writable(space: Workspace, place: str) -> Channel:
    """A channel the app may post in; a person's id means the direct messages with them."""
    if place.startswith(("U", "W")):
        return find_dm(space, place)
    channel = find_channel(space, place)
    if channel.is_archived:
        raise Refusal("is_archived")
    if not channel.has_bot and "chat:write.public" not in space.scopes:
        raise Refusal("not_in_channel")
    return channel


def find_dm(space: Workspace, user_id: str) -> Channel:
    """The direct messages with a person; bots and people who left have none."""
    user = space.world.users.get(user_id)
    if user is None:
        raise Refusal("channel_not_found")
    if user.is_bot:
        raise Refusal("cannot_dm_bot")
    if user.deleted:
        raise Refusal("user_disabled")
    return space.world.dm(user_id)


def find_message(channel: Channel, ts: str) -> Message:
    """A message that is there."""
    message = channel.find(ts)
    if message is None:
        raise Refusal("message_not_found")
    return message
