"""Which channel, message or member may the bot reach, and what is refused?"""

from bench.fakes.discord.backend import Backend
from bench.fakes.discord.permissions import Permission, in_server
from bench.fakes.discord.rejections import Rejected, missing_access, missing_permissions, unknown
from bench.fakes.discord.world import Channel, Member, Message, Server


def channel(backend: Backend, channel_id: str, needs: Permission | None = None) -> Channel:
    """A channel the bot sees and has a permission in. Errors: 10003, 50001, 50013."""
    found = backend.world.channels.get(channel_id)
    if found is None:
        raise unknown("Channel")
    if not backend.sees(found):
        raise missing_access()
    if needs is not None and not backend.may(backend.bot.id, found) & needs:
        raise missing_permissions()
    return found


def channel_to_write_in(backend: Backend, channel_id: str) -> Channel:
    """A channel or thread the bot may post in."""
    found = channel(backend, channel_id)
    needs = Permission.SEND_MESSAGES_IN_THREADS if found.is_thread else Permission.SEND_MESSAGES
    return channel(backend, channel_id, needs)


def message(backend: Backend, channel_id: str, message_id: str) -> Message:
    """A message in a channel the bot sees. Errors: as ``channel``, and 10008."""
    where = channel(backend, channel_id)
    if message_id not in where.messages:
        raise unknown("Message")
    return where.messages[message_id]


def own_message(backend: Backend, channel_id: str, message_id: str) -> Message:
    """A message of the bot's own. Errors: as ``message``, and 50005."""
    found = message(backend, channel_id, message_id)
    if found.author_id != backend.bot.id:
        raise Rejected(403, 50005, "Cannot edit a message authored by another user")
    return found


def server(backend: Backend, server_id: str, needs: Permission | None = None) -> Server:
    """A server the bot is in. Errors: 10004, 50001, 50013."""
    if server_id not in backend.world.servers:
        raise unknown("Guild")
    found = backend.find_server(server_id)
    if found is None:
        raise missing_access()
    if needs is not None and not in_server(found, found.members[backend.bot.id]) & needs:
        raise missing_permissions()
    return found


def member(backend: Backend, server_id: str, user_id: str) -> Member:
    """A member of a server the bot is in. Errors: as ``server``, and 10007 or 10013."""
    where = server(backend, server_id)
    user_id = backend.bot.id if user_id == "@me" else user_id
    if user_id not in where.members:
        raise unknown("Member" if user_id in backend.world.users else "User")
    return where.members[user_id]
