"""Which modals may be shown, and what comes back when one is filled in?"""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.fakes.discord import components as parts
from bench.fakes.discord.rejections import Form

Given = str | bool | Sequence[str]
Values = Mapping[str, Given]
INSIDE_LABEL = {parts.TEXT_INPUT, parts.RADIO_GROUP, parts.CHECKBOX_GROUP, parts.CHECKBOX, 19} | parts.SELECTS
MOST_COMPONENTS, MOST_CHOICES, FEWEST_RADIOS = 5, 10, 2
SHORT, PARAGRAPH = 1, 2


class NotPossible(ValueError):  # noqa: N818 - reads as what a person finds, not as an error of the fake
    """A person cannot do that: there is no such button, command, option or field."""


def check(form: Form, data: Mapping[str, Any]) -> None:
    """Note what Discord refuses about a modal."""
    form.require("data.title", data.get("title"))
    form.limit("data.title", data.get("title"), 45)
    form.require("data.custom_id", data.get("custom_id"))
    form.limit("data.custom_id", data.get("custom_id"), 100)
    inner = data.get("components") or []
    form.count("data.components", inner, MOST_COMPONENTS, 1)
    seen: set[str] = set()
    for index, component in enumerate(inner):
        path = f"data.components.{index}"
        kind = component.get("type")
        if kind == parts.ROW:
            form.count(f"{path}.components", component.get("components") or [], 1, 1)
            for each in component.get("components") or []:
                form.require(f"{path}.label", each.get("label"))
                _check_input(form, path, each, seen)
        elif kind == parts.LABEL:
            form.require(f"{path}.label", component.get("label"))
            form.limit(f"{path}.label", component.get("label"), 45)
            form.limit(f"{path}.description", component.get("description"), 100)
            _check_input(form, f"{path}.component", component.get("component") or {}, seen)
        elif kind != parts.TEXT_DISPLAY:
            form.wrong(f"{path}.type", "UNION_TYPE_CHOICES", "Value of field must be one of (1, 10, 18).")


def _check_input(form: Form, path: str, each: dict[str, Any], seen: set[str]) -> None:
    kind = each.get("type")
    if kind not in INSIDE_LABEL:
        form.wrong(f"{path}.type", "UNION_TYPE_CHOICES", f"Value of field must be one of {sorted(INSIDE_LABEL)}.")
        return
    form.require(f"{path}.custom_id", each.get("custom_id"))
    parts.check_custom_id(form, path, each, seen)
    if kind == parts.TEXT_INPUT:
        form.limit(f"{path}.label", each.get("label"), 45)
        form.limit(f"{path}.placeholder", each.get("placeholder"), 100)
        form.limit(f"{path}.value", each.get("value"), 4000)
        if each.get("style") not in (SHORT, PARAGRAPH):
            form.wrong(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
    elif kind in parts.SELECTS:
        parts.check_select(form, path, each)
    elif kind == parts.RADIO_GROUP:
        parts.check_options(form, path, each.get("options") or [], MOST_CHOICES, FEWEST_RADIOS)
    elif kind == parts.CHECKBOX_GROUP:
        parts.check_options(form, path, each.get("options") or [], MOST_CHOICES)


def inputs(modal: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of a modal, in order."""
    return [each for each in parts.walk(list(modal["components"])) if each.get("type") in INSIDE_LABEL]


def filled(modal: Mapping[str, Any], values: Values) -> list[dict[str, Any]]:
    """The components of a submission. Errors: NotPossible for an unknown field or a value that cannot be entered."""
    strange = set(values) - {each["custom_id"] for each in inputs(modal)}
    if strange:
        raise NotPossible(f"the modal has no field {sorted(strange)}")
    return [_filled_one(component, values) for component in modal["components"]]


def _filled_one(component: dict[str, Any], values: Values) -> dict[str, Any]:
    kind, number = component["type"], component.get("id", 0)
    if kind == parts.ROW:
        return {
            "type": kind,
            "id": number,
            "components": [_filled_one(each, values) for each in component["components"]],
        }
    if kind == parts.LABEL:
        return {"type": kind, "id": number, "component": _filled_one(component["component"], values)}
    if kind == parts.TEXT_DISPLAY:
        return {"type": kind, "id": number}
    given = values.get(component["custom_id"])
    return {"type": kind, "id": number, "custom_id": component["custom_id"]} | _answer(component, given)


def _answer(field: dict[str, Any], given: Given | None) -> dict[str, Any]:
    kind = field["type"]
    if kind == parts.CHECKBOX:
        ticked = field.get("default", False) if given is None else given
        return {"value": ticked if isinstance(ticked, bool) else str(ticked).lower() in ("true", "yes", "on", "1")}
    if kind == parts.TEXT_INPUT:
        return {"value": _typed(field, given)}
    picked = _picked(field, given)
    if kind == parts.RADIO_GROUP:
        return {"value": picked[0] if picked else None}
    return {"values": picked}


def _typed(field: dict[str, Any], given: Given | None) -> str:
    text = field.get("value") or "" if given is None else given
    if not isinstance(text, str):
        raise NotPossible(f"{field['custom_id']} takes text")
    if not text and field.get("required", True):
        raise NotPossible(f"{field['custom_id']} is required")
    if text and not field.get("min_length", 0) <= len(text) <= field.get("max_length", 4000):
        raise NotPossible(f"{field['custom_id']} does not take {len(text)} characters")
    return text


def _picked(field: dict[str, Any], given: Given | None) -> list[str]:
    options = field.get("options") or []
    if given is None:
        picked = [option["value"] for option in options if option.get("default")]
    elif isinstance(given, bool):
        raise NotPossible(f"{field['custom_id']} takes choices")
    else:
        picked = [given] if isinstance(given, str) else [str(each) for each in given]
    if field["type"] in (parts.STRING_SELECT, parts.RADIO_GROUP, parts.CHECKBOX_GROUP):
        strange = set(picked) - {option["value"] for option in options}
        if strange:
            raise NotPossible(f"{field['custom_id']} does not offer {sorted(strange)}")
    is_required = field.get("required", True)
    least, most = _bounds(field)
    if (picked or is_required) and not least <= len(picked) <= most:
        raise NotPossible(f"{field['custom_id']} takes {least} to {most} choices, not {len(picked)}")
    return picked


def _bounds(field: dict[str, Any]) -> tuple[int, int]:
    least, most = field.get("min_values"), field.get("max_values")
    usual = len(field.get("options") or []) if field["type"] == parts.CHECKBOX_GROUP else 1
    return (int(field.get("required", True)) if least is None else least), (usual if most is None else most)
