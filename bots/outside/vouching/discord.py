"""Who Discord says that somebody is: OAuth 2 with PKCE, then who they are, and which roles they have in our server.

Asked for is ``identify`` and ``guilds.members.read``: with the second, Discord answers for one server at a time, so
nobody has to show us which other servers they are in.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from bots.outside.vouching.calls import PATIENCE_S, Calls, is_object
from bots.outside.vouching.vouched import App, NotVouched, Refusal, Riddle, Vouched
from engagement.ids import WorkspaceId, account_id
from engagement.text import to_clean

ROOT: Final = "https://discord.com"
API: Final = "https://discord.com/api/v10"
SCOPE: Final = "identify guilds.members.read"
_MOST_SERVERS: Final = 20
_OK, _NOT_THERE = 200, frozenset({403, 404})


class DiscordVoucher:
    """See ``Voucher``. ``root`` and ``api`` are where Discord is, for tests and proxies."""

    platform = "discord"

    def __init__(self, app: App, root: str = ROOT, api: str = API, *, patience_s: float = PATIENCE_S) -> None:
        self._app, self._root, self._api = app, root.rstrip("/"), api.rstrip("/")
        self._patience_s = patience_s

    async def question(self, riddle: Riddle, workspaces: Collection[WorkspaceId]) -> str:  # noqa: ARG002  # all are one app's
        """See Voucher. Whoever allowed it before is not asked again."""
        address, _ = self._calls().create_authorization_url(
            f"{self._root}/oauth2/authorize", state=riddle.state, code_verifier=riddle.verifier, prompt="none"
        )
        return str(address)

    async def answer(self, code: str, riddle: Riddle, workspaces: Collection[WorkspaceId]) -> Vouched:
        """See Voucher. Of several servers the first by id in which they are."""
        async with self._calls() as calls:
            tokens = await calls.redeem(f"{self._api}/oauth2/token", code, riddle.verifier)
            bearer = tokens.get("access_token")
            if not isinstance(bearer, str) or not bearer.isascii() or not bearer.isprintable():
                raise NotVouched(Refusal.DOUBTFUL, "there is no token among the tokens")
            who = is_object(await calls.read(f"{self._api}/users/@me", bearer=bearer)).get("id")
            if not _is_snowflake(who):
                raise NotVouched(Refusal.DOUBTFUL, "nobody is named")
            for workspace in sorted(workspaces)[:_MOST_SERVERS]:
                found = await self._in(calls, workspace, bearer)
                if found is not None:
                    roles, name = found
                    return Vouched(account=account_id(workspace, str(who)), roles=roles, name=name)
        raise NotVouched(Refusal.STRANGER, "in none of the servers")

    def _calls(self) -> Calls:
        return Calls(self._app, SCOPE, patience_s=self._patience_s)

    async def _in(self, calls: Calls, workspace: WorkspaceId, bearer: str) -> tuple[tuple[str, ...], str] | None:
        """Their roles in a server and their name there; None where they are not in it."""
        server = workspace.removeprefix("discord-")
        answer = await calls.read(f"{self._api}/users/@me/guilds/{server}/member", bearer=bearer)
        if answer.status_code in _NOT_THERE:
            return None
        member = is_object(answer)
        roles = member.get("roles")
        if answer.status_code != _OK or not isinstance(roles, list):
            raise NotVouched(Refusal.DOUBTFUL, f"the membership cannot be read ({answer.status_code})")
        return tuple(role for role in roles if _is_snowflake(role)), _name_in(member)


def _name_in(member: Mapping[str, Any]) -> str:
    """The name in the server, else the global one, else the account's; "" where none is told."""
    user = member.get("user")
    user = user if isinstance(user, dict) else {}
    told = (member.get("nick"), user.get("global_name"), user.get("username"))
    return next((name for name in (to_clean(each).strip() for each in told) if name), "")


def _is_snowflake(found: object) -> bool:
    return isinstance(found, str) and found.isascii() and found.isdigit() and len(found) <= 20  # noqa: PLR2004  # 64 bits
