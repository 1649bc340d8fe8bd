"""What somebody of sales does with an invitation: join, pass, say that it does not fit, and tell what came of it."""

from collections.abc import Sequence
from dataclasses import replace

from advocacy.invitations import AFTER, STANDING, Invitation, Outcome, State, moved, slot_of
from advocacy.inviting import SalesPromptPolicy, why_not_now, why_over, why_unwanted
from advocacy.pitch import names_employer
from advocacy.sales_cards import AWAY, NAME, STOPPED, TAKEN, UNREGISTERED, edited, kept, withdrawn
from advocacy.sales_desk import SalesDesk
from advocacy.sellers import Seller
from engagement.actions import CancelFollowUps, FollowUp, Reach, Reply, Say, link, words
from engagement.decisions import Act, Hold, Verdict
from engagement.people import Purpose
from engagement.situation import Situation

_MEASURED = ("invite", "silence")
_OUTCOMES = {
    "sales_helped": Outcome.HELPED,
    "sales_nothing": Outcome.NOTHING,
    "sales_stayed_out": Outcome.STAYED_OUT,
}


def why_stale(s: Situation, desk: SalesDesk, policy: SalesPromptPolicy) -> str | None:
    """What has come between since somebody was invited; None: nothing."""
    return why_over(s, desk, policy) or why_not_now(s, desk)


def passed_on(s: Situation, desk: SalesDesk, topics: Sequence[str]) -> list[Verdict]:
    """Take back the invitations of who is away, may be invited no more, or not into this; look for somebody else."""
    verdicts: list[Verdict] = []
    for one in desk.invitations:
        seller = next((each for each in desk.sellers if each.member == one.seller), None)
        why = _why_not(s, seller, one, topics)
        if one.state not in STANDING or why is None:
            continue
        verdicts += withdrawn(desk, [one], why)
        if one.state is State.OPEN:
            again = FollowUp(play=NAME, kind="invite", thread=one.thread, due_at=s.now)
            verdicts.append(Act(action=again, subject=one.thread, reason="look for somebody else"))
    return verdicts


def _why_not(s: Situation, seller: Seller | None, one: Invitation, topics: Sequence[str]) -> str | None:
    if seller is None:
        return STOPPED
    if seller.is_away(s.now):
        return AWAY
    return None if seller.hears(one.occasion, topics) else UNREGISTERED


def _mine(s: Situation) -> tuple[SalesDesk, Invitation] | None:
    """The invitation of whoever presses, into the conversation that the card is about."""
    desk = s.find(SalesDesk)
    one = desk.find(s.the_actor().member) if desk is not None and s.thread is not None else None
    return (desk, one) if desk is not None and one is not None else None


def _said(s: Situation, text: str, reason: str, *, is_there: bool = False, employer: str = "") -> Act:
    fields = {"where": link(s.the_thread().id), "employer": words(employer)} if is_there else {}
    return Act(action=Reply(text=f"{NAME}.{text}", fields=fields), subject=s.the_actor().member, reason=reason)


def _no_more(s: Situation, reason: str) -> Act:
    stop = CancelFollowUps(play=NAME, thread=s.the_thread().id, kinds=_MEASURED)
    return Act(action=stop, subject=s.the_thread().id, reason=reason)


def on_join(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The first taker has it, unless something came between; they hear how to join without selling."""
    found = _mine(s)
    if found is None:
        return [_said(s, "gone", "was not invited there")]
    desk, one = found
    if one.state is State.JOINED:
        return [_said(s, "joining", "joins", is_there=True, employer=s.policy.employer)]
    stale = why_stale(s, desk, policy)
    if stale is not None:
        return [*withdrawn(desk, desk.invitations, stale), _no_more(s, stale), _said(s, "gone", stale)]
    if not desk.may_join(s.the_actor().member):
        return [*withdrawn(desk, [one], STOPPED), _said(s, "gone", STOPPED)]
    if one.state not in STANDING or any(other.state is State.JOINED for other in desk.invitations):
        return [*withdrawn(desk, [one], TAKEN), _said(s, "taken", TAKEN)]
    reason = "joins"
    others = [other for other in desk.invitations if other.id != one.id]
    look = FollowUp(play=NAME, kind="outcome", thread=one.thread, due_at=s.now + policy.outcome_after)
    return [
        kept(moved(one, State.JOINED, joined_at=s.now), one, reason),
        edited(one, "joined", reason),
        *withdrawn(desk, others, TAKEN),
        _no_more(s, reason),
        Act(action=look, subject=one.thread, reason="ask once what came of it"),
        _said(s, "joining", reason, is_there=True, employer=s.policy.employer),
    ]


def on_pass(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Not for them: somebody else may be invited, at once."""
    found = _mine(s)
    if found is None or found[1].state not in STANDING:
        return [_said(s, "gone", "was not invited there")]
    reason = "it is not for them"
    again = FollowUp(play=NAME, kind="invite", thread=found[1].thread, due_at=s.now)
    return [
        kept(moved(found[1], State.PASSED), found[1], reason),
        edited(found[1], "passed", reason),
        Act(action=again, subject=found[1].thread, reason="look for somebody else"),
        _said(s, "passing", reason),
    ]


def on_unfitting(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The conversation does not fit: nobody else is invited, and what led there says less from now on."""
    found = _mine(s)
    if found is None or found[1].state not in STANDING:
        return [_said(s, "gone", "was not invited there")]
    desk, one = found
    reason = "somebody of sales says that it does not fit"
    others = [other for other in desk.invitations if other.id != one.id]
    return [
        kept(moved(one, State.UNFITTING), one, reason),
        edited(one, "unfitting", reason),
        *withdrawn(desk, others, reason),
        _no_more(s, reason),
        _said(s, "noted", reason),
    ]


def on_outcome(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """A day after somebody joined: ask once what came of it."""
    desk, thread = s.find(SalesDesk), s.the_thread()
    some = desk.invitations if desk is not None else ()
    one = next((each for each in some if each.state is State.JOINED and each.outcome is None), None)
    if desk is None or one is None:
        return [Hold(subject=thread.id, reason="nobody of sales joined")]
    unwanted = why_unwanted(s, desk, policy)
    if unwanted is not None:
        return [Hold(subject=thread.id, reason=unwanted)]
    say = Say(
        text=f"{NAME}.outcome",
        reach=Reach.MEMBER,
        to=one.seller or "",
        fields={"where": link(thread.id)},
        controls=(*_OUTCOMES, "why"),
        thread=thread.id,
        purpose=Purpose.SALES,
        slot=f"{slot_of(one)}:outcome",
    )
    return [Act(action=say, subject=thread.id, reason="somebody of sales joined a day ago")]


def on_told(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """What came of it, in one click."""
    found, outcome = _mine(s), _OUTCOMES.get(getattr(s.event, "control", ""))
    if found is None or found[1].state is not State.JOINED or outcome is None:
        return [_said(s, "gone", "was not invited there")]
    reason = "somebody of sales told what came of it"
    return [kept(replace(found[1], outcome=outcome), found[1], reason), _said(s, "thanks", reason)]


def on_wrote(s: Situation, desk: SalesDesk, policy: SalesPromptPolicy) -> list[Verdict]:
    """Whoever joined wrote there for the first time: it should say where they work; see later how it went on."""
    message, thread = s.message, s.the_thread()
    one = desk.find(message.author) if message is not None else None
    if message is None or one is None or one.state is not State.JOINED or one.wrote_at is not None:
        return []
    reason = "somebody of sales wrote there"
    look = FollowUp(play=NAME, kind="after", thread=thread.id, due_at=message.at + AFTER)
    verdicts: list[Verdict] = [
        kept(replace(one, wrote_at=message.at), one, reason),
        Act(action=look, subject=thread.id, reason="see whether the conversation goes on"),
    ]
    if not s.text or names_employer(s.text, s.policy.employer):
        return verdicts
    say = Say(
        text=f"{NAME}.employer",
        reach=Reach.MEMBER,
        to=message.author,
        fields={"where": link(message.id), "employer": words(s.policy.employer)},
        controls=("why",),
        thread=thread.id,
        purpose=Purpose.SALES,
        useful_for=policy.outcome_after,
        slot=f"{slot_of(one)}:employer",
    )
    return [*verdicts, Act(action=say, subject=thread.id, reason="it does not say where whoever joined works")]
