"""How is a text made short enough without breaking a character that people see as one?"""

from typing import Final

from bots.voice.characters import ELLIPSIS, is_boundary

_LONGEST_CLUSTER: Final = 40


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters; what was cut ends in an ellipsis."""
    if len(text) <= limit:
        return text
    end = limit - len(ELLIPSIS)
    for place in range(end, max(0, end - _LONGEST_CLUSTER), -1):
        if is_boundary(text, place):
            end = place
            break
    return text[:end].rstrip() + ELLIPSIS
