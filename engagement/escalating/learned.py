"""What a week of questions taught the teams: what a play is shown of it, and what can be told of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Escalation
from engagement.escalating.handled import Case
from engagement.few_people import LEAST
from engagement.ids import ChannelId, EscalationId, MemberId

WORTH_READING = 5
"""So many solved conversations are linked (ours)."""
WORTH_WRITING_DOWN = 3
"""So many solved questions of one topic without an approved answer are worth one (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """An approved answer was sent for this escalation, by somebody of ``team``."""

    escalation: EscalationId
    asker: MemberId
    team: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """``cases`` came to a team within it; ``solved`` ended well within it, neither private nor gone since.

    Nobody is in it who said no to being counted. ``rooms``: the channel of each team, where it is known.
    """

    governance: Governance
    rooms: Mapping[str, ChannelId] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    solved: tuple[Escalation, ...] = ()
    used: tuple[Used, ...] = ()

    def of_team(self, team: str) -> "Week":
        """What of it concerns one team; figures are made of the whole, never of this."""
        return Week(
            governance=self.governance,
            rooms=self.rooms,
            cases=tuple(case for case in self.cases if case.handled.team == team),
            solved=tuple(e for e in self.solved if e.team == team),
            used=tuple(one for one in self.used if one.team == team),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.cases or self.solved or self.used)


def uses(used: Sequence[Used]) -> dict[str, int]:
    """How often each answer was sent, the most used first; 0 where fewer than five people got it: no number is told."""
    askers: dict[str, set[MemberId]] = {}
    for one in used:
        askers.setdefault(one.answer, set()).add(one.asker)
    times = Counter(one.answer for one in used)
    shown = {name: times[name] if len(askers[name]) >= LEAST else 0 for name in times}
    return dict(sorted(shown.items(), key=lambda pair: (-pair[1], pair[0])))


def to_write_down(week: Week) -> list[str]:
    """Topics of which several were solved without an approved answer, the most frequent first."""
    answered = {one.escalation for one in week.used}
    topics = Counter(topic for e in week.solved if e.id not in answered for topic in e.topics)
    return [topic for topic, number in topics.most_common() if number >= WORTH_WRITING_DOWN]
