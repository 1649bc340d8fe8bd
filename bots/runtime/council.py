"""What a play is shown for the council: who is in it, what members have proposed, and how far goals are."""

from collections.abc import Sequence
from dataclasses import replace

from advocacy.council import NOTE, Council, lines
from advocacy.plays.proposals import ASK, PLAY
from advocacy.proposals import Proposal, ProposalsPolicy, State
from bots.runtime.kept_goals import find_goals
from bots.runtime.proposals import read_proposals
from bots.runtime.situations import Lookups
from bots.runtime.strategy import open_to_members, settled_until
from engagement.authorisation import is_council
from engagement.ids import MemberId, MessageId, external_of
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.situation import Situation


def load_council(look: Lookups, s: Situation) -> Council | None:
    """All that a member of the council may see; None where nobody is in it."""
    ledger, community = look.ledger, look.community
    members = council_of(ledger, community.policy)
    if not members:
        return None
    found = read_proposals(ledger)
    goals = open_to_members(community, find_goals(ledger, community, s.now)) if community.policy.goals else []
    last = ledger.entries.find(NOTE)
    seen = Council(
        members=tuple(sorted(members)),
        proposals=tuple(one for one in found.some.values() if one.is_posted and one.state is not State.GONE),
        answered_at={name: one.at for name, one in found.answers.items()},
        goals=tuple(one.progress for one in goals), settled=settled_until(s.now), last=last[-1] if last else None,
    )  # fmt: skip
    told = [one for line in lines(seen, s.now) if (one := line.new or line.decided) is not None]
    return replace(seen, places=_places(look, told))


def council_of(ledger: Ledger, policy: Policy) -> set[MemberId]:
    """Who is in the council, as far as they are known: people, user groups and roles that it names."""
    accounts = ledger.people.named_or_in_roles(policy.council) if policy.council else ()
    return {
        each.member
        for each in accounts
        if not (each.is_bot or each.is_gone) and is_council(policy, each.id, external_of(each.id), *each.roles)
    }


def _places(look: Lookups, some: Sequence[Proposal]) -> dict[str, MessageId]:
    """In which message each of these stands, where it was sent."""
    dials = look.community.play_dials(PLAY, None)
    room = dials.rooms if isinstance(dials, ProposalsPolicy) else ()
    channels = [channel for name in room for channel in look.channel_ids().get(name, ())]
    found: dict[str, MessageId] = {}
    for one in some:
        rows = (look.ledger.outbox.in_slot(f"{ASK}{one.id}:{channel}") for channel in channels)
        place = next((row.sent_as for row in rows if row is not None and row.sent_as is not None), None)
        if place is not None:
            found[one.id] = place
    return found
