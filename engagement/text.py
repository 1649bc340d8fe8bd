"""What plain text holds besides words: code, links, greetings, thanks."""

import re
import unicodedata

CODE_AND_LINKS = re.compile(r"```.*?```|`[^`]*`|<https?://[^>]*>|https?://\S+", re.DOTALL)
"""Stretches that are nobody's sentence; the expression of the check values in the data's description."""
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


def to_clean(value: object) -> str:
    """``value`` as text that any database and encoder takes; "" when it is no text.

    NUL and lone halves of surrogate pairs become U+FFFD.
    """
    if type(value) is not str:
        return ""
    if value.isascii():
        return value if "\0" not in value else value.replace("\0", "\ufffd")
    return _UNSAFE.sub("\ufffd", value)


def without_code(text: str) -> str:
    """The text with code, fences and links each replaced by one space."""
    if "`" not in text and "http" not in text:
        return text
    return CODE_AND_LINKS.sub(" ", text)


def squeeze(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut before a combining mark or joiner never, ending in an ellipsis when cut."""
    line = squeeze(text)
    if len(line) <= limit:
        return line
    cut = limit - 1
    while cut > 0 and (unicodedata.combining(line[cut]) or line[cut] in "\u200d\ufe0f" or line[cut - 1] == "\u200d"):
        cut -= 1
    return line[:cut].rstrip() + "…"
