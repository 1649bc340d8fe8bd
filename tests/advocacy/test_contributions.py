"""What a credit is worth, and that the same one counts once."""

from dataclasses import replace

import pytest

from advocacy.contributions import POINTS, contribution
from engagement.actions import Credit
from tests.engagement.made_up import ASKER, NOON, PEER, at, mid, tid

CREDIT = Credit(member=PEER, kind="answer", thread=tid("q"), message=mid("a"))


@pytest.mark.parametrize(("kind", "points"), [("answer", 10), ("mark", 2), ("unheard_of", 0)])
def test_each_kind_has_its_points(kind: str, points: int) -> None:
    found = contribution(replace(CREDIT, kind=kind), NOON)
    assert (found.member, found.kind, found.thread, found.at, found.points) == (PEER, kind, tid("q"), NOON, points)
    assert found.taken_back_at is None
    assert POINTS.get(kind, 0) == points


def test_the_same_mark_told_twice_is_one_record() -> None:
    assert contribution(CREDIT, NOON) == contribution(replace(CREDIT), NOON)


@pytest.mark.parametrize(
    "other",
    [
        contribution(replace(CREDIT, member=ASKER), NOON),
        contribution(replace(CREDIT, kind="mark"), NOON),
        contribution(replace(CREDIT, thread=tid("p")), NOON),
        contribution(replace(CREDIT, message=None), NOON),
        contribution(CREDIT, at(1)),
    ],
    ids=["member", "kind", "thread", "message", "instant"],
)
def test_another_mark_is_another_record(other: object) -> None:
    assert getattr(other, "id", None) != contribution(CREDIT, NOON).id
