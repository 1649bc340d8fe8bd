"""What one mutant is: a small patch by exact words, and the tests that have to fail with it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """``old`` stands exactly once in ``file`` and becomes ``new``; at least one of ``tests`` (pytest's names) fails.

    ``name`` says what the mutant no longer does.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
