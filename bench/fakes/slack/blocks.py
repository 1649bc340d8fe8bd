"""Which blocks does the vendor accept in messages and views? Its limits, checked before anything is stored."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from bench.fakes.slack.elements import AS_ACCESSORY, AS_INPUT, IN_ACTIONS, check_element, check_image
from bench.fakes.slack.problems import Problems
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal, refuse_if_any
from bench.fakes.slack.rich_text import check_rich_text
from bench.fakes.slack.walk import objects

MOST_IN_MESSAGE: Final = 50
MOST_IN_VIEW: Final = 100
_TEXT_IN_MESSAGE: Final = 13_420
_COST_OF_A_BLOCK: Final = 125
"""What all blocks of a message may hold together is not published; 13,297 characters in one block were measured to
pass, and each further block to cost about 125 (slackapi/bolt-js issue 2509)."""


def check_message_blocks(blocks: Any) -> list[Json]:
    """The blocks of a message; refuses what the vendor refuses."""
    if blocks is None:
        return []
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    problems = Problems()
    check_blocks(problems, blocks, "/blocks", most=MOST_IN_MESSAGE, is_message=True)
    refuse_if_any(problems.found, "invalid_blocks")
    if _weight(blocks) > _TEXT_IN_MESSAGE:
        raise Refusal("msg_blocks_too_long")
    return blocks


def check_blocks(problems: Problems, blocks: list[Any], path: str, *, most: int, is_message: bool) -> None:
    """Note everything the vendor would reject about a list of blocks."""
    problems.items(blocks, path, most=most, least=0)
    problems.each_object(blocks, path, lambda each, at: _check_block(problems, each, at, is_message=is_message))
    named = Counter(each.get("block_id") for each in blocks if isinstance(each, dict) and each.get("block_id"))
    for block_id, times in named.items():
        if times > 1:
            problems.add(f'block_id "{block_id}" already exists', path)


def _weight(blocks: list[Json]) -> int:
    texts = sum(len(each["text"]) for each, _ in objects(blocks) if isinstance(each.get("text"), str))
    return texts + _COST_OF_A_BLOCK * len(blocks)


def _check_block(problems: Problems, block: Json, path: str, *, is_message: bool) -> None:
    kind = block.get("type")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None or (kind == "markdown" and not is_message):
        problems.add(f"unsupported type: {kind}" if kind else "missing required field: type", f"{path}/type")
        return
    problems.text(block.get("block_id"), f"{path}/block_id", 255)
    check(problems, block, path)
    named = Counter(each["action_id"] for each, _ in objects(block) if isinstance(each.get("action_id"), str))
    for action_id, times in named.items():
        if times > 1:
            problems.add(f'action_id "{action_id}" already exists in this block', path)


def _check_section(problems: Problems, block: Json, path: str) -> None:
    problems.fields(block, path, required=(), allowed={"type", "block_id", "text", "fields", "accessory", "expand"})
    problems.words(block.get("text"), f"{path}/text", 3000, is_plain=False)
    fields = problems.items(block.get("fields"), f"{path}/fields", most=10)
    for number, each in enumerate(fields):
        problems.words(each, f"{path}/fields/{number}", 2000, is_plain=False)
    if block.get("text") is None and not fields:
        problems.add("missing required field: text", path)
    if block.get("accessory") is not None:
        _check_within(problems, block["accessory"], f"{path}/accessory", AS_ACCESSORY)


def _check_header(problems: Problems, block: Json, path: str) -> None:
    problems.fields(block, path, required=("text",), allowed={"type", "block_id"})
    problems.words(block.get("text"), f"{path}/text", 150)


def _check_divider(problems: Problems, block: Json, path: str) -> None:
    problems.fields(block, path, required=(), allowed={"type", "block_id"})


def _check_context(problems: Problems, block: Json, path: str) -> None:
    problems.fields(block, path, required=("elements",), allowed={"type", "block_id"})

    def check(element: Json, at: str) -> None:
        if element.get("type") == "image":
            check_image(problems, element, at)
        else:
            problems.words(element, at, 3000, is_plain=False)

    elements = problems.items(block.get("elements"), f"{path}/elements", most=10)
    problems.each_object(elements, f"{path}/elements", check)


def _check_actions(problems: Problems, block: Json, path: str) -> None:
    problems.fields(block, path, required=("elements",), allowed={"type", "block_id"})
    elements = problems.items(block.get("elements"), f"{path}/elements", most=25)
    problems.each_object(elements, f"{path}/elements", lambda each, at: check_element(problems, each, at, IN_ACTIONS))


def _check_image_block(problems: Problems, block: Json, path: str) -> None:
    inner = {name: value for name, value in block.items() if name not in {"block_id", "title"}}
    check_image(problems, inner, path)
    problems.words(block.get("title"), f"{path}/title", 2000)


def _check_markdown(problems: Problems, block: Json, path: str) -> None:
    problems.fields(block, path, required=("text",), allowed={"type", "block_id"})
    problems.text(block.get("text"), f"{path}/text", 12_000, least=1)


def _check_input(problems: Problems, block: Json, path: str) -> None:
    allowed = {"type", "block_id", "hint", "optional", "dispatch_action"}
    problems.fields(block, path, required=("label", "element"), allowed=allowed)
    problems.words(block.get("label"), f"{path}/label", 2000)
    problems.words(block.get("hint"), f"{path}/hint", 2000)
    if block.get("element") is not None:
        _check_within(problems, block["element"], f"{path}/element", AS_INPUT)


def _check_within(problems: Problems, element: Any, path: str, allowed: frozenset[str]) -> None:
    if isinstance(element, dict):
        check_element(problems, element, path, allowed)
    else:
        problems.add("must be an object", path)


_CHECKS: Final[dict[str, Callable[[Problems, Json, str], None]]] = {
    "section": _check_section,
    "header": _check_header,
    "divider": _check_divider,
    "context": _check_context,
    "actions": _check_actions,
    "image": _check_image_block,
    "markdown": _check_markdown,
    "rich_text": check_rich_text,
    "input": _check_input,
}
