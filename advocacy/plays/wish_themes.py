"""Propose themes for what members wish for; the people who build it confirm, rename, change or turn them down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from advocacy.insights import Insight, Insights
from advocacy.themes import (
    ANEW,
    LONGEST_NAME,
    LOOK_AGAIN,
    NAME,
    STANDS,
    THEME,
    Group,
    Stand,
    Theme,
    Themes,
    by_rules,
    is_outdated,
    look_at,
    moved,
    proposed,
)
from engagement.actions import Field, FormField, Keep, Lane, OpenForm, Reach, Reply, Say, link, noted, words
from engagement.answering import Answers, answer
from engagement.decisions import Act, Hold, Verdict
from engagement.events import ModelAnswered
from engagement.ids import look_id
from engagement.modelling.asking import Use
from engagement.modelling.wanted import Asked, wanted
from engagement.people import Role
from engagement.play import Hook, Play
from engagement.situation import Situation
from engagement.text import squeeze

CARD = "theme:"
"""How the slots of cards begin."""
YES, CHANGE, NO = "theme_yes", "theme_change", "theme_no"
ABOUT = look_id("themes", "wishes")
"""What a model is asked about: no conversation."""
_MOST_OPTIONS = 25
_MOST_LINES = 10
_WANTED_FOR = timedelta(hours=12)
_reply = Answers(NAME, "decided about a theme")


@dataclass(frozen=True, slots=True, kw_only=True)
class WishThemesPolicy:
    """Dials of "Group wishes"; nothing is proposed unless wishes are passed on to somebody (`product_wish`)."""

    day: str = "mon"
    """On which day of the week (ours)."""
    at: time = time(10, 30)
    """When, in the community's zone, after the day's wishes were passed on (ours)."""
    at_most: int = 3
    """How many a week: each is for somebody to decide (ours)."""


# --- once a week ------------------------------------------------------------------------------------------------------


def on_daily(s: Situation, policy: WishThemesPolicy) -> Sequence[Verdict]:
    """Proposals that no longer hold are taken back; new ones are made by rules, or asked of a model."""
    seen, themes = s.find(Insights), s.find(Themes)
    if seen is None or themes is None or seen.room is None:
        return []
    verdicts: list[Verdict] = []
    for one in themes.standing(Stand.PROPOSED):
        if _is_over(s, one, themes):
            verdicts += _withdrawn(s, seen, one, themes)
    standing = replace(themes, themes=tuple(one for one in themes.themes if not _is_over(s, one, themes)))
    if len(standing.free()) < 2:  # noqa: PLR2004  # one is no group
        return verdicts
    if s.policy.model.may(Use.THEMES):
        entry = wanted(Use.THEMES, ABOUT, s.now, useful_for=_WANTED_FOR)
        return [*verdicts, Act(action=Keep(entry=entry), subject=s.community, reason="a model may find themes")]
    return [*verdicts, *_proposals(s, seen, standing, policy)]


def on_model(s: Situation, policy: WishThemesPolicy) -> Sequence[Verdict]:
    """A model was asked: what it proposes is shown to be judged; where it proposes nothing, rules do."""
    event, seen, themes = s.event, s.find(Insights), s.find(Themes)
    if not isinstance(event, ModelAnswered) or event.use != Use.THEMES:
        return []
    asked = wanted(Use.THEMES, ABOUT, event.asked_at, useful_for=_WANTED_FOR)
    done = Keep(entry=replace(asked, state=Asked.DONE), before=asked)
    over: Verdict = Act(action=done, subject=s.community, reason="the model was asked")
    if seen is None or themes is None or seen.room is None:
        return [over, Hold(subject=s.community, reason="nobody hears of wishes any more")]
    if not event.groups:
        why = event.why or "the model found no wishes that belong together"
        return [over, Hold(subject=s.community, reason=why), *_proposals(s, seen, themes, policy)]
    groups = [Group(name=name, insights=tuple(insights)) for name, insights in event.groups]
    found = proposed(groups, themes, s.now, event.model)[: policy.at_most]
    return [over, *_shown(s, seen, found)]


def _proposals(s: Situation, seen: Insights, themes: Themes, policy: WishThemesPolicy) -> list[Verdict]:
    return _shown(s, seen, proposed(by_rules(themes.free(), policy.at_most), themes, s.now))


def _shown(s: Situation, seen: Insights, some: Sequence[Theme]) -> list[Verdict]:
    reason = "several wishes may belong under one heading"
    return [
        verdict
        for one in some
        for verdict in (_keep(s, one, None, reason), _said(s, seen, one, reason), _again(s, one.id))
    ]


def _is_over(s: Situation, one: Theme, themes: Themes) -> bool:
    """Also where a model made it that is not asked any more: switched off, it leaves nothing that waits for anybody."""
    is_left_over = bool(one.model) and not s.policy.model.may(Use.THEMES)
    return is_outdated(one, themes) or (one.stand is Stand.PROPOSED and is_left_over)


def _withdrawn(s: Situation, seen: Insights, one: Theme, themes: Themes) -> list[Verdict]:
    is_unsettled = is_outdated(one, themes)
    reason = "a wish in it is gone, or settled" if is_unsettled else "no model is asked for this any more"
    gone = Keep(entry=one.to_entry(), before=one.to_entry(), is_gone=True)
    card = _card(seen, replace(one, stand=Stand.DECLINED, insights=()))
    return [
        Act(action=gone, subject=s.community, reason=reason),
        Act(action=card, subject=s.community, reason=reason),
    ]


def _again(s: Situation, name: str) -> Act:
    return Act(action=look_at(name, s.now + LOOK_AGAIN), subject=s.community, reason="a wish in it may be taken back")


# --- whether it still stands ------------------------------------------------------------------------------------------


def on_stands(s: Situation, _policy: WishThemesPolicy) -> Sequence[Verdict]:
    """A proposal is taken back within the day, or at once, where its name should be gone; else it is looked at anew."""
    seen, themes = s.find(Insights), s.find(Themes)
    if seen is None or themes is None or seen.room is None:
        return [_again(s, s.look)]  # nobody hears of wishes now: there is no room to say it in
    one = themes.get(s.look)
    if one is None or one.stand is not Stand.PROPOSED:
        return [Hold(subject=s.community, reason="it was decided or taken back")]
    return _withdrawn(s, seen, one, themes) if _is_over(s, one, themes) else [_again(s, one.id)]


def on_anew(s: Situation, _policy: WishThemesPolicy) -> Sequence[Verdict]:
    """Something was undone: the card says what stands now, and where nothing does, that it is over."""
    seen, themes = s.find(Insights), s.find(Themes)
    if seen is None or themes is None or seen.room is None or not themes.has_card:
        return [Hold(subject=s.community, reason="nobody sees a card of it")]
    one = themes.get(s.look)
    if one is not None and _is_over(s, one, themes):
        return _withdrawn(s, seen, one, themes)
    reason = "something about it was undone"
    over = Theme(id=s.look, at=s.now, insights=(), stand=Stand.DECLINED)
    again = [_again(s, one.id)] if one is not None and one.stand is Stand.PROPOSED else []
    return [_said(s, seen, one or over, reason), *again]


# --- the card ---------------------------------------------------------------------------------------------------------


def _card(seen: Insights, one: Theme) -> Say:
    """One for the people who build it, edited in place. Without its insights it says only that it is over."""
    is_over = one.stand is Stand.DECLINED
    text = {Stand.PROPOSED: "proposed", Stand.CONFIRMED: "confirmed", Stand.DECLINED: "over"}[one.stand]
    controls = {Stand.PROPOSED: (YES, CHANGE, NO), Stand.CONFIRMED: (CHANGE, NO), Stand.DECLINED: ()}[one.stand]
    name = noted(THEME, one.id) if one.stand is Stand.PROPOSED else words(one.name)
    fields = {} if is_over else {"theme": name, "made_by": words(one.model or "rules")}
    if one.stand is Stand.PROPOSED and one.model:
        text = "proposed_by_model"
    return Say(
        text=f"{NAME}.{text}",
        reach=Reach.CHANNEL,
        to=seen.room or "",
        fields=fields,
        items=() if is_over else tuple(_line(seen, seen.insights[each]) for each in _kept(seen, one)[:_MOST_LINES]),
        controls=(*controls, "why"),
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=f"{CARD}{one.id}",
    )


def _kept(seen: Insights, one: Theme) -> list[str]:
    return [each for each in one.insights if each in seen.insights and seen.of(each)]


def _line(seen: Insights, one: Insight) -> Mapping[str, Field]:
    return {
        "code": words(one.code), "topics": words(", ".join(one.topics)), "stage": words(one.stage.value),
        "where": link(seen.of(one.id)[0].message),
    }  # fmt: skip


def _said(s: Situation, seen: Insights, one: Theme, reason: str) -> Act:
    return Act(action=_card(seen, one), subject=s.community, reason=reason)


def _keep(s: Situation, one: Theme, before: Theme | None, reason: str) -> Act:
    keep = Keep(entry=one.to_entry(), before=before.to_entry() if before is not None else None)
    return Act(action=keep, subject=s.community, reason=reason)


# --- what people decide -----------------------------------------------------------------------------------------------


def _decided(s: Situation) -> tuple[Insights, Themes, Theme] | None:
    """What stands on the card under which the button stands, for whoever may decide about wishes."""
    seen, themes, actor = s.find(Insights), s.find(Themes), s.the_actor()
    slot = s.control_row.slot if s.control_row is not None else None
    if seen is None or themes is None or slot is None or not slot.startswith(CARD):
        return None
    one = themes.get(slot.removeprefix(CARD))
    may = actor.member in seen.product or Role.MANAGER in actor.roles
    return (seen, themes, one) if may and one is not None and one.stand is not Stand.DECLINED else None


def _settles(stand: Stand) -> Hook:
    def on_settle(s: Situation, _policy: WishThemesPolicy) -> Sequence[Verdict]:
        """The theme holds as it was proposed, or is turned down (or dissolved)."""
        found = _decided(s)
        if found is None:
            return [_reply(s, "not_yours")]
        seen, themes, one = found
        return _settled(s, seen, themes, replace(one, stand=stand, by=s.the_actor().member), one)

    return on_settle


def on_change(s: Situation, _policy: WishThemesPolicy) -> Sequence[Verdict]:
    """The form: another name, other wishes."""
    found = _decided(s)
    if found is None:
        return [_reply(s, "not_yours")]
    seen, _, one = found
    mine = _kept(seen, one)
    others = [each.id for each in seen.listed() if each.id not in mine]
    options = tuple([*mine, *others][:_MOST_OPTIONS])
    labels = {name: _label(seen.insights[name]) for name in options}
    form = OpenForm(
        form=CHANGE,
        text=f"{NAME}.change",
        fields=(
            FormField(name="theme", kind="text", value=(one.name,)),
            FormField(
                name="holds", kind="many", options=options, value=tuple(mine[:_MOST_OPTIONS]), labels=labels
            ),
        ),
    )  # fmt: skip
    return [answer(s, form, "wants to change a theme")]


def _label(one: Insight) -> str:
    return f"{one.code}: {', '.join(one.topics)}" if one.topics else one.code


def on_change_form(s: Situation, _policy: WishThemesPolicy) -> Sequence[Verdict]:
    """It holds under this name and with these wishes, which leave the themes they were in."""
    found = _decided(s)
    if found is None:
        return [_reply(s, "not_yours")]
    seen, themes, one = found
    name = squeeze(s.typed("theme"))
    some = tuple(each for each in dict.fromkeys(s.chosen("holds")) if each in seen.insights and seen.of(each))
    if not name or len(name) > LONGEST_NAME:
        return [_reply(s, "bad_name", is_problem=True, most=str(LONGEST_NAME))]
    if not some:
        return [_reply(s, "no_wish", is_problem=True)]
    now = replace(one, name=name, insights=some, stand=Stand.CONFIRMED, by=s.the_actor().member)
    return _settled(s, seen, themes, now, one)


def _settled(s: Situation, seen: Insights, themes: Themes, now: Theme, before: Theme) -> list[Verdict]:
    reason = {
        Stand.CONFIRMED: "staff confirmed a theme", Stand.DECLINED: "staff turned a theme down",
    }.get(now.stand, "staff changed a theme")  # fmt: skip
    verdicts: list[Verdict] = [_keep(s, now, before, reason), _said(s, seen, now, reason)]
    for after, was in moved(themes, now) if now.stand is Stand.CONFIRMED else ():
        after = after if after.insights else replace(after, stand=Stand.DECLINED, by=now.by)  # noqa: PLW2901
        verdicts += [_keep(s, after, was, reason), _said(s, seen, after, reason)]
    text = "turned_down" if now.stand is Stand.DECLINED else "confirmed_reply"
    return [*verdicts, answer(s, Reply(text=f"{NAME}.{text}", fields={"theme": words(now.name)}), reason)]


_BOTH = frozenset({Insights, Themes})

PLAY = Play(
    name=NAME,
    policy=WishThemesPolicy,
    on_daily=on_daily,
    on_model=on_model,
    on_control={YES: _settles(Stand.CONFIRMED), CHANGE: on_change, NO: _settles(Stand.DECLINED)},
    on_form={CHANGE: on_change_form},
    on_follow_up={STANDS: on_stands, ANEW: on_anew},
    shows=dict.fromkeys(("daily", "on_model", STANDS, ANEW, YES, CHANGE, NO), _BOTH),
)
