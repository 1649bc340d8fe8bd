"""What a platform vouches for, and why it may not: the values that both platforms end in, and the port for them."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from engagement.errors import HubbubError
from engagement.ids import AccountId, WorkspaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app that people sign in with; ``back`` is the address to which the platform sends them back."""

    id: str
    secret: str
    back: str

    def __repr__(self) -> str:
        """Without the secret."""
        return f"App({self.id!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Riddle:
    """What was drawn when a sign-in began: each is good for that one alone (RFC 6749, RFC 7636, OpenID Connect)."""

    state: str
    """Comes back through the browser."""
    nonce: str
    """Comes back in the signed identity (Slack)."""
    verifier: str
    """Proves to the platform that whoever began is whoever ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """A person in a workspace. ``roles`` are the platform's own at this moment; None where it does not tell."""

    account: AccountId
    roles: tuple[str, ...] | None = None
    name: str = ""
    """What they are called there, where it is told with the roles."""


class Refusal(StrEnum):
    """Why nobody was vouched for."""

    DENIED = "they did not allow it"
    DOWN = "the platform does not answer"
    DOUBTFUL = "what the platform said cannot be trusted"
    SPENT = "it was begun too long ago, or ended already"
    MISSET = "the platform does not know this Hubbub: client id, secret or address are not as it has them"
    STRANGER = "they are in no workspace that counts"
    GONE = "they have left"
    FORGOTTEN = "they asked to be forgotten"


class NotVouched(HubbubError):  # noqa: N818  # the tree of errors reads as sentences
    """Nobody is vouched for. ``said`` is for the log: it holds no token and nobody's name."""

    def __init__(self, refusal: Refusal, said: str = "") -> None:
        super().__init__(said or refusal.value)
        self.refusal = refusal


class Voucher(Protocol):
    """One platform. Both raise NotVouched."""

    @property
    def platform(self) -> str:
        """``slack`` or ``discord``."""
        ...

    async def question(self, riddle: Riddle, workspaces: Collection[WorkspaceId]) -> str:
        """The address of the platform at which a browser is asked who it is."""
        ...

    async def answer(self, code: str, riddle: Riddle, workspaces: Collection[WorkspaceId]) -> Vouched:
        """Who they are, in one of these workspaces; the code is used up by it."""
        ...
