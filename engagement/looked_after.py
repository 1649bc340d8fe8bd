"""What managers decided about one person: a rest from helping, no sales, a role. Each stands until it is taken back.

Each is an ``Entry`` about the person, by whoever decided it, so that it is handed out, joined and forgotten as every
other. Nothing of it touches what the person said themselves: taking it back leaves their own yes and no as they were.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from engagement.entries import Entry
from engagement.hours import at_on, read_day
from engagement.ids import MemberId, ThreadId, look_id, stable_id
from engagement.people import Role
from engagement.policy import Policy

PAUSE, NO_SALES, ROLE = "rest", "no_sales", "role"
REST = "rest"
"""The text that tells somebody of a rest."""
LOOKED = "page_look"
"""That somebody of the organisation opened a person's page."""
GIVEN = (Role.TRUSTED, Role.SALES, Role.STAFF)
"""What can be given beside the file. Who is a manager stands in the file alone: nobody makes managers in passing."""
LONGEST_PAUSE = timedelta(days=366)
LONGEST_WHY = 300
"""Characters of a reason (ours): a sentence or two."""
_BEFORE_A_DAY = frozenset({"until", "till", "to", "bis", "hasta"})
_BEFORE_A_REASON = frozenset({"because", "for", "weil", "wegen", "porque", "por"})
_NOT = frozenset({"not", "no", "take", "nicht", "kein", "keine"})


class Unfit(StrEnum):
    """Why nobody was meant; each has a text ``manager_desk.whom_<reason>``."""

    NOBODY = "nobody"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    BOT = "bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom a manager means, what was said after the name, and what stands about them so far."""

    member: MemberId | None = None
    words: tuple[str, ...] = ()
    unfit: Unfit | None = None
    is_helper: bool = False
    pauses: tuple[Entry, ...] = ()
    no_sales: tuple[Entry, ...] = ()
    given: tuple[Entry, ...] = ()
    """Of each there may be several of a kind: what was decided about accounts that were joined since."""
    was_told: bool = False
    """They have heard of a rest that stands: word of it was sent, and does not wait any more."""
    has: frozenset[Role] = frozenset()
    """What they are by the file, by the platform or by what was given here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """The day on which a rest ends, the instant at which that day begins, and the reason."""

    day: date
    at: datetime
    why: str


def read_until(words: tuple[str, ...], now: datetime, zone_name: str) -> Until | None:
    """``until 2026-12-24 because ...``; None where no day within a year from now is named."""
    rest = list(words)
    if rest and rest[0].casefold() in _BEFORE_A_DAY:
        rest = rest[1:]
    day = read_day(rest[0].strip(",;")) if rest else None
    at = at_on(day, time.min, zone_name) if day is not None else None
    if day is None or at is None or not timedelta(0) < at - now <= LONGEST_PAUSE:
        return None
    why = rest[1:]
    if why and why[0].casefold() in _BEFORE_A_REASON:
        why = why[1:]
    return Until(day=day, at=at, why=" ".join(why)[:LONGEST_WHY])


def read_role(words: tuple[str, ...]) -> tuple[Role, bool] | None:
    """``sales`` or ``not sales``: the role and whether it is given; None where it is none that can be given."""
    is_on = not (words and words[0].casefold() in _NOT)
    name = " ".join(words if is_on else words[1:]).casefold()
    return next(((role, is_on) for role in GIVEN if role.value == name), None)


def pause_of(member: MemberId, by: MemberId, at: datetime, until: Until) -> Entry:
    """Nobody asks them anything before ``until``. The reason is the manager's, and goes with them and with age."""
    return Entry(
        kind=PAUSE, id=stable_id(PAUSE, member), at=at, member=member, by=by, until=until.at,
        facts={"day": until.day.isoformat()}, words=until.why,
    )  # fmt: skip


def no_sales_of(member: MemberId, by: MemberId, at: datetime) -> Entry:
    """Nobody of sales is invited into what they ask, whatever they say themselves."""
    return Entry(kind=NO_SALES, id=stable_id(NO_SALES, member), at=at, member=member, by=by)


def role_of(member: MemberId, role: Role, by: MemberId, at: datetime) -> Entry:
    """They are this from now on."""
    return Entry(kind=ROLE, id=stable_id(ROLE, member, role.value), at=at, member=member, by=by, state=role.value)


def as_of(one: Entry, member: MemberId) -> Entry:
    """The same decision about another member, called as one that was made about them."""
    parts = (one.state,) if one.kind == ROLE else ()
    return replace(one, id=stable_id(one.kind, member, *parts), member=member)


def look_of(member: MemberId, by: MemberId | None, at: datetime, mark: str) -> Entry:
    """Their page was opened by whoever has the session ``mark``; kept for a year. They see how often, not by whom."""
    return Entry(kind=LOOKED, id=stable_id(LOOKED, member, mark, at.isoformat()), at=at, member=member, by=by, until=at)


def why_of(pause: Entry) -> ThreadId:
    """Where the reason is looked up when it is told."""
    return look_id(PAUSE, pause.id)


def rest_slot(pause: Entry, at: datetime) -> str:
    """Where somebody is told of a rest, or of its end, on that day: one message, which says what holds."""
    return f"rest:{pause.id}:{at.date()}"


def rests_until(pauses: Iterable[Entry], now: datetime) -> datetime | None:
    """Until when somebody is not asked, by what managers said of them; None: they may be."""
    ends = [one.until for one in pauses if one.kind == PAUSE and one.until is not None and one.until > now]
    return max(ends, default=None)


def with_given(policy: Policy, entries: Iterable[Entry]) -> Policy:
    """The policy with the roles that were given beside the file."""
    given: dict[str, tuple[Role, ...]] = {}
    for one in entries:
        role = next((role for role in GIVEN if one.kind == ROLE and role.value == one.state), None)
        if role is not None and one.member is not None:
            given[one.member] = tuple(sorted({*given.get(one.member, ()), role}))
    return replace(policy, given=given)
