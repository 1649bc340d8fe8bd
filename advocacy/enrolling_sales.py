"""How people of sales enrol and choose, how members say no or yes to them, and what managers are told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from advocacy.invitation_figures import invitation_figures
from advocacy.invitations import State
from advocacy.inviting import NO_SALES, SalesPromptPolicy, may_enrol
from advocacy.occasions import Occasion
from advocacy.sales_cards import NAME, STOPPED, withdrawn
from advocacy.sales_desk import SalesDesk, SalesRecord
from advocacy.sales_for import is_for_others, on_sales_for
from advocacy.sellers import Seller, to_entry
from engagement.actions import FollowUp, FormField, Keep, OpenForm, Reply
from engagement.answering import Answers, answer
from engagement.decisions import Act, Verdict
from engagement.events import FormSubmitted
from engagement.hours import at_on, read_day, zone
from engagement.own_acts import SetConsent
from engagement.people import Purpose, Role
from engagement.shares import Share, shares
from engagement.situation import Situation

_reply = Answers(NAME)

FORM = "sales"
_LONGEST_AWAY = timedelta(days=366)
_A_WEEK = tuple(f"{number}_a_week" for number in (1, 2, 3))


def _said(s: Situation) -> tuple[str, ...]:
    return tuple(word.lower() for word in getattr(s.event, "words", ())[1:])


def _own(s: Situation) -> Seller | None:
    desk = s.find(SalesDesk)
    return desk.own if desk is not None else None


def on_sales(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The command `sales`: the form; `sales stop`; for managers `sales figures`."""
    said = _said(s)
    if said[:1] == ("figures",):
        return on_figures(s)
    if said[:1] == ("stop",):
        return on_stop(s, policy)
    return on_settings(s, policy)


def on_settings(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Show the form with their own choices; nothing is sent to them before they send it."""
    if not may_enrol(s.the_actor().roles, policy):
        return [_reply(s, "not_yours", "is not of sales")]
    own = _own(s)
    zone_name = s.policy.timezone
    away = own.away_until if own is not None else None
    topics = tuple(s.policy.topics)
    often = _A_WEEK[: policy.per_week] or _A_WEEK[:1]
    limit = min(own.a_week if own is not None else policy.per_week, len(often))
    fields = (
        *((FormField(name="topics", kind="many", options=topics, value=_known(own, topics)),) if topics else ()),
        FormField(
            name="occasions",
            kind="many",
            options=tuple(each.value for each in Occasion),
            value=tuple(each.value for each in (own.occasions if own is not None else Occasion)),
        ),
        FormField(name="a_week", kind="one", options=often, value=(often[max(0, limit - 1)],)),
        FormField(
            name="away_until", kind="text", value=(away.astimezone(zone(zone_name)).date().isoformat() if away else "",)
        ),
    )
    form = OpenForm(form=FORM, text=f"{NAME}.form", fields=fields)
    return [Act(action=form, subject=s.the_actor().member, reason="wants to choose how they are invited")]


def _known(own: Seller | None, topics: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in (own.topics if own is not None else ()) if each in topics)


def on_form(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Their own click: from now on they may be invited, as they chose."""
    if not isinstance(s.event, FormSubmitted):
        return []
    if not may_enrol(s.the_actor().roles, policy):
        return [_reply(s, "not_yours", "is not of sales")]
    before, member = _own(s), s.the_actor().member
    away, is_date = _day(s, s.typed("away_until"))
    if not is_date:
        problem = Reply(text=f"{NAME}.form_problem", controls=("sales_settings",), is_problem=True)
        return [Act(action=problem, subject=member, reason="the form could not be read")]
    seller = Seller(
        member=member,
        at=before.at if before is not None else s.now,
        topics=tuple(each for each in s.chosen("topics") if each in s.policy.topics),
        occasions=tuple(Occasion(each) for each in s.chosen("occasions") if each in set(Occasion)),
        a_week=_often(s.typed("a_week"), policy),
        away_until=away,
    )
    reason = "enrolled to be invited by their own click" if before is None else "chose how they are invited"
    return [
        _keep(s, seller, before, reason),
        _reply(s, "saved", reason, ("sales_settings", "sales_stop"), a_week=str(seller.a_week)),
    ]


def _keep(s: Situation, seller: Seller, before: Seller | None, reason: str) -> Act:
    keep = Keep(entry=to_entry(seller), before=to_entry(before) if before is not None else None)
    return Act(action=keep, subject=s.the_actor().member, reason=reason)


def _often(text: str, policy: SalesPromptPolicy) -> int:
    return min(_A_WEEK.index(text) + 1 if text in _A_WEEK else policy.per_week, policy.per_week)


def _day(s: Situation, text: str) -> tuple[datetime | None, bool]:
    """The first instant of a day there, and whether the text can be read."""
    if not text:
        return None, True
    day = read_day(text)
    found = at_on(day, time.min, s.policy.timezone) if day is not None else None
    return found, found is not None and abs(found - s.now) <= _LONGEST_AWAY


def on_stop(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """No invitations any more, until they enrol again."""
    own, reason = _own(s), STOPPED
    if own is None or not own.is_active:
        return [_reply(s, "stopped", reason)]
    gone = _keep(s, replace(own, is_active=False), own, reason)
    return [gone, *_given_back(s), _reply(s, "stopped", reason, ("sales_settings",))]


def _given_back(s: Situation) -> list[Verdict]:
    """The invitations that they could still take up: somebody else is looked for at once."""
    desk = s.find(SalesDesk)
    if desk is None:
        return []
    open_ones = [one for one in desk.mine if one.state is State.OPEN]
    again = (FollowUp(play=NAME, kind="invite", thread=one.thread, due_at=s.now) for one in open_ones)
    looks = (Act(action=look, subject=look.thread or "", reason="look for somebody else") for look in again)
    return [*withdrawn(desk, desk.mine, STOPPED), *looks]


# --- members ----------------------------------------------------------------------------------------------------------


def on_no(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The command `no sales`; a manager may say it for somebody, or a channel."""
    if _said(s)[:1] != ("sales",):
        return [_reply(s, "which_no", "said no to nothing")]
    return on_sales_for(s, is_wanted=False) if is_for_others(s) else on_no_sales(s, policy)


def on_yes(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The command `yes sales`; a manager may take back what was said for somebody, or a channel."""
    if _said(s)[:1] != ("sales",):
        return [_reply(s, "which_no", "said yes to nothing")]
    return on_sales_for(s, is_wanted=True) if is_for_others(s) else on_yes_sales(s, policy)


def on_no_sales(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Nobody of sales is invited into what this member asks, from now on and for good; open invitations go."""
    member = s.the_actor().member
    no = SetConsent(member=member, purpose=Purpose.SALES, is_given=False)
    reason = "wants no sales"
    return [
        Act(action=no, subject=member, reason=reason),
        *_withdrawn(s),
        _reply(s, "no_sales", reason, ("yes_sales",)),
    ]


def on_yes_sales(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Somebody of sales may be invited into what this member asks."""
    member = s.the_actor().member
    yes = SetConsent(member=member, purpose=Purpose.SALES, is_given=True)
    reason = "agrees to sales"
    return [Act(action=yes, subject=member, reason=reason), _reply(s, "yes_sales", reason, ("no_sales",))]


def on_stopped_all(s: Situation, _policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """Whoever stops everything, or has themselves forgotten, wants nobody of sales there, and is invited no more."""
    return [*_withdrawn(s), *_given_back(s)]


def on_privacy(s: Situation, policy: SalesPromptPolicy) -> Sequence[Verdict]:
    """The same, by name."""
    said = _said(s)
    is_over = said[:1] == ("stop",) or (said[:1] == ("erase",) and len(said) > 1)
    return on_stopped_all(s, policy) if is_over else []


def _withdrawn(s: Situation) -> list[Verdict]:
    desk = s.find(SalesDesk)
    return withdrawn(desk, desk.theirs, NO_SALES) if desk is not None else []


# --- managers ---------------------------------------------------------------------------------------------------------


def on_figures(s: Situation) -> Sequence[Verdict]:
    """What came of all invitations, and whether conversations end because of them."""
    reason = "asked what came of invitations"
    if Role.MANAGER not in s.the_actor().roles:
        return [_reply(s, "figures_for_managers", reason)]
    record = s.find(SalesRecord) or SalesRecord()
    found = invitation_figures(record.invitations, record.cases)
    gap = found.difference
    told = {
        "invited": str(found.invited),
        "joined": str(found.joined),
        "unfitting": str(found.unfitting),
        "helped": str(found.helped),
        "died": _shown(found.died),
    }
    if gap is None:
        return [_figures(s, "figures_early", reason, told)]
    compared = {"quiet": _shown(found.quiet_invited), "alone": _shown(found.quiet_alone)}
    shown = f"{gap.value:+.0%} ({gap.low:+.0%} … {gap.high:+.0%})"
    return [_figures(s, "figures", reason, {**told, **compared, "gap": shown})]


def _figures(s: Situation, text: str, reason: str, told: Mapping[str, str]) -> Act:
    reply = Reply(text=f"{NAME}.{text}", fields={name: shares(value) for name, value in told.items()})
    return answer(s, reply, reason)


def _shown(share: Share | None) -> str:
    if share is None:
        return ""
    low, high = share.interval
    return f"{share.hits}/{share.of} = {share.value:.0%} ({low:.0%} … {high:.0%})"
