"""Which events does a connection get, given the intents it declared?"""

from typing import Any

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, GUILD_REACTIONS = 1 << 9, 1 << 10
DIRECT_MESSAGES, DIRECT_REACTIONS = 1 << 12, 1 << 13
MESSAGE_CONTENT = 1 << 15
VALID = (1 << 26) - 1

PRIVILEGED = {"message_content": MESSAGE_CONTENT, "guild_members": GUILD_MEMBERS, "guild_presences": GUILD_PRESENCES}
# Bits of the application that say which privileged intents are switched on below the size that needs a review.
APPLICATION_FLAGS = {"message_content": 1 << 19, "guild_members": 1 << 15, "guild_presences": 1 << 13}


def needed(event: str, *, in_server: bool) -> int:
    """The intent an event needs, or 0 when it always arrives."""
    if event.startswith("MESSAGE_REACTION"):
        return GUILD_REACTIONS if in_server else DIRECT_REACTIONS
    if event.startswith("MESSAGE"):
        return GUILD_MESSAGES if in_server else DIRECT_MESSAGES
    if event == "THREAD_MEMBERS_UPDATE" or event.startswith("GUILD_MEMBER_"):
        return GUILD_MEMBERS
    if event.startswith(("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE", "CHANNEL", "THREAD")):
        return GUILDS
    return 0


def without_content(message: dict[str, Any]) -> dict[str, Any]:
    """A message as an application without the message content intent gets it: who, when, where, but not what."""
    bare = message | {"content": "", "embeds": [], "attachments": [], "components": []}
    if message.get("referenced_message"):
        bare["referenced_message"] = without_content(message["referenced_message"])
    return bare
