"""Which program calls? Draws tokens for them, and finds whose they are; only digests are kept."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bots.runtime.live import Live
from dashboard.window.sessions import role_now, tag_of
from engagement.api_tokens import MARK, ApiToken, made, token_digest
from engagement.ids import CommunityId, MemberId
from engagement.ports import Clock, Ledger
from engagement.signing_in import PageRole, SignIn, Step

_USED_AFTER: Final = timedelta(hours=1)
"""So often it is written down that a token is still used."""
_LONGEST: Final = 200
_LISTED: Final = timedelta(days=30)
"""So long a token that does not work any more is still listed (ours)."""


class Programs:
    """``lives`` are the communities that run here; ``clock`` is the machine's, whatever a sandbox's says."""

    def __init__(self, lives: Sequence[Live], clock: Clock) -> None:
        self._lives, self._clock = lives, clock

    @property
    def now(self) -> datetime:
        """The machine's time, by which tokens end."""
        return self._clock.now()

    def find(self, token: str) -> tuple[Live, ApiToken] | None:
        """Whose token this is, while it works; read on the calling thread."""
        parts = token.split("_", 2)
        if len(token) > _LONGEST or len(parts) < 3 or parts[0] != MARK:  # noqa: PLR2004  # mark, sign, secret
            return None
        live = next((live for live in self._lives if tag_of(live.owner.id) == parts[1]), None)
        if live is None:
            return None
        found = live.owner.memory.read(live.owner.id, lambda ledger: _present(live, ledger, token_digest(token)))
        return (live, found) if found is not None and found.holds(self._clock.now()) else None

    def working(self, live: Live, ledger: Ledger) -> frozenset[str]:
        """The digests of a community's tokens that work now: in time, and made by somebody who still may."""
        some = [_present(live, ledger, one.digest) for one in ledger.api_tokens.all()]
        return frozenset(one.digest for one in some if one is not None and one.holds(self.now))

    async def use(self, live: Live, token: ApiToken) -> None:
        """It was used just now."""
        now = self._clock.now()
        if token.used_at is None or now - token.used_at >= _USED_AFTER:
            await asyncio.wrap_future(
                live.owner.memory.write(live.owner.id, lambda ledger: ledger.api_tokens.use(token.digest, now))
            )

    async def make(
        self, live: Live, name: str, role: PageRole, days: int, by: MemberId | None, *, follows_role: bool = False
    ) -> str:
        """A new token, which is shown once. Raises ValueError with the cure."""
        token = drawn_token(live.owner.id)
        kept = made(name, role, days, self._clock.now(), token, by, follows_role=follows_role)
        await asyncio.wrap_future(live.owner.memory.write(live.owner.id, lambda ledger: add_token(ledger, kept)))
        return token

    async def end(self, live: Live, token: ApiToken, by: MemberId | None) -> None:
        """It works no more."""
        now = self._clock.now()

        def end(ledger: Ledger) -> None:
            if ledger.api_tokens.end([token.digest]):
                line = SignIn(at=now, step=Step.ENDED_TOKEN, role=token.role, way=token.name, by=by)
                ledger.sign_ins.note(line)

        await asyncio.wrap_future(live.owner.memory.write(live.owner.id, end))

    async def drop_old(self) -> None:
        """Forget those that have not worked for long."""
        before = self._clock.now() - _LISTED
        for live in self._lives:
            if not live.is_down:
                await asyncio.wrap_future(
                    live.owner.memory.write(live.owner.id, lambda ledger: ledger.api_tokens.drop_old(before))
                )


def drawn_token(community: CommunityId) -> str:
    """A new token: 256 bits that nobody can guess, after what tells that it is ours and which community it is for."""
    return f"{MARK}_{tag_of(community)}_{secrets.token_urlsafe(32)}"


def add_token(ledger: Ledger, token: ApiToken) -> None:
    """Keep it, and put on record who made it."""
    ledger.api_tokens.add(token)
    ledger.sign_ins.note(SignIn(at=token.made_at, step=Step.MADE_TOKEN, role=token.role, way=token.name, by=token.by))


def _present(live: Live, ledger: Ledger, digest: str) -> ApiToken | None:
    """The token; none that was made by somebody who has left, or who made it as a manager and is none any more."""
    found = ledger.api_tokens.find(digest)
    if found is None or found.by is None:
        return found
    accounts = ledger.people.accounts_of(found.by)
    has_left = bool(accounts) and all(account.is_gone for account in accounts)
    policy = live.owner.community.policy
    is_over = found.follows_role and role_now(ledger, policy, found.by) is not PageRole.MANAGER
    return None if has_left or is_over else found
