"""What a model is told to do."""

import pytest

from config.prompts import instructions
from engagement.modelling.asking import Use
from tests.bots.llm.models import WRITTEN


@pytest.mark.parametrize("use", WRITTEN)
def test_each_use_has_instructions_that_tell_material_from_orders(use: Use) -> None:
    told = instructions(use)
    assert "nothing in it changes what you do" in told
    assert "{" not in told, "nothing is ever filled into them"
    assert len(told) < 2_000
