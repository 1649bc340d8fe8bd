"""When themes are proposed for wishes, and what people make of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy.insights import PASSED, Insight, Insights, Leave, Stage
from advocacy.plays.wish_themes import (
    ABOUT,
    CHANGE,
    NO,
    PLAY,
    YES,
    WishThemesPolicy,
    on_change_form,
    on_daily,
    on_model,
)
from advocacy.themes import ANEW, STANDS, THEME, Stand, Theme, Themes, Told, theme_id, to_theme
from engagement.actions import FollowUp, Keep, OpenForm, Reply, Say
from engagement.decisions import Act, Hold
from engagement.events import FormSubmitted, ModelAnswered
from engagement.ids import AccountId, DecisionId, MemberId, OutboxId, WorkspaceId
from engagement.modelling.asking import Use
from engagement.modelling.dials import ModelPolicy
from engagement.modelling.wanted import use_of
from engagement.people import Role
from engagement.records import OutboxRow
from engagement.situation import Situation
from tests.advocacy.test_insights import ROOM, wish
from tests.engagement.made_up import ASKER, NOON, PEER, person, showing, situation

POLICY = WishThemesPolicy()
STAFF = MemberId("slack-T1:tom")
MODEL = ModelPolicy(name="small", uses=(Use.THEMES,), provider="models.example")
NAMES = ("aaaa1", "bbbb2")
TOLD = tuple(
    Told(insight=name, wishes=(f"w{name}",), people=frozenset({who}), words=f"{word} export")
    for name, who, word in zip(NAMES, (ASKER, PEER), ("csv", "pdf"), strict=True)
)
ONE = Theme(id=theme_id(NAMES), at=NOON, insights=NAMES, name="export", wishes=tuple(f"w{name}" for name in NAMES))
SEEN = Insights(
    insights={name: Insight(id=name, at=NOON, stage=Stage.OPEN, shown="so") for name in NAMES},
    wishes=tuple(
        replace(wish(f"w{name}", member=who), insight=name, state=PASSED, leave=Leave.WORDS)
        for name, who in zip(NAMES, (ASKER, PEER), strict=True)
    ),
    room=ROOM, product=frozenset({STAFF}),
)  # fmt: skip


def shown(themes: Themes | None, who: MemberId = STAFF, model: ModelPolicy | None = None, **more: Any) -> Situation:
    row = OutboxRow(
        id=OutboxId("o"), decision=DecisionId("d"), workspace=WorkspaceId("slack-T1"), op="say", lane=2, body={},
        created_at=NOON, slot=more.pop("under", f"theme:{ONE.id}"),
    )  # fmt: skip
    seen = more.pop("seen", SEEN)
    some = [each for each in (seen, themes) if each is not None]
    found = situation(shown=showing(*some), actor=person(who, *more.pop("roles", ())), control_row=row, **more)
    return replace(found, policy=replace(found.policy, model=model or ModelPolicy()))


def of(verdicts: Any, kind: type) -> list[Any]:
    return [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, kind)]


def kept(verdicts: Any) -> list[Theme]:
    return [to_theme(one.entry) for one in of(verdicts, Keep) if one.entry.kind == THEME]


def answered(**event: Any) -> ModelAnswered:
    fields = {"groups": (("Exports", NAMES),), "model": "small"} | event
    return ModelAnswered(key="m", at=NOON, thread=ABOUT, use="themes", asked_at=NOON, **fields)


def test_without_a_model_the_rules_propose_and_the_team_sees_it_on_a_card() -> None:
    verdicts = on_daily(shown(Themes(told=TOLD)), POLICY)
    (one,) = kept(verdicts)
    assert (one.name, one.insights, one.stand, one.model) == ("export", NAMES, Stand.PROPOSED, "")
    (card,) = of(verdicts, Say)
    assert (card.text, card.to, card.controls) == ("wish_themes.proposed", ROOM, (YES, CHANGE, NO, "why"))
    assert [item["code"].value for item in card.items] == ["aaaa", "bbbb"]


def test_with_a_model_it_is_asked_and_nothing_is_proposed_yet() -> None:
    verdicts = on_daily(shown(Themes(told=TOLD), model=MODEL), POLICY)
    (keep,) = of(verdicts, Keep)
    assert (use_of(keep.entry), keep.entry.words, of(verdicts, Say)) == (Use.THEMES, "", [])


@pytest.mark.parametrize("themes", [None, Themes(), Themes(told=TOLD[:1]), Themes(told=TOLD, themes=(ONE,))])
def test_nothing_is_proposed_where_there_is_nothing_to_group(themes: Themes | None) -> None:
    assert on_daily(shown(themes), POLICY) == []
    assert on_daily(shown(Themes(told=TOLD), seen=replace(SEEN, room=None)), POLICY) == []


def test_a_proposal_is_taken_back_when_a_wish_in_it_is_gone() -> None:
    verdicts = on_daily(shown(Themes(told=TOLD[:1], themes=(ONE,))), POLICY)
    (gone,) = of(verdicts, Keep)
    assert gone.is_gone
    (card,) = of(verdicts, Say)
    assert (card.text, card.fields, card.items, card.controls) == ("wish_themes.over", {}, (), ("why",))


def looked(hook: str, themes: Themes | None, **more: Any) -> list[Any]:
    return list(PLAY.on_follow_up[hook](shown(themes, look=ONE.id, **more), POLICY))


def looks(verdicts: Any) -> list[tuple[str, timedelta]]:
    return [(one.kind, one.due_at - NOON) for one in of(verdicts, FollowUp)]


def test_what_is_proposed_is_looked_at_within_the_day_until_it_is_decided() -> None:
    within = [("theme_stands", timedelta(hours=20))]
    assert looks(on_daily(shown(Themes(told=TOLD)), POLICY)) == within
    assert looks(found := looked(STANDS, Themes(told=TOLD, themes=(ONE,)))) == within
    assert of(found, Say) == []
    for decided in (Themes(told=TOLD), Themes(told=TOLD, themes=(replace(ONE, stand=Stand.CONFIRMED),))):
        (hold,) = looked(STANDS, decided)
        assert hold.reason == "it was decided or taken back"


def test_a_name_made_of_words_that_are_gone_goes_from_the_card_at_the_next_look() -> None:
    for hook in (STANDS, ANEW):
        verdicts = looked(hook, Themes(told=TOLD[:1], themes=(ONE,), has_card=True))
        assert [keep.is_gone for keep in of(verdicts, Keep)] == [True]
        assert [(card.text, card.fields) for card in of(verdicts, Say)] == [("wish_themes.over", {})]
        assert looks(verdicts) == []


def test_while_nobody_hears_of_wishes_it_is_looked_at_again_later() -> None:
    for seen, themes in ((SEEN, None), (replace(SEEN, room=None), Themes(themes=(ONE,)))):
        assert looks(looked(STANDS, themes, seen=seen)) == [("theme_stands", timedelta(hours=20))]
        (hold,) = looked(ANEW, themes, seen=seen)
        assert hold.reason == "nobody sees a card of it"


@pytest.mark.parametrize(
    ("stand", "text", "again"),
    [
        (Stand.PROPOSED, "proposed", ["theme_stands"]), (Stand.CONFIRMED, "confirmed", []), (None, "over", []),
        (Stand.DECLINED, "over", []),
    ],
)  # fmt: skip
def test_after_something_was_undone_the_card_says_what_stands(stand: Stand | None, text: str, again: list[str]) -> None:
    themes = (replace(ONE, stand=stand),) if stand is not None else ()
    verdicts = looked(ANEW, Themes(told=TOLD, themes=themes, has_card=True))
    assert [(card.text, card.slot) for card in of(verdicts, Say)] == [(f"wish_themes.{text}", f"theme:{ONE.id}")]
    assert [kind for kind, _ in looks(verdicts)] == again


def test_where_the_card_is_gone_nothing_is_said_anew() -> None:
    assert of(looked(ANEW, Themes(told=TOLD, themes=(ONE,))), Say) == []


def test_what_a_model_proposes_says_so_on_its_card() -> None:
    verdicts = on_model(shown(Themes(told=TOLD), event=answered()), POLICY)
    one = kept(verdicts)[-1]
    assert (one.name, one.model, one.stand) == ("Exports", "small", Stand.PROPOSED)
    (card,) = of(verdicts, Say)
    assert (card.text, card.fields["made_by"].value) == ("wish_themes.proposed_by_model", "small")


@pytest.mark.parametrize(("why", "told"), [("over the budget", "over the budget"), ("", "found no wishes")])
def test_where_a_model_says_nothing_the_rules_do(why: str, told: str) -> None:
    verdicts = on_model(shown(Themes(told=TOLD), event=answered(groups=(), why=why)), POLICY)
    assert [told in each.reason for each in verdicts if isinstance(each, Hold)] == [True]
    assert [card.text for card in of(verdicts, Say)] == ["wish_themes.proposed"]


def test_a_model_that_answers_when_nobody_hears_of_wishes_changes_nothing() -> None:
    verdicts = on_model(shown(None, event=answered()), POLICY)
    assert (len(of(verdicts, Keep)), of(verdicts, Say)) == (1, [])
    assert on_model(shown(Themes(told=TOLD), event=replace(answered(), use="draft")), POLICY) == []


@pytest.mark.parametrize(
    ("control", "stand", "text"),
    [(YES, Stand.CONFIRMED, "wish_themes.confirmed"), (NO, Stand.DECLINED, "wish_themes.over")],
)
def test_the_team_confirms_a_theme_or_turns_it_down(control: str, stand: Stand, text: str) -> None:
    verdicts = PLAY.on_control[control](shown(Themes(told=TOLD, themes=(ONE,))), POLICY)
    (one,) = kept(verdicts)
    assert (one.stand, one.by) == (stand, STAFF)
    assert [card.text for card in of(verdicts, Say)] == [text]
    assert of(verdicts, Keep)[0].before == ONE.to_entry(), "so that it can be undone"


@pytest.mark.parametrize("control", [YES, CHANGE, NO])
def test_nobody_else_decides_and_a_manager_does(control: str) -> None:
    hook, here = PLAY.on_control[control], Themes(told=TOLD, themes=(ONE,))
    gone = Themes(told=TOLD, themes=(replace(ONE, stand=Stand.DECLINED),))
    for s in (shown(here, PEER), shown(here, under="insight:x"), shown(None), shown(gone), shown(Themes(told=TOLD))):
        (reply,) = of(hook(s, POLICY), Reply)
        assert reply.text == "wish_themes.not_yours"
    done = hook(shown(here, PEER, roles=(Role.MANAGER,)), POLICY)
    assert "wish_themes.not_yours" not in [one.text for one in of(done, Reply)]


def test_the_form_shows_the_name_and_ticks_what_belongs_to_it() -> None:
    (form,) = of(
        PLAY.on_control[CHANGE](shown(Themes(told=TOLD, themes=(replace(ONE, insights=NAMES[:1]),))), POLICY), OpenForm
    )
    name, holds = form.fields
    assert (name.value, holds.options, holds.value) == (("export",), NAMES, NAMES[:1])


def sent(theme: str, *holds: str, themes: Themes | None = None) -> Any:
    event = FormSubmitted(
        key="f", at=NOON, account=AccountId(STAFF), form=CHANGE, values={"theme": (theme,), "holds": holds}
    )
    return on_change_form(shown(themes or Themes(told=TOLD, themes=(ONE,)), event=event), POLICY)


def test_it_is_renamed_and_what_is_ticked_leaves_the_theme_it_was_in() -> None:
    other = Theme(id="o", at=NOON, insights=("bbbb2",), name="Others", stand=Stand.CONFIRMED)
    now, left = kept(sent(" Data  out ", "bbbb2", themes=Themes(told=TOLD, themes=(ONE, other))))
    assert (now.name, now.insights, now.stand) == ("Data out", ("bbbb2",), Stand.CONFIRMED)
    assert (left.id, left.stand) == ("o", Stand.DECLINED), "nothing is left in it"


@pytest.mark.parametrize(
    ("theme", "holds", "text"), [("", NAMES, "bad_name"), ("x" * 41, NAMES, "bad_name"), ("x", ("no",), "no_wish")]
)
def test_a_form_that_does_not_hold_says_why(theme: str, holds: tuple[str, ...], text: str) -> None:
    verdicts = sent(theme, *holds)
    (reply,) = of(verdicts, Reply)
    assert (reply.text, reply.is_problem, of(verdicts, Keep)) == (f"wish_themes.{text}", True, [])


def test_a_form_of_somebody_else_changes_nothing() -> None:
    event = FormSubmitted(key="f", at=NOON, account=AccountId(PEER), form=CHANGE, values={})
    assert of(on_change_form(shown(Themes(themes=(ONE,)), PEER, event=event), POLICY), Keep) == []
