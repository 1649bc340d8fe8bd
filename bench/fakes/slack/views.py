"""Which views does the vendor accept, and which are open? Forms stacked per person, and one home each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from bench.fakes.slack.blocks import MOST_IN_VIEW, check_blocks
from bench.fakes.slack.problems import Problems
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal, refuse_if_any
from bench.fakes.slack.world import World

_MOST_STACKED: Final = 3
_MOST_BYTES: Final = 250_000
_TRIGGER_LIVES: Final = 3.0
_FIELDS: Final = frozenset({"type", "blocks", "callback_id", "private_metadata", "external_id"})
_MODAL: Final = frozenset({"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"})


def check_view(view: Any, kind: str) -> Json:
    """A view of one kind (``modal`` or ``home``); refuses what the vendor refuses."""
    if not isinstance(view, dict):
        raise Refusal(
            "invalid_arguments", response_metadata={"messages": ["[ERROR] must provide an object [json-pointer:/view]"]}
        )
    if len(orjson.dumps(view)) > _MOST_BYTES:
        raise Refusal("view_too_large")
    problems = Problems()
    if view.get("type") != kind:
        problems.add("must be a valid enum value", "/view/type")
    is_modal = kind == "modal"
    required = ("type", "title", "blocks") if is_modal else ("type", "blocks")
    problems.fields(view, "/view", required=required, allowed=_FIELDS | (_MODAL if is_modal else frozenset()))
    for name in ("title", "submit", "close"):
        problems.words(view.get(name), f"/view/{name}", 24)
    problems.text(view.get("callback_id"), "/view/callback_id", 255)
    problems.text(view.get("private_metadata"), "/view/private_metadata", 3000)
    problems.text(view.get("external_id"), "/view/external_id", 255)
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        check_blocks(problems, blocks, "/view/blocks", most=MOST_IN_VIEW, is_message=False)
        has_input = any(isinstance(each, dict) and each.get("type") == "input" for each in blocks)
        if is_modal and has_input and view.get("submit") is None:
            problems.add("missing required field: submit", "/view")
    elif blocks is not None:
        problems.add("must provide an array", "/view/blocks")
    refuse_if_any(problems.found, "invalid_arguments")
    return view


@dataclass(slots=True)
class _Trigger:
    user: str
    at: float
    is_used: bool = False


@dataclass(slots=True)
class Views:
    """Everything open in front of people."""

    world: World
    app_id: str
    bot_id: str
    homes: dict[str, Json] = field(default_factory=dict)
    modals: dict[str, list[Json]] = field(default_factory=dict)
    _triggers: dict[str, _Trigger] = field(default_factory=dict)

    def new_trigger(self, user: str) -> str:
        """A trigger that opens one form for a person within 3 seconds."""
        trigger_id = f"{self.world.number()}.{self.world.number()}.trigger"
        self._triggers[trigger_id] = _Trigger(user, self.world.now())
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Whose trigger it is; used up by this."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.is_used:
            raise Refusal("exchanged_trigger_id")
        if self.world.now() - trigger.at > _TRIGGER_LIVES:
            raise Refusal("expired_trigger_id")
        trigger.is_used = True
        return trigger.user

    def open(self, user: str, view: Json) -> Json:
        """Open a form as the only one."""
        self._refuse_taken_external_id(view)
        built = self.build(view, None)
        self.modals[user] = [built]
        return built

    def push(self, user: str, view: Json) -> Json:
        """Open a form above those open."""
        stack = self.modals.get(user) or []
        if not stack:
            raise Refusal("not_found")
        if len(stack) >= _MOST_STACKED:
            raise Refusal("push_limit_reached")
        self._refuse_taken_external_id(view)
        built = self.build(view, stack[-1])
        stack.append(built)
        return built

    def replace(self, is_it: Callable[[Json], bool], view: Json, view_hash: str) -> Json:
        """Put a view in the place of the open one that is meant; ``not_found`` when nobody has it open any more."""
        for user, stack in self.modals.items():
            for number, old in enumerate(stack):
                if is_it(old):
                    if view_hash and view_hash != old["hash"]:
                        raise Refusal("hash_conflict")
                    stack[number] = self.build(view, stack[number - 1] if number else None) | {"id": old["id"]}
                    stack[number]["root_view_id"] = stack[0]["id"]
                    return self.modals[user][number]
        raise Refusal("not_found")

    def publish(self, user: str, view: Json, view_hash: str) -> Json:
        """Show a home."""
        old = self.homes.get(user)
        if old is not None and view_hash and view_hash != old["hash"]:
            raise Refusal("hash_conflict")
        built = self.build(view, None)
        self.homes[user] = built | ({"id": old["id"], "root_view_id": old["id"]} if old is not None else {})
        return self.homes[user]

    def build(self, view: Json, below: Json | None) -> Json:
        """A view as it is stored: with its id, its hash, and a name for every block and element."""
        view_id = f"V{self.world.number():08d}"
        return {
            "title": None,
            "submit": None,
            "close": None,
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **view,
            "id": view_id,
            "team_id": self.world.team_id,
            "blocks": self.named(view["blocks"]),
            "state": {"values": {}},
            "hash": f"{self.world.ts()}.{self.world.number()}",
            "root_view_id": view_id if below is None else below["root_view_id"],
            "previous_view_id": None if below is None else below["id"],
            "app_id": self.app_id,
            "app_installed_team_id": self.world.team_id,
            "bot_id": self.bot_id,
        }

    def named(self, blocks: list[Json]) -> list[Json]:
        """Blocks with an id for those, and an action id for elements, that came without."""
        return [self._named_block(block) for block in blocks]

    def _named_block(self, block: Json) -> Json:
        found = {**block, "block_id": block.get("block_id") or f"b{self.world.number()}"}
        for name in ("element", "accessory"):
            if isinstance(block.get(name), dict):
                found[name] = self._named_element(block[name])
        if block.get("type") == "actions":
            found["elements"] = [self._named_element(each) for each in block["elements"]]
        return found

    def _named_element(self, element: Json) -> Json:
        if element.get("type") == "image":
            return element
        return {**element, "action_id": element.get("action_id") or f"a{self.world.number()}"}

    def _refuse_taken_external_id(self, view: Json) -> None:
        external_id = view.get("external_id")
        stacked = (each for stack in self.modals.values() for each in stack)
        if external_id and any(each["external_id"] == external_id for each in stacked):
            raise Refusal("duplicate_external_id")
