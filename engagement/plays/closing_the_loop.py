"""Whoever asked hears what becomes of a question that was handed to a team, and is asked whether it helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagement.actions import Lane, Reach, Say, person, words
from engagement.decisions import Act, Verdict
from engagement.escalating.acts import TellAsker, Told
from engagement.escalating.escalation import Escalation
from engagement.escalating.relaying import to_asker
from engagement.escalating.seen import Escalating
from engagement.ids import ThreadId
from engagement.play import Play
from engagement.situation import Situation

NAME = "closing_the_loop"
_CONTROLS: Mapping[Told, tuple[str, ...]] = {Told.SOLVED: ("it_helped", "not_yet", "why"), Told.CLOSED: ("why",)}
_REASONS: Mapping[Told, str] = {
    Told.TAKEN: "somebody of the team has it now",
    Told.HANDED_ON: "somebody else has it now",
    Told.WAITING: "the team waits for an answer",
    Told.STILL_WAITING: "the team has waited for three days",
    Told.SOLVED: "the team has solved it",
    Told.CLOSED: "no word came for a week",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingTheLoopPolicy:
    """Dials of "Tell the asker"."""

    names_people: bool = True
    """Whether the asker is told the name of whoever took it, beside the team."""


def on_escalation(s: Situation, policy: ClosingTheLoopPolicy) -> Sequence[Verdict]:
    """What the asker, and everybody who asked the same, has to hear."""
    seen = s.escalating
    if seen is None or seen.move is None:
        return []
    told = [deed.told for deed in seen.move.deeds if isinstance(deed, TellAsker)]
    e = seen.move.escalation
    return [
        Act(action=_say(seen, e, each, thread, policy), subject=e.thread, reason=_REASONS[each])
        for each in told[-1:]  # of several at once the last one counts
        for thread in (e.thread, *e.joined)
    ]


def _say(seen: Escalating, e: Escalation, told: Told, thread: ThreadId, policy: ClosingTheLoopPolicy) -> Say:
    owner = person(e.person) if e.person is not None and policy.names_people else words("")
    is_under_way = told in {Told.TAKEN, Told.HANDED_ON}
    asker = person(e.asker) if thread == e.thread else words("")  # others asked there
    reach, to = to_asker(e, thread)
    is_private = reach is Reach.MEMBER
    controls = _CONTROLS.get(told, ("answer", "why") if is_private else ("why",))
    return Say(
        text=f"{NAME}.private_{told.value}" if is_private and not is_under_way else f"{NAME}.{told.value}",
        reach=reach,
        to=to,
        fields={"asker": asker, "team": words(seen.governance.teams[e.team].title), "who": owner},
        controls=controls,
        mentions=() if is_under_way or is_private or thread != e.thread else (e.asker,),
        thread=thread,
        is_unprompted=False,
        lane=Lane.ESCALATION,
        slot=f"loop:{e.id}:{thread}" if is_under_way else None,
    )


PLAY = Play(name=NAME, policy=ClosingTheLoopPolicy, on_escalation=on_escalation)
