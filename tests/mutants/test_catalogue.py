"""The list of mutants stays true: every patch still fits, and the tests named for it exist. ``make mutants`` runs them."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Mutant
from tests.mutants.running import ROOT, try_one

_EACH = pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])


@_EACH
def test_a_patch_fits_exactly_once_and_changes_something(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text().count(mutant.old) == 1
    assert mutant.new != mutant.old


@_EACH
def test_a_mutant_is_python(mutant: Mutant) -> None:
    changed = (ROOT / mutant.file).read_text().replace(mutant.old, mutant.new)
    compile(changed, mutant.file, "exec")


@_EACH
def test_the_tests_named_for_a_mutant_exist(mutant: Mutant) -> None:
    assert mutant.tests
    for named in mutant.tests:
        file, _, test = named.partition("::")
        assert re.search(rf"^(async )?def {test.partition('[')[0]}\(", (ROOT / file).read_text(), re.MULTILINE), named


def test_no_two_mutants_have_one_name() -> None:
    assert [name for name, times in Counter(mutant.name for mutant in MUTANTS).items() if times > 1] == []


_RULE = "def may_speak(hour):\n    return hour > 8\n"
_TEST = "from rule import may_speak\n\n\ndef test_nobody_speaks_at_night():\n    assert not may_speak(3)\n"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "rule.py").write_text(_RULE)
    (tmp_path / "test_rule.py").write_text(_TEST)
    return tmp_path


def _mutant(old: str, new: str) -> Mutant:
    return Mutant(name="speaks", file="rule.py", old=old, new=new, tests=("test_rule.py::test_nobody_speaks_at_night",))


def test_a_mutant_that_a_test_notices_is_killed_and_the_room_is_as_before(room: Path) -> None:
    fate = try_one(_mutant("hour > 8", "True"), room)
    assert (fate.killed_by, fate.trouble) == ("test_rule.py::test_nobody_speaks_at_night", "")
    assert (room / "rule.py").read_text() == _RULE


def test_a_mutant_that_nothing_notices_lives(room: Path) -> None:
    fate = try_one(_mutant("hour > 8", "hour > 7"), room)
    assert (fate.killed_by, fate.trouble) == ("", "")


@pytest.mark.parametrize(("old", "new"), [("hour > 9", "True"), ("    return", "    retrun")])
def test_a_mutant_that_does_not_fit_or_cannot_be_tried_is_not_killed(room: Path, old: str, new: str) -> None:
    fate = try_one(_mutant(old, new), room)
    assert fate.killed_by == ""
    assert fate.trouble != ""
