"""Which parts explain a change: planted causes are named, and only these."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.causes import Effect, Part, change_of, decomposed, find_causes


def part(before: tuple[int, int], after: tuple[int, int], people: int = 50) -> Part:
    return Part(hits_before=before[0], of_before=before[1], hits_after=after[0], of_after=after[1], people=people)


SAME = part((160, 200), (160, 200))
CHANNELS = {"help": SAME, "api": part((150, 200), (60, 200)), "chat": SAME}


def test_the_channel_that_broke_is_named_with_its_figures() -> None:
    (cause,) = find_causes({"channel": CHANNELS})
    assert (cause.part, cause.effect) == ("api", Effect.WITHIN)
    assert cause.points == pytest.approx(change_of(CHANNELS)) == pytest.approx(-0.15)
    assert (cause.share, cause.before, cause.after) == pytest.approx((1.0, 0.75, 0.30))


def test_more_questions_on_days_with_few_helpers_are_named_as_such() -> None:
    helpers = {"few": part((50, 100), (250, 500)), "many": part((450, 500), (90, 100))}
    (cause,) = find_causes({"helpers": helpers})
    assert (cause.part, cause.effect) == ("few", Effect.MIX)
    assert (cause.before, cause.after) == pytest.approx((1 / 6, 5 / 6))
    assert cause.points == pytest.approx(change_of(helpers) / 2), "and as many points as fewer on the other days"


def test_what_falls_everywhere_alike_is_nobodys_fault_and_neither_is_chance() -> None:
    alike = part((160, 200), (100, 200))
    assert find_causes({"channel": {"help": alike, "api": alike, "chat": alike}}) == []
    assert find_causes({"channel": {"help": part((8, 10), (6, 10)), "api": part((8, 10), (8, 10))}}) == []
    assert find_causes({"channel": {"all": alike}}) == []
    assert find_causes({"channel": {"help": SAME, "api": SAME}}) == []


def test_nothing_is_said_about_fewer_than_five_people() -> None:
    assert find_causes({"channel": {**CHANNELS, "api": replace(CHANNELS["api"], people=4)}}) == []


def test_three_at_most_are_named_the_strongest_first() -> None:
    half = {"broken": part((75, 100), (30, 100)), "weak": part((65, 100), (45, 100)), "well": SAME}
    kinds = {"topic": half, "channel": CHANNELS, "newcomer": CHANNELS, "hour": CHANNELS}
    found = find_causes(kinds)
    assert [cause.kind for cause in found] == ["channel", "hour", "newcomer"]


counts = st.integers(0, 50).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(st.dictionaries(st.text(max_size=3), st.builds(part, counts, counts), max_size=6))
def test_the_points_sum_to_the_change(parts: dict[str, Part]) -> None:
    causes = decomposed("kind", parts)
    if sum(each.of_before for each in parts.values()) and sum(each.of_after for each in parts.values()):
        assert sum(cause.points for cause in causes) == pytest.approx(change_of(parts), abs=1e-9)
