"""Each promise is tried at the size that ``--trust`` names; in CI that is the size of docs/trust.md."""

from dataclasses import replace
from functools import partial

import pytest

from bench.trust import ROWS, Row, run

pytestmark = [pytest.mark.long, pytest.mark.timeout(1_200)]  # a row that hangs is ended sooner, and says more
SEED = 20_261_126


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_a_promise_is_kept(row: Row, trust_size: str) -> None:
    (found,) = run([row.name], trust_size, SEED, partial(print, flush=True), workers=2)  # in a process of its own
    if found.unavailable:
        pytest.skip(found.unavailable)
    is_cut = trust_size == "ci" and found.seconds >= row.share and found.tried >= row.count(trust_size) // 5
    assert found.tried >= row.count(trust_size) or is_cut, f"only {found.tried} {row.unit}"
    assert found.is_kept, "\n".join([str(replace(found, failures=())), *found.failures])
