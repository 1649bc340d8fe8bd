"""What would each governance model have made of the same questions? Every escalation, played on a virtual clock.

Values in, values out: the questions peers left unanswered, one set of dials, a plain assumption about staff. Only the
model differs; teams, rules, chains and calendars stay. Spans are real time, as the asker lives it, unless said
otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from heapq import heappop, heappush
from math import ceil

from engagement.escalating.acts import Move, PassOn, Solve, Staff, StaffSpoke, TimeCame
from engagement.escalating.clocks import Aim
from engagement.escalating.course import advanced, opened
from engagement.escalating.dials import DAY, Governance, Model, StepKind, Team, WorkCalendar
from engagement.escalating.duty import on_duty
from engagement.escalating.escalation import Cause, Escalation, State
from engagement.escalating.moving import calendar_of
from engagement.escalating.routing import Facts, route
from engagement.escalating.working_time import due
from engagement.hours import zone
from engagement.ids import ChannelId, EscalationId, MemberId, ThreadId, stable_id
from engagement.people import WEEKDAYS, Hours

MOST_SPOKES = 8
"""Dials made up from an export have at most so many spokes."""
_ACTS, _OPENS, _LOOKS = range(3)
"""What comes first of what is due at the same instant: whoever answers at the last moment is in time."""
_SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """How staff would have behaved, all of them alike; both in working time of the team that has it."""

    staff: timedelta = timedelta(minutes=30)
    """Whoever has it takes it after so long, and answers at once; the answer solves it."""
    triage: timedelta = timedelta(minutes=10)
    """A hub hands on what belongs to another team after so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that peers left unanswered; ``facts.at`` is when it is handed to the team, under every model."""

    thread: ThreadId
    asker: MemberId
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one of them. ``team`` answered it, or has it at the end of the history; spans since it was opened.

    ``owned_after``: until ``team`` had it; ``answered_after``: until its first answer. Both None: nobody answered.
    """

    thread: ThreadId
    team: str
    belongs_to: str
    hand_overs: int
    owned_after: timedelta | None
    answered_after: timedelta | None
    has_target: bool
    is_missed: bool
    """The target of the first response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoad:
    """What one team had to do. ``kept``: answered by it, or with it at the end; ``handed_on`` to another team.

    ``busiest`` is the most that it answered or handed on within one hour of the community's clock, the first such hour
    beginning at ``busiest_at`` (None: it never did anything).
    """

    name: str
    title: str
    kept: int
    handed_on: int
    busiest: int
    busiest_at: datetime | None

    @property
    def count(self) -> int:
        """How many it had to look at."""
        return self.kept + self.handed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The median, and what nine of ten do not exceed (nearest rank)."""

    median: timedelta
    p90: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One model: what became of each question, by (time, thread), and what each team had to do, as the dials list them.

    Shares are 0-1, and 0 of nothing.
    """

    model: Model
    played: tuple[Played, ...]
    loads: tuple[TeamLoad, ...]

    @property
    def escalations(self) -> int:
        """How many there were."""
        return len(self.played)

    @property
    def hand_overs(self) -> float:
        """How often one was handed on, on average; that somebody takes what a hub only watches is none."""
        return _share(sum(one.hand_overs for one in self.played), self.escalations)

    @property
    def to_owner(self) -> Spread | None:
        """Until the team that answered had it; None where nobody answered anything."""
        return spread(one.owned_after for one in self.played)

    @property
    def to_answer(self) -> Spread | None:
        """Until staff first answered; None where nobody answered anything."""
        return spread(one.answered_after for one in self.played)

    @property
    def missed(self) -> int:
        """How many missed the target of their first response."""
        return sum(one.is_missed for one in self.played)

    @property
    def missed_share(self) -> float:
        """Of those that had such a target."""
        return _share(self.missed, sum(one.has_target for one in self.played))

    @property
    def open_share(self) -> float:
        """The share nobody had answered by the end of the history."""
        return _share(sum(one.answered_after is None for one in self.played), self.escalations)

    @property
    def elsewhere(self) -> int:
        """How many were answered by another team than the one they belong to."""
        return sum(one.answered_after is not None and one.team != one.belongs_to for one in self.played)


def spread(spans: Iterable[timedelta | None]) -> Spread | None:
    """How the spans that are there are spread; None when there are none."""
    some = sorted(span for span in spans if span is not None)
    if not some:
        return None
    many = len(some)
    return Spread(median=(some[(many - 1) // 2] + some[many // 2]) / 2, p90=some[ceil(0.9 * many) - 1])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def made_up(channels: Sequence[str], timezone: str) -> Governance:
    """Dials for a community that has none: a hub, and a spoke for each of the first eight channels, named after it.

    All of them work from Monday to Friday, 9 to 17 o'clock on the clock of ``timezone``; the rest is as by default.
    """
    some = tuple(dict.fromkeys(channels))[:MOST_SPOKES]
    hub = "hub"
    while hub in some:
        hub = f"the-{hub}"
    office = WorkCalendar(
        name="office", timezone=timezone, week=dict.fromkeys(WEEKDAYS[:5], (Hours(start=time(9), end=time(17)),))
    )
    teams = (
        Team(name=hub, title="Hub", channel=hub, is_hub=True, calendar=office.name),
        *(Team(name=name, title=name, channel=name, channels=(name,), calendar=office.name) for name in some),
    )
    return Governance(timezone=timezone, teams={team.name: team for team in teams}, calendars={office.name: office})


def staff_as_written(governance: Governance) -> Staff:
    """Everybody the dials name, as if each were a person and present; a team that names nobody has one."""
    of = {
        name: tuple(MemberId(person) for person in team.people) or (MemberId(f"somebody of {name}"),)
        for name, team in governance.teams.items()
    }
    rotas = (person for rota in governance.rotas.values() for person in rota.people)
    stand_ins = (override.person for rota in governance.rotas.values() for override in rota.overrides)
    steps = (step for chain in governance.chains.values() for step in chain.steps)
    chains = (step.to for step in steps if step.kind is StepKind.PERSON)
    people = {*(one for some in of.values() for one in some), *rotas, *stand_ins, *chains}
    return Staff(of=of, named={person: MemberId(person) for person in sorted(people)})


def handed_over_at(facts: Facts, governance: Governance, after: timedelta) -> datetime:
    """When a question asked at ``facts.at`` is handed over: once the team looking first has worked for ``after``.

    Raises LookupError when there is no team at all.
    """
    calendar = calendar_of(route(facts, governance).owner, governance)
    return due(calendar, facts.at, after) or facts.at + after


def drafted(
    asked: Asked, governance: Governance, cause: Cause = Cause.SILENCE, because: tuple[str, ...] = ()
) -> Escalation:
    """The escalation that a question becomes, before its first move. Raises LookupError when there is no team."""
    routed = route(asked.facts, governance)
    return Escalation(
        id=EscalationId(stable_id("escalation", asked.thread)), thread=asked.thread,
        channel=ChannelId(asked.facts.channel_id), asker=asked.asker, opened_at=asked.facts.at, team=routed.owner,
        belongs_to=routed.belongs_to, hub=routed.hub, chain=routed.chain, policy="", cause=cause,
        because=(*because, *routed.because), severity=asked.facts.severity, topics=asked.facts.topics,
        tier=asked.facts.tier, language=asked.facts.language,
    )  # fmt: skip


def compared(
    questions: Sequence[Asked], governance: Governance, models: Sequence[Model], assumed: Assumed, end: datetime
) -> tuple[Outcome, ...]:
    """What would have become of the questions handed over by ``end`` under each model, in the order of ``models``.

    Raises LookupError when there is no team at all.
    """
    due_by_then = sorted((one for one in questions if one.facts.at <= end), key=lambda q: (q.facts.at, q.thread))
    return tuple(
        _Community(replace(governance, model=model), assumed, end).play(due_by_then) for model in dict.fromkeys(models)
    )


@dataclass(slots=True)
class _Case:
    """One escalation on its way. ``stamp`` grows with every move: what was put down before it holds no more."""

    e: Escalation
    since: datetime
    """Since when whoever has it has it."""
    owned_at: datetime
    """Since when its team has it."""
    had: set[str] = field(default_factory=set)
    hand_overs: int = 0
    stamp: int = 0


class _Community:
    """A community under one model: staff who behave as assumed, and a clock that goes from instant to instant."""

    def __init__(self, governance: Governance, assumed: Assumed, end: datetime) -> None:
        self._governance, self._assumed, self._end = governance, assumed, end
        self._written = staff_as_written(governance)
        self._cases: list[_Case] = []
        self._queue: list[tuple[datetime, int, int, int]] = []
        self._loads: Counter[MemberId] = Counter()
        self._assigned_at: dict[MemberId, datetime] = {}
        self._opened: dict[str, list[datetime]] = {}
        self._answered: Counter[str] = Counter()
        self._handed_on: Counter[str] = Counter()
        self._done: dict[str, Counter[datetime]] = {name: Counter() for name in governance.teams}

    def play(self, questions: Sequence[Asked]) -> Outcome:
        """Everything that comes, in the order of time, until the end."""
        for place, asked in enumerate(questions):
            heappush(self._queue, (asked.facts.at, _OPENS, place, 0))
        while self._queue and self._queue[0][0] <= self._end:
            now, what, place, stamp = heappop(self._queue)
            if what == _OPENS:
                self._open(questions[place], now)
            elif stamp == self._cases[place].stamp:
                self._go_on(place, what, now)
        kept = Counter(case.e.team for case in self._cases)
        return Outcome(
            model=self._governance.model,
            played=tuple(_played(case) for case in self._cases),
            loads=tuple(self._load(name, kept[name]) for name in self._governance.teams),
        )

    def _load(self, name: str, kept: int) -> TeamLoad:
        done = self._done[name]
        busiest = max(done.values(), default=0)
        return TeamLoad(
            name=name, title=self._governance.teams[name].title, kept=kept, handed_on=self._handed_on[name],
            busiest=busiest, busiest_at=min((at for at, many in done.items() if many == busiest), default=None),
        )  # fmt: skip

    def _open(self, asked: Asked, now: datetime) -> None:
        draft = drafted(asked, self._governance)
        recent = [at for at in self._opened.get(draft.team, ()) if at > now - DAY]
        self._opened[draft.team] = [*recent, now]
        self._cases.append(_Case(e=draft, since=now, owned_at=now))
        self._settle(len(self._cases) - 1, opened(draft, self._governance, self._staff(), now), now)

    def _staff(self) -> Staff:
        opened_lately = {team: tuple(some) for team, some in self._opened.items()}
        return replace(self._written, loads=self._loads, assigned_at=self._assigned_at, opened=opened_lately)

    # --- what happens next ---

    def _go_on(self, place: int, what: int, now: datetime) -> None:
        e, governance, staff = self._cases[place].e, self._governance, self._staff()
        if what == _LOOKS:
            self._settle(place, advanced(e, governance, staff, TimeCame(), now), now)
        elif self._is_triage(self._cases[place]):
            self._note_done(e.team, now)
            act = PassOn(by=self._who(e, e.team, now), team=e.belongs_to)
            self._settle(place, advanced(e, governance, staff, act, now), now)
        else:
            team = self._taker(self._cases[place], now)
            person = self._who(e, team, now)
            self._note_done(team, now)
            self._answered[team] += 1
            said = advanced(e, governance, staff, StaffSpoke(by=person, team=team), now)
            self._settle(place, said, now, is_handed_on=False)
            solved = advanced(said.escalation, governance, staff, Solve(by=person), now)
            self._settle(place, solved, now)

    def _note_done(self, team: str, now: datetime) -> None:
        local = now.astimezone(zone(self._governance.timezone))
        self._done[team][local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)] += 1

    def _settle(self, place: int, move: Move, now: datetime, *, is_handed_on: bool = True) -> None:
        """Keep what came of a move, and put down what comes next."""
        case = self._cases[place]
        before, e = case.e, move.escalation
        case.hand_overs += sum(entry.what == "handed on" for entry in move.entries)
        if e.team != before.team:
            case.had.add(before.team)
            case.since = case.owned_at = now
            self._handed_on[before.team] += is_handed_on
        elif before.person is not None and e.person not in {before.person, None}:
            case.since = now
        self._count_person(before, e, now)
        case.e, case.stamp = e, case.stamp + 1
        if e.state is State.SOLVED:
            return
        acts_at = self._acts_at(case)
        if acts_at is not None:
            heappush(self._queue, (max(acts_at, now), _ACTS, place, case.stamp))
        looks_at = e.next_at if e.next_at is not None and e.next_at > now else now + _SOON
        heappush(self._queue, (looks_at, _LOOKS, place, case.stamp))

    def _count_person(self, before: Escalation, e: Escalation, now: datetime) -> None:
        had = before.person if before.is_running else None
        has = e.person if e.is_running else None
        if had == has:
            return
        if had is not None:
            self._loads[had] -= 1
        if has is not None:
            self._loads[has] += 1
            self._assigned_at[has] = now

    # --- how staff behave ---

    def _is_triage(self, case: _Case) -> bool:
        """A hub looks at it that knows whose it is; what came back from there it keeps."""
        e = case.e
        is_own = e.team == e.belongs_to or e.belongs_to in case.had
        return self._governance.model is not Model.HONEYCOMB and e.team == e.hub and not is_own

    def _acts_at(self, case: _Case) -> datetime | None:
        """When somebody does something about it, by what is assumed; None: never."""
        if self._governance.model is Model.HONEYCOMB:
            some = (self._comes_at(name, case.e.opened_at) for name in self._anybody())
            return min((at for at in some if at is not None), default=None)
        wait = self._assumed.triage if self._is_triage(case) else self._assumed.staff
        return due(calendar_of(case.e.team, self._governance), case.since, wait)

    def _comes_at(self, team: str, since: datetime) -> datetime | None:
        return due(calendar_of(team, self._governance), since, self._assumed.staff)

    def _anybody(self) -> tuple[str, ...]:
        """Who takes things in a honeycomb: every team but a hub, which only watches (unless there is nobody else)."""
        teams = self._governance.teams
        return tuple(name for name, team in teams.items() if not team.is_hub) or tuple(teams)

    def _taker(self, case: _Case, now: datetime) -> str:
        """Who answers: who has it. In a honeycomb the first to come; of several the one that had the fewest so far."""
        if self._governance.model is not Model.HONEYCOMB:
            return case.e.team
        first = [name for name in self._anybody() if self._comes_at(name, case.e.opened_at) == now]
        return min(first, key=lambda name: (self._answered[name], name != case.e.belongs_to))

    def _who(self, e: Escalation, team: str, now: datetime) -> MemberId:
        """The person who has it, else whoever is on duty, else whose turn it is."""
        if e.person is not None and team == e.team:
            return e.person
        rota = self._governance.rotas.get(self._governance.teams[team].rota)
        written = on_duty(rota, now) if rota is not None else None
        if written is not None:
            return self._written.named.get(written, MemberId(written))
        never = datetime.min.replace(tzinfo=UTC)
        return min(self._written.of[team], key=lambda person: self._assigned_at.get(person, never))


def _played(case: _Case) -> Played:
    e, first = case.e, case.e.clock(Aim.FIRST_RESPONSE)
    is_answered = e.first_response_at is not None
    return Played(
        thread=e.thread, team=e.team, belongs_to=e.belongs_to, hand_overs=case.hand_overs,
        owned_after=case.owned_at - e.opened_at if is_answered else None,
        answered_after=e.first_response_at - e.opened_at if e.first_response_at is not None else None,
        has_target=first is not None, is_missed=first is not None and first.is_missed,
    )  # fmt: skip
