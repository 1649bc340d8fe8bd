"""What do the angle brackets in a text mean? Mentions, channels, links and dates of the vendor's markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bench.fakes.slack.world import World

_ENTITY: Final = re.compile(r"<([^<>\n]*)>")
_BROADCASTS: Final = ("here", "channel", "everyone")
_BARE_BROADCAST: Final = re.compile(r"(?<![\w@<!|])@(here|channel|everyone)\b")
_BARE_NAME: Final = re.compile(r"(?<![\w@<|])@([A-Za-z0-9][\w.\-]*)")
_LONE_AMPERSAND: Final = re.compile(r"&(?!amp;|lt;|gt;)")
PieceKind = Literal["text", "user", "group", "broadcast", "channel", "link", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text; ``target`` is an id, a URL or a broadcast's name, ``label`` what the author called it."""

    kind: PieceKind
    target: str
    label: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """A text, taken apart; the text between entities is unescaped."""
    end = 0
    for found in _ENTITY.finditer(text):
        if found.start() > end:
            yield Piece(kind="text", target=unescape(text[end : found.start()]))
        yield _entity(found.group(1))
        end = found.end()
    if end < len(text):
        yield Piece(kind="text", target=unescape(text[end:]))


def _entity(inside: str) -> Piece:
    target, _, label = inside.partition("|")
    label = unescape(label)
    if re.fullmatch(r"@[UW]\w+", target):
        return Piece(kind="user", target=target[1:], label=label)
    if re.fullmatch(r"#[CG]\w+", target):
        return Piece(kind="channel", target=target[1:], label=label)
    if target.startswith("!subteam^"):
        return Piece(kind="group", target=target.removeprefix("!subteam^"), label=label)
    if target.startswith("!date^"):
        return Piece(kind="date", target=target, label=label)
    if target[:1] == "!" and target[1:] in _BROADCASTS:
        return Piece(kind="broadcast", target=target[1:], label=label)
    return Piece(kind="link", target=unescape(target), label=label)


def unescape(text: str) -> str:
    """The three escaped characters as they are read."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape_lone_ampersands(text: str) -> str:
    """A posted text as it is stored: an ampersand that begins no escape is escaped."""
    return _LONE_AMPERSAND.sub("&amp;", text)


def bare_broadcasts(text: str) -> set[str]:
    """The broadcasts written without brackets, which ``mrkdwn`` objects parse unless they are verbatim."""
    return set(_BARE_BROADCAST.findall(_ENTITY.sub(" ", text)))


def link_names(text: str, world: World) -> str:
    """A text posted with ``link_names`` or ``parse=full``: names and broadcasts become real mentions."""
    by_name = {user.name.lower().replace(" ", "."): f"<@{user.id}>" for user in world.users.values()}
    by_name |= {user.name.lower(): f"<@{user.id}>" for user in world.users.values()}
    by_name |= {group.handle.lower(): f"<!subteam^{group.id}>" for group in world.groups.values()}
    by_name |= {name: f"<!{name}>" for name in _BROADCASTS}
    return _BARE_NAME.sub(lambda found: by_name.get(found.group(1).lower().rstrip("."), found.group(0)), text)
