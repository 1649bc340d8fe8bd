"""How an escalation moves on: what happened, and what follows. The time, and everybody who could have it, are given.

Whatever happens, a running one has one owning team, perhaps one person of it, and one next instant to look at it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from engagement.escalating.acts import (
    Act,
    AskMember,
    Call,
    CallOutside,
    CallTeam,
    Drop,
    Found,
    HoldReply,
    Join,
    MemberSpoke,
    Move,
    Note,
    NotForUs,
    NotYet,
    Part,
    PassOn,
    PersonGone,
    SendBack,
    SetSeverity,
    Snooze,
    Solve,
    Staff,
    StaffSpoke,
    Take,
    TakeOutside,
    TellAsker,
    TimeCame,
    Told,
)
from engagement.escalating.chosen import next_person
from engagement.escalating.clocks import Aim, Clock, spoken
from engagement.escalating.dials import Governance, Severity
from engagement.escalating.escalation import (
    ANSWERED_WITH,
    APPROVED,
    GIVES_UP_ON_MEMBER,
    SENT_BACK,
    WAITS_FOR_MEMBER,
    WATCH,
    Escalation,
    Held,
    State,
)
from engagement.escalating.moving import Moving
from engagement.ids import MemberId

_MOST_AT_ONCE = 50
"""So many things may be due at the same instant."""
_MOST_SILENT = 2
"""After so many people of a team were silent, its chain goes on."""


def opened(draft: Escalation, governance: Governance, staff: Staff, now: datetime) -> Move:
    """A new escalation, owned by ``draft.team``. Raises LookupError for a team that is not there."""
    course = _Course(draft, governance, staff, now)
    course.begin()
    return course.end()


def advanced(escalation: Escalation, governance: Governance, staff: Staff, act: Act, now: datetime) -> Move:
    """What came of ``act``; the same escalation, with nothing to do, where it makes no difference.

    ``governance`` is the frozen copy with which the escalation began.
    """
    course = _Course(escalation, governance, staff, now)
    course.do(act)
    return course.end()


class _Course(Moving):
    """One move in the making: what each act does."""

    def begin(self) -> None:
        targets = self._team.targets
        spans = {
            Aim.FIRST_RESPONSE: targets.first_response,
            Aim.NEXT_RESPONSE: targets.next_response,
            Aim.SOLUTION: targets.solution,
        }
        self.e = replace(
            self.e,
            clocks=tuple(Clock(aim=aim, target=span, left=span) for aim, span in spans.items() if span is not None),
        )
        self._note("opened", why=self.e.because)
        self._run(Aim.FIRST_RESPONSE, Aim.SOLUTION)
        self._deeds.append(CallOutside(what="opened"))
        self._begin_chain()
        self._time_came()

    def do(self, act: Act) -> None:
        if self.e.state is State.CLOSED:
            return
        ways: Mapping[type, Callable[..., None]] = {
            Take: self._take, PassOn: self._pass_on, NotForUs: self._not_for_us, AskMember: self._ask_member,
            MemberSpoke: self._member_spoke, StaffSpoke: self._staff_spoke, Solve: self._solve, NotYet: self._not_yet,
            Drop: self._drop, Snooze: self._snooze, SetSeverity: self._set_severity, Join: self._join,
            Part: self._part,
            PersonGone: self._person_gone, Found: self._found, TakeOutside: self._take_outside, Note: self._write_down,
            HoldReply: self._hold_reply, SendBack: self._send_back,
        }  # fmt: skip
        if not isinstance(act, TimeCame):
            ways[type(act)](act)
            if self.e != self._before and self.e.is_running:
                self.e = replace(self.e, watch_at=self._now + WATCH)  # somebody has just looked at it
        self._time_came()

    # --- who has it -------------------------------------------------------------------------------------------------

    def _take(self, act: Take) -> None:
        e = self.e
        if not e.is_running or (e.state is State.TAKEN and e.person == act.by):
            return
        was_promised = e.state is State.TAKEN
        self._own(act.team, act.by)
        self.e = replace(
            self.e, state=State.TAKEN, taken_at=e.taken_at or self._now, step_at=None, snoozed_until=None,
            waiting_since=None,
        )  # fmt: skip
        if e.state is State.WAITING:
            self._resume()
        self._expect_word()
        self._note("taken", act.by)
        self._deeds.append(TellAsker(told=Told.HANDED_ON if was_promised else Told.TAKEN))
        self._deeds.append(CallOutside(what="taken"))

    def _take_outside(self, act: TakeOutside) -> None:
        """Nobody here is reminded of it any more, but its targets go on; whoever of the team has it keeps it."""
        e = self.e
        if not e.is_running or (e.state is not State.OPEN and e.outside == act.name):
            return
        if e.state is not State.OPEN and e.person is not None:
            self._note("taken outside too", why=(act.name,))
            return
        self._own(e.team, None)
        self.e = replace(
            self.e, state=State.TAKEN, outside=act.name, taken_at=e.taken_at or self._now, step_at=None,
            snoozed_until=None, waiting_since=None,
        )  # fmt: skip
        if e.state is State.WAITING:
            self._resume()
        self._note("taken outside", why=(act.name,))
        self._deeds.append(TellAsker(told=Told.HANDED_ON if e.state is not State.OPEN else Told.TAKEN))
        self._deeds.append(CallOutside(what="taken"))

    def _pass_on(self, act: PassOn) -> None:
        if not self.e.is_running or act.team not in self._governance.teams:
            return
        if (act.team, act.person) == (self.e.team, self.e.person) and not self.e.outside:
            return
        self._hand_on(act.team, act.person, by=act.by, why="passed on")

    def _not_for_us(self, act: NotForUs) -> None:
        if self.e.is_running:
            self._hand_on(self._other_team(), None, by=act.by, why="not for this team")

    def _person_gone(self, act: PersonGone) -> None:
        if self.e.is_running and self.e.person == act.person:
            self._hand_on_within("they are away or gone")

    def _hand_on(self, team: str, person: MemberId | None, *, by: MemberId | None, why: str) -> None:
        """It begins anew with another owner; what the asker was promised goes on counting in their working hours."""
        e = self.e
        was_promised = e.state is not State.OPEN
        let_go = tuple(name for name in (e.person, e.team if team != e.team else None) if name is not None)
        tried = (*e.tried, *(name for name in let_go if name not in e.tried))
        self.e = replace(e, tried=tried, state=State.OPEN, snoozed_until=None, waiting_since=None, silent_at=None)
        self._own(team, person)
        if e.state is State.WAITING:
            self._resume()
        self.e = replace(self.e, round=0, chain=self._team.chain or self.e.chain)
        self._note("handed on", by, why=(why,))
        if was_promised:
            self._deeds.append(TellAsker(told=Told.HANDED_ON))
        self._deeds.append(CallOutside(what="handed_on"))
        if person is None:
            self._begin_chain()
        else:
            self.e = replace(self.e, step=0, step_at=None)
            self._expect_word()
        self._call(Call.HANDED_ON, (person,) if person is not None else ())

    def _hand_on_within(self, why: str) -> None:
        """To somebody else of the team; where there is nobody, the chain goes on."""
        e = self.e
        tried = (*e.tried, *([e.person] if e.person is not None and e.person not in e.tried else []))
        was_promised = e.state is not State.OPEN
        self.e = replace(e, tried=tried, person=None, state=State.OPEN, silent_at=None, is_reminded=False)
        if e.state is State.WAITING:
            self._resume()
            self.e = replace(self.e, waiting_since=None)
        silent = sum(name in tried for name in self._staff.of.get(e.team, ()))
        other = next_person(self._team, self._staff, tried) if silent < _MOST_SILENT else None
        if other is not None:
            self.e = replace(self.e, person=other, hand_overs=e.hand_overs + 1)
            self._expect_word()
        self._note("handed on", why=(why,))
        if was_promised:
            self._deeds.append(TellAsker(told=Told.HANDED_ON))
        self._deeds.append(CallOutside(what="handed_on"))
        self._call(Call.HANDED_ON, (other,) if other is not None else self._staff.of.get(e.team, ()))
        if other is None:
            self._go_on()

    def _other_team(self) -> str:
        """Where it goes when the owner does not want it, or is silent: where it belongs, the hub, any other team."""
        e = self.e
        wished = (e.belongs_to, e.hub, *self._hubs, *self._governance.teams)
        rest = [name for name in wished if name in self._governance.teams and name != e.team]
        return next((name for name in rest if name not in e.tried), next(iter(rest), e.team))

    # --- what is said -----------------------------------------------------------------------------------------------

    def _staff_spoke(self, act: StaffSpoke) -> None:
        e = self.e
        if not e.is_running:
            return
        if e.state is State.OPEN:
            self._own(act.team, act.by)
            self.e = replace(
                self.e, state=State.TAKEN, taken_at=e.taken_at or self._now, step_at=None, snoozed_until=None
            )
            self._note("taken", act.by)
            self._deeds.append(CallOutside(what="taken"))
        self.e = replace(self.e, silent_at=None, is_reminded=False)
        self.e = replace(self.e, held=tuple(one for one in self.e.held if one.message != act.message))
        if act.through_us:
            self._note("replied through Hubbub", act.by)
        if act.answer:
            self._note(ANSWERED_WITH, act.by, why=(act.answer,))
        if act.approved_by is not None:
            self._note(APPROVED, act.approved_by)
        if e.first_response_at is None:
            self.e = replace(self.e, first_response_at=self._now)
            self._note("first answered", act.by)
        self._finish(Aim.FIRST_RESPONSE)
        self._stop(Aim.NEXT_RESPONSE)

    def _hold_reply(self, act: HoldReply) -> None:
        """Whoever wrote it has it; only what is really sent stops the clock."""
        if not self.e.is_running:
            return
        if self.e.state is State.OPEN:
            self._take(Take(by=act.by, team=act.team))
        others = tuple(one for one in self.e.held if one.message != act.message)
        held = Held(message=act.message, team=act.team, answer=act.answer)
        self.e = replace(self.e, silent_at=None, is_reminded=False, held=(*others, held))
        self._note("reply waits for a yes", act.by)

    def _send_back(self, act: SendBack) -> None:
        others = tuple(one for one in self.e.held if one.message != act.message)
        if others == self.e.held:
            return
        self.e = replace(self.e, held=others)
        self._note(SENT_BACK, act.by)
        if self.e.state is State.TAKEN:
            self._expect_word()

    def _ask_member(self, act: AskMember) -> None:
        e = self.e
        if not e.is_running or e.state is State.WAITING:
            return
        if e.state is State.OPEN:
            self._take(Take(by=act.by, team=e.team))
        self.e = replace(self.e, state=State.WAITING, waiting_since=self._now, silent_at=None, step_at=None)
        self._stop(*Aim)
        self._note("waiting for the member", act.by)
        self._deeds += [TellAsker(told=Told.WAITING), CallOutside(what="waiting")]

    def _member_spoke(self, act: MemberSpoke) -> None:
        e = self.e
        if not e.is_running:
            return
        if e.state is State.WAITING:
            is_held = e.person is not None or bool(e.outside)
            self.e = replace(e, state=State.TAKEN if is_held else State.OPEN, waiting_since=None)
            self._resume()
            self._note("the member answered", act.by)
        elif e.first_response_at is None:
            return  # it was said already that they wait
        if e.first_response_at is not None and not self._is_running(Aim.NEXT_RESPONSE):
            self._restart(Aim.NEXT_RESPONSE)
            self.e = replace(self.e, is_reminded=False)
            self._call(Call.MEMBER_SPOKE, self._holder)
        if self.e.state is State.OPEN and self.e.step_at is None:
            self._go_on()

    def _solve(self, act: Solve) -> None:
        if not self.e.is_running:
            return
        self._stop(*Aim)
        self.e = replace(
            self.e, state=State.SOLVED, solved_at=self._now, solved_by=act.by, step_at=None, silent_at=None,
            snoozed_until=None, waiting_since=None, watch_at=self._now + self._governance.reopens_for,
            is_by_peer=act.by_peer,
        )  # fmt: skip
        what = "solved by a peer" if act.by_peer else "solved outside" if act.outside else "solved"
        self._note(what, act.by, why=(act.outside,) if act.outside else ())
        is_known = act.by == self.e.asker or (act.by_asker and not self.e.joined)  # whoever asked the same hears of it
        if not is_known and not act.by_peer:
            self._deeds.append(TellAsker(told=Told.SOLVED))
        self._deeds.append(CallOutside(what="solved"))

    def _not_yet(self, act: NotYet) -> None:
        e = self.e
        if e.state is not State.SOLVED:
            return
        state = State.TAKEN if e.person is not None else State.OPEN
        self.e = replace(
            e, state=state, outside="", solved_at=None, solved_by=None, is_by_peer=False, reopened=e.reopened + 1
        )
        self._note("reopened", act.by)
        self._run(Aim.SOLUTION)
        self._restart(Aim.NEXT_RESPONSE)
        self._deeds.append(CallOutside(what="reopened"))
        self._call(Call.REOPENED, self._holder)
        if e.person is None:
            self._begin_chain()
        else:
            self.e = replace(self.e, silent_at=self._due(self._governance.remind_after), is_reminded=False)

    def _write_down(self, act: Note) -> None:
        self._note("note", why=(act.name, act.text))

    def _drop(self, act: Drop) -> None:
        self._close(act.why)

    def _close(self, why: str) -> None:
        self._stop(*Aim)
        self.e = replace(
            self.e, state=State.CLOSED, closed_at=self._now, step_at=None, silent_at=None, watch_at=None,
            snoozed_until=None, clocks=tuple(replace(c, warn_at=None, due_at=None) for c in self.e.clocks),
        )  # fmt: skip
        self._note("closed", why=(why,))
        self._deeds.append(CallOutside(what="closed"))

    # --- what staff may change --------------------------------------------------------------------------------------

    def _snooze(self, act: Snooze) -> None:
        if self.e.is_running and act.until > self._now:
            self.e = replace(self.e, snoozed_until=act.until)
            self._note("put off", act.by)

    def _set_severity(self, act: SetSeverity) -> None:
        before = self.e.severity
        if not self.e.is_running or act.severity is before:
            return
        self.e = replace(self.e, severity=act.severity)
        self._note(f"severity {act.severity.name.lower()}", act.by)
        if act.severity > before and self.e.step_at is not None:
            self.e = replace(self.e, step_at=self._now, snoozed_until=None)  # what comes next comes now

    def _join(self, act: Join) -> None:
        e = self.e
        if act.thread in (e.thread, *e.joined):
            return
        self.e = replace(e, joined=(*e.joined, act.thread))
        self._note("joined by another question")
        askers = 1 + len(self.e.joined)
        if askers >= self._governance.severity.askers and e.severity < Severity.HIGH:
            self._set_severity(SetSeverity(by=None, severity=Severity.HIGH))

    def _part(self, act: Part) -> None:
        if act.thread in self.e.joined:
            self.e = replace(self.e, joined=tuple(each for each in self.e.joined if each != act.thread))
            self._note("another question was taken out of it", act.by)

    def _found(self, act: Found) -> None:
        """On record; the hub hears of it the first time, the team that has it sees to it by its own clock."""
        if not self.e.is_running:
            return
        self._note(f"nobody sees to it: {act.finding.value}", why=tuple(f"told by {way}" for way in act.told))
        if act.is_news and not act.told:
            self._tell_hub(Call.UNATTENDED)

    # --- time -------------------------------------------------------------------------------------------------------

    def _time_came(self) -> None:
        """Everything that is due by now, one after the other."""
        for _ in range(_MOST_AT_ONCE):
            e, now = self.e, self._now
            if e.state is State.SOLVED:
                if e.watch_at is not None and e.watch_at <= now:
                    self._close("nobody asked for more")
                return
            if not e.is_running or (e.next_at is not None and e.next_at > now):
                return
            late = next((c for c in e.clocks if min(c.warn_at or now + WATCH, c.due_at or now + WATCH) <= now), None)
            if late is not None:
                self._clock_came(late)
            elif e.snoozed_until is not None:
                self.e = replace(e, snoozed_until=None)
                if self.e.is_untaken:
                    self._untaken()
            elif e.silent_at is not None and e.silent_at <= now:
                self._was_silent()
            elif e.step_at is not None and e.step_at <= now:
                self._step()
            else:
                self._watch()

    def _clock_came(self, clock: Clock) -> None:
        is_missed = clock.due_at is not None and clock.due_at <= self._now
        people = self._holder or self._staff.of.get(self.e.team, ())
        if is_missed:
            self._miss(clock)
        else:
            self._each((clock.aim,), lambda c: replace(c, warn_at=None, is_warned=True))
            self._note(f"{spoken(clock.aim)}: target is near")
        self._call(Call.MISSED if is_missed else Call.WARNING, people)
        if is_missed:
            if self.e.hub and self.e.hub != self.e.team:
                self._deeds.append(CallTeam(team=self.e.hub, call=Call.MISSED))
            self._deeds.append(CallOutside(what="overdue"))

    def _was_silent(self) -> None:
        e = self.e
        if not e.is_reminded:
            wait = self._governance.hand_on_after - self._governance.remind_after
            self.e = replace(e, is_reminded=True, silent_at=self._due(max(wait, timedelta())))
            self._note("reminded", person=e.person)
            self._call(Call.REMINDER, self._holder)
            return
        self._hand_on_within("no word for too long")

    def _watch(self) -> None:
        e = self.e
        self.e = replace(e, watch_at=self._now + WATCH)
        if e.state is State.WAITING and e.waiting_since is not None:
            waited = self._now - e.waiting_since
            if waited >= GIVES_UP_ON_MEMBER:
                self._deeds.append(TellAsker(told=Told.CLOSED))
                self._close("no word from the member")
            elif waited >= WAITS_FOR_MEMBER and waited < WAITS_FOR_MEMBER + WATCH:
                self._deeds.append(TellAsker(told=Told.STILL_WAITING))
            return
        if e.state is State.TAKEN and not e.is_reminded:
            self.e = replace(self.e, is_reminded=True)
            self._call(Call.REMINDER, self._holder)
        # whoever has it is reminded once, until somebody speaks; that nobody took it was told when its chain ended:
        # from then on the lists and the week's digest hold it
