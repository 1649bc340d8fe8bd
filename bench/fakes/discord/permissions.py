"""Which permission bits are there, and which has a member in a channel?"""

from collections.abc import Iterable
from enum import IntFlag

from bench.fakes.discord.world import Channel, Member, Server


class Permission(IntFlag):
    """Bits of https://docs.discord.com/developers/topics/permissions that a community bot meets."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


ALL = (1 << 53) - 1
# A new server lets everyone mention @everyone, too.
EVERYONE = int(
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
BOT = EVERYONE | int(Permission.MANAGE_ROLES | Permission.MANAGE_THREADS)


def in_server(server: Server, member: Member) -> int:
    """What a member may do in the server, before any channel has its say."""
    if member.user.id == server.owner_id:
        return ALL
    bits = server.roles[server.id].permissions
    for role in member.roles:
        bits |= server.roles[role].permissions
    return ALL if bits & Permission.ADMINISTRATOR else bits


def in_channel(server: Server, member: Member, channel: Channel) -> int:
    """What a member may do in a channel; for a thread, ask about its parent. Without a view there is nothing."""
    bits = in_server(server, member)
    if bits == ALL:
        return bits
    bits = _overwritten(bits, channel, [server.id])
    bits = _overwritten(bits, channel, member.roles)
    bits = _overwritten(bits, channel, [member.user.id])
    return bits if bits & Permission.VIEW_CHANNEL else 0


def _overwritten(bits: int, channel: Channel, targets: Iterable[str]) -> int:
    found = [channel.overwrites[target] for target in targets if target in channel.overwrites]
    for overwrite in found:
        bits &= ~overwrite.deny
    for overwrite in found:
        bits |= overwrite.allow
    return bits
