"""Which blocks of Slack show a rich text?

Words go into text elements that Slack never parses; only a person named in ``pings`` becomes an element that notifies.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final

from bots.platforms.slack.cutting import cut
from engagement.ids import AccountId, external_of
from engagement.speech import Block, RichText, Span
from engagement.text import to_clean

LONGEST_TEXT: Final = 3900
"""Characters of one message: "best under 4,000" (chat.postMessage)."""
LONGEST_FALLBACK: Final = 3900
MOST_BLOCKS: Final = 45
"""Fifty a message, some of them for buttons."""
LONGEST_URL: Final = 2900
LONGEST_NOTE: Final = 1900
_STYLES: Final = {"bold": {"bold": True}, "italic": {"italic": True}, "code": {"code": True}}
_WHEN: Final = "{date_short_pretty} {time}"
"""Slack shows it on the reader's clock, and says "today" and "yesterday" as long as it is so."""
_NOBODY: Final[frozenset[AccountId]] = frozenset()


def to_blocks(text: RichText, pings: Collection[AccountId] = _NOBODY) -> list[dict[str, Any]]:
    """The blocks of a text: a paragraph begins one, the bullets and quotations after it belong to it."""
    blocks: list[dict[str, Any]] = []
    left = LONGEST_TEXT
    for part in text:
        if left <= 0 or len(blocks) >= MOST_BLOCKS:
            break
        spans, left = _within(part.spans, left)
        _append(blocks, part, spans, pings)
    return blocks


def to_fallback(text: RichText) -> str:
    """The text for notifications and for clients without blocks: escaped, and nobody is pinged by it."""
    lines = (_line(part) for part in text)
    return escape(to_clean(cut("\n".join(line for line in lines if line.strip()), LONGEST_FALLBACK)))


def escape(text: str) -> str:
    """The three characters that Slack parses, escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(text: str, limit: int) -> dict[str, Any]:
    """A text object that is shown as it stands: no markup, no emoji names."""
    return {"type": "plain_text", "text": to_clean(cut(text, limit)), "emoji": False}


def is_web(link: str | None) -> bool:
    """Is this an address that may be shown as a link?"""
    return link is not None and link.startswith(("https://", "http://")) and len(link) <= LONGEST_URL


def _line(part: Block) -> str:
    sign = {"bullet": "• ", "quote": "> "}.get(part.kind, "")
    return sign + part.text


def _within(spans: Iterable[Span], left: int) -> tuple[list[Span], int]:
    """The spans that fit into what is left, the last one cut."""
    fitting: list[Span] = []
    for span in spans:
        if left <= 0:
            break
        fitting.append(replace(span, text=to_clean(cut(span.text, left))))
        left -= len(span.text)
    return fitting, left


def _append(blocks: list[dict[str, Any]], part: Block, spans: list[Span], pings: Collection[AccountId]) -> None:
    if part.kind == "note" and not any(is_web(span.link) for span in spans):
        words = "".join(span.text for span in spans)
        if words.strip():
            blocks.append({"type": "context", "elements": [plain_text(words, LONGEST_NOTE)]})
        return
    elements = [_element(span, pings) for span in spans if span.text]
    if not elements:
        return
    section = {"type": "rich_text_section", "elements": elements}
    open_block = blocks[-1]["elements"] if blocks and blocks[-1]["type"] == "rich_text" else None
    if part.kind == "bullet":
        if open_block is not None and open_block[-1]["type"] == "rich_text_list":
            open_block[-1]["elements"].append(section)
            return
        section = {"type": "rich_text_list", "style": "bullet", "elements": [section]}
    elif part.kind == "quote":
        section = {"type": "rich_text_quote", "elements": elements}
    if open_block is not None and part.kind in {"bullet", "quote"}:
        open_block.append(section)
    else:
        blocks.append({"type": "rich_text", "elements": [section]})


def _element(span: Span, pings: Collection[AccountId]) -> dict[str, Any]:
    if span.person is not None and span.person in pings:
        return {"type": "user", "user_id": external_of(span.person)}
    style = _STYLES.get(span.style)
    element: dict[str, Any] = {"type": "text", "text": span.text}
    if span.at is not None and span.style != "code":
        element = {"type": "date", "timestamp": int(span.at.timestamp()), "format": _WHEN, "fallback": span.text}
    if is_web(span.link):
        element = {"type": "link", "url": span.link, "text": span.text}
    return element if style is None else {**element, "style": style}
