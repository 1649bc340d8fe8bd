"""With which link is the bot invited to a server? It asks for the least that Hubbub needs."""

from typing import Final
from urllib.parse import urlencode

from bots.platforms.discord.permissions import NEEDED, Permission

_PAGE: Final = "https://discord.com/oauth2/authorize"
_SCOPES: Final = "bot applications.commands"


def invite_permissions(*, may_tag: bool = False) -> int:
    """The permissions asked for, as bits; ``may_tag`` adds what tagging a forum's posts as solved takes."""
    bits = sum(NEEDED)
    return bits | Permission.MANAGE_THREADS if may_tag else bits


def invite_url(application: str, *, may_tag: bool = False, server: str | None = None) -> str:
    """The address that a server's owner opens to invite the bot, for ``server`` when it is given."""
    asked = {"client_id": application, "scope": _SCOPES, "permissions": str(invite_permissions(may_tag=may_tag))}
    if server is not None:
        asked |= {"guild_id": server, "disable_guild_select": "true"}
    return f"{_PAGE}?{urlencode(asked)}"
