"""Which rich text does the vendor accept?"""

from typing import Final

from bench.fakes.slack.problems import Problems
from bench.fakes.slack.records import Json

_STYLES: Final = frozenset({"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"})
_INLINE: Final = {
    "text": (("text",), ()),
    "link": (("url",), ("text", "unsafe")),
    "emoji": (("name",), ("unicode", "skin_tone")),
    "user": (("user_id",), ()),
    "usergroup": (("usergroup_id",), ()),
    "channel": (("channel_id",), ()),
    "broadcast": (("range",), ()),
    "date": (("timestamp", "format"), ("url", "fallback")),
    "color": (("value",), ()),
    "team": (("team_id",), ()),
}
_CONTAINERS: Final = {
    "rich_text_section": frozenset[str](),
    "rich_text_preformatted": frozenset({"border", "language"}),
    "rich_text_quote": frozenset({"border"}),
    "rich_text_list": frozenset({"style", "indent", "offset", "border"}),
}


def check_rich_text(problems: Problems, block: Json, path: str) -> None:
    """Note everything the vendor would reject about a rich text block."""
    problems.fields(block, path, required=("elements",), allowed={"type", "block_id"})
    elements = problems.items(block.get("elements"), f"{path}/elements", most=1000, least=0)
    problems.each_object(elements, f"{path}/elements", lambda each, at: _check_container(problems, each, at))


def _check_container(problems: Problems, element: Json, path: str) -> None:
    kind = element.get("type")
    if not isinstance(kind, str) or kind not in _CONTAINERS:
        problems.add(f"unsupported type: {kind}", f"{path}/type")
        return
    problems.fields(element, path, required=("elements",), allowed={"type"} | _CONTAINERS[kind])
    inside = problems.items(element.get("elements"), f"{path}/elements", most=1000, least=0)
    if kind == "rich_text_list":
        problems.choice(element.get("style"), f"{path}/style", ("bullet", "ordered"))
        if element.get("style") is None:
            problems.add("missing required field: style", path)
        problems.each_object(inside, f"{path}/elements", lambda each, at: _check_item(problems, each, at))
    else:
        problems.each_object(inside, f"{path}/elements", lambda each, at: _check_inline(problems, each, at))


def _check_item(problems: Problems, element: Json, path: str) -> None:
    if element.get("type") != "rich_text_section":
        problems.add(f"unsupported type: {element.get('type')}", f"{path}/type")
        return
    _check_container(problems, element, path)


def _check_inline(problems: Problems, element: Json, path: str) -> None:
    kind = element.get("type")
    if not isinstance(kind, str) or kind not in _INLINE:
        problems.add(f"unsupported type: {kind}", f"{path}/type")
        return
    required, allowed = _INLINE[kind]
    problems.fields(element, path, required=required, allowed={"type", "style", *allowed})
    if kind == "text":
        problems.text(element.get("text"), f"{path}/text", 40_000, least=1)
    if kind == "broadcast":
        problems.choice(element.get("range"), f"{path}/range", ("here", "channel", "everyone"))
    if kind == "link":
        problems.text(element.get("url"), f"{path}/url", 3000, least=1)
    style = element.get("style")
    if style is not None and (not isinstance(style, dict) or not set(style) <= _STYLES):
        problems.add("must be a valid style", f"{path}/style")
