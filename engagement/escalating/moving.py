"""What a move of an escalation is made of: its owner, its chain, its clocks, and what is noted and said on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from engagement.escalating.acts import Call, CallOutside, CallTeam, Deed, Move, Staff
from engagement.escalating.chosen import next_person
from engagement.escalating.clocks import Aim, Clock, moved, spoken, started, stopped
from engagement.escalating.dials import Assign, Governance, Step, StepKind, Team, WorkCalendar
from engagement.escalating.duty import on_duty
from engagement.escalating.escalation import WATCH, Entry, Escalation, State
from engagement.escalating.routing import chain_of
from engagement.escalating.working_time import due
from engagement.hours import is_within, zone
from engagement.ids import MemberId


def calendar_of(team: str, governance: Governance) -> WorkCalendar:
    """The working hours of a team; around the clock where it names none."""
    known = governance.teams.get(team)
    found = governance.calendars.get(known.calendar) if known is not None else None
    return found or WorkCalendar(name="", timezone=governance.timezone)


class Moving:
    """One move in the making."""

    def __init__(self, escalation: Escalation, governance: Governance, staff: Staff, now: datetime) -> None:
        self.e = escalation
        self._before = escalation
        self._governance = governance
        self._staff = staff
        self._now = now
        self._deeds: list[Deed] = []
        self._entries: list[Entry] = []

    def end(self) -> Move:
        """What came of it. A running escalation is always looked at again within a day."""
        e = self.e
        if e != self._before and e.is_running:
            e = replace(e, watch_at=self._now + WATCH)
        if e != self._before or self._entries:
            e = replace(e, version=e.version + 1)
        return Move(escalation=e, deeds=tuple(self._deeds), entries=tuple(self._entries))

    # --- the owner ---

    def _own(self, team: str, person: MemberId | None) -> None:
        e = self.e
        if team not in self._governance.teams:
            raise LookupError(f"there is no team {team}")
        is_other = (team, person) != (e.team, e.person) and (e.person is not None or team != e.team)
        if team != e.team:
            old, new = self._calendar, calendar_of(team, self._governance)
            share = self._governance.teams[team].targets.warn_at
            e = replace(e, clocks=tuple(moved(clock, old, new, self._now, share) for clock in e.clocks))
        self.e = replace(
            e,
            team=team,
            person=person,
            outside="",
            is_reminded=False,
            silent_at=None,
            hand_overs=e.hand_overs + is_other,
        )

    def _expect_word(self) -> None:
        """Whoever has it should say something soon, unless they have."""
        if self.e.first_response_at is None or self.e.state is State.OPEN:
            self.e = replace(self.e, silent_at=self._due(self._governance.remind_after), is_reminded=False)

    def _untaken(self) -> None:
        self._note("nobody took it")
        self._tell_hub(Call.UNTAKEN)
        self._deeds.append(CallOutside(what="overdue"))

    def _tell_hub(self, call: Call) -> None:
        hub = self.e.hub if self.e.hub in self._governance.teams else next(iter(self._hubs), self.e.team)
        self._deeds.append(CallTeam(team=hub, call=call, people=self._staff.of.get(hub, ())))

    # --- the chain --------------------------------------------------------------------------------------------------

    def _begin_chain(self) -> None:
        """From its first step on; where the team assigns somebody at once, they have their time first."""
        self.e = replace(self.e, step=0)
        if self._team.assign is not Assign.WHOLE_GROUP and self.e.person is None:
            person = next_person(self._team, self._staff, self.e.tried)
            if person is not None:
                self.e = replace(self.e, person=person, step_at=None)
                self._expect_word()
                self._note("assigned", person=person)
                self._call(Call.COME, (person,))
                return
        self._go_on()

    def _go_on(self) -> None:
        """To the next step of the chain, once its wait is over."""
        chain = chain_of(self.e.chain, self._governance)
        if self.e.step < len(chain.steps):
            self.e = replace(self.e, step_at=self._due(chain.steps[self.e.step].wait))
        elif self.e.round < chain.repeat and chain.steps:
            wait = max(chain.steps[0].wait, chain.steps[-1].wait, self._governance.remind_after)
            self.e = replace(self.e, step=0, round=self.e.round + 1, step_at=self._due(wait))
        else:
            self.e = replace(self.e, step_at=None)
            self._untaken()

    def _step(self) -> None:
        step = chain_of(self.e.chain, self._governance).steps[self.e.step]
        self.e = replace(self.e, step=self.e.step + 1, step_at=None)
        if self._is_wanted(step):
            self._carry_out(step)
        if self.e.state is State.OPEN and self.e.person is None and self.e.step_at is None:
            self._go_on()

    def _is_wanted(self, step: Step) -> bool:
        if step.between is not None:
            local = self._now.astimezone(zone(self._calendar.timezone)).time()
            if not is_within(local, step.between.start, step.between.end):
                return False
        if step.more_than is None:
            return True
        since = self._now - step.within
        return sum(at > since for at in self._staff.opened.get(self.e.team, ())) > step.more_than

    def _carry_out(self, step: Step) -> None:
        if step.kind is StepKind.TEAM:
            self._call(Call.COME, ())
        elif step.kind is StepKind.EVERYBODY:
            self._call_everybody()
        elif step.kind is StepKind.WEBHOOK:
            self._deeds.append(CallOutside(what="overdue", to=step.to))
        elif step.kind is StepKind.HAND_ON:
            team = {"hub": self.e.hub, "owner": self.e.belongs_to}.get(step.to, step.to)
            if team in self._governance.teams and team != self.e.team:
                going_on = self.e.step
                self._own(team, None)
                self._note("handed on", why=("nobody took it",))
                self._deeds.append(CallOutside(what="handed_on"))
                self._call(Call.HANDED_ON, ())
                self.e = replace(self.e, step=going_on)
        else:
            self._name(step)

    def _name(self, step: Step) -> None:
        """Name one person, who has it from now on; where there is none, everybody."""
        person: MemberId | None = None
        if step.kind is StepKind.PERSON and step.to.startswith("@"):
            self._call(Call.COME, self._staff.of.get(step.to, ()))
            return
        if step.kind is StepKind.PERSON:
            person = self._staff.named.get(step.to)
        else:
            rota = self._governance.rotas.get(step.to or self._team.rota)
            written = on_duty(rota, self._now) if rota is not None else None
            person = self._staff.named.get(written) if written is not None else None
            if person is None and step.kind is StepKind.ASSIGNEE and self._team.assign is not Assign.WHOLE_GROUP:
                person = next_person(self._team, self._staff, self.e.tried)
        if person is None or person in self.e.tried:
            self._call_everybody()
            return
        self.e = replace(self.e, person=person)
        self._expect_word()
        self._note("assigned", person=person)
        self._call(Call.COME, (person,))

    def _call_everybody(self) -> None:
        """Name the whole team; one that is a single person is named once each time the chain is gone through (ours).

        Later steps have nobody else to call. The chain goes on all the same, to its end, where the hub hears.
        """
        people = self._staff.of.get(self.e.team, ())
        if len(people) != 1 or not self._was_named():
            self._call(Call.COME, people)

    def _was_named(self) -> bool:
        """Whether an earlier step of this round surely named everybody of the team that has it now."""
        was_named = False
        for step in chain_of(self.e.chain, self._governance).steps[: self.e.step - 1]:
            if step.kind is StepKind.HAND_ON:
                was_named = was_named and self.e.hand_overs == 0
            elif step.between is None and step.more_than is None:
                is_given = step.kind is StepKind.ASSIGNEE and not (step.to or self._team.rota)
                was_named = was_named or is_given or step.kind is StepKind.EVERYBODY
        return was_named

    # --- helpers ----------------------------------------------------------------------------------------------------

    @property
    def _team(self) -> Team:
        return self._governance.teams[self.e.team]

    @property
    def _holder(self) -> tuple[MemberId, ...]:
        """Whoever has it: one person, or nobody."""
        return (self.e.person,) if self.e.person is not None else ()

    @property
    def _hubs(self) -> tuple[str, ...]:
        return tuple(name for name, team in self._governance.teams.items() if team.is_hub)

    @property
    def _calendar(self) -> WorkCalendar:
        return calendar_of(self.e.team, self._governance)

    def _due(self, wait: timedelta) -> datetime:
        """When so much working time of the owner has passed; of one who never works, so much time."""
        return due(self._calendar, self._now, wait) or self._now + wait

    def _call(self, call: Call, people: tuple[MemberId, ...]) -> None:
        self._deeds.append(CallTeam(team=self.e.team, call=call, people=people))

    def _note(
        self, what: str, by: MemberId | None = None, *, person: MemberId | None = None, why: tuple[str, ...] = ()
    ) -> None:
        owner = person or self.e.person
        self._entries.append(Entry(at=self._now, what=what, by=by, team=self.e.team, person=owner, why=why))

    # --- clocks -----------------------------------------------------------------------------------------------------

    def _each(self, aims: tuple[Aim, ...], change: Callable[[Clock], Clock]) -> None:
        self.e = replace(self.e, clocks=tuple(change(c) if c.aim in aims else c for c in self.e.clocks))

    def _run(self, *aims: Aim) -> None:
        share = self._team.targets.warn_at
        self._each(aims, lambda clock: started(clock, self._calendar, self._now, share))

    def _stop(self, *aims: Aim) -> None:
        """They stand; one that ran out before anybody could look at it (Hubbub was off) was missed all the same."""
        ran_out = [c for c in self.e.clocks if c.aim in aims and c.due_at is not None and c.due_at < self._now]
        self._each(aims, lambda clock: stopped(clock, self._calendar, self._now))
        for clock in ran_out:
            self._miss(clock)

    def _miss(self, clock: Clock) -> None:
        at = clock.due_at or self._now
        self._each(
            (clock.aim,),
            lambda c: replace(c, due_at=None, warn_at=None, is_missed=True, is_warned=True, missed_at=at),
        )
        self.e = replace(self.e, missed=(*self.e.missed, clock.aim))
        self._note(f"{spoken(clock.aim)}: target missed")

    def _finish(self, aim: Aim) -> None:
        """It was reached, or missed for good: it runs no more."""
        self._stop(aim)
        self._each((aim,), lambda clock: replace(clock, is_warned=True))

    def _restart(self, aim: Aim) -> None:
        self._each((aim,), lambda clock: Clock(aim=aim, target=clock.target, left=clock.target))
        self._run(aim)

    def _resume(self) -> None:
        """What stood while the member was waited for runs again."""
        aims = [Aim.SOLUTION] if self.e.first_response_at is not None else [Aim.FIRST_RESPONSE, Aim.SOLUTION]
        self._run(*aims)

    def _is_running(self, aim: Aim) -> bool:
        clock = self.e.clock(aim)
        return clock is not None and clock.since is not None
