"""What a play is shown of escalations: the one in hand, the dials it runs by, and who could have it now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engagement.escalating.acts import Move, Staff
from engagement.escalating.dials import Governance, Team
from engagement.escalating.escalation import Entry, Escalation
from engagement.escalating.signs import Said
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId


@dataclass(frozen=True, slots=True, kw_only=True)
class InRoom:
    """What somebody of a team did in the team's own room: to one of our cards, or to what they wrote under it.

    ``said`` is None for the card itself.
    """

    message: MessageId
    said: str | None = None
    author: MemberId | None = None
    is_sent_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalating:
    """``governance`` is the frozen copy named ``policy``: of the running escalation, else of a new one.

    ``rooms``: the channel of each team, where it is known. ``move``: what just came of an act, for the plays that tell
    of it.
    """

    governance: Governance
    policy: str
    staff: Staff = field(default_factory=Staff)
    rooms: Mapping[str, ChannelId] = field(default_factory=dict)
    escalation: Escalation | None = None
    move: Move | None = None
    channel_name: str = ""
    workspace: str = ""
    tier: str = ""
    asked_alike: int = 1
    """How many have asked the same lately, this one included."""
    is_repeated: bool = False
    """The asker has asked it before."""
    is_newcomer: bool = False
    alike: tuple[Escalation, ...] = ()
    """Running escalations of questions like this one, the most alike first."""
    solved_alike: tuple[ThreadId, ...] = ()
    """Solved threads like this one, the most alike first."""
    asked: str = ""
    """What the asker said before anybody answered, as far as it is kept."""
    said: tuple[Said, ...] = ()
    """What is kept of the conversation, oldest first, when the asker has just written in it."""

    record: tuple[Entry, ...] = ()
    """What happened to it so far, when staff ask for that."""
    lately: tuple[MessageId, ...] = ()
    """What the asker, who has just written, wrote within the same two minutes, oldest first."""

    def is_run_by(self, member: MemberId) -> bool:
        """Whether a team has it now, and somebody is one of the teams' people."""
        return self.escalation is not None and self.escalation.is_running and self.team_of(member) is not None

    def team_of(self, member: MemberId) -> str | None:
        """The team somebody belongs to: the owning one first, then as the file lists them; None where there is none."""
        current = self.escalation.team if self.escalation is not None else ""
        wished = (current, *self.governance.teams)
        return next((name for name in wished if member in self.staff.of.get(name, ())), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Everything that runs, oldest first, for who asks. ``frozen``: the dials they run by, by name."""

    governance: Governance
    staff: Staff
    running: tuple[Escalation, ...] = ()
    frozen: Mapping[str, Governance] = field(default_factory=dict)

    def team_of(self, member: MemberId) -> str | None:
        """The team somebody belongs to, the first of the file; None where there is none."""
        return next((name for name in self.governance.teams if member in self.staff.of.get(name, ())), None)

    def dials_of(self, e: Escalation) -> Governance:
        """The dials by which one of them is handled."""
        return self.frozen.get(e.policy, self.governance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From ``at`` on somebody else is on duty in a rota: ``after`` in place of ``before`` (None: nobody we know).

    ``teams`` have the rota; ``rooms`` and ``running`` are theirs: the channel, and how many questions they have.
    """

    at: datetime
    teams: tuple[Team, ...]
    before: MemberId | None = None
    after: MemberId | None = None
    rooms: Mapping[str, ChannelId] = field(default_factory=dict)
    running: Mapping[str, int] = field(default_factory=dict)
