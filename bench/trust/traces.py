"""How is something to be forgotten marked, so that the smallest piece of it is found again in any file?

A word that nobody writes holds a rare beginning and a number, well inside of it: cut at either end, stemmed, in another
case or in another encoding of JSON it is still found.
"""

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_RARE: Final = "qzxj"
_LETTERS: Final = "bcdfghklmnprtvw"
"""Without those that stemming touches."""
_LENGTH: Final = 4
_INSIDE: Final = re.compile(rf"{_RARE}([{_LETTERS}]{{{_LENGTH}}})".encode(), re.IGNORECASE)
MOST: Final = len(_LETTERS) ** _LENGTH
_ASKED: Final = "How do I fix the {0} of the {1} after {2} fails with {3}?"
_SAID: Final = "We solved {0} here: set {1} in the {2} settings, then start {3} again."


def word(number: int, chance: random.Random) -> str:
    """A made-up word that carries the number."""
    inside = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        inside += _LETTERS[place]
    return chance.choice(("ka", "vo", "mu", "te")) + _RARE + inside + chance.choice(("ok", "ub", "am"))


def question(number: int, chance: random.Random) -> str:
    """Something somebody asks, marked at its beginning, in the middle and at its end."""
    return _ASKED.format(*(word(number, chance) for _ in range(4)))


def answer(number: int, chance: random.Random) -> str:
    """Something somebody answers, marked likewise."""
    return _SAID.format(*(word(number, chance) for _ in range(4)))


def numbers_in(data: bytes) -> Iterator[int]:
    """The numbers of all marks there, as often as they are there."""
    for found in _INSIDE.finditer(data):
        number = 0
        for letter in reversed(found[1].decode().lower()):
            number = number * len(_LETTERS) + _LETTERS.index(letter)
        yield number


def numbers_in_files(paths: Iterable[Path]) -> dict[int, str]:
    """The numbers of all marks in these files, each with the name of the first file that it stands in."""
    found: dict[int, str] = {}
    for path in paths:
        for number in numbers_in(path.read_bytes()):
            found.setdefault(number, path.name)
    return found
