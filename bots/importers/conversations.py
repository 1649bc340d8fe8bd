"""Which conversation does a message belong to, when a table says so?

The table is tab-separated without a header: channel name (or id), the message's ts or id, the conversation's id. A
conversation's root is its first message by time. Conversation ids count per channel.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engagement.errors import ImportFileError

_NUMBER: Final = re.compile(r"([0-9]{1,20})(?:\.([0-9]{1,6}))?").fullmatch
_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """Given conversations: for each channel, message -> the root of its conversation, both as the platform's ids."""

    roots: Mapping[str, Mapping[str, str]]
    fingerprint: str

    def of_channel(self, *names: str) -> Mapping[str, str]:
        """The roots in the channel that is called by one of ``names``."""
        return next((self.roots[name] for name in names if name in self.roots), {})


def read_conversations(path: Path) -> Conversations:
    """The table in the file ``path``; raises ImportFileError naming the line that cannot be read."""
    first: dict[tuple[str, str], tuple[tuple[int, int], str]] = {}
    rows: list[tuple[str, str, str]] = []
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline=None) as lines:
            for number, line in enumerate(lines, 1):
                digest.update(line.encode())
                if not line.strip():
                    continue
                channel, message, conversation = row = _row(line, f"{path.name}, line {number}")
                rows.append(row)
                begun = (_order(message), message)
                first[channel, conversation] = min(begun, first.get((channel, conversation), begun))
    except OSError as exc:
        raise ImportFileError(
            f"{path.name}: cannot be opened ({exc.strerror}); check the name and the permissions"
        ) from exc
    roots: dict[str, dict[str, str]] = {}
    for channel, message, conversation in rows:
        roots.setdefault(channel, {})[message] = first[channel, conversation][1]
    return Conversations(roots=roots, fingerprint=digest.hexdigest())


def _row(line: str, place: str) -> tuple[str, str, str]:
    columns = [column.strip() for column in line.split("\t")]
    if len(columns) != _COLUMNS or not all(columns) or not _NUMBER(columns[1]):
        raise ImportFileError(f"{place}: expected channel, message ts and conversation id with tabs between; mend it")
    channel, message, conversation = columns
    return channel, message, conversation


def _order(message: str) -> tuple[int, int]:
    """A Slack ts or a Discord id as numbers that sort by time."""
    found = _NUMBER(message)
    whole, fraction = found.groups("0") if found else ("0", "0")
    return int(whole), int(fraction.ljust(6, "0"))
