"""Looks up which questions that teams have may be the same as the one in hand."""

from collections.abc import Mapping, Sequence

from bots.runtime.situations import CLEARLY, Lookups
from engagement.entries import Entry
from engagement.escalating.escalation import Escalation
from engagement.ids import MessageId, ThreadId, is_private_place
from engagement.modelling.asking import Use
from engagement.same_questions import KIND, MOST, WITHIN, Doubles, Other, proposal_id
from engagement.situation import Situation
from engagement.threads import Thread


def doubles(look: Lookups, s: Situation) -> Doubles | None:
    """Nothing where no model is asked and none was."""
    if s.thread is None or look.community.policy.assume_willing:
        return None
    proposed = look.ledger.entries.get(KIND, proposal_id(s.thread.id))
    if proposed is None and not s.policy.model.may(Use.DUPLICATES):
        return None
    if proposed is None:
        return Doubles(others=others(look, s.thread))
    return Doubles(
        others=_held(look, [found] if (found := _meant(look, proposed)) is not None else []), proposed=proposed
    )


def _meant(look: Lookups, proposed: Entry) -> Escalation | None:
    """The other question of a proposal, while a team has it as one of its own."""
    thread = ThreadId(MessageId(proposed.text("other")))
    found = look.ledger.escalations.of_thread(thread)
    return found if found is not None and found.is_running and found.thread == thread else None


def others(look: Lookups, thread: Thread) -> tuple[Other, ...]:
    """Other questions that teams have, asked in the open within two weeks, the latest first."""
    ledger = look.ledger.escalations
    newest = sorted(ledger.running(), key=lambda e: (e.opened_at, e.id), reverse=True)
    since = (thread.root_at or newest[0].opened_at) - WITHIN if newest else None
    some = [
        e for e in newest
        if e.thread != thread.id and since is not None and e.opened_at >= since and not e.is_private
        and not is_private_place(e.channel)
    ][:MOST]  # fmt: skip
    return _held(look, some, {one.thread: one.score for one in look.similar(thread, least=CLEARLY)})


def _held(
    look: Lookups, some: Sequence[Escalation], alike: Mapping[ThreadId, float] | None = None
) -> tuple[Other, ...]:
    dials = {name: look.ledger.escalations.policy(name) for name in {e.policy for e in some}}
    words = alike or {}
    return tuple(
        Other(escalation=e, governance=kept, words=words.get(e.thread, 0.0))
        for e in some
        if (kept := dials[e.policy]) is not None
    )
