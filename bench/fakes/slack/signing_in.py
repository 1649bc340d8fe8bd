"""How do people sign in elsewhere with the pretended Slack? OpenID Connect, with a real key behind its signatures."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

import orjson
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from bench.fakes.codes import Codes, Granted, NoCode
from bench.fakes.slack.records import Json
from bench.fakes.slack.workspace import Workspace
from bench.fakes.vouching import Vouching

CLIENT_ID: Final = "1111111111.2222222222"
CLIENT_SECRET: Final = "made-up-client-secret"  # noqa: S105 - made up
DISCOVERY: Final = "/.well-known/openid-configuration"
AUTHORIZE, KEYS = "/openid/connect/authorize", "/openid/connect/keys"
TOKEN, USER_INFO = "/api/openid.connect.token", "/api/openid.connect.userInfo"
_HOLDS_S: Final = 300
_KEY_ID: Final = "made-up-key"


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(65_537, 2048)


class SigningIn(Vouching):
    """OpenID Connect as Slack speaks it; see Vouching. ``twist`` changes what is signed."""

    def __init__(self, space: Workspace) -> None:
        super().__init__()
        self._space = space
        self.codes = Codes(now=space.now, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        self.key = new_key()
        self.signs_with = self.key
        self.twist: Callable[[Json], Json] = lambda claims: claims
        self.takes_pkce = True
        self.asked: list[dict[str, str]] = []
        self._tokens: dict[str, Granted] = {}

    def add_to(self, server: web.Application) -> None:
        """Put its addresses on the server, before the Web API's."""
        for path, answer in (
            (DISCOVERY, self._discover), (AUTHORIZE, self._authorize), (KEYS, self._keys), (TOKEN, self._token),
            (USER_INFO, self._user_info),
        ):  # fmt: skip
            server.router.add_route("*", path, self._served(path, answer))

    @property
    def _root(self) -> str:
        return self._space.root_url.rstrip("/")

    async def _discover(self, _request: web.Request) -> web.Response:
        told: Json = {
            "issuer": self._root,
            "authorization_endpoint": self._root + AUTHORIZE,
            "token_endpoint": self._root + TOKEN,
            "userinfo_endpoint": self._root + USER_INFO,
            "jwks_uri": self._root + KEYS,
            "scopes_supported": ["openid", "profile", "email"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }
        if self.takes_pkce:
            told["code_challenge_methods_supported"] = ["S256"]
        return web.json_response(told)

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = {name: str(value) for name, value in request.query.items()}
        self.asked.append(asked)
        try:
            self.codes.check(asked)
        except NoCode as refusal:
            return web.Response(status=400, text=f"Something went wrong: {refusal.why}")
        if "openid" not in asked["scope"].split() or not self.visitor:
            return web.Response(status=400, text="Something went wrong: invalid_scope")
        answer = {"error": "access_denied"} if self.denies else {"code": self.codes.grant(asked, self.visitor)}
        query = urlencode({**answer, "state": asked["state"]})
        return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{query}"})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [_published(self.key)]})

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            granted = self.codes.redeem(form)
        except NoCode as refusal:
            return web.json_response({"ok": False, "error": refusal.why})
        token = f"xoxp-{secrets.token_urlsafe(24)}"
        self._tokens[token] = granted
        signed = _signed(self._claims(granted, token), self.signs_with)
        return web.json_response({"ok": True, "access_token": token, "token_type": "Bearer", "id_token": signed})

    async def _user_info(self, request: web.Request) -> web.Response:
        granted = self._tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if granted is None:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "sub": granted.who, **self._named(granted.who)})

    def _named(self, who: str) -> Json:
        return {"https://slack.com/user_id": who, "https://slack.com/team_id": self._space.team_id}

    def _claims(self, granted: Granted, token: str) -> Json:
        now = int(self._space.now())
        half = hashlib.sha256(token.encode()).digest()[:16]
        claims: Json = {
            "iss": self._root,
            "sub": granted.who,
            "aud": CLIENT_ID,
            "exp": now + _HOLDS_S,
            "iat": now,
            "auth_time": now,
            "nonce": granted.nonce,
            "at_hash": _to_url(half),
            **self._named(granted.who),
        }
        return self.twist(claims)


def _signed(claims: Json, key: rsa.RSAPrivateKey) -> str:
    """A JSON Web Token with RS256 (RFC 7515, RFC 7518 3.3)."""
    said = ".".join(_to_url(orjson.dumps(part)) for part in ({"alg": "RS256", "kid": _KEY_ID, "typ": "JWT"}, claims))
    return f"{said}.{_to_url(key.sign(said.encode(), padding.PKCS1v15(), SHA256()))}"


def _published(key: rsa.RSAPrivateKey) -> Json:
    """Its public half as a JSON Web Key (RFC 7517)."""
    numbers = key.public_key().public_numbers()
    n, e = (_to_url(number.to_bytes((number.bit_length() + 7) // 8, "big")) for number in (numbers.n, numbers.e))
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": _KEY_ID, "n": n, "e": e}


def _to_url(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).decode().rstrip("=")
