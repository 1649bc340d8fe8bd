"""Who looks at the pages: as what, by which way they came in, and how long that holds. Values, and the port for them.

Tokens and the codes of one-time links are drawn by the shell; only their digests are kept.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from engagement.authorisation import is_council, roles_of
from engagement.ids import AccountId, MemberId, external_of
from engagement.people import Account, Role
from engagement.policy import Policy

CODE_HOLDS = timedelta(minutes=10)
"""A one-time link works for so long (ours)."""
IDLE = timedelta(hours=12)
"""A session ends when nothing was opened for so long (ours: a working day; OWASP asks for a limit)."""
LONGEST = timedelta(days=7)
"""A session ends after so long in any case (ours)."""
KEPT = timedelta(days=365)
"""So long it stays on record who signed in, as the journal does."""
_LONGEST_PATH = 2_000
LINK = "link"
"""The way of a link that says as what it signs in, whatever the community knows."""
OWN_LINK = "own link"
"""The way of a link that signed somebody in as what they were in the community."""
SANDBOX = "sandbox"
"""The way of whoever sits before the invented community."""


class PageRole(StrEnum):
    """As what somebody looks at the pages."""

    MANAGER = "manager"
    SPOKE = "spoke"
    """Somebody of a team that answers."""
    SALES = "sales"
    PRODUCT = "product"
    COUNCIL = "council"
    """A member of the council: their own page, and the strategy."""
    MEMBER = "member"
    """Their own page alone."""


class Step(StrEnum):
    """What goes on record of signing in."""

    PRINTED = "printed a link"
    IN = "signed in"
    OUT = "signed out"
    ENDED = "was signed out by somebody else"
    LOOKED = "looked at"
    """At what is told about people; ``way`` is the address."""
    TOOK = "took away"
    """A file with figures or lists; ``way`` is the address."""
    MADE_TOKEN = "made a token"  # noqa: S105  # words
    """For another program; ``way`` is what the token is called."""
    ENDED_TOKEN = "ended a token"  # noqa: S105  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a one-time link is good for; ``member`` is None where it was printed for nobody by name."""

    digest: str
    role: PageRole
    until: datetime
    member: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody is signed in. ``way`` is how they came in: by a link, the sandbox, or a platform's name."""

    digest: str
    role: PageRole
    way: str
    began_at: datetime
    seen_at: datetime
    member: MemberId | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is neither too old nor idle for too long."""
        return now - self.seen_at < IDLE and now - self.began_at < LONGEST

    @property
    def follows_roles(self) -> bool:
        """Whether they look as what they are in the community at each moment, and not as a link said once."""
        return self.member is not None and self.way not in {LINK, SANDBOX}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One line of the record. ``by`` is the member whose session it is, as far as that is known.

    ``role`` is theirs, or for a token the one it reads as.
    """

    at: datetime
    step: Step
    role: PageRole
    way: str
    by: MemberId | None = None

    @property
    def is_about_token(self) -> bool:
        """A token was made or ended, by whoever may."""
        return self.step in {Step.MADE_TOKEN, Step.ENDED_TOKEN}


class SignIns(Protocol):
    """Codes of one-time links, sessions, and the record of both."""

    def keep_code(self, code: Code) -> None:
        """Keep what a link is good for."""
        ...

    def find_code(self, digest: str, now: datetime) -> Code | None:
        """What a link is good for, while it works."""
        ...

    def use_code(self, digest: str, now: datetime) -> Code | None:
        """The same, and it works no more."""
        ...

    def begin(self, session: Session) -> None:
        """Somebody is signed in from now on."""
        ...

    def find(self, digest: str) -> Session | None:
        """The session with this digest, whether it still holds or not."""
        ...

    def see(self, digest: str, at: datetime) -> None:
        """Something was opened in it."""
        ...

    def sessions(self) -> list[Session]:
        """All of them, the latest seen first."""
        ...

    def end(self, digests: Iterable[str]) -> int:
        """These are over; how many there were."""
        ...

    def end_all(self, member: MemberId | None = None) -> int:
        """Everybody (or one member) is signed out, and links that were printed work no more; how many sessions."""
        ...

    def note(self, line: SignIn) -> None:
        """Put it on record."""
        ...

    def newest(self, limit: int) -> list[SignIn]:
        """The latest lines of the record, newest first."""
        ...

    def drop_old(self, now: datetime) -> None:
        """Forget links and sessions that hold no more, and what is on record for longer than ``KEPT``."""
        ...


def digest_of(token: str) -> str:
    """What is kept of a token or code: it has 256 bits of chance, so a bare digest gives nothing away."""
    return hashlib.blake2b(f"sign-in\x1f{token}".encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def csrf_of(token: str) -> str:
    """The word that proves that a change was asked for by one of our own pages: whoever knows it knows the session."""
    return hashlib.blake2b(b"change", key=digest_of(token).encode()[:64], digest_size=20).hexdigest()


def page_role_of(roles: frozenset[Role], *, is_in_council: bool = False) -> PageRole:
    """As what somebody with these roles in the community may look at the pages; staff in the council are staff."""
    if Role.MANAGER in roles:
        return PageRole.MANAGER
    if Role.STAFF in roles:
        return PageRole.SPOKE
    if Role.SALES in roles:
        return PageRole.SALES
    return PageRole.COUNCIL if is_in_council else PageRole.MEMBER


def page_role_now(policy: Policy, member: MemberId, held: Mapping[AccountId, Sequence[str]]) -> PageRole:
    """As what a member may look at the pages. ``held``: the platform's roles of each of their accounts that is there.

    Whoever has no account that is known is looked for by their id alone.
    """
    found = held or {AccountId(member): ()}
    roles = frozenset(
        role for id_, names in found.items() for role in roles_of(policy, member, id_, external_of(id_), *names)
    )
    is_in_council = any(is_council(policy, id_, external_of(id_), *names) for id_, names in found.items())
    return page_role_of(roles, is_in_council=is_in_council)


def roles_held(accounts: Iterable[Account]) -> dict[AccountId, tuple[str, ...]]:
    """The platform's roles of each of these accounts, without those that have left."""
    return {one.id: one.roles for one in accounts if not one.is_gone and not one.is_bot}


def safe_path(wanted: str) -> str | None:
    """A path of this very site to go on to; None for everything that could lead elsewhere."""
    is_plain = wanted.isprintable() and "\\" not in wanted and " " not in wanted and len(wanted) <= _LONGEST_PATH
    if not is_plain or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return wanted if not parts.scheme and not parts.netloc else None
