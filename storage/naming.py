"""Where people are named inside of texts and lists of ids, and how another name is put in that place."""

import re
from collections.abc import Iterable, Sequence

_MAY_END = r"(?![A-Za-z0-9_])"
_MAY_BEGIN = r"(?<![A-Za-z0-9_-])"


class Renaming:
    """Puts ``alias`` wherever one of ``names`` (ids, with their workspace) stands whole."""

    def __init__(self, names: Sequence[str], alias: str) -> None:
        self.names = tuple(names)
        self.alias = alias
        any_of = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self._pattern = re.compile(f"{_MAY_BEGIN}(?:{any_of}){_MAY_END}")

    def is_in(self, text: str | bytes) -> bool:
        """Whether one of the names stands there."""
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        return self._pattern.search(text) is not None

    def of(self, text: str) -> str:
        """The text with the alias in place of every name."""
        return self._pattern.sub(self.alias, text)

    def changed(self, row: dict[str, object], columns: Iterable[str]) -> dict[str, object]:
        """Of these columns, those that read otherwise now."""
        found: dict[str, object] = {}
        for column in columns:
            text = row[column]
            if isinstance(text, str) and self._pattern.search(text):
                found[column] = self.of(text)
        return found
