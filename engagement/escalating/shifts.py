"""Whoever comes on duty is told, and what waits for them; so is the team, when nobody is."""

from collections.abc import Sequence

from engagement.actions import Lane, Reach, Say, person, words
from engagement.decisions import Act, Verdict
from engagement.escalating.going_on import NAME
from engagement.situation import Situation


def on_shift(s: Situation, _policy: object) -> Sequence[Verdict]:
    """One message in the channel of each team that has the rota."""
    shift = s.shift
    if shift is None:
        return []
    return [
        Act(
            action=Say(
                text=f"{NAME}.duty_begins" if shift.after is not None else f"{NAME}.duty_ends",
                reach=Reach.CHANNEL if team.name in shift.rooms else Reach.MANAGERS,
                to=shift.rooms.get(team.name, ""),
                fields={
                    "who": person(shift.after) if shift.after is not None else words(""),
                    "before": person(shift.before) if shift.before is not None else words(""),
                    "team": words(team.title),
                    "count": words(str(shift.running.get(team.name, 0))),
                },
                controls=("why",),
                mentions=(shift.after,) if shift.after is not None else (),
                is_unprompted=False,
                lane=Lane.ESCALATION,
                slot=f"duty:{team.name}:{shift.at.isoformat()}",
            ),
            subject=s.community,
            reason="somebody else is on duty now",
        )
        for team in shift.teams
    ]
