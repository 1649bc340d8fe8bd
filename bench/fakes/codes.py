"""What does a platform note between asking a person and giving out tokens? Codes: for one app, one address, one use."""

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

CODE_HOLDS_S = 600.0


class NoCode(Exception):  # noqa: N818 - a refusal is an answer here
    """A code that gives nothing; ``why`` is the reason in the words of RFC 6749, or our own."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a person allowed."""

    who: str
    scope: str
    back: str
    at: float
    nonce: str = ""
    challenge: str = ""


@dataclass(slots=True, kw_only=True)
class Codes:
    """One app's. ``backs`` are the addresses registered with the platform."""

    now: Callable[[], float]
    client_id: str
    client_secret: str
    backs: set[str] = field(default_factory=set)
    _open: dict[str, Granted] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def check(self, asked: Mapping[str, str]) -> None:
        """Whether this may be asked of a person. Raises NoCode."""
        if asked.get("client_id") != self.client_id:
            raise NoCode("invalid_client")
        if asked.get("redirect_uri") not in self.backs:
            raise NoCode("bad_redirect_uri")
        if asked.get("response_type") != "code" or not asked.get("scope") or not asked.get("state"):
            raise NoCode("invalid_request")
        if "code_challenge" in asked and asked.get("code_challenge_method") != "S256":
            raise NoCode("invalid_request")

    def grant(self, asked: Mapping[str, str], who: str) -> str:
        """A code."""
        code = secrets.token_urlsafe(24)
        self._open[code] = Granted(
            who=who, scope=asked["scope"], back=asked["redirect_uri"], at=self.now(), nonce=asked.get("nonce", ""),
            challenge=asked.get("code_challenge", ""),
        )  # fmt: skip
        return code

    def redeem(self, form: Mapping[str, str]) -> Granted:
        """What a code stands for, once. Raises NoCode."""
        if form.get("client_id") != self.client_id:
            raise NoCode("invalid_client_id")
        if form.get("client_secret") != self.client_secret:
            raise NoCode("bad_client_secret")
        code = form.get("code", "")
        if code in self._used:
            raise NoCode("code_already_used")
        found = self._open.pop(code, None)
        if found is None or form.get("grant_type") != "authorization_code":
            raise NoCode("invalid_code")
        self._used.add(code)
        if self.now() - found.at > CODE_HOLDS_S:
            raise NoCode("code_expired")
        if form.get("redirect_uri") != found.back:
            raise NoCode("bad_redirect_uri")
        if found.challenge and found.challenge != challenge_of(form.get("code_verifier", "")):
            raise NoCode("invalid_code_verifier")
        return found


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
