"""Which interactive elements does the vendor accept? Fields, lengths, options and their initial values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bench.fakes.slack.problems import Problems
from bench.fakes.slack.records import Json

_COMMON: Final = frozenset({"type", "action_id", "confirm"})
_LOOSE: Final = frozenset({"placeholder", "focus_on_load"})
_MOST_OPTIONS: Final = 100
_MOST_BOXES: Final = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """What one type of element may and must have."""

    required: tuple[str, ...] = ()
    allowed: frozenset[str] = frozenset()
    most_options: int = 0
    least_options: int = 1
    is_text: bool = False


def _chooser(*names: str) -> Kind:
    return Kind(allowed=_LOOSE | set(names))


_TEXT_INPUT: Final = frozenset({"initial_value", "dispatch_action_config"}) | _LOOSE
KINDS: Final[Mapping[str, Kind]] = {
    "button": Kind(required=("text",), allowed=frozenset({"url", "value", "style", "accessibility_label"})),
    "static_select": Kind(allowed=_LOOSE | {"options", "option_groups", "initial_option"}, most_options=_MOST_OPTIONS),
    "multi_static_select": Kind(
        allowed=_LOOSE | {"options", "option_groups", "initial_options", "max_selected_items"},
        most_options=_MOST_OPTIONS,
    ),
    "external_select": _chooser("initial_option", "min_query_length"),
    "multi_external_select": _chooser("initial_options", "min_query_length", "max_selected_items"),
    "users_select": _chooser("initial_user"),
    "multi_users_select": _chooser("initial_users", "max_selected_items"),
    "conversations_select": _chooser(
        "initial_conversation", "default_to_current_conversation", "filter", "response_url_enabled"
    ),
    "multi_conversations_select": _chooser(
        "initial_conversations", "default_to_current_conversation", "filter", "max_selected_items"
    ),
    "channels_select": _chooser("initial_channel", "response_url_enabled"),
    "multi_channels_select": _chooser("initial_channels", "max_selected_items"),
    "overflow": Kind(required=("options",), most_options=5),
    "checkboxes": Kind(
        required=("options",), allowed=frozenset({"initial_options", "focus_on_load"}), most_options=_MOST_BOXES
    ),
    "radio_buttons": Kind(
        required=("options",), allowed=frozenset({"initial_option", "focus_on_load"}), most_options=_MOST_BOXES
    ),
    "datepicker": _chooser("initial_date"),
    "timepicker": _chooser("initial_time", "timezone"),
    "datetimepicker": Kind(allowed=frozenset({"initial_date_time", "focus_on_load"})),
    "plain_text_input": Kind(allowed=_TEXT_INPUT | {"multiline", "min_length", "max_length"}, is_text=True),
    "email_text_input": Kind(allowed=_TEXT_INPUT, is_text=True),
    "url_text_input": Kind(allowed=_TEXT_INPUT, is_text=True),
    "number_input": Kind(
        required=("is_decimal_allowed",), allowed=_TEXT_INPUT | {"min_value", "max_value"}, is_text=True
    ),
}
IN_ACTIONS: Final = frozenset(
    {
        "button",
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "overflow",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "checkboxes",
        "radio_buttons",
    }
)
AS_ACCESSORY: Final = frozenset(name for name, kind in KINDS.items() if not kind.is_text) | {"image"}
AS_INPUT: Final = frozenset(KINDS) - {"button", "overflow"}


def check_element(problems: Problems, element: Json, path: str, allowed: frozenset[str]) -> None:
    """Note everything the vendor would reject about an element at a place where only ``allowed`` types may stand."""
    name = element.get("type")
    if name not in allowed or (name != "image" and name not in KINDS):
        problems.add(f"unsupported type: {name}" if name else "missing required field: type", f"{path}/type")
        return
    if name == "image":
        check_image(problems, element, path)
        return
    kind = KINDS[name]
    problems.fields(element, path, required=kind.required, allowed=_COMMON | kind.allowed)
    problems.text(element.get("action_id"), f"{path}/action_id", 255, least=1)
    problems.words(element.get("placeholder"), f"{path}/placeholder", 150)
    if element.get("confirm") is not None:
        _check_confirm(problems, element["confirm"], f"{path}/confirm")
    if name == "button":
        _check_button(problems, element, path)
    if kind.is_text:
        _check_text_input(problems, element, path)
    if kind.most_options:
        _check_options(problems, element, path, kind)


def check_image(problems: Problems, element: Json, path: str) -> None:
    """An image needs words for those who do not see it, and one source."""
    problems.fields(element, path, required=("alt_text",), allowed={"type", "image_url", "slack_file"})
    problems.text(element.get("alt_text"), f"{path}/alt_text", 2000)
    problems.text(element.get("image_url"), f"{path}/image_url", 3000, least=1)
    if element.get("image_url") is None and element.get("slack_file") is None:
        problems.add("missing required field: image_url", path)


def _check_button(problems: Problems, element: Json, path: str) -> None:
    problems.words(element.get("text"), f"{path}/text", 75)
    problems.text(element.get("value"), f"{path}/value", 2000)
    problems.text(element.get("url"), f"{path}/url", 3000)
    problems.text(element.get("accessibility_label"), f"{path}/accessibility_label", 75)
    problems.choice(element.get("style"), f"{path}/style", ("primary", "danger"))


def _check_text_input(problems: Problems, element: Json, path: str) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if not isinstance(least, int) or not 0 <= least <= 3000:
        problems.add("must be between 0 and 3000", f"{path}/min_length")
    elif not isinstance(most, int) or not 1 <= most <= 3000:
        problems.add("must be between 1 and 3000", f"{path}/max_length")
    else:
        problems.text(element.get("initial_value"), f"{path}/initial_value", most)


def _check_confirm(problems: Problems, confirm: Any, path: str) -> None:
    if not isinstance(confirm, dict):
        problems.add("must be an object", path)
        return
    problems.fields(confirm, path, required=("title", "text", "confirm", "deny"), allowed={"style"})
    problems.words(confirm.get("title"), f"{path}/title", 100)
    problems.words(confirm.get("text"), f"{path}/text", 300, is_plain=False)
    problems.words(confirm.get("confirm"), f"{path}/confirm", 30)
    problems.words(confirm.get("deny"), f"{path}/deny", 30)
    problems.choice(confirm.get("style"), f"{path}/style", ("primary", "danger"))


def options_of(element: Mapping[str, Any]) -> list[Json]:
    """All options of an element, those in groups included."""
    groups = element.get("option_groups") or []
    found = [*(element.get("options") or []), *(each for group in groups for each in group.get("options") or [])]
    return [each for each in found if isinstance(each, dict)]


def _check_options(problems: Problems, element: Json, path: str, kind: Kind) -> None:
    groups = element.get("option_groups")
    if groups is not None and element.get("options") is not None:
        problems.add("options and option_groups exclude each other", path)
    if groups is None and element.get("options") is None and "options" not in kind.required:
        problems.add("missing required field: options", path)

    def check_group(group: Json, at: str) -> None:
        problems.fields(group, at, required=("label", "options"), allowed=())
        problems.words(group.get("label"), f"{at}/label", 75)
        _check_option_list(problems, group.get("options"), f"{at}/options", element, kind)

    problems.each_object(
        problems.items(groups, f"{path}/option_groups", most=100), f"{path}/option_groups", check_group
    )
    if element.get("options") is not None:
        _check_option_list(problems, element["options"], f"{path}/options", element, kind)
    _check_initial(problems, element, path)


def _check_option_list(problems: Problems, options: object, path: str, element: Json, kind: Kind) -> None:
    takes_markup = element["type"] in {"checkboxes", "radio_buttons"}

    def check(option: Json, at: str) -> None:
        problems.fields(option, at, required=("text", "value"), allowed={"description", "url"})
        problems.words(option.get("text"), f"{at}/text", 75, is_plain=not takes_markup)
        problems.text(option.get("value"), f"{at}/value", 150, least=1)
        problems.words(option.get("description"), f"{at}/description", 75, is_plain=not takes_markup)

    problems.each_object(problems.items(options, path, most=kind.most_options), path, check)


def _check_initial(problems: Problems, element: Json, path: str) -> None:
    """Initial options have to be among the options, word by word."""
    choices = options_of(element)
    one, several = element.get("initial_option"), element.get("initial_options")
    if one is not None and one not in choices:
        problems.add("must be one of the provided options", f"{path}/initial_option")
    for number, each in enumerate(problems.items(several, f"{path}/initial_options", most=100)):
        if each not in choices:
            problems.add("must be one of the provided options", f"{path}/initial_options/{number}")
