"""The form on which somebody says yes to the programme, and to what: their consent, and what they chose, any time."""

from collections.abc import Sequence
from dataclasses import replace

from advocacy.programme import Choices, Stage, Standing, moved
from advocacy.reviewing import NAME, kept, ladder_of, told
from advocacy.tags import tags_of
from engagement.actions import FormField, OpenForm, instant, words
from engagement.decisions import Act, Verdict
from engagement.own_acts import SetConsent
from engagement.people import Purpose
from engagement.programmes import Programme
from engagement.situation import Situation

JOIN = "advocate"
"""The form."""
_YES = "yes"
_SHOWS = ("about", "helped")


def mine(s: Situation) -> tuple[Standing | None, Programme | None]:
    """Where they stand. Whoever took back their consent elsewhere is out, whatever is still written down."""
    one = written_down(s)
    if one is not None and Purpose.ADVOCACY in s.refused:
        one = moved(one, Stage.LEFT, s.now) or one
    return one, s.policy.programmes.get(one.programme) if one is not None else None


def written_down(s: Situation) -> Standing | None:
    """Where they stand as it is noted."""
    return ladder_of(s).standings.get(s.the_actor().member)


def consent(s: Situation, *, is_given: bool) -> list[Verdict]:
    """Their own yes or no to the programme."""
    me = s.the_actor().member
    consent = SetConsent(member=me, purpose=Purpose.ADVOCACY, is_given=is_given)
    return [Act(action=consent, subject=me, reason="by their own word")]


def on_choices(s: Situation, _policy: object) -> Sequence[Verdict]:
    """The form that says what it means, with what they chose."""
    one, programme = mine(s)
    if one is None or programme is None or one.stage not in {Stage.INVITED, Stage.ACTIVE}:
        return [told(s, "nothing_to_choose", reason="has no place in the programme")]
    chosen, tags = one.choices, tags_of([programme], s.policy)
    fields = (
        FormField(name="accepts", kind="many", options=tuple(kind.value for kind in programme.asks),
                  value=tuple(kind.value for kind in chosen.accepts)),
        *([FormField(name="about", kind="many", options=tuple(tags), value=chosen.about, labels=tags)] if tags else []),
        FormField(name="listed", kind="many", options=(_YES,), value=(_YES,) if chosen.is_listed else ()),
        FormField(name="shows", kind="many", options=_SHOWS, value=chosen.shows),
    )  # fmt: skip
    form = OpenForm(form=JOIN, text=f"{NAME}.join", fields=fields)
    return [Act(action=form, subject=one.member, reason="chooses what to be asked for")]


def on_chosen(s: Situation, _policy: object) -> Sequence[Verdict]:
    """Their consent, or other choices: what they did not tick is not done."""
    before, programme = mine(s)
    if before is None or programme is None or before.stage not in {Stage.INVITED, Stage.ACTIVE}:
        return [told(s, "nothing_to_choose", reason="has no place in the programme")]
    if Purpose.METRICS in s.refused:
        return [told(s, "you_stopped", reason="cannot take part now")]
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
                told(s, "saved", "advocate_choices", reason=reason, programme=title)]  # fmt: skip
    one = moved(before, Stage.ACTIVE, s.now, term=programme.term, choices=choices)
    assert one is not None
    assert one.until is not None
    reason = "joined by their own yes"
    thanks = told(s, "joined", "advocate_choices", "advocate_leave", reason=reason, programme=title,
                  until=instant(one.until))  # fmt: skip
    return [*consent(s, is_given=True), kept(one, before, reason), thanks]
