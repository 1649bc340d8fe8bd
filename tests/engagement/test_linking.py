"""Codes, twins, and what two members are as one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.ids import AccountId, MemberId
from engagement.linking import (
    LEAST_ALIKE,
    code_digest,
    merged_consents,
    merged_facts,
    merged_helper,
    new_code,
    twin_score,
)
from engagement.people import Account, Helper, MemberFacts, Purpose
from tests.engagement.made_up import NOON, PEER, at

ADA = MemberId("slack-T1:ada")
MINE = Account(id=AccountId("slack-T1:ada"), member=ADA, name="Ada Lovelace", timezone="Europe/London")
THEIRS = replace(MINE, id=AccountId("discord-7:1"), member=MemberId("discord-7:1"))


def counting() -> Callable[[int], int]:
    numbers = count()
    return lambda below: next(numbers) % below


def test_a_code_is_three_groups_of_signs_nobody_mistakes() -> None:
    code = new_code(counting())
    assert code == "ABCD-EFGH-JKMN"
    assert not set("ILOU01") & set("".join(new_code(lambda below, n=n: n % below) for n in range(30)))  # type: ignore[misc]


@pytest.mark.parametrize("typed", ["ABCD-EFGH-JKMN", "abcd-efgh-jkmn", "ABCDEFGHJKMN", " abcd efgh jkmn "])
def test_a_code_counts_however_it_is_typed(typed: str) -> None:
    assert code_digest(typed, "a key") == code_digest("ABCD-EFGH-JKMN", "a key")


def test_a_digest_says_nothing_without_the_key() -> None:
    digest = code_digest("ABCD-EFGH-JKMN", "a key")
    assert digest != code_digest("ABCD-EFGH-JKMN", "another key")
    assert digest != code_digest("ABCD-EFGH-JKMP", "a key")
    assert "ABCD" not in digest.upper()


@given(st.text())
def test_any_text_has_a_digest(text: str) -> None:
    assert len(code_digest(text, "a key")) == 40


@pytest.mark.parametrize(
    ("other", "zone", "is_suggested"),
    [
        (THEIRS, "Europe/London", True),
        (replace(THEIRS, name=" ada lovelace "), "Europe/London", True),
        (THEIRS, None, False),
        (THEIRS, "Europe/Paris", False),
        (replace(THEIRS, name="Ada"), "Europe/London", False),
        (replace(THEIRS, is_bot=True), "Europe/London", False),
        (replace(THEIRS, id=AccountId("slack-T1:other")), "Europe/London", False),
    ],
)
def test_a_twin_has_the_same_name_and_zone_in_another_workspace(
    other: Account,
    zone: str | None,
    is_suggested: bool,  # noqa: FBT001
) -> None:
    assert (twin_score(MINE, MINE.timezone, other, zone) >= LEAST_ALIKE) is is_suggested


def test_the_nameless_are_nobodys_twins() -> None:
    assert twin_score(replace(MINE, name=" "), "UTC", replace(THEIRS, name=""), "UTC") == 0


CONSENTS = st.dictionaries(st.sampled_from(list(Purpose)), st.booleans())


@given(CONSENTS, CONSENTS)
def test_a_no_wins_over_a_yes_whoever_said_it(first: dict[Purpose, bool], second: dict[Purpose, bool]) -> None:
    merged = merged_consents((first, second))
    assert merged == merged_consents((second, first))
    assert merged.keys() == first.keys() | second.keys()
    for purpose, is_given in merged.items():
        assert is_given is (first.get(purpose, True) and second.get(purpose, True))


HELPER = Helper(member=PEER, topics=("api",), limit_per_day=3, not_topics=("css",))


@pytest.mark.parametrize(
    ("kept", "other", "merged"),
    [
        (None, None, None),
        (HELPER, None, replace(HELPER, member=ADA)),
        (None, HELPER, replace(HELPER, member=ADA)),
        (HELPER, Helper(member=ADA, topics=("js",), limit_per_day=1), replace(HELPER, member=ADA, limit_per_day=1)),
        (HELPER, Helper(member=ADA, is_active=False), replace(HELPER, member=ADA, is_active=False)),
        (HELPER, Helper(member=ADA, away_until=at(5)), replace(HELPER, member=ADA, away_until=at(5))),
        (HELPER, Helper(member=ADA, not_topics=("js",)), replace(HELPER, member=ADA, not_topics=("css", "js"))),
    ],
)
def test_the_more_careful_choice_counts(kept: Helper | None, other: Helper | None, merged: Helper | None) -> None:
    assert merged_helper(kept, other, ADA) == merged


def test_the_facts_of_two_are_those_of_one() -> None:
    one, hour = (1,) + (0,) * 23, (0,) * 12 + (2,) + (0,) * 11
    first = MemberFacts(id=PEER, first_at=NOON, first_message="b", last_at=at(9), questions=1, hours=one)
    second = MemberFacts(id=ADA, first_at=at(-5), first_message="a", last_at=at(3), joined_at=at(-9), hours=hour)
    merged = merged_facts(first, second, ADA)
    assert merged == MemberFacts(
        id=ADA, first_at=at(-5), first_message="a", last_at=at(9), joined_at=at(-9), questions=1,
        hours=tuple(map(sum, zip(one, hour, strict=True))),
    )  # fmt: skip
    assert merged == merged_facts(second, first, ADA)
    assert merged_facts(None, None, ADA) is None
    assert merged_facts(None, first, ADA) == replace(first, id=ADA)
    quiet = MemberFacts(id=PEER, joined_at=NOON + timedelta(days=1))
    assert merged_facts(quiet, second, ADA) == replace(second, id=ADA)
