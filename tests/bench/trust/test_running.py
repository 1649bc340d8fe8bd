"""How the promises are run and shown: side by side, in order, and one that breaks stops no other."""

import json
import logging
from collections.abc import Iterator
from functools import partial

import pytest

from bench.trust import ROWS, Figures, Row, Unavailable, Work, hush, run, to_json, to_page, to_table
from engagement.errors import ConfigError

SEED = 7


@pytest.fixture
def handlers() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    root.handlers[:] = before


def row(found: Figures | Exception) -> Row:
    def tried(_: Work) -> Figures:
        if isinstance(found, Exception):
            raise found
        return found

    return Row(
        name="made-up", title="Something is tried.", holds="it holds.", unit="things",
        sizes={"small": 1, "ci": 2, "long": 3}, run=tried,
    )  # fmt: skip


def figures(found: Figures | Exception) -> Figures:
    return row(found).figures("small", SEED, print)


def test_side_by_side_the_figures_come_in_the_order_asked_for() -> None:
    names = ["files", "disclosures"]
    found = run(names, "300", SEED, partial(print, flush=True), workers=2)
    assert [each.name for each in found] == names
    assert all(each.is_kept and each.tried >= 300 and each.seconds > 0 for each in found)


@pytest.mark.parametrize(
    ("names", "size", "said"),
    [(["made-up"], "small", "there is no promise made-up"), (["files"], "huge", "no size huge")],
)
def test_what_there_is_not_is_refused(names: list[str], size: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        run(names, size, SEED, print)


def test_a_row_that_breaks_has_failed_and_says_where() -> None:
    broken = figures(ZeroDivisionError("a fake fell over"))
    assert (broken.name, broken.crashed, broken.is_kept) == ("made-up", 1, False)
    assert "ZeroDivisionError: a fake fell over" in broken.failures[0]


def test_what_cannot_be_tried_here_is_told_and_is_no_failure() -> None:
    lacking = figures(Unavailable("no PostgreSQL here; pip install it"))
    assert lacking.is_kept
    assert "not run here: no PostgreSQL here; pip install it" in to_table([lacking])
    assert "| `made-up` | not run: no PostgreSQL here; pip install it |" in to_page(
        [lacking], {"made-up": row(lacking)}, "ci", "0.3"
    )


@pytest.mark.parametrize("count", ["lost", "doubled", "crashed", "unintended"])
def test_one_of_anything_is_a_broken_promise(count: str) -> None:
    found = figures(Figures(tried=5, seed=SEED, **{count: 1}))  # type: ignore[arg-type]
    assert not found.is_kept
    (shown,) = json.loads(to_json([found], "small"))["rows"]
    assert (shown[count], shown["is_kept"], shown["tried"], shown["seed"]) == (1, False, 5, SEED)
    assert (
        f"| `made-up` | 5 things | {' | '.join('1' if each == count else '0' for each in ('lost', 'doubled', 'crashed', 'unintended'))} |"
        in to_page([found], {"made-up": row(found)}, "ci", "0.3")
    )


def test_every_row_says_what_it_does_and_grows_with_its_size() -> None:
    for name, each in ROWS.items():
        assert name == each.name
        assert each.title
        assert each.holds
        assert 0 < each.sizes["small"] <= each.sizes["ci"] <= each.sizes["long"]


@pytest.mark.usefixtures("handlers")
def test_what_rows_provoke_is_written_nowhere_but_seen_by_their_own_handlers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hush()
    seen: list[str] = []
    own = logging.Handler()
    own.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("bots").addHandler(own)
    try:
        logging.getLogger("bots.here").warning("as provoked")
    finally:
        logging.getLogger("bots").removeHandler(own)
    assert (seen, capsys.readouterr().err) == (["as provoked"], "")
