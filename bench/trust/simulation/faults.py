"""What goes wrong in one world: drawn once from its seed, so that the seed alone tells all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from bench.trust.simulation.town import WORKSPACES
from engagement.ids import WorkspaceId

HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Shares are 0-1, times are seconds since the world began."""

    lost_replies: float = 0.0
    """Carried out, but whoever asked is not told."""
    refused: float = 0.0
    """Not carried out, and whoever asked cannot know."""
    limited: float = 0.0
    rejected: float = 0.0
    slow: float = 0.0
    blind: float = 0.0
    """A read-back that fails."""
    repeated: float = 0.0
    """Events told twice."""
    late: float = 0.0
    """Events told minutes to hours late, and so in another order."""
    crashes_at_sends: float = 0.0
    crashes_at_events: float = 0.0
    crashes: Sequence[float] = ()
    clock_steps: Sequence[tuple[float, float]] = ()
    """When the machine's clock is set, and how wrong it is from then on."""
    outages: Mapping[WorkspaceId, Sequence[tuple[float, float]]] = field(default_factory=dict)

    def is_down(self, workspace: WorkspaceId, at: float) -> bool:
        """Whether the platform is unreachable at that moment."""
        return any(start <= at < end for start, end in self.outages.get(workspace, ()))


def rough(dice: Random, seconds: float) -> Faults:
    """Everything at once, each world in its own measure."""

    def share(most: float) -> float:
        return round(dice.random() ** 2 * most, 3)

    return Faults(
        lost_replies=share(0.25),
        refused=share(0.2),
        limited=share(0.2),
        rejected=share(0.05),
        slow=share(0.3),
        blind=share(0.3),
        repeated=share(0.3),
        late=share(0.15),
        crashes_at_sends=share(0.1),
        crashes_at_events=share(0.03),
        crashes=sorted(dice.uniform(0, seconds) for _ in range(dice.randrange(4))),
        clock_steps=sorted((dice.uniform(0, seconds), dice.uniform(-60, 60)) for _ in range(dice.randrange(3))),
        outages={workspace: _outages(dice, seconds, (0.02, 0.2, 1.0, 2.0)) for workspace in WORKSPACES},
    )


def usual(dice: Random, seconds: float) -> Faults:
    """A usual week: restarts, a platform that is away now and then, some replies lost."""
    return Faults(
        lost_replies=0.02,
        refused=0.02,
        limited=0.03,
        slow=0.1,
        repeated=0.05,
        late=0.02,
        crashes_at_sends=0.01,
        crashes=sorted(dice.uniform(0, seconds) for _ in range(2)),
        outages={workspace: _outages(dice, seconds, (0.02, 0.1, 0.5)) for workspace in WORKSPACES},
    )


def _outages(dice: Random, seconds: float, hours: Sequence[float]) -> list[tuple[float, float]]:
    starts = sorted(dice.uniform(0, seconds) for _ in range(dice.randrange(3)))
    return [(start, start + dice.choice(hours) * HOUR) for start in starts]
