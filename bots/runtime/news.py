"""What a play is shown of a week's news: counts of people and words that several people used, and of nobody alone."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from advocacy.plays.new_names_and_topics import NEWS, News
from advocacy.rising import BEFORE, MOST, WEEK, readable, rising
from bots.runtime.situations import Lookups
from engagement.events import CommandGiven
from engagement.ids import MemberId, ThreadId
from engagement.people import STAFF
from engagement.records import TermUse, Within
from engagement.situation import Situation
from engagement.terms import spelt

_LOOKED_AT = 100
"""In so many conversations at the most it is looked up how a word is spelt."""


def load_news(look: Lookups, s: Situation) -> News:
    """Who wants the news, and, when it is time, what they are."""
    wanted = tuple(sorted({one.member for one in look.ledger.entries.find(NEWS) if one.member is not None}))
    if isinstance(s.event, CommandGiven):
        return News(is_wanted=s.actor is not None and s.actor.member in wanted)
    staff = tuple(who for who in wanted if look.community.roles(look.account_of(who), who) & STAFF)
    if not staff:
        return News()
    new = look.ledger.figures.newcomers(Within(since=s.now - WEEK, until=s.now))
    return News(
        wanted=staff,
        newcomers=sum(not look.community.is_staff(look.account_of(one.id), one.id) for one in new),
        words=tuple(islice(rising_words(look, s.now), MOST)),
        topics=tuple(rise.term for rise in rising(_topics(look, s.now), s.now)),
    )


def rising_words(look: Lookups, now: datetime) -> Iterator[str]:
    """Words that rise, as people spell them; one that five people or more did not write themselves is left out.

    So is the community's own name, and the name of anybody who writes in those conversations: it is no dossier.
    """
    own = set(look.community.policy.name.casefold().split())
    for rise in rising(look.ledger.similar.used(now - WEEK - BEFORE), now, 4 * MOST):
        said = list(_spelt(look, rise.threads[:_LOOKED_AT]))
        word = readable(rise.term, said)
        if word is not None and word.casefold() not in own | _called(look, {who for who, _ in said}):
            yield word


def _called(look: Lookups, members: set[MemberId]) -> set[str]:
    """How these people are called: the whole name, and what it begins with."""
    found = (look.account_of(member) for member in sorted(members))
    names = (account.name.casefold() for account in found if account is not None)
    return {each for name in names for each in (name, name.partition(" ")[0])}


def _spelt(look: Lookups, threads: tuple[ThreadId, ...]) -> Iterator[tuple[MemberId, dict[str, str]]]:
    known = look.ledger.conversations.threads(threads)
    for name, some in sorted(look.ledger.conversations.words_of(threads).items()):
        for said in some:
            yield said.author, spelt(said.text, known[name].language if name in known else None)


def _topics(look: Lookups, now: datetime) -> Iterator[TermUse]:
    """The topics of the playbook, question by question."""
    for one in look.ledger.figures.threads(Within(since=now - WEEK - BEFORE, until=now)):
        if one.thread is None or one.asker is None:
            continue
        for topic in one.topics:
            yield TermUse(term=topic, thread=one.thread, member=one.asker, at=one.root_at)
