"""From the playbook file to frozen policies: read whole, checked whole, and every problem told with line and cure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from config.escalations import check_escalations, to_governance, to_playbook
from config.goals import check_goals, to_goals, to_purpose
from config.lines import Lines, lines_of
from config.models import check_model, to_model
from config.overriding import overridden
from config.persona import check_persona, to_persona
from config.playbook import PLAYS
from config.problems import Report
from config.programmes import check_programmes, to_programmes
from config.scalars import slug
from config.schema import playbook_shape
from config.shapes import NOTHING, Read, StepRead
from config.suggest import shown
from config.yaml_tree import to_tree
from engagement.errors import ConfigError
from engagement.ids import CommunityId
from engagement.people import Role
from engagement.policy import ChannelPolicy, GroupingPolicy, Policy, QuestionMode, RestraintPolicy
from engagement.stories import Story

LARGEST = 1_000_000
"""Bytes of a playbook file."""
Overrides = Mapping[str, Mapping[str, object]]
"""What managers changed in chat: by community id, path -> value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceConfig:
    """A workspace to be on; ``..._env`` name the environment variables with its tokens, None the platform's usual."""

    platform: str
    id: str | None = None
    token_env: str | None = None
    app_token_env: str | None = None
    signing_secret_env: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityConfig:
    """One community: its dials, and where it lives."""

    policy: Policy
    workspaces: tuple[WorkspaceConfig, ...] = ()
    lines: Lines = field(default_factory=Lines, repr=False, compare=False)
    """Where its settings stand in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a playbook file says, with the overrides on top.

    ``stale_overrides`` are those that fit nothing any more, each as (community id, path).
    """

    communities: tuple[CommunityConfig, ...]
    stale_overrides: tuple[tuple[str, str], ...] = ()


def load(path: Path, overrides: Overrides | None = None) -> Config:
    """Read the playbook file at ``path``. Raises ConfigError with up to ten problems, each with line and cure."""
    return with_overrides(load_text(read_file(path), str(path), path.parent), overrides or {})


def read_file(path: Path) -> str:
    """The text of a playbook file. Raises ConfigError when it is missing, a folder, too large or not UTF-8."""
    try:
        if path.is_dir():
            raise ConfigError(f"{path} is a folder; name the file in it, such as {path / 'hubbub.yaml'}")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: there is no such file; write one with `hubbub init`, or name another with --config"
        ) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is no file name"
        raise ConfigError(f"{path}: cannot be read ({why}); check its name and permissions") from error
    if len(raw) > LARGEST:
        raise _too_large(str(path))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: this is not UTF-8 text; save the file as UTF-8") from error


def load_text(text: str, file: str = "hubbub.yaml", folder: Path | None = None) -> Config:
    """What a playbook's text says; ``file`` is how problems name it. Raises ConfigError.

    ``folder`` is where files that it names lie (calendars); without one they cannot be named.
    """
    if len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        raise _too_large(file)
    report = Report(file=file)
    tree = to_tree(text.removeprefix("\ufeff"), report)
    read = playbook_shape(folder=folder).read(tree, file, report)
    if read is NOTHING or "communities" not in read.values:
        report.raise_if_any()
        raise ConfigError(f"{file}: there is no community; write `communities:`")
    base = read.values.get("defaults", Read(values={}, lines={}))
    found = [merged(base, one) for one in read.values["communities"]]
    _check(found, report)
    report.raise_if_any()
    some = (replace(_community(one.values), lines=where) for one, where in zip(found, lines_of(tree), strict=True))
    return Config(communities=tuple(some))


def _too_large(file: str) -> ConfigError:
    return ConfigError(f"{file}: is larger than {LARGEST // 1_000_000} MB; is this the right file?")


def merged(below: Any, above: Any) -> Any:
    """What ``above`` says, on top of what ``below`` says: sections and names are joined, single values replaced."""
    if isinstance(below, Read) and isinstance(above, Read):
        return Read(values=merged(below.values, above.values), lines={**below.lines, **above.lines})
    if isinstance(below, StepRead) and isinstance(above, StepRead):
        return StepRead(is_on=above.is_on, dials={**below.dials, **above.dials})
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        both = {key: merged(below[key], value) for key, value in above.items() if key in below}
        return {**below, **above, **both}
    return above


def _check(communities: Sequence[Read], report: Report) -> None:
    """What only shows when everything is read: names used twice, roles at odds, nothing to do."""
    seen: dict[tuple[str, str], int] = {}
    for read in communities:
        line, values = read.lines[""], read.values
        name = str(values.get("name", "the community"))
        for what, word in (("name", name), ("id", values.get("id") or slug(name))) if "name" in values else ():
            key = (what, word.casefold())
            if key in seen:
                report.add(line, f"the {what} `{shown(word)}` is taken (line {seen[key]}); give another `{what}:`")
                break
            seen[key] = line
        if "channels" in values and not values["channels"]:
            report.add(read.lines["channels"], f"`{shown(name)}` lists no channel; write for example `help:` below")
        elif "channels" not in read.lines:
            report.add(
                line, f"`{shown(name)}` has no channels; add `channels:` with for example `help: {{topics: [install]}}`"
            )
        _check_roles(read, report)
        _check_workspaces(read, seen, report)
        if "escalations" in values:
            check_escalations(values["escalations"], report)
        check_programmes(values, report)
        check_goals(values, report)
        check_persona(values, report)
        check_model(values, report)


def _check_roles(read: Read, report: Report) -> None:
    roles = read.values.get("roles")
    given: dict[str, str] = {}
    if roles is None:
        return
    for role, people in roles.values.items():
        for person in (one.removeprefix("@") for one in people):
            if given.setdefault(person, role) != role:
                said = f"`{shown(person)}` is both {given[person]} and {role}; keep one role"
                report.add(roles.lines.get(role), said)


def _check_workspaces(read: Read, seen: dict[tuple[str, str], int], report: Report) -> None:
    for one in read.values.get("workspaces", ()):
        platform, line = one.values.get("platform"), one.lines[""]
        if platform in {None, "sandbox"}:
            continue
        key = ("workspace", repr((platform, one.values.get("id"), one.values.get("token_env"))))
        if key in seen:
            report.add(line, f"this {platform} workspace is listed twice (line {seen[key]}); give each its `id:`")
        seen.setdefault(key, line)


def _community(values: Mapping[str, Any]) -> CommunityConfig:
    """A community's policy from its merged settings."""
    steps = {play.name: values[play.name] for play in PLAYS if play.name in values}
    questions = values.get("questions", QuestionMode.CONSERVATIVE)
    channels = {name: _channel(name, read.values, steps, questions) for name, read in values["channels"].items()}
    own = {topic: (topic,) for channel in channels.values() for topic in channel.topics}
    names = {"timezone", "dry_run", "hold_out", "hold_out_from", "managers_channel", "employer"}
    policy = Policy(
        community=CommunityId(values.get("id") or slug(values["name"])),
        name=values["name"],
        is_paused=values.get("paused", False),
        topics={**own, **values.get("topics", {})},
        roles={who: Role(role) for role, people in _inner(values, "roles").items() for who in people},
        channels=channels,
        restraint=RestraintPolicy(**_inner(values, "restraint")),
        grouping=GroupingPolicy(**_inner(values, "grouping")),
        **{name: value for name, value in values.items() if name in names},
    )
    if "languages" in values:
        policy = replace(policy, languages=tuple(dict.fromkeys(values["languages"])))
    if "stories" in values:
        policy = replace(policy, stories={name: _story(name, read.values) for name, read in values["stories"].items()})
    if "text" in (retention := _inner(values, "retention")):
        policy = replace(policy, retention=retention["text"])
    if "escalations" in values:
        section = values["escalations"]
        policy = replace(policy, governance=to_governance(section, policy.timezone), playbook=to_playbook(section))
    on = {name for channel in channels.values() for name in channel.plays}
    programmes = values.get("programmes", {})
    policy = replace(policy, programmes=to_programmes(programmes, on))
    policy = replace(policy, shelved=() if policy.programmes else tuple(programmes))
    policy = replace(
        policy, purpose=to_purpose(values.get("purpose")), goals=to_goals(values.get("goals", {})),
        council=tuple(dict.fromkeys(values.get("council", ()))), model=to_model(values.get("model")),
        texts=values.get("texts", {}), persona=to_persona(values.get("persona")),
    )  # fmt: skip
    return CommunityConfig(
        policy=policy, workspaces=tuple(WorkspaceConfig(**w.values) for w in values.get("workspaces", ()))
    )


def _story(name: str, values: Mapping[str, Any]) -> Story:
    topics = tuple(dict.fromkeys(values.get("topics", ())))
    return Story(name=name, title=values["title"], link=values["link"], topics=topics)


def _inner(values: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    return values[section].values if section in values else {}


def _channel(
    name: str, values: Mapping[str, Any], steps: Mapping[str, StepRead], questions: QuestionMode
) -> ChannelPolicy:
    """A channel's dials: the community's steps, with the channel's own on top. A step nobody names is on."""
    own = {play.name: values[play.name] for play in PLAYS if play.name in values}
    both = merged(steps, own)
    said = [(play, both.get(play.name, StepRead(is_on=True))) for play in PLAYS]
    return ChannelPolicy(
        name=name,
        topics=tuple(dict.fromkeys(values.get("topics", ()))),
        is_live=values.get("live", True),
        may_be_private=values.get("private", False),
        no_sales=values.get("no_sales", False),
        questions=values.get("questions", questions),
        threading=values.get("threading"),
        plays={play.name: play.policy(**step.dials) for play, step in said if step.is_on},
        off={play.name: play.policy(**step.dials) for play, step in said if not step.is_on},
        own=_own(values, own),
    )


def _own(values: Mapping[str, Any], steps: Mapping[str, StepRead]) -> frozenset[str]:
    """What a channel says itself: its settings, its steps' switches and its steps' dials."""
    dials = {f"{name}.{dial}" for name, step in steps.items() for dial in step.dials}
    return frozenset({*values, *dials})


def with_overrides(config: Config, overrides: Overrides) -> Config:
    """The configuration with what managers changed on top; overrides that fit nothing are listed, not applied.

    In the order of their paths: a step's switch comes before its dials.
    """
    stale: list[tuple[str, str]] = []
    communities: list[CommunityConfig] = []
    known = {one.policy.community for one in config.communities}
    for one in config.communities:
        policy = one.policy
        for path, value in sorted(overrides.get(policy.community, {}).items()):
            changed = overridden(policy, path, value)
            if changed is None:
                stale.append((policy.community, path))
            policy = changed or policy
        communities.append(replace(one, policy=policy))
    stale += [(community, path) for community, paths in overrides.items() if community not in known for path in paths]
    return Config(communities=tuple(communities), stale_overrides=tuple(stale))
