"""How does a person read a message? Blocks and text as plain words, mentions as names, and which buttons they see."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from bench.fakes.slack.entities import Piece, PieceKind, pieces
from bench.fakes.slack.records import Json
from bench.fakes.slack.walk import objects
from bench.fakes.slack.world import World


def read_message(raw: Mapping[str, Any], world: World) -> str:
    """A message's words: its blocks where it has any, else its text; then its attachments."""
    blocks = raw.get("blocks") or []
    parts = [read_blocks(blocks, world) if blocks else read_text(str(raw.get("text") or ""), world)]
    for attachment in raw.get("attachments") or []:
        inner = attachment.get("blocks")
        words = read_blocks(inner, world) if inner else read_text(str(attachment.get("text") or ""), world)
        parts.append(words)
    return "\n".join(part for part in parts if part)


def read_blocks(blocks: Iterable[Mapping[str, Any]], world: World) -> str:
    """Blocks, one a paragraph; buttons are not part of the words."""
    return "\n".join(words for block in blocks if (words := _read_block(block, world)))


def read_text(text: str, world: World) -> str:
    """A text in the vendor's markup, with names instead of ids; bold and the like is left as it was typed."""
    return "".join(_read_piece(piece, world) for piece in pieces(text))


def read_object(value: object, world: World) -> str:
    """A text object."""
    if not isinstance(value, dict):
        return ""
    text = str(value.get("text") or "")
    return text if value.get("type") == "plain_text" else read_text(text, world)


def find_buttons(blocks: object) -> tuple[tuple[str, str, str], ...]:
    """The buttons within blocks: action id, label, value."""
    return tuple(
        (str(each.get("action_id", "")), str((each.get("text") or {}).get("text", "")), str(each.get("value", "")))
        for each, _ in objects(blocks)
        if each.get("type") == "button"
    )


def find_button(blocks: object, action_id: str) -> tuple[Json, Json] | None:
    """A button with the block it is in, by its action id."""
    for block in blocks if isinstance(blocks, list) else []:
        for each, _ in objects(block):
            if each.get("type") == "button" and each.get("action_id") == action_id:
                return block, each
    return None


def _read_block(block: Mapping[str, Any], world: World) -> str:
    reader = _BLOCKS.get(str(block.get("type")))
    return "" if reader is None else reader(block, world)


def _read_section(block: Mapping[str, Any], world: World) -> str:
    parts = [read_object(block.get("text"), world), *(read_object(each, world) for each in block.get("fields") or [])]
    return "\n".join(part for part in parts if part)


def _read_context(element: Mapping[str, Any], world: World) -> str:
    return f"({element.get('alt_text', '')})" if element.get("type") == "image" else read_object(element, world)


def _read_rich(element: Mapping[str, Any], world: World) -> str:
    inside = element.get("elements") or []
    match element.get("type"):
        case "rich_text_list":
            indent = "  " * int(element.get("indent", 0))
            marks = [f"{number}." if element.get("style") == "ordered" else "•" for number in range(1, len(inside) + 1)]
            return "\n".join(
                f"{indent}{mark} {_read_rich(each, world)}" for mark, each in zip(marks, inside, strict=True)
            )
        case "rich_text_quote":
            return "> " + "".join(_read_inline(each, world) for each in inside)
        case _:
            return "".join(_read_inline(each, world) for each in inside).rstrip("\n")


def _read_inline(element: Mapping[str, Any], world: World) -> str:
    kind = str(element.get("type"))
    if kind in _MENTIONS:
        piece_kind, name = _MENTIONS[kind]
        return _read_piece(Piece(kind=piece_kind, target=str(element.get(name))), world)
    if kind == "emoji":
        return f":{element.get('name')}:"
    if kind == "link":
        return str(element.get("text") or element.get("url"))
    return str(element.get("fallback" if kind == "date" else "text", ""))


def _read_piece(piece: Piece, world: World) -> str:
    match piece.kind:
        case "user":
            user = world.users.get(piece.target)
            return f"@{user.name if user is not None else piece.label or piece.target}"
        case "group":
            group = world.groups.get(piece.target)
            return f"@{group.handle if group is not None else piece.label.lstrip('@') or piece.target}"
        case "channel":
            channel = world.channels.get(piece.target)
            return f"#{channel.name if channel is not None else piece.label or piece.target}"
        case "broadcast":
            return f"@{piece.target}"
        case "text":
            return piece.target
        case _:
            return piece.label or piece.target


_MENTIONS: Final[Mapping[str, tuple[PieceKind, str]]] = {
    "user": ("user", "user_id"),
    "usergroup": ("group", "usergroup_id"),
    "channel": ("channel", "channel_id"),
    "broadcast": ("broadcast", "range"),
}
_BLOCKS: Final[Mapping[str, Callable[[Mapping[str, Any], World], str]]] = {
    "section": _read_section,
    "header": lambda block, world: read_object(block.get("text"), world),
    "context": lambda block, world: " ".join(_read_context(each, world) for each in block.get("elements") or []),
    "divider": lambda _block, _world: "---",
    "markdown": lambda block, world: read_text(str(block.get("text") or ""), world),
    "image": lambda block, _world: f"({block.get('alt_text', '')})",
    "rich_text": lambda block, world: "\n".join(_read_rich(each, world) for each in block.get("elements") or []),
    "input": lambda block, world: read_object(block.get("label"), world),
}
