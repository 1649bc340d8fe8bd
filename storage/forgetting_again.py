"""After a backup was restored: whom and what had been forgotten since it was made, and is therefore forgotten again?

Nobody is named where that is kept; there are keyed digests. So the digest of everybody in the restored data is worked
out, with the key of the backup and with that of the database it replaced.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from engagement.ids import CommunityId, MemberId
from engagement.privacy import Scope, digest_of
from storage.nouns.privacy import KEY_MARK, PrivacyRows
from storage.rows import micros
from storage.tables import accounts, channels, communities, members, workspaces

Job = Mapping[str, Any]
"""A row of the table ``erasures``."""
_SUBJECTS: Mapping[Scope, Sequence[Table[Any]]] = {
    Scope.MEMBER: (members, accounts),
    Scope.MEMBER_WORDS: (members, accounts),
    Scope.ACCOUNT_WORDS: (accounts,),
    Scope.CHANNEL: (channels,),
    Scope.WORKSPACE: (workspaces,),
}


def make_keys(connection: Connection) -> None:
    """See that each community has its key, so that what is forgotten later can be told in a backup made now."""
    for community in connection.execute(select(communities.c.community_id)).scalars().all():
        PrivacyRows(connection, community).make_key()


def keys_in(connection: Connection, table: Table[Any]) -> dict[str, str]:
    """The key of each community; ``table`` are the marks, as the database has them."""
    query = select(table.c.community_id, table.c.value).where(table.c.name == KEY_MARK)
    return {row.community_id: row.value for row in connection.execute(query)}


def forget_again(
    connection: Connection, jobs: Sequence[Job], keys: Mapping[str, str], *, since: datetime, now: datetime
) -> int:
    """Forget what has a tombstone, and what the ``jobs`` of the database that was replaced are about; how many people.

    ``keys`` are those of that database; jobs done before ``since`` are done in the backup, too.
    """
    forgotten = 0
    for community in connection.execute(select(communities.c.community_id)).scalars().all():
        mine = [job for job in jobs if job["community_id"] == community and _is_missing(job, since)]
        forgotten += _Again(connection, community, keys.get(community)).do(mine, now)
    return forgotten


def _is_missing(job: Job, since: datetime) -> bool:
    """Whether the backup knows nothing of it; people are found by their tombstones, what is old by its age."""
    is_ours = job["scope"] in _SUBJECTS and job["scope"] != Scope.MEMBER  # a newer version may know others
    return is_ours and (job["done_at"] is None or job["done_at"] >= micros(since))


class _Again:
    """The same for one community. ``key`` is that of the database that was replaced."""

    def __init__(self, connection: Connection, community: CommunityId, key: str | None) -> None:
        self._connection = connection
        self._community = community
        self._privacy = PrivacyRows(connection, community)
        self._keys = {self._privacy.make_key()} | ({key} if key is not None else set())

    def do(self, jobs: Iterable[Job], now: datetime) -> int:
        buried = self._privacy.find_tombstones().digests
        people = {self._member_of(account) for account in self._named(Scope.MEMBER, buried)}
        for member in sorted(people):
            self._privacy.forget(Scope.MEMBER, member, now)
        for job in jobs:
            for subject in self._named(Scope(job["scope"]), {job["digest"]}):
                self._privacy.ask(Scope(job["scope"]), subject, now)
        return len(people)

    def _named(self, scope: Scope, digests: AbstractSet[str]) -> list[str]:
        """Who or what in the data has one of these digests."""
        found: set[str] = set()
        for table in _SUBJECTS[scope] if digests else ():
            query = select(table.c.id).where(table.c.community_id == self._community)
            for name in self._connection.execute(query).scalars():
                if any(digest_of(key, name) in digests for key in self._keys):
                    found.add(name)
        return sorted(found)

    def _member_of(self, account: str) -> MemberId:
        query = select(accounts.c.member_id).where(accounts.c.community_id == self._community, accounts.c.id == account)
        return MemberId(self._connection.execute(query).scalar() or account)
