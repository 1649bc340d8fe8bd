"""Did a step help? What counts as good for each step that keeps a comparison group, and what came of both groups."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from advocacy.invitations import AFTER
from engagement.entries import Entry
from engagement.few_people import is_too_few
from engagement.ids import MemberId, stable_id
from engagement.records import Compared
from engagement.shares import Share
from engagement.uplift import Uplift, Verdict, uplift

KIND = "harm"
LONGEST = timedelta(days=365)
"""So far back: as long as decisions are kept."""
_DAY = timedelta(days=1)


class Good(StrEnum):
    """What a good end of a conversation is."""

    ANSWERED = "answered by a member within a day"
    SETTLED = "answered by a member, or solved, within a day"
    WENT_ON = "continued within two days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is counted of one step: ``action`` is what it does where it acts, ``within`` the time it is given."""

    good: Good
    action: str
    within: timedelta
    why: str


MEASURES: Mapping[str, Measure] = {
    "peer_prompt": Measure(
        good=Good.ANSWERED,
        action="PromptPeer",
        within=_DAY,
        why="helpers are asked so that a member answers; staff and bots do not count",
    ),
    "similar_threads": Measure(
        good=Good.SETTLED,
        action="OfferSimilar",
        within=_DAY,
        why="an earlier answer may take the place of a reply, so what whoever asked calls solved counts as well",
    ),
    "sales_prompt": Measure(
        good=Good.WENT_ON,
        action="Say",
        within=AFTER,
        why="the worst that somebody of sales can do to a conversation is to end it",
    ),
}
"""By step. What a member asked for, escalations and first questions have no comparison group, hence no row here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """One step: what was counted in both groups from ``since`` on, and what can be said; ``found`` None: too early."""

    step: str
    measure: Measure
    since: datetime
    acted: Share
    left_alone: Share
    found: Uplift | None

    @property
    def verdict(self) -> Verdict:
        """In words."""
        return self.found.verdict if self.found is not None else Verdict.TOO_EARLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparisons:
    """All steps that keep a comparison group; what is kept of those that did harm, by step."""

    steps: Sequence[Compare] = ()
    noted: Mapping[str, Entry] = field(default_factory=dict)


def compare(
    step: str, rows: Sequence[Compared], since: datetime, is_good: Callable[[Compared], bool | None]
) -> Compare:
    """Count a step's conversations (by time). ``is_good`` None: its time is not over, so it is not counted.

    Only those count that were left alone with the same probability as the latest one: where that changed, groups of
    other times would be compared. Nothing is told of fewer than five people in either group.
    """
    chance = rows[-1].chance if rows else 1.0
    judged = [(row, good) for row in rows if row.chance == chance and (good := is_good(row)) is not None]
    acted = [(row, good) for row, good in judged if not row.is_left_alone]
    alone = [(row, good) for row, good in judged if row.is_left_alone]
    shares = _share(acted), _share(alone)
    is_few = any(is_too_few({row.asker for row, _ in group}) for group in (acted, alone))
    found = None if is_few else uplift(*shares, held_out=1 - chance)
    return Compare(step=step, measure=MEASURES[step], since=since, acted=shares[0], left_alone=shares[1], found=found)


def _share(group: Collection[tuple[Compared, bool]]) -> Share:
    return Share(hits=sum(good for _, good in group), of=len(group))


def is_answered(row: Compared, staff: Collection[MemberId], within: timedelta) -> bool:
    """Whether a member who is not staff, and not whoever asked, replied in time after the two groups parted."""
    return any(row.at < at <= row.at + within and who not in staff and who != row.asker for who, at in row.replies)


def is_settled(row: Compared, staff: Collection[MemberId], within: timedelta) -> bool:
    """Whether it was answered so, or solved, in time."""
    is_solved = row.solved_at is not None and row.at < row.solved_at <= row.at + within
    return is_solved or is_answered(row, staff, within)


def harm_entry(step: str, now: datetime) -> Entry:
    """That managers were told of a step that does harm; from then on it is counted anew."""
    return Entry(kind=KIND, id=stable_id(KIND, step), at=now, facts={"step": step})


def harmed(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Those kept, by step."""
    return {entry.text("step"): entry for entry in entries}
