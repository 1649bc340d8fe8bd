"""Which wishes the rules put under one heading, what it is called, and what a proposal may hold."""

from dataclasses import replace

import pytest

from advocacy.themes import (
    THEME,
    Group,
    Stand,
    Theme,
    Themes,
    Told,
    by_rules,
    is_outdated,
    made_of,
    moved,
    proposed,
    theme_id,
    to_theme,
)  # fmt: skip
from engagement.ids import MemberId
from tests.engagement.made_up import ASKER, NOON, PEER, THIRD


def told(name: str, words: str, who: MemberId) -> Told:
    return Told(insight=name, wishes=(f"w-{name}",), people=frozenset({who}), words=words)


CSV = told("a", "I wish the export had a CSV format", ASKER)
PDF = told("b", "It would be great to have an export as PDF", PEER)
DARK = told("c", "A dark mode would be lovely at night", THIRD)
PROPOSED = Theme(id=theme_id("ab"), at=NOON, insights=("a", "b"), name="export", wishes=("w-a", "w-b"))
CONFIRMED = replace(PROPOSED, stand=Stand.CONFIRMED, by=THIRD)


def test_wishes_that_share_a_word_of_two_people_are_one_group_named_by_it() -> None:
    assert by_rules([CSV, PDF, DARK], 3) == [Group(name="export", insights=("a", "b"))]


def test_words_by_which_wishing_is_said_join_nothing() -> None:
    assert by_rules([told("a", "I wish it was great", ASKER), told("b", "I wish we had a great option", PEER)], 3) == []


def test_one_person_s_own_words_are_no_theme() -> None:
    assert by_rules([CSV, replace(PDF, people=frozenset({ASKER}))], 3) == []
    again = told("d", "Let me export it as JSON", PEER)
    assert by_rules([CSV, replace(PDF, people=frozenset({ASKER})), again], 3)[0].insights == ("a", "b", "d")


def test_each_wish_is_in_one_group_and_the_most_widely_shared_word_comes_first() -> None:
    both = told("d", "A dark export page", ASKER)
    found = by_rules([CSV, PDF, DARK, both], 3)
    assert [(one.name, one.insights) for one in found] == [("export", ("a", "b", "d"))]
    assert len(by_rules([CSV, PDF, DARK, told("d", "dark mode please, at night", ASKER)], 1)) == 1


def test_a_name_is_of_two_words_in_the_order_in_which_they_stand_and_holds_no_secret() -> None:
    mail = "retry sends to ada@example.org"
    assert by_rules([told("a", mail, ASKER), told("b", mail, PEER)], 3)[0].name == "retry sends"
    only = "ada@example.org bob@example.org"
    assert "@" not in "".join(one.name for one in by_rules([told("a", only, ASKER), told("b", only, PEER)], 3))


def test_a_theme_is_kept_with_its_name_among_the_words_until_a_person_confirms_it() -> None:
    entry = PROPOSED.to_entry()
    assert (entry.kind, entry.words, entry.text("name")) == (THEME, "export", "")
    assert to_theme(entry) == PROPOSED
    settled = CONFIRMED.to_entry()
    assert (settled.words, settled.text("name"), settled.by) == ("", "export", THIRD)
    assert to_theme(settled) == CONFIRMED
    assert to_theme(replace(PROPOSED, stand=Stand.DECLINED).to_entry()).name == ""


def test_what_is_proposed_is_of_two_free_wishes_and_was_not_turned_down() -> None:
    seen = Themes(told=(CSV, PDF, DARK))
    (one,) = proposed([Group(name=" exports ", insights=("a", "b", "b", "unknown"))], seen, NOON, "small")
    assert (one.name, one.insights, one.wishes, one.model) == ("exports", ("a", "b"), ("w-a", "w-b"), "small")
    for groups in ([Group(name="x", insights=("a",))], [Group(name=" ", insights=("a", "b"))]):
        assert proposed(groups, seen, NOON) == []
    assert proposed([Group(name="x", insights=("a", "b"))], replace(seen, themes=(CONFIRMED,)), NOON) == []
    declined = replace(seen, themes=(replace(PROPOSED, stand=Stand.DECLINED),))
    assert proposed([Group(name="x", insights=("a", "b"))], declined, NOON) == []
    assert len(proposed([Group(name="x", insights=("a", "b", "c"))], declined, NOON)) == 1
    twice = [Group(name="x", insights=("a", "b")), Group(name="y", insights=("b", "c"))]
    assert [each.name for each in proposed(twice, seen, NOON)] == ["x"]


@pytest.mark.parametrize(
    ("one", "some", "is_so"),
    [
        (PROPOSED, (CSV, PDF), False),
        (PROPOSED, (CSV,), True),
        (replace(PROPOSED, name=""), (CSV, PDF), True),
        (CONFIRMED, (), False),
    ],
)
def test_a_proposal_ends_with_the_wishes_it_was_made_of(one: Theme, some: tuple[Told, ...], is_so: bool) -> None:  # noqa: FBT001
    assert is_outdated(one, Themes(themes=(one,), told=some)) is is_so


def test_a_wish_leaves_the_theme_it_was_in() -> None:
    other = Theme(id="o", at=NOON, insights=("b", "c"), name="modes", stand=Stand.CONFIRMED)
    seen = Themes(themes=(CONFIRMED, other), told=(CSV, PDF, DARK))
    assert [(after.insights, before) for after, before in moved(seen, CONFIRMED)] == [(("c",), other)]
    assert seen.of("a") == CONFIRMED
    assert seen.of("unknown") is None
    assert seen.get("o") == other
    assert [each.insight for each in seen.free()] == []


def test_the_proposals_are_found_whose_names_were_made_of_a_wish() -> None:
    seen = Themes(themes=(PROPOSED, CONFIRMED))
    assert made_of(seen, ["w-a", "w-z"]) == [PROPOSED]
    assert made_of(seen, ["w-z"]) == []
