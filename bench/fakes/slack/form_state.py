"""What does a filled-in form look like to the app? The state of every input, in the shape of its type.

A person cannot send what the vendor's own window would not let through: a required field left empty, a text too short
or too long, an option that is not offered. That is a ValueError.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bench.fakes.slack.elements import options_of
from bench.fakes.slack.records import Json

Given = str | Sequence[str] | None
_TEXTS: Final = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_ONE_OPTION: Final = frozenset({"static_select", "external_select", "radio_buttons"})
_OPTIONS: Final = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
_PLAIN_VALUES: Final[Mapping[str, tuple[str, str]]] = {
    "timepicker": ("selected_time", "initial_time"),
    "datepicker": ("selected_date", "initial_date"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
_PLAIN_LISTS: Final[Mapping[str, tuple[str, str]]] = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}


def fill_in(view: Json, given: Mapping[str, Given]) -> Json:
    """``state.values`` of a view whose fields, named by action id or block id, were given these values."""
    unknown = set(given)
    values: Json = {}
    for block, element in _fields(view):
        names = [name for name in (element["action_id"], block["block_id"]) if name in given]
        unknown -= set(names)
        state = _state(element, given[names[0]]) if names else _initial(element)
        if block["type"] == "input" and not block.get("optional") and _is_empty(state):
            raise ValueError(f"the form cannot be sent: {element['action_id']} is required")
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    if unknown:
        raise LookupError(
            f"the form has no field {sorted(unknown)}; it has {[each['action_id'] for _, each in _fields(view)]}"
        )
    return values


def _fields(view: Json) -> Iterator[tuple[Json, Json]]:
    for block in view["blocks"]:
        found = [block.get("element"), block.get("accessory")]
        if block["type"] == "actions":
            found += block["elements"]
        for each in found:
            if each is not None and each["type"] not in {"button", "image", "overflow"}:
                yield block, each


def _state(element: Json, given: Given) -> Json:
    kind = element["type"]
    if kind in _TEXTS:
        return {"type": kind, "value": _text(element, given)}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": None if given is None else _option(element, _one(given))}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": [_option(element, each) for each in _limited(element, _many(given))]}
    if kind in _PLAIN_LISTS:
        return {"type": kind, _PLAIN_LISTS[kind][0]: _limited(element, _many(given))}
    name, _ = _PLAIN_VALUES[kind]
    value = None if given is None else _one(given)
    return {"type": kind, name: int(value) if kind == "datetimepicker" and value is not None else value}


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in _TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": list(element.get("initial_options") or [])}
    if kind in _PLAIN_LISTS:
        name, initial = _PLAIN_LISTS[kind]
        return {"type": kind, name: list(element.get(initial) or [])}
    name, initial = _PLAIN_VALUES[kind]
    return {"type": kind, name: element.get(initial)}


def _is_empty(state: Json) -> bool:
    return not any(value for name, value in state.items() if name != "type")


def _text(element: Json, given: Given) -> str | None:
    if given is None or given == "":
        return None
    text = _one(given)
    least, most = int(element.get("min_length", 0)), int(element.get("max_length", 3000))
    if not least <= len(text) <= most:
        raise ValueError(f"the form cannot be sent: {element['action_id']} takes {least} to {most} characters")
    return text


def _option(element: Json, wanted: str) -> Any:
    if "external" in element["type"]:
        raise ValueError(f"{element['action_id']}: options from elsewhere cannot be chosen here")
    options = options_of(element)
    for option in options:
        if option["value"] == wanted:
            return option
    for option in options:
        if option["text"]["text"] == wanted:
            return option
    raise ValueError(f"{element['action_id']} does not offer {wanted!r}: {[each['value'] for each in options]}")


def _limited(element: Json, chosen: list[str]) -> list[str]:
    most = element.get("max_selected_items")
    if most is not None and len(chosen) > int(most):
        raise ValueError(f"the form cannot be sent: {element['action_id']} takes at most {most}")
    return chosen


def _one(given: Given) -> str:
    if isinstance(given, str):
        return given
    (only,) = given or ()
    return only


def _many(given: Given) -> list[str]:
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(given)
