"""Whom does a manager mean, and what stands about them? Looked up for what they say about one person by name."""

from advocacy.kudos import readings
from bots.runtime.recognition import called
from bots.runtime.situations import Lookups
from engagement.events import CommandGiven
from engagement.looked_after import NO_SALES, PAUSE, ROLE, Unfit, Whom, rest_slot
from engagement.people import Account, Role
from engagement.situation import Situation

_ABOUT_SALES = frozenset({"no", "yes"})
"""Commands after which the word `sales` comes before a name."""


def whom(look: Lookups, s: Situation) -> Whom | None:
    """A mention goes by id; a name has to be one person's alone."""
    if not isinstance(s.event, CommandGiven):
        return None
    said = s.event.words[2 if s.event.words[0] in _ABOUT_SALES else 1 :]
    tried = list(readings(" ".join(said)))
    if not tried:
        return Whom(unfit=Unfit.NOBODY)
    known = called(look, s, s.event.account, (name for name, _ in tried))
    for name, words in tried:
        found = {look.desk.member(one.id): one for one in known.get(name.casefold(), ())}
        if len(found) > 1:
            return Whom(unfit=Unfit.SEVERAL)
        if found:
            return _known(look, next(iter(found.values())), tuple(words.split()))
    return Whom(unfit=Unfit.UNKNOWN)


def _known(look: Lookups, account: Account, words: tuple[str, ...]) -> Whom:
    if account.is_bot:
        return Whom(unfit=Unfit.BOT)
    member, entries = look.desk.member(account.id), look.ledger.entries
    helper = look.helper(member)
    pauses = tuple(entries.find(PAUSE, member=member))
    told = (look.ledger.outbox.in_slot(rest_slot(one, one.at)) for one in pauses)
    return Whom(
        member=member, words=words, is_helper=helper is not None and helper.is_active,
        pauses=pauses, was_told=any(one is not None for one in told),
        no_sales=tuple(entries.find(NO_SALES, member=member)),
        given=tuple(entries.find(ROLE, member=member)),
        has=look.community.roles(account, member) - {Role.MEMBER},
    )  # fmt: skip
