"""Tokens with which other programs read: digests only, never a token."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from engagement.api_tokens import ApiToken
from engagement.signing_in import PageRole
from storage.nouns.noun import Noun, Row
from storage.rows import in_parts, instant, micros
from storage.statements import upsert
from storage.tables import api_tokens


class ApiTokenRows(Noun):
    """See ``engagement.api_tokens.ApiTokens``."""

    def add(self, token: ApiToken) -> None:
        """Keep one."""
        row: Row = {
            "community_id": self._community, "digest": token.digest, "name": token.name, "role": token.role.value,
            "made_at": micros(token.made_at), "until_at": micros(token.until),
            "used_at": micros(token.used_at) if token.used_at is not None else None, "by_id": token.by,
            "follows_role": token.follows_role,
        }  # fmt: skip
        self._write(upsert(self._dialect, api_tokens), [row])

    def find(self, digest: str) -> ApiToken | None:
        """The one with this digest, whether it still holds or not."""
        return next(iter(self._found(api_tokens.c.digest == digest)), None)

    def all(self) -> list[ApiToken]:
        """Every one, the newest first."""
        return self._found()

    def use(self, digest: str, at: datetime) -> None:
        """It was used."""
        mine = self._mine(api_tokens.c.digest == digest)
        self._connection.execute(update(api_tokens).where(*mine).values(used_at=micros(at)))

    def end(self, digests: Iterable[str]) -> int:
        """These work no more; how many there were."""
        parts = [self._mine(api_tokens.c.digest.in_(part)) for part in in_parts(digests)]
        return sum(self._connection.execute(delete(api_tokens).where(*part)).rowcount for part in parts)

    def drop_old(self, before: datetime) -> None:
        """Forget those that have not worked since then."""
        self._connection.execute(delete(api_tokens).where(*self._mine(api_tokens.c.until_at <= micros(before))))

    def _found(self, *conditions: ColumnElement[bool]) -> list[ApiToken]:
        t = api_tokens.c
        query = select(t.digest, t.name, t.role, t.made_at, t.until_at, t.used_at, t.by_id, t.follows_role)
        rows = self._connection.execute(query.where(*self._mine(*conditions)).order_by(t.made_at.desc(), t.digest))
        return [
            ApiToken(
                digest=digest, name=name, role=PageRole(role), made_at=instant(made_at), until=instant(until),
                used_at=instant(used_at) if used_at is not None else None, by=by,
                follows_role=bool(follows),
            )
            for digest, name, role, made_at, until, used_at, by, follows in rows
        ]  # fmt: skip

    def _mine(self, *conditions: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        return (api_tokens.c.community_id == self._community, *conditions)
