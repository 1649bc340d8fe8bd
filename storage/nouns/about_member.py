"""What is kept about a person, gathered from every table by key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, or_, select

from engagement.ids import CommunityId, MemberId
from engagement.people import Purpose
from engagement.privacy import AboutMember, Consent, Reacted
from engagement.records import Words
from storage.nouns.contributions import ContributionRows
from storage.nouns.entries import EntryRows
from storage.nouns.people import PeopleRows, to_helper
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


def find_about(connection: Connection, community: CommunityId, member: MemberId) -> AboutMember:
    """All that is kept about one member."""
    people = PeopleRows(connection, community)
    seen = select(func.min(accounts.c.first_seen_at)).where(
        accounts.c.community_id == community, accounts.c.member_id == member
    )
    enrolled = select(helpers.c.choices).where(helpers.c.community_id == community, helpers.c.member_id == member)
    choices = connection.execute(enrolled).scalar()
    for_them = (outbox.c.community_id == community, outbox.c.to_member == member)
    about_them = or_(
        decisions.c.subject == member,
        decisions.c.id.in_(select(outbox.c.decision_id).where(*for_them).scalar_subquery()),
    )
    return AboutMember(
        member=member,
        accounts=people.accounts_of(member),
        first_seen_at=maybe_instant(connection.execute(seen).scalar()),
        facts=people.facts([member]).get(member),
        helper=to_helper(member, from_json(choices)) if choices is not None else None,
        consents=_consents(connection, community, member),
        words=_words(connection, community, member),
        messages=_count(connection, messages, messages.c.community_id == community, messages.c.member_id == member),
        threads=_threads(connection, community, member),
        answered=_count(connection, answers, answers.c.community_id == community, answers.c.member_id == member),
        reactions=_reactions(connection, community, member),
        contributions=ContributionRows(connection, community).of(member),
        entries=EntryRows(connection, community).about(member),
        told=_count(connection, outbox, *for_them),
        decisions=_count(connection, decisions, decisions.c.community_id == community, about_them),
    )


def _count(connection: Connection, table: Table[Any], *conditions: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def _threads(connection: Connection, community: CommunityId, member: MemberId) -> int:
    """Conversations they began: a thread is called after the message that begins it."""
    begun = threads.join(
        messages, (messages.c.community_id == threads.c.community_id) & (messages.c.id == threads.c.id)
    )
    query = (
        select(func.count())
        .select_from(begun)
        .where(messages.c.community_id == community, messages.c.member_id == member, threads.c.asker_id == member)
    )
    return int(connection.execute(query).scalar_one())


def _reactions(connection: Connection, community: CommunityId, member: MemberId) -> Sequence[Reacted]:
    r = reactions.c
    theirs = select(accounts.c.id).where(accounts.c.community_id == community, accounts.c.member_id == member)
    by_them = or_(r.account_id == member, r.account_id.in_(theirs.scalar_subquery()))
    query = select(r.message_id, r.emoji, r.is_on).where(r.community_id == community, by_them)
    rows = connection.execute(query.order_by(r.message_id, r.emoji))
    return [Reacted(message=message, emoji=emoji, is_on=bool(is_on)) for message, emoji, is_on in rows]


def _consents(connection: Connection, community: CommunityId, member: MemberId) -> Sequence[Consent]:
    c = consents.c
    query = select(c.purpose, c.is_given, c.at).where(c.community_id == community, c.member_id == member)
    rows = connection.execute(query.order_by(c.at, c.purpose))
    return [Consent(purpose=Purpose(p), is_given=bool(given), at=instant(at)) for p, given, at in rows]


def _words(connection: Connection, community: CommunityId, member: MemberId) -> Sequence[Words]:
    kept = messages.join(
        words, (words.c.community_id == messages.c.community_id) & (words.c.message_id == messages.c.id)
    )
    query = (
        select(words.c.message_id, words.c.thread_id, words.c.body, words.c.kept_from)
        .select_from(kept)
        .where(messages.c.community_id == community, messages.c.member_id == member)
        .order_by(messages.c.at, messages.c.id)
    )
    handed = select(escalation_threads.c.thread_id).where(escalation_threads.c.community_id == community)
    known = select(messages.c.id).where(messages.c.community_id == community, messages.c.id == words.c.message_id)
    given = (
        select(words.c.message_id, words.c.thread_id, words.c.body, words.c.kept_from)
        .where(words.c.community_id == community, words.c.thread_id.in_(handed), words.c.member_id == member)
        .where(~known.exists())
        .order_by(words.c.kept_from, words.c.message_id)
    )  # what they gave us to pass on to a team, or to whoever asked one
    return [
        Words(message=name, thread=thread, author=member, text=body, kept_from=instant(kept_from))
        for found in (query, given)
        for name, thread, body, kept_from in connection.execute(found)
    ]
