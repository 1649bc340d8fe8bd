"""Wishes put together: whose count, who is shown, and what joins what."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from advocacy.insights import (
    ALIKE,
    PASSED,
    Insight,
    Insights,
    Leave,
    Stage,
    Wish,
    best_alike,
    likeness,
    new_wish,
    shown_people,
    to_insight,
    to_wish,
    vote,
)  # fmt: skip
from advocacy.themes import Themes
from advocacy.wish_cards import card, listing
from advocacy.wishes import Kind
from engagement.actions import FieldKind
from engagement.ids import ChannelId, MemberId
from tests.engagement.made_up import NOON, mid, situation, tid


def wish(who: int, name: str = "", **more: object) -> Wish:
    known = {"at": NOON, "member": MemberId(f"m{who}"), "thread": tid("q"), "kind": Kind.WISH, "insight": "one",
             "state": PASSED}  # fmt: skip
    return new_wish(mid(name or f"w{who}"), **{**known, **more})


ONE = Insight(id="one", at=NOON, topics=("api",))
ROOM = ChannelId("slack-T1:product")


def test_what_is_kept_comes_back_as_it_was_and_holds_neither_people_nor_words_in_its_facts() -> None:
    some = wish(1, leave=Leave.WORDS, alike=62, is_taken_up=True)
    assert to_wish(some.to_entry()) == some
    assert "m1" not in repr(some.to_entry().facts)
    assert some.to_entry().words == ""
    whole = replace(ONE, stage=Stage.JOINED, into="other", decided_at=NOON, by=MemberId("m2"), shown="x")
    assert to_insight(whole.to_entry()) == whole
    assert to_wish(replace(some.to_entry(), member=None)) is None


def test_wishes_are_alike_by_the_rarer_words_and_never_by_the_words_of_wishing() -> None:
    dark = "I wish there was a dark theme for the invoice editor"
    others = {
        "same": "would be nice to have a dark theme in the editor for invoices",
        "wishing": "I wish there was a way to sort columns, that would be great",
        "nearly": "is there a dark mode planned?",
    }
    found = likeness(dark, others, "en")
    assert found["same"] >= ALIKE
    assert found.keys() == {"same"}, "one shared word joins nobody"


def test_a_wish_joins_its_own_conversation_first_then_the_likest_that_still_runs() -> None:
    here, like = wish(1, insight="one"), wish(2, "o", thread=tid("o"), insight="two")
    two = Insight(id="two", at=NOON)
    seen = Insights(insights={"one": ONE, "two": two}, wishes=(here, like), alike={like.id: 0.7})
    assert best_alike(seen, tid("q")) == (here, 100)
    assert best_alike(seen, tid("x")) == (like, 70)
    settled = replace(seen, insights={"one": ONE, "two": replace(two, stage=Stage.SHIPPED)})
    assert best_alike(settled, tid("x")) is None
    assert best_alike(replace(seen, alike={like.id: 0.2}), tid("x")) is None


people = st.integers(0, 9)
wishes = st.lists(
    st.builds(wish, people, leave=st.sampled_from(list(Leave))), max_size=12, unique_by=lambda one: one.id
)


@given(wishes, st.sets(people), st.sets(people), st.sets(people))
def test_nobody_who_stopped_or_said_no_is_on_any_card_and_nothing_under_five_is_a_number(
    some: list[Wish], votes: set[int], out: set[int], quiet: set[int]
) -> None:
    seen = Insights(
        insights={"one": ONE}, wishes=tuple(some), votes=tuple(vote("one", MemberId(f"m{n}"), NOON) for n in votes),
        out=frozenset(MemberId(f"m{n}") for n in out), quiet=frozenset(MemberId(f"m{n}") for n in quiet), room=ROOM,
    )  # fmt: skip
    say = card(situation(), seen, ONE)
    gone = {one.message for one in some if one.leave is Leave.NO or one.member in seen.out}
    assert not gone & {item["where"].value for item in say.items}
    for item in say.items:
        its = next(one for one in some if one.message == item["where"].value)
        may_quote = its.leave in {Leave.WORDS, Leave.NAMED} and its.member not in seen.quiet
        assert (item["said"].kind is FieldKind.SAID) is may_quote
        assert (item["who"].kind is FieldKind.PERSON) is (may_quote and its.leave is Leave.NAMED)
    counted = {one.member for one in some if one.message not in gone} | {f"m{n}" for n in votes - out}
    shown = [
        say.fields["wished_by"].value,
        *(item["wished_by"].value for item in listing(seen, Themes(), is_staff=False).items),
    ]
    if say.items:
        assert shown == [str(len(counted)) if len(counted) >= 5 else "few"] * 2


def test_one_to_four_look_the_same() -> None:
    assert {shown_people(number) for number in range(1, 5)} == {("few", 1)}
    assert shown_people(5) == ("5", 5)


some_wishes = st.lists(
    st.builds(
        wish, who=st.integers(0, 5), name=st.text("abcdefgh", min_size=1, max_size=3),
        insight=st.sampled_from(("one", "two")), state=st.sampled_from((PASSED, "waiting", "answered")),
        leave=st.sampled_from(list(Leave)),
    ),
    max_size=12,
)  # fmt: skip


@given(some_wishes, st.lists(st.tuples(st.sampled_from(("one", "two")), st.integers(0, 9)), max_size=12))
def test_how_many_want_each_is_the_same_whether_counted_at_once_or_one_by_one(
    wishes: list[Wish], votes: list[tuple[str, int]]
) -> None:
    seen = Insights(
        insights={"one": ONE, "two": replace(ONE, id="two")}, wishes=tuple(wishes),
        votes=tuple(vote(what, MemberId(f"m{who}"), NOON) for what, who in votes), out=frozenset({MemberId("m1")}),
    )  # fmt: skip
    assert {name: number for name in ("one", "two") if (number := seen.people(name))} == seen.numbers()
