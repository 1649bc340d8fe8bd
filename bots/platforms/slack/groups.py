"""How is somebody put into a user group of Slack, or taken out? Its list of people is read, and replaced as a whole.

Reading comes first and last, so a second try finds out what became of the first.
"""

from typing import Final, Protocol

from bots.platforms.slack.calls import Calls, Refused
from bots.platforms.slack.fields import read_id, read_object
from engagement.errors import Rejected, Unclear
from engagement.hosting import TroubleKind
from engagement.text import to_clean

_TOLD_ALREADY: Final = frozenset({"missing_scope", "invalid_auth", "token_revoked", "account_inactive"})


class Tell(Protocol):
    """Tells that something is the matter, or no longer is."""

    async def __call__(self, kind: TroubleKind, subject: str, *, is_over: bool = False) -> None:
        """See ``engagement.hosting.Host.trouble``."""
        ...


class Groups:
    """The user groups of one workspace."""

    def __init__(self, calls: Calls, tell: Tell) -> None:
        self._calls = calls
        self._tell = tell

    async def put(self, user: str, group: str, *, is_on: bool) -> None:
        """Put somebody into the group with this handle or id, or take them out. Raises as the port says."""
        try:
            await self._put(user, group, is_on=is_on)
        except Rejected as error:
            if not isinstance(error, Refused) or error.error not in _TOLD_ALREADY:
                await self._tell(TroubleKind.ROLE_REFUSED, group)
            raise
        await self._tell(TroubleKind.ROLE_REFUSED, group, is_over=True)

    async def _put(self, user: str, group: str, *, is_on: bool) -> None:
        external = await self._find(group)
        there = await self._people(external)
        if (user in there) is is_on:
            return
        wanted = [*there, user] if is_on else [each for each in there if each != user]
        if not wanted:
            raise Rejected(f"the user group {group} would be empty, which Slack does not allow; put somebody else in")
        await self._calls.call("usergroups.users.update", usergroup=external, users=",".join(wanted))
        if (user in await self._people(external)) is not is_on:
            raise Unclear(f"somebody else changed the user group {group} at the same moment", is_over=True)

    async def _find(self, group: str) -> str:
        told = await self._calls.call("usergroups.list")
        listed = told.get("usergroups")
        for each in map(read_object, listed if type(listed) is list else ()):
            external = read_id(each.get("id"))
            if external is not None and group.removeprefix("@") in {external, to_clean(each.get("handle"))}:
                return external
        raise Rejected(f"there is no user group {group}; make one of this handle, or change `slack_group:`")

    async def _people(self, external: str) -> list[str]:
        told = await self._calls.call("usergroups.users.list", usergroup=external)
        users = told.get("users")
        return [each for each in users if read_id(each)] if type(users) is list else []
