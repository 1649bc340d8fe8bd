"""A chart as figures: what a message shows beside its words. It is drawn where it is sent, and said in words, too."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, of the days from ``day`` on: ``part`` of ``whole`` is filled. None: nothing can be told."""

    day: date
    whole: int | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Columns side by side.

    ``text`` names its words: ``<text>`` is the title, ``<text>_whole`` and ``<text>_part`` say what a column and its
    filled part are; where it is not seen, ``<text>_alt`` is read, with ``<text>_alt_item`` for each column.
    """

    text: str
    columns: tuple[Column, ...]
