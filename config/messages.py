"""The texts Hubbub says: Markdown files by language, a community's own on top of the shipped ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from config.suggest import did_you_mean, shown
from engagement.errors import ConfigError

_SECTION = re.compile(r"^## +(\S+)\s*$")
_HEADING = re.compile(r"^##(?!#)")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_MEANT_AS_ONE = re.compile(r"\{([A-Za-z_][\w -]*)\}")
"""Also what only looks like a placeholder, and would be sent to members as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Every text by language and key (``peer_prompt.ask``)."""

    by_language: Mapping[str, Mapping[str, str]]

    def get(self, language: str, key: str) -> str:
        """The text. Raises KeyError when that language has none of that name."""
        return self.by_language[language][key]

    def languages(self) -> tuple[str, ...]:
        """The languages there are texts in."""
        return tuple(sorted(self.by_language))


def placeholders(text: str) -> frozenset[str]:
    """The names a text wants filled in."""
    return frozenset(_PLACEHOLDER.findall(text))


def load_texts(extra: Sequence[Path] = ()) -> Texts:
    """The shipped texts, then those of the folders in ``extra`` (``<language>/<file>.md``) on top.

    Raises ConfigError, with file and line, for a text nobody asks for or one that names an unknown placeholder.
    """
    shipped = resources.files("config").joinpath("defaults", "messages")
    texts: dict[str, dict[str, str]] = {}
    for folder in shipped.iterdir():
        if folder.is_dir():
            texts[folder.name] = {}
            for file in folder.iterdir():
                if file.name.endswith(".md"):
                    found = sections(file.read_text(encoding="utf-8"), file.name.removesuffix(".md"), file.name)
                    texts[folder.name].update({key: body for key, (body, _) in found.items()})
    for own in extra:
        _add(texts, own)
    return Texts(by_language=texts)


def sections(text: str, stem: str, name: str) -> dict[str, tuple[str, int]]:
    """The sections of one file: key -> (body, line of its heading)."""
    found: dict[str, tuple[str, int]] = {}
    key, began, lines = "", 0, list[str]()
    for number, line in enumerate([*text.splitlines(), "## -"], start=1):
        heading = _SECTION.match(line)
        if heading is None:
            if not key and line.strip():
                raise ConfigError(f"{name}, line {number}: text before the first `## name`; give it a heading")
            if _HEADING.match(line):
                said = shown(line.lstrip("#").strip())
                raise ConfigError(f"{name}, line {number}: `{said}` is no name of a text; write `## name` in one word")
            lines.append(line)
            continue
        if key:
            if f"{stem}.{key}" in found:
                raise ConfigError(f"{name}, line {began}: `{key}` is there twice; keep one")
            found[f"{stem}.{key}"] = ("\n".join(lines).strip(), began)
        key, began, lines = heading.group(1), number, []
    return found


def _add(texts: dict[str, dict[str, str]], own: Path) -> None:
    english, shipped = texts["en"], set(texts)
    for file in sorted(own.glob("*/*.md")):
        language = file.parent.name
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file} cannot be read; save it as UTF-8 text that Hubbub may read") from error
        for key, (body, line) in sections(text, file.stem, str(file)).items():
            if key not in english:
                raise ConfigError(f"{file}, line {line}: nobody asks for a text `{key}`{did_you_mean(key, english)}")
            if not body:
                raise ConfigError(f"{file}, line {line}: `{key}` is empty; write it, or take its heading away")
            unknown = set(_MEANT_AS_ONE.findall(body)) - placeholders(english[key]) - {"bot", "items"}
            if unknown:
                names = ", ".join(f"{{{name}}}" for name in sorted(placeholders(english[key]))) or "none"
                raise ConfigError(f"{file}, line {line}: `{{{min(unknown)}}}` is not known here; there are {names}")
            texts.setdefault(language, {})[key] = body
    for language in sorted(set(texts) - shipped):
        if missing := sorted(set(english) - set(texts[language])):
            some = f"{len(missing)} texts are missing, such as `{missing[0]}`"
            raise ConfigError(f"{own / language}: {some}; a new language needs them all")
