"""When is a badge somebody's? By a condition over what they did: a manager's own, or so many confirmed answers.

A condition is written like ``welcomed >= 5 and (helped >= 1 or thanked >= 10)``. It is read here and worked out on
numbers; nothing of it is ever run.
"""

import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

NAMES: Final = {
    "helped": "conversations in which an answer was confirmed",
    "thanked": "times thanked",
    "later": "later askers an answer helped",
    "welcomed": "newcomers welcomed",
    "marked": "answers marked as helpful",
    "wishes": "wishes taken up",
    "days": "days here in the last year",
    "level": "the level, 0 to 4",
}
"""What a condition may speak of, and what it means."""
MOST: Final = {"level": 4, "days": 365}
"""What these can be at the most; everything else has no end."""
ANSWERS: Final = (1, 10, 50, 150)
"""Confirmed answers for which there are badges without anybody's doing (discourse-solved)."""
_COMPARE: Final[Mapping[str, Callable[[int, int], bool]]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_IN_WORDS: Final = {
    ">=": "at least",
    "<=": "at most",
    ">": "more than",
    "<": "fewer than",
    "==": "exactly",
    "!=": "not",
}
_TOKEN: Final = re.compile(r"\s*(>=|<=|==|!=|>|<|\(|\)|[A-Za-z_]+|[0-9]+|\S)")
_MOST_COMPARISONS: Final = 8
_LARGEST: Final = 1_000_000
_EXAMPLE: Final = "`welcomed >= 5 and helped >= 1`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``helped >= 5``."""

    name: str
    sign: str
    number: int

    def holds(self, figures: Mapping[str, int]) -> bool:
        """Whether it is so; what is not known is 0."""
        return _COMPARE[self.sign](figures.get(self.name, 0), self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """All of these hold."""

    of: "tuple[Condition, ...]"

    def holds(self, figures: Mapping[str, int]) -> bool:
        """Whether it is so."""
        return all(each.holds(figures) for each in self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """One of these holds, or several."""

    of: "tuple[Condition, ...]"

    def holds(self, figures: Mapping[str, int]) -> bool:
        """Whether it is so."""
        return any(each.holds(figures) for each in self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """This does not hold."""

    of: "Condition"

    def holds(self, figures: Mapping[str, int]) -> bool:
        """Whether it is so."""
        return not self.of.holds(figures)


Condition = Comparison | Every | Either | Not


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A badge. ``discord_role`` and ``slack_group`` are given along with it, where they are named.

    ``title`` is what it is called; of those for answers a text of the reader's language has it.
    """

    name: str
    title: str
    when: Condition
    discord_role: str = ""
    slack_group: str = ""
    line: int = 0
    """Where it stands in the playbook; 0 for those that are there by themselves."""


def usual() -> dict[str, Badge]:
    """The badges for 1, 10, 50 and 150 confirmed answers."""
    return {
        f"answers_{number}": Badge(
            name=f"answers_{number}",
            title=f"answers_{number}",
            when=Comparison(name="helped", sign=">=", number=number),
        )
        for number in ANSWERS
    }


def earned(badges: Mapping[str, Badge], figures: Mapping[str, int]) -> frozenset[str]:
    """The badges that are somebody's with these figures (by ``NAMES``)."""
    return frozenset(name for name, badge in badges.items() if badge.when.holds(figures))


# --- reading ----------------------------------------------------------------------------------------------------------


def read_condition(text: str) -> Condition:
    """The condition that is written. Raises ValueError, which says what is wrong and how to write it."""
    tokens = [found.group(1) for found in _TOKEN.finditer(text)]
    if not tokens:
        raise ValueError(f"is empty; write for example {_EXAMPLE}")
    reader = _Reader(tokens)
    condition = reader.either()
    if reader.ahead is not None:
        raise ValueError(f"cannot be read from `{reader.ahead}` on; join conditions with `and` or `or`")
    if sum(1 for _ in comparisons(condition)) > _MOST_COMPARISONS:
        raise ValueError(f"compares more than {_MOST_COMPARISONS} times; make two badges of it")
    return condition


class _Reader:
    """Reads ``or`` of ``and`` of ``not``, brackets and comparisons, from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def ahead(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def either(self) -> Condition:
        found = [self._every()]
        while self._skip("or"):
            found.append(self._every())
        return found[0] if len(found) == 1 else Either(of=tuple(found))

    def _every(self) -> Condition:
        found = [self._one()]
        while self._skip("and"):
            found.append(self._one())
        return found[0] if len(found) == 1 else Every(of=tuple(found))

    def _one(self) -> Condition:
        self._depth += 1
        if self._depth > _MOST_COMPARISONS:
            raise ValueError(f"is too deep; write it plainer, like {_EXAMPLE}")
        if self._skip("not"):
            found: Condition = Not(of=self._one())
        elif self._skip("("):
            found = self.either()
            if not self._skip(")"):
                raise ValueError("lacks a closing bracket `)`")
        else:
            found = self._comparison()
        self._depth -= 1
        return found

    def _comparison(self) -> Comparison:
        name, sign, number = (self._next() for _ in range(3))
        if name not in NAMES:
            raise ValueError(f"speaks of `{name}`, which nobody counts; there are {', '.join(NAMES)}")
        sign = "==" if sign == "=" else sign
        if sign not in _COMPARE:
            raise ValueError(f"needs a sign behind `{name}`, such as >=; write for example {_EXAMPLE}")
        if not number.isascii() or not number.isdecimal() or int(number) > _LARGEST:
            raise ValueError(f"needs a whole number behind `{name} {sign}`; write for example {_EXAMPLE}")
        return Comparison(name=name, sign=sign, number=int(number))

    def _next(self) -> str:
        token = self.ahead
        if token is None:
            raise ValueError(f"ends too early; write for example {_EXAMPLE}")
        self._at += 1
        return token if token in {"(", ")"} else token.casefold()

    def _skip(self, token: str) -> bool:
        if self.ahead is None or self.ahead.casefold() != token:
            return False
        self._at += 1
        return True


# --- telling ----------------------------------------------------------------------------------------------------------


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in it, from left to right."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.of)
    else:
        for each in condition.of:
            yield from comparisons(each)


def told(condition: Condition) -> str:
    """The condition in words, for a manager: ``newcomers welcomed: at least 5, and ...``."""
    if isinstance(condition, Comparison):
        return f"{NAMES[condition.name]}: {_IN_WORDS[condition.sign]} {condition.number}"
    if isinstance(condition, Not):
        return f"not ({told(condition.of)})"
    between = ", and " if isinstance(condition, Every) else ", or "
    return between.join(f"({told(each)})" if isinstance(each, Every | Either) else told(each) for each in condition.of)


def can_be_met(condition: Condition, never: Collection[str] = ()) -> bool:
    """Whether anybody could ever meet it: it is tried just below, at and just above every number it names.

    What is named in ``never`` is 0 for everybody.
    Between two neighbours of these a comparison never changes, so nothing else has to be tried.
    """
    found = list(comparisons(condition))
    tries: dict[str, set[int]] = {}
    for each in found:
        numbers = tries.setdefault(each.name, {0})
        most = 0 if each.name in never else MOST.get(each.name, _LARGEST + 1)
        numbers.update(n for n in (each.number - 1, each.number, each.number + 1) if 0 <= n <= most)
    return any(
        condition.holds(dict(zip(tries, some, strict=True)))
        for some in product(*(sorted(numbers) for numbers in tries.values()))
    )
