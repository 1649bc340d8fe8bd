"""Accounts, members, helpers, consents; names lie apart from what counts."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import delete, select

from engagement.ids import AccountId, MemberId, workspace_of
from engagement.people import Account, Helper, Hours, MemberFacts, Purpose, Via
from storage.nouns.noun import Noun, Row
from storage.rows import from_json, from_list, in_parts, maybe_instant, maybe_micros, micros, to_json, to_list
from storage.statements import upsert
from storage.tables import accounts, consents, helpers, members, profiles


class PeopleRows(Noun):
    """See ``engagement.ports.People``."""

    def save_accounts(self, some: Sequence[Account], seen_at: datetime) -> None:
        """Insert or update; an account first seen becomes a member of its own."""
        seen = micros(seen_at)
        rows: list[Row] = [
            {
                "community_id": self._community, "id": a.id, "member_id": a.member,
                "workspace_id": workspace_of(a.id), "is_bot": a.is_bot, "roles": to_list(a.roles) or "",
                "is_gone": a.is_gone, "first_seen_at": seen, "linked_at": None,
            }
            for a in some
        ]  # fmt: skip
        self._write(upsert(self._dialect, accounts, ("first_seen_at", "linked_at", "member_id")), rows)
        names: list[Row] = [
            {
                "community_id": self._community,
                "account_id": a.id,
                "name": a.name.replace("\x00", ""),
                "timezone": a.timezone,
                "seen_at": seen,
            }
            for a in some
        ]
        self._write(upsert(self._dialect, profiles), names)

    def _accounts_where(self, *conditions: Any) -> list[Account]:
        joined = accounts.outerjoin(
            profiles,
            (profiles.c.community_id == accounts.c.community_id) & (profiles.c.account_id == accounts.c.id),
        )
        query = (
            select(accounts, profiles.c.name, profiles.c.timezone)
            .select_from(joined)
            .where(accounts.c.community_id == self._community, *conditions)
            .order_by(accounts.c.id)
        )
        return [
            Account(
                id=row.id, member=row.member_id, name=row.name or "", is_bot=bool(row.is_bot), timezone=row.timezone,
                roles=from_list(row.roles), is_gone=bool(row.is_gone),
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip

    def account(self, account: AccountId) -> Account | None:
        """An account as last seen."""
        found = self._accounts_where(accounts.c.id == account)
        return found[0] if found else None

    def accounts_of(self, member: MemberId) -> list[Account]:
        """A member's accounts, by id."""
        return self._accounts_where(accounts.c.member_id == member)

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
            for account in self._accounts_where(accounts.c.member_id.in_(part)):
                if account.name:
                    found.setdefault(account.member, account.name)
        return found

    def facts(self, some: Iterable[MemberId]) -> dict[MemberId, MemberFacts]:
        """Read models of these members."""
        found: dict[MemberId, MemberFacts] = {}
        for part in in_parts(some):
            query = select(members).where(members.c.community_id == self._community, members.c.id.in_(part))
            for row in self._connection.execute(query):
                found[row.id] = to_facts(row)
        return found

    def save_facts(self, some: Sequence[MemberFacts]) -> None:
        """Insert or replace."""
        rows: list[Row] = [
            {
                "community_id": self._community, "id": f.id, "is_bot": f.is_bot, "first_at": maybe_micros(f.first_at),
                "first_message_id": f.first_message,
                "first_channel_id": f.first_message.rpartition(":")[0] if f.first_message else None,
                "returned": f.returned, "last_at": maybe_micros(f.last_at), "questions": f.questions,
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
        query = select(consents.c.purpose, consents.c.is_given).where(
            consents.c.community_id == self._community, consents.c.member_id == member
        )
        return {Purpose(row.purpose): bool(row.is_given) for row in self._connection.execute(query)}

    def set_consent(self, member: MemberId, purpose: Purpose, *, is_given: bool, at: datetime) -> None:
        """Record a yes or a no."""
        row: Row = {
            "community_id": self._community, "member_id": member, "purpose": purpose.value, "is_given": is_given,
            "at": micros(at),
        }  # fmt: skip
        self._write(upsert(self._dialect, consents), [row])


def to_facts(row: Any) -> MemberFacts:
    """A member's read model as remembered."""
    return MemberFacts(
        id=row.id, is_bot=bool(row.is_bot), first_at=maybe_instant(row.first_at), first_message=row.first_message_id,
        returned=bool(row.returned), last_at=maybe_instant(row.last_at), questions=row.questions,
        hours=tuple(map(int, row.hours.split())),
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
