"""What is asked to be forgotten, how far that has got, and the tombstones that keep it so."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from engagement.ids import AccountId, ChannelId, MemberId, stable_id, workspace_of
from engagement.privacy import AboutMember, Erasure, ErasureId, Receipt, Scope, Tombstones, digest_of
from storage.nouns.about_member import find_about
from storage.nouns.member_erasure import MemberErasure, Step
from storage.nouns.noun import Noun
from storage.nouns.places import MarkRows
from storage.nouns.purge import Purge
from storage.nouns.sweep import Sweep
from storage.prepared import Prepared
from storage.rows import in_parts, instant, maybe_instant, micros
from storage.statements import add_new, begins_with
from storage.tables import accounts, erasures, messages, tombstones, words

_WAITING = Prepared(
    select(erasures.c.id, erasures.c.scope, erasures.c.subject, erasures.c.asked_at)
    .where(erasures.c.community_id == bindparam("community"), erasures.c.done_at.is_(None))
    .order_by(erasures.c.asked_at, erasures.c.id),
    "community",
)
KEY_MARK = "tombstone_key"
_AT_ONCE = 100_000


class PrivacyRows(Noun):
    """See ``engagement.privacy.Privacy``."""

    has_changed = False

    def about(self, member: MemberId) -> AboutMember:
        """What is kept about a person."""
        return find_about(self._connection, self._community, member)

    # --- jobs -------------------------------------------------------------------------------------------------------

    def ask(self, scope: Scope, subject: str, at: datetime) -> Erasure:
        """Note that something is to be forgotten; for a member the tombstones stand at once."""
        e = erasures.c
        same = (e.community_id == self._community, e.scope == scope.value, e.subject == subject, e.done_at.is_(None))
        known = self._connection.execute(select(erasures).where(*same)).first()
        if known is not None:
            return _erasure(known)
        if scope is Scope.MEMBER:
            self._bury(self._accounts_of(subject), at)
        drawn = secrets.token_hex(16)
        row = {
            "community_id": self._community, "id": stable_id("erasure", drawn), "scope": scope.value,
            "digest": self._hashed(subject), "asked_at": micros(at), "done_at": None, "subject": subject,
            "alias": f"{subject.partition(':')[0]}:erased-{secrets.token_hex(8)}", "place": None,
        }  # fmt: skip
        self._connection.execute(erasures.insert(), row)
        return Erasure(id=ErasureId(str(row["id"])), scope=scope, subject=subject, asked_at=at)

    def waiting(self) -> list[Erasure]:
        """Jobs that are not done, the oldest first."""
        return [
            Erasure(id=name, scope=Scope(scope), subject=subject, asked_at=instant(asked_at))
            for name, scope, subject, asked_at in _WAITING.rows(self._driver, self._community)
        ]

    def go_on(self, erasure: Erasure, at: datetime, limit: int = 500) -> bool:
        """Forget the next rows of a job; whether it is done now."""
        return self._next(erasure, at, limit, {})

    def _next(self, erasure: Erasure, at: datetime, limit: int, counted: dict[str, int]) -> bool:
        """Step by step, until one has more to do than ``limit``, or all is done."""
        e = erasures.c
        mine = (e.community_id == self._community, e.id == erasure.id)
        row = self._connection.execute(select(erasures).where(*mine)).one()
        if row.done_at is not None:
            return True
        if row.place is None and Scope(row.scope) is Scope.MEMBER:
            self._bury(self._accounts_of(row.subject), at)  # an account may have been linked since it was asked
        steps = self._steps(row, counted)
        begun, _, place = (row.place or "").partition("|")
        number = next((n for n, (name, _) in enumerate(steps) if name == begun), 0)
        for name, step in steps[number:]:
            reached = step(place, limit)
            if reached is not None:
                self._connection.execute(update(erasures).where(*mine).values(place=f"{name}|{reached}"))
                return False
            place = ""
        done = {"done_at": micros(at), "subject": None, "alias": None, "place": None}
        self._connection.execute(update(erasures).where(*mine).values(**done))
        return True

    def _steps(self, row: Any, counted: dict[str, int]) -> tuple[tuple[str, Step], ...]:
        scope, subject = Scope(row.scope), row.subject
        if scope is Scope.MEMBER:
            erasing = MemberErasure(self._connection, self._community, self._held)
            erasing.prepare(self._accounts_of(subject), row.alias)
            erasing.counted = counted
            return erasing.steps
        if scope is Scope.OLD:
            sweep = Sweep(self._connection, self._community, self._held)
            sweep.prepare(datetime.fromisoformat(subject), instant(row.asked_at), counted)
            return sweep.steps
        purge = Purge(self._connection, self._community, self._held)
        purge.prepare(subject, counted)
        return purge.steps(scope)

    def forget(self, scope: Scope, subject: str, at: datetime) -> Receipt:
        """Forget within this transaction, whole."""
        erasure = self.ask(scope, subject, at)
        counted: dict[str, int] = {}
        while not self._next(erasure, at, _AT_ONCE, counted):
            pass
        return Receipt(id=erasure.id, forgotten={kind: number for kind, number in sorted(counted.items()) if number})

    def _accounts_of(self, member: str) -> list[str]:
        """The member's id and all their accounts': a member is called after their first account."""
        query = select(accounts.c.id).where(accounts.c.community_id == self._community, accounts.c.member_id == member)
        return sorted({member, *self._connection.execute(query).scalars()})

    # --- tombstones -------------------------------------------------------------------------------------------------

    def _bury(self, some: Sequence[str], at: datetime) -> None:
        new = add_new(self._dialect, tombstones)
        for account in some:
            row = {"community_id": self._community, "digest": self._hashed(account), "at": micros(at)}
            self._connection.execute(new, row)
        self.has_changed = True

    def _key(self) -> str | None:
        return MarkRows(self._connection, self._community).get(KEY_MARK)

    def make_key(self) -> str:
        """The installation's key, made when first needed."""
        key = self._key()
        if key is None:
            key = secrets.token_hex(32)
            MarkRows(self._connection, self._community).set(KEY_MARK, key)
        return key

    def _hashed(self, subject: str) -> str:
        return digest_of(self.make_key(), subject)

    def find_tombstones(self) -> Tombstones:
        """All tombstones there are."""
        query = select(tombstones.c.digest).where(tombstones.c.community_id == self._community)
        return Tombstones(self._key() or "", frozenset(self._connection.execute(query).scalars()))

    def lift(self, some: Sequence[AccountId]) -> None:
        """Take tombstones away: the person came back by their own act."""
        key = self._key()
        for part in in_parts([digest_of(key, account) for account in some] if key is not None else []):
            gone = (tombstones.c.community_id == self._community, tombstones.c.digest.in_(part))
            if self._connection.execute(delete(tombstones).where(*gone)).rowcount:
                self.has_changed = True

    # --- looking for what should be gone ----------------------------------------------------------------------------

    def find_channels_with_words(self, some: Sequence[ChannelId]) -> list[ChannelId]:
        """Those of these channels of which words are kept."""
        m = messages.c
        kept = messages.join(words, (words.c.community_id == m.community_id) & (words.c.message_id == m.id))
        one = select(m.id).select_from(kept).where(m.community_id == self._community).limit(1)
        return [channel for channel in some if self._connection.execute(one.where(m.channel_id == channel)).first()]

    def find_gone_with_words(self) -> list[AccountId]:
        """Accounts that are gone though words of theirs are kept, by id."""
        m, a = messages.c, accounts.c
        kept = messages.join(words, (words.c.community_id == m.community_id) & (words.c.message_id == m.id))
        one = select(m.id).select_from(kept).where(m.community_id == self._community).limit(1)
        gone = select(a.id, a.member_id).where(a.community_id == self._community, a.is_gone.is_(True)).order_by(a.id)
        return [
            row.id
            for row in self._connection.execute(gone).all()
            if self._connection.execute(
                one.where(m.member_id == row.member_id, begins_with(self._dialect, m.id, f"{workspace_of(row.id)}:"))
            ).first()
        ]


def _erasure(row: object) -> Erasure:
    found = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001  # SQLAlchemy's public name for it
    return Erasure(
        id=found["id"], scope=Scope(found["scope"]), subject=found["subject"], asked_at=instant(found["asked_at"]),
        done_at=maybe_instant(found["done_at"]),
    )  # fmt: skip
