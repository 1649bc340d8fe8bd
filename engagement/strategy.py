"""What a community is for, and what it wants to reach: its purpose, its goals, and how each goal is measured.

A goal is a measure of health, a figure to reach and the date by which. Its figures are those of whole weeks, as health
tells them: a week about fewer than five people has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

HALF_A_YEAR = timedelta(weeks=26)


class Measure(StrEnum):
    """What a goal is measured by, each the figure of one week."""

    ANSWERED_IN_A_DAY = "answered_in_a_day"
    ANSWERED_IN_AN_HOUR = "answered_in_an_hour"
    NEVER_ANSWERED = "never_answered"
    FIRST_REPLY = "first_reply"
    PEERS_SHARE = "peers_share"
    MEMBERS_ACTIVE = "members_active"
    NEWCOMERS_WHO_STAY = "newcomers_who_stay"
    ABSENCE_FACTOR = "absence_factor"
    ACCEPTED_ANSWERS = "accepted_answers"
    SAVED_CASES = "saved_cases"


class Unit(StrEnum):
    """In what a measure is counted."""

    SHARE = "share"
    """0 to 1; written as a percentage."""
    TIME = "time"
    """Seconds; written as a duration."""
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a measure is told. ``told`` goes on in a sentence; ``counted`` says of what it is a figure."""

    unit: Unit
    told: str
    counted: str
    is_less_better: bool = False
    by_channel: bool = True
    by_topic: bool = True

    def reaches(self, value: float, target: float) -> bool:
        """Whether a figure is as good as the target, or better."""
        return value <= target if self.is_less_better else value >= target


KINDS: Mapping[Measure, Kind] = {
    Measure.ANSWERED_IN_A_DAY: Kind(
        unit=Unit.SHARE, told="Answered within a day", counted="of the questions asked in a week"),
    Measure.ANSWERED_IN_AN_HOUR: Kind(
        unit=Unit.SHARE, told="Answered within an hour", counted="of the questions asked in a week"),
    Measure.NEVER_ANSWERED: Kind(
        unit=Unit.SHARE, told="Never answered", counted="of the questions asked in a week", is_less_better=True),
    Measure.FIRST_REPLY: Kind(
        unit=Unit.TIME, told="Time to the first reply", counted="half of a week's answered questions had it sooner",
        is_less_better=True),
    Measure.PEERS_SHARE: Kind(
        unit=Unit.SHARE, told="First answered by members", counted="of a week's answered questions"),
    Measure.MEMBERS_ACTIVE: Kind(
        unit=Unit.NUMBER, told="Members who wrote", counted="in a week", by_topic=False),
    Measure.NEWCOMERS_WHO_STAY: Kind(
        unit=Unit.SHARE, told="Newcomers who came back", counted="within 30 days, of those who began in a week",
        by_channel=False, by_topic=False),
    Measure.ABSENCE_FACTOR: Kind(
        unit=Unit.NUMBER, told="People the answering depends on",
        counted="the fewest with half of a week's first replies"),
    Measure.ACCEPTED_ANSWERS: Kind(
        unit=Unit.NUMBER, told="Answers marked as the one that helped", counted="in questions asked in a week"),
    Measure.SAVED_CASES: Kind(
        unit=Unit.NUMBER, told="Answers of members that somebody else confirmed",
        counted="in questions asked in a week"),
}  # fmt: skip
"""Each measure with its unit; definitions as in ``engagement/health.py`` and ``engagement/worth.py``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a community is for, in its manager's words: what it wants, for whom, and what success is."""

    vision: str = ""
    for_whom: str = ""
    success: str = ""

    @property
    def is_said(self) -> bool:
        """Whether anything of it was said."""
        return bool(self.vision or self.for_whom or self.success)


PARTS = ("vision", "for_whom", "success")
"""The parts of the purpose, in the order in which they are asked for."""
LONGEST_PART = 200
"""Characters of each (ours): all three stand in one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is to be reached ``by`` a date. ``target`` is a share (0-1), seconds, or a number, as its measure says.

    ``since`` is when work on it began: the baseline lies before. ``hours`` are those planned for it each week, and
    ``team`` is whose they are ("" where nobody said; ``MEMBERS``: volunteers).
    """

    name: str
    title: str
    measure: Measure
    target: float
    by: date
    since: date
    hours: float = 0.0
    team: str = ""
    channel: str = ""
    topic: str = ""

    @property
    def kind(self) -> Kind:
        """How it is measured."""
        return KINDS[self.measure]


MEMBERS = "members"
"""As ``team``: the hours are volunteers'."""
