"""Reasons that a rule puts together from names and its own words, taken apart again to say them in another language.

Each is a pattern as the rule says it in English, and the text ``reasons.<slug of the pattern>`` says it, with the same
placeholders, in each language. Names stay as they are.
"""

import re
from collections.abc import Callable, Mapping

COMPOSED = (
    "rule {number} (line {line})",
    "rule {number}",
    "the channel {channel} belongs to {team}",
    "the topic {topic} belongs to {team}",
    'it speaks of "{said}"',
    "{team} speaks {language}",
    "{team} is the hub of this {what}",
    "no team is a hub, so {team} stands in for it",
    "it goes to {team}",
    "{team} looks at everything first",
    'customer level "{level}" is at least {severity}',
    "customer level {level}",
    "severity {severity}",
    "{number} people ask the same",
    'the asker says "{said}"',
)
"""The first one that fits counts."""
_OURS = frozenset({"what", "severity"})
"""Placeholders that hold words of ours, which have texts of their own."""
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


_ANY = r"(?:(?!; ).)+"
"""What people call a team, or wrote themselves: reasons are put in a row with semicolons."""
_LIKE = {
    "number": r"\d+", "line": r"\d+", "severity": "[a-z]+", "what": "[a-z]+", "level": "[^,;:]+", "topic": "[^,;:]+",
}  # fmt: skip


def _compiled(pattern: str) -> re.Pattern[str]:
    def group(found: re.Match[str]) -> str:
        return f"(?P<{found[1]}>{_LIKE.get(found[1], _ANY)})"

    return re.compile(_PLACEHOLDER.sub(group, re.escape(pattern)), re.DOTALL)


_PATTERNS: Mapping[str, re.Pattern[str]] = {pattern: _compiled(pattern) for pattern in COMPOSED}


def said_composed(reason: str, find: Callable[[str], str | None]) -> str | None:
    """The reason in the reader's words; None where it is none of these. ``find`` gives the text of a reason's words."""
    for pattern, compiled in _PATTERNS.items():
        found = compiled.fullmatch(reason)
        text = find(pattern) if found is not None else None
        if found is None or text is None:
            continue
        values = {name: (find(value) if name in _OURS else None) or value for name, value in found.groupdict().items()}
        return re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], place[0]), text)  # noqa: B023  # used at once
    return None
