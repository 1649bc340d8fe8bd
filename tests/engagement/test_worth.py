"""The ledger: only confirmed answers of members count, what was spent is taken off, and every figure has its threads."""

from datetime import timedelta

import pytest

from engagement.ids import MemberId
from engagement.records import AskedFigures
from engagement.worth import Counts, Rates, counts_as, worth
from tests.engagement.made_up import ASKED, ASKER, HELP, NOON, PEER, THIRD, tid

STAFF = MemberId("slack-T1:sam")
RATES = Rates(
    case_least=timedelta(minutes=15), case_most=timedelta(minutes=60), asked_least=0.1, asked_most=0.5,
    a_message=timedelta(minutes=5),
)  # fmt: skip


def question(name: str = "q", **more: object) -> AskedFigures:
    fields: dict[str, object] = {
        "thread": tid(name), "channel": HELP, "root_at": NOON, "modes": ASKED, "asker": MemberId(f"asker-{name}"),
        "is_solved": True, "accepted_by": PEER, "marked_by": ASKER, "replies": 1,
    }  # fmt: skip
    return AskedFigures(**fields | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, Counts.SAVED),
        ({"marked_by": THIRD}, Counts.SAVED),
        ({"accepted_by": STAFF}, Counts.BY_THE_TEAM),
        ({"marked_by": PEER}, Counts.BY_ONESELF),
        ({"marked_by": None}, Counts.BY_ONESELF),
        ({"accepted_by": None}, Counts.BY_ONESELF),
        ({"asker": PEER}, Counts.BY_ONESELF),
        ({"is_solved": False}, Counts.UNCONFIRMED),
        ({"is_solved": False, "replies": 0}, Counts.UNANSWERED),
    ],
)
def test_a_case_is_saved_only_by_a_member_and_with_anothers_word(more: dict[str, object], counts: Counts) -> None:
    assert counts_as(question(**more), {STAFF}) is counts


def test_what_was_spent_is_taken_off_both_ends_and_the_worth_may_be_below_nothing() -> None:
    some = [question(str(nth)) for nth in range(40)] + [question("open", is_solved=False, replies=12)]
    found = worth(some, {STAFF}, staff_messages=6, rates=RATES)
    assert (found.cases_least, found.cases_most) == (4, 20)
    assert (found.staff_hours, found.volunteer_hours, found.other_hours) == pytest.approx((0.5, 40 / 12, 1))
    assert (found.least, found.most) == pytest.approx((1 - 46 / 12, 20 - 46 / 12))
    assert not found.is_too_few
    assert [each.thread for each in found.questions[Counts.UNCONFIRMED]] == [tid("open")]
    assert sum(map(len, found.questions.values())) == len(some)


def test_one_to_four_people_are_not_told_of() -> None:
    assert worth([question(str(nth)) for nth in range(4)], (), 0, RATES).is_too_few
    assert not worth([question(str(nth)) for nth in range(5)], (), 0, RATES).is_too_few
    assert not worth([], (), 0, RATES).is_too_few
