"""What staff do with an escalation by its card's buttons: take it, pass it on, and the rarer things."""

from collections.abc import Callable, Sequence

from engagement.actions import FormField, OpenForm, Reply, link, person, words
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import PassOn, Take
from engagement.escalating.escalation import Escalation, State
from engagement.escalating.going_on import NAME, go_on
from engagement.escalating.listed import record
from engagement.escalating.offers import RECORD, chosen, offered
from engagement.escalating.seen import Escalating
from engagement.ids import MemberId
from engagement.situation import Situation

PASS, MORE = "pass_on", "more"


def by_staff(
    s: Situation, do: Callable[[Escalating, Escalation, MemberId, str], Sequence[Verdict]]
) -> Sequence[Verdict]:
    """Whoever pressed is told at once what came of it; who belongs to no team is told so."""
    seen, actor = s.escalating, s.the_actor()
    if seen is None or seen.escalation is None or seen.escalation.state is State.CLOSED:
        over = Reply(text=f"{NAME}.over")
        return [Act(action=over, subject=actor.member, reason="it is closed")]
    team = seen.team_of(actor.member)
    if team is None:
        return [Act(action=Reply(text=f"{NAME}.no_team"), subject=actor.member, reason="belongs to no team")]
    return do(seen, seen.escalation, actor.member, team)


def on_take(s: Situation, _policy: object) -> Sequence[Verdict]:
    """One click: it is theirs, and they get the link to answer it themselves."""

    def take(seen: Escalating, e: Escalation, by: MemberId, team: str) -> Sequence[Verdict]:
        told = Reply(text=f"{NAME}.yours", fields={"where": link(e.thread), "asker": person(e.asker)})
        return [*go_on(s, seen, Take(by=by, team=team), "took it"), Act(action=told, subject=by, reason="took it")]

    return by_staff(s, take)


def on_pass_on(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Which team is it for? The likely one first."""

    def ask(seen: Escalating, e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        others = tuple(dict.fromkeys((e.belongs_to, e.hub, *seen.governance.teams)))
        options = tuple(name for name in others if name in seen.governance.teams and name != e.team)
        titles = {name: seen.governance.teams[name].title for name in options}
        if not options:
            return [Act(action=Reply(text=f"{NAME}.no_other_team"), subject=by, reason="there is no other team")]
        team = FormField(name="team", kind="one", options=options, value=options[:1], labels=titles)
        notes = s.policy.playbook.handing_over
        items = tuple({"team": words(titles[name]), "note": words(notes[name])} for name in options if name in notes)
        form = OpenForm(form=PASS, text=f"{NAME}.pass", fields=(team,), items=items)
        return [Act(action=form, subject=by, reason="wants to pass it on")]

    return by_staff(s, ask)


def on_pass_form(s: Situation, _policy: object) -> Sequence[Verdict]:
    """It goes to the team that was chosen."""

    def go(seen: Escalating, _e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        chosen = s.typed("team")
        if chosen not in seen.governance.teams:
            return [Act(action=Reply(text=f"{NAME}.no_such_team"), subject=by, reason="there is no such team")]
        told = Reply(text=f"{NAME}.passed_on", fields={"team": words(seen.governance.teams[chosen].title)})
        moved = go_on(s, seen, PassOn(by=by, team=chosen), "passed on")
        return [*moved, Act(action=told, subject=by, reason="passed on")]

    return by_staff(s, go)


def on_more(s: Situation, _policy: object) -> Sequence[Verdict]:
    """The rarer things: not for us, waiting for the member, solved, put off, severity."""

    def ask(_seen: Escalating, e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        options = offered(e)
        what = FormField(name="what", kind="one", options=options, value=options[:1])
        return [Act(action=OpenForm(form=MORE, text=f"{NAME}.more", fields=(what,)), subject=by, reason="wants more")]

    return by_staff(s, ask)


def on_more_form(s: Situation, _policy: object) -> Sequence[Verdict]:
    """What was chosen."""

    def go(seen: Escalating, e: Escalation, by: MemberId, _team: str) -> Sequence[Verdict]:
        if s.typed("what") == RECORD:
            return record(s, seen, e, by)
        happening = chosen(s.typed("what"), by, s.now)
        if happening is None:
            return [Act(action=Reply(text=f"{NAME}.nothing_done"), subject=by, reason="nothing was chosen")]
        told = Act(action=Reply(text=f"{NAME}.done"), subject=by, reason="as chosen")
        return [*go_on(s, seen, happening, "as staff chose"), told]

    return by_staff(s, go)
