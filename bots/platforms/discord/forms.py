"""How does a form look on Discord? A modal holds five entries, so a longer form has pages."""

from typing import Any, Final

from bots.platforms.discord.present import PREFIX, Payload
from bots.platforms.discord.richtext import plain_cut, to_markdown
from engagement.speech import Entry, Form

PER_PAGE: Final = 5
_LONGEST_TITLE: Final = 45
_LONGEST_LABEL: Final = 45
_LONGEST_HINT: Final = 100
_LONGEST_OPTION: Final = 100
_LONGEST_VALUE: Final = 4000
_MOST_OPTIONS: Final = 25
_FEW, _TWO = 10, 2
"""Boxes to tick and choices are shown openly up to ten, else as a list."""
_TEXT_INPUT, _SELECT, _LABEL, _RADIO, _BOXES = 4, 3, 18, 21, 22
_TEXT_DISPLAY: Final = 10
_ONE_LINE, _SEVERAL_LINES = 1, 2


def pages_of(form: Form) -> int:
    """How many pages a form has."""
    return max(1, -(-len(form.entries) // PER_PAGE))


def to_modal(form: Form, marker: str, page: int = 1) -> Payload:
    """One page of a form (from 1 on; one that does not exist is the last). Its custom id says which of how many."""
    pages = pages_of(form)
    page = min(max(1, page), pages)
    title = form.title if pages == 1 else f"{plain_cut(form.title, _LONGEST_TITLE - 6)} ({page}/{pages})"
    entries = form.entries[(page - 1) * PER_PAGE : page * PER_PAGE]
    shown: list[Payload] = [_entry(entry) for entry in entries]
    intro = to_markdown(form.intro, _LONGEST_VALUE) if len(shown) < PER_PAGE else ""
    if intro:
        shown.insert(0, {"type": _TEXT_DISPLAY, "content": intro})
    return {
        "title": plain_cut(title, _LONGEST_TITLE),
        "custom_id": f"{PREFIX}:{form.name}:{marker}:{page}:{pages}",
        "components": shown,
    }


def _entry(entry: Entry) -> Payload:
    options = entry.options[:_MOST_OPTIONS]
    left_out = len(entry.options) - len(options)
    hint = f"{entry.hint} (+{left_out} …)".strip() if left_out else entry.hint
    shown: Payload = {"type": _LABEL, "label": plain_cut(entry.label, _LONGEST_LABEL), "component": _component(entry)}
    if hint:
        shown["description"] = plain_cut(hint, _LONGEST_HINT)
    return shown


def _component(entry: Entry) -> Payload:
    if entry.kind in {"text", "words"} or not entry.options:
        return _text(entry)
    options = entry.options[:_MOST_OPTIONS]
    is_many = entry.kind == "many"
    shown: Payload = {"custom_id": entry.name, "options": [_option(entry, *option) for option in options]}
    if is_many:
        shown |= {"min_values": 0, "max_values": len(options), "required": False}
    else:
        shown |= {"required": True}
    if len(options) > _FEW:
        shown |= {"type": _SELECT} | ({} if is_many else {"min_values": 1, "max_values": 1})
    elif is_many:
        shown["type"] = _BOXES
    elif len(options) >= _TWO:
        shown["type"] = _RADIO
    else:
        shown |= {"type": _SELECT, "min_values": 1, "max_values": 1}
    return shown


def _text(entry: Entry) -> Payload:
    shown: dict[str, Any] = {
        "type": _TEXT_INPUT,
        "custom_id": entry.name,
        "style": _SEVERAL_LINES if entry.kind == "words" else _ONE_LINE,
        "required": False,
        "max_length": _LONGEST_VALUE,
    }
    if entry.value and entry.value[0]:
        shown["value"] = entry.value[0][:_LONGEST_VALUE]
    return shown


def _option(entry: Entry, value: str, label: str) -> Payload:
    shown: Payload = {"value": value[:_LONGEST_OPTION], "label": plain_cut(label, _LONGEST_OPTION) or value}
    if value in entry.value:
        shown["default"] = True
    return shown
