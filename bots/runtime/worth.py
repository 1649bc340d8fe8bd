"""What the members' answers are worth to the team: read from the memory."""

from dataclasses import fields

from advocacy.plays.did_it_help import NAME, DidItHelpPolicy
from bots.runtime.community import Community
from bots.runtime.comparing import staff_in
from engagement.policy import Policy
from engagement.ports import Ledger
from engagement.records import Within
from engagement.worth import Rates, Worth, worth


def read_worth(ledger: Ledger, community: Community, within: Within) -> Worth:
    """The ledger of a time; nobody who said no to being counted is in it."""
    questions = [each for each in ledger.figures.asked(within) if each.modes & community.flag(each.channel)]
    counts = [each for each in ledger.figures.day_counts(within) if not each.is_bot]
    people = {each.member for each in counts} | {each.accepted_by for each in questions if each.accepted_by is not None}
    is_staff = staff_in(ledger, community)
    staff = frozenset(filter(is_staff, people))
    written = sum(each.messages for each in counts if each.member in staff)
    return worth([each for each in questions if each.asker not in staff], staff, written, rates_of(community.policy))


def rates_of(policy: Policy) -> Rates:
    """The dials; the defaults where the step stands in no channel."""
    dials = (channel.plays.get(NAME) for channel in policy.channels.values())
    found = next((each for each in dials if isinstance(each, DidItHelpPolicy)), DidItHelpPolicy())
    return Rates(**{one.name: getattr(found, one.name) for one in fields(Rates)})
