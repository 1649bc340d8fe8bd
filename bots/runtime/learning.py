"""What a play is shown of a week of questions that teams had."""

from bots.runtime.escalating import rooms_of
from bots.runtime.situations import Lookups
from engagement.escalating.dials import Governance
from engagement.escalating.escalation import Escalation
from engagement.escalating.learned import Week
from engagement.situation import Situation
from engagement.threads import ThreadState

_GONE = frozenset({ThreadState.DELETED, ThreadState.MERGED})


def week(look: Lookups, s: Situation) -> Week | None:
    """What came to the teams within the span, and what ended well then; None where there is no team."""
    governance = look.community.policy.governance
    if governance is None or not governance.teams or s.span is None:
        return None
    since, until = s.span
    escalations = look.ledger.escalations
    solved = escalations.solved(since, until)
    return Week(
        governance=governance,
        rooms=rooms_of(look, governance),
        cases=tuple(escalations.handled(since, until)),
        solved=tuple(e for e in solved if _may_be_linked(look, governance, e)),
        used=tuple(escalations.answers_used(since, until)),
    )


def _may_be_linked(look: Lookups, governance: Governance, e: Escalation) -> bool:
    """Whether it is neither private nor about anything sensitive, and still stands where everybody may read it."""
    thread, channel = look.desk.thread(e.thread), look.community.channels.get(e.channel)
    is_closed = e.is_private or not set(governance.sensitive_topics).isdisjoint(e.topics)
    is_open = channel is not None and not channel.is_private
    return thread is not None and thread.state not in _GONE and is_open and not is_closed
