"""What does Hubbub do with one set of settings, and with another, to the same conversations? Decisions in, counts out.

Only what is decided about conversations that began in the time looked at is counted: then all that was known of them
is known here. Nothing of it is about persons: it counts what Hubbub does, as the journal lists it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Final
from zoneinfo import ZoneInfo

from engagement.decisions import Arm, Decision, Outcome

_DONE: Final = (Outcome.ACTED, Outcome.TRIED)
_NOT_TO_MEMBERS: Final = "managers"
MOST_EXAMPLES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What was done. ``days`` counts messages by the day in the community's zone; ``held`` by reason.

    ``asked`` and ``shown`` are questions, ``asks`` the messages to helpers, ``handed`` questions given to a team,
    ``messages`` everything written to members unasked, ``left_alone`` questions of the comparison group. ``wait`` is
    how long it took from a question until helpers were asked, in the middle (the median).
    """

    asked: int = 0
    asks: int = 0
    shown: int = 0
    handed: int = 0
    messages: int = 0
    left_alone: int = 0
    wait: timedelta | None = None
    days: Mapping[date, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was done in each conversation, in order: ``asked``, ``shown``, ``handed``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A conversation in which it would be otherwise."""

    thread: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def deeds_of(decisions: Iterable[Decision], began: Mapping[str, datetime], zone: str) -> Deeds:
    """What these decisions did to these conversations, which began then."""
    days: Counter[date] = Counter()
    held: Counter[str] = Counter()
    asks = messages = 0
    left: set[str] = set()
    done: dict[str, list[str]] = {}
    waits: dict[str, timedelta] = {}
    for one in decisions:
        subject = _thread_of(one)
        if subject not in began:
            continue
        kind = _kind(one)
        if one.arm is Arm.HELD_OUT:
            left.add(subject)
        elif one.outcome is Outcome.HELD:
            held[one.reason] += 1
        if one.outcome not in _DONE:
            continue
        if kind:
            if kind == "asked":
                asks += 1
                waits.setdefault(subject, one.at - began[subject])
            steps = done.setdefault(subject, [])
            if kind not in steps:
                steps.append(kind)
        if _is_unasked(one):
            messages += 1
            days[one.at.astimezone(ZoneInfo(zone)).date()] += 1
    count = Counter(kind for steps in done.values() for kind in steps)
    return Deeds(
        asked=count["asked"], asks=asks, shown=count["shown"], handed=count["handed"], messages=messages,
        left_alone=len(left), wait=median_low(waits.values()) if waits else None, days=dict(days), held=dict(held),
        of={thread: tuple(steps) for thread, steps in sorted(done.items())},
    )  # fmt: skip


def _thread_of(decision: Decision) -> str:
    """The conversation it is about: asks and messages say so in their detail, whomever they go to."""
    thread = decision.detail.get("thread")
    return str(thread) if isinstance(thread, str) and thread else decision.subject


def _kind(decision: Decision) -> str:
    if decision.action == "PromptPeer":
        return "asked"
    if decision.action == "OfferSimilar":
        return "shown"
    what = decision.detail.get("what")
    is_opened = decision.action == "MoveEscalation" and isinstance(what, Sequence) and "opened" in what
    return "handed" if is_opened else ""


def _is_unasked(decision: Decision) -> bool:
    detail = decision.detail
    return bool(detail.get("is_unprompted")) and detail.get("reach") != _NOT_TO_MEMBERS


def examples(before: Deeds, after: Deeds, began: Mapping[str, datetime]) -> list[Example]:
    """Conversations in which something would be otherwise, the latest first."""
    names = {*before.of, *after.of}
    found = [
        Example(thread=name, before=before.of.get(name, ()), after=after.of.get(name, ()))
        for name in names
        if set(before.of.get(name, ())) != set(after.of.get(name, ()))
    ]
    found.sort(key=lambda one: (began[one.thread], one.thread), reverse=True)
    return found[:MOST_EXAMPLES]
