"""Many phrases in one expression, of which few are tried at each word: they are grouped by their first letter."""

import re
from collections import defaultdict
from collections.abc import Iterator

_QUANTIFIERS = ("?", "*", "+", "{")


def any_of(*phrases: str) -> re.Pattern[str]:
    """Any of these expressions, as whole words. They hold no bare brackets; ``|`` and groups may be nested."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for phrase in phrases:
        for each in _spelt_out(phrase):
            if each[:1].isalpha() and not each[1:2].startswith(_QUANTIFIERS):
                by_letter[each[0]].append(each[1:])
            else:
                others.append(each)
    groups = [*others, *(letter + "(?:" + "|".join(some) + ")" for letter, some in by_letter.items())]
    return re.compile(r"(?<!\w)(?:" + "|".join(groups) + r")(?!\w)")


def _spelt_out(phrase: str) -> Iterator[str]:
    """The phrase's alternatives, a group at its beginning taken apart: ``(?:a|b) c`` is ``a c`` and ``b c``."""
    for each in _alternatives(phrase):
        end = _end_of_group(each) if each.startswith("(?:") else 0
        if not end or each[end : end + 1].startswith(_QUANTIFIERS):
            yield each
        else:
            for alternative in _alternatives(each[3 : end - 1]):
                yield from _spelt_out(alternative + each[end:])


def _alternatives(phrase: str) -> list[str]:
    """Split at each ``|`` that lies in no group."""
    found, depth, begin = [], 0, 0
    for place, sign in _signs(phrase):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            found.append(phrase[begin:place])
            begin = place + 1
    return [*found, phrase[begin:]]


def _end_of_group(phrase: str) -> int:
    """Where the group that the phrase begins with is over."""
    depth = 0
    for place, sign in _signs(phrase):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return place + 1
    return 0


def _signs(phrase: str) -> Iterator[tuple[int, str]]:
    """Its characters that mean something: none that is escaped or within ``[]``."""
    is_escaped = is_class = False
    for place, sign in enumerate(phrase):
        if is_escaped:
            is_escaped = False
        elif sign == "\\":
            is_escaped = True
        elif is_class:
            is_class = sign != "]"
        elif sign == "[":
            is_class = True
        else:
            yield place, sign
