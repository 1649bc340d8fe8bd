"""The form on which somebody says yes to the programme, and to what: their consent, and what they chose, any time."""

from collections.abc import Sequence
from dataclasses import replace

from advocacy.places import Place, aim, all_places, meant, places
from advocacy.programme import Choices, Stage, moved
from advocacy.reviewing import NAME, kept, told
from advocacy.tags import tags_of
from engagement.actions import FormField, OpenForm, instant, words
from engagement.decisions import Act, Verdict
from engagement.own_acts import SetConsent
from engagement.people import Purpose
from engagement.situation import Situation

JOIN = "advocate"
"""The form."""
_YES = "yes"
_SHOWS = ("about", "helped")


def consent(s: Situation, *, is_given: bool) -> list[Verdict]:
    """Their own yes or no to the programme."""
    me = s.the_actor().member
    consent = SetConsent(member=me, purpose=Purpose.ADVOCACY, is_given=is_given)
    return [Act(action=consent, subject=me, reason="by their own word")]


def _mine(s: Situation) -> tuple[list[Place], Verdict | None]:
    """The place whose choices are meant, or what to say where there is none or nothing tells which."""
    some = [one for one in places(s, Stage.INVITED, Stage.ACTIVE) if one.programme is not None]
    found = meant(s, some)
    if not found:
        return [], told(s, "nothing_to_choose", reason="has no place in the programme")
    return (found, None) if len(found) == 1 else ([], all_places(s, "has several places"))


def on_choices(s: Situation, _policy: object) -> Sequence[Verdict]:
    """The form that says what it means, with what they chose; where there are several programmes it names its own."""
    found, refusal = _mine(s)
    if refusal is not None:
        return [refusal]
    one, programme = found[0].standing, found[0].programme
    assert programme is not None
    chosen, tags = one.choices, tags_of([programme], s.policy)
    name = programme.name
    fields = (
        *([FormField(name="programme", kind="one", options=(name,), value=(name,), labels={name: programme.title})]
          if len(s.policy.programmes) > 1 else []),
        FormField(name="accepts", kind="many", options=tuple(kind.value for kind in programme.asks),
                  value=tuple(kind.value for kind in chosen.accepts)),
        *([FormField(name="about", kind="many", options=tuple(tags), value=chosen.about, labels=tags)] if tags else []),
        FormField(name="listed", kind="many", options=(_YES,), value=(_YES,) if chosen.is_listed else ()),
        FormField(name="shows", kind="many", options=_SHOWS, value=chosen.shows),
    )  # fmt: skip
    form = OpenForm(form=JOIN, text=f"{NAME}.join", fields=fields)
    return [Act(action=form, subject=one.member, reason="chooses what to be asked for")]


def on_chosen(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Their consent, or other choices: what they did not tick is not done, and no other programme is touched."""
    found, refusal = _mine(s)
    if refusal is not None:
        return [refusal]
    if Purpose.METRICS in s.refused:
        return [told(s, "you_stopped", reason="cannot take part now")]
    before, programme = found[0].standing, found[0].programme
    assert programme is not None
    choices = Choices(
        accepts=tuple(kind for kind in programme.asks if kind.value in s.chosen("accepts")),
        about=tuple(tag for tag in tags_of([programme], s.policy) if tag in s.chosen("about")),
        is_listed=_YES in s.chosen("listed"),
        shows=tuple(what for what in _SHOWS if what in s.chosen("shows")),
    )
    title = words(programme.title)
    if before.stage is Stage.ACTIVE:
        reason = "chose what to be asked for"
        now = replace(before, choices=choices)
        return [*consent(s, is_given=True), kept(now, before, reason),
                told(s, "saved", aim("advocate_choices", s, now), reason=reason, programme=title)]  # fmt: skip
    one = moved(before, Stage.ACTIVE, s.now, term=programme.term, choices=choices)
    assert one is not None
    reason = "joined by their own yes"
    one = replace(one, is_paused=any(each.standing.is_paused for each in places(s, Stage.ACTIVE)))
    assert one.until is not None
    mine = (aim("advocate_choices", s, one), aim("advocate_leave", s, one))
    thanks = told(s, "joined", *mine, reason=reason, programme=title, until=instant(one.until))
    return [*consent(s, is_given=True), kept(one, before, reason), thanks]
