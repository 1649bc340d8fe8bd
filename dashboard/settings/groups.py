"""The settings in groups, as the manager's guide has them: the community, how loud, channels, topics, the steps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bots.voice.rendering import Voice
from config import dials
from config.dials import Dial
from config.overriding import SECTIONS, TEXTS
from config.sentences import load_sentences
from engagement.policy import Policy

_CHANNEL, _STEP_OF = "channel:", "step-of:"
_NAME: Final = re.compile(r"`([^`:]+):?`")
_PLAIN: Mapping[str, tuple[str, str]] = {
    "community": (
        "The community",
        "Whether Hubbub writes at all, where managers are told, in which languages, and how long words are kept.",
    ),
    "purpose": ("What the community is for", "In three short sentences of your own; members see them."),
    "restraint": (
        "How loud it may be",
        "How often helpers are asked, when nobody is, and how much Hubbub may say in a channel, all steps together.",
    ),
    "comparison": ("The comparison group", "Some questions are left alone, to see whether Hubbub helps at all."),
    "grouping": ("What makes a conversation", "How messages become conversations."),
    "topics": ("Topics", "The words by which each topic is told. Helpers choose topics."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One form: ``name`` stands in its address. ``kind``: ``community``, ``channel`` or ``step``."""

    name: str
    title: str
    told: str
    kind: str
    is_on: bool | None = None
    """Of a step: whether it is on anywhere; None where it cannot be off."""


def groups_of(policy: Policy, voice: Voice) -> Iterator[Group]:
    """All of them, in the order of the page."""
    for name, (title, told) in _PLAIN.items():
        yield Group(name=name, title=title, told=told, kind="community")
    for channel in policy.channels:
        told = "Whether Hubbub writes here, what counts as a question, and which steps are on."
        yield Group(name=f"{_CHANNEL}{channel}", title=f"#{channel}", told=told, kind="channel")
    for step in dials.STEPS:
        if dials.has_dials(step):
            yield _step(policy, voice, step)


def _step(policy: Policy, voice: Voice, step: str) -> Group:
    switch = next((one for one in dials.of_step(policy, step) if one.path == step), None)
    return Group(
        name=step, title=voice.label(f"steps.{step}", "en"), told=_about(step),
        kind="step", is_on=bool(switch.value) if switch is not None else None,
    )  # fmt: skip


def _about(step: str) -> str:
    said = _NAME.sub(r"\1", load_sentences().get(step, ""))
    before, colon, after = said.partition(": ")
    return after[:1].upper() + after[1:] if colon else before


def named(policy: Policy, path: str) -> str:
    """What a setting is called in its form, a step's switch with the step's name; "" for what has no form."""
    if path.startswith(TEXTS):
        return ""
    try:
        return titled(dials.describe(policy, path)).told.removesuffix(".")
    except LookupError:
        return ""


def titled(dial: Dial) -> Dial:
    """The switch of a step as it is called where no heading names the step; other settings as they are."""
    step, colon, _ = load_sentences().get(dial.path, "").partition(": ")
    return replace(dial, told=f"{step}: whether this step is on.") if dial.kind == "switch" and colon else dial


def find_group(policy: Policy, voice: Voice, name: str) -> Group | None:
    """The group called so; a step of one channel is ``step-of:<step>:<channel>``."""
    if name.startswith(_STEP_OF):
        step, _, channel = name.removeprefix(_STEP_OF).partition(":")
        if step not in dials.STEPS or channel not in policy.channels or not dials.has_dials(step):
            return None
        whole = _step(policy, voice, step)
        told = f"Here alone, whatever holds elsewhere. {whole.told}"
        return Group(name=name, title=f"{whole.title} in #{channel}", told=told, kind="channel", is_on=whole.is_on)
    return next((group for group in groups_of(policy, voice) if group.name == name), None)


def dials_of(policy: Policy, group: Group) -> Sequence[Dial]:
    """What stands in its form."""
    if group.name.startswith(_STEP_OF):
        step, _, channel = group.name.removeprefix(_STEP_OF).partition(":")
        return dials.of_step(policy, step, channel)
    if group.name.startswith(_CHANNEL):
        return dials.of_channel(policy, group.name.removeprefix(_CHANNEL))
    found = {"community": dials.of_community, "comparison": dials.of_comparison, "topics": dials.of_topics}
    if group.name in found:
        return found[group.name](policy)
    if group.name in SECTIONS:
        return dials.of_section(policy, group.name)
    return dials.of_step(policy, group.name)


def steps_of_channel(policy: Policy, voice: Voice, group: Group) -> Sequence[tuple[str, str]]:
    """For a channel: each step that has dials, as the name of its group there and its title."""
    channel = group.name.removeprefix(_CHANNEL)
    if not group.name.startswith(_CHANNEL):
        return ()
    return [
        (f"{_STEP_OF}{step}:{channel}", voice.label(f"steps.{step}", "en"))
        for step in dials.STEPS
        if any(one.path != f"channels.{channel}.{step}" for one in dials.of_step(policy, step, channel))
    ]
