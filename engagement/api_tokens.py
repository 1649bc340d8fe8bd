"""Tokens with which other programs read what the pages show: as what, until when, and who made them.

A token is shown once, when it is made. What is kept is its digest.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from engagement.ids import MemberId
from engagement.signing_in import PageRole

MARK = "hubbub"
"""How each token begins, so that programs that look for leaked secrets find it."""
USUAL_DAYS = 90
"""So long a token works, unless somebody says otherwise (ours: a quarter, after which somebody has looked at it)."""
MOST_DAYS = 366
LONGEST_NAME = 60
_SHOWN_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """What is kept of a token. ``by`` is the member who made it; None: whoever may run commands."""

    digest: str
    name: str
    role: PageRole
    made_at: datetime
    until: datetime
    used_at: datetime | None = None
    """When it was last used, to the hour or so."""
    by: MemberId | None = None
    follows_role: bool = False
    """Made by somebody whom the community knew as a manager: it works as long as they are one."""

    @property
    def id(self) -> str:
        """A short name for it, which gives nothing away."""
        return self.digest[:_SHOWN_DIGITS]

    def holds(self, now: datetime) -> bool:
        """Whether it still works."""
        return now < self.until


class ApiTokens(Protocol):
    """The tokens of a community."""

    def add(self, token: ApiToken) -> None:
        """Keep one."""
        ...

    def find(self, digest: str) -> ApiToken | None:
        """The one with this digest, whether it still holds or not."""
        ...

    def all(self) -> list[ApiToken]:
        """Every one, the newest first."""
        ...

    def use(self, digest: str, at: datetime) -> None:
        """It was used."""
        ...

    def end(self, digests: Iterable[str]) -> int:
        """These work no more; how many there were."""
        ...

    def drop_old(self, before: datetime) -> None:
        """Forget those that have not worked since then."""
        ...


def token_digest(token: str) -> str:
    """What is kept of a token: it has 256 bits of chance, so a bare digest gives nothing away."""
    return hashlib.blake2b(f"api-token\x1f{token}".encode("utf-8", "surrogatepass"), digest_size=32).hexdigest()


def made(
    name: str, role: PageRole, days: int, now: datetime, token: str, by: MemberId | None, *, follows_role: bool = False
) -> ApiToken:
    """What to keep of a token that was drawn. Raises ValueError with the cure for a name or number that will not do."""
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise ValueError(f"name it so that you know later what uses it, in 1 to {LONGEST_NAME} characters")
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"it can work for 1 to {MOST_DAYS} days")
    if role is PageRole.MEMBER:
        raise ValueError("a member's page is somebody's own: no program reads it")
    until = now + timedelta(days=days)
    return ApiToken(
        digest=token_digest(token), name=called, role=role, made_at=now, until=until, by=by, follows_role=follows_role
    )
