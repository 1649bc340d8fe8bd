"""Whom of a team is it given to?"""

from collections.abc import Collection

from engagement.escalating.acts import Staff
from engagement.escalating.dials import Assign, Team
from engagement.ids import MemberId


def next_person(team: Team, staff: Staff, tried: Collection[str]) -> MemberId | None:
    """Whose turn it is among those who did not have it yet; None where the whole group is asked, or nobody is left.

    Turns: who was assigned longest ago (never comes first), ties in the order of the file.
    """
    if team.assign is Assign.WHOLE_GROUP:
        return None
    some = [person for person in staff.of.get(team.name, ()) if person not in tried]
    if not some:
        return None
    since = {person: at for person in some if (at := staff.assigned_at.get(person)) is not None}
    places = {person: place for place, person in enumerate(some)}

    def turn(person: MemberId) -> tuple[int, bool, float, int]:
        load = staff.loads.get(person, 0) if team.assign is Assign.LEAST_LOADED else 0
        at = since.get(person)
        return load, at is not None, at.timestamp() if at is not None else 0.0, places[person]

    return min(some, key=turn)
