"""What does a text in Slack's markup say in plain words?

Entities are decoded, mentions named, links readable. What is code stays between its backticks, and what is a link is
still seen as one by ``https?://`` followed by anything but white space: a label loses its question marks, and a space
sets a link apart from a question mark that follows it. So "does somebody ask?" has the same answer before and after.
"""

import re
from collections.abc import Mapping
from typing import Final

_MARKUP: Final = (
    r"<(?:@(?P<user>\w+)|\#(?P<channel>\w+)|!(?P<special>[^<>|]+)|(?P<link>[A-Za-z][A-Za-z0-9+.-]*:[^<>|]*))"
    r"(?:\|(?P<label>[^<>]*))?>"
)
_CODE_OR_MARKUP: Final = re.compile(rf"(?P<code>```.*?```|`[^`]*`)|{_MARKUP}", re.DOTALL)
_IN_CODE: Final = re.compile(f"(?P<code>(?!))?{_MARKUP}")
_RUNS_INTO_A_QUESTION: Final = re.compile(r"[^\s?`<]*[?`<]")
_QUIET: Final = str.maketrans("", "", "?`")
_EVERYBODY: Final = frozenset({"here", "channel", "everyone", "group"})


def to_plain(text: str, names: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The plain words of ``text``, and the Slack ids of the people it mentions, each once, in order.

    ``names`` maps Slack user ids to display names; somebody missing there is called by the mention's own label, else
    by id.
    """
    mentioned: tuple[str, ...] = ()
    if "<" in text:
        reading = _Reading(names)
        text = _CODE_OR_MARKUP.sub(reading.plain, text)
        mentioned = tuple(dict.fromkeys(reading.mentioned))
    return to_decoded(text), mentioned


def to_decoded(text: str) -> str:
    """``text`` with the three characters that Slack escapes put back."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class _Reading:
    """One pass over one text, noting who is mentioned."""

    __slots__ = ("mentioned", "names")

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.mentioned: list[str] = []

    def plain(self, found: re.Match[str]) -> str:
        code, user, channel, special, link, label = found.groups()
        if code is not None:
            return _IN_CODE.sub(self.plain, code) if "<" in code else code
        if user is not None:
            self.mentioned.append(user)
            return "@" + (self.names.get(user) or label or user).removeprefix("@").translate(_QUIET)
        if channel is not None:
            return "#" + (label or channel).removeprefix("#")
        if special is not None:
            return _special(special, label)
        return _linked(link, label, found)


def _special(special: str, label: str | None) -> str:
    """``@here`` and its like, a user group's name, or the words Slack gives for a date."""
    word, _, argument = special.partition("^")
    if word in _EVERYBODY:
        return "@" + word
    if label:
        return label
    return "@" + (argument if word == "subteam" else word)


def _linked(link: str, label: str | None, found: re.Match[str]) -> str:
    """``label (link)``, or the one of them that says it all."""
    web = link.startswith(("http://", "https://"))
    if not web:
        return label if label and link.endswith(label) else f"{label} ({link})" if label else link
    link = "%20".join(link.split())
    if label and label.rstrip("/") not in {link.rstrip("/"), link.partition("://")[2].rstrip("/")}:
        link = f"{label.translate(_QUIET)} ({link})"
    if found.re is _CODE_OR_MARKUP and _RUNS_INTO_A_QUESTION.match(found.string, found.end()):
        link += " "
    return link
