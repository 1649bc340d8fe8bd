"""What a rehearsal left unanswered, read for the governance models: questions, and dials where there are none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bots.runtime.community import Community
from engagement.escalating.compared import Asked, handed_over_at, made_up
from engagement.escalating.dials import Governance, Severity
from engagement.escalating.going_on import NAME
from engagement.escalating.routing import Facts
from engagement.escalating.signs import severity_of
from engagement.ids import ChannelId, external_of, workspace_of
from engagement.plays.escalation import EscalationPolicy
from engagement.ports import Ledger
from engagement.records import ThreadFigures, Within, Words
from engagement.threads import Thread, ThreadState

_AT_ONCE = 500
_GONE = frozenset({ThreadState.DELETED, ThreadState.MERGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """The questions that would have been handed to a team, of so many; ``is_made_up``: the dials are from the export.

    ``waits``: how long peers had, the least and the most, in working time of the team that looks first.
    """

    governance: Governance
    is_made_up: bool
    asked: tuple[Asked, ...]
    questions: int
    waits: tuple[timedelta, timedelta]


def read_unanswered(community: Community, ledger: Ledger, own: Governance | None, end: datetime) -> Unanswered:
    """Every question that no human but the asker answered until it would have been handed over, by ``end``.

    ``own`` are the community's dials of escalation, None where it has none. When a question would have been handed
    over is worked out under the model that the dials name, so that it is the same for all models. Questions of
    channels where the play is switched off, or where Hubbub was not invited, are left out.
    """
    governance = (
        own if own is not None and own.teams else made_up(busiest(community, ledger), community.policy.timezone)
    )
    questions = [one for one in ledger.figures.threads(Within()) if _is_question(community, one)]
    asked: list[Asked] = []
    for start in range(0, len(questions), _AT_ONCE):
        some = questions[start : start + _AT_ONCE]
        names = [one.thread for one in some if one.thread is not None]
        threads, words = ledger.conversations.threads(names), ledger.conversations.words_of(names)
        for name in names:
            one = _asked(community, governance, threads.get(name), words.get(name, ()))
            if one is not None and one.facts.at <= end:
                asked.append(one)
    waits = [wait for dials in _dials(community) for wait in (dials.after, dials.after_high)]
    return Unanswered(
        governance=governance, is_made_up=governance is not own, asked=tuple(asked), questions=len(questions),
        waits=(min(waits, default=timedelta()), max(waits, default=timedelta())),
    )  # fmt: skip


def busiest(community: Community, ledger: Ledger) -> list[str]:
    """The channels that are read, by messages of people, the busiest first."""
    counts: Counter[str] = Counter()
    for one in ledger.figures.day_counts(Within()):
        if not one.is_bot and community.dials(one.channel) is not None and one.channel in community.channels:
            counts[community.channels[one.channel].name] += one.messages
    return sorted(counts, key=lambda name: (-counts[name], name))


def _dials(community: Community) -> list[EscalationPolicy]:
    found = (_play_dials(community, channel) for channel in sorted(community.channels))
    return [dials for dials in found if dials is not None]


def _play_dials(community: Community, channel: ChannelId) -> EscalationPolicy | None:
    dials = community.dials(channel)
    found = dials.plays.get(NAME) if dials is not None else None
    return found if isinstance(found, EscalationPolicy) else None


def _is_question(community: Community, one: ThreadFigures) -> bool:
    is_on = _play_dials(community, one.channel) is not None
    return is_on and bool(one.modes & community.flag(one.channel)) and one.thread is not None


def _asked(community: Community, governance: Governance, thread: Thread | None, words: Sequence[Words]) -> Asked | None:
    """The question as it stood when it would have been handed over; None when it was settled by then."""
    if thread is None or thread.root_at is None or thread.asker is None or thread.state in _GONE:
        return None
    facts = _facts(community, governance, thread, words, thread.root_at)
    dials = _play_dials(community, thread.channel) or EscalationPolicy()
    after = dials.after_high if facts.severity >= Severity.HIGH else dials.after
    at = handed_over_at(facts, governance, after)
    if any(settled is not None and settled <= at for settled in (thread.first_reply_at, thread.solved_at)):
        return None
    return Asked(thread=thread.id, asker=thread.asker, facts=replace(facts, at=at))


def _facts(community: Community, governance: Governance, thread: Thread, words: Sequence[Words], at: datetime) -> Facts:
    known, dials = community.channels.get(thread.channel), community.dials(thread.channel)
    asked = "\n".join(one.text for one in words if one.message == thread.id)
    severity, _ = severity_of(
        asked, dials=governance.severity, tier="", asked_alike=1, is_repeated=False, is_flagged=False
    )
    return Facts(
        topics=thread.topics or (dials.topics if dials is not None else ()),
        channel=known.name if known is not None else external_of(thread.channel),
        channel_id=thread.channel,
        workspace=workspace_of(thread.channel),
        severity=severity,
        language=thread.language or "",
        at=at,
    )
