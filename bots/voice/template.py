"""What does a message text say, before its fields are filled in? Markdown with ``{placeholders}``, parsed once.

Paragraphs, ``**bold**``, ``*italic*``, `` `code` ``, ``[label]({where})`` links, ``- `` bullets and ``> `` quotations;
a line that starts with ``~ `` is a small grey note, and the line ``{items}`` is where the list goes. Nothing else is
markup: no HTML, no headings, no images, no bare addresses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from engagement.errors import HubbubError

Style = Literal["plain", "bold", "italic", "code"]
Kind = Literal["paragraph", "bullet", "quote", "note", "items"]

ITEMS = "items"
_NOTE = "~ "
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_WEB = ("https://", "http://")
_STYLES: dict[str, Style] = {"strong_open": "bold", "em_open": "italic"}
_KINDS: dict[str, Kind] = {"list_item_open": "bullet", "blockquote_open": "quote"}
_SILENT = frozenset({"paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close"})


class TemplateError(HubbubError, ValueError):
    """A message text holds something that cannot be shown on every platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of ours, or the place of a field (``name``). ``to`` is an address, or the place of one (``to_name``)."""

    text: str = ""
    name: str | None = None
    style: Style = "plain"
    to: str | None = None
    to_name: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """The fields it needs."""
        return frozenset(name for name in (self.name, self.to_name) if name is not None)


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One block to be, line by line, so that a line whose fields are empty can be left out."""

    kind: Kind
    lines: tuple[Line, ...] = ()


def placeholders(template: str) -> frozenset[str]:
    """The names of the fields that a text needs (``items`` is none)."""
    return frozenset(_PLACEHOLDER.findall(template)) - {ITEMS}


@lru_cache(maxsize=2048)
def parse(template: str) -> tuple[Part, ...]:
    """The parts of a text, in order. Raises TemplateError."""
    parts: list[Part] = []
    kinds: list[Kind] = []
    for token in _markdown().parse(template):
        if token.type == "inline":
            lines = _lines(token.children or [])
            parts.extend(_parts(lines, kinds[-1] if kinds else "paragraph"))
        elif token.type in _KINDS:
            kinds.append(_KINDS[token.type])
        elif token.type in {"list_item_close", "blockquote_close"}:
            kinds.pop()
        elif token.type not in _SILENT:
            raise TemplateError(f"a message text cannot hold a {token.type.removesuffix('_open')}")
    return tuple(parts)


class _Markdown(MarkdownIt):
    """Links are taken as written: they are ours, or the place of one."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  # the library's name for it
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


@cache
def _markdown() -> MarkdownIt:
    return _Markdown("zero").enable(["list", "blockquote", "emphasis", "backticks", "link", "escape", "newline"])


def _parts(lines: Sequence[Line], kind: Kind) -> Iterator[Part]:
    """Runs of lines of one kind."""
    run: list[Line] = []
    of: Kind = kind
    for line in lines:
        own = _kind_of(line, kind)
        if run and (own != of or own == "items"):
            yield _part(of, run)
            run = []
        of = own
        run.append(_without_mark(line) if own == "note" else line)
    if run:
        yield _part(of, run)


def _part(kind: Kind, lines: Sequence[Line]) -> Part:
    return Part(kind=kind, lines=() if kind == "items" else tuple(lines))


def _kind_of(line: Line, kind: Kind) -> Kind:
    if len(line) == 1 and line[0].name == ITEMS:
        return "items"
    return "note" if line and line[0].name is None and line[0].text.startswith(_NOTE) else kind


def _without_mark(line: Line) -> Line:
    first = replace(line[0], text=line[0].text.removeprefix(_NOTE))
    return (first, *line[1:]) if first.text else line[1:]


def _lines(tokens: Sequence[Token]) -> list[Line]:
    lines: list[list[Piece]] = [[]]
    styles: list[Style] = []
    link: Piece | None = None
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            lines.append([])
        elif token.type in _STYLES:
            styles.append(_STYLES[token.type])
        elif token.type in {"strong_close", "em_close"}:
            styles.pop()
        elif token.type == "link_open":
            link = _link(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            link = None
        elif token.type in {"text", "code_inline"}:
            style = "code" if token.type == "code_inline" else styles[-1] if styles else "plain"
            lines[-1].extend(_pieces(token.content, style, link))
        else:
            raise TemplateError(f"a message text cannot hold a {token.type}")
    return [tuple(line) for line in lines if line]


def _link(href: str) -> Piece:
    """A piece without words that knows where it leads."""
    place = _PLACEHOLDER.fullmatch(href)
    if place is not None:
        return Piece(to_name=place[1])
    if not href.startswith(_WEB):
        raise TemplateError(f"a link leads to a field or to the web, not to {href!r}")
    return Piece(to=href)


def _pieces(text: str, style: Style, link: Piece | None) -> Iterator[Piece]:
    base = replace(link or Piece(), style=style)
    for index, found in enumerate(_PLACEHOLDER.split(text)):
        if index % 2 == 0:
            if found:
                yield replace(base, text=found)
        elif link is not None:
            raise TemplateError("a link's label is ours alone: it holds no field")
        else:
            yield replace(base, name=found)
