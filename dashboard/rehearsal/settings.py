"""With which settings is an export rehearsed? Those that hold, a few that a form offers, and what was pasted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from config.dials import Dial, describe
from config.overriding import find_place, overridden, value_at
from config.pasted import with_pasted
from config.playbook import PLAYS
from dashboard.settings.forms import Entry, entries_of, read_form
from dashboard.settings.groups import titled
from engagement.errors import ConfigError
from engagement.play import Play
from engagement.policy import ChannelPolicy, Policy

OFFERED: Final = (
    "questions", "similar_threads", "peer_prompt", "peer_prompt.wait", "peer_prompt.second_wait",
    "peer_prompt.helpers_per_ring", "restraint.helper_asks_per_day", "restraint.helper_asks_per_week",
    "restraint.quiet_from", "restraint.quiet_until", "escalation.after",
)  # fmt: skip
"""Those that change most of what a rehearsal tells (ours)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What is rehearsed: ``tried`` is None where something is wrong, which the entries or ``error`` say."""

    tried: Policy | None
    entries: Sequence[Entry]
    pasted: str = ""
    error: str = ""


def everywhere(policy: Policy) -> Policy:
    """The policy as it is for an export, of which every public channel is read: by the community's own settings."""
    known = [*policy.channels.values(), *([policy.others] if policy.others is not None else [])]
    on: dict[str, Any] = {}
    off: dict[str, Any] = {}
    for play in PLAYS:
        is_on = value_at(policy, play.name) if known else True
        (on if is_on else off)[play.name] = _shared(known, play)
    questions = next((one.questions for one in known if "questions" not in one.own), ChannelPolicy(name="*").questions)
    return replace(policy, others=ChannelPolicy(name="*", questions=questions, plays=on, off=off))


def _shared(known: Sequence[ChannelPolicy], play: Play) -> object:
    """A step's dials as they are for the community: of a channel that has set none of them for itself, if there is."""
    some = [(one, one.plays.get(play.name) or one.off.get(play.name)) for one in known]
    own = f"{play.name}."
    found = [(any(path.startswith(own) for path in one.own), dials) for one, dials in some if dials is not None]
    return min(found, key=lambda pair: pair[0])[1] if found else play.policy()


def offered(policy: Policy) -> Sequence[Dial]:
    """The settings in the form."""
    return [titled(describe(policy, path)) for path in OFFERED if find_place(policy, path) is not None]


def fresh(policy: Policy) -> Chosen:
    """The form as it stands first."""
    return Chosen(tried=policy, entries=entries_of(offered(policy), {}))


def chosen(policy: Policy, form: Mapping[str, str]) -> Chosen:
    """What a form asks for, on top of what holds."""
    read = read_form(policy, offered(policy), {}, form)
    pasted = form.get("pasted", "")
    if read.is_wrong:
        return Chosen(tried=None, entries=read.entries, pasted=pasted)
    tried = policy
    for one in read.wanted:
        tried = overridden(tried, one.path, one.value) or tried
    try:
        tried = with_pasted(tried, pasted)
    except ConfigError as error:
        return Chosen(tried=None, entries=read.entries, pasted=pasted, error=str(error))
    if tried.others is None:
        tried = everywhere(tried)
    return Chosen(tried=tried, entries=read.entries, pasted=pasted)
