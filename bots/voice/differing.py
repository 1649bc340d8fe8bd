"""What differs between two wordings of a text, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

SAME, GONE, NEW = "same", "gone", "new"
_PIECES: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that stand in both (``same``), in the first alone (``gone``) or in the second alone (``new``)."""

    kind: str
    text: str


def differences(before: str, after: str) -> tuple[Stretch, ...]:
    """The stretches in order: without the ``new`` ones they are the first wording, without the ``gone`` the second."""
    return tuple(_stretches(_PIECES.findall(before), _PIECES.findall(after)))


def _stretches(before: list[str], after: list[str]) -> Iterator[Stretch]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, first_end, second, second_end in matcher.get_opcodes():
        if kind == "equal":
            yield Stretch(kind=SAME, text="".join(before[first:first_end]))
            continue
        if first_end > first:
            yield Stretch(kind=GONE, text="".join(before[first:first_end]))
        if second_end > second:
            yield Stretch(kind=NEW, text="".join(after[second:second_end]))
