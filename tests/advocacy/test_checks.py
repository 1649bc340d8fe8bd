"""`hubbub check` finds a programme that can never be entered and an ask that reaches nobody, and says the cure."""

from dataclasses import replace

import pytest

from advocacy.checks import findings
from engagement.people import Role
from engagement.programmes import AskKind, Programme
from tests.engagement.made_up import policy

ONE = Programme(name="champions", title="Champions", promise="Little.", reviewers=("U111111", "U222222"))
ROLES = {"U111111": Role.MANAGER, "U333333": Role.STAFF}


def found(*programmes: Programme, **more: object) -> list[str]:
    return list(findings(policy(**{"roles": ROLES, "programmes": {one.name: one for one in programmes}, **more})))


def test_one_that_works_is_fine() -> None:
    assert found(ONE) == []
    assert found() == [], "nor is there anything to say without one"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ways_in": ()}, "`ways_in` is empty"),
        ({"votes": 3}, "it needs 3 votes and has 2 reviewers"),
        ({"reviewers": ()}, "it needs 2 votes and has 1 managers"),
    ],
)
def test_one_that_can_never_be_entered(changes: dict[str, object], said: str) -> None:
    first, *more = found(replace(ONE, **changes))  # type: ignore[arg-type]
    assert "`champions` can never be entered" in first
    assert said in first
    assert len(more) == len(AskKind), "and what only it allows reaches nobody"


def test_a_group_may_hold_any_number_of_people() -> None:
    assert found(replace(ONE, reviewers=("@community-team",), votes=9)) == []


def test_nobody_may_invite() -> None:
    first, *_ = found(replace(ONE, reviewers=()), roles={"U333333": Role.STAFF})
    assert "nobody may invite" in first


def test_an_ask_that_no_programme_has_and_nobody_who_may_ask() -> None:
    said = found(replace(ONE, asks=(AskKind.TALK,)), roles={})
    assert "nobody can be asked for `review`, `case_study`" in said[0]
    assert "nobody may ask advocates" in said[1]
