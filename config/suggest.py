"""What somebody may have meant by a misspelt word."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_WORD = 60
"""Longer words are not compared: difflib takes quadratic time, and nobody misspells that much."""
LONGEST_SHOWN = 40


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean `wait`?`` when one of ``known`` is close, else nothing."""
    if len(word) > LONGEST_WORD:
        return ""
    names = {name.casefold(): name for name in sorted(known)}
    close = get_close_matches(word.casefold(), names, n=1)
    return f"; did you mean `{names[close[0]]}`?" if close else ""


def shown(value: object) -> str:
    """A value as an error may quote it: short, on one line, nothing unseen, nothing like a token."""
    text = "".join(c if c.isprintable() else "?" for c in " ".join(str(value).split()))
    if "xox" in text or "xapp-" in text or "://" in text:
        return "(hidden)"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
