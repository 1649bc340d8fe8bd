"""The playbook file with what managers changed in chat written into it, comments kept."""

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from config.escalations import without_lines
from config.loader import CommunityConfig, Config, Overrides, load_text, read_file, with_overrides
from config.playbook import PLAYS_BY_NAME
from config.scalars import channel_of
from engagement.errors import ConfigError

_WIDEST = 10_000
"""Lines are never broken."""
_OF_THE_COMMUNITY = {"is_paused": "paused", "dry_run": "dry_run"}
"""What the file calls the settings that lie in no section."""


def export(path: Path, overrides: Overrides | None = None) -> str:
    """The file at ``path`` with the overrides in it. Raises ConfigError as loading does.

    Without overrides it is the file itself, letter for letter; overrides that fit nothing are left out.
    """
    text = read_file(path)
    config = load_text(text, str(path), path.parent)
    wanted = with_overrides(config, overrides or {})
    if wanted.communities == config.communities:
        return text
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDEST
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    try:
        tree = yaml.load(text)
        for community, known in zip(tree["communities"], config.communities, strict=True):
            for key, value in (overrides or {}).get(known.policy.community, {}).items():
                if (known.policy.community, key) not in wanted.stale_overrides:
                    _write(community, key, value)
        yaml.dump(tree, out)
    except (YAMLError, ValueError, TypeError, AttributeError) as error:
        raise _not_writable(path) from error
    if not _says(out.getvalue(), wanted, path.parent):
        raise _not_writable(path)
    return out.getvalue()


def _says(text: str, wanted: Config, folder: Path) -> bool:
    """Whether what was written reads back as what was meant, whatever lines it stands in."""
    try:
        found = load_text(text, folder=folder)
    except ConfigError:
        return False
    return [*map(_unlined, found.communities)] == [*map(_unlined, wanted.communities)]


def _unlined(community: CommunityConfig) -> CommunityConfig:
    governance = community.policy.governance
    if governance is None:
        return community
    return replace(community, policy=replace(community.policy, governance=without_lines(governance)))


def _not_writable(path: Path) -> ConfigError:
    return ConfigError(f"{path}: cannot be written out; put names that look like numbers in quotes")


def _write(community: Any, path: str, value: object) -> None:
    """Write one override, known to fit, where a manager would have written it."""
    if path in _OF_THE_COMMUNITY:
        community[_OF_THE_COMMUNITY[path]] = value
        return
    if path.startswith("purpose."):
        _write_purpose(community, path.removeprefix("purpose."), value)
        return
    if path in PLAYS_BY_NAME:
        for place in (community, *_section(community, "channels").values()):
            if place is community or (place is not None and path in place):
                place[path] = value
        return
    name = path.removeprefix("channels.").removesuffix(".live")
    channels = _section(community, "channels")
    key = next((key for key in channels if channel_of(str(key)) == name), name)
    _section(channels, key)["live"] = value


def _write_purpose(community: Any, part: str, value: object) -> None:
    """A part that was taken away is none in the file, unless it stands in ``defaults``: then it is said to be empty."""
    purpose = _section(community, "purpose")
    if value:
        purpose[part] = value
    else:
        purpose.pop(part, None)


def _section(parent: Any, key: Any) -> Any:
    """The section under ``key``, made when there is none."""
    if parent.get(key) is None:
        parent[key] = CommentedMap()
    return parent[key]
