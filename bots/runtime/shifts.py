"""When does the duty change hands, and who has to hear of it? Each change is told once, also after a restart."""

from datetime import datetime, timedelta

from bots.runtime.escalating import rooms_of, staff_of
from bots.runtime.situations import Lookups
from engagement.escalating.dials import Governance, Rota
from engagement.escalating.duty import HandOver, hand_overs
from engagement.escalating.seen import Shift
from engagement.ports import Occurrences

_LATE = timedelta(hours=6)
"""A change that nobody was told of is told so long afterwards (ours)."""
_AHEAD = timedelta(days=8)
"""So far ahead the next change is looked for: a week's turn, and a day."""


def next_shift(governance: Governance | None, now: datetime) -> datetime:
    """When somebody has to be told next; when nothing is in sight, when to look again."""
    rotas = _used(governance)
    coming = [found[0].at for rota in rotas if (found := hand_overs(rota, now, now + _AHEAD))]
    return min(coming, default=now + _AHEAD - timedelta(days=1))


def due_shifts(look: Lookups, now: datetime) -> list[Shift]:
    """The latest change of each rota, claimed; none that was told before."""
    governance = look.community.policy.governance
    found: list[Shift] = []
    for rota in _used(governance):
        latest = hand_overs(rota, now - _LATE, now)[-1:]
        if governance is not None and latest and _claim(look.ledger.occurrences, rota, latest[0], now):
            found.append(_shift(look, governance, rota, latest[0], now))
    return found


def _used(governance: Governance | None) -> list[Rota]:
    """The rotas of teams."""
    if governance is None:
        return []
    names = dict.fromkeys(team.rota for team in governance.teams.values())
    return [governance.rotas[name] for name in names if name in governance.rotas]


def _claim(occurrences: Occurrences, rota: Rota, change: HandOver, now: datetime) -> bool:
    return occurrences.claim(f"duty:{rota.name}", change.at, now)


def _shift(look: Lookups, governance: Governance, rota: Rota, change: HandOver, now: datetime) -> Shift:
    named = staff_of(look, governance, now).named
    counted = look.ledger.escalations.count_running()
    running: dict[str, int] = {}
    for (team, _state), number in counted.items():
        running[team] = running.get(team, 0) + number
    return Shift(
        at=change.at,
        teams=tuple(team for team in governance.teams.values() if team.rota == rota.name),
        before=named.get(change.before) if change.before is not None else None,
        after=named.get(change.after) if change.after is not None else None,
        rooms=rooms_of(look, governance),
        running=running,
    )
