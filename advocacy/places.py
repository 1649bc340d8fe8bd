"""Which of somebody's places is meant? They may have one in each programme, and a button speaks of one of them.

A button of a message that was about one place, or that was shown with one, tells which by the place's id; a form by
the programme on it. Where neither does, the only place that fits is meant; with several, whoever pressed is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from advocacy.programme import HELD, Stage, Standing, moved
from advocacy.reviewing import NAME, ladder_of
from engagement.actions import Field, FormField, OpenForm, Reply, instant, words
from engagement.aiming import aimed, aimed_at
from engagement.answering import answer
from engagement.decisions import Act, Verdict
from engagement.people import Purpose
from engagement.programmes import Programme, WayIn
from engagement.situation import Situation

WHICH = "advocate_which"
"""The button and the form with which somebody says which of their places they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody stands, in which programme; ``programme`` is None when the playbook has it no more."""

    standing: Standing
    programme: Programme | None

    @property
    def title(self) -> str:
        """What people read; the bare name of a programme that is gone."""
        return self.programme.title if self.programme is not None else self.standing.programme


def places(s: Situation, *stages: Stage) -> list[Place]:
    """Everywhere whoever asks stands at one of these stages (left out: wherever they have a place), oldest first.

    Whoever took back their consent elsewhere is out, whatever is still written down.
    """
    found = []
    for each in ladder_of(s).of(s.the_actor().member):
        one = (moved(each, Stage.LEFT, s.now) or each) if Purpose.ADVOCACY in s.refused else each
        if one.stage in (stages or HELD):
            found.append(Place(standing=one, programme=s.policy.programmes.get(one.programme)))
    return found


def meant(s: Situation, some: Sequence[Place]) -> list[Place]:
    """The one of ``some`` that is meant; several where nothing tells, none where it is one that does not fit."""
    pointed = aimed_at(getattr(s.event, "control", ""))
    if pointed:
        return [one for one in some if one.standing.id == pointed]
    typed = s.typed("programme") if getattr(s.event, "form", "") else ""
    if typed:
        return [one for one in some if one.standing.programme == typed]
    slot = str(s.control_row.slot) if s.control_row is not None else ""
    under = slot.partition(":")[2]
    if under in {one.id for one in ladder_of(s).of(s.the_actor().member)}:
        return [one for one in some if one.standing.id == under]
    return list(some)


def may_still_come(s: Situation) -> list[Programme]:
    """The programmes into which they could ask to come by their own click."""
    names = {one.standing.programme for one in places(s, Stage.REVIEW, Stage.INVITED, Stage.ACTIVE)}
    some = (one for one in s.policy.programmes.values() if WayIn.OWN in one.ways_in)
    return [one for one in some if one.name not in names]


def aim(control: str, s: Situation, one: Standing) -> str:
    """The button, which says which place it is about where somebody has several."""
    return aimed(control, one.id) if {each.standing.id for each in places(s)} - {one.id} else control


def all_places(s: Situation, reason: str) -> Act:
    """Every place of somebody who has several, with a button that asks which one is meant."""
    others = other_programmes(s)
    nothing = dict.fromkeys(("programme", "stands_in", "until", "others"), words(""))
    items: list[dict[str, Field]] = []
    for one in places(s):
        stage, until = one.standing.stage, one.standing.until
        ends = instant(until) if stage is Stage.ACTIVE and until is not None else words("")
        stands = "gone" if one.programme is None else "paused" if one.standing.is_paused else stage.value
        items.append({**nothing, "programme": words(one.title), "stands_in": words(stands), "until": ends})
    items += [{**nothing, **one} for one in others]
    reply = Reply(text=f"{NAME}.places", items=tuple(items), controls=(WHICH, *(("advocate_apply",) if others else ())))
    return answer(s, reply, reason)


def other_programmes(s: Situation) -> list[dict[str, Field]]:
    """What else there is, for whoever has a place in one already."""
    mine = {one.standing.programme for one in places(s)}
    return [{"others": words(f"{one.title}: {one.promise}")} for one in may_still_come(s) if one.name not in mine]


def on_which(s: Situation, _policy: object) -> Sequence[Verdict]:
    """The form on which somebody chooses one of their places."""
    some = places(s)
    if not some:
        return [answer(s, Reply(text=f"{NAME}.nothing_to_choose"), "has no place in the programme")]
    names = tuple(one.standing.programme for one in some)
    labels = {one.standing.programme: one.title for one in some}
    which = FormField(name="programme", kind="one", options=names, value=names[:1], labels=labels)
    return [answer(s, OpenForm(form=WHICH, text=f"{NAME}.which", fields=(which,)), "has several places")]
