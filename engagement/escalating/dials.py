"""The dials of "Hand to the team": teams, working hours, who is on duty, rules, chains. Frozen, as the file has them.

People are written as in ``roles:``: a platform's id of a person, or an account id; a team may also name a user group
or role of the platform. Teams, calendars, rotas and chains are named by what the file calls them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum

from engagement.people import Hours

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OF_DOMAIN = "*@"
"""How a tier names everybody with an address at a domain; a platform that knows addresses tells it as a role."""
MOST_REPEATS = 5
"""A chain is gone through at most so often (PagerDuty allows 9; ours)."""


class Model(StrEnum):
    """The five governance models: who owns what peers could not answer, unless a rule says otherwise."""

    CENTRALIZED = "centralized"
    """The hub owns everything."""
    DECENTRALIZED = "decentralized"
    """The team of the channel, else of the topic, owns it; there is no hub."""
    HUB_AND_SPOKE = "hub_and_spoke"
    """The hub looks at it first and hands it to the spoke that owns it; the hub sees everything."""
    MULTIPLE_HUB_AND_SPOKE = "multiple_hub_and_spoke"
    """As before, with a hub for each community, region or product, and one council of them all."""
    HONEYCOMB = "honeycomb"
    """Anybody on staff may take anything; the hub only watches."""


class Severity(IntEnum):
    """How much it matters that somebody comes soon."""

    LOW = 0
    NORMAL = 1
    HIGH = 2
    URGENT = 3


class Assign(StrEnum):
    """Who of a team is asked first."""

    WHOLE_GROUP = "whole_group"
    """The team's channel; whoever takes it first."""
    ROUND_ROBIN = "round_robin"
    """Whose turn it is: the one who was assigned longest ago."""
    LEAST_LOADED = "least_loaded"
    """The one with the fewest running escalations; among equals, whose turn it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """When a team works: blocks by weekday (``mon`` ... ``sun``) on the wall clock of ``timezone``, but for holidays.

    A block whose end is 00:00 runs to midnight; none may run past it. No block at all on any day: around the clock.
    """

    name: str
    timezone: str = "UTC"
    week: Mapping[str, tuple[Hours, ...]] = field(default_factory=dict)
    holidays: tuple[date, ...] = ()
    """Sorted, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody stands in for whoever would be on duty, from ``start`` until ``end`` (aware, half-open)."""

    start: datetime
    end: datetime
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """Who is on duty when: ``people`` in turn, ``turn_days`` each, handing over at ``at`` on the wall clock.

    ``begins`` is the day on which the first of them takes over for the first time; before it nobody is on duty but by
    an override. ``hours`` empty: around the clock, else only within these blocks of the day.
    """

    name: str
    people: tuple[str, ...]
    begins: date
    turn_days: int = 7
    at: time = time(9, 0)
    timezone: str = "UTC"
    hours: tuple[Hours, ...] = ()
    overrides: tuple[Override, ...] = ()
    line: int = field(default=0, compare=False, repr=False)
    """Where it stands in the file, 0 where that is not known; the same rota elsewhere in the file is the same."""


class StepKind(StrEnum):
    """What a step of a chain does."""

    TEAM = "team"
    """The card in the owner's channel, without naming anybody (or a reminder under it)."""
    ASSIGNEE = "assignee"
    """Names the person who has it, or whoever the team assigns."""
    ON_DUTY = "on_duty"
    """Names whoever is on duty in the owner's rota (``to``: another rota)."""
    PERSON = "person"
    """Names the person ``to``; written with ``@`` everybody of a user group or role."""
    EVERYBODY = "everybody"
    """Names everybody of the owning team."""
    HAND_ON = "hand_on"
    """The team ``to`` owns it from now on (``hub``: the hub responsible; ``owner``: the team it belongs to)."""
    WEBHOOK = "webhook"
    """Calls the webhook ``to``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a chain, ``wait`` of the owner's working time after the one before.

    ``between``: only then (on the clock of the owner's calendar), else the step is left out. ``more_than`` and
    ``within``: only if more than so many escalations were opened for the same team within that time.
    """

    kind: StepKind
    to: str = ""
    wait: timedelta = timedelta()
    between: Hours | None = None
    more_than: int | None = None
    within: timedelta = HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What happens, one after the other, until somebody takes it; then ``repeat`` times more from the beginning."""

    name: str
    steps: tuple[Step, ...]
    repeat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """In working time of the owner: until staff first answer, until each further answer, until it is solved."""

    first_response: timedelta | None = 4 * HOUR
    next_response: timedelta | None = 8 * HOUR
    solution: timedelta | None = 24 * HOUR
    warn_at: float = 0.75
    """Share of a target after which a warning goes out (ClearFeed)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A hub or a spoke: where it is told, who belongs to it, and what is its own."""

    name: str
    title: str
    channel: str
    """Name or platform id of the channel in which its cards stand; it may lie in any workspace of the community."""
    is_hub: bool = False
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    hub: str = ""
    """The hub it belongs to, where there are several."""
    assign: Assign = Assign.WHOLE_GROUP
    rota: str = ""
    calendar: str = ""
    chain: str = ""
    targets: Targets = field(default_factory=Targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a rule asks for; what is left empty is not asked. ``hours`` are on the clock of the community."""

    topics: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    workspaces: tuple[str, ...] = ()
    severity: Severity | None = None
    """At least so severe."""
    tiers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    hours: Hours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What matches belongs to the team ``owner``; ``chain`` empty: the team's own."""

    match: Match
    owner: str
    chain: str = ""
    line: int = field(default=0, repr=False, compare=False)
    """Where it stands in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityDials:
    """What makes a question more urgent than others."""

    urgent_words: tuple[str, ...] = ()
    high_words: tuple[str, ...] = ()
    askers: int = 3
    """So many who ask the same within ``askers_within`` make it high."""
    askers_within: timedelta = timedelta(hours=2)
    tiers: Mapping[str, Severity] = field(default_factory=dict)
    """At least so severe for customers of a tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """One community's dials of escalation, whole: what a running escalation keeps a frozen copy of."""

    model: Model = Model.HUB_AND_SPOKE
    timezone: str = "UTC"
    teams: Mapping[str, Team] = field(default_factory=dict)
    """Hubs first, in the order of the file; the first hub is the main one."""
    routes: tuple[Route, ...] = ()
    chains: Mapping[str, Chain] = field(default_factory=dict)
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    rotas: Mapping[str, Rota] = field(default_factory=dict)
    webhooks: tuple[str, ...] = ()
    """Names of the webhooks there are; their addresses and secrets stay in the environment."""
    second_path: tuple[str, ...] = ()
    """Who is told when chat reaches nobody, in this order: ``email:ann@example.org`` or ``webhook:pager``."""
    severity: SeverityDials = field(default_factory=SeverityDials)
    tier_roles: Mapping[str, str] = field(default_factory=dict)
    """Customer tier by the platform's role or user group, or by ``*@`` and the domain of an e-mail address."""
    sensitive_topics: tuple[str, ...] = ()
    """What is asked about these stays private: the card quotes nothing, and no channel but the owner's hears of it."""
    private_questions: bool = True
    """Whether members may ask a team privately."""
    remind_after: timedelta = timedelta(minutes=30)
    """Working time after which a silent assignee is reminded."""
    hand_on_after: timedelta = timedelta(minutes=60)
    """Working time after which a silent assignee's escalation is handed on."""
    reopens_for: timedelta = 7 * DAY
    """After a solution, so long the asker's "not yet" opens it again; then it is closed."""

    @property
    def fingerprint(self) -> str:
        """What a frozen copy of these dials is called: the same dials, the same name."""
        return hashlib.blake2b(repr(self).encode(), digest_size=8).hexdigest()

    @property
    def owned_topics(self) -> frozenset[str]:
        """The topics that a team or a rule has."""
        own = {topic for team in self.teams.values() for topic in team.topics}
        return frozenset(own | {topic for one in self.routes for topic in one.match.topics})

    @property
    def domains(self) -> frozenset[str]:
        """The domains of e-mail addresses that mark the customers of a tier, in small letters."""
        return frozenset(name.removeprefix(OF_DOMAIN) for name in self.tier_roles if name.startswith(OF_DOMAIN))

    @property
    def second_rooms(self) -> tuple[str, ...]:
        """The channels of the second path, by name or platform id."""
        return tuple(way.removeprefix("channel:") for way in self.second_path if way.startswith("channel:"))

    @property
    def named(self) -> frozenset[str]:
        """Everybody whom a team, rota, chain or tier names, as written: people, user groups and roles."""
        some = self.people | self.tier_roles.keys()
        some |= {one for rota in self.rotas.values() for one in rota.people}
        some |= {each.person for rota in self.rotas.values() for each in rota.overrides}
        steps = (step for chain in self.chains.values() for step in chain.steps)
        return frozenset(some | {step.to for step in steps if step.kind is StepKind.PERSON})

    @property
    def groups(self) -> frozenset[str]:
        """The user groups and roles that steps of chains name, written with ``@``."""
        steps = (step for chain in self.chains.values() for step in chain.steps)
        return frozenset(step.to for step in steps if step.kind is StepKind.PERSON and step.to.startswith("@"))

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is in a team, as written."""
        return frozenset(one for team in self.teams.values() for one in team.people)
