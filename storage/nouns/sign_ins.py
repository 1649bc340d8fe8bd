"""Who is signed in to the pages: codes of one-time links, sessions, and the record. Digests only, never a token."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update

from engagement.ids import MemberId
from engagement.signing_in import IDLE, KEPT, LONGEST, Code, PageRole, Session, SignIn, Step
from storage.nouns.noun import Noun, Row
from storage.rows import in_parts, instant, micros
from storage.statements import add_new, upsert
from storage.tables import sessions, sign_in_codes, sign_ins


class SignInRows(Noun):
    """See ``engagement.signing_in.SignIns``."""

    def keep_code(self, code: Code) -> None:
        """Keep what a link is good for."""
        row: Row = {
            "community_id": self._community, "digest": code.digest, "role": code.role.value, "member_id": code.member,
            "until_at": micros(code.until),
        }  # fmt: skip
        self._write(upsert(self._dialect, sign_in_codes), [row])

    def find_code(self, digest: str, now: datetime) -> Code | None:
        """What a link is good for, while it works."""
        c = sign_in_codes.c
        query = select(c.role, c.until_at, c.member_id).where(
            *self._mine(sign_in_codes, c.digest == digest, c.until_at > micros(now))
        )
        row = self._connection.execute(query).first()
        if row is None:
            return None
        return Code(digest=digest, role=PageRole(row.role), until=instant(row.until_at), member=row.member_id)

    def use_code(self, digest: str, now: datetime) -> Code | None:
        """The same, and it works no more."""
        found = self.find_code(digest, now)
        gone = delete(sign_in_codes).where(*self._mine(sign_in_codes, sign_in_codes.c.digest == digest))
        return found if self._connection.execute(gone).rowcount == 1 else None

    def begin(self, session: Session) -> None:
        """Somebody is signed in from now on."""
        row: Row = {
            "community_id": self._community, "digest": session.digest, "role": session.role.value, "way": session.way,
            "began_at": micros(session.began_at), "seen_at": micros(session.seen_at), "member_id": session.member,
        }  # fmt: skip
        self._write(upsert(self._dialect, sessions), [row])

    def find(self, digest: str) -> Session | None:
        """The session with this digest, whether it still holds or not."""
        return next(iter(self._sessions(sessions.c.digest == digest)), None)

    def see(self, digest: str, at: datetime) -> None:
        """Something was opened in it."""
        mine = self._mine(sessions, sessions.c.digest == digest)
        self._connection.execute(update(sessions).where(*mine).values(seen_at=micros(at)))

    def sessions(self) -> list[Session]:
        """All of them, the latest seen first."""
        return self._sessions()

    def end(self, digests: Iterable[str]) -> int:
        """These are over; how many there were."""
        parts = [self._mine(sessions, sessions.c.digest.in_(part)) for part in in_parts(digests)]
        return sum(self._connection.execute(delete(sessions).where(*part)).rowcount for part in parts)

    def end_all(self, member: MemberId | None = None) -> int:
        """Everybody (or one member) is signed out, and links that were printed work no more; how many sessions."""
        gone = 0
        for table in (sign_in_codes, sessions):
            theirs = () if member is None else (table.c.member_id == member,)
            gone = self._connection.execute(delete(table).where(*self._mine(table, *theirs))).rowcount
        return gone

    def note(self, line: SignIn) -> None:
        """Put it on record."""
        row: Row = {
            "community_id": self._community, "at": micros(line.at), "step": line.step.value, "role": line.role.value,
            "way": line.way, "by_id": line.by,
        }  # fmt: skip
        self._write(add_new(self._dialect, sign_ins), [row])

    def newest(self, limit: int) -> list[SignIn]:
        """The latest lines of the record, newest first."""
        s = sign_ins.c
        query = select(s.at, s.step, s.role, s.way, s.by_id).where(*self._mine(sign_ins))
        rows = self._connection.execute(query.order_by(s.at.desc(), s.step).limit(limit))
        return [
            SignIn(at=instant(at), step=Step(step), role=PageRole(role), way=way, by=by)
            for at, step, role, way, by in rows
        ]

    def drop_old(self, now: datetime) -> None:
        """Forget links and sessions that hold no more, and what is on record for longer than ``KEPT``."""
        for table, is_old in (
            (sign_in_codes, sign_in_codes.c.until_at <= micros(now)),
            (sessions, (sessions.c.seen_at <= micros(now - IDLE)) | (sessions.c.began_at <= micros(now - LONGEST))),
            (sign_ins, sign_ins.c.at < micros(now - KEPT)),
        ):
            self._connection.execute(delete(table).where(*self._mine(table, is_old)))

    def _sessions(self, *conditions: ColumnElement[bool]) -> list[Session]:
        s = sessions.c
        query = select(s.digest, s.role, s.way, s.began_at, s.seen_at, s.member_id).where(
            *self._mine(sessions, *conditions)
        )
        rows = self._connection.execute(query.order_by(s.seen_at.desc(), s.digest))
        return [
            Session(
                digest=digest, role=PageRole(role), way=way, began_at=instant(began_at), seen_at=instant(seen_at),
                member=member,
            )
            for digest, role, way, began_at, seen_at, member in rows
        ]  # fmt: skip

    def _mine(self, table: Table[Any], *conditions: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        return (table.c.community_id == self._community, *conditions)
