"""Invite somebody of sales, who enrolled for it, where a question is answered already and a story would help."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from advocacy import enrolling_sales, invited
from advocacy.asks import look_entry
from advocacy.invitations import (
    AFTER,
    KIND,
    WEEK,
    Case,
    Invitation,
    State,
    case_to_entry,
    moved,
    new_invitation,
    taken,
)
from advocacy.inviting import (
    OVER,
    SWITCHED_OFF,
    WITH_A_TEAM,
    SalesPromptPolicy,
    choose,
    fit_of,
    why_never,
    why_not_now,
    why_over,
)
from advocacy.occasions import REASONS, Fit, Occasion
from advocacy.programme import Look
from advocacy.sales_cards import NAME, TAKEN, card, kept, speaker_for, withdrawn
from advocacy.sales_desk import SalesDesk, SalesRecord, Speakers
from engagement.actions import CancelFollowUps, FollowUp, Keep, Lane, Reach, Say, words
from engagement.decisions import Act, Hold, Verdict
from engagement.ids import MemberId
from engagement.looked_after import Whom
from engagement.play import Play, Standing
from engagement.shown import Choices
from engagement.situation import Situation
from engagement.threads import Thread, ThreadState

_LATELY = timedelta(days=28)
_BY_TIME = ("find", "invite", "silence")


def _look(kind: str, s: Situation, after: timedelta, reason: str) -> Act:
    thread = s.the_thread()
    look = FollowUp(play=NAME, kind=kind, thread=thread.id, due_at=s.now + after)
    return Act(action=look, subject=thread.id, reason=reason)


# --- what happens in the conversation -----------------------------------------------------------------------------


def on_reply(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Somebody wrote: is it the first answer, whoever joined, or is something the matter now?"""
    desk, thread, message = s.find(SalesDesk), s.the_thread(), s.message
    if desk is None or message is None or s.is_late:
        return []
    verdicts = invited.on_wrote(s, desk, policy)
    stale = invited.why_stale(s, desk, policy) if desk.invitations else None
    if stale is not None:
        others = replace(desk, invitations=tuple(one for one in desk.invitations if one.seller != message.author))
        return [*verdicts, *_end(s, others, stale)]
    is_news = message.author == thread.asker or not (s.before is not None and s.before.is_answered)
    if not thread.is_answered or not is_news or desk.case is not None or desk.invitations:
        return verdicts
    fit, _ = fit_of(desk)
    if fit is not None and desk.sellers:
        verdicts.append(_look("find", s, policy.wait, "see whether it goes well without anybody of sales"))
    return verdicts


def on_over(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The question is solved or gone."""
    desk, thread = s.find(SalesDesk), s.the_thread()
    if desk is None or thread.state is ThreadState.OPEN:
        return []
    return _end(s, desk, OVER)


def on_escalation(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """A team has it now: nobody of sales is wanted there."""
    desk = s.find(SalesDesk)
    move = s.escalating.move if s.escalating is not None else None
    if desk is None or s.thread is None or move is None or not move.escalation.is_running:
        return []
    return _end(s, desk, WITH_A_TEAM)


def on_changed(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """A setting, the channel, whoever asked or who was invited is not what they were: what is stale goes at once."""
    desk = s.find(SalesDesk)
    if desk is None:
        return []
    stale = invited.why_stale(s, desk, policy)
    if stale is None and (s.dials is None or NAME not in s.dials.plays):
        stale = SWITCHED_OFF
    if stale is not None:
        return _end(s, desk, stale)
    if fit_of(replace(desk, muted=frozenset()))[0] is None:
        return _end(s, desk, "it reads like an ordinary question")
    return invited.passed_on(s, desk, _topics(s, s.the_thread()))


def _end(s: Situation, desk: SalesDesk, because: str) -> list[Verdict]:
    taken_back = withdrawn(desk, desk.invitations, because)
    if not taken_back and not any(one.state is State.PASSED for one in desk.invitations):
        return []
    stop = CancelFollowUps(play=NAME, thread=s.the_thread().id, kinds=_BY_TIME)
    return [*taken_back, Act(action=stop, subject=s.the_thread().id, reason=because)]


# --- looking again ----------------------------------------------------------------------------------------------------


def on_find(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Half an hour without trouble has passed: does it fit what somebody registered for?"""
    desk, thread = s.find(SalesDesk) or SalesDesk(), s.the_thread()
    why = why_never(s, desk, policy) or why_not_now(s, desk)
    if why is not None:
        return [Hold(subject=thread.id, reason=why)]
    fit, plain = fit_of(desk)
    if fit is None:
        return [Hold(subject=thread.id, reason=plain)]
    if not any(one.hears(fit.occasion, _topics(s, thread)) for one in desk.sellers):
        return [Hold(subject=thread.id, reason="nobody registered for this", evidence=_evidence(fit))]
    case = Case(thread=thread.id, at=s.now, asker=thread.asker)
    reason = REASONS[fit.occasion]
    return [
        Act(action=Keep(entry=case_to_entry(case)), subject=thread.id, reason=reason, evidence=_evidence(fit)),
        _look("invite", s, timedelta(0), "look for somebody of sales"),
        _look("went_on", s, AFTER, "see whether the conversation goes on"),
    ]


def _topics(s: Situation, thread: Thread) -> tuple[str, ...]:
    return thread.topics or (s.dials.topics if s.dials is not None else ())


def _evidence(fit: Fit) -> dict[str, object]:
    """Phrases of our own lists, nobody's words."""
    return {"signs": list(fit.signs)}


def on_invite(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Invite whoever's turn it is, or say why nobody is."""
    desk, thread = s.find(SalesDesk) or SalesDesk(), s.the_thread()
    case = desk.case
    why = why_never(s, desk, policy) or why_not_now(s, desk)
    fit, plain = fit_of(desk)
    if why is None and any(one.state is State.JOINED for one in desk.invitations):
        why = TAKEN
    elif why is None and any(one.state is State.UNFITTING for one in desk.invitations):
        why = "somebody of sales says that it does not fit"
    elif why is None and len(desk.invitations) > policy.others:
        why = "enough people of sales were invited"
    if why is not None or fit is None or case is None or s.is_late:
        reason = why or (plain if fit is None else OVER)
        return [Hold(subject=thread.id, reason=reason), *_end(s, desk, reason)]
    choice = choose(s, desk, fit, _topics(s, thread), policy)
    if choice.seller is None and choice.again_at is not None:
        return [_look("invite", s, choice.again_at - s.now, choice.why)]
    if choice.seller is None:
        return [Hold(subject=thread.id, reason=choice.why, evidence=_evidence(fit))]
    one = new_invitation(case, choice.seller.member, fit.occasion, fit.signs, s.now)
    return [
        kept(one, None, "look for somebody of sales"),
        _invite(s, one, fit, policy),
        *_seen(s, choice.seller.member),
        _look("silence", s, policy.patience, "see whether they answer the invitation"),
    ]


def _seen(s: Situation, seller: MemberId) -> list[Verdict]:
    """Whoever the card names sees that they were shown to somebody, as everybody in the directory does."""
    speaker = speaker_for(s, _topics(s, s.the_thread()), s.the_thread().asker)
    if speaker is None:
        return []
    look = look_entry(Look(member=speaker, by=seller, at=s.now), 0)
    return [Act(action=Keep(entry=look), subject=speaker, reason="named in an invitation to sales")]


def _invite(s: Situation, one: Invitation, fit: Fit, policy: SalesPromptPolicy) -> Act:
    thread = s.the_thread()
    say = card(s, one, _topics(s, thread), policy)
    return Act(action=say, subject=thread.id, reason=REASONS[one.occasion], evidence=_evidence(fit))


def on_silence(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Nothing was pressed for hours: somebody else is looked for; the first one may join all the same."""
    desk, thread = s.find(SalesDesk) or SalesDesk(), s.the_thread()
    lapsed = [one for one in desk.invitations if one.state is State.OPEN]
    if not lapsed:
        return [Hold(subject=thread.id, reason="the invitation was answered")]
    reason = "the invitation was not answered"
    changed = {one.id: moved(one, State.LAPSED) for one in lapsed}
    now = replace(desk, invitations=tuple(changed.get(one.id, one) for one in desk.invitations))
    rest = on_invite(replace(s, shown={**s.shown, SalesDesk: now}), policy)
    return [*(kept(changed[one.id], one, reason) for one in lapsed), *rest]


def on_after(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Two days after somebody of sales wrote: did whoever asked, or peers, write again?"""
    desk, thread = s.find(SalesDesk) or SalesDesk(), s.the_thread()
    one = next((each for each in desk.invitations if each.wrote_at is not None and each.went_on is None), None)
    if one is None or one.wrote_at is None:
        return [Hold(subject=thread.id, reason="nobody of sales joined")]
    went_on = any(one.wrote_at < at <= one.wrote_at + AFTER for at in desk.by_peers)
    return [kept(replace(one, went_on=went_on), one, _how(went_on=went_on))]


def on_went_on(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The same, two days after it was found, also where nobody was invited; no card stands longer than that."""
    desk, thread = s.find(SalesDesk) or SalesDesk(), s.the_thread()
    case = desk.case
    if case is None:
        return [Hold(subject=thread.id, reason=OVER)]
    went_on = any(case.at < at <= case.at + AFTER for at in desk.by_peers)
    looked = replace(case, went_on=went_on, is_left_alone=desk.is_left_alone)
    keep = Keep(entry=case_to_entry(looked), before=case_to_entry(case))
    over = why_over(s, desk, policy)
    ended = _end(s, desk, over) if over is not None else []
    return [Act(action=keep, subject=thread.id, reason=_how(went_on=went_on)), *ended]


def _how(*, went_on: bool) -> str:
    return "the conversation went on" if went_on else "the conversation did not go on"


def on_daily(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Under half of the invitations are acted on: managers hear of it, with the kinds, and nobody's name."""
    record = s.find(SalesRecord)
    lately = [one for one in record.invitations if s.now - one.at < _LATELY] if record is not None else []
    found = taken(lately)
    if not found.is_too_few:
        return []
    kinds = [each for each in (taken(lately, occasion) for occasion in Occasion) if each.answered]
    say = Say(
        text=f"{NAME}.tuned",
        reach=Reach.MANAGERS,
        to="",
        fields={"answered": words(str(found.answered)), "joined": words(str(found.joined))},
        items=tuple(
            {
                "why": words(REASONS[each.occasion] if each.occasion is not None else ""),
                "answered": words(str(each.answered)),
                "joined": words(str(each.joined)),
                "unfitting": words(str(each.unfitting)),
            }
            for each in kinds
        ),
        controls=("why",),
        is_unprompted=False,
        lane=Lane.DIGEST,
        slot=f"sales_tuned:{s.now:%Y-%m}",
    )
    return [Act(action=say, subject=s.community, reason="under half of the invitations to sales are acted on")]


_SHOWN = frozenset({SalesDesk})
_STANDING = Standing(
    kind=KIND, states=tuple(state.value for state in (State.OPEN, State.LAPSED, State.JOINED)), within=WEEK
)
"""Also whoever joined: a no may keep them out yet."""
_LOOKS = ("outcome", "after", "went_on")
_BUTTONS = {
    "sales_join": invited.on_join,
    "sales_pass": invited.on_pass,
    "sales_unfitting": invited.on_unfitting,
    "sales_helped": invited.on_told,
    "sales_nothing": invited.on_told,
    "sales_stayed_out": invited.on_told,
    "sales_settings": enrolling_sales.on_settings,
    "sales_stop": enrolling_sales.on_stop,
    "no_sales": enrolling_sales.on_no_sales,
    "yes_sales": enrolling_sales.on_yes_sales,
    "privacy_stop": enrolling_sales.on_stopped_all,
    "privacy_erase_yes": enrolling_sales.on_stopped_all,
}
_COMMANDS = {
    "sales": enrolling_sales.on_sales,
    "no": enrolling_sales.on_no,
    "yes": enrolling_sales.on_yes,
    "privacy": enrolling_sales.on_privacy,
}

PLAY = Play(
    name=NAME,
    policy=SalesPromptPolicy,
    version=3,
    is_measured=True,
    on_reply=on_reply,
    on_solved=on_over,
    on_gone=on_over,
    on_escalation=on_escalation,
    on_control=_BUTTONS,
    on_command=_COMMANDS,
    on_form={enrolling_sales.FORM: enrolling_sales.on_form},
    on_follow_up={
        "find": on_find,
        "invite": on_invite,
        "silence": on_silence,
        "outcome": invited.on_outcome,
        "after": on_after,
        "went_on": on_went_on,
    },
    on_changed=on_changed,
    standing=_STANDING,
    on_daily=on_daily,
    shows={
        **dict.fromkeys(
            ("on_changed", "on_reply", "on_solved", "on_gone", "on_escalation", *_LOOKS, *_BUTTONS, *_COMMANDS), _SHOWN
        ),
        **dict.fromkeys(("no", "yes"), _SHOWN | {Whom}),
        **dict.fromkeys(("find", "silence"), _SHOWN | {Choices}),
        "invite": _SHOWN | {Choices, Speakers},
        enrolling_sales.FORM: _SHOWN | {SalesRecord},
        "daily": frozenset({SalesRecord}),
    },
)
