"""What may the bot, and what may everyone, do in a channel? (Discord's documentation, "Permission Overwrites")."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag


class Permission(IntFlag):
    """The permissions that matter here, with Discord's bits."""

    ADMINISTRATOR = 1 << 3
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    MANAGE_THREADS = 1 << 34
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERYTHING = (1 << 64) - 1

NAMES: Mapping[Permission, str] = {
    Permission.VIEW_CHANNEL: "View Channel",
    Permission.SEND_MESSAGES: "Send Messages",
    Permission.SEND_MESSAGES_IN_THREADS: "Send Messages in Threads",
    Permission.READ_MESSAGE_HISTORY: "Read Message History",
    Permission.ADD_REACTIONS: "Add Reactions",
    Permission.EMBED_LINKS: "Embed Links",
    Permission.ATTACH_FILES: "Attach Files",
    Permission.MANAGE_THREADS: "Manage Threads",
    Permission.MENTION_EVERYONE: "Mention Everyone",
    Permission.MANAGE_ROLES: "Manage Roles",
}
"""As Discord's own settings call them."""

NEEDED = (
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.SEND_MESSAGES_IN_THREADS,
    Permission.READ_MESSAGE_HISTORY,
    Permission.ADD_REACTIONS,
    Permission.EMBED_LINKS,
)
"""What Hubbub needs in a channel of the playbook."""
NEEDED_IN_FORUM = tuple(each for each in NEEDED if each is not Permission.SEND_MESSAGES)
NEEDED_BY_MANAGERS = (
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.READ_MESSAGE_HISTORY,
    Permission.EMBED_LINKS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """What a channel allows and denies to one role or member (``target``)."""

    target: str
    allow: int
    deny: int


def base_permissions(roles: Mapping[str, int], server: str, held: Collection[str]) -> int:
    """The permissions in the whole server of whoever holds these roles; @everyone has the server's own id."""
    bits = roles.get(server, 0)
    for role in held:
        bits |= roles.get(role, 0)
    return EVERYTHING if bits & Permission.ADMINISTRATOR else bits


def channel_permissions(
    base: int, overwrites: Sequence[Overwrite], *, server: str, held: Collection[str], member: str
) -> int:
    """The permissions in a channel: @everyone's overwrite first, then those of the roles together, then one's own."""
    if base == EVERYTHING:
        return base
    bits = base
    for targets in ({server}, set(held) - {server}, {member}):
        applied = [each for each in overwrites if each.target in targets]
        for each in applied:
            bits &= ~each.deny
        for each in applied:
            bits |= each.allow
    return bits if bits & Permission.VIEW_CHANNEL else 0
