"""Questions that peers leave to the teams, under all five governance models, while everything goes wrong at once."""

from dataclasses import replace
from random import Random

from bench.trust.figures import Figures, Row, Work
from bench.trust.handed_on.crowd import Staffed
from bench.trust.handed_on.post import Post
from bench.trust.handed_on.town import first_sights, playbook
from bench.trust.handed_on.verdict import Witness, judge
from bench.trust.handed_on.watched import audit, watch
from bench.trust.simulation.crowd import Habits
from bench.trust.simulation.faults import HOUR, rough
from bench.trust.simulation.many import play, to_figures
from bench.trust.simulation.world import Outcomes, Plan, World

PER_WORLD = 60
"""About so many questions of a world come to a team."""


def left_alone(dice: Random) -> Habits:
    """Many questions and few peers; in one world more, in another less."""
    return Habits(questions=PER_WORLD * 1.25, answered=dice.uniform(0.05, 0.25), pauses=0)


def open_all(world: World) -> None:
    """Beside the town: the world beyond chat, and the auditor."""
    Post.of(world)
    audit(world)


STAFFED = Plan(
    days=1,
    faults=rough,
    habits=left_alone,
    without=frozenset({"open_questions", "tidy_threads", "similar_threads", "peer_prompt"}),
    policy=playbook,
    sights=first_sights,
    crowd=Staffed,
    judge=Witness,
    opening=open_all,
    beside=watch,
    rest=18 * HOUR,  # a night, the whole chain, an hour of work, and the auditor's patience
    encore=judge,
)


def run(work: Work) -> Figures:
    """World after world, one seed each from the work's own on, until there were so many; models take turns."""
    some: list[Outcomes] = []
    while (tried := sum(one.acts for one in some)) < work.size and not work.is_over:
        worlds = max(1, (work.size - tried) // PER_WORLD)
        more = Work(size=worlds, seed=work.seed + len(some), report=work.report, ends_at=work.ends_at)
        some += play(STAFFED, more)
    return replace(to_figures(some, work), tried=sum(one.acts for one in some))


ROW = Row(
    name="handed-on",
    title="Questions that a team has, for a day under each governance model in turn, on a virtual clock: crashes,"
    " limits, platforms away, lost answers, late and repeated events, staff who are silent or gone, the auditor off.",
    holds="Each escalation ends claimed, solved, or with a notice that somebody got: none dies silently. Each has one"
    " owner and one next instant. Where the auditor is silent, that is told within 5 minutes.",
    unit="escalations",
    sizes={"small": 40, "ci": 60, "long": 10_000},
    run=run,
)
