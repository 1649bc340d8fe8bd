"""What managers decide about one person, read from what they write and kept as an entry."""

from datetime import UTC, datetime, timedelta

import pytest

from engagement.authorisation import is_allowed, roles_of
from engagement.ids import MemberId
from engagement.looked_after import (
    LONGEST_WHY,
    Until,
    no_sales_of,
    pause_of,
    read_role,
    read_until,
    rests_until,
    role_of,
    with_given,
)
from engagement.people import Role
from tests.engagement.made_up import policy

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
BEN, ROSA = MemberId("slack-T1:ben"), MemberId("slack-T1:rosa")


@pytest.mark.parametrize("said", ["until 2026-12-24 because of the move", "2026-12-24 of the move",
                                  "bis 24.12.2026 weil of the move", "hasta 2026-12-24, porque of the move"])  # fmt: skip
def test_a_day_and_a_reason_are_read_in_three_languages(said: str) -> None:
    found = read_until(tuple(said.split()), NOW, "Europe/Berlin")
    assert found is not None
    assert (found.day.isoformat(), found.why) == ("2026-12-24", "of the move")
    assert found.at == datetime(2026, 12, 23, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["", "until", "soon", "2026-11-02", "2026-11-01", "2028-01-01", "03/04/2027", "9999-12-31"]
)
def test_no_day_within_a_year_is_no_day(said: str) -> None:
    assert read_until(tuple(said.split()), NOW, "UTC") is None


def test_a_reason_is_cut() -> None:
    found = read_until(("2026-12-24", "x" * 5000), NOW, "UTC")
    assert found is not None
    assert len(found.why) == LONGEST_WHY


@pytest.mark.parametrize(("said", "found"), [
    ("sales", (Role.SALES, True)), ("Trusted", (Role.TRUSTED, True)), ("not staff", (Role.STAFF, False)),
    ("manager", None), ("not manager", None), ("bot", None), ("member", None), ("", None), ("sales please", None),
])  # fmt: skip
def test_three_roles_can_be_given_and_no_manager_is_made(said: str, found: object) -> None:
    assert read_role(tuple(said.split())) == found


def test_somebody_rests_until_the_latest_of_the_days_and_no_longer() -> None:
    ends = [NOW + timedelta(days=2), NOW - timedelta(days=2)]
    rests = [pause_of(BEN, ROSA, NOW, Until(day=end.date(), at=end, why="")) for end in ends]
    assert rests_until(rests, NOW) == ends[0]
    assert rests_until(rests, ends[0]) is None
    assert rests_until([no_sales_of(BEN, ROSA, NOW)], NOW) is None


def test_a_role_that_was_given_counts_by_the_member_and_for_nobody_else() -> None:
    given = with_given(policy(), [role_of(BEN, role, ROSA, NOW) for role in (Role.SALES, Role.STAFF)])
    assert roles_of(given, BEN, "ben") == {Role.SALES, Role.STAFF}
    assert roles_of(given, "slack-T1:benny", "benny") == {Role.MEMBER}
    assert BEN in given.named
    assert given.has(Role.SALES)
    assert not is_allowed(roles_of(given, BEN), "setup")


def test_what_is_no_role_to_give_makes_nobody_anything() -> None:
    forged = [role_of(BEN, Role.MANAGER, ROSA, NOW), role_of(BEN, Role.BOT, ROSA, NOW), no_sales_of(BEN, ROSA, NOW)]
    assert with_given(policy(), forged).given == {}


def test_the_fingerprint_of_the_dials_does_not_depend_on_the_order_of_the_roles() -> None:
    some = [role_of(BEN, role, ROSA, NOW) for role in (Role.SALES, Role.STAFF, Role.TRUSTED)]
    assert with_given(policy(), some).fingerprint == with_given(policy(), some[::-1]).fingerprint
