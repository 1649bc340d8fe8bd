"""Who is likely one person with two accounts? For a number, and for telling each of them alone; never for a list."""

from bots.runtime.community import Community
from bots.runtime.situations import Lookups
from engagement.linking import LEAST_ALIKE, Twins, twin_score
from engagement.people import Account
from engagement.plays.privacy import SUGGESTED
from engagement.ports import Ledger
from engagement.situation import Situation

_MOST = 500


def load_twins(look: Lookups, _s: Situation) -> Twins:
    """For the play that tells them."""
    return twins_now(look.ledger, look.community)


def twins_now(ledger: Ledger, community: Community) -> Twins:
    """Namesakes of different workspaces in the same zone, as ``privacy`` tells them about each other."""

    def zone(account: Account) -> str | None:
        helper = community.helpers.get(account.member)
        return account.timezone or (helper.timezone if helper is not None else None)

    found = tuple(
        (one, other)
        for one, other in ledger.links.pairs(_MOST)
        if twin_score(one, zone(one), other, zone(other)) >= LEAST_ALIKE
    )
    people = {one.member for pair in found for one in pair}
    told = {who for who in people if ledger.outbox.newest_in_slot(f"{SUGGESTED}{who}") is not None}
    return Twins(pairs=found, told=frozenset(told))
