"""Which components may a message carry, and how are they found again?

Limits from https://docs.discord.com/developers/components/reference.
"""

from collections.abc import Iterator
from typing import Any

from bench.fakes.discord.rejections import Form
from bench.fakes.discord.world import COMPONENTS_V2

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = range(1, 9)
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 21, 22, 23
SELECTS = {STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT}
TOP_LEVEL_V2 = {ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER}
LINK, PREMIUM = 5, 6
MOST_ROWS, MOST_IN_ROW, MOST_OPTIONS, MOST_V2, MOST_V2_TEXT = 5, 5, 25, 40, 4000


def walk(components: list[Any]) -> Iterator[dict[str, Any]]:
    """Every component, outer ones first."""
    for component in components:
        if not isinstance(component, dict):
            continue
        yield component
        yield from walk(component.get("components") or [])
        for single in ("accessory", "component"):
            if isinstance(component.get(single), dict):
                yield from walk([component[single]])


def find(components: list[Any], custom_id: str) -> dict[str, Any] | None:
    """The component with a custom id."""
    return next((each for each in walk(components) if each.get("custom_id") == custom_id), None)


def numbered(components: list[Any]) -> list[Any]:
    """The same components with the ``id`` that Discord gives to those without one."""
    for number, component in enumerate(walk(components), start=1):
        component.setdefault("id", number)
    return components


def check_message(form: Form, components: list[Any], flags: int) -> None:
    """Note what Discord refuses about a message's components."""
    if flags & COMPONENTS_V2:
        _check_v2(form, components)
    else:
        form.count("components", components, MOST_ROWS)
    seen: set[str] = set()
    for index, component in enumerate(components):
        allowed = TOP_LEVEL_V2 if flags & COMPONENTS_V2 else {ROW}
        if not isinstance(component, dict) or component.get("type") not in allowed:
            form.wrong(f"components.{index}.type", "UNION_TYPE_CHOICES", f"Value of field must be one of {allowed}.")
            continue
        for inner in walk([component]):
            _check_one(form, f"components.{index}", inner, seen)


def _check_v2(form: Form, components: list[Any]) -> None:
    every = list(walk(components))
    if len(every) > MOST_V2:
        form.wrong("components", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_V2} or fewer in length.")
    text = sum(len(str(each.get("content", ""))) for each in every if each.get("type") == TEXT_DISPLAY)
    if text > MOST_V2_TEXT:
        form.wrong("components", "COMPONENT_MAX_TEXT_LENGTH", f"The text exceeds {MOST_V2_TEXT} characters.")


def _check_one(form: Form, path: str, component: dict[str, Any], seen: set[str]) -> None:
    kind = component.get("type")
    if kind == ROW:
        _check_row(form, path, component)
    elif kind == BUTTON:
        _check_button(form, path, component)
    elif kind in SELECTS:
        check_select(form, path, component)
    elif kind in (TEXT_INPUT, LABEL, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX):
        form.wrong(f"{path}.type", "COMPONENT_TYPE_INVALID", "This component can only be used in a modal.")
    check_custom_id(form, path, component, seen)


def check_custom_id(form: Form, path: str, component: dict[str, Any], seen: set[str]) -> None:
    """Custom ids have 1-100 characters and are given once."""
    custom_id = component.get("custom_id")
    form.limit(f"{path}.custom_id", custom_id, 100, 1)
    if custom_id is not None and custom_id in seen:
        form.wrong(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    seen.add(str(custom_id))


def _check_row(form: Form, path: str, row: dict[str, Any]) -> None:
    inner = row.get("components") or []
    form.count(f"{path}.components", inner, MOST_IN_ROW, 1)
    selects = [each for each in inner if isinstance(each, dict) and each.get("type") in SELECTS]
    if selects and len(inner) > 1:
        form.wrong(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the max.")


def _check_button(form: Form, path: str, button: dict[str, Any]) -> None:
    form.limit(f"{path}.label", button.get("label"), 80)
    style = button.get("style")
    if style not in range(1, 7):
        form.wrong(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
    if style == LINK:
        form.require(f"{path}.url", button.get("url"))
        form.limit(f"{path}.url", button.get("url"), 512)
        if button.get("custom_id"):
            form.wrong(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be.")
    elif style != PREMIUM:
        form.require(f"{path}.custom_id", button.get("custom_id"))
        if not button.get("label") and not button.get("emoji"):
            form.wrong(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required.")


def check_select(form: Form, path: str, select: dict[str, Any]) -> None:
    """Note what Discord refuses about a select menu."""
    form.require(f"{path}.custom_id", select.get("custom_id"))
    form.limit(f"{path}.placeholder", select.get("placeholder"), 150)
    if select.get("type") == STRING_SELECT:
        check_options(form, path, select.get("options") or [], MOST_OPTIONS)


def check_options(form: Form, path: str, options: list[Any], most: int, least: int = 1) -> None:
    """Options are few, with short labels and values that differ."""
    form.count(f"{path}.options", options, most, least)
    values: set[str] = set()
    for index, option in enumerate(options):
        at = f"{path}.options.{index}"
        for field in ("label", "value"):
            form.require(f"{at}.{field}", option.get(field))
            form.limit(f"{at}.{field}", option.get(field), 100)
        form.limit(f"{at}.description", option.get("description"), 100)
        if option.get("value") in values:
            form.wrong(f"{at}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified value is already used")
        values.add(str(option.get("value")))
