"""Links by which somebody without an account takes or solves what a team has: made with the community's own key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bots.outside.links import LinkedAct, make_link
from engagement.ids import EscalationId

PATH = "/outside/act"
"""Where the page behind a link answers; the token follows."""
LASTS = timedelta(days=7)
"""So long a link works (ours)."""
_ACTS: tuple[LinkedAct, ...] = ("take", "solve")


@dataclass(frozen=True, slots=True)
class OurLinks:
    """See ``engagement.outside.Links``. ``public_url`` is ours as others reach us."""

    key: bytes = field(repr=False)
    public_url: str

    def of(self, escalation: EscalationId, since: datetime) -> Mapping[str, str]:
        """One address for each act."""
        base, until = f"{self.public_url}{PATH}", since + LASTS
        return {act: make_link(base, self.key, escalation=escalation, act=act, until=until) for act in _ACTS}
