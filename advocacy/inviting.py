"""May somebody of sales be invited into this conversation, and who? What speaks against it, with its reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from advocacy.invitations import Caps, in_turn, is_capped
from advocacy.occasions import Fit, find_fit
from advocacy.sales_desk import SalesDesk
from advocacy.sellers import Seller
from engagement.escalating.signs import is_rising
from engagement.hours import is_quiet, next_decent
from engagement.ids import MemberId
from engagement.people import STAFF, Role
from engagement.policy import RestraintPolicy
from engagement.shown import Choices
from engagement.situation import Situation
from engagement.threads import ThreadState

NO_SALES = "whoever asked wants no sales"
NO_SALES_HERE = "no sales in this channel"
NOT_PUBLIC = "the channel is not public"
NOT_ON_PLATFORM = "nobody of sales is invited on this platform"
NOT_AGREED = "whoever asked has not agreed to sales"
SWITCHED_OFF = "nobody of sales is invited here any more"
UNWANTED = frozenset({NO_SALES, NO_SALES_HERE, NOT_PUBLIC, NOT_ON_PLATFORM, NOT_AGREED, SWITCHED_OFF})
"""What keeps out even whoever joined and has written nothing there yet."""
OVER = "the conversation is over"
WITH_A_TEAM = "a team has this question"
FRUSTRATED = "the asker is losing patience"
IN_CRISIS = "an outage or the like goes on where this was asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesPromptPolicy:
    """Dials of "Invite sales" (defaults.md: Kopimore; ours where no source is named there)."""

    wait: timedelta = timedelta(minutes=30)
    """After the first answer, without trouble, before anybody is looked for."""
    per_day: int = 1
    per_week: int = 3
    rest: timedelta = timedelta(days=14)
    """For each member between two invitations into conversations of theirs."""
    newcomers: timedelta = timedelta(days=14)
    """How long nobody is invited into conversations of somebody new."""
    patience: timedelta = timedelta(hours=4)
    """How long one person has to answer before somebody else is looked for."""
    others: int = 2
    """How many others are looked for, at the most."""
    useful_for: timedelta = timedelta(days=2)
    """After the first answer; later the conversation is over."""
    outcome_after: timedelta = timedelta(days=1)
    staff: bool = False
    """Whether all of the staff may enrol, not only sales."""
    discord: bool = False
    """Whether anybody is invited on Discord at all; there the member has to agree as well."""
    day: str = "mon"
    at: time = time(9, 0)
    """When managers hear, at the most once a week, that few invitations are taken up; in the community's zone."""


def may_enrol(roles: Collection[Role], policy: SalesPromptPolicy) -> bool:
    """Whether somebody may be invited: whoever is of sales; where the dial says so, all of the staff."""
    return Role.SALES in roles or (policy.staff and not STAFF.isdisjoint(roles))


def why_unwanted(s: Situation, desk: SalesDesk, policy: SalesPromptPolicy) -> str | None:
    """Who wants no sales there: whoever asked, or the channel, as they are now. None: nobody says so."""
    asker, channel, dials = desk.asker, s.channel, s.dials
    reasons = (
        (asker.has_refused, NO_SALES),
        (dials is not None and dials.no_sales, NO_SALES_HERE),
        (channel is None or channel.is_private, NOT_PUBLIC),
        (asker.needs_to_agree and not policy.discord, NOT_ON_PLATFORM),
        (asker.needs_to_agree and not asker.has_agreed, NOT_AGREED),
    )
    return next((reason for is_so, reason in reasons if is_so), None)


def why_over(s: Situation, desk: SalesDesk, policy: SalesPromptPolicy) -> str | None:
    """What ends an invitation that stands as well as one that was to be, the weightiest first; None: nothing."""
    thread, asker = s.thread, desk.asker
    if thread is None:
        return OVER
    reasons = (
        (thread.state is not ThreadState.OPEN, OVER),
        (asker.is_gone, OVER),
        (not thread.is_answered, "nobody has answered"),
        (s.now - (thread.first_reply_at or s.now) > policy.useful_for, OVER),
        (asker.is_staff, "asked by staff"),
    )
    return why_unwanted(s, desk, policy) or next((reason for is_so, reason in reasons if is_so), None)


def why_never(s: Situation, desk: SalesDesk, policy: SalesPromptPolicy) -> str | None:
    """What speaks against it whatever was said, the weightiest first; None: nothing."""
    dials, since = s.dials, desk.asker.known_since
    reasons = (
        (since is None or s.now - since < policy.newcomers, "whoever asked is new here"),
        (_has_rested_too_short(desk, policy, s.now), "somebody of sales was invited to whoever asked lately"),
        (s.policy.is_paused, "everything to members is paused"),
        (s.policy.dry_run or (dials is not None and not dials.is_live), "nobody of sales is invited in a try-out"),
    )
    return why_over(s, desk, policy) or next((reason for is_so, reason in reasons if is_so), None)


def why_not_now(s: Situation, desk: SalesDesk) -> str | None:
    """What is the matter there at this moment; None: nothing."""
    choices = s.find(Choices)
    running = s.escalating.escalation if s.escalating is not None else None
    reasons = (
        (s.is_in_crisis, IN_CRISIS),
        (
            choices is not None and bool(choices.storm),
            "several similar questions at once: something may be broken or unclear",
        ),
        (running is not None and running.is_running, WITH_A_TEAM),
        (is_rising(desk.said), FRUSTRATED),
    )
    return next((reason for is_so, reason in reasons if is_so), None)


def _has_rested_too_short(desk: SalesDesk, policy: SalesPromptPolicy, now: datetime) -> bool:
    at = desk.asker.invited_at
    return at is not None and now - at < policy.rest


def fit_of(desk: SalesDesk) -> tuple[Fit | None, str]:
    """What brought the conversation about, and else why nobody is invited."""
    fit = find_fit(desk.asked, desk.muted)
    if fit is None and find_fit(desk.asked) is not None:
        return None, "what reads like this has mostly not fitted"
    return fit, "it reads like an ordinary question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``seller`` is whose turn it is, else ``why`` not; ``again_at``: when somebody could be after all."""

    seller: Seller | None = None
    why: str = ""
    again_at: datetime | None = None


def choose(s: Situation, desk: SalesDesk, fit: Fit, topics: Sequence[str], policy: SalesPromptPolicy) -> Choice:
    """Whose turn it is, of those who registered for this."""
    thread = s.the_thread()
    asked_already = {one.seller for one in desk.invitations}
    some = (one for one in desk.sellers if one.member not in {thread.asker, *asked_already})
    registered = [one for one in some if one.hears(fit.occasion, topics)]
    if not registered:
        return Choice(why="nobody else registered for this" if asked_already else "nobody registered for this")
    caps = Caps(per_day=policy.per_day, per_week=policy.per_week)
    free = [
        one
        for one in in_turn(registered, desk.invited)
        if not one.is_away(s.now) and not is_capped(one, desk.invited.get(one.member, ()), caps, s.now)
    ]
    if not free:
        return Choice(why="whoever registered for this is away, or was invited often enough")
    awake = [one for one in free if not _is_night(one.member, desk.zones, s.policy.restraint, s.now)]
    if awake:
        return Choice(seller=awake[0])
    mornings = [_morning(one.member, desk.zones, s.policy.restraint, s.now) for one in free]
    return Choice(why="it is night there", again_at=min((at for at in mornings if at is not None), default=None))


def _is_night(member: MemberId, zones: Mapping[MemberId, str], dials: RestraintPolicy, now: datetime) -> bool:
    return is_quiet(now, zones.get(member, "UTC"), dials.quiet_from, dials.quiet_until)


def _morning(member: MemberId, zones: Mapping[MemberId, str], dials: RestraintPolicy, now: datetime) -> datetime | None:
    return next_decent(now, zones.get(member, "UTC"), quiet=(dials.quiet_from, dials.quiet_until))
