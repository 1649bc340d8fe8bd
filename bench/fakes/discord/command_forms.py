"""Which commands may an application register?

Limits from https://docs.discord.com/developers/interactions/application-commands.
"""

from collections.abc import Mapping
from typing import Any

from bench.fakes.discord.rejections import Form

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(
    1, 12
)
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
MOST_OPTIONS, MOST_CHOICES, MOST_TEXT = 25, 25, 8000


def check_all(bodies: Any) -> None:
    """Refuse a set of commands that Discord would refuse. Errors: 50035."""
    form = Form()
    if not isinstance(bodies, list):
        form.wrong("_", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        form.refuse()
    seen: set[tuple[int, str]] = set()
    for index, body in enumerate(bodies):
        key = (body.get("type", SLASH), str(body.get("name")))
        if key in seen:
            form.wrong(
                f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        seen.add(key)
        _check_one(form, str(index), body)
    for kind, most in MOST.items():
        if sum(1 for each in seen if each[0] == kind) > most:
            form.wrong("_", "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    form.refuse()


def _check_one(form: Form, path: str, body: Mapping[str, Any]) -> None:
    kind = body.get("type", SLASH)
    if kind not in MOST:
        form.wrong(f"{path}.type", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
    if kind == SLASH:
        _check_name(form, path, body)
        _check_description(form, path, body)
        _check_options(form, path, body.get("options") or [], depth=0)
        if _length(body) > MOST_TEXT:
            form.wrong(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({MOST_TEXT})")
        return
    form.require(f"{path}.name", body.get("name"))
    form.limit(f"{path}.name", body.get("name"), 32, 1)
    if body.get("description"):
        form.wrong(f"{path}.description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Must be empty here.")
    if body.get("options"):
        form.wrong(f"{path}.options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", "Must be empty here.")


def _check_name(form: Form, path: str, body: Mapping[str, Any]) -> None:
    names = {"name": body.get("name")} | {
        f"name_localizations.{language}": name for language, name in (body.get("name_localizations") or {}).items()
    }
    for at, name in names.items():
        form.require(f"{path}.{at}", name)
        form.limit(f"{path}.{at}", name, 32, 1)
        if isinstance(name, str) and not _is_slash_name(name):
            form.wrong(f"{path}.{at}", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _is_slash_name(name: str) -> bool:
    return name == name.lower() and all(c in "-_'" or c.isalnum() for c in name)


def _check_description(form: Form, path: str, body: Mapping[str, Any]) -> None:
    form.require(f"{path}.description", body.get("description"))
    form.limit(f"{path}.description", body.get("description"), 100, 1)
    for language, text in (body.get("description_localizations") or {}).items():
        form.limit(f"{path}.description_localizations.{language}", text, 100, 1)


def _check_options(form: Form, path: str, options: list[Any], *, depth: int) -> None:
    form.count(f"{path}.options", options, MOST_OPTIONS)
    names = [option.get("name") for option in options]
    nested = [option for option in options if option.get("type") in (SUB_COMMAND, SUB_COMMAND_GROUP)]
    if nested and len(nested) != len(options):
        form.wrong(
            f"{path}.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and option cannot be mixed"
        )
    if len(set(names)) != len(names):
        form.wrong(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
    was_optional = False
    for index, option in enumerate(options):
        at = f"{path}.options.{index}"
        _check_name(form, at, option)
        _check_description(form, at, option)
        if option.get("required") and was_optional:
            form.wrong(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be before optional")
        was_optional = was_optional or not option.get("required")
        _check_kind(form, at, option, depth=depth)


def _check_kind(form: Form, at: str, option: Mapping[str, Any], *, depth: int) -> None:
    kind = option.get("type")
    if kind not in range(SUB_COMMAND, ATTACHMENT + 1):
        form.wrong(f"{at}.type", "BASE_TYPE_CHOICES", "Value must be one of 1 to 11.")
    elif kind in (SUB_COMMAND, SUB_COMMAND_GROUP):
        if depth + kind > SUB_COMMAND_GROUP + (depth == 1 and kind == SUB_COMMAND):
            form.wrong(f"{at}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep")
        _check_options(form, at, option.get("options") or [], depth=depth + 1)
    choices = option.get("choices") or []
    form.count(f"{at}.choices", choices, MOST_CHOICES)
    for number, choice in enumerate(choices):
        form.limit(f"{at}.choices.{number}.name", choice.get("name"), 100, 1)
        if kind == STRING:
            form.limit(f"{at}.choices.{number}.value", choice.get("value"), 100)


def _length(body: Mapping[str, Any]) -> int:
    total = len(str(body.get("name") or "")) + len(str(body.get("description") or ""))
    total += sum(_length(option) for option in body.get("options") or [])
    return total + sum(len(str(c.get("name"))) + len(str(c.get("value"))) for c in body.get("choices") or [])
