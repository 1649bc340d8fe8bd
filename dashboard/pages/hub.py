"""Hub: which questions do the teams have, who has each, and how do the clocks stand?"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi.responses import HTMLResponse

from dashboard.window.cards import Card, cards_of
from dashboard.window.page import Page
from dashboard.window.visit import Here


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A team and what it has."""

    name: str
    title: str
    is_hub: bool
    cards: Sequence[Card]


def hub(visit: Here) -> HTMLResponse:
    """A column for each team, the own one first; within it what is late comes first."""
    cards = visit.read(lambda ledger: cards_of(visit, ledger))
    governance = visit.live.owner.community.policy.governance
    titles = {name: (team.title, team.is_hub) for name, team in governance.teams.items()} if governance else {}
    for card in cards:  # handed to a team that the file names no more
        titles.setdefault(card.standing.escalation.team, (card.standing.title(card.standing.escalation.team), False))
    columns = [
        Column(name=name, title=title, is_hub=is_hub,
               cards=[card for card in cards if card.standing.escalation.team == name])
        for name, (title, is_hub) in titles.items()
    ]  # fmt: skip
    columns.sort(key=lambda column: not any(card.is_own for card in column.cards))
    return visit.show("hub", columns=columns, number=len(cards), late=sum(card.is_late for card in cards))


PAGE = Page(name="hub", title="Teams", path="/hub", reads={"/hub": hub})
