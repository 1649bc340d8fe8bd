"""What commands share on the terminal."""

import pytest

from bots.cli.shown import money_told


@pytest.mark.parametrize(
    ("amount", "told"),
    [(None, ""), (0.0018, ", 0.0018 of money"), (0.5, ", 0.5000 of money"), (1234.5, ", 1,234.50 of money")],
)
def test_a_small_cost_is_not_told_as_nothing(amount: float | None, told: str) -> None:
    assert money_told(amount) == told
