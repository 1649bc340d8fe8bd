"""The playbook file with what managers changed in chat written into it, comments kept."""

from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from config.loader import Overrides, load_text, read_file, with_overrides
from config.scalars import channel_of, slug
from engagement.errors import ConfigError

_WIDEST = 10_000
"""Lines are never broken."""


def export(path: Path, overrides: Overrides | None = None) -> str:
    """The file at ``path`` with the overrides in it. Raises ConfigError as loading does.

    Without overrides it is the file itself, letter for letter; overrides that fit nothing are left out.
    """
    text = read_file(path)
    config = load_text(text, str(path))
    if with_overrides(config, overrides or {}).communities == config.communities:
        return text
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDEST
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        tree = yaml.load(text)
        for community in tree["communities"]:
            known = str(community.get("id") or slug(str(community["name"])))
            for key, value in (overrides or {}).get(known, {}).items():
                _write(community, key, value)
        out = StringIO()
        yaml.dump(tree, out)
    except (YAMLError, ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: cannot be written out; check it with `hubbub check`") from error
    return out.getvalue()


def _write(community: Any, path: str, value: object) -> None:
    """Write one override where a manager would have written it."""
    if not isinstance(value, bool):
        return
    if path == "is_paused":
        community["paused"] = value
        return
    section, _, rest = path.partition(".")
    name, _, dial = rest.rpartition(".")
    if section == "channels" and dial == "live" and name:
        channels = _section(community, "channels")
        key = next((key for key in channels if channel_of(str(key)) == name), name)
        _section(channels, key)["live"] = value


def _section(parent: Any, key: Any) -> Any:
    """The section under ``key``, made when there is none."""
    if parent.get(key) is None:
        parent[key] = CommentedMap()
    return parent[key]
