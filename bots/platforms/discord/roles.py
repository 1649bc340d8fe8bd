"""How is a role given to somebody on Discord, or taken from them? Never one that stands above the bot's own."""

from typing import Final

from bots.platforms.discord.api import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_MEMBER,
    UNKNOWN_ROLE,
    UNKNOWN_USER,
    Api,
    Refused,
)
from bots.platforms.discord.atlas import Atlas
from bots.platforms.discord.permissions import Permission
from engagement.errors import Rejected

_PATH: Final = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"
_REASON: Final = "What this member has done for the community, by the rules of hubbub.yaml"
_OURS_TO_MEND: Final = frozenset({MISSING_ACCESS, MISSING_PERMISSIONS, UNKNOWN_ROLE})


class NotMine(Rejected):
    """The bot may not give this role: somebody who runs the server has to see to it."""


class Roles:
    """The roles of one server. Doing it twice is doing it once."""

    def __init__(self, api: Api, atlas: Atlas) -> None:
        self._api = api
        self._atlas = atlas

    async def put(self, user: str, role: str, *, is_on: bool) -> None:
        """Give the role with this name or id, or take it. Raises NotMine, and as the port says."""
        external = self._checked(role)
        ids = {"guild_id": self._atlas.server, "user_id": user, "role_id": external}
        try:
            await self._api.call("PUT" if is_on else "DELETE", _PATH, reason=_REASON, **ids)
        except Refused as error:
            if error.code in _OURS_TO_MEND:
                raise NotMine(str(error)) from error
            if error.code not in {UNKNOWN_MEMBER, UNKNOWN_USER} or is_on:  # who has left has no role any more
                raise

    def _checked(self, role: str) -> str:
        atlas, bare = self._atlas, role.removeprefix("@")
        external = (
            bare if bare in atlas.roles else next((id_ for id_, name in atlas.role_names.items() if name == bare), None)
        )
        if external is None or external == atlas.server:
            raise NotMine(f"there is no role {role}; make one of this name, or change `discord_role:`")
        if not atlas.my_base & Permission.MANAGE_ROLES:
            raise NotMine("the bot lacks Manage Roles; give it to its role in the server's settings")
        if external in atlas.managed or atlas.positions.get(external, 0) >= atlas.my_position:
            raise NotMine(f"the role {role} stands above the bot's own; drag it below in the server's settings")
        return external
