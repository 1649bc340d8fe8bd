"""How does a person join their own accounts on two platforms: codes, who could be a twin, and what is merged?

Never automatic: a code is given to one account and used on the other, by the person themself. Pure: the code is drawn,
and its digest made, by the shell.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from engagement.ids import AccountId, MemberId, WorkspaceId, workspace_of
from engagement.people import Account, Helper, MemberFacts, Purpose

VALID_FOR = timedelta(minutes=15)
MOST_TRIES = 5
"""Wrong codes of one account within ``VALID_FOR``."""
LEAST_ALIKE = 0.75
"""From this score (0-1) on somebody is suggested to the person themself (defaults.md; crowd.dev)."""
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No I, L, O, U, 0 and 1: nobody mistakes one sign for another."""
_LENGTH, _GROUP = 12, 4
_SAME_NAME, _SAME_ZONE = 0.6, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTry:
    """What is known of a code that somebody gave: whose it is; None when there is no such code (any more)."""

    of: AccountId | None = None
    member: MemberId | None = None
    workspaces: frozenset[WorkspaceId] = frozenset()
    """Where the other one's accounts are."""
    own_workspaces: frozenset[WorkspaceId] = frozenset()
    """Where the accounts are of whoever gives the code."""
    wrong_before: int = 0
    """Wrong codes lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Pairs of members who are likely one person. ``told``: those of them who were told already how to join."""

    pairs: tuple[tuple[Account, Account], ...] = ()
    told: frozenset[MemberId] = frozenset()

    def to_tell(self) -> list[tuple[Account, Account]]:
        """Who is still to be told, each with the other account; in the order of the pairs, each member once."""
        some = [each for pair in self.pairs for each in (pair, pair[::-1])]
        found = {mine.member: (mine, other) for mine, other in reversed(some) if mine.member not in self.told}
        return sorted(found.values(), key=lambda both: both[0].member)


class Links(Protocol):
    """Codes by which people join their own accounts, and the joining itself."""

    def keep(self, digest: str, account: AccountId, until: datetime) -> None:
        """Keep a code's digest; an earlier code of the account counts no more."""
        ...

    def find(self, digest: str, now: datetime) -> AccountId | None:
        """Whose code it is, while it is valid."""
        ...

    def use(self, account: AccountId) -> None:
        """The account's code is used up."""
        ...

    def join(self, member: MemberId, into: MemberId, at: datetime) -> None:
        """Make two members one: everything ``member`` said, did and chose is ``into``'s; a no wins over a yes."""
        ...

    def part(self, account: AccountId, at: datetime) -> bool:
        """Make an account a member of its own again, with what was done in its workspace; False when it is.

        Their choices hold for both.
        """
        ...

    def namesakes(self, name: str, without: WorkspaceId) -> list[Account]:
        """Human accounts in other workspaces that are called exactly so, by id."""
        ...

    def pairs(self, limit: int) -> list[tuple[Account, Account]]:
        """Human accounts of different workspaces and members that are called the same; nobody who is not counted."""
        ...


def new_code(draw: Callable[[int], int]) -> str:
    """A code of 12 signs in three groups (59 bits); ``draw(n)`` gives a number below n."""
    signs = "".join(_ALPHABET[draw(len(_ALPHABET))] for _ in range(_LENGTH))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def code_digest(code: str, key: str) -> str:
    """What is kept of a code: a keyed digest of its signs, however they were typed."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.blake2b(f"link\x1f{signs}".encode("utf-8", "surrogatepass"), key=key.encode()[:64]).hexdigest()[:40]


def twin_score(mine: Account, my_zone: str | None, other: Account, other_zone: str | None) -> float:
    """How likely two accounts are one person's (0-1): the same name says much, the same zone the rest.

    Accounts of one workspace, bots and nameless ones score 0.
    """
    if mine.is_bot or other.is_bot or workspace_of(mine.id) == workspace_of(other.id):
        return 0.0
    names = mine.name.strip().casefold(), other.name.strip().casefold()
    if not names[0] or names[0] != names[1]:
        return 0.0
    is_near = my_zone is not None and my_zone == other_zone
    return _SAME_NAME + (_SAME_ZONE if is_near else 0.0)


def merged_consents(some: Iterable[Mapping[Purpose, bool]]) -> dict[Purpose, bool]:
    """What was said to each purpose by one person twice: a no wins, whichever came later."""
    merged: dict[Purpose, bool] = {}
    for said in some:
        for purpose, is_given in said.items():
            merged[purpose] = merged.get(purpose, True) and is_given
    return merged


def merged_helper(kept: Helper | None, other: Helper | None, member: MemberId) -> Helper | None:
    """One person's choices as a helper: those of ``kept``, and where both chose a limit the lower one."""
    first, second = (kept, other) if kept is not None else (other, None)
    if first is None:
        return None
    if second is None:
        return replace(first, member=member)
    limits = [one.limit_per_day for one in (first, second) if one.limit_per_day is not None]
    away = [one.away_until for one in (first, second) if one.away_until is not None]
    return replace(
        first,
        member=member,
        not_topics=tuple(dict.fromkeys((*first.not_topics, *second.not_topics))),
        limit_per_day=min(limits, default=None),
        away_until=max(away, default=None),
        is_active=first.is_active and second.is_active,
    )


def merged_facts(kept: MemberFacts | None, other: MemberFacts | None, member: MemberId) -> MemberFacts | None:
    """The read models of two members as those of one."""
    some = [one for one in (kept, other) if one is not None]
    if not some:
        return None
    met = [one for one in some if one.first_at is not None]
    first = min(met, key=lambda one: (one.first_at, one.first_message or ""), default=some[0])
    lasts = [one.last_at for one in some if one.last_at is not None]
    joins = [one.joined_at for one in some if one.joined_at is not None]
    return MemberFacts(
        id=member,
        is_bot=all(one.is_bot for one in some),
        first_at=first.first_at,
        first_message=first.first_message,
        returned=any(one.returned for one in some),
        last_at=max(lasts, default=None),
        joined_at=min(joins, default=None),
        questions=sum(one.questions for one in some),
        hours=tuple(map(sum, zip(*(one.hours for one in some), strict=True))),
    )
