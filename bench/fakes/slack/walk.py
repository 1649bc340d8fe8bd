"""Where in a message is there text? Every text object and rich text element of its blocks and attachments."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bench.fakes.slack.records import Json

_INLINE: Final = frozenset({"text", "user", "usergroup", "broadcast", "channel", "link", "emoji", "date", "color"})
_OLD_STYLE: Final = ("text", "pretext", "fallback", "title", "footer")


def objects(value: Any, *, is_rich: bool = False) -> Iterator[tuple[Json, bool]]:
    """Every object within ``value``, in order, with whether it is part of rich text."""
    if isinstance(value, list):
        for each in value:
            yield from objects(each, is_rich=is_rich)
    elif isinstance(value, dict):
        is_rich = is_rich or str(value.get("type", "")).startswith("rich_text")
        yield value, is_rich
        for name, each in value.items():
            if name != "style":
                yield from objects(each, is_rich=is_rich)


def rich_elements(raw: Mapping[str, Any]) -> Iterator[Json]:
    """The inline elements of all rich text in a message."""
    for each, is_rich in objects([raw.get("blocks"), raw.get("attachments")]):
        if is_rich and each.get("type") in _INLINE:
            yield each


def mrkdwn_texts(raw: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Every text in which mentions in brackets are read, with whether bare broadcasts are read in it, too."""
    yield str(raw.get("text") or ""), False
    for each, is_rich in objects([raw.get("blocks"), raw.get("attachments")]):
        if is_rich:
            continue
        if each.get("type") in {"mrkdwn", "markdown"} and isinstance(each.get("text"), str):
            yield each["text"], not each.get("verbatim", False)
    for attachment in raw.get("attachments") or []:
        for name in _OLD_STYLE:
            if isinstance(attachment.get(name), str):
                yield attachment[name], False
        for each in attachment.get("fields") or []:
            yield str(each.get("value", "")), False
