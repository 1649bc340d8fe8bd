"""May this be said, to this person, here, now? The one gate every message to a person passes.

It answers with a value: go, not at all, or not before an instant; always with the reason.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engagement.actions import Lane, Reach, Say
from engagement.crisis import NOT_ASKED
from engagement.hours import is_quiet, is_working, next_decent
from engagement.ids import ThreadId
from engagement.people import Helper, Purpose
from engagement.policy import Policy, RestraintPolicy
from engagement.threads import Thread

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
_QUARTER_MONTHS = 3
_IN_CRISIS = timedelta(minutes=15)
"""When an ask that was decided before it began is looked at again (ours)."""
RESTS = "a manager gave them a rest"
ENOUGH = "got enough unasked messages this week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Nothing speaks against it."""

    chance: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """Not at all; ``is_held_out``: only because the thread is in the comparison group."""

    reason: str
    chance: float = 1.0
    is_held_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBefore:
    """Later, unless it has become useless by then."""

    at: datetime
    reason: str


Gate = Go | No | NotBefore


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of the addressee and the channel. Instants are those of messages decided on, oldest first.

    ``asks`` are asks to this helper, ``ignored`` how many of the latest went without any sign in a row,
    ``unsolicited`` private messages nobody enrolled for, ``in_channel`` unprompted messages in the channel.
    """

    helper: Helper | None = None
    timezone: str = "UTC"
    consents: frozenset[Purpose] = frozenset()
    refused: frozenset[Purpose] = frozenset()
    rests_until: datetime | None = None
    """A manager said that they are not asked before."""
    has_stopped: bool = False
    asker_has_stopped: bool = False
    """Whoever asked the question that this is about stopped everything."""
    asks: Sequence[datetime] = ()
    ignored: int = 0
    unsolicited: Sequence[datetime] = ()
    in_channel: Sequence[datetime] = ()
    is_storm: bool = False
    is_crisis: bool = False
    """An outage or the like goes on where the question stands."""


def may_say(say: Say, standing: Standing, policy: Policy, now: datetime) -> Gate:
    """The gate for one message (comparison group and try-out apart: see ``arm_of`` and the runtime's journal)."""
    if not say.is_unprompted:
        return Go()
    if policy.is_paused:
        return No(reason="everything to members is paused")
    if standing.asker_has_stopped:
        return No(reason="whoever asked said stop to everything")
    if say.purpose in standing.refused:
        return No(reason="said stop")
    if standing.is_storm:
        return No(reason="several similar questions at once: something may be broken or unclear")
    if say.purpose is Purpose.ASK_ME:
        gate = may_ask(standing, policy.restraint, now)
    elif say.reach is Reach.MEMBER:
        gate = _may_write_unasked(say, standing, policy.restraint, now)
    elif _waits_for_morning(say):
        gate = _by_day(standing.timezone, policy.restraint, now)
    else:
        gate = Go()
    if isinstance(gate, Go) and say.reach in {Reach.THREAD, Reach.ASKER, Reach.CHANNEL}:
        return _channel_gate(standing, policy.restraint, now)
    return gate


def may_still(say: Say, standing: Standing, policy: Policy, now: datetime) -> Gate:
    """Whether what was decided earlier may be said now that its turn has come: their word, and the hour.

    The caps counted it when it was decided, and go on counting it as if it were said now.
    """
    if not say.is_unprompted:
        return Go()
    if say.purpose in standing.refused or standing.has_stopped:
        return No(reason="said stop")
    if say.purpose is Purpose.ASK_ME:
        return _may_still_ask(standing, policy.restraint, now)
    if say.reach is Reach.MEMBER and Purpose.ASK_ME in standing.refused:
        return No(reason="said stop")
    return _by_day(standing.timezone, policy.restraint, now) if _waits_for_morning(say) else Go()


def _may_still_ask(standing: Standing, policy: RestraintPolicy, now: datetime) -> Gate:
    if standing.is_crisis:
        return NotBefore(at=now + _IN_CRISIS, reason=NOT_ASKED)
    helper = standing.helper
    if helper is None or not helper.is_active:
        return No(reason="has not agreed to be asked")
    return _resting(helper, standing, now) or _decent_hour(helper, standing.timezone, policy, now)


def _resting(helper: Helper, standing: Standing, now: datetime) -> NotBefore | None:
    """Their own word first, then a manager's."""
    if helper.away_until is not None and now < helper.away_until:
        return NotBefore(at=helper.away_until, reason="is away or resting")
    if standing.rests_until is not None and now < standing.rests_until:
        return NotBefore(at=standing.rests_until, reason=RESTS)
    return None


def _waits_for_morning(say: Say) -> bool:
    """A message to one person; what answers a question they have just asked finds them awake."""
    return say.reach is Reach.MEMBER or (say.reach is Reach.ASKER and say.lane is Lane.NUDGE)


def _by_day(zone_name: str, policy: RestraintPolicy, now: datetime) -> Gate:
    quiet = (policy.quiet_from, policy.quiet_until)
    if not is_quiet(now, zone_name, *quiet):
        return Go()
    later = next_decent(now, zone_name, quiet=quiet)
    return NotBefore(at=later, reason="it is night there") if later is not None else No(reason="it is night there")


def may_ask(standing: Standing, policy: RestraintPolicy, now: datetime) -> Gate:
    """Whether this helper may be asked now: their own word first, then rest, caps and hours."""
    if standing.is_crisis:
        return No(reason=NOT_ASKED)
    helper = standing.helper
    if helper is None or not helper.is_active or standing.has_stopped or Purpose.ASK_ME not in standing.consents:
        return No(reason="has not agreed to be asked")
    resting = _resting(helper, standing, now)
    if resting is not None:
        return resting
    if standing.ignored >= policy.ignored_asks and standing.asks:
        rested = standing.asks[-1] + policy.rest_after_ignored
        if now < rested:
            return NotBefore(at=rested, reason=f"left {standing.ignored} asks unanswered and rests")
    limit = helper.limit_per_day if helper.limit_per_day is not None else policy.helper_asks_per_day
    today = [at for at in standing.asks if now - at < DAY]
    if len(today) >= limit:
        if limit <= 0:
            return No(reason="has chosen no asks at all")
        return NotBefore(at=today[-limit] + DAY, reason="was asked as often today as agreed")
    week = [at for at in standing.asks if now - at < WEEK]
    if helper.limit_per_day is None and len(week) >= policy.helper_asks_per_week:
        if policy.helper_asks_per_week <= 0:
            return No(reason="was asked often enough this week")
        return NotBefore(at=week[-policy.helper_asks_per_week] + WEEK, reason="was asked often enough this week")
    return _decent_hour(helper, standing.timezone, policy, now)


def _decent_hour(helper: Helper, zone_name: str, policy: RestraintPolicy, now: datetime) -> Gate:
    zone_name = helper.timezone or zone_name
    quiet = (policy.quiet_from, policy.quiet_until)
    is_night = is_quiet(now, zone_name, *quiet)
    if not is_night and is_working(now, zone_name, helper.days, helper.hours):
        return Go()
    later = next_decent(now, zone_name, quiet=quiet, days=helper.days, hours=helper.hours)
    if later is None:
        return No(reason="has chosen no hour outside quiet hours")
    return NotBefore(at=later, reason="it is night there" if is_night else "outside the hours they chose")


def _may_write_unasked(say: Say, standing: Standing, policy: RestraintPolicy, now: datetime) -> Gate:
    if standing.has_stopped or Purpose.ASK_ME in standing.refused:
        return No(reason="said stop")
    if say.purpose is Purpose.SALES:  # they enrolled for it by their own click, and the play counts how often
        return _by_day(standing.timezone, policy, now)
    if say.purpose is not None and say.purpose not in standing.consents:
        return No(reason=f"has not agreed to {say.purpose.value.replace('_', ' ')}")
    week = [at for at in standing.unsolicited if now - at < WEEK]
    if len(week) >= policy.unsolicited_per_week:
        if say.waits and policy.unsolicited_per_week > 0:
            return NotBefore(at=week[-policy.unsolicited_per_week] + WEEK, reason=ENOUGH)
        return No(reason=ENOUGH)
    return _by_day(standing.timezone, policy, now)


def _channel_gate(standing: Standing, policy: RestraintPolicy, now: datetime) -> Gate:
    if sum(now - at < HOUR for at in standing.in_channel) >= policy.channel_per_hour:
        return No(reason="said enough in this channel within the hour")
    if sum(now - at < DAY for at in standing.in_channel) >= policy.channel_per_day:
        return No(reason="said enough in this channel today")
    return Go()


def is_never_held_out(say: Say, *, is_first_question: bool) -> bool:
    """Escalations, replies people asked for and a newcomer's first question never serve as a comparison."""
    return is_first_question or not say.is_unprompted or say.lane is Lane.ESCALATION


def chance_to_act(say: Say, thread: Thread | None) -> float:
    """With which probability (0-1) a step that keeps a comparison group may say this; 1 where it never keeps one."""
    if thread is None or is_never_held_out(say, is_first_question=thread.is_first_question):
        return 1.0
    return round(1 - thread.hold_out, 4)


def hold_out_share(policy: Policy, questions_last_quarter: int) -> float:
    """The share (0-1) of new threads to hold out: none until there are enough to learn anything."""
    return policy.hold_out if questions_last_quarter >= policy.hold_out_from else 0.0


def is_held_out(key: str, play: str, thread: ThreadId, began_at: datetime, share: float) -> bool:
    """Whether the thread is in the play's comparison group: a keyed hash, never a random draw.

    The quarter of the year goes into the hash, so the groups rotate; ``share`` was frozen when the thread began.
    """
    if share <= 0:
        return False
    quarter = f"{began_at.year}q{(began_at.month - 1) // _QUARTER_MONTHS + 1}"
    digest = hashlib.blake2b(f"{play}\x1f{quarter}\x1f{thread}".encode(), key=key.encode()[:64], digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 < share
