"""The settings that change while Hubbub runs, described: what each is for, what it may hold, its default and whence.

Made from the shapes of the file, the sentences that explain them, and the sources of the defaults.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from config.durations import DURATION_PATTERN, TIME_PATTERN
from config.messages import sections
from config.overriding import (
    OF_A_CHANNEL,
    OF_THE_COMMUNITY,
    PAUSED,
    Place,
    community_shape,
    default_at,
    find_place,
    value_at,
    written,
)
from config.playbook import PLAYS
from config.schema import ALWAYS_ON
from config.sentences import load_sentences
from config.shapes import Many, One, Section, Shape, Step
from engagement.policy import Policy

_FILE = "sources.md"
_OURS = "ours"
_SWITCH = "Whether Hubbub takes this step at all. A channel may say otherwise for itself."
_COMPARISON = ("hold_out", "hold_out_from")
STEPS = tuple(play.name for play in PLAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One setting as a form shows it; ``value`` and ``default`` as one would write them, and the default's ``source``.

    ``kind`` is ``switch``, ``choice``, ``whole``, ``share``, ``duration``, ``time``, ``list`` or ``words``.
    """

    path: str
    name: str
    told: str
    kind: str
    hint: str
    value: object
    default: object
    source: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOnly:
    """A setting for which Hubbub has to start again, or that is too large for a form; ``line`` is one for the file."""

    name: str
    told: str
    line: str


@cache
def load_sources() -> Mapping[str, str]:
    """Where defaults come from, by section and setting; what is not listed is ours."""
    text = resources.files("config").joinpath("defaults", _FILE).read_text(encoding="utf-8")
    return {key.removeprefix("x."): " ".join(body.split()) for key, (body, _) in sections(text, "x", _FILE).items()}


@cache
def _said() -> Mapping[str, str]:
    return load_sentences()


def describe(policy: Policy, path: str) -> Dial:
    """One setting. Raises LookupError where there is none that changes while Hubbub runs."""
    place = find_place(policy, path)
    if place is None:
        raise LookupError(f"there is no setting {path!r} that changes while it runs")
    kind, options = _kind_of(place.shape)
    key = _key_of(place)
    return Dial(
        path=path, name="paused" if place.name == PAUSED else place.name,
        told=_said().get(key, "") if not place.is_step or place.channel is not None else _SWITCH, kind=kind,
        hint=_hint(kind, place.shape), value=value_at(policy, path), default=written(default_at(place)),
        source=load_sources().get(key, _OURS), options=options,
    )  # fmt: skip


def _key_of(place: Place) -> str:
    if place.section is not None:
        return f"{place.section}.{place.name}"
    if place.is_step:
        return place.name
    return (
        f"{'channel' if place.channel is not None else 'community'}.{'paused' if place.name == PAUSED else place.name}"
    )


def _kind_of(shape: Shape) -> tuple[str, tuple[str, ...]]:
    if isinstance(shape, Many):
        options = _kind_of(shape.of)[1]
        return "list", options
    assert isinstance(shape, One)
    options = shape.schema.get("enum", ())
    if True in options:
        return "switch", ()
    if options:
        return "choice", tuple(map(str, options))
    kind, pattern = shape.schema.get("type"), shape.schema.get("pattern")
    if kind == "integer":
        return "whole", ()
    if kind == "number":
        return "share", ()
    return {DURATION_PATTERN: "duration", TIME_PATTERN: "time"}.get(str(pattern), "words"), ()


def _hint(kind: str, shape: Shape) -> str:
    if kind == "whole" and isinstance(shape, One):
        return f"A whole number from {shape.schema['minimum']:,} to {shape.schema['maximum']:,}."
    known = f" There are {', '.join(options)}." if (options := _kind_of(shape)[1]) else ""
    return {
        "share": "A number from 0 to 1, such as 0.1 for a tenth.",
        "duration": "Like 20 min, 2 h or 30 days.",
        "time": "A time of day like 21:00.",
        "list": f"Several with commas between them.{known}",
    }.get(kind, "")


def _plain(policy: Policy, paths: Iterable[str]) -> list[Dial]:
    return [describe(policy, path) for path in paths if find_place(policy, path) is not None]


def of_community(policy: Policy) -> Sequence[Dial]:
    """The community's own, and how long words are kept."""
    return _plain(policy, [*(one for one in OF_THE_COMMUNITY if one not in _COMPARISON), "retention.text"])


def of_comparison(policy: Policy) -> Sequence[Dial]:
    """The comparison group."""
    return _plain(policy, _COMPARISON)


def of_section(policy: Policy, name: str) -> Sequence[Dial]:
    """``restraint`` or ``grouping``."""
    return _plain(policy, (f"{name}.{one}" for one in _settings(community_shape().settings[name])))


def of_topics(policy: Policy) -> Sequence[Dial]:
    """The words of each topic."""
    return _plain(policy, (f"topics.{topic}" for topic in policy.topics))


def of_step(policy: Policy, step: str, channel: str = "") -> Sequence[Dial]:
    """A step's switch, where it may be off, and its dials; of one channel where one is named."""
    before = f"channels.{channel}." if channel else ""
    shape = community_shape().settings[step]
    assert isinstance(shape, Step)
    switch = [] if step in ALWAYS_ON else [f"{before}{step}"]
    return _plain(policy, [*switch, *(f"{before}{step}.{one}" for one in shape.dials.settings)])


def of_channel(policy: Policy, channel: str) -> Sequence[Dial]:
    """A channel's own, and which steps are on there."""
    steps = (step for step in STEPS if step not in ALWAYS_ON)
    return _plain(policy, [f"channels.{channel}.{one}" for one in (*OF_A_CHANNEL, *steps)])


def has_dials(step: str) -> bool:
    """Whether there is anything to set."""
    shape = community_shape().settings[step]
    return step not in ALWAYS_ON or (isinstance(shape, Step) and bool(shape.dials.settings))


def _settings(shape: Shape) -> Sequence[str]:
    return tuple(shape.settings) if isinstance(shape, Section) else ()


def file_only() -> Sequence[FileOnly]:
    """What only the file says, each with a line for it."""
    lines = {
        "name": "name: Example", "timezone": "timezone: Europe/Berlin", "workspaces": "workspaces: [{platform: slack}]",
        "channels": "channels: {help: {topics: [install]}}", "roles": "roles: {manager: [U024BE7LD]}",
        "escalations": "escalations: {hubs: {community team: {channel: hub}}}",
        "programmes": "programmes: {friends: {title: Friends of Example}}",
        "goals": "goals: {quick: {measure: answered_in_a_day, target: 80 %, by: 2027-06-30}}",
        "council": "council: [U024BE7LD]",
        "persona": "persona: {name: Sprout, languages: {en: {words: {helper: gardener}}}}",
        "stories": "stories: {hills: {title: Hills, link: https://example.org/hills}}",
    }  # fmt: skip
    return [FileOnly(name=name, told=_said().get(f"community.{name}", ""), line=line) for name, line in lines.items()]
