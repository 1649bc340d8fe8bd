"""How does rich text read in Discord's Markdown? What others wrote is never markup, a link or a ping there."""

import re
from bisect import bisect_right
from collections.abc import Collection
from itertools import islice
from typing import Final

from bots.platforms.discord.cut import cut, graphemes, size
from engagement.ids import AccountId, external_of
from engagement.speech import Block, RichText, Span

_UNSEEN: Final = "\u200b"
_BARE_LINK: Final = r"https?://[^\s<>\[\]()*|`\\]+"
_SIGN: Final = r"[\\*`]|~(?=~|\Z)|(?<=~)~|\A~|\|(?=\||\Z)|(?<=\|)\||\A\||(?<![^\W_])_|_(?![^\W_])|\](?=\(|\Z)"
"""What would be markup, with what stands beside it; an underscore within a word and a lone bracket are none."""
_SPECIAL: Final = re.compile(
    rf"(?P<link>{_BARE_LINK})|(?P<everybody>@(?=everyone|here|\Z))"
    rf"|(?P<mention><(?=[@\#/]|a?:|t:|id:|\Z))|(?P<sign>{_SIGN})"
)
_BEGINNING: Final = re.compile(r"(\s*)(?:(?P<number>\d+)(?=[.)]\s)|(?=[#>+-]))")
_LINK_SIGNS: Final = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\n": ""})
_PREFIXES: Final = {"paragraph": "", "bullet": "- ", "quote": "> ", "note": "-# "}
_MARKS: Final = {"plain": "", "bold": "**", "italic": "*", "code": "`"}
_ROOM_FOR_END: Final = 4
"""An ellipsis, and the marks that close what is open."""


def to_markdown(text: RichText, limit: int, pings: Collection[AccountId] = ()) -> str:
    """``text`` as Markdown, at most ``limit`` long; what does not fit ends in an ellipsis.

    Of the people in it only ``pings`` are mentioned, the others are named.
    """
    written, previous = "", None
    for block in text:
        glue = "" if previous is None else "\n\n" if previous == block.kind == "paragraph" else "\n"
        line, is_whole = _block(block, limit - size(written) - size(glue), pings)
        if line:
            written, previous = written + glue + line, block.kind
        if not is_whole:
            break
    return written


def escape(text: str) -> str:
    """``text`` so that Discord shows it as it stands and notifies nobody: for what others wrote."""
    return _SPECIAL.sub(_disarmed, text)


def _disarmed(found: re.Match[str]) -> str:
    if found["link"]:
        return found["link"]
    if found["sign"]:
        return "\\" + found["sign"]
    return found[0] + _UNSEEN


def _block(block: Block, room: int, pings: Collection[AccountId]) -> tuple[str, bool]:
    """A block as a line that fits, and whether all of it does."""
    prefix, line = _PREFIXES[block.kind], ""
    for span in block.spans:
        piece = _span(span, pings)
        left = room - size(prefix) - size(line)
        if size(piece) + _ROOM_FOR_END <= left:
            line += piece
            continue
        return prefix + _at_beginning(line + _cut_span(span, left - _ROOM_FOR_END, pings)) if left > 0 else "", False
    return (prefix + _at_beginning(line) if line.strip() else ""), True


def _cut_span(span: Span, room: int, pings: Collection[AccountId]) -> str:
    """As much of a span as fits, whole characters only, with an ellipsis."""
    if span.person is not None or span.link is not None or span.at is not None or room <= 0:
        return "…"
    letters = list(islice(graphemes(span.text), room))

    def shown(count: int) -> str:
        return _span(Span(text="".join(letters[:count]).rstrip() + "…", style=span.style), pings)

    return shown(bisect_right(range(1, len(letters) + 1), room, key=lambda count: size(shown(count))))


def _span(span: Span, pings: Collection[AccountId]) -> str:
    if span.person is not None and span.person in pings:
        return f"<@{external_of(span.person)}>"
    if span.at is not None and span.style != "code":
        return f"<t:{int(span.at.timestamp())}:f>"
    text = " ".join(span.text.splitlines()) if "\n" in span.text or "\r" in span.text else span.text
    if span.style == "code":
        return f"`{text.replace('`', 'ˋ')}`" if text else ""
    shown = escape(text)
    if span.link is not None and span.link.startswith(("https://", "http://")) and shown.strip():
        shown = f"[{shown}](<{span.link.translate(_LINK_SIGNS)}>)"
    mark = _MARKS[span.style]
    return _marked(shown, mark) if mark else shown


def _marked(shown: str, mark: str) -> str:
    """Marks hug the words, spaces stay outside: ``** bold**`` would not be bold."""
    bare = shown.strip()
    if not bare:
        return shown
    start = shown.index(bare)
    return shown[:start] + mark + bare + mark + shown[start + len(bare) :]


def _at_beginning(line: str) -> str:
    """What would be a heading, a list or a quotation at the beginning of a line is not."""
    found = _BEGINNING.match(line)
    if found is None:
        return line
    return line[: found.end()] + "\\" + line[found.end() :]


def plain_cut(text: str, limit: int) -> str:
    """Words that Discord shows as they stand anyway (labels, titles): one line that fits."""
    return cut(" ".join(text.split()), limit)
