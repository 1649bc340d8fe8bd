"""What does the bot say? Fills message texts into rich text, buttons and forms, for one reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bots.voice.fields import PERSONA_FIELD, Reader, Showing, Shown
from bots.voice.foreign import LONGEST_NAME, LONGEST_QUOTE_IN_LIST, LONGEST_SAID_IN_LIST, cut
from bots.voice.template import Line, Part, Piece, parse
from bots.voice.texts import MissingField, OwnWords, TextSource, Worded, find_text, get_text
from bots.voice.units import to_short_day
from engagement.actions import Field, FieldKind, FormField, OpenForm, Reply, Say, words
from engagement.aiming import plain_name
from engagement.charts import Chart
from engagement.ids import MemberId
from engagement.speech import Bar, Block, Button, Entry, Form, Picture, RichText, Span, plain
from engagement.text import to_clean

_PRIMARY = frozenset({"on_it", "enrol", "it_helped", "post_notice", "good", "take"})
_QUIET = frozenset({"why", "stop", "no_thanks"})

__all__ = ["Reader", "Voice"]


class Voice:
    """Speaks the texts of one community under one name."""

    def __init__(self, texts: TextSource, persona: str | Callable[[], str]) -> None:
        self._texts = texts
        self._called = persona if callable(persona) else lambda: persona

    def with_own(self, own: Callable[[], OwnWords], called: Callable[[], str] | None = None) -> "Voice":
        """The same voice, which says in a community's own words what that has words of its own for, as of now.

        ``called`` gives the name under which it speaks there.
        """
        return Voice(Worded(self._texts, own), called or self._called)

    def say(self, say: Say, context: Reader) -> RichText:
        """A message as rich text. Raises MissingText, MissingField."""
        showing = self._showing(context, frozenset(say.mentions))
        return tuple(self._render(say.text, say.fields, say.items, showing))

    def reply(self, reply: Reply, context: Reader) -> tuple[RichText, tuple[Button, ...]]:
        """A direct answer with its buttons; it pings nobody."""
        text = tuple(self._render(reply.text, reply.fields, reply.items, self._showing(context, frozenset())))
        return text, self.buttons(reply.controls, context.language)

    def picture(self, chart: Chart, context: Reader) -> Picture:
        """A chart in the reader's language, said in words as well."""
        showing = self._showing(context, frozenset())
        bars = [Bar(label=to_short_day(one.day, showing.word), whole=one.whole, part=one.part) for one in chart.columns]
        items = [{"day": words(one.label), "whole": _number(one.whole), "part": _number(one.part)} for one in bars]
        alt = self._render(f"{chart.text}_alt", {}, items, showing)
        return Picture(
            title=self.label(chart.text, context.language),
            whole=self.label(f"{chart.text}_whole", context.language),
            part=self.label(f"{chart.text}_part", context.language),
            bars=tuple(bars),
            alt=" ".join(plain(tuple(alt)).split()),
        )

    def buttons(self, controls: Sequence[str], language: str) -> tuple[Button, ...]:
        """The buttons called so, labelled in the reader's language."""
        return tuple(
            Button(
                name=name,
                label=get_text(self._texts, language, f"controls.{plain_name(name)}").strip(),
                style="primary" if name in _PRIMARY else "quiet" if name in _QUIET else "plain",
            )
            for name in controls
        )

    def form(self, open_form: OpenForm, context: Reader) -> Form:
        """A form: ``<text>`` says what it is for, ``<text>_title``, ``_send`` and ``_cancel`` label it."""
        text, language = open_form.text, context.language
        showing = self._showing(context, frozenset())
        return Form(
            name=open_form.form,
            title=self.label(f"{text}_title", language),
            intro=tuple(self._render(text, {}, open_form.items, showing)),
            entries=tuple(self._entry(text, entry, language) for entry in open_form.fields),
            send=self.label(f"{text}_send", language),
            cancel=self.label(f"{text}_cancel", language),
        )

    def _entry(self, text: str, entry: FormField, language: str) -> Entry:
        """Its label is ``<text>_<field>``, its hint ``..._hint``, an option's ``..._is_<option>`` (else as it is)."""
        key = f"{text}_{entry.name}"
        options = tuple(
            (
                to_clean(option),
                (
                    find_text(self._texts, language, f"{key}_is_{option}")
                    or cut(entry.labels.get(option, option), LONGEST_NAME)
                ).strip(),
            )
            for option in entry.options
        )
        return Entry(
            name=entry.name,
            kind=entry.kind,
            label=self.label(key, language),
            hint=(find_text(self._texts, language, f"{key}_hint") or "").strip(),
            options=options,
            value=tuple(map(to_clean, entry.value)),
        )

    def label(self, key: str, language: str) -> str:
        """A text without fields, as it stands: the name of a button, a command or a menu's entry."""
        return get_text(self._texts, language, key).strip()

    def _showing(self, context: Reader, mentions: frozenset[MemberId]) -> Showing:
        def find(key: str) -> str | None:
            return find_text(self._texts, context.language, key)

        def word(name: str) -> str:
            return get_text(self._texts, context.language, f"units.{name}").strip()

        return Showing(reader=context, find=find, word=word, mentions=mentions)

    def _render(
        self, key: str, fields: Mapping[str, Field], items: Sequence[Mapping[str, Field]], showing: Showing
    ) -> list[Block]:
        filling = _Filling(key, {**fields, PERSONA_FIELD: Field(FieldKind.TEXT, self._called())}, showing)
        in_list = replace(showing, longest_quote=LONGEST_QUOTE_IN_LIST, longest_said=LONGEST_SAID_IN_LIST)
        blocks: list[Block] = []
        for part in parse(get_text(self._texts, showing.reader.language, key)):
            if part.kind == "items":
                for item in items:
                    blocks.extend(self._render(f"{key}_item", item, (), in_list))
            else:
                blocks.extend(filling.block(part))
        return blocks


class _Filling:
    """One text and the fields that go into it."""

    def __init__(self, key: str, fields: Mapping[str, Field], showing: Showing) -> None:
        self._key = key
        self._fields = fields
        self._showing = showing
        self._shown: dict[str, Shown] = {}

    def block(self, part: Part) -> list[Block]:
        """The block of a part without the lines whose fields are all empty; none when no line is left."""
        assert part.kind != "items"
        spans: list[Span] = []
        for line in part.lines:
            if self._is_vacant(line):
                continue
            if spans:
                spans.append(Span(text=" "))
            for span in map(self._span, line):
                _append(spans, span)
        return [Block(kind=part.kind, spans=line) for line in _lines(spans)]

    def _is_vacant(self, line: Line) -> bool:
        names = frozenset[str]().union(*(piece.names for piece in line))
        return bool(names) and all(self._show(name).is_nothing for name in names)

    def _span(self, piece: Piece) -> Span:
        link = piece.to if piece.to_name is None else self._show(piece.to_name).link
        if piece.name is None:
            return Span(text=piece.text, style=piece.style, link=link)
        shown = self._show(piece.name)
        return Span(text=shown.text, style=piece.style, link=shown.link, person=shown.person, at=shown.at)

    def _show(self, name: str) -> Shown:
        if name not in self._shown:
            value = self._fields.get(name)
            if value is None:
                raise MissingField(f"the text {self._key!r} names {{{name}}}, but the message has no such field")
            self._shown[name] = self._showing.show(name, value)
        return self._shown[name]


def _number(number: int | None) -> Field:
    return words("-" if number is None else str(number))


def _lines(spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The spans of each line: what somebody wrote in several lines becomes as many blocks."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        first, *further = span.text.split("\n")
        lines[-1].append(replace(span, text=first) if further else span)
        lines += [[replace(span, text=text)] for text in further]
    return [tuple(line) for line in lines if line]


def _append(spans: list[Span], span: Span) -> None:
    """Add a span; what continues a styled or linked one becomes part of it, so that no marks meet."""
    if not span.text:
        return
    last = spans[-1] if spans else None
    is_marked = span.style != "plain" or span.link is not None
    if last is not None and is_marked and replace(last, text=span.text) == span and span.person is None:
        spans[-1] = replace(last, text=last.text + span.text)
    else:
        spans.append(span)
