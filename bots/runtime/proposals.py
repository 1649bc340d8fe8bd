"""What the plays are shown of members' proposals: all of them, who wants them, and how they were answered."""

from advocacy.plays.proposals import PLAY
from advocacy.proposals import ANSWER, PROPOSAL, VOTE, Proposals, ProposalsPolicy, to_proposal
from bots.runtime.situations import Lookups
from engagement.people import Purpose
from engagement.ports import Ledger
from engagement.situation import Situation


def proposals(look: Lookups, s: Situation) -> Proposals:
    """All there is; nobody of staff and nobody who stopped is counted."""
    found = read_proposals(look.ledger)
    people = {who for one in found.some.values() if (who := one.member) is not None}
    people |= {who for one in found.votes if (who := one.member) is not None}
    if s.actor is not None:
        people.add(s.actor.member)
    staff = {who for who in people if look.community.is_staff(look.account_of(who), who)}
    dials = look.community.play_dials(PLAY, None)
    stopped = {who for who in people if look.has_stopped(who)}
    return Proposals(
        some=found.some, votes=found.votes, answers=found.answers, out=found.out | staff | stopped,
        places=look.channel_ids(), dials=dials if isinstance(dials, ProposalsPolicy) else None,
    )  # fmt: skip


def read_proposals(ledger: Ledger) -> Proposals:
    """Read from the memory alone: with staff still counted, whose votes are none."""
    return Proposals(
        some={one.id: to_proposal(one) for one in ledger.entries.find(PROPOSAL)},
        votes=tuple(ledger.entries.find(VOTE)),
        answers={one.id: one for one in ledger.entries.find(ANSWER)},
        out=ledger.people.who_said_no(Purpose.METRICS),
    )
