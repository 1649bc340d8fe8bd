"""What a change beside the file does to a community's dials: its path, in the file's own words, and what it may hold.

A path is what one would write in the community's section of the file: ``hold_out``, ``restraint.quiet_from``,
``peer_prompt`` (a step, on or off), ``peer_prompt.wait``, ``topics.install``, ``channels.help.live``,
``channels.help.peer_prompt.wait``. A value is what one would write there: a word, a number, on or off, a list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import time, timedelta
from enum import Enum
from functools import cache
from typing import Any

from config.durations import from_duration, from_time_of_day
from config.playbook import PLAYS_BY_NAME
from config.problems import Report
from config.scalars import languages_shipped
from config.schema import ALWAYS_ON, playbook_shape
from config.shapes import NOTHING, Many, Named, One, Section, Shape, Step
from config.wordings import Wording, changeable
from config.yaml_tree import Listing, Node, Scalar
from engagement.policy import ChannelPolicy, Policy

PAUSED = "is_paused"
"""What the pause is called among the changes; the file says ``paused``."""
OF_THE_COMMUNITY = (
    PAUSED, "dry_run", "hold_out", "hold_out_from", "managers_channel", "languages", "questions", "employer",
)  # fmt: skip
"""The community's own settings that can be changed while Hubbub runs."""
OF_A_CHANNEL: Mapping[str, str] = {
    "live": "is_live", "topics": "topics", "questions": "questions", "threading": "threading", "no_sales": "no_sales",
}  # fmt: skip
"""A channel's, and what the dials call them."""
SECTIONS = ("purpose", "restraint", "grouping")
_RETENTION, _TOPICS, _CHANNELS = "retention.text", "topics.", "channels."
TEXTS = "texts."
"""What the path of a text's own wording begins with: ``texts.en.peer_prompt.ask``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a path means: ``name`` within the community, a channel of it, or one of the ``section`` (a step, say)."""

    shape: Shape
    name: str
    channel: str | None = None
    section: str | None = None

    @property
    def is_step(self) -> bool:
        """It is a step's switch."""
        return self.section is None and self.name in PLAYS_BY_NAME


@cache
def community_shape() -> Section:
    """The shape of a community's section."""
    some = playbook_shape().settings["communities"]
    assert isinstance(some, Many)
    assert isinstance(some.of, Section)
    return some.of


def find_place(policy: Policy, path: str) -> Place | None:  # noqa: PLR0911  # a line for each kind of path
    """What a path means for this community; None where there is no such setting, or none that changes while it runs."""
    shape = community_shape()
    if path.startswith(_CHANNELS):
        return _in_channel(policy, path.removeprefix(_CHANNELS))
    if path in OF_THE_COMMUNITY:
        return Place(shape=shape.settings["paused" if path == PAUSED else path], name=path)
    if path == _RETENTION:
        retention = shape.settings["retention"]
        assert isinstance(retention, Section)
        return Place(shape=retention.settings["text"], name="text", section="retention")
    if path.startswith(_TOPICS):
        topics = shape.settings["topics"]
        assert isinstance(topics, Named)
        try:
            return Place(shape=topics.of, name=topics.clean(path.removeprefix(_TOPICS)), section="topics")
        except ValueError:
            return None
    if path.startswith(TEXTS):
        return _of_text(path.removeprefix(TEXTS))
    section, _, dial = path.partition(".")
    if section in SECTIONS:
        dials = shape.settings[section]
        assert isinstance(dials, Section)
        return _dial(dials, section, dial, None)
    return _of_step(shape.settings, path, None)


def _of_text(name: str) -> Place | None:
    language, _, key = name.partition(".")
    if language not in languages_shipped() or key not in changeable():
        return None
    return Place(shape=Wording(language=language, key=key), name=name, section="texts")


def _in_channel(policy: Policy, rest: str) -> Place | None:
    named = [name for name in policy.channels if rest.startswith(f"{name}.")]
    if not named:
        return None
    channel = max(named, key=len)
    rest = rest[len(channel) + 1 :]
    some = community_shape().settings["channels"]
    assert isinstance(some, Named)
    assert isinstance(some.of, Section)
    if rest in OF_A_CHANNEL:
        return Place(shape=some.of.settings[rest], name=rest, channel=channel)
    return _of_step(some.of.settings, rest, channel)


def _of_step(settings: Mapping[str, Shape], path: str, channel: str | None) -> Place | None:
    step, is_dotted, dial = path.partition(".")
    shape = settings.get(step)
    if not isinstance(shape, Step):
        return None
    if not dial and not is_dotted:
        return Place(shape=shape.switch, name=step, channel=channel)
    return _dial(shape.dials, step, dial, channel)


def _dial(dials: Section, section: str, dial: str, channel: str | None) -> Place | None:
    shape = dials.settings.get(dial)
    is_plain = isinstance(shape, One) or (isinstance(shape, Many) and isinstance(shape.of, One))
    return Place(shape=shape, name=dial, channel=channel, section=section) if shape is not None and is_plain else None


def read_value(place: Place, value: object) -> tuple[Any, str]:
    """What a value means there, and what is wrong with it, with the cure; NOTHING where something is."""
    if place.section == "purpose" and isinstance(value, str) and not value.strip():
        return "", ""  # it is taken away
    if isinstance(value, bool) and not (isinstance(place.shape, One) and True in place.shape.schema.get("enum", ())):
        return NOTHING, f"`{place.name}` is no switch"
    report = Report(file="")
    found = place.shape.read(_node(value), place.name, report)
    if report.problems:
        return NOTHING, report.problems[0].text
    if place.is_step and found is False and place.name in ALWAYS_ON:
        return NOTHING, f"`{place.name}` cannot be switched off: people need it to stop or ask Hubbub"
    return found, ""


def _node(value: object) -> Node:
    if isinstance(value, list | tuple):
        return Listing(items=tuple(map(_node, value)), line=1)
    text = {True: "true", False: "false", None: ""}.get(value) if isinstance(value, bool | None) else str(value)
    return Scalar(text=text or "", is_null=value is None, line=1)


def written(value: object) -> object:
    """A value as one would write it in the file."""
    if isinstance(value, timedelta):
        return from_duration(value)
    if isinstance(value, time):
        return from_time_of_day(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple):
        return [written(one) for one in value]
    return value


def overridden(policy: Policy, path: str, value: object) -> Policy | None:
    """The policy with one change; None when it fits nothing."""
    place = find_place(policy, path)
    if place is None or value is None:
        return None
    found, problem = read_value(place, value)
    return None if problem else _changed(policy, place, found)


def _changed(policy: Policy, place: Place, value: Any) -> Policy:  # noqa: PLR0911  # the same
    if place.channel is not None:
        channel = _in(policy.channels[place.channel], place, value)
        own = channel.own | {place.name if place.section is None else f"{place.section}.{place.name}"}
        if place.name == "topics" and place.section is None:
            policy = _told_apart(policy, policy.channels[place.channel], channel)
        return replace(policy, channels={**policy.channels, place.channel: replace(channel, own=own)})
    if place.section == "retention":
        return replace(policy, retention=value)
    if place.section == "topics":
        return replace(policy, topics={**policy.topics, place.name: value})
    if place.section == "texts":
        language, _, key = place.name.partition(".")
        return replace(policy, texts={**policy.texts, language: {**policy.texts.get(language, {}), key: value}})
    if place.section in SECTIONS:
        section = replace(getattr(policy, place.section), **{place.name: value})
        return replace(policy, **{place.section: section})
    if place.section is not None or place.is_step:
        return _everywhere(policy, lambda one: _unless_own(one, place, value))
    if place.name == "questions":
        return _everywhere(policy, lambda one: one if "questions" in one.own else replace(one, questions=value))
    if place.name == "languages":
        value = tuple(dict.fromkeys(value))
    return replace(policy, **{place.name: value})


def _told_apart(policy: Policy, before: ChannelPolicy, after: ChannelPolicy) -> Policy:
    """A channel's topics are told by their own name, unless words are given; one that is no channel's goes again."""
    others = {topic for one in policy.channels.values() if one is not before for topic in one.topics}
    gone = {one for one in {*before.topics} - {*after.topics} - others if policy.topics.get(one) == (one,)}
    kept = {topic: words for topic, words in policy.topics.items() if topic not in gone}
    return replace(policy, topics={**{topic: (topic,) for topic in after.topics}, **kept})


def _everywhere(policy: Policy, change: Callable[[ChannelPolicy], ChannelPolicy]) -> Policy:
    others = change(policy.others) if policy.others is not None else None
    return replace(policy, channels={name: change(one) for name, one in policy.channels.items()}, others=others)


def _unless_own(channel: ChannelPolicy, place: Place, value: Any) -> ChannelPolicy:
    """What holds for the community, in a channel: switched off is off everywhere, else the channel's own stands."""
    own = place.name if place.section is None else f"{place.section}.{place.name}"
    if own in channel.own and value is not False:
        return channel
    return _in(channel, place, value)


def _in(channel: ChannelPolicy, place: Place, value: Any) -> ChannelPolicy:
    if place.section is not None:
        return _dialled(channel, place.section, place.name, value)
    if place.is_step:
        return _switched(channel, place.name, is_on=value, is_listed=place.channel is not None or channel.name != "*")
    if place.name == "topics":
        value = tuple(dict.fromkeys(value))
    return replace(channel, **{OF_A_CHANNEL[place.name]: value})


def _dialled(channel: ChannelPolicy, step: str, dial: str, value: Any) -> ChannelPolicy:
    def turned(some: Mapping[str, object]) -> Mapping[str, object]:
        return {**some, step: replace(some[step], **{dial: value})} if step in some else some  # type: ignore[type-var]

    return replace(channel, plays=turned(channel.plays), off=turned(channel.off))


def _switched(channel: ChannelPolicy, step: str, *, is_on: bool, is_listed: bool) -> ChannelPolicy:
    """A step on or off; it keeps its dials meanwhile. Channels nobody listed never get a step they never had."""
    if is_on:
        dials = channel.plays.get(step) or channel.off.get(step)
        if dials is None and not is_listed:
            return channel
        on = channel.plays if step in channel.plays else {**channel.plays, step: dials or PLAYS_BY_NAME[step].policy()}
        return replace(channel, plays=on, off={name: one for name, one in channel.off.items() if name != step})
    off = {**channel.off, step: channel.plays[step]} if step in channel.plays else channel.off
    return replace(channel, plays={name: one for name, one in channel.plays.items() if name != step}, off=off)


def value_at(policy: Policy, path: str) -> object:
    """What holds there now, as one would write it; None where nothing is set. Raises LookupError for no setting."""
    place = find_place(policy, path)
    if place is None:
        raise LookupError(f"there is no setting {path!r} that changes while it runs")
    return written(_value(policy, place))


def _value(policy: Policy, place: Place) -> object:  # noqa: PLR0911  # the same
    if place.section in SECTIONS:
        return getattr(getattr(policy, place.section or ""), place.name)
    if place.section == "retention":
        return policy.retention
    if place.section == "topics":
        return policy.topics.get(place.name, ())
    if place.section == "texts":
        language, _, key = place.name.partition(".")
        return policy.texts.get(language, {}).get(key)
    if place.channel is not None:
        return _value_in(policy.channels[place.channel], place)
    if place.section is not None or place.is_step or place.name == "questions":
        own = place.name if place.section is None else f"{place.section}.{place.name}"
        channels = [*policy.channels.values(), *([policy.others] if policy.others is not None else [])]
        shared = [one for one in channels if own not in one.own] or channels
        if place.is_step:
            return any(place.name in one.plays for one in shared)
        known = [one for one in shared if place.section is None or place.section in {*one.plays, *one.off}]
        return _value_in(known[0], place) if known else default_at(place)
    return getattr(policy, place.name)


def _value_in(channel: ChannelPolicy, place: Place) -> object:
    if place.section is not None:
        dials = channel.plays.get(place.section) or channel.off.get(place.section)
        return getattr(dials, place.name) if dials is not None else default_at(place)
    if place.is_step:
        return place.name in channel.plays
    return getattr(channel, OF_A_CHANNEL[place.name])


def default_at(place: Place) -> object:
    """What holds where nobody set anything."""
    if place.section is not None and place.section in PLAYS_BY_NAME:
        return getattr(PLAYS_BY_NAME[place.section].policy(), place.name)
    if place.is_step:
        return True
    if place.section == "topics":
        return ()
    if place.section == "texts":
        return None
    kind: type = Policy if place.channel is None else ChannelPolicy
    name = OF_A_CHANNEL[place.name] if place.channel is not None else place.name
    if place.section == "retention":
        name = "retention"
    elif place.section is not None:
        return getattr(_section_default(place.section), place.name)
    elif name == "questions":
        kind = ChannelPolicy
    found = next(one for one in fields(kind) if one.name == name)
    return found.default if not callable(found.default_factory) else found.default_factory()


def _section_default(section: str) -> object:
    found = next(one for one in fields(Policy) if one.name == section)
    assert callable(found.default_factory)
    return found.default_factory()
