"""In which line of the file does a setting of a community stand? For what is said of a playbook that could be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.yaml_tree import Entries, Listing, Node

Keys = tuple[str, ...]
_CHANNELS = "channels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """``by_keys``: the line of each key below the community, or below ``defaults:`` where it does not say it itself."""

    by_keys: Mapping[Keys, int] = field(default_factory=dict)

    def find(self, at: Sequence[str]) -> int:
        """The line of what these keys lead to, else of the nearest above that is written; 0 where nothing is.

        A step's setting that only channels have is found at the first that has it.
        """
        keys = tuple(map(_plain, at))
        for length in range(len(keys), 0, -1):
            line = self.by_keys.get(keys[:length]) or self._in_a_channel(keys[:length])
            if line:
                return line
        return 0

    def _in_a_channel(self, keys: Keys) -> int:
        found = (line for at, line in self.by_keys.items() if at[:1] == (_CHANNELS,) and at[2:] == keys)
        return min(found, default=0)


def lines_of(tree: Node) -> list[Lines]:
    """Of each community of a file, in its order; ``tree`` is one that fits the shape of the file."""
    sections = {entry.key: entry.value for entry in tree.entries} if isinstance(tree, Entries) else {}
    shared = _below(sections["defaults"]) if "defaults" in sections else {}
    some = sections.get("communities")
    return [Lines(by_keys={**shared, **_below(one)}) for one in some.items] if isinstance(some, Listing) else []


def _below(node: Node, above: Keys = ()) -> dict[Keys, int]:
    found: dict[Keys, int] = {}
    for entry in node.entries if isinstance(node, Entries) else ():
        keys = (*above, _plain(entry.key))
        found |= {keys: entry.line, **_below(entry.value, keys)}
    return found


def _plain(key: str) -> str:
    """A key as it is looked up: channels may be written with their ``#``."""
    return " ".join(key.split()).removeprefix("#").casefold()
