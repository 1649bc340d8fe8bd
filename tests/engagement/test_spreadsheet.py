"""No cell of any file is taken for a formula, numbers stay numbers, and there is one writer for all files."""

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.spreadsheet import FORMULA, cell, to_csv

ROOT = Path(__file__).parents[2]
ROOMS = ("bots", "engagement", "advocacy", "config", "storage", "dashboard", "bench")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("=1+1", "'=1+1"), ("+49 30 1", "'+49 30 1"), ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"), ("\r=1", "'\n=1"), ("\n=1", "'\n=1"), (" =1", "' =1"), ("\u00a0=1", "'\u00a0=1"), ("＝1", "'＝1"),
        ("\ufeff=1", "'\ufeff=1"), ("－1+1", "'－1+1"),
        ("-5", "-5"), ("+5.25", "+5.25"), ("-1e9", "-1e9"), (-5, "-5"), (-0.5, "-0.5"), (None, ""), ("", ""), (0, "0"),
        ("plain", "plain"), ("a=b", "a=b"), ("'=1", "'=1"),
    ],
)  # fmt: skip
def test_a_cell(value: object, said: str) -> None:
    assert cell(value) == said


@given(st.lists(st.lists(st.text() | st.integers() | st.floats(allow_nan=False), min_size=2, max_size=2)))
def test_whatever_is_written_comes_back_and_begins_harmlessly(rows: list[list[object]]) -> None:
    text = to_csv(["=a", "b"], rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["'=a", "b"]
    for row, found in zip(rows, read[1:], strict=True):
        for value, shown in zip(row, found, strict=True):
            plain = value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
            if isinstance(plain, str) and shown != plain:
                assert shown == f"'{plain}"
            if shown.startswith(FORMULA):
                float(shown.replace(",", "."))


def test_nobody_else_writes_such_files() -> None:
    """A file that another part of Hubbub would write itself would not be harmless."""
    found = set()
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                if "csv" in names or (isinstance(node, ast.ImportFrom) and node.module == "csv"):
                    found.add(file.relative_to(ROOT).as_posix())
    assert found == {"engagement/spreadsheet.py"}
