"""What is wrong in a file, each problem with its line, told together in one error."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from config.suggest import did_you_mean
from engagement.errors import ConfigError

MOST_SHOWN = 10
_MOST_COMPARED = 50
"""Spelling is compared for so many problems only; nobody reads further, and comparing takes time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong; ``line`` counts from 1, None when it is about the file as a whole."""

    line: int | None
    text: str


@dataclass(slots=True, kw_only=True)
class Report:
    """The problems of one file, collected while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int | None, text: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(line=line, text=text))

    def add_unknown(self, line: int, text: str, word: str, known: Iterable[str]) -> None:
        """Note a word that is not known, with what may have been meant, else all there is."""
        meant = did_you_mean(word, known) if len(self.problems) < _MOST_COMPARED else ""
        self.add(line, text + (meant or f"; there are {', '.join(known)}"))

    def raise_if_any(self) -> None:
        """Raise ConfigError when anything was noted: up to ten problems in the order of the file, one a line."""
        if not self.problems:
            return
        found = sorted(set(self.problems), key=lambda problem: (problem.line or 0, problem.text))
        lines = [self._sentence(problem) for problem in found[:MOST_SHOWN]]
        if left := len(found) - MOST_SHOWN:
            lines += (
                [f"... and {left:,} more problems"] if left > 1 else ["... and one more problem"] if left == 1 else []
            )
        raise ConfigError("\n".join(lines))

    def _sentence(self, problem: Problem) -> str:
        place = self.file if problem.line is None else f"{self.file}, line {problem.line}"
        return f"{place}: {problem.text}"
