"""What is passed on when, who is asked, credited and told: each once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy.insights import ANSWERED, PASSED, WAITING, Insight, Insights, Leave, Stage, vote
from advocacy.plays.product_wish import (
    PLAY,
    ProductWishPolicy,
    on_choose_form,
    on_daily,
    on_join_form,
    on_part,
    on_reaction,
    on_said,
    on_solved,
    on_vote,
)  # fmt: skip
from advocacy.wishes import Kind
from engagement.actions import Credit, Keep, KeepWords, OpenForm, Reach, Reply, Say
from engagement.decisions import Act, Verdict
from engagement.events import FormSubmitted, ReactionAdded, ReactionRemoved
from engagement.ids import AccountId, DecisionId, MemberId, OutboxId, WorkspaceId
from engagement.people import Role
from engagement.records import OutboxRow
from engagement.situation import Situation
from engagement.threads import ThreadState
from tests.advocacy.test_insights import ONE, ROOM, wish
from tests.engagement.made_up import ASKER, NOON, THIRD, at, message, person, situation, thread, tid

POLICY = ProductWishPolicy(team="product")
DAY = timedelta(days=1)
OLD = {"at": NOON - 2 * DAY, "state": WAITING}
STAFF = MemberId("slack-T1:tom")


def of(verdicts: Any, kind: type) -> list[Any]:
    return [v.action for v in verdicts if isinstance(v, Act) and isinstance(v.action, kind)]


def kept(verdicts: Any) -> dict[str, tuple[str, str]]:
    """Kind and state of what is kept, by id."""
    return {one.entry.id: (one.entry.kind, one.entry.state) for one in of(verdicts, Keep)}


def insights(*some: Any, **more: Any) -> Insights:
    known = {"insights": {"one": ONE}, "room": ROOM, "product": frozenset({STAFF})}
    return Insights(**{**known, "wishes": some, **more})


def shown(seen: Insights, who: MemberId = ASKER, under: str = "", **more: Any) -> Situation:
    row = OutboxRow(
        id=OutboxId("o"), decision=DecisionId("d"), workspace=WorkspaceId("slack-T1"), op="say", lane=2, body={},
        created_at=NOON, slot=under,
    )  # fmt: skip
    roles = (Role.STAFF,) if who == STAFF else ()
    return situation(shown={Insights: seen}, actor=person(who, *roles), control_row=row, **more)


def heard(text: str, seen: Insights, policy: ProductWishPolicy = POLICY) -> list[Verdict]:
    more = {"message": message("w"), "text": text, "shown": {Insights: seen}}
    return list(on_said(situation(thread("w"), **more), policy))


WISHED = "I wish there was an offline mode for this"


def test_a_wish_is_noted_with_its_words_and_nothing_is_said() -> None:
    found = heard(WISHED, Insights())
    assert [type(v.action) for v in found if isinstance(v, Act)] == [KeepWords, Keep, Keep]
    assert sorted(kind for kind, _ in kept(found).values()) == ["insight", "wish"]


@pytest.mark.parametrize(
    ("seen", "policy"),
    [
        (Insights(out=frozenset({ASKER})), POLICY),
        (Insights(is_public=False), POLICY),
        (Insights(), ProductWishPolicy()),
    ],
    ids=["whoever stopped", "in private", "where nobody hears of it"],
)
def test_nothing_is_noted_of(seen: Insights, policy: ProductWishPolicy) -> None:
    assert heard(WISHED, seen, policy) == []


def test_an_edited_wish_is_the_same_wish_in_other_words() -> None:
    already = wish(1, "w", insight="one")
    (only,) = of(heard(WISHED, insights(already)), object)
    assert isinstance(only, KeepWords)


def test_a_need_that_was_answered_is_none_and_is_one_again_when_the_mark_goes() -> None:
    seen = insights(wish(1, "n", kind=Kind.NEED), wish(2, "w"))
    solved = on_solved(situation(thread(state=ThreadState.SOLVED), shown={Insights: seen}), POLICY)
    need = seen.wishes[0]
    assert kept(solved) == {need.id: ("wish", ANSWERED)}
    again = insights(replace(need, state=ANSWERED))
    assert kept(on_solved(situation(thread(), shown={Insights: again}), POLICY)) == {need.id: ("wish", WAITING)}


def daily(seen: Insights, **dials: Any) -> list[Verdict]:
    return list(on_daily(situation(shown={Insights: seen}), ProductWishPolicy(team="product", **dials)))


def test_a_wish_goes_on_after_a_day_and_its_writer_is_asked_once() -> None:
    assert daily(insights(wish(1, at=at(-60), state=WAITING))) == []
    found = daily(insights(wish(1, **OLD)))
    asked, card = of(found, Say)
    assert (card.text, card.to, card.reach) == ("product_wish.card", ROOM, Reach.CHANNEL)
    assert (asked.text, asked.to, asked.is_unprompted) == ("product_wish.ask", "m1", True)
    told = insights(wish(1, **{**OLD, "state": PASSED}), insights={"one": replace(ONE, shown="what it said")})
    assert [say.text for say in of(daily(told), Say)] == ["product_wish.card"], "asked once, the card as it is now"


def test_a_card_that_would_read_the_same_is_left_alone() -> None:
    seen = insights(wish(1))
    (entry,) = [one.entry for one in of(daily(seen), Keep) if one.entry.kind == "insight"]
    shown_now = replace(ONE, shown=str(entry.facts["shown"]))
    assert daily(replace(seen, insights={"one": shown_now})) == []
    assert daily(replace(seen, insights={"one": shown_now}, quiet=frozenset({MemberId("m1")}))) == []
    gone = of(daily(replace(seen, insights={"one": shown_now}, out=frozenset({MemberId("m1")}))), Say)
    assert [(say.fields["stage"].value, say.items, say.controls) for say in gone] == [("gone", (), ("why",))]


def test_a_need_goes_on_when_two_people_have_it_and_few_a_day_do() -> None:
    alone = wish(1, kind=Kind.NEED, **OLD)
    assert daily(insights(alone)) == []
    assert len(of(daily(insights(alone, wish(2, kind=Kind.NEED, **OLD))), Say)) == 3
    many = [wish(n, insight=f"i{n}", **OLD) for n in range(9)]
    seen = insights(*many, insights={f"i{n}": Insight(id=f"i{n}", at=NOON) for n in range(9)})
    cards = [say for say in of(daily(seen, at_most=3), Say) if say.text == "product_wish.card"]
    assert len(cards) == 3


def test_what_was_imported_long_ago_waits_for_company() -> None:
    long_ago = wish(1, at=NOON - 90 * DAY, state=WAITING)
    assert daily(insights(long_ago)) == []
    found = daily(insights(long_ago, wish(2, **OLD)))
    assert [say.to for say in of(found, Say) if say.text == "product_wish.ask"] == ["m2"]


def test_a_vote_is_one_and_is_taken_back_by_pressing_again() -> None:
    seen = insights(wish(1))
    first = on_vote(shown(seen, THIRD, "vote:one"), POLICY)
    (entry,) = [one.entry for one in of(first, Keep) if one.entry.kind == "wish_vote"]
    voted = replace(seen, votes=(entry,))
    assert voted.people("one") == 2
    again = on_vote(shown(voted, THIRD, "vote:one"), POLICY)
    assert [(one.entry.id, one.is_gone) for one in of(again, Keep) if one.entry.kind == "wish_vote"] == [
        (entry.id, True)
    ]
    for who in (STAFF, ASKER):
        out = replace(seen, out=frozenset({ASKER}))
        (reply,) = of(on_vote(shown(out, who, "vote:one"), POLICY), object)
        assert reply.text == "product_wish.not_counted"


def test_the_form_offers_what_they_want_first_and_keeps_every_vote_that_it_did_not_show() -> None:
    many = {f"i{n:02}": replace(ONE, id=f"i{n:02}") for n in range(12)}
    wishes = [wish(n, insight=name) for n, name in enumerate(many)]
    mine = vote("i11", THIRD, NOON)
    seen = insights(*wishes, insights=many, votes=(mine, vote("i03", ASKER, NOON)))
    wanted = form_of(seen)
    assert (wanted.options[0], len(wanted.options), wanted.value) == ("i11", 10, ("i11",))
    # i09 and i10 are not among the ten; the second of them was when the form was opened.
    ticked = ("i00", "i10")
    event = FormSubmitted(key="f", at=NOON, account=AccountId(THIRD), form="wish_choose", values={"wanted": ticked})
    sent = on_choose_form(shown(seen, THIRD, event=event), POLICY)
    assert votes_in(sent) == {("i00", False), ("i10", False), ("i11", True)}
    voted = replace(seen, votes=tuple(vote(name, THIRD, NOON) for name in many))
    again = on_choose_form(shown(voted, THIRD, event=event), POLICY)
    assert votes_in(again) == {(name, True) for name in form_of(voted).options if name != "i00"}


def votes_in(verdicts: Any) -> set[tuple[str, bool]]:
    """Of which wishes a vote changes, and whether it goes."""
    return {(one.entry.text("insight"), one.is_gone) for one in of(verdicts, Keep) if one.entry.kind == "wish_vote"}


def form_of(seen: Insights) -> Any:
    """What the form offers."""
    (form,) = of(PLAY.on_control["wish_choose"](shown(seen, THIRD), POLICY), OpenForm)
    return form.fields[0]


@pytest.mark.parametrize("more", [{"who": STAFF}, {"out": frozenset({THIRD})}])
def test_by_the_form_nobody_votes_who_cannot_by_the_button(more: dict[str, Any]) -> None:
    who = more.pop("who", THIRD)
    event = FormSubmitted(key="f", at=NOON, account=AccountId(who), form="wish_choose", values={"wanted": ("one",)})
    sent = on_choose_form(shown(insights(wish(1), **more), who, event=event), POLICY)
    assert votes_in(sent) == set()


def press(control: str, seen: Insights, who: MemberId = STAFF) -> list[Verdict]:
    return list(PLAY.on_control[control](shown(seen, who, "insight:one"), POLICY))


def test_who_wished_is_credited_once_and_everybody_is_told_once_when_it_is_there() -> None:
    votes = (vote("one", THIRD, NOON),)
    seen = insights(wish(1), wish(2, leave=Leave.NO), votes=votes)
    planned = press("wish_planned", seen)
    assert [(one.member, one.kind, one.by) for one in of(planned, Credit)] == [("m1", "wish", STAFF)]
    assert not [say for say in of(planned, Say) if say.reach is Reach.MEMBER]
    taken = replace(seen, wishes=(wish(1, is_taken_up=True), wish(2, leave=Leave.NO)))
    shipped = press("wish_shipped", taken)
    assert of(shipped, Credit) == []
    told = {say.to: say.slot for say in of(shipped, Say) if say.reach is Reach.MEMBER}
    assert told.keys() == {"m1", THIRD}
    there = replace(ONE, stage=Stage.SHIPPED, decided_at=NOON, shown="x")
    later = replace(taken, insights={"one": there}, told=frozenset({told["m1"]}))
    assert [say.to for say in of(daily(later), Say) if say.reach is Reach.MEMBER] == [THIRD], "who was not reached"
    old = replace(later, insights={"one": replace(there, decided_at=NOON - 15 * DAY)})
    assert not [say for say in of(daily(old), Say) if say.reach is Reach.MEMBER]


@pytest.mark.parametrize("control", ["wish_planned", "wish_shipped", "wish_declined", "wish_part", "wish_join"])
def test_only_the_team_decides(control: str) -> None:
    (reply,) = of(press(control, insights(wish(1)), ASKER), object)
    assert reply == Reply(text="product_wish.not_yours")


def test_the_latest_is_parted_and_two_are_joined_with_their_votes() -> None:
    seen = insights(wish(1), wish(2, alike=62), insights={"one": replace(ONE, shown="x")})
    parted = on_part(shown(seen, STAFF, "insight:one"), POLICY)
    assert len([say for say in of(parted, Say) if say.text == "product_wish.card"]) == 2
    (moved,) = [one.entry for one in of(parted, Keep) if one.entry.kind == "wish"]
    assert (moved.id, moved.text("insight") != "one", moved.number("alike")) == (wish(2).id, True, 0)
    two = Insight(id="two", at=NOON, topics=("build",), shown="y")
    both = replace(
        seen, insights={**seen.insights, "two": two}, votes=(vote("one", THIRD, NOON), vote("two", THIRD, NOON))
    )
    event = FormSubmitted(key="f", at=NOON, account=AccountId(STAFF), form="wish_join", values={"into": ("two",)})
    joined = on_join_form(shown(both, STAFF, "insight:one", event=event), POLICY)
    entries = {(one.entry.kind, one.entry.id): one for one in of(joined, Keep)}
    assert entries["insight", "one"].entry.text("into") == "two"
    assert entries["insight", "two"].entry.texts("topics") == ("build", "api")
    assert {one.entry.text("insight") for (kind, _), one in entries.items() if kind == "wish"} == {"two"}
    cards = {say.slot: say for say in of(joined, Say)}
    assert cards["insight:one"].controls == ("why",)
    assert cards["insight:two"].fields["wished_by"].value == "few"
    assert tid("q") == cards["insight:two"].thread


MINE = {**OLD, "member": ASKER}


def reacts(who: MemberId, emoji: str, *some: Any, is_gone: bool = False, **more: Any) -> list[Verdict]:
    """Somebody's reaction to the wish "w", which nobody was told of yet."""
    seen = insights(*(some or (wish(1, "w", **MINE),)), **more)
    kind = ReactionRemoved if is_gone else ReactionAdded
    event = kind(key="r", at=NOON, account=AccountId(who), channel=ROOM, message=message("w").id, emoji=emoji)
    return list(on_reaction(shown(seen, who, event=event, message=message("w")), POLICY))


@pytest.mark.parametrize("emoji", ["thumbsup", "+1", "heavy_plus_sign"])
def test_a_reaction_to_a_wish_is_a_vote_and_goes_with_it(emoji: str) -> None:
    (keep,) = of(reacts(THIRD, emoji), Keep)
    assert (keep.entry.kind, keep.entry.member, keep.is_gone) == ("wish_vote", THIRD, False)
    (gone,) = of(reacts(THIRD, emoji, votes=(keep.entry,), is_gone=True), Keep)
    assert gone.is_gone
    assert gone.entry == keep.entry


def test_a_vote_by_the_button_does_not_go_with_a_reaction_and_none_counts_twice() -> None:
    pressed = vote("one", THIRD, NOON)
    assert reacts(THIRD, "thumbsup", votes=(pressed,)) == []
    assert reacts(THIRD, "thumbsup", votes=(pressed,), is_gone=True) == []


@pytest.mark.parametrize(
    ("who", "emoji", "more"),
    [
        (THIRD, "eyes", {}),
        (ASKER, "thumbsup", {}),
        (STAFF, "thumbsup", {}),
        (THIRD, "thumbsup", {"out": frozenset({THIRD})}),
        (THIRD, "thumbsup", {"out": frozenset({ASKER})}),
        (THIRD, "thumbsup", {"insights": {"one": replace(ONE, stage=Stage.SHIPPED)}}),
    ],
)
def test_no_other_reaction_is_a_vote(who: MemberId, emoji: str, more: dict[str, Any]) -> None:
    assert reacts(who, emoji, **more) == []


@pytest.mark.parametrize("how", [{"leave": Leave.NO}, {"state": ANSWERED}])
def test_what_is_not_passed_on_takes_no_votes(how: dict[str, Any]) -> None:
    assert reacts(THIRD, "thumbsup", wish(1, "w", **{**MINE, **how})) == []
