"""Who people are to Hubbub: roles, helpers and what they agreed to."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from engagement.ids import AccountId, MemberId

NEWCOMER_FROM = timedelta(hours=24)
NEWCOMER_UNTIL = timedelta(hours=30 * 24)


class Role(StrEnum):
    """What somebody is in the organisation; unknown people are members."""

    MEMBER = "member"
    TRUSTED = "trusted"
    SALES = "sales"
    STAFF = "staff"
    MANAGER = "manager"
    BOT = "bot"
    GONE = "gone"
    """Has left the workspace, or never was in it: may look at what is known of them and switch things off."""


STAFF = frozenset({Role.STAFF, Role.MANAGER})
"""Those of the organisation who look after its community."""
OWN_PEOPLE = STAFF | {Role.SALES, Role.BOT}
"""Whoever has one of these is nobody's peer, and not among the members whom figures are about."""


class Purpose(StrEnum):
    """What a person can agree to, each apart; everything but pseudonymous metrics is off until they say yes."""

    ASK_ME = "ask_me"
    OWN_QUESTIONS = "own_questions"
    """Earlier answers and one reminder on one's own questions: on until the member says stop."""
    METRICS = "metrics"
    MODEL_USE = "model_use"
    PUBLISH = "publish"
    ADVOCACY = "advocacy"
    SALES = "sales"


class Via(StrEnum):
    """Where a helper likes to be asked."""

    PRIVATE = "private"
    THREAD = "thread"


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A span of the day in the person's own zone; ``end`` before ``start`` runs past midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """Somebody who enrolled to be asked, and how: chosen by the helper, never guessed.

    No topics, days or hours chosen means any. ``limit_per_day`` None means the community's own limit.
    """

    member: MemberId
    topics: tuple[str, ...] = ()
    not_topics: tuple[str, ...] = ()
    """Said "not my topic" to these."""
    days: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    timezone: str | None = None
    languages: tuple[str, ...] = ()
    limit_per_day: int | None = None
    via: Via = Via.PRIVATE
    away_until: datetime | None = None
    """Not asked before: "not now", "away until", or two ignored asks."""
    is_active: bool = True
    """False after "stop": never asked again until they enrol again themselves."""
    enrolled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person's presence in one workspace, as last seen."""

    id: AccountId
    member: MemberId
    name: str
    is_bot: bool = False
    timezone: str | None = None
    roles: tuple[str, ...] = ()
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """What read models keep of a member, without name or words. ``hours`` counts messages by hour of the UTC day."""

    id: MemberId
    is_bot: bool = False
    first_at: datetime | None = None
    first_message: str | None = None
    returned: bool = False
    """Wrote again 24 h to 30 x 24 h after the first message."""
    last_at: datetime | None = None
    joined_at: datetime | None = None
    """First joined a channel or the workspace, as far as it was told."""
    questions: int = 0
    hours: tuple[int, ...] = (0,) * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """That somebody said yes to a purpose, and when."""

    member: MemberId
    purpose: Purpose
    at: datetime


def is_return(first_at: datetime, at: datetime) -> bool:
    """Whether who first wrote at ``first_at`` and again at ``at`` came back as a newcomer does (CHAOSS conversion)."""
    return NEWCOMER_FROM <= at - first_at <= NEWCOMER_UNTIL
