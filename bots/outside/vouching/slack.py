"""Who Slack says that somebody is: Sign in with Slack, which is OpenID Connect.

What counts is the identity that Slack has signed (the ID token): the signature by Slack's published keys, issuer,
audience, time, our nonce, and the digest of the token it came with. It names the person and the workspace, so nothing
else is asked for, and of the scopes only ``openid``: no name, no address.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bots.outside.vouching.calls import PATIENCE_S, Calls, is_object
from bots.outside.vouching.vouched import App, NotVouched, Refusal, Riddle, Vouched
from engagement.ids import WorkspaceId, account_id
from engagement.ports import Clock

ISSUER: Final = "https://slack.com"
SCOPE: Final = "openid"
_DISCOVERY: Final = "/.well-known/openid-configuration"
_TEAM, _USER = "https://slack.com/team_id", "https://slack.com/user_id"
_ALGORITHMS: Final = ("RS256",)
_LEEWAY_S: Final = 60
"""By so many seconds the clocks may differ (ours)."""
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class SlackVoucher:
    """See ``Voucher``. ``root`` is where Slack is; another one for GovSlack, or a pretended Slack in tests."""

    platform = "slack"

    def __init__(self, app: App, clock: Clock, root: str = ISSUER, *, patience_s: float = PATIENCE_S) -> None:
        self._app, self._clock, self._root, self._patience_s = app, clock, root.rstrip("/"), patience_s
        self._known: Mapping[str, Any] | None = None

    async def question(self, riddle: Riddle, workspaces: Collection[WorkspaceId]) -> str:
        """See Voucher. Where only one workspace counts, Slack is told, and offers no other."""
        async with self._calls() as calls:
            known = await self._discovered(calls)
        teams = [one.removeprefix("slack-") for one in workspaces]
        address, _ = calls.create_authorization_url(
            known["authorization_endpoint"], state=riddle.state, nonce=riddle.nonce,
            code_verifier=self._verifier(riddle, known), **({"team": teams[0]} if len(teams) == 1 else {}),
        )  # fmt: skip
        return str(address)

    async def answer(self, code: str, riddle: Riddle, workspaces: Collection[WorkspaceId]) -> Vouched:
        """See Voucher."""
        async with self._calls() as calls:
            known = await self._discovered(calls)
            tokens = await calls.redeem(known["token_endpoint"], code, self._verifier(riddle, known))
            keys = is_object(await calls.read(known["jwks_uri"]))
        claims = self._claims(tokens, keys, known["issuer"], riddle)
        team, user = claims.get(_TEAM), claims.get(_USER, claims.get("sub"))
        if not _is_id(team) or not _is_id(user) or user != claims.get("sub"):
            raise NotVouched(Refusal.DOUBTFUL, "the identity names no workspace or nobody in it")
        workspace = WorkspaceId(f"slack-{team}")
        if workspace not in workspaces:
            raise NotVouched(Refusal.STRANGER, "another workspace of Slack")
        return Vouched(account=account_id(workspace, str(user)))

    def _calls(self) -> Calls:
        return Calls(self._app, SCOPE, patience_s=self._patience_s)

    def _verifier(self, riddle: Riddle, known: Mapping[str, Any]) -> str | None:
        """Only where the platform says that it takes it: others might refuse what they do not know."""
        methods = known.get("code_challenge_methods_supported")
        return riddle.verifier if isinstance(methods, list) and "S256" in methods else None

    async def _discovered(self, calls: Calls) -> Mapping[str, Any]:
        """Where Slack's addresses are; kept once found. All have to be Slack's own, and so has the issuer."""
        if self._known is None:
            found = is_object(await calls.read(self._root + _DISCOVERY))
            if found.get("issuer") != self._root or not all(self._is_own(found.get(name)) for name in _ENDPOINTS):
                raise NotVouched(Refusal.DOUBTFUL, "the addresses that were told are not those of the platform")
            self._known = found
        return self._known

    def _is_own(self, address: object) -> bool:
        try:
            return isinstance(address, str) and urlsplit(address)[:2] == urlsplit(self._root)[:2]
        except ValueError:
            return False

    def _claims(
        self, tokens: Mapping[str, Any], keys: Mapping[str, Any], issuer: str, riddle: Riddle
    ) -> Mapping[str, Any]:
        """What the signed identity says, once all of it is checked."""
        access = tokens.get("access_token")
        try:
            signed = jwt.decode(str(tokens.get("id_token")), _published(keys), list(_ALGORITHMS))
            claims = CodeIDToken(
                signed.claims, signed.header,
                {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": self._app.id}},
                {"nonce": riddle.nonce, "client_id": self._app.id, "access_token": access},
            )  # fmt: skip
            claims.validate(int(self._clock.now().timestamp()), _LEEWAY_S)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise NotVouched(Refusal.DOUBTFUL, f"the identity does not hold ({type(error).__name__})") from error
        return dict(claims)


def _published(keys: Mapping[str, Any]) -> KeySet:
    """The keys with which identities may be signed. Raises ValueError and its like for what holds none."""
    return KeySet.import_key_set({"keys": [key for key in keys["keys"] if key["kty"] == "RSA"]})


def _is_id(found: object) -> bool:
    return isinstance(found, str) and found.isascii() and found.isalnum() and len(found) <= 32  # noqa: PLR2004  # T024BE7LD
