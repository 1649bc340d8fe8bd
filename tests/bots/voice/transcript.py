"""Everything Hubbub says, with sample values, as one page: ``python -m tests.bots.voice.transcript`` writes it anew."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from engagement.actions import OpenForm, Reply, Say
from engagement.speech import Block, Button, Form, RichText, Span
from tests.bots.voice.shipped import LANGUAGES, reader, voice
from tests.bots.voice.spoken import Words, quoted, spoken

QUESTION = "How do I check that a webhook really comes from you? The signature never matches."
MARKS = {"paragraph": "", "bullet": "- ", "quote": "> ", "note": "~ "}
STYLES = {"plain": "", "bold": "**", "italic": "*", "code": "`"}


def path_of(language: str) -> Path:
    return Path(__file__).with_name(f"transcript_{language}.txt")


def transcript(language: str) -> str:
    parts = [f"=== {key}\n{_said(found, language)}\n" for key, found in sorted(spoken().items())]
    return "\n".join(parts)


def _said(found: Words, language: str) -> str:
    context = reader(language)
    if isinstance(found, OpenForm):
        return "\n".join(_form(voice().form(found, context)))
    items = tuple(quoted(item, QUESTION) for item in found.items)
    filled: Say | Reply = replace(found, fields=quoted(found.fields, QUESTION), items=items)
    text = voice().say(filled, context) if isinstance(filled, Say) else voice().reply(filled, context)[0]
    return "\n".join([*_blocks(text), *_buttons(voice().buttons(found.controls, language))])


def _blocks(text: RichText) -> Iterator[str]:
    return (MARKS[block.kind] + _block(block) for block in text)


def _block(block: Block) -> str:
    return "".join(_span(span) for span in block.spans)


def _span(span: Span) -> str:
    mark = STYLES[span.style]
    text = f"{mark}{span.text}{mark}"
    if span.person is not None:
        text = f"@{text}"
    return text if span.link is None else f"[{text}]({span.link})"


def _buttons(buttons: tuple[Button, ...]) -> list[str]:
    return ["    " + "  ".join(f"[ {button.label} ]" for button in buttons)] if buttons else []


def _form(form: Form) -> Iterator[str]:
    yield form.title
    yield from _blocks(form.intro)
    for entry in form.entries:
        yield f"    {entry.label}: {', '.join(entry.value)}"
        for _, label in entry.options:
            yield f"      ( ) {label}"
        if entry.hint:
            yield f"      ({entry.hint})"
    yield f"    [ {form.send} ]  [ {form.cancel} ]"


if __name__ == "__main__":
    for each in LANGUAGES:
        path_of(each).write_text(transcript(each), encoding="utf-8")
