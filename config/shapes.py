"""The shapes values may have in the playbook file: how each is read, what is said when it is wrong, its JSON Schema."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Protocol

from config.problems import Report
from config.suggest import shown
from config.yaml_tree import Entries, Listing, Node, Scalar

Json = dict[str, Any]


class Nothing(Enum):
    """Stands for a value that could not be read; why is in the report."""

    NOTHING = auto()


NOTHING = Nothing.NOTHING


class Shape(Protocol):
    """How one value is written."""

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The value; NOTHING after a problem was noted. ``name`` is what the file calls it."""
        ...

    def to_json(self, definitions: Json) -> Json:
        """Its JSON Schema; shapes used often go into ``definitions``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A single value; ``parse`` raises ValueError with what is wrong and the cure."""

    parse: Callable[[str], Any]
    schema: Json
    example: str
    is_secret: bool = False
    """What was written is never repeated: it may be a token in the wrong place."""

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The parsed value. Without a ``name`` it is an entry of a list."""
        key, example = shown(name), f"{shown(name)}: {self.example}" if name else self.example
        what = f"`{key}`" if name else "an entry of the list"
        if not isinstance(node, Scalar):
            report.add(node.line, f"{what} is a single value; write for example `{example}`")
            return NOTHING
        if node.is_null:
            report.add(node.line, f"{what} has no value; write for example `{example}`, or take it away")
            return NOTHING
        try:
            return self.parse(node.text)
        except ValueError as error:
            value = "(hidden)" if self.is_secret else shown(node.text)
            report.add(node.line, f"`{key}: {value}` {error}" if name else f"`{value}` {error}")
            return NOTHING

    def to_json(self, definitions: Json) -> Json:  # noqa: ARG002  # a single value needs none
        """As given."""
        return dict(self.schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list; entries that appear twice are kept once by whoever uses it."""

    of: Shape
    example: str
    least: int = 0

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The entries as a tuple."""
        if isinstance(node, Scalar) and node.is_null and not self.least:
            return ()
        if not isinstance(node, Listing):
            report.add(node.line, f"`{shown(name)}` is a list; write for example `{shown(name)}: {self.example}`")
            return NOTHING
        found = [self.of.read(item, "", report) for item in node.items]
        if len(found) < self.least:
            report.add(node.line, f"`{shown(name)}` is empty; write for example `{shown(name)}: {self.example}`")
            return NOTHING
        return NOTHING if any(one is NOTHING for one in found) else tuple(found)

    def to_json(self, definitions: Json) -> Json:
        """An array."""
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.of.to_json(definitions), **least}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A mapping whose keys a person chooses (channels, topics); ``clean`` makes a key plain, or says what is wrong."""

    of: Shape
    what: str
    example: str
    clean: Callable[[str], Any]

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The values by name."""
        if isinstance(node, Scalar) and node.is_null:
            return {}
        if not isinstance(node, Entries):
            report.add(node.line, f"`{shown(name)}` lists {self.what}s by name; write for example `{self.example}`")
            return NOTHING
        found: dict[Any, Any] = {}
        lines: dict[Any, int] = {}
        for entry in node.entries:
            try:
                key = self.clean(entry.key)
            except ValueError as error:
                report.add(entry.line, f"the {self.what} `{shown(entry.key)}` {error}")
                continue
            if key in found:
                report.add(
                    entry.line,
                    f"the {self.what} `{shown(str(key))}` is there twice (line {lines[key]} already); keep one",
                )
                continue
            lines[key] = entry.line
            found[key] = self.of.read(entry.value, str(key), report)
        return {key: value for key, value in found.items() if value is not NOTHING}

    def to_json(self, definitions: Json) -> Json:
        """An object with any keys."""
        return {"type": ["object", "null"], "additionalProperties": self.of.to_json(definitions)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a section said: the value of each setting that was there, and its line (of the section itself under "")."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A mapping with known settings; ``title`` names it in problems, ``definition`` keeps its schema in one place."""

    title: str
    settings: Mapping[str, Shape]
    sentences: Mapping[str, str] = field(default_factory=dict)
    required: Sequence[str] = ()
    definition: str = ""

    def read(self, node: Node, name: str, report: Report) -> Any:
        """A Read; settings that are wrong are left out of it."""
        title = self.title or f"`{shown(name)}`"
        if isinstance(node, Scalar) and node.is_null:
            if self.required:
                report.add(node.line, f"{title} is empty; it needs `{self.required[0]}:`")
            return Read(values={}, lines={"": node.line})
        if not isinstance(node, Entries):
            first = next(iter(self.settings), "key")
            report.add(node.line, f"{title} needs settings of its own, one a line, such as `{first}: ...`")
            return NOTHING
        values: dict[str, Any] = {}
        lines = {"": node.line}
        for entry in node.entries:
            shape = self.settings.get(entry.key)
            if shape is None:
                said = f"`{shown(entry.key)}` is no setting of {title}"
                if self.settings:
                    report.add_unknown(entry.line, said, entry.key, self.settings)
                else:
                    report.add(entry.line, f"{said}; it has none")
                continue
            lines[entry.key] = entry.line
            value = shape.read(entry.value, entry.key, report)
            if value is not NOTHING:
                values[entry.key] = value
        for key in self.required:
            if key not in lines:
                report.add(node.line, f"{title} needs `{key}:`")
        return Read(values=values, lines=lines)

    def to_json(self, definitions: Json) -> Json:
        """An object that takes no other keys."""
        if self.definition:
            if self.definition not in definitions:
                definitions[self.definition] = self._object(definitions)
            return {"$ref": f"#/definitions/{self.definition}"}
        return self._object(definitions)

    def _object(self, definitions: Json) -> Json:
        properties = {}
        for key, shape in self.settings.items():
            schema = shape.to_json(definitions)
            said = self.sentences.get(key)
            if said and "$ref" in schema:
                schema = {"allOf": [schema]}
            properties[key] = {"description": said, **schema} if said else schema
        required = {"required": list(self.required)} if self.required else {}
        kind = "object" if self.required else ["object", "null"]
        return {"type": kind, "additionalProperties": False, "properties": properties, **required}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRead:
    """What a place says about one play: on or off (None: as before), and the dials it sets."""

    is_on: bool
    dials: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A play: a mapping of its dials, or ``true``, or ``false``."""

    name: str
    dials: Section
    switch: Shape
    may_be_off: bool = True

    def read(self, node: Node, name: str, report: Report) -> Any:
        """A StepRead."""
        if isinstance(node, Entries) or (isinstance(node, Scalar) and node.is_null):
            read = self.dials.read(node, name, report)
            return StepRead(is_on=True, dials=read.values)
        is_on = self.switch.read(node, name, report)
        if is_on is False and not self.may_be_off:
            report.add(
                node.line, f"`{name}` cannot be switched off: people need it to stop or ask Hubbub; take the line away"
            )
            return NOTHING
        return is_on if is_on is NOTHING else StepRead(is_on=is_on)

    def to_json(self, definitions: Json) -> Json:
        """A switch or an object."""
        on_or_off = self.switch.to_json(definitions) if self.may_be_off else {"enum": [True, "yes"]}
        return {"anyOf": [on_or_off, self.dials.to_json(definitions)]}
