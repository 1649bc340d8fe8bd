"""With which link is the bot invited to a server? It asks for the least that Hubbub needs."""

from typing import Final
from urllib.parse import urlencode

from bots.platforms.discord.permissions import NEEDED, Permission

_PAGE: Final = "https://discord.com/oauth2/authorize"
_SCOPES: Final = "bot applications.commands"


def invite_permissions(*, may_tag: bool = False, may_give_roles: bool = False, may_attach: bool = False) -> int:
    """The permissions asked for, as bits; ``may_tag`` adds what tagging a forum's posts as solved takes.

    ``may_give_roles`` adds what giving a role takes, ``may_attach`` what sending a chart takes.
    """
    bits = sum(NEEDED) | (Permission.MANAGE_THREADS if may_tag else 0) | (Permission.ATTACH_FILES if may_attach else 0)
    return int(bits | (Permission.MANAGE_ROLES if may_give_roles else 0))


def invite_url(
    application: str,
    *,
    may_tag: bool = False,
    may_give_roles: bool = False,
    may_attach: bool = False,
    server: str | None = None,
) -> str:
    """The address that a server's owner opens to invite the bot, for ``server`` when it is given."""
    permissions = invite_permissions(may_tag=may_tag, may_give_roles=may_give_roles, may_attach=may_attach)
    asked = {"client_id": application, "scope": _SCOPES, "permissions": str(permissions)}
    if server is not None:
        asked |= {"guild_id": server, "disable_guild_select": "true"}
    return f"{_PAGE}?{urlencode(asked)}"
