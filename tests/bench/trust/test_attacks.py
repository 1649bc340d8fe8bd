"""A few attacks in the ordinary run; ``hubbub trust attacks`` makes a thousand."""

import random

from bench.trust import attacked
from bench.trust.attacks.orders import DRESSES, LANGUAGES, PLACES, an_order
from bench.trust.attacks.wishes import WISHES
from bench.trust.figures import Work


def test_nothing_that_was_ordered_is_shown() -> None:
    found = attacked.run(Work(size=150, seed=3, report=lambda _: None))
    assert found.is_kept, found.failures
    assert found.absolute["honest texts shown"] > 5
    assert found.absolute["opinions believed"] > 5
    assert found.absolute["orders believed"] > 2


def test_a_seed_says_what_is_written_and_in_time_everything_is() -> None:
    orders = [an_order(random.Random(nth), WISHES["link"].told) for nth in range(2_000)]  # noqa: S311  # repeatable
    assert an_order(random.Random(5), WISHES["link"].told) == orders[5]  # noqa: S311  # the same
    assert {each.language for each in orders} == set(LANGUAGES)
    assert {each.dress for each in orders} == set(DRESSES)
    assert {each.place for each in orders} == set(PLACES)
    assert len({each.text for each in orders}) > 300
