"""What would Hubbub have done about each thread? Reads a journal once, and keeps what a rehearsal's report tells."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engagement.decisions import Decision, Outcome
from engagement.ids import MemberId, MessageId, ThreadId
from engagement.plays import peer_prompt, similar_threads

_WEEK = timedelta(days=7)
_SPEAKING = frozenset({peer_prompt.NAME, similar_threads.NAME})
"""The steps that speak to members about an open question: only their reasons to stay silent are told."""
_TALLIED = frozenset({"Say", "PromptPeer", "OfferSimilar", "TagThread"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One helper who would have been asked, and what spoke for them."""

    at: datetime
    helper: MemberId
    lately: bool
    """Had answered in this channel lately."""
    alike: bool
    """Had answered questions like this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Why nothing was said (or not yet, ``is_later``), by which step."""

    step: str
    reason: str
    is_later: bool


@dataclass(slots=True)
class Told:
    """What Hubbub would have done about one thread."""

    asks: list[Ask] = field(default_factory=list)
    shown_at: datetime | None = None
    """When earlier solved threads would have been shown."""
    shown: int = 0
    silences: list[tuple[datetime, Silence]] = field(default_factory=list)

    @property
    def reasons(self) -> frozenset[Silence]:
        """Every reason once."""
        return frozenset(silence for _, silence in self.silences)

    def asks_before(self, end: datetime | None) -> list[Ask]:
        """The asks that come before ``end`` (None: all of them)."""
        return [ask for ask in self.asks if end is None or ask.at <= end]


@dataclass(slots=True)
class Tally:
    """How often one kind of thing would have been done, and for each thread when first."""

    times: int = 0
    first_at: dict[ThreadId, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Deeds:
    """Everything a journal holds that the report tells."""

    by_thread: dict[ThreadId, Told] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    asks_of: dict[MemberId, list[datetime]] = field(default_factory=dict)

    @property
    def asks(self) -> int:
        """How many asks there are in all."""
        return sum(map(len, self.asks_of.values()))

    @property
    def most_in_a_week(self) -> int:
        """The most asks that fall on one helper within any seven days."""
        return max((_most_within(sorted(times)) for times in self.asks_of.values()), default=0)


def read(decisions: Iterable[Decision]) -> Deeds:
    """What these decisions did or would have done; undone ones count for nothing."""
    deeds = Deeds()
    for decision in decisions:
        if decision.undone_at is None:
            _read_one(deeds, decision)
    for told in deeds.by_thread.values():
        told.asks.sort(key=lambda ask: (ask.at, ask.helper))
    return deeds


def _read_one(deeds: Deeds, decision: Decision) -> None:
    thread = ThreadId(MessageId(str(decision.detail.get("thread") or decision.subject)))
    if decision.outcome in {Outcome.HELD, Outcome.LATER}:
        if decision.play in _SPEAKING and "first_response_s" not in decision.evidence:
            _read_silence(deeds.by_thread.setdefault(thread, Told()), decision)
        return
    if decision.action not in _TALLIED:
        return
    told = deeds.by_thread.setdefault(thread, Told())
    tally = deeds.tallies.setdefault(kind_of(decision), Tally())
    tally.times += 1
    tally.first_at[thread] = min(decision.at, tally.first_at.get(thread, decision.at))
    if decision.action == "PromptPeer":
        helper = MemberId(str(decision.detail.get("helper")))
        told.asks.append(
            Ask(at=decision.at, helper=helper, lately=_has(decision, "recent"), alike=_has(decision, "similar"))
        )
        deeds.asks_of.setdefault(helper, []).append(decision.at)
    elif decision.action == "OfferSimilar":
        similar = decision.detail.get("similar")
        told.shown = len(similar) if isinstance(similar, list | tuple) else 1
        told.shown_at = min(decision.at, told.shown_at or decision.at)


def _read_silence(told: Told, decision: Decision) -> None:
    """A look put off may have several reasons, one for each helper passed over; a plain no has one."""
    is_later = decision.outcome is Outcome.LATER
    reasons = decision.reason.split("; ") if is_later else [decision.reason.partition(": ")[0]]
    told.silences += [
        (decision.at, Silence(step=decision.play, reason=reason, is_later=is_later)) for reason in sorted(set(reasons))
    ]


def kind_of(decision: Decision) -> str:
    """What kind of thing was done: ``ask``, ``show``, ``tag_quiet`` ..., or the step's name with the text's."""
    if decision.action == "PromptPeer":
        return "ask"
    if decision.action == "OfferSimilar":
        return "show"
    if decision.action == "TagThread":
        verb = "tag" if decision.detail.get("is_on", True) else "untag"
        return f"{verb}_{decision.detail.get('tag', '')}"
    text = str(decision.detail.get("text", ""))
    return "open_questions" if decision.play == "open_questions" else text or decision.play


def _has(decision: Decision, part: str) -> bool:
    value = decision.evidence.get(part)
    return isinstance(value, int | float) and value > 0


def _most_within(times: list[datetime]) -> int:
    """The most instants (ascending) within any span of seven days."""
    most = start = 0
    for end, at in enumerate(times):
        while at - times[start] >= _WEEK:
            start += 1
        most = max(most, end - start + 1)
    return most
