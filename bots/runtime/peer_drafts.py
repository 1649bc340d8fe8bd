"""Looks up what the play of drafts sees of a draft that a helper has before the team."""

from collections.abc import Iterator

from bots.runtime.situations import CLEARLY, Lookups
from engagement.actions import Reach, Say
from engagement.ids import MemberId, ThreadId
from engagement.modelling.asking import Use
from engagement.modelling.wanted import KIND as WANTED
from engagement.modelling.wanted import wanted_id
from engagement.peer_drafts import KIND, PeerDraft, To
from engagement.people import Purpose
from engagement.plays.draft_answer import PLAY, DraftAnswerPolicy
from engagement.plays.similar_threads import SimilarThreadsPolicy
from engagement.restraint import Go, may_still
from engagement.situation import Situation
from engagement.threads import Thread

_ANSWERED = frozenset({"answered", "answered by somebody else"})
"""Results of an ask that are no answer to the ask itself."""


def peer_draft(look: Lookups, s: Situation) -> PeerDraft | None:
    """Nothing where teams alone see drafts, or no model makes any."""
    thread, policy = s.thread, None
    if thread is not None:
        policy = look.community.play_dials(PLAY, thread.channel)
    if thread is None or look.community.policy.assume_willing or not isinstance(policy, DraftAnswerPolicy):
        return None
    entries = look.ledger.entries
    is_used = policy.to is To.PEER_FIRST and look.community.policy.model.may(Use.DRAFT)
    given = entries.find(KIND, thread=thread.id)
    if not is_used and not given:
        return None
    wanted = entries.get(WANTED, wanted_id(Use.DRAFT, thread.id))
    helper = given[0].member if given else wanted.member if wanted is not None else None
    is_new = wanted is None and not given
    return PeerDraft(
        wanted=wanted if wanted is not None and wanted.member is not None else None,
        given=given[0] if given else None,
        willing=tuple(_willing(look, thread)) if is_new else (),
        solved=solved_like(look, thread) if is_new else (),
        why_not=_why_not(look, s, thread.id, helper) if helper is not None else "",
        has_passed=helper is not None and _has_passed(look, thread, helper),
    )


def solved_like(look: Lookups, thread: Thread) -> tuple[ThreadId, ...]:
    """Solved conversations clearly like this one, as many as are shown to whoever asks, the most alike first."""
    offered = SimilarThreadsPolicy()
    some = look.similar(thread, least=max(CLEARLY, offered.threshold))
    return tuple(one.thread for one in some if one.is_solved)[: offered.at_most]


def _willing(look: Lookups, thread: Thread) -> Iterator[MemberId]:
    """Who is being asked in this batch, in private and at once, and agreed to a model."""
    for row in list(look.decided.values()):
        is_now = row.is_ask and row.thread == thread.id and row.not_before is None and row.state == "new"
        member = row.to_member
        if is_now and row.body.get("reach") == Reach.MEMBER and member is not None and _agreed(look, member):
            yield member


def _agreed(look: Lookups, member: MemberId) -> bool:
    return look.ledger.people.consents(member).get(Purpose.MODEL_USE, False)


def _why_not(look: Lookups, s: Situation, thread: ThreadId, helper: MemberId) -> str:
    """Their word, and the hour: as for an ask that has waited."""
    if look.community.policy.is_paused:
        return "everything to members is paused"
    if not _agreed(look, helper):
        return "the helper who was asked did not agree to a model"
    ask = Say(text="", reach=Reach.MEMBER, to=helper, thread=thread, purpose=Purpose.ASK_ME)
    gate = may_still(ask, look.standing_for(ask, s.now), look.community.policy, s.now)
    return "" if isinstance(gate, Go) else gate.reason


def _has_passed(look: Lookups, thread: Thread, helper: MemberId) -> bool:
    """Whether they said no to the question itself."""
    since = thread.root_at
    rows = look.ledger.outbox.to_members([helper], since).get(helper, ()) if since is not None else ()
    results = (
        decision.result
        for row in rows
        if row.is_ask and row.thread == thread.id and (decision := look.ledger.journal.get(row.decision)) is not None
    )
    return any(result not in {None, "on_it", *_ANSWERED} for result in results)
