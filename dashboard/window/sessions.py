"""Who is signed in? Draws tokens, and finds whose they are; only digests are kept, and every look reads the memory."""

import asyncio
import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bots.runtime.live import Live
from engagement.ids import CommunityId, MemberId
from engagement.looked_after import look_of
from engagement.people import Purpose
from engagement.policy import Policy
from engagement.ports import Clock, Ledger
from engagement.signing_in import (
    LINK,
    OWN_LINK,
    Code,
    PageRole,
    Session,
    SignIn,
    Step,
    digest_of,
    page_role_now,
    roles_held,
)

_SEEN_AFTER: Final = timedelta(minutes=5)
"""So often it is written down that somebody is still there."""
_LONGEST: Final = 200


class Sessions:
    """``lives`` are the communities that run here; ``clock`` is the machine's, whatever a sandbox's says."""

    def __init__(self, lives: Sequence[Live], clock: Clock) -> None:
        self._lives = lives
        self._clock = clock
        self._last: datetime | None = None
        """When the latest line was put on record: two of the same instant would be one."""
        self._noted: dict[tuple[str, Step, str, MemberId | None], datetime] = {}

    def find(self, token: str) -> tuple[Live, Session] | None:
        """Whose token this is, while the session holds, as what they are now; read on the calling thread."""
        live = self._live_of(token)
        if live is None:
            return None
        policy = live.owner.community.policy
        session = live.owner.memory.read(live.owner.id, lambda ledger: _present(ledger, policy, digest_of(token)))
        return (live, session) if session is not None and session.holds(self._clock.now()) else None

    def find_code(self, code: str) -> tuple[Live, Code] | None:
        """What a one-time link is good for; it still works afterwards."""
        live, now = self._live_of(code), self._clock.now()
        if live is None:
            return None
        found = live.owner.memory.read(live.owner.id, lambda ledger: ledger.sign_ins.find_code(digest_of(code), now))
        return (live, found) if found is not None else None

    async def use_code(self, code: str, instead_of: str) -> str | None:
        """Sign in with a one-time link; the new token, None where the link does not work (any more)."""
        live, now = self._live_of(code), self._clock.now()
        if live is None:
            return None
        token, policy = drawn(live.owner.id), live.owner.community.policy

        def use(ledger: Ledger) -> bool:
            found = ledger.sign_ins.use_code(digest_of(code), now)
            if found is not None:
                is_own = found.member is not None and role_now(ledger, policy, found.member) is found.role
                self._begin(ledger, token, found.role, OWN_LINK if is_own else LINK, found.member)
            return found is not None

        if not await asyncio.wrap_future(live.owner.memory.write(live.owner.id, use)):
            return None
        await self._drop(instead_of)
        return token

    async def begin(self, live: Live, role: PageRole, way: str, member: MemberId | None, instead_of: str) -> str:
        """Sign somebody in by a way that has proven who they are; the new token, whatever token they had before."""
        token = drawn(live.owner.id)
        await asyncio.wrap_future(
            live.owner.memory.write(live.owner.id, lambda ledger: self._begin(ledger, token, role, way, member))
        )
        await self._drop(instead_of)
        return token

    async def see(self, live: Live, session: Session) -> None:
        """Somebody opened something in it."""
        now = self._clock.now()
        if now - session.seen_at >= _SEEN_AFTER:
            await asyncio.wrap_future(
                live.owner.memory.write(live.owner.id, lambda ledger: ledger.sign_ins.see(session.digest, now))
            )

    async def end(self, live: Live, ended: Collection[Session], own: str) -> None:
        """These are over; all but the one with the digest ``own`` were ended by somebody else."""
        now = self._clock.now()

        def end(ledger: Ledger) -> None:
            for nth, one in enumerate(ended):
                if ledger.sign_ins.end([one.digest]):
                    step = Step.OUT if one.digest == own else Step.ENDED
                    at = now + timedelta(microseconds=nth)
                    ledger.sign_ins.note(SignIn(at=at, step=step, role=one.role, way=one.way, by=one.member))

        await asyncio.wrap_future(live.owner.memory.write(live.owner.id, end))

    async def note(self, live: Live, session: Session, step: Step, what: str, about: MemberId | None = None) -> None:
        """Put on record what somebody did in it, and about whom; the same within five minutes only once."""
        now = self._clock.now()
        name = (session.digest, step, what, about)
        if now - self._noted.get(name, now - _SEEN_AFTER) < _SEEN_AFTER:
            return
        self._noted = {one: at for one, at in self._noted.items() if now - at < _SEEN_AFTER} | {name: now}
        self._last = at = max(now, self._last + timedelta(microseconds=1)) if self._last is not None else now
        line = SignIn(at=at, step=step, role=session.role, way=what[:_LONGEST], by=session.member)

        def note(ledger: Ledger) -> None:
            ledger.sign_ins.note(line)
            if about is not None and about != session.member and _is_shown(ledger, about):
                ledger.entries.save([look_of(about, session.member, at, session.digest)])

        await asyncio.wrap_future(live.owner.memory.write(live.owner.id, note))

    async def drop_old(self) -> None:
        """Forget what is over."""
        now = self._clock.now()
        for live in self._lives:
            if not live.is_down:
                await asyncio.wrap_future(
                    live.owner.memory.write(live.owner.id, lambda ledger: ledger.sign_ins.drop_old(now))
                )

    def _begin(self, ledger: Ledger, token: str, role: PageRole, way: str, member: MemberId | None) -> None:
        now = self._clock.now()
        ledger.sign_ins.begin(
            Session(digest=digest_of(token), role=role, way=way, began_at=now, seen_at=now, member=member)
        )
        way = LINK if way == OWN_LINK else way
        ledger.sign_ins.note(SignIn(at=now, step=Step.IN, role=role, way=way, by=member))

    async def _drop(self, token: str) -> None:
        """The session that somebody had before they signed in anew."""
        live = self._live_of(token)
        if live is not None:
            digest = digest_of(token)
            await asyncio.wrap_future(
                live.owner.memory.write(live.owner.id, lambda ledger: ledger.sign_ins.end([digest]))
            )

    def _live_of(self, token: str) -> Live | None:
        if len(token) > _LONGEST:
            return None
        tag = token.partition("-")[0]
        return next((live for live in self._lives if tag_of(live.owner.id) == tag), None)


def _is_shown(ledger: Ledger, member: MemberId) -> bool:
    """Somebody known, who did not stop everything: of the others there is no page, and nothing is kept."""
    return bool(ledger.people.accounts_of(member)) and ledger.people.consents(member).get(Purpose.METRICS) is not False


def drawn(community: CommunityId) -> str:
    """A new token or code: 256 bits that nobody can guess, after a sign that tells the community it is for."""
    return f"{tag_of(community)}-{secrets.token_urlsafe(32)}"


def tag_of(community: CommunityId) -> str:
    """A sign for a community: it tells which one a token is for, and nothing else."""
    return hashlib.blake2b(community.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def role_now(ledger: Ledger, policy: Policy, member: MemberId) -> PageRole:
    """What a member is in the community at this moment, by what the file, managers and their platforms say."""
    return page_role_now(policy, member, roles_held(ledger.people.accounts_of(member)))


def as_now(ledger: Ledger, policy: Policy, session: Session) -> Session:
    """The session with what its member is by now: a role that was taken back opens nothing any more."""
    if session.member is None or not session.follows_roles:
        return session
    return replace(session, role=role_now(ledger, policy, session.member))


def _present(ledger: Ledger, policy: Policy, digest: str) -> Session | None:
    """The session; none of somebody who has left."""
    found = ledger.sign_ins.find(digest)
    if found is None or found.member is None:
        return found
    accounts = ledger.people.accounts_of(found.member)
    is_gone = bool(accounts) and all(account.is_gone for account in accounts)
    return None if is_gone else as_now(ledger, policy, found)
