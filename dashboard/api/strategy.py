"""What the community is for, how far its goals are, and what its members value and propose, for other programs."""

from advocacy.insights import shown_people
from advocacy.polls import ranked
from bots.runtime.kept_goals import find_goals
from bots.runtime.polls import latest_poll
from bots.runtime.proposals import read_proposals
from dashboard.api import answers
from dashboard.pages.strategy import OWN_PEOPLE, STANDS, shown_goals, shown_proposals
from dashboard.strategy.goals import to_data
from dashboard.window.visit import Here, Visit
from engagement.ports import Ledger


def strategy(visit: Here) -> answers.Strategy:
    """Purpose, goals, what members value, and their proposals: what the page Strategy shows. Nobody is named."""
    community = visit.live.owner.community
    said = community.policy.purpose

    def read(ledger: Ledger) -> answers.Strategy:
        goals = shown_goals(visit, find_goals(ledger, community, visit.now))
        is_for_members = visit.role not in OWN_PEOPLE
        return answers.Strategy(
            purpose=answers.Purpose(vision=said.vision, for_whom=said.for_whom, success=said.success),
            goals=[answers.Goal.model_validate(to_data(one, to_members=is_for_members)) for one in goals],
            values=_values(ledger), proposals=_proposals(visit, ledger),
        )  # fmt: skip

    return visit.read(read)


def _values(ledger: Ledger) -> answers.Values | None:
    """Of the poll that closed last; None where nothing may be told of it."""
    poll = latest_poll(ledger, is_closed=True)
    some = ranked(poll) if poll is not None else []
    if poll is None or not some:
        return None
    return answers.Values(
        voters=poll.voters,
        items=[
            answers.Value(
                value=one.value, times=one.times, low=one.low if one.times is not None else None,
                high=one.high if one.times is not None else None,
            )
            for one in some
        ],
    )  # fmt: skip


def _proposals(visit: Visit, ledger: Ledger) -> list[answers.Proposal]:
    seen = read_proposals(ledger)
    numbers = seen.numbers()
    found: list[answers.Proposal] = []
    for one in shown_proposals(visit, seen):
        number, answer = shown_people(numbers[one.id])[0], seen.answers.get(one.id)
        found.append(
            answers.Proposal(
                at=one.at, title=one.title or None, state=STANDS[one.state],
                wanted_by=int(number) if number.isdigit() else None,
                answer=answer.words if answer is not None and answer.words else None,
            )
        )  # fmt: skip
    return found
