"""Where are the words of a text, in the reader's language or else in English?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from engagement.errors import HubbubError

FALLBACK = "en"
OwnWords = Mapping[str, Mapping[str, str]]
"""By language and key."""


class TextSource(Protocol):
    """The message texts as Markdown, by language and key (``peer_prompt.ask``: the file and the section)."""

    def get(self, language: str, key: str) -> str:
        """The text. Raises KeyError when that language has none."""
        ...

    def languages(self) -> tuple[str, ...]:
        """The languages there are texts in."""
        ...


class Worded:
    """A community's own words on top of the texts of all; ``own`` gives them as they are at that moment."""

    def __init__(self, texts: TextSource, own: Callable[[], OwnWords]) -> None:
        self._texts = texts
        self._own = own

    def get(self, language: str, key: str) -> str:
        """The text. Raises KeyError when that language has none."""
        own = self._own().get(language, {}).get(key)
        return own if own is not None else self._texts.get(language, key)

    def languages(self) -> tuple[str, ...]:
        """The languages there are texts in."""
        return self._texts.languages()


class MissingText(HubbubError, KeyError):  # noqa: N818  # the tree reads as sentences
    """No language has this text, English neither."""

    def __str__(self) -> str:
        return str(self.args[0])


class MissingField(HubbubError, KeyError):  # noqa: N818
    """A text names a placeholder that the message has no field for."""

    def __str__(self) -> str:
        return str(self.args[0])


def find_text(texts: TextSource, language: str, key: str) -> str | None:
    """The text in this language (``de`` for ``de-AT``), else in English; None when there is none."""
    for candidate in _candidates(language):
        try:
            return texts.get(candidate, key)
        except KeyError:
            continue
    return None


def get_text(texts: TextSource, language: str, key: str) -> str:
    """The text in this language, else in English. Raises MissingText."""
    found = find_text(texts, language, key)
    if found is None:
        raise MissingText(f"there is no text {key!r}, neither in {language!r} nor in {FALLBACK!r}")
    return found


def _candidates(language: str) -> Iterator[str]:
    yield language
    base = language.partition("-")[0].partition("_")[0]
    if base != language:
        yield base
    if FALLBACK not in {language, base}:
        yield FALLBACK
