"""The playbook file with what managers changed in chat written into it, comments kept."""

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

from config.escalations import without_lines
from config.loader import CommunityConfig, Config, Overrides, load_text, read_file, with_overrides
from config.overriding import PAUSED, Place, find_place, read_value, value_at, written
from config.playbook import PLAYS_BY_NAME
from config.scalars import channel_of
from engagement.errors import ConfigError
from engagement.policy import Policy

_WIDEST = 10_000
"""Lines are never broken."""
_ON, _OFF = ("true", "yes", "on"), ("false", "no", "off")


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
        for community, meant in zip(tree["communities"], wanted.communities, strict=True):
            for key, value in sorted((overrides or {}).get(meant.policy.community, {}).items()):
                if (meant.policy.community, key) not in wanted.stale_overrides:
                    _write(community, key, value, meant.policy)
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
    """Without what says the same in other words: lines, and topics that are told by their own name alone."""
    policy = community.policy
    policy = replace(policy, topics={topic: words for topic, words in policy.topics.items() if words != (topic,)})
    governance = policy.governance
    return replace(
        community,
        policy=replace(policy, governance=without_lines(governance) if governance is not None else None),
    )


def _not_writable(path: Path) -> ConfigError:
    return ConfigError(f"{path}: cannot be written out; put names that look like numbers in quotes")


def _write(community: Any, path: str, value: object, policy: Policy) -> None:
    """Write one override, known to fit, where a manager would have written it; ``policy`` is what is to come of all."""
    place = find_place(policy, path)
    assert place is not None
    value = written(read_value(place, value)[0])
    parent = community if place.channel is None else _channel(community, place.channel)
    if place.section in PLAYS_BY_NAME:
        _dial(community, parent, place, value, policy)
    elif place.section == "purpose" and not value:
        _section(parent, place.section).pop(place.name, None)
    elif place.section == "texts":
        language, _, key = place.name.partition(".")
        _section(_section(parent, "texts"), language)[key] = (
            LiteralScalarString(str(value)) if "\n" in str(value) else value
        )
    elif place.section is not None:
        _section(parent, place.section)[place.name] = value
    elif place.is_step:
        _switch(community, parent, place, value)
    else:
        parent["paused" if place.name == PAUSED else place.name] = value


def _channel(community: Any, name: str) -> Any:
    channels = _section(community, "channels")
    return _section(channels, next((key for key in channels if channel_of(str(key)) == name), name))


def _dial(community: Any, parent: Any, place: Place, value: object, policy: Policy) -> None:
    """A step's dial; ``true`` makes way for it.

    Written where the step is off it would switch it on, so there it goes to the channels that have the step.
    """
    step = str(place.section)
    here = parent.get(step, ...)
    path = step if place.channel is None else f"channels.{place.channel}.{step}"
    if str(here).casefold() in _OFF or (here is ... and not value_at(policy, path)):
        for name, channel in policy.channels.items() if place.channel is None else ():
            if step in channel.plays and f"{step}.{place.name}" not in channel.own:
                _section(_channel(community, name), step)[place.name] = value
        return
    if str(here).casefold() in _ON:
        parent[step] = None
    _section(parent, step)[place.name] = value


def _switch(community: Any, parent: Any, place: Place, value: object) -> None:
    """A step that is switched off for the community is so everywhere; one that has dials is on already."""
    places = [parent]
    if place.channel is None and value is False:
        places += [one for one in _section(community, "channels").values() if one is not None and place.name in one]
    for one in places:
        if value is False or not hasattr(one.get(place.name), "items"):
            one[place.name] = value


def _section(parent: Any, key: Any) -> Any:
    """The section under ``key``, made when there is none."""
    if parent.get(key) is None:
        parent[key] = CommentedMap()
    return parent[key]
