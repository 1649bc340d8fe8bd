"""How the asking of helpers is spread, and what was seen before anybody complained."""

from collections.abc import Iterable

import pytest

from engagement.escalating.escalation import Cause, Severity
from engagement.escalating.handled import Case, Handled
from engagement.helping import Helping, Proactive, helping, proactive
from engagement.ids import EscalationId, MemberId
from tests.engagement.made_up import NOON


def asks(*numbers: int) -> dict[MemberId, int]:
    return {MemberId(f"m{nth}"): number for nth, number in enumerate(numbers)}


def test_asks_per_helper_and_how_unevenly_they_are_spread() -> None:
    assert helping(asks(2, 2, 2, 2, 2)) == Helping(helpers=5, asks=10, median=2.0, most=2, gini=0.0)
    found = helping(asks(1, 1, 1, 1, 96, 0))
    assert found == Helping(helpers=5, asks=100, median=1.0, most=96, gini=0.76)


@pytest.mark.parametrize("numbers", [(), (3, 3, 3, 3), (3, 3, 3, 3, 0, 0)])
def test_nothing_is_told_of_fewer_than_five_helpers(numbers: tuple[int, ...]) -> None:
    assert helping(asks(*numbers)) is None


def cases(*causes: tuple[Cause, Iterable[int]]) -> list[Case]:
    return [
        Case(
            handled=Handled(
                id=EscalationId(f"{cause}{who}"), team="hub", cause=cause, severity=Severity.NORMAL, opened_at=NOON
            ),
            asker=MemberId(f"m{who}"),
        )
        for cause, people in causes
        for who in people
    ]


def test_what_was_seen_in_time_against_what_somebody_had_to_say() -> None:
    found = proactive(
        cases((Cause.SILENCE, range(15)), (Cause.ASKED, range(3)), (Cause.URGENT, (9,)), (Cause.FRUSTRATION, (8,)))
    )
    assert found == Proactive(seen=15, complained=5, share=0.75)
    assert proactive(cases((Cause.SILENCE, range(6)))) == Proactive(seen=6, complained=0, share=1.0)


def test_neither_side_tells_of_a_few_people() -> None:
    assert proactive([]) is None
    assert proactive(cases((Cause.SILENCE, range(4)))) is None
    assert proactive(cases((Cause.SILENCE, range(9)), (Cause.ASKED, range(2)))) is None
