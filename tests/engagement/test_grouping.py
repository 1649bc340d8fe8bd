"""Which conversation a top-level message belongs to."""

import pytest

from engagement.grouping import AddresseeRule, before_and_after
from engagement.policy import GroupingPolicy
from engagement.threads import Message
from tests.engagement.made_up import ASKER, PEER, THIRD, message, tid

DIALS = GroupingPolicy()
RULE = AddresseeRule()


@pytest.mark.parametrize(
    ("new", "recent", "expected"),
    [
        pytest.param(message("n", PEER, 10), [], None, id="an empty channel"),
        pytest.param(message("n", PEER, 10), [message("a", ASKER)], None, id="a stranger speaks up"),
        pytest.param(message("n", PEER, 10, addressed=(ASKER,)), [message("a", ASKER)], "a", id="to the addressee"),
        pytest.param(
            message("n", PEER, 10, addressed=(ASKER,)),
            [message("a", ASKER), message("b", ASKER, 1)],
            "b",
            id="the addressee's latest",
        ),
        pytest.param(message("n", PEER, 10), [message("a", PEER), message("b", ASKER, 1)], "a", id="goes on alone"),
        pytest.param(
            message("n", ASKER, 10), [message("a", PEER, addressed=(ASKER,))], "a", id="answers who addressed them"
        ),
        pytest.param(
            message("n", PEER, 10, addressed=(ASKER,)),
            [message("a", ASKER), message("b", PEER, 1)],
            "a",
            id="the addressee before oneself",
        ),
        pytest.param(
            message("n", PEER, 10, addressed=(THIRD,)),
            [message("a", PEER), message("b", PEER, 1), message("c", ASKER, 2)],
            "b",
            id="an addressee who is not there",
        ),
        pytest.param(
            message("n", PEER, 10, addressed=(PEER,)), [message("a", PEER)], "a", id="to oneself, so goes on alone"
        ),
        pytest.param(message("n", PEER, 240), [message("a", PEER)], "a", id="after just four hours"),
        pytest.param(message("n", PEER, 241), [message("a", PEER)], None, id="after more than four hours"),
        pytest.param(
            message("n", PEER, 200), [message(str(i), ASKER if i else PEER, i) for i in range(100)], "0", id="in reach"
        ),
        pytest.param(
            message("n", PEER, 200), [message(str(i), ASKER if i else PEER, i) for i in range(101)], None, id="too far"
        ),
    ],
)
def test_the_addressee_then_the_author(new: Message, recent: list[Message], expected: str | None) -> None:
    assert RULE.place(new, recent, DIALS) == (None if expected is None else tid(expected))


@pytest.mark.parametrize(
    ("neighbours", "before", "after"),
    [
        pytest.param([], None, None, id="alone"),
        pytest.param([("a", 10), ("z", 30)], "a", "z", id="both sides, ten minutes away"),
        pytest.param([("a", 9.99), ("z", 30.01)], None, None, id="too far away"),
        pytest.param([("a", 12), ("b", 15), ("y", 25), ("z", 22)], "b", "z", id="the nearest"),
        pytest.param([("b", 15), ("a", 12), ("z", 22), ("y", 25)], "b", "z", id="in whatever order"),
        pytest.param([("a", 20), ("z", 20)], "a", "z", id="at the same instant, by id"),
        pytest.param([("n", 19)], None, None, id="the message itself"),
    ],
)
def test_an_authors_lines_belong_together(
    neighbours: list[tuple[str, float]], before: str | None, after: str | None
) -> None:
    lines = [message(name, PEER, minutes) for name, minutes in neighbours]
    found = before_and_after(message("n", PEER, 20), lines, DIALS)
    assert [line and line.thread for line in found] == [name and tid(name) for name in (before, after)]


def test_others_lines_and_threads_do_not_count() -> None:
    lines = [message("a", ASKER, 19), message("b", PEER, 19, explicit=True)]
    assert before_and_after(message("n", PEER, 20), lines, DIALS) == (None, None)
