"""How the ways of ``second_path:`` are written: ``email:`` an address, ``webhook:`` a name, or ``channel:`` one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from config.chain_steps import webhook
from config.problems import Report
from config.scalars import channel
from config.shapes import NOTHING, Json, One
from config.suggest import shown
from config.yaml_tree import Entries, Node

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAILBOX: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})*", re.ASCII)
"""RFC 5322, 3.4.1, without quoted and obsolete forms, in ASCII."""
_LONGEST: Final = 254


def email() -> One:
    """One address for e-mail."""

    def parse(text: str) -> str:
        said = text.strip()
        if len(said) > _LONGEST or not _MAILBOX.fullmatch(said):
            raise ValueError("is not one address for e-mail; write it like team@example.org, without a name before it")
        return said

    return One(parse=parse, schema={"type": "string", "pattern": f"^{_MAILBOX.pattern}$"}, example="team@example.org")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way out of chat; its value is ``email:ADDRESS``, ``webhook:NAME`` or ``channel:NAME``."""

    sentences: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Node, name: str, report: Report) -> Any:  # noqa: ARG002  # an entry of a list has no name
        """The way in one word."""
        if not isinstance(node, Entries) or len(node.entries) != 1:
            report.add(
                node.line, "a way is for example `{email: team@example.org}` or `{webhook: pager}`, one thing each"
            )
            return NOTHING
        (entry,) = node.entries
        shape = _WAYS.get(entry.key)
        if shape is None:
            report.add_unknown(entry.line, f"`{shown(entry.key)}` is no way to reach anybody", entry.key, [*_WAYS])
            return NOTHING
        to = shape.read(entry.value, entry.key, report)
        return NOTHING if to is NOTHING else f"{entry.key}:{to}"

    def to_json(self, definitions: Json) -> Json:
        """An object with one of them."""
        properties = {
            key: {"description": self.sentences[key], **shape.to_json(definitions)}
            if key in self.sentences
            else shape.to_json(definitions)
            for key, shape in _WAYS.items()
        }
        definitions["way"] = {
            "type": "object", "additionalProperties": False, "minProperties": 1, "maxProperties": 1,
            "properties": properties,
        }  # fmt: skip
        return {"$ref": "#/definitions/way"}


_WAYS: Final[Mapping[str, One]] = {"email": email(), "webhook": webhook(), "channel": channel()}
