"""Accounts, members, helpers, consents; names lie apart from what counts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, literal, select

from engagement.ids import AccountId, MemberId, workspace_of
from engagement.leafing import Edge, Leaf
from engagement.people import Account, Agreement, Helper, Hours, MemberFacts, Purpose, Via
from storage.nouns.consented import is_counted
from storage.nouns.noun import Row
from storage.nouns.touching import Touching
from storage.prepared import Prepared
from storage.rows import (
    from_json,
    from_list,
    in_parts,
    instant,
    maybe_instant,
    maybe_micros,
    micros,
    storable,
    to_json,
    to_list,
)
from storage.statements import is_one_of, rows_of, upsert
from storage.tables import HAS_FEW_ROLES, HAS_MANY_ROLES, accounts, consents, helpers, members, profiles

_ACCOUNTS = (
    select(
        accounts.c.id, accounts.c.member_id, accounts.c.is_bot, accounts.c.roles, accounts.c.is_gone, profiles.c.name,
        profiles.c.timezone,
    )
    .select_from(
        accounts.outerjoin(
            profiles, (profiles.c.community_id == accounts.c.community_id) & (profiles.c.account_id == accounts.c.id)
        )
    )
    .where(accounts.c.community_id == bindparam("community"))
    .order_by(accounts.c.id)
)  # fmt: skip


def accounts_by_member() -> Select[Any]:
    """The accounts of some members (``ids``), by id."""
    return _ACCOUNTS.where(is_one_of(accounts.c.member_id))


_ACCOUNT = Prepared(_ACCOUNTS.where(accounts.c.id == bindparam("name")), "community", "name")
_ACCOUNTS_OF = Prepared(accounts_by_member(), "community", "ids")
_ACCOUNTS_NAMED = Prepared(_ACCOUNTS.where(is_one_of(accounts.c.id)), "community", "ids")
_ACCOUNTS_WITH = Prepared(_ACCOUNTS.where(HAS_FEW_ROLES, is_one_of(accounts.c.roles)), "community", "ids")
_ROLES = Prepared(
    select(accounts.c.roles).where(accounts.c.community_id == bindparam("community"), HAS_FEW_ROLES).distinct(),
    "community",
)
_MANY_ROLES = Prepared(
    select(accounts.c.id, accounts.c.roles).where(accounts.c.community_id == bindparam("community"), HAS_MANY_ROLES),
    "community",
)
_NEXT_WORKSPACE = Prepared(
    select(func.min(accounts.c.workspace_id)).where(
        accounts.c.community_id == bindparam("community"), accounts.c.workspace_id > bindparam("last")
    ),
    "community", "last",
)  # fmt: skip
_FACTS = Prepared(rows_of(members, is_one_of(members.c.id)), "community", "ids")
_CONSENTS = Prepared(
    select(consents.c.purpose, consents.c.is_given).where(
        consents.c.community_id == bindparam("community"), consents.c.member_id == bindparam("member")
    ),
    "community", "member",
)  # fmt: skip
_CONSENTS_OF = Prepared(
    select(consents.c.member_id, consents.c.purpose, consents.c.is_given).where(
        consents.c.community_id == bindparam("community"), is_one_of(consents.c.member_id),
        is_one_of(consents.c.purpose, "purposes"),
    ),
    "community", "ids", "purposes",
)  # fmt: skip


class PeopleRows(Touching):
    """See ``engagement.ports.People``."""

    def save_accounts(self, some: Sequence[Account], seen_at: datetime) -> None:
        """Insert or update; an account first seen becomes a member of its own."""
        seen = micros(seen_at)
        rows: list[Row] = [
            {
                "community_id": self._community, "id": a.id, "member_id": a.member,
                "workspace_id": workspace_of(a.id), "is_bot": a.is_bot, "roles": storable(to_list(a.roles) or ""),
                "is_gone": a.is_gone, "first_seen_at": seen, "linked_at": None,
            }
            for a in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, accounts, ("first_seen_at", "linked_at", "member_id")), rows)
        names: list[Row] = [
            {
                "community_id": self._community,
                "account_id": a.id,
                "name": storable(a.name),
                "timezone": None if a.timezone is None else storable(a.timezone),
                "seen_at": seen,
                "folded": storable(a.name).casefold(),
            }
            for a in some
        ]
        self._write(upsert(self._dialect, profiles), names)

    def account(self, account: AccountId) -> Account | None:
        """An account as last seen."""
        rows = _ACCOUNT.rows(self._driver, self._community, account)
        return to_account(rows[0]) if rows else None

    def accounts(self, some: Iterable[AccountId]) -> list[Account]:
        """These accounts, as far as they are known."""
        found: list[Account] = []
        for part in in_parts(some):
            found += map(to_account, _ACCOUNTS_NAMED.rows(self._driver, self._community, part))
        return found

    def accounts_of(self, member: MemberId) -> list[Account]:
        """A member's accounts, by id."""
        return [to_account(row) for row in _ACCOUNTS_OF.rows(self._driver, self._community, [member])]

    def named_or_in_roles(self, names: Collection[str]) -> list[Account]:
        """Accounts called so (by the platform's id, an account's or a member's), or with such a role; by id.

        A role's name may be written with or without ``@``, whichever of both the platform tells it by.
        """
        bare = {name.removeprefix("@") for name in names}
        wanted = {*names, *bare, *(f"@{name}" for name in bare)}
        if not wanted:
            return []
        ids = wanted | {f"{workspace}:{name}" for workspace in self._workspaces() for name in wanted}
        known = (roles for (roles,) in _ROLES.rows(self._driver, self._community))
        held = [each for each in known if not wanted.isdisjoint(from_list(each))]
        many = _MANY_ROLES.rows(self._driver, self._community)
        ids |= {name for name, roles in many if not wanted.isdisjoint(from_list(roles))}
        found: dict[AccountId, Account] = {}
        for query, some in ((_ACCOUNTS_NAMED, ids), (_ACCOUNTS_OF, wanted), (_ACCOUNTS_WITH, held)):
            for part in in_parts(sorted(some)):
                rows = query.rows(self._driver, self._community, part)
                found.update({account.id: account for account in map(to_account, rows)})
        return [found[name] for name in sorted(found)]

    def _workspaces(self) -> list[str]:
        """In which workspaces there are accounts: one step in an index for each."""
        found, last = list[str](), ""
        while True:
            ((following,),) = _NEXT_WORKSPACE.rows(self._driver, self._community, last)
            if following is None:
                return found
            found.append(following)
            last = following

    def called(self, names: Collection[str]) -> list[Account]:
        """Accounts with one of these names, in capitals or not; by id."""
        wanted = sorted({name.casefold() for name in names})
        found: list[Account] = []
        for part in in_parts(wanted):
            query = _ACCOUNTS.where(profiles.c.community_id == self._community, profiles.c.folded.in_(part))
            found += map(to_account, self._connection.execute(query, {"community": self._community}))
        return sorted(found, key=lambda account: account.id)

    def search(self, text: str, limit: int) -> list[Account]:
        """Accounts of people whose name holds this text, in capitals or not, by name; nobody who is not counted."""
        p = profiles.c
        query = (
            _ACCOUNTS.where(
                p.community_id == self._community,
                p.folded.contains(text.casefold(), autoescape=True),
                accounts.c.is_bot.is_(False),
                is_counted(accounts.c.member_id, self._community),
            )
            .order_by(None)
            .order_by(p.folded, accounts.c.id)
            .limit(limit)
        )
        found = self._connection.execute(query, {"community": self._community}) if text else ()
        return [to_account(row) for row in found]

    def linked(self) -> dict[AccountId, MemberId]:
        """Only the accounts whose member is not simply themselves."""
        query = select(accounts.c.id, accounts.c.member_id).where(
            accounts.c.community_id == self._community, accounts.c.id != accounts.c.member_id
        )
        return {row.id: row.member_id for row in self._connection.execute(query)}

    def names(self, some: Iterable[MemberId]) -> dict[MemberId, str]:
        """Display names of members, where known."""
        found: dict[MemberId, str] = {}
        for part in in_parts(some):
            for row in _ACCOUNTS_OF.rows(self._driver, self._community, part):
                account = to_account(row)
                if account.name:
                    found.setdefault(account.member, account.name)
        return found

    def facts(self, some: Iterable[MemberId]) -> dict[MemberId, MemberFacts]:
        """Read models of these members."""
        found: dict[MemberId, MemberFacts] = {}
        for part in in_parts(some):
            for row in _FACTS.rows(self._driver, self._community, part):
                found[row[0]] = to_facts(row)
        return found

    def save_facts(self, some: Sequence[MemberFacts]) -> None:
        """Insert or replace."""
        rows: list[Row] = [
            {
                "community_id": self._community, "id": f.id, "is_bot": f.is_bot, "first_at": maybe_micros(f.first_at),
                "first_message_id": f.first_message,
                "first_channel_id": f.first_message.rpartition(":")[0] if f.first_message else None,
                "returned": f.returned, "last_at": maybe_micros(f.last_at),
                "joined_at": maybe_micros(f.joined_at), "questions": f.questions,
                "hours": " ".join(map(str, f.hours)),
            }
            for f in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, members), rows)

    def helpers(self) -> list[Helper]:
        """Everybody who enrolled, also those resting or stopped, by member id."""
        query = select(helpers).where(helpers.c.community_id == self._community).order_by(helpers.c.member_id)
        return [to_helper(row.member_id, from_json(row.choices)) for row in self._connection.execute(query)]

    def save_helper(self, helper: Helper) -> None:
        """Insert or replace."""
        row: Row = {
            "community_id": self._community,
            "member_id": helper.member,
            "choices": to_json(from_helper(helper)),
            "is_active": helper.is_active,
        }
        self._write(upsert(self._dialect, helpers), [row])

    def remove_helper(self, member: MemberId) -> None:
        """As if they had never enrolled (undo)."""
        self._connection.execute(
            delete(helpers).where(helpers.c.community_id == self._community, helpers.c.member_id == member)
        )

    def consents(self, member: MemberId) -> dict[Purpose, bool]:
        """What the member said yes or no to; what they never answered is absent."""
        rows = _CONSENTS.rows(self._driver, self._community, member)
        return {Purpose(purpose): bool(is_given) for purpose, is_given in rows}

    def consents_of(
        self, members: Iterable[MemberId], purposes: Collection[Purpose]
    ) -> dict[MemberId, dict[Purpose, bool]]:
        """What each of these members said to these purposes, as ``consents`` tells it; each member is there."""
        found: dict[MemberId, dict[Purpose, bool]] = {member: {} for member in members}
        named = [one.value for one in purposes]
        for part in in_parts(found):
            for member, purpose, is_given in _CONSENTS_OF.rows(self._driver, self._community, part, named):
                found[member][Purpose(purpose)] = bool(is_given)
        return found

    def who_said_no(self, purpose: Purpose) -> frozenset[MemberId]:
        """Everybody who said no to a purpose."""
        query = select(consents.c.member_id).where(
            consents.c.community_id == self._community, consents.c.purpose == purpose.value,
            consents.c.is_given.is_(False),
        )  # fmt: skip
        return frozenset(self._connection.execute(query).scalars())

    def agreements(
        self, limit: int, *, purpose: Purpose | None = None, member: MemberId | None = None, before: Edge | None = None
    ) -> Leaf[Agreement]:
        """One page of who said yes to what, the latest first; nobody who is not counted."""
        c = consents.c
        name = c.member_id + literal(" ") + c.purpose
        query = select(c.member_id, c.purpose, c.at, name).where(
            c.community_id == self._community, c.is_given.is_(True), is_counted(c.member_id, self._community)
        )
        if purpose is not None:
            query = query.where(c.purpose == purpose.value)
        if member is not None:
            query = query.where(c.member_id == member)
        if before is not None:
            edge = micros(before.at)
            query = query.where((c.at < edge) | ((c.at == edge) & (name < before.id)))
        rows = self._connection.execute(query.order_by(c.at.desc(), name.desc()).limit(limit + 1)).all()
        found = [Agreement(member=MemberId(who), purpose=Purpose(what), at=instant(at)) for who, what, at, _ in rows]
        older = Edge(at=found[limit - 1].at, id=rows[limit - 1][3]) if len(rows) > limit else None
        return Leaf(found=found[:limit], older=older)

    def set_consent(self, member: MemberId, purpose: Purpose, *, is_given: bool, at: datetime) -> None:
        """Record a yes or a no."""
        row: Row = {
            "community_id": self._community, "member_id": member, "purpose": purpose.value, "is_given": is_given,
            "at": micros(at),
        }  # fmt: skip
        self._write(upsert(self._dialect, consents), [row])
        if purpose is Purpose.METRICS:
            self.touch_member(member)


def to_account(row: Sequence[Any]) -> Account:
    """An account as remembered."""
    name, member, is_bot, roles, is_gone, shown, zone = row
    return Account(
        id=name, member=member, name=shown or "", is_bot=bool(is_bot), timezone=zone, roles=from_list(roles),
        is_gone=bool(is_gone),
    )  # fmt: skip


def to_facts(row: Sequence[Any]) -> MemberFacts:
    """A member's read model as remembered: the table's columns in order, without the community."""
    name, is_bot, first_at, first_message, _first_channel, returned, last_at, joined_at, questions, hours = row
    return MemberFacts(
        id=name, is_bot=bool(is_bot), first_at=maybe_instant(first_at), first_message=first_message,
        returned=bool(returned), last_at=maybe_instant(last_at), joined_at=maybe_instant(joined_at),
        questions=questions, hours=tuple(map(int, hours.split())),
    )  # fmt: skip


def from_helper(helper: Helper) -> dict[str, object]:
    """A helper's choices as JSON knows them."""
    return {
        "topics": list(helper.topics),
        "not_topics": list(helper.not_topics),
        "days": list(helper.days),
        "hours": [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in helper.hours],
        "timezone": helper.timezone,
        "languages": list(helper.languages),
        "limit_per_day": helper.limit_per_day,
        "via": helper.via.value,
        "away_until": maybe_micros(helper.away_until),
        "is_active": helper.is_active,
        "enrolled_at": maybe_micros(helper.enrolled_at),
    }


def to_helper(member: MemberId, choices: dict[str, Any]) -> Helper:
    """The helper whose choices ``from_helper`` wrote."""
    spans = [text.split("-") for text in choices["hours"]]
    return Helper(
        member=member,
        topics=tuple(choices["topics"]),
        not_topics=tuple(choices["not_topics"]),
        days=tuple(choices["days"]),
        hours=tuple(Hours(start=time.fromisoformat(start), end=time.fromisoformat(end)) for start, end in spans),
        timezone=choices["timezone"],
        languages=tuple(choices["languages"]),
        limit_per_day=choices["limit_per_day"],
        via=Via(choices["via"]),
        away_until=maybe_instant(choices["away_until"]),
        is_active=choices["is_active"],
        enrolled_at=maybe_instant(choices["enrolled_at"]),
    )
