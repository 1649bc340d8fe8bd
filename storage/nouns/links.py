"""Codes by which people join their own accounts, and what becomes of everything when two members become one."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, insert, literal, select, update

from engagement.ids import AccountId, MemberId, WorkspaceId, workspace_of
from engagement.linking import merged_consents, merged_facts, merged_helper
from engagement.looked_after import NO_SALES, PAUSE, ROLE, as_of
from engagement.people import Account, MemberFacts, Purpose, is_return
from engagement.records import EVERYWHERE
from storage.nouns.consented import is_counted
from storage.nouns.entries import EntryRows
from storage.nouns.experiences import log_sum
from storage.nouns.noun import Noun
from storage.nouns.people import PeopleRows, to_account
from storage.rows import from_list, instant, micros, to_list
from storage.statements import upsert
from storage.tables import (
    accounts,
    answers,
    api_tokens,
    consents,
    contributions,
    crises,
    crisis_lines,
    day_counts,
    entries,
    escalation_entries,
    escalations,
    experience,
    helpers,
    link_codes,
    members,
    messages,
    outbox,
    postings,
    profiles,
    sessions,
    sign_in_codes,
    sign_ins,
    threads,
    words,
)

_PLACED = (
    (messages.c.member_id, messages.c.channel_id),
    (words.c.member_id, words.c.message_id),
    (threads.c.asker_id, threads.c.id),
    (threads.c.first_reply_by, threads.c.id),
    (threads.c.accepted_by, threads.c.id),
    (threads.c.marked_by, threads.c.id),
    (threads.c.on_it, threads.c.id),
    (answers.c.member_id, answers.c.channel_id),
    (day_counts.c.member_id, day_counts.c.channel_id),
    (postings.c.member_id, postings.c.thread_id),
    (contributions.c.member_id, contributions.c.thread_id),
    (contributions.c.by_id, contributions.c.thread_id),
    (escalations.c.asker_id, escalations.c.thread_id),
    (escalations.c.person_id, escalations.c.thread_id),
    (escalations.c.solved_by, escalations.c.thread_id),
)
"""Where a member stands, and by which column it can be told in which workspace that was."""


def _shown(account: Any, profile: Any) -> tuple[ColumnElement[Any], ...]:
    """The columns of which ``to_account`` makes an account."""
    a, p = account.c, profile.c
    return (a.id, a.member_id, a.is_bot, a.roles, a.is_gone, p.name, p.timezone)


class LinkRows(Noun):
    """See ``engagement.linking.Links``. Two accounts of one workspace are never one member: that tells them apart."""

    # --- codes ------------------------------------------------------------------------------------------------------

    def keep(self, digest: str, account: AccountId, until: datetime) -> None:
        """Keep a code's digest; an earlier code of the account counts no more."""
        self._connection.execute(delete(link_codes).where(*self._code(link_codes.c.account_id == account)))
        row = {
            "community_id": self._community, "digest": digest, "account_id": account, "until_at": micros(until),
        }  # fmt: skip
        self._write(upsert(self._dialect, link_codes), [row])

    def find(self, digest: str, now: datetime) -> AccountId | None:
        """Whose code it is, while it is valid."""
        known = self._code(link_codes.c.digest == digest, link_codes.c.until_at >= micros(now))
        found: str | None = self._connection.execute(select(link_codes.c.account_id).where(*known)).scalar()
        return None if found is None else AccountId(found)

    def use(self, account: AccountId) -> None:
        """The account's code is used up."""
        self._connection.execute(delete(link_codes).where(*self._code(link_codes.c.account_id == account)))

    def _code(self, *conditions: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
        return (link_codes.c.community_id == self._community, *conditions)

    # --- who could be the same ----------------------------------------------------------------------------------------

    def namesakes(self, name: str, without: WorkspaceId) -> list[Account]:
        """Human accounts in other workspaces that are called exactly so, by id."""
        a, p = accounts.c, profiles.c
        query = (
            select(a.id, a.member_id, a.is_bot, a.roles, a.is_gone, p.name, p.timezone)
            .join(profiles, (p.community_id == a.community_id) & (p.account_id == a.id))
            .where(
                a.community_id == self._community, p.community_id == self._community, p.folded == name.casefold(),
                p.name == name, a.workspace_id != without, a.is_bot.is_(False), a.is_gone.is_(False),
            )
            .order_by(a.id)
        )  # fmt: skip
        return [to_account(row) for row in self._connection.execute(query)]

    def pairs(self, limit: int) -> list[tuple[Account, Account]]:
        """Human accounts of different workspaces and members that are called exactly so, by their ids."""
        places = self._connection.execute(
            select(func.count(func.distinct(accounts.c.workspace_id))).where(accounts.c.community_id == self._community)
        ).scalar()
        if places is None or places < 2:  # noqa: PLR2004  # in one workspace nobody is twice
            return []
        a, b = accounts.alias(), accounts.alias()
        p, q = profiles.alias(), profiles.alias()

        def is_counted_here(one: Any) -> ColumnElement[bool]:
            return and_(is_counted(one.c.member_id, self._community), one.c.is_bot.is_(False), one.c.is_gone.is_(False))

        query = (
            select(*_shown(a, p), *_shown(b, q))
            .join(p, (p.c.community_id == a.c.community_id) & (p.c.account_id == a.c.id))
            .join(q, (q.c.community_id == p.c.community_id) & (q.c.folded == p.c.folded) & (q.c.name == p.c.name))
            .join(b, (b.c.community_id == q.c.community_id) & (b.c.id == q.c.account_id))
            .where(
                a.c.community_id == self._community, p.c.name != "", a.c.id < b.c.id,
                a.c.workspace_id != b.c.workspace_id,
                a.c.member_id != b.c.member_id, is_counted_here(a), is_counted_here(b),
            )
            .order_by(a.c.id, b.c.id)
            .limit(limit)
        )  # fmt: skip
        rows = self._connection.execute(query).all()
        half = len(_shown(a, p))
        return [(to_account(row[:half]), to_account(row[half:])) for row in rows]

    # --- joining ------------------------------------------------------------------------------------------------------

    def join(self, member: MemberId, into: MemberId, at: datetime) -> None:
        """Make two members one; a no wins over a yes."""
        self._merge_facts(member, into)
        self._merge_choices(member, into, at)
        for column, _ in _PLACED:
            self._move(column, member, into)
        self._move_asks(member, into)
        self._move(outbox.c.to_member, member, into)
        for column in (
            escalation_entries.c.by_id, escalation_entries.c.person_id, crises.c.lead_id, crises.c.communicator_id,
            crises.c.updated_by, crisis_lines.c.by_id, crisis_lines.c.person_id, entries.c.member_id, entries.c.by_id,
            sign_in_codes.c.member_id, sessions.c.member_id, sign_ins.c.by_id,
            api_tokens.c.by_id,
        ):  # fmt: skip
            self._move(column, member, into)  # and stays: a line of the record does not tell in which workspace it was
        self._move_experience(member, into)
        mine = (accounts.c.community_id == self._community, accounts.c.member_id == member)
        self._connection.execute(update(accounts).where(*mine).values(member_id=into, linked_at=micros(at)))
        self._forget_held()

    def part(self, account: AccountId, at: datetime) -> bool:
        """Make an account a member of its own again, with what was done in its workspace; False when it is."""
        query = select(accounts.c.member_id).where(accounts.c.community_id == self._community, accounts.c.id == account)
        found: str | None = self._connection.execute(query).scalar()
        member = MemberId(found or account)
        others = [str(one.id) for one in PeopleRows(self._connection, self._community).accounts_of(member)]
        if len(others) < 2:  # noqa: PLR2004  # one account alone is nobody's other
            return False
        if str(member) != str(account):
            self._split(member, MemberId(account), workspace_of(account), at)
        else:  # the member is called after this account: the others go on under another's name
            heir = MemberId(min(one for one in others if one != account))
            for other in others:
                if other != account:
                    self._split(member, heir, workspace_of(AccountId(other)), at)
        self._forget_held()
        return True

    def _split(self, member: MemberId, own: MemberId, workspace: WorkspaceId, at: datetime) -> None:
        """What was done in ``workspace`` is ``own``'s; the choices stay with both."""
        for column, place in _PLACED:
            self._move(column, member, own, _lies_in(place, workspace))
        self._move_asks(member, own, workspace)
        self._move(outbox.c.to_member, member, own, outbox.c.workspace_id == workspace)
        self._move_experience(member, own, workspace)
        here = (
            accounts.c.community_id == self._community,
            accounts.c.member_id == member,
            accounts.c.workspace_id == workspace,
        )
        self._connection.execute(update(accounts).where(*here).values(member_id=own, linked_at=micros(at)))
        self._copy_choices(member, own, at)
        self._share_decisions(member, own)
        people = PeopleRows(self._connection, self._community)
        known = people.facts([member]).get(member)
        people.save_facts([self._recounted(one, known) for one in (member, own)])

    def _move(self, column: Any, member: MemberId, into: MemberId, *where: ColumnElement[bool]) -> None:
        table: Table[Any] = column.table
        mine = (table.c.community_id == self._community, column == member, *where)
        self._connection.execute(update(table).where(*mine).values({column.name: into}))

    def _move_asks(self, member: MemberId, into: MemberId, workspace: WorkspaceId | None = None) -> None:
        """Whom threads name as asked; each ask to a member stands in the outbox."""
        o, t = outbox.c, threads.c
        asked_in = select(o.thread_id).where(
            o.community_id == self._community, o.to_member == member, o.is_ask.is_(True), o.thread_id.is_not(None),
            *(() if workspace is None else (o.workspace_id == workspace,)),
        )  # fmt: skip
        query = select(t.id, t.asked).where(t.community_id == self._community, t.id.in_(asked_in))
        for thread, asked in self._connection.execute(query).all():
            named = to_list(tuple(into if one == member else one for one in from_list(asked)))
            self._connection.execute(
                update(threads).where(t.community_id == self._community, t.id == thread).values(asked=named)
            )

    # --- read models --------------------------------------------------------------------------------------------------

    def _merge_facts(self, member: MemberId, into: MemberId) -> None:
        people = PeopleRows(self._connection, self._community)
        known = people.facts([member, into])
        merged = merged_facts(known.get(into), known.get(member), into)
        if merged is not None:
            people.save_facts([merged])
        self._connection.execute(
            delete(members).where(members.c.community_id == self._community, members.c.id == member)
        )

    def _recounted(self, member: MemberId, known: MemberFacts | None) -> MemberFacts:
        """The read model from the messages that are known; who joined when is not told apart."""
        m = messages.c
        query = (
            select(m.id, m.at)
            .where(m.community_id == self._community, m.member_id == member, m.is_deleted.is_(False))
            .order_by(m.at, m.id)
        )
        found = [(row.id, instant(row.at)) for row in self._connection.execute(query)]
        asked = select(func.count()).where(
            threads.c.community_id == self._community, threads.c.asker_id == member, threads.c.modes != 0
        )
        hours = Counter(at.hour for _, at in found)
        return MemberFacts(
            id=member,
            first_at=found[0][1] if found else None,
            first_message=found[0][0] if found else None,
            returned=any(is_return(found[0][1], at) for _, at in found),
            last_at=found[-1][1] if found else None,
            joined_at=known.joined_at if known is not None else None,
            questions=int(self._connection.execute(asked).scalar() or 0),
            hours=tuple(hours[hour] for hour in range(24)),
        )

    def _move_experience(self, member: MemberId, into: MemberId, workspace: WorkspaceId | None = None) -> None:
        """Each one's experience everywhere is the sum of that in the channels."""
        x = experience.c
        where = () if workspace is None else (_lies_in(x.channel_id, workspace),)
        self._move(x.member_id, member, into, x.channel_id != EVERYWHERE, *where)
        for one in (member, into):
            mine = (x.community_id == self._community, x.member_id == one)
            self._connection.execute(delete(experience).where(*mine, x.channel_id == EVERYWHERE))
            rows = self._connection.execute(select(x.log_score, x.answers, x.last_at).where(*mine)).all()
            if rows:
                total = rows[0].log_score
                for row in rows[1:]:
                    total = log_sum(total, row.log_score)
                everywhere = {
                    "community_id": self._community, "channel_id": EVERYWHERE, "member_id": one, "log_score": total,
                    "answers": sum(row.answers for row in rows), "last_at": max(row.last_at for row in rows),
                }  # fmt: skip
                self._connection.execute(insert(experience), everywhere)

    # --- choices ------------------------------------------------------------------------------------------------------

    def _merge_choices(self, member: MemberId, into: MemberId, at: datetime) -> None:
        people = PeopleRows(self._connection, self._community)
        said = merged_consents((people.consents(into), people.consents(member)))
        for purpose, is_given in said.items():
            people.set_consent(into, purpose, is_given=is_given, at=at)
        enrolled = {one.member: one for one in people.helpers() if one.member in {member, into}}
        helper = merged_helper(enrolled.get(into), enrolled.get(member), into)
        if helper is not None:
            people.save_helper(helper)
        people.remove_helper(member)
        gone = (consents.c.community_id == self._community, consents.c.member_id == member)
        self._connection.execute(delete(consents).where(*gone))

    def _copy_choices(self, member: MemberId, own: MemberId, at: datetime) -> None:
        people = PeopleRows(self._connection, self._community)
        said: dict[Purpose, bool] = people.consents(member)
        for purpose, is_given in said.items():
            people.set_consent(own, purpose, is_given=is_given, at=at)
        query = select(helpers.c.member_id).where(
            helpers.c.community_id == self._community, helpers.c.member_id == member
        )
        if self._connection.execute(query).first() is not None:
            for helper in people.helpers():
                if helper.member == member:
                    copied = merged_helper(helper, None, own)
                    assert copied is not None
                    people.save_helper(copied)

    def _share_decisions(self, member: MemberId, own: MemberId) -> None:
        """A rest and "no sales" hold for both; a role goes with the account that was given it."""
        some = EntryRows(self._connection, self._community)
        for kind in (PAUSE, NO_SALES, ROLE):
            for one in some.find(kind, member=member):
                theirs = as_of(one, own)
                if kind != ROLE:
                    some.drop(kind, [one.id])
                    some.save([as_of(one, member), theirs])
                elif theirs.id == one.id:
                    some.save([theirs])

    def _forget_held(self) -> None:
        if self._held is not None:
            self._held.forget()


def _lies_in(place: Any, workspace: WorkspaceId) -> ColumnElement[bool]:
    """Whether an id lies in a workspace: ids begin with it."""
    found: ColumnElement[bool] = func.substr(place, 1, len(workspace) + 1) == literal(f"{workspace}:")
    return found
