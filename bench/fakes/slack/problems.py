"""What is wrong with a piece of JSON, where? The small checks that all block checks are made of."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.fakes.slack.records import Json


@dataclass(slots=True)
class Problems:
    """Complaints collected on the way, each with the JSON pointer to its place."""

    found: list[str] = field(default_factory=list)

    def add(self, what: str, path: str) -> None:
        """Note one complaint."""
        self.found.append(f"{what} [json-pointer:{path}]")

    def fields(
        self, value: Mapping[str, Any], path: str, *, required: Collection[str], allowed: Collection[str]
    ) -> None:
        """Every required field is there, and none that is unknown."""
        for name in required:
            if value.get(name) is None:
                self.add(f"missing required field: {name}", path)
        for name in value:
            if name not in allowed and name not in required:
                self.add(f"invalid additional property: {name}", path)

    def text(self, value: object, path: str, most: int, *, least: int = 0) -> None:
        """A string of a certain length, when it is there."""
        if value is None:
            return
        if not isinstance(value, str):
            self.add("must provide a string", path)
        elif len(value) > most:
            self.add(f"must be less than {most + 1} characters", path)
        elif len(value) < least:
            self.add(f"must be more than {least - 1} characters", path)

    def choice(self, value: object, path: str, choices: Collection[str]) -> None:
        """One of a few words, when it is there."""
        if value is not None and value not in choices:
            self.add("must be a valid enum value", path)

    def items(self, value: object, path: str, *, most: int, least: int = 1) -> list[Any]:
        """A list of a certain length; what is in it."""
        if not isinstance(value, list):
            if value is not None:
                self.add("must provide an array", path)
            return []
        if len(value) > most:
            self.add(f"no more than {most} items allowed", path)
        if len(value) < least:
            self.add(f"no fewer than {least} items allowed", path)
        return value

    def each_object(self, values: list[Any], path: str, check: Callable[[Json, str], None]) -> None:
        """Every item is an object that passes ``check``."""
        for number, value in enumerate(values):
            if isinstance(value, dict):
                check(value, f"{path}/{number}")
            else:
                self.add("must be an object", f"{path}/{number}")

    def words(self, value: object, path: str, most: int, *, is_plain: bool = True) -> None:
        """A text object (only plain text, unless said otherwise), not empty; nothing when it is not there."""
        if value is None:
            return
        if not isinstance(value, dict):
            self.add("must be an object", path)
            return
        kind = value.get("type")
        if kind not in ({"plain_text"} if is_plain else {"plain_text", "mrkdwn"}):
            self.add(f"unsupported type: {kind}" if kind else "missing required field: type", f"{path}/type")
            return
        extra = {"emoji"} if kind == "plain_text" else {"verbatim"}
        self.fields(value, path, required=("type", "text"), allowed=extra)
        self.text(value.get("text"), f"{path}/text", most, least=1)
