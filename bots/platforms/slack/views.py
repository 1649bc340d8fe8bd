"""How does a form look as a Slack modal, and what did somebody fill in?"""

from collections.abc import Mapping
from typing import Any, Final

from bots.platforms.slack.fields import read_object
from bots.platforms.slack.present import to_answer_blocks
from bots.platforms.slack.rich_text import plain_text, to_blocks
from engagement.ids import OutboxId
from engagement.speech import Answer, Entry, Form
from engagement.text import to_clean

HOME: Final = "home"
"""What ``private_metadata`` says of a form that was opened from the home page."""
LONGEST_TITLE: Final = 24
"""Of a modal, and of its two buttons."""
LONGEST_LABEL: Final = 150
LONGEST_HINT: Final = 150
LONGEST_OPTION: Final = 75
LONGEST_VALUE: Final = 75
LONGEST_INPUT: Final = 3000
MOST_TICKS: Final = 10
"""Options of check boxes and radio buttons; beyond that a menu is shown."""
MOST_OPTIONS: Final = 100
MOST_BLOCKS: Final = 100
_LONGEST_CALLBACK: Final = 255


def to_modal(form: Form, origin: str = "") -> dict[str, Any]:
    """The modal of a form; ``origin`` comes back when it is sent: the marker of a message, ``home``, or nothing."""
    inputs = [block for entry in form.entries if (block := _to_input(entry)) is not None]
    return {
        "type": "modal",
        "callback_id": form.name[:_LONGEST_CALLBACK],
        "title": plain_text(form.title, LONGEST_TITLE),
        "submit": plain_text(form.send, LONGEST_TITLE),
        "close": plain_text(form.cancel, LONGEST_TITLE),
        "private_metadata": origin,
        "blocks": [*to_blocks(form.intro), *inputs][:MOST_BLOCKS],
    }


def to_confirmation(answer: Answer, *, title: str, close: str, marker: OutboxId | None = None) -> dict[str, Any]:
    """The small modal that shows an answer. Under a problem there are no buttons: the form lies beneath it."""
    shown = Answer(text=answer.text, buttons=() if answer.is_problem else answer.buttons)
    return {
        "type": "modal",
        "title": plain_text(title, LONGEST_TITLE),
        "close": plain_text(close, LONGEST_TITLE),
        "private_metadata": marker or "",
        "blocks": to_answer_blocks(shown, marker),
    }


def to_home(answer: Answer) -> dict[str, Any]:
    """The home page of one person."""
    return {"type": "home", "blocks": to_answer_blocks(answer, None)}


def title_of(view: Mapping[str, Any]) -> str:
    """The title of a view as Slack tells it."""
    return to_clean(read_object(view.get("title")).get("text"))


def from_state(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What was filled in, by the name of the entry; whatever is no input of ours is left out."""
    values: dict[str, tuple[str, ...]] = {}
    for block in read_object(read_object(view.get("state")).get("values")).values():
        for name, element in read_object(block).items():
            read = _from_element(read_object(element))
            if read is not None and type(name) is str:
                values[to_clean(name)] = read
    return values


def _from_element(element: Mapping[str, Any]) -> tuple[str, ...] | None:
    match element.get("type"):
        case "plain_text_input":
            return (to_clean(element.get("value")),)
        case "checkboxes" | "multi_static_select":
            chosen = element.get("selected_options")
            return tuple(_value(option) for option in chosen) if type(chosen) is list else ()
        case "radio_buttons" | "static_select":
            one = element.get("selected_option")
            return (_value(one),) if one else ()
        case _:
            return None


def _value(option: object) -> str:
    return to_clean(read_object(option).get("value"))


def _to_input(entry: Entry) -> dict[str, Any] | None:
    """The input of an entry; None for a choice between nothing, which Slack does not show."""
    element = _to_text(entry) if entry.kind in {"text", "words"} else _to_choice(entry)
    if element is None:
        return None
    block: dict[str, Any] = {
        "type": "input",
        "block_id": entry.name,
        "optional": True,
        "label": plain_text(entry.label, LONGEST_LABEL),
        "element": {**element, "action_id": entry.name},
    }
    if entry.hint:
        block["hint"] = plain_text(entry.hint, LONGEST_HINT)
    return block


def _to_text(entry: Entry) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "plain_text_input", "max_length": LONGEST_INPUT}
    if entry.kind == "words":
        element["multiline"] = True
    value = entry.value[0] if entry.value else ""
    return {**element, "initial_value": value[:LONGEST_INPUT]} if value else element


def _to_choice(entry: Entry) -> dict[str, Any] | None:
    """Ticks while there are few options. A value too long for Slack is left out: cut, it would mean another one."""
    options = {
        value: {"text": plain_text(label, LONGEST_OPTION), "value": value}
        for value, label in entry.options[:MOST_OPTIONS]
        if 0 < len(value) <= LONGEST_VALUE and label
    }
    if not options:
        return None
    is_short, is_many = len(options) <= MOST_TICKS, entry.kind == "many"
    short, long = ("checkboxes", "multi_static_select") if is_many else ("radio_buttons", "static_select")
    element: dict[str, Any] = {"type": short if is_short else long, "options": list(options.values())}
    chosen = [options[value] for value in dict.fromkeys(entry.value) if value in options]
    if chosen:
        element["initial_options" if is_many else "initial_option"] = chosen if is_many else chosen[0]
    return element
