"""How do people sign in elsewhere with the pretended Discord? OAuth 2: a code, a token, who they are, their roles."""

import secrets
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from bench.fakes.codes import Codes, Granted, NoCode
from bench.fakes.discord import payloads
from bench.fakes.discord.backend import Backend
from bench.fakes.vouching import Vouching

CLIENT_SECRET: Final = "made-up-client-secret"  # noqa: S105 - made up
AUTHORIZE, TOKEN, ME = "/oauth2/authorize", "/api/v10/oauth2/token", "/api/v10/users/@me"
SERVERS, MEMBER = "/api/v10/users/@me/guilds", "/api/v10/users/@me/guilds/{server}/member"
_BEARER: Final = "Bearer "


class SigningIn(Vouching):
    """OAuth 2 as Discord speaks it; see Vouching."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self.codes = Codes(now=backend.now, client_id=backend.application_id, client_secret=CLIENT_SECRET)
        self.asked: list[dict[str, str]] = []
        self._tokens: dict[str, Granted] = {}

    def add_to(self, app: web.Application) -> None:
        """Put its addresses on the server."""
        app.router.add_get(AUTHORIZE, self._served(AUTHORIZE, self._authorize))
        app.router.add_post(TOKEN, self._served(TOKEN, self._token))

    def takes(self, request: web.Request) -> bool:
        """Is this a person's call, not the bot's?"""
        return request.headers.get("Authorization", "").startswith(_BEARER)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """A person's call."""
        if request.path == ME:
            found = await self._served(ME, self._me)(request)
        elif request.path == SERVERS:
            found = await self._served(SERVERS, self._servers)(request)
        else:
            found = await self._served(MEMBER, self._member)(request)
        assert isinstance(found, web.StreamResponse)
        return found

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = {name: str(value) for name, value in request.query.items()}
        self.asked.append(asked)
        try:
            self.codes.check(asked)
        except NoCode as refusal:
            return web.Response(status=400, text=f"Invalid OAuth2 request: {refusal.why}")
        answer = {"error": "access_denied"} if self.denies else {"code": self.codes.grant(asked, self.visitor)}
        query = urlencode({**answer, "state": asked["state"]})
        return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{query}"})

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            granted = self.codes.redeem(form)
        except NoCode as refusal:
            is_client = refusal.why in {"invalid_client_id", "bad_client_secret"}
            error, status = ("invalid_client", 401) if is_client else ("invalid_grant", 400)
            return web.json_response({"error": error}, status=status)
        token = secrets.token_urlsafe(24)
        self._tokens[token] = granted
        told = {"access_token": token, "token_type": "Bearer", "expires_in": 604_800, "scope": granted.scope}
        return web.json_response(told)

    def _granted(self, request: web.Request, scope: str) -> Granted | None:
        found = self._tokens.get(request.headers["Authorization"].removeprefix(_BEARER))
        return found if found is not None and scope in found.scope.split() else None

    async def _me(self, request: web.Request) -> web.Response:
        granted = self._granted(request, "identify")
        if granted is None:
            return _unauthorized()
        return web.json_response(payloads.user(self._backend.world.users[granted.who]))

    async def _servers(self, request: web.Request) -> web.Response:
        granted = self._granted(request, "guilds")
        if granted is None:
            return _unauthorized()
        some = self._backend.world.servers.values()
        found = [{"id": one.id, "name": one.name} for one in some if granted.who in one.members]
        return web.json_response(found)

    async def _member(self, request: web.Request) -> web.Response:
        granted = self._granted(request, "guilds.members.read")
        if granted is None:
            return _unauthorized()
        member = self._backend.member(request.match_info.get("server") or request.path.split("/")[-2], granted.who)
        if member is None:
            return web.json_response({"message": "Unknown Guild", "code": 10004}, status=404)
        return web.json_response(payloads.member(member))


def _unauthorized() -> web.Response:
    return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
