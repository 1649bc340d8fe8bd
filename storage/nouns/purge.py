"""How the words of a person or a channel are forgotten, and all that came from a workspace; in slices, by key."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, and_, delete, select, update

from engagement.catching_up import mark_of
from engagement.ids import AccountId, MessageId, ThreadId, WorkspaceId, workspace_of
from engagement.privacy import Scope
from storage.naming import Renaming
from storage.nouns.member_erasure import Step
from storage.nouns.noun import Noun
from storage.nouns.similar import SimilarRows
from storage.rows import in_parts
from storage.statements import begins_with
from storage.tables import (
    absences,
    accounts,
    answers,
    api_tokens,
    channels,
    connections,
    consents,
    contributions,
    crises,
    crisis_lines,
    cursors,
    day_counts,
    decisions,
    entries,
    escalation_figures,
    escalation_policies,
    escalation_threads,
    escalations,
    experience,
    follow_ups,
    helpers,
    inbox,
    link_codes,
    marks,
    members,
    messages,
    outbox,
    overrides,
    profiles,
    reactions,
    sessions,
    sign_in_codes,
    sign_ins,
    threads,
    waiting,
    words,
    workspaces,
)
from storage.tables import escalation_entries as lines

_FROM_WORKSPACE: tuple[tuple[Table[Any], str], ...] = (
    (messages, "id"), (threads, "id"), (answers, "thread_id"), (contributions, "thread_id"),
    (contributions, "member_id"), (entries, "member_id"), (entries, "by_id"), (entries, "thread_id"),
    (follow_ups, "thread_id"), (day_counts, "member_id"), (day_counts, "channel_id"), (experience, "channel_id"),
    (experience, "member_id"),
    (outbox, "channel_id"), (outbox, "to_member"), (outbox, "thread_id"), (decisions, "subject"),
    (helpers, "member_id"), (consents, "member_id"), (members, "id"), (profiles, "account_id"), (accounts, "id"),
    (link_codes, "account_id"), (sign_in_codes, "member_id"), (sessions, "member_id"), (sign_ins, "by_id"),
    (api_tokens, "by_id"),
    (channels, "id"), (cursors, "channel_id"),
    (reactions, "message_id"), (reactions, "account_id"),
    (escalation_threads, "thread_id"), (escalations, "thread_id"), (escalations, "asker_id"),
)  # fmt: skip
"""Every table with ids that begin with the workspace's. Words and terms went before."""
_OF_WORKSPACE: tuple[tuple[Table[Any], str], ...] = (
    (outbox, "workspace_id"), (absences, "workspace_id"), (workspaces, "id"),
)  # fmt: skip
_KEYS = ("m", "e", "d", "td", "c", "u", "j", "l", "r+", "r-", "t", "h", "f")
"""What natural keys begin with, before the workspace."""


class Purge(Noun):
    """Forgets what one member wrote, a channel, or a workspace: whichever ``subject`` names."""

    def prepare(self, subject: str, counted: dict[str, int]) -> None:
        """What to forget, and where to count it."""
        self._subject = subject
        self.counted = counted

    def steps(self, scope: Scope) -> tuple[tuple[str, Step], ...]:
        """What is to be done, in this order; each until it says None. Each may be done twice."""
        if scope is Scope.MEMBER_WORDS:
            return (
                ("words", self._words_of_member),
                ("given", self._given_by_member),
                ("reactions", self._reactions_of_member),
                ("waiting", self._waiting),
            )
        if scope is Scope.ACCOUNT_WORDS:
            return (
                ("words", self._words_of_account),
                ("given", self._given_by_account),
                ("name", self._name),
                ("waiting", self._waiting),
            )
        if scope is Scope.CHANNEL:
            return (
                ("words", self._words_of_channel),
                ("given", self._given_there),
                ("reactions", self._reactions_in_channel),
                ("waiting", self._waiting),
            )
        return (
            ("words", self._words_of_workspace),
            ("given", self._given_there),
            ("waiting", self._waiting),
            ("rows", self._rows_of_workspace),
        )

    def _run(self, kind: str, statement: Any) -> int:
        number = max(0, int(self._connection.execute(statement).rowcount))
        self.counted[kind] = self.counted.get(kind, 0) + number
        return number

    def _is_theirs(self, column: Any) -> Any:
        """That an id begins with the workspace's."""
        return begins_with(self._dialect, column, f"{self._subject}:")

    def _forget(self, ids: Sequence[str], some_threads: Sequence[str]) -> None:
        mine = words.c.community_id == self._community
        for part in in_parts(ids):
            self._run("words", delete(words).where(mine, words.c.message_id.in_(part)))
        SimilarRows(self._connection, self._community, self._held).drop(
            [ThreadId(MessageId(name)) for name in some_threads]
        )

    def _slice(self, place: str, limit: int, *conditions: Any) -> str | None:
        """Forget the words of the next messages, by id; the last id, None at the end."""
        m = messages.c
        query = (
            select(m.id, m.thread_id)
            .where(m.community_id == self._community, m.id > place, *conditions)
            .order_by(m.id)
            .limit(limit)
        )
        rows = self._connection.execute(query).all()
        self._forget([row.id for row in rows], sorted({row.thread_id for row in rows} | {row.id for row in rows}))
        return str(rows[-1].id) if len(rows) == limit else None

    def _words_of_member(self, place: str, limit: int) -> str | None:
        return self._slice(place, limit, messages.c.member_id == self._subject)

    def _words_of_channel(self, place: str, limit: int) -> str | None:
        return self._slice(place, limit, messages.c.channel_id == self._subject)

    def _words_of_workspace(self, place: str, limit: int) -> str | None:
        return self._slice(place, limit, self._is_theirs(messages.c.id))

    def _words_of_account(self, place: str, limit: int) -> str | None:
        """What the account's member wrote in its workspace."""
        member = self._owner()
        workspace = workspace_of(AccountId(self._subject))
        within = begins_with(self._dialect, messages.c.id, f"{workspace}:")
        return self._slice(place, limit, messages.c.member_id == member, within)

    def _given_by_member(self, _place: str, limit: int) -> str | None:
        """What they gave us to pass on stands in no message of theirs."""
        theirs = (words.c.thread_id.in_(self._handed()), words.c.member_id == self._subject)
        self._words_of_entries(entries.c.by_id == self._subject)
        return "more" if self._some_gone(words, and_(*theirs), limit) else None

    def _given_by_account(self, _place: str, limit: int) -> str | None:
        within = begins_with(self._dialect, words.c.message_id, f"{workspace_of(AccountId(self._subject))}:")
        theirs = (words.c.thread_id.in_(self._handed()), words.c.member_id == self._owner(), within)
        self._words_of_entries(entries.c.by_id == self._owner())
        return "more" if self._some_gone(words, and_(*theirs), limit) else None

    def _given_there(self, _place: str, limit: int) -> str | None:
        """What was given us to pass on within the channel or workspace."""
        there = (words.c.thread_id.in_(self._handed()), self._is_theirs(words.c.message_id))
        self._words_of_entries(self._is_theirs(entries.c.thread_id))
        return "more" if self._some_gone(words, and_(*there), limit) else None

    def _words_of_entries(self, condition: Any) -> None:
        mine = (entries.c.community_id == self._community, entries.c.words.is_not(None), condition)
        self._run("words", update(entries).where(*mine).values(words=None))

    def _handed(self) -> Any:
        """The conversations that a team has or had."""
        return select(escalation_threads.c.thread_id).where(escalation_threads.c.community_id == self._community)

    def _owner(self) -> str:
        """Whose account it is."""
        owner = select(accounts.c.member_id).where(
            accounts.c.community_id == self._community, accounts.c.id == self._subject
        )
        return str(self._connection.execute(owner).scalar() or self._subject)

    def _name(self, _place: str, _limit: int) -> str | None:
        mine = profiles.c.community_id == self._community
        self._run("profiles", delete(profiles).where(mine, profiles.c.account_id == self._subject))
        self._run("reactions", self._reactions_where(reactions.c.account_id == self._subject))
        return None

    def _reactions_of_member(self, _place: str, _limit: int) -> str | None:
        theirs = select(accounts.c.id).where(
            accounts.c.community_id == self._community, accounts.c.member_id == self._subject
        )
        self._run("reactions", self._reactions_where(reactions.c.account_id.in_(theirs.scalar_subquery())))
        self._run("reactions", self._reactions_where(reactions.c.account_id == self._subject))
        return None

    def _reactions_in_channel(self, _place: str, limit: int) -> str | None:
        return "more" if self._some_gone(reactions, reactions.c.channel_id == self._subject, limit) else None

    def _reactions_where(self, condition: Any) -> Any:
        return delete(reactions).where(reactions.c.community_id == self._community, condition)

    def _waiting(self, _place: str, _limit: int) -> str | None:
        """What could not be taken in holds words, too."""
        raw = select(waiting.c.key, waiting.c.payload).where(waiting.c.community_id == self._community)
        named = Renaming([self._subject], "")
        for row in self._connection.execute(raw).all():
            if named.is_in(bytes(row.payload)) or named.is_in(row.key):
                gone = and_(waiting.c.community_id == self._community, waiting.c.key == row.key)
                self._run("waiting", delete(waiting).where(gone))
        return None

    def _rows_of_workspace(self, _place: str, limit: int) -> str | None:
        for table, column in _FROM_WORKSPACE:
            if self._some_gone(table, self._is_theirs(table.c[column]), limit):
                return "more"
        for table, column in _OF_WORKSPACE:
            if self._some_gone(table, table.c[column] == self._subject, limit):
                return "more"
        self._standing_of_workspace()
        self._escalations_elsewhere()
        self._crises_without_them()
        theirs = self._is_theirs(overrides.c.by)
        mine = overrides.c.community_id == self._community
        self._connection.execute(update(overrides).where(mine, theirs).values(by=self._subject))
        for kind in _KEYS:
            if self._some_gone(inbox, begins_with(self._dialect, inbox.c.key, f"{kind}:{self._subject}:"), limit):
                return "more"
        return None

    def _escalations_elsewhere(self) -> None:
        """People of the workspace have no escalation of another one any more; records of those that are gone go."""
        for column in (
            escalations.c.person_id, escalations.c.solved_by, lines.c.by_id, lines.c.person_id, contributions.c.by_id,
        ):  # fmt: skip
            of_them = (column.table.c.community_id == self._community, self._is_theirs(column))
            self._connection.execute(update(column.table).where(*of_them).values({column.name: None}))
        frozen, of_theirs = escalation_policies.c, re.compile(rf'"{re.escape(self._subject)}:[^"]*"')
        for row in self._connection.execute(
            select(frozen.id, frozen.body).where(frozen.community_id == self._community)
        ):
            if of_theirs.search(row.body):
                same = and_(frozen.community_id == self._community, frozen.id == row.id)
                nobody = of_theirs.sub('"gone"', row.body)
                self._connection.execute(update(escalation_policies).where(same).values(body=nobody))
        for table in (lines, escalation_figures):
            mine, known = table.c.community_id == self._community, escalations.c.id
            kept = select(known).where(escalations.c.community_id == self._community, known == table.c.escalation_id)
            self._run(table.name, delete(table).where(mine, ~kept.exists()))

    def _crises_without_them(self) -> None:
        """A crisis that names channels of the workspace goes; in another one its people have no role any more."""
        c, n = crises.c, crisis_lines.c
        named = select(c.id).where(
            c.community_id == self._community, c.body.contains(f'"{self._subject}:', autoescape=True)
        )
        for name in self._connection.execute(named).scalars().all():
            for table, key in ((crisis_lines, n.crisis_id), (crises, c.id)):
                self._run(table.name, delete(table).where(table.c.community_id == self._community, key == name))
        for column, nobody in (
            (c.lead_id, ""), (c.communicator_id, ""), (c.updated_by, None), (n.by_id, None), (n.person_id, None),
        ):  # fmt: skip
            of_them = (column.table.c.community_id == self._community, self._is_theirs(column))
            self._connection.execute(update(column.table).where(*of_them).values({column.name: nobody}))

    def _standing_of_workspace(self) -> None:
        """When it was last heard, and how its platform's connections stand: one still in use is written again soon."""
        heard = mark_of(WorkspaceId(self._subject))
        self._run("marks", delete(marks).where(marks.c.community_id == self._community, marks.c.name == heard))
        platform = connections.c.platform == self._subject.partition("-")[0]
        self._run("connections", delete(connections).where(connections.c.community_id == self._community, platform))

    def _some_gone(self, table: Table[Any], condition: Any, limit: int) -> bool:
        """Delete so many of these rows; whether there were as many, and so perhaps more."""
        key = [column for column in table.primary_key.columns if column.name != "community_id"]
        mine = table.c.community_id == self._community
        rows = self._connection.execute(select(*key).where(mine, condition).limit(limit)).all()
        for row in rows:
            same = and_(*(column == value for column, value in zip(key, row, strict=True)))
            self._run(table.name, delete(table).where(mine, same))
        return len(rows) == limit
