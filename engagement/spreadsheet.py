"""Lines for a spreadsheet, in which no cell is taken for a formula: the one writer of every CSV there is.

A cell that begins with one of these signs is worked out by spreadsheet programs when the file is opened, and can send
what stands beside it elsewhere (OWASP, "CSV Injection"). Such a cell gets an apostrophe before it, which shows as
text. Numbers stay numbers, also negative ones.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A line with the columns' names, then one for each row; ``None`` is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(name) for name in columns])
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value: object) -> str:
    """One value, harmless, with plain line breaks. A sign in its wide form (from a Japanese keyboard) counts as one."""
    said = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, int | float) or _NUMBER.fullmatch(said):
        return said
    begins = unicodedata.normalize("NFKC", said.lstrip(" \u00a0\ufeff\u200b")[:1] or said[:1])
    return f"'{said}" if begins.startswith(FORMULA) or said.startswith(FORMULA) else said
