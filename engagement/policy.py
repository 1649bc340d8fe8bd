"""The dials of one community, frozen: what the file, the overrides and the defaults add up to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar, runtime_checkable

from engagement.escalating.dials import Governance
from engagement.escalating.hub_playbook import HubPlaybook
from engagement.events import Threading
from engagement.ids import CommunityId
from engagement.modelling.dials import ModelPolicy
from engagement.people import Role
from engagement.persona import Persona
from engagement.programmes import Programme
from engagement.stories import Story
from engagement.strategy import Goal, Purpose

T = TypeVar("T")


class QuestionMode(StrEnum):
    """Which messages count as questions."""

    CONSERVATIVE = "conservative"
    LOOSE = "loose"
    MARK = "mark"


@runtime_checkable
class WritesTo(Protocol):
    """Dials of a step that writes to channels of its own."""

    @property
    def rooms(self) -> tuple[str, ...]:
        """Their names or ids, as the file writes them, without the ``#``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestraintPolicy:
    """How loud Hubbub may be; every figure from defaults.md ("ours" unless a source is named there)."""

    helper_asks_per_day: int = 1
    """When the helper chose no limit."""
    helper_asks_per_week: int = 3
    quiet_from: time = time(21, 0)
    """In the helper's zone, else the community's."""
    quiet_until: time = time(8, 0)
    ask_expires_after_quiet: timedelta = timedelta(hours=2)
    ignored_asks: int = 2
    """Asks ignored in a row before a rest."""
    rest_after_ignored: timedelta = timedelta(days=14)
    channel_per_hour: int = 4
    channel_per_day: int = 20
    storm_questions: int = 3
    """Similar questions in one channel within ``storm_window`` may be an outage or an unclear text: stop asking."""
    storm_window: timedelta = timedelta(minutes=30)
    unsolicited_per_week: int = 2
    """Private messages nobody enrolled for, all plays together."""
    bundle_within: timedelta = timedelta(minutes=2)
    """Notices to the managers within this time become one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingPolicy:
    """How messages become conversations."""

    together_within: timedelta = timedelta(minutes=10)
    """One author's consecutive top-level messages (native threads)."""
    loose_reach: int = 100
    """How many messages back a loose channel's rule looks."""
    loose_idle: timedelta = timedelta(hours=4)
    """After this silence a message begins a conversation of its own. Ours: on the two labelled communities that were
    looked at, beginnings are told best with 2 to 4 hours (F1 0.62 and 0.59; 0.56 and 0.57 with a day)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """One channel's dials: the community's, with the channel's own on top."""

    name: str
    topics: tuple[str, ...] = ()
    is_live: bool = True
    """False: try-out here, nothing is sent to members."""
    may_be_private: bool = False
    """Read also while it is private: a manager said so (``private: true``)."""
    questions: QuestionMode = QuestionMode.CONSERVATIVE
    threading: Threading | None = None
    """None: as the platform says."""
    no_sales: bool = False
    """Nobody of sales is ever invited into what is asked here."""
    plays: Mapping[str, object] = field(default_factory=dict)
    """The policy object of each play that is on here, by the play's name."""
    off: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)
    """The policy object that a play which is off here would have if it were on."""
    own: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    """What is set for this channel alone (``peer_prompt.wait``, ``questions``): the community's does not replace it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One community's dials. ``others`` is the policy of public channels nobody listed (None: not read at all)."""

    community: CommunityId
    name: str
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    dry_run: bool = True
    is_paused: bool = False
    hold_out: float = 0.10
    hold_out_from: int = 200
    """Question threads a quarter from which on a comparison group is kept."""
    assume_willing: bool = False
    """Rehearsals only: whoever has answered counts as enrolled."""
    managers_channel: str | None = None
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A manager's words per topic."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """By platform id, account name or the platform's own role name."""
    given: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)
    """What managers gave beside the file, by the member's id (``engagement/looked_after.py``)."""
    channels: Mapping[str, ChannelPolicy] = field(default_factory=dict)
    """By the channel's name (or platform id)."""
    others: ChannelPolicy | None = None
    restraint: RestraintPolicy = field(default_factory=RestraintPolicy)
    grouping: GroupingPolicy = field(default_factory=GroupingPolicy)
    governance: Governance | None = None
    """Hub, spokes and rules, where what peers cannot solve is handed to a team (None: to nobody but the managers)."""
    playbook: HubPlaybook = field(default_factory=HubPlaybook)
    """The hub's approved answers and notes. They are no part of ``governance``: what stands there today holds."""
    stories: Mapping[str, Story] = field(default_factory=dict)
    """Public stories that may be shown to whoever asks how others fared, by name."""
    employer: str = ""
    """What the organisation is called, which its people say where they answer; empty: that they say so at all."""
    retention: timedelta = timedelta(days=30)
    """How long words are kept."""
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    """For advocates, by name, in the order of the file."""
    shelved: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Programmes that the file writes down while ``advocates: false`` keeps them out of use, by name."""
    purpose: Purpose = field(default_factory=Purpose)
    """What the community is for, in a manager's words."""
    goals: Mapping[str, Goal] = field(default_factory=dict)
    """What is to be reached, by name, in the order of the file."""
    model: ModelPolicy = field(default_factory=ModelPolicy)
    """Which text model may be asked, for what; none unless the file names one."""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The community's own wording of messages, by language and key (``peer_prompt.ask``); else the shipped one."""
    persona: Persona = field(default_factory=Persona)
    """The brand's voice; without one Hubbub is Hubbub."""
    council: tuple[str, ...] = ()
    """Members who see purpose, goals and votes: people, user groups or roles as the file writes them."""

    def for_channel(self, name: str, external: str = "") -> ChannelPolicy | None:
        """The dials of the channel with this name or platform id; None when Hubbub was not invited there."""
        return self.channels.get(name) or self.channels.get(external) or self.others

    def has(self, role: Role) -> bool:
        """Whether anybody has that role, by the file or given beside it."""
        return role in self.roles.values() or any(role in some for some in self.given.values())

    @property
    def team_rooms(self) -> tuple[str, ...]:
        """The channels in which the teams are told, each once; what is said there is nobody's question."""
        if self.governance is None:
            return ()
        rooms = (*(team.channel for team in self.governance.teams.values()), *self.governance.second_rooms)
        return tuple(dict.fromkeys(rooms))

    @property
    def places(self) -> tuple[ChannelPolicy, ...]:
        """The dials of each listed channel, and those of all others where there are any."""
        return (*self.channels.values(), *((self.others,) if self.others is not None else ()))

    def step_dials(self, kind: type[T]) -> list[T]:
        """The dials of that kind wherever the step is on."""
        return [one for place in self.places for one in place.plays.values() if isinstance(one, kind)]

    @property
    def written_rooms(self) -> tuple[str, ...]:
        """The channels of teams, reviewers and single steps: written to also where ``channels:`` does not list them."""
        reviewing = (one.channel for one in self.programmes.values() if one.channel is not None)
        dials = (one for place in self.places for one in place.plays.values())
        steps = (room for one in dials if isinstance(one, WritesTo) for room in one.rooms)
        return tuple(dict.fromkeys((*self.team_rooms, *reviewing, *steps)))

    @property
    def named(self) -> frozenset[str]:
        """Everybody whom the roles and teams name, as written: people, user groups and roles of the platform."""
        reviewers = frozenset(who for one in self.programmes.values() for who in one.reviewers)
        teams = self.governance.named if self.governance is not None else frozenset()
        return frozenset(self.roles) | frozenset(self.given) | teams | reviewers | frozenset(self.council)

    @property
    def fingerprint(self) -> str:
        """Eight characters that change whenever any dial does; every decision carries them."""
        return hashlib.blake2b(repr(self).encode(), digest_size=4).hexdigest()
