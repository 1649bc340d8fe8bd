"""A community's own wording of a message: which messages may be worded anew, and whether a wording fits.

A wording is written as the shipped texts are: Markdown with ``{placeholders}``. It may say it otherwise, but it says
no less where somebody relies on it: links, lists, buttons that are explained, and that it is a bot who writes.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bots.voice.template import ITEMS, TemplateError, parse
from config.messages import Texts, load_texts, placeholders
from config.problems import Report
from config.scalars import languages_shipped
from config.shapes import NOTHING, Json
from config.suggest import did_you_mean, shown
from config.yaml_tree import Entries, Node, Scalar
from engagement.actions import Field, FieldKind

SAMPLES = "samples.json"
LONGEST = 1200
"""Characters of a message, as the shipped ones: with the longest fields it fits into one message of Slack (3,900) and
of Discord (4,096 in an embed)."""
LONGEST_LINE = 500
"""Characters of a line that is repeated for each entry of a list (ours)."""
PERSONA = "bot"
_LINE = "_item"
_WHOLE = ("privacy.", "helper_enrolment.notice")
"""What people rely on when they agree: it says all that the shipped one says."""
_BRACED = re.compile(r"\{([^{}\n]*)\}")
_CODE = re.compile(r"`([^`\n]+)`")
_CALLED = re.compile(r"(?<![\w.])@\w+|<[@!#]\S*")
_SEEN_WITHIN = frozenset("\n\u200d\ufe0f")
_MARKUP = "there are **bold**, *italic*, `code`, [words]({where}) and lines that begin with `- `, `> ` or `~ `"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A message as it might be: its fields, the entries of its list, and the buttons below it."""

    fields: Mapping[str, Field]
    items: tuple[Mapping[str, Field], ...]
    controls: tuple[str, ...]


@cache
def samples() -> Mapping[str, Sample]:
    """A sample of each message that may be worded anew, by the key of its text."""
    text = resources.files("config").joinpath("defaults", SAMPLES).read_text(encoding="utf-8")
    return {
        key: Sample(
            fields=_fields(one["fields"]), items=tuple(map(_fields, one["items"])), controls=tuple(one["controls"])
        )
        for key, one in json.loads(text).items()
    }


def _fields(written: Mapping[str, Any]) -> Mapping[str, Field]:
    return {name: Field(FieldKind(kind), value) for name, (kind, value) in written.items()}


@cache
def shipped() -> Texts:
    """The texts as they come with Hubbub."""
    return load_texts()


@cache
def changeable() -> tuple[str, ...]:
    """The keys of the texts that may be worded anew: messages, and the lines of their lists."""
    known = shipped().by_language["en"]
    return tuple(key for key in known if key in samples() or message_of(key) in samples())


def message_of(key: str) -> str:
    """The message a text belongs to: itself, or for a line the message with the list."""
    return key.removesuffix(_LINE)


def is_line(key: str) -> bool:
    """It is the line that a list repeats."""
    return key not in samples()


def longest(key: str) -> int:
    """Characters at the most."""
    return LONGEST_LINE if is_line(key) else LONGEST


def to_wording(language: str, key: str, text: str) -> str:
    """A wording of the text ``key``, checked. Raises ValueError with what is wrong and the cure."""
    said = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    if not said:
        raise ValueError("is empty; write what Hubbub is to say, or take it away, and the shipped wording holds")
    if len(said) > longest(key):
        raise ValueError(f"is too long; at most {longest(key):,} characters (this has {len(said):,})")
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs"} and sign not in _SEEN_WITHIN for sign in said):
        raise ValueError("holds a character that nobody sees; type it anew instead of pasting it")
    if called := sorted(_called(said) - _called(shipped().get(language, key))):
        raise ValueError(f"would call people: `{shown(called[0])}`; write it without the @, or use a placeholder")
    _check_placeholders(key, said)
    try:
        parts = parse(said)
    except TemplateError as error:
        what = str(error).replace("a ordered_list", "a numbered list")
        raise ValueError(f"cannot be shown everywhere: {what}; {_MARKUP}") from error
    if any(piece.name == ITEMS for part in parts for line in part.lines for piece in line):
        raise ValueError("needs {items} on a line of its own, with an empty line before and after it")
    _check_complete(language, key, said)
    return said


def _called(text: str) -> set[str]:
    """What looks as if it would ping somebody, however it is typed; what is code pings nobody."""
    plain = unicodedata.normalize("NFKC", _CODE.sub(" ", text)).replace("\u200d", "").replace("\ufe0f", "")
    return set(_CALLED.findall(plain))


def _check_placeholders(key: str, said: str) -> None:
    model = shipped().get("en", key)
    known = placeholders(model) | {PERSONA} | ({ITEMS} if f"{{{ITEMS}}}" in model else set())
    for name in _BRACED.findall(said):
        if name not in known:
            cure = did_you_mean(name, known) or f"; there are {', '.join(f'{{{one}}}' for one in sorted(known))}"
            raise ValueError(f"holds {{{shown(name)}}}, which is not known here{cure}")
    if re.search(r"[{}]", _BRACED.sub("", said)):
        raise ValueError("has a curly bracket that is alone; a placeholder is written like {bot}")


def _check_complete(language: str, key: str, said: str) -> None:
    """What the shipped wording holds and nobody may miss."""
    model = shipped().get(language, key)
    needed, found = _held(model), _held(said)
    if missing := sorted(needed.links - found.links):
        raise ValueError(f"lacks the link to {{{missing[0]}}}; write for example [here]({{{missing[0]}}})")
    if needed.has_list and not found.has_list:
        raise ValueError("lacks {items}, in whose place the list stands; write it on a line of its own")
    if PERSONA in needed.names and PERSONA not in found.names:
        raise ValueError("lacks {bot}: people always see that a bot writes to them; write it where it fits")
    labels = {label.strip() for name, label in shipped().by_language[language].items() if name.startswith("controls.")}
    if missing := sorted((needed.bold & labels) - found.bold):
        raise ValueError(f"does not say what the button does; explain **{missing[0]}**, in bold as on the button")
    if key.startswith(_WHOLE):
        if missing := sorted(needed.names - found.names):
            raise ValueError(f"lacks {{{missing[0]}}}: people rely on this text when they agree, so it says all of it")
        if missing := sorted(set(_CODE.findall(model)) - set(_CODE.findall(said))):
            raise ValueError(f"lacks `{missing[0]}`: people rely on this text when they agree, so it says all of it")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    names: frozenset[str]
    links: frozenset[str]
    bold: frozenset[str]
    has_list: bool


def _held(text: str) -> _Held:
    parts = parse(text)
    pieces = [piece for part in parts for line in part.lines for piece in line]
    return _Held(
        names=placeholders(text),
        links=frozenset(piece.to_name for piece in pieces if piece.to_name is not None),
        bold=frozenset(piece.text.strip(" :.,") for piece in pieces if piece.style == "bold" and piece.name is None),
        has_list=any(part.kind == "items" for part in parts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The shape of one text's own wording."""

    language: str
    key: str

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The wording; NOTHING after a problem was noted."""
        if not isinstance(node, Scalar):
            report.add(node.line, f"`{shown(name)}` is one text; write it in quotes, or with `|` and lines below it")
            return NOTHING
        try:
            return to_wording(self.language, self.key, "" if node.is_null else node.text)
        except ValueError as error:
            report.add(node.line, f"`{shown(name)}` {error}")
            return NOTHING

    def to_json(self, definitions: Json) -> Json:  # noqa: ARG002  # a single value needs none
        """A string that fits."""
        return {"type": "string", "maxLength": longest(self.key)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """The shape of ``texts:``, by language and key."""

    def read(self, node: Node, name: str, report: Report) -> Any:
        """The wordings that fit, by language and key."""
        example = f"`{shown(name)}: {{en: {{peer_prompt.taken: ...}}}}`"
        if isinstance(node, Scalar) and node.is_null:
            return {}
        if not isinstance(node, Entries):
            report.add(node.line, f"`{shown(name)}` lists texts by language; write for example {example}")
            return NOTHING
        found: dict[str, dict[str, str]] = {}
        for entry in node.entries:
            if entry.key not in languages_shipped():
                said = f"`{shown(entry.key)}` is no language Hubbub has texts in"
                report.add_unknown(entry.line, said, entry.key, languages_shipped())
            elif isinstance(entry.value, Entries):
                found[entry.key] = _read_language(entry.key, entry.value, report)
            elif not (isinstance(entry.value, Scalar) and entry.value.is_null):
                report.add(entry.line, f"`{shown(entry.key)}` lists texts by their name; write for example {example}")
        return found

    def to_json(self, definitions: Json) -> Json:
        """An object of objects that know the names of the texts."""
        if "wordings" not in definitions:
            texts = {key: Wording(language="en", key=key).to_json(definitions) for key in changeable()}
            definitions["wordings"] = {"type": ["object", "null"], "additionalProperties": False, "properties": texts}
        each = {language: {"$ref": "#/definitions/wordings"} for language in languages_shipped()}
        return {"type": ["object", "null"], "additionalProperties": False, "properties": each}


def _read_language(language: str, node: Entries, report: Report) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in node.entries:
        if entry.key not in changeable():
            report.add(entry.line, unknown(entry.key))
            continue
        said = Wording(language=language, key=entry.key).read(entry.value, entry.key, report)
        if said is not NOTHING:
            found[entry.key] = said
    return found


def unknown(key: str) -> str:
    """What is said of a text that cannot be worded anew, with the cure."""
    if key in shipped().by_language["en"]:
        return f"`{shown(key)}` is said as it ships: names of buttons, forms and single words stay; take it away"
    return (
        f"nobody asks for a text `{shown(key)}`"
        f"{did_you_mean(key, changeable()) or '; the page Settings > Texts lists them; take it away'}"
    )
