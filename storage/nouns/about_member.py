"""What is kept about a person, gathered from every table by key."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, func, or_, select, union

from engagement.ids import CommunityId, MemberId
from engagement.people import Purpose
from engagement.privacy import AboutMember, Consent, Reacted
from engagement.records import Words
from storage.nouns.contributions import ContributionRows
from storage.nouns.entries import EntryRows
from storage.nouns.people import PeopleRows, to_helper
from storage.prepared import Driver, Prepared
from storage.rows import from_json, instant, maybe_instant
from storage.tables import (
    accounts,
    answers,
    consents,
    decisions,
    escalation_threads,
    helpers,
    messages,
    outbox,
    reactions,
    threads,
    words,
)

_COMMUNITY: Final[Any] = bindparam("community")
_MEMBER: Final[Any] = bindparam("member")


def _of(statement: Any) -> Prepared:
    return Prepared(statement, "community", "member")


def _count(table: Table[Any], *conditions: Any) -> Prepared:
    theirs = table.c.community_id == _COMMUNITY
    return _of(select(func.count()).select_from(table).where(theirs, *conditions))


_FOR_THEM: Final = (outbox.c.community_id == _COMMUNITY, outbox.c.to_member == _MEMBER)
_SEEN: Final = _of(
    select(func.min(accounts.c.first_seen_at)).where(
        accounts.c.community_id == _COMMUNITY, accounts.c.member_id == _MEMBER
    )
)
_ENROLLED: Final = _of(
    select(helpers.c.choices).where(helpers.c.community_id == _COMMUNITY, helpers.c.member_id == _MEMBER)
)
_MESSAGES: Final = _count(messages, messages.c.member_id == _MEMBER)
_ANSWERED: Final = _count(answers, answers.c.member_id == _MEMBER)
_TOLD: Final = _count(outbox, outbox.c.to_member == _MEMBER)
_DECISIONS: Final = _of(
    select(func.count()).select_from(
        union(
            select(decisions.c.id).where(decisions.c.community_id == _COMMUNITY, decisions.c.subject == _MEMBER),
            select(decisions.c.id)
            .select_from(
                outbox.join(
                    decisions,
                    (decisions.c.community_id == outbox.c.community_id) & (decisions.c.id == outbox.c.decision_id),
                )
            )
            .where(*_FOR_THEM),
        ).subquery()
    )
)
_BEGUN: Final = (
    select(func.count())
    .select_from(threads)
    .where(
        threads.c.community_id == messages.c.community_id, threads.c.id == messages.c.id,
        threads.c.asker_id == _MEMBER,
    )
    .correlate(messages)
    .scalar_subquery()
)  # fmt: skip
_THREADS: Final = _of(
    select(func.coalesce(func.sum(_BEGUN), 0)).where(
        messages.c.community_id == _COMMUNITY, messages.c.member_id == _MEMBER
    )
)
"""Conversations they began: a thread is called after the message that begins it, and looked up by that, one by one."""
_REACTIONS: Final = _of(
    select(reactions.c.message_id, reactions.c.emoji, reactions.c.is_on)
    .where(
        reactions.c.community_id == _COMMUNITY,
        or_(
            reactions.c.account_id == _MEMBER,
            reactions.c.account_id.in_(
                select(accounts.c.id)
                .where(accounts.c.community_id == _COMMUNITY, accounts.c.member_id == _MEMBER)
                .scalar_subquery()
            ),
        ),
    )
    .order_by(reactions.c.message_id, reactions.c.emoji)
)
_CONSENTS: Final = _of(
    select(consents.c.purpose, consents.c.is_given, consents.c.at)
    .where(consents.c.community_id == _COMMUNITY, consents.c.member_id == _MEMBER)
    .order_by(consents.c.at, consents.c.purpose)
)
_WORDS: Final = _of(
    select(words.c.message_id, words.c.thread_id, words.c.body, words.c.kept_from)
    .select_from(
        messages.join(words, (words.c.community_id == messages.c.community_id) & (words.c.message_id == messages.c.id))
    )
    .where(messages.c.community_id == _COMMUNITY, messages.c.member_id == _MEMBER)
    .order_by(messages.c.at, messages.c.id)
)
_GIVEN: Final = _of(
    select(words.c.message_id, words.c.thread_id, words.c.body, words.c.kept_from)
    .where(
        words.c.community_id == _COMMUNITY,
        words.c.thread_id.in_(
            select(escalation_threads.c.thread_id).where(escalation_threads.c.community_id == _COMMUNITY)
        ),
        words.c.member_id == _MEMBER,
        ~select(messages.c.id)
        .where(messages.c.community_id == _COMMUNITY, messages.c.id == words.c.message_id)
        .exists(),
    )
    .order_by(words.c.kept_from, words.c.message_id)
)
"""What they gave us to pass on to a team, or to whoever asked one."""


def find_about(connection: Connection, community: CommunityId, member: MemberId) -> AboutMember:
    """All that is kept about one member."""
    people, driver = PeopleRows(connection, community), Driver(connection)

    def rows(query: Prepared) -> list[tuple[Any, ...]]:
        return query.rows(driver, community, member)

    def number(query: Prepared) -> int:
        return int(rows(query)[0][0])

    choices = rows(_ENROLLED)
    return AboutMember(
        member=member,
        accounts=people.accounts_of(member),
        first_seen_at=maybe_instant(rows(_SEEN)[0][0]),
        facts=people.facts([member]).get(member),
        helper=to_helper(member, from_json(choices[0][0])) if choices else None,
        consents=[
            Consent(purpose=Purpose(what), is_given=bool(yes), at=instant(at)) for what, yes, at in rows(_CONSENTS)
        ],
        words=_words(member, [*rows(_WORDS), *rows(_GIVEN)]),
        messages=number(_MESSAGES),
        threads=number(_THREADS),
        answered=number(_ANSWERED),
        reactions=[
            Reacted(message=message, emoji=emoji, is_on=bool(is_on)) for message, emoji, is_on in rows(_REACTIONS)
        ],
        contributions=ContributionRows(connection, community).of(member),
        entries=EntryRows(connection, community).about(member),
        told=number(_TOLD),
        decisions=number(_DECISIONS),
    )


def _words(member: MemberId, rows: Sequence[tuple[Any, ...]]) -> Sequence[Words]:
    return [
        Words(message=name, thread=thread, author=member, text=body, kept_from=instant(kept_from))
        for name, thread, body, kept_from in rows
    ]
