"""How does somebody become an advocate, and how do they stop being one? A ladder on which each step needs a yes.

A person may be in several programmes: of each there is one ``Standing``, with a consent, a term and choices of its own.
Whoever has a standing anywhere is offered nothing any more: into a further programme, and back after a no, only their
own click leads.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from advocacy.record import Record
from engagement.entries import Entry
from engagement.ids import ChannelId, MemberId, stable_id
from engagement.programmes import AskKind, Programme, WayIn
from engagement.records import Contribution

STANDING, NOMINATION, VOTE = "advocate", "nomination", "vote"
IDLE = timedelta(days=45)
"""An offer, a review or an invitation that nobody answers is dropped (python-discord's talent pool)."""
EVIDENCE_DAYS = timedelta(days=90)
ACTIVE_DAYS = timedelta(days=7)
MANAGER_COUNTS = 2
"""A manager's nomination counts as that of two peers (ours): it suffices."""
NOMINATIONS_A_MONTH = 5
"""By one person (ours)."""


class Stage(StrEnum):
    """Where somebody stands."""

    OFFERED = "offered"
    """They alone know: their evidence, or that others named them, was shown to them."""
    REVIEW = "review"
    """By their own yes reviewers see them."""
    INVITED = "invited"
    ACTIVE = "active"
    ALUMNUS = "alumnus"
    TURNED_DOWN = "turned_down"
    LAPSED = "lapsed"
    DECLINED = "declined"
    LEFT = "left"


_OWN_CLICK = frozenset({Stage.REVIEW})
NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.OFFERED: frozenset({Stage.REVIEW, Stage.DECLINED, Stage.LEFT, Stage.LAPSED}),
    Stage.REVIEW: frozenset({Stage.INVITED, Stage.TURNED_DOWN, Stage.DECLINED, Stage.LEFT, Stage.LAPSED}),
    Stage.INVITED: frozenset({Stage.ACTIVE, Stage.DECLINED, Stage.LEFT, Stage.LAPSED}),
    Stage.ACTIVE: frozenset({Stage.ACTIVE, Stage.ALUMNUS, Stage.LEFT}),
    Stage.ALUMNUS: _OWN_CLICK | {Stage.LEFT},
    Stage.TURNED_DOWN: _OWN_CLICK | {Stage.LEFT},
    Stage.LAPSED: _OWN_CLICK | {Stage.LEFT},
    Stage.DECLINED: _OWN_CLICK | {Stage.LEFT},
    Stage.LEFT: _OWN_CLICK,
}
"""Which steps there are. Nothing leads back to an offer."""
RUNNING = frozenset({Stage.OFFERED, Stage.REVIEW, Stage.INVITED})
HELD = RUNNING | {Stage.ACTIVE}
"""A place that somebody has, or may soon have: one they can leave."""
_FOR_GOOD = frozenset({Stage.DECLINED, Stage.LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an advocate chose. ``about`` are tags like ``topic:api``, ``industry:health``, ``use:self-hosted``."""

    accepts: tuple[AskKind, ...] = ()
    about: tuple[str, ...] = ()
    is_listed: bool = False
    """Staff may find them in the directory of references."""
    shows: tuple[str, ...] = ()
    """What the directory shows of them beside their name: ``about``, ``helped``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody stands in one programme since ``at``. ``until``: when it is dropped, or the term ends; None: kept.

    ``why`` is what they wrote when they asked to be considered.
    """

    id: str
    member: MemberId
    programme: str
    stage: Stage
    at: datetime
    way: WayIn = WayIn.OWN
    until: datetime | None = None
    choices: Choices = field(default_factory=Choices)
    is_paused: bool = False
    is_reminded: bool = False
    """They were asked whether they go on after their term."""
    is_known: bool = False
    """By their own yes the reviewers saw a card that names them."""
    why: str = ""

    def to_entry(self) -> Entry:
        """As it is kept."""
        chosen = self.choices
        return Entry(
            kind=STANDING, id=self.id, at=self.at, member=self.member, by=self.member if self.why else None,
            state=self.stage.value, until=self.until, words=self.why,
            facts={
                "programme": self.programme, "way": self.way.value, "accepts": [kind.value for kind in chosen.accepts],
                "about": list(chosen.about), "listed": int(chosen.is_listed), "shows": list(chosen.shows),
                "paused": int(self.is_paused), "reminded": int(self.is_reminded),
                "known": int(self.is_known),
            },
        )  # fmt: skip

    @classmethod
    def from_entry(cls, entry: Entry) -> "Standing":
        """What ``to_entry`` wrote; ValueError when it is none."""
        if entry.member is None:
            raise ValueError("a standing without a member")
        kinds = {kind.value for kind in AskKind}
        return cls(
            id=entry.id, member=entry.member, programme=entry.text("programme"), stage=Stage(entry.state), at=entry.at,
            way=WayIn(entry.text("way") or WayIn.OWN), until=entry.until,
            choices=Choices(
                accepts=tuple(AskKind(kind) for kind in entry.texts("accepts") if kind in kinds),
                about=entry.texts("about"), is_listed=bool(entry.number("listed")), shows=entry.texts("shows"),
            ),
            is_paused=bool(entry.number("paused")), is_reminded=bool(entry.number("reminded")),
            is_known=bool(entry.number("known")), why=entry.words,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """``by`` thinks that ``member`` should be an advocate, and says why."""

    member: MemberId
    by: MemberId
    at: datetime
    weight: int = 1
    why: str = ""

    @property
    def entry(self) -> Entry:
        """As it is kept; one from each person for each."""
        return Entry(
            kind=NOMINATION, id=stable_id(NOMINATION, self.member, self.by), at=self.at, member=self.member, by=self.by,
            until=self.at + IDLE, facts={"weight": self.weight}, words=self.why,
        )  # fmt: skip

    @classmethod
    def from_entry(cls, entry: Entry) -> "Nomination":
        """What ``entry`` wrote; ValueError when it is none."""
        if entry.member is None or entry.by is None:
            raise ValueError("a nomination without people")
        return cls(
            member=entry.member, by=entry.by, at=entry.at, weight=max(1, entry.number("weight")), why=entry.words
        )


class Choice(StrEnum):
    """What a reviewer says."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One reviewer's word on the standing ``of``. It names nobody else, so whoever it is about never reads of it."""

    of: str
    by: MemberId
    choice: Choice
    at: datetime

    @property
    def entry(self) -> Entry:
        """As it is kept, while the review goes on."""
        name = stable_id(VOTE, self.of, self.by)
        return Entry(kind=VOTE, id=name, at=self.at, by=self.by, state=self.choice.value, facts={"of": self.of})

    @classmethod
    def from_entry(cls, entry: Entry) -> "Vote":
        """What ``entry`` wrote; ValueError when it is none."""
        if entry.by is None:
            raise ValueError("a vote of nobody")
        return cls(of=entry.text("of"), by=entry.by, choice=Choice(entry.state), at=entry.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom a command names. ``why``: the rest of what was said."""

    people: tuple[MemberId, ...] = ()
    """None: nobody is called so; several: it could be any of them."""
    is_bot: bool = False
    is_staff: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody of staff saw an advocate in the directory of references."""

    member: MemberId
    by: MemberId
    at: datetime
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What was asked of an advocate lately: for themselves and for managers."""

    asked: int = 0
    said_yes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Everybody's standing, and who may decide. ``silent`` are those of whom nothing is ever said any more.

    ``reviewers`` and ``rooms`` by the programme's name. ``running`` are the asks that go on: kind and who asks.
    """

    standings: tuple[Standing, ...] = ()
    """The oldest first; of each person at most one for each programme."""
    silent: frozenset[MemberId] = frozenset()
    nominations: tuple[Nomination, ...] = ()
    votes: tuple[Vote, ...] = ()
    reviewers: Mapping[str, frozenset[MemberId]] = field(default_factory=dict)
    rooms: Mapping[str, ChannelId] = field(default_factory=dict)
    named: Named = field(default_factory=Named)
    looks: tuple[Look, ...] = ()
    """For whoever they are about, and for managers."""
    loads: Mapping[MemberId, Load] = field(default_factory=dict)
    running: tuple[tuple[AskKind, MemberId], ...] = ()
    told_gone: frozenset[str] = frozenset()
    """Programmes that the playbook has no more, as the managers were told."""

    @property
    def people(self) -> frozenset[MemberId]:
        """Whoever stands anywhere, were it as one who said no."""
        return frozenset(one.member for one in self.standings)

    def of(self, member: MemberId) -> list[Standing]:
        """Everywhere they stand."""
        return [one for one in self.standings if one.member == member]

    def at_stage(self, *stages: Stage, programme: str | None = None) -> list[Standing]:
        """Whoever stands there and may be spoken of, the longest first."""
        found = (
            one for one in self.standings
            if one.stage in stages and one.member not in self.silent and programme in {None, one.programme}
        )  # fmt: skip
        return sorted(found, key=lambda one: (one.at, one.id))

    def in_none_of(self, programmes: Collection[str]) -> dict[str, int]:
        """How many have a place in a programme that is none of these, by its name: it was renamed or taken away."""
        lost = [one.programme for one in self.at_stage(*HELD) if one.programme not in programmes]
        return {name: lost.count(name) for name in sorted(set(lost))}

    def called(self, name: str) -> Standing | None:
        """The standing of that id, of somebody who may be spoken of."""
        return next((one for one in self.standings if one.id == name and one.member not in self.silent), None)

    def votes_on(self, standing: Standing) -> list[Vote]:
        """Every reviewer's latest word."""
        return [vote for vote in self.votes if vote.of == standing.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What people did for others in 90 days, as far as it is needed, and whom a private offer may reach today."""

    records: Mapping[MemberId, Record] = field(default_factory=dict)
    reachable: frozenset[MemberId] = frozenset()

    def helped(self, member: MemberId, now: datetime) -> int:
        """In how many conversations an answer of theirs was confirmed."""
        record = self.records.get(member)
        return record.helped_since(now - EVIDENCE_DAYS) if record is not None else 0

    def answers(self, member: MemberId, most: int) -> tuple[Contribution, ...]:
        """What says so of their latest confirmed answers, newest first: one of each conversation."""
        record = self.records.get(member)
        some = record.confirmed if record is not None else ()
        newest = {one.thread: one for one in some}  # the latest of a conversation stands for it
        return tuple(newest[name] for name in dict.fromkeys(one.thread for one in reversed(some)))[:most]


def standing(member: MemberId, programme: str, way: WayIn, now: datetime) -> Standing:
    """An offer, at which somebody's way begins."""
    return Standing(
        id=stable_id(STANDING, member, programme, now.isoformat()), member=member, programme=programme,
        stage=Stage.OFFERED, at=now, way=way, until=now + IDLE,
    )  # fmt: skip


def moved(
    one: Standing, to: Stage, now: datetime, *, term: timedelta = IDLE, choices: Choices | None = None
) -> Standing | None:
    """The standing one step on; None when there is no such step. What they had chosen goes with what it was for."""
    if to not in NEXT[one.stage]:
        return None
    kept = choices or (one.choices if to is Stage.ACTIVE else Choices())
    until = None if to in _FOR_GOOD else now + term if to in RUNNING or to is Stage.ACTIVE else now
    why = one.why if to in {Stage.REVIEW, Stage.INVITED} else ""
    is_known = (one.is_known or to is Stage.REVIEW) and to not in _FOR_GOOD
    return replace(
        one, stage=to, at=now, until=until, choices=kept, is_paused=False, is_reminded=False, is_known=is_known, why=why
    )


def applied(before: Standing | None, member: MemberId, programme: str, why: str, now: datetime) -> Standing | None:
    """Somebody asks to be considered, or says yes to an offer; None while it is under way, or they are in already."""
    first = before or standing(member, programme, WayIn.OWN, now)
    way = first.way if first.stage is Stage.OFFERED else WayIn.OWN
    on = moved(first, Stage.REVIEW, now)
    return replace(on, programme=programme, why=why, way=way) if on is not None else None


def decided(votes: Iterable[Vote], reviewers: Collection[MemberId], needed: int) -> Stage | None:
    """What the votes come to: INVITED with enough yes, TURNED_DOWN when these cannot come any more, else None.

    Where there are fewer reviewers than votes are needed, because some have left, say, nobody is turned down by it.
    """
    by = {vote.by: vote.choice for vote in votes if vote.by in reviewers}
    yes = sum(choice is Choice.YES for choice in by.values())
    if yes >= needed:
        return Stage.INVITED
    is_lost = bool(by) and needed <= len(set(reviewers)) and yes + len(set(reviewers) - by.keys()) < needed
    return Stage.TURNED_DOWN if is_lost else None


def candidates(
    ladder: Ladder, evidence: Evidence, now: datetime, *, answers: int, nominations: int
) -> list[tuple[MemberId, WayIn]]:
    """Who is to be offered something today, the most helpful first: enough confirmed answers, or named by enough.

    Whoever has a standing (in, asked before, said no, left) is none.
    """
    weights: dict[MemberId, int] = {}
    for one in ladder.nominations:
        if now - one.at < IDLE:
            weights[one.member] = weights.get(one.member, 0) + one.weight
    free = sorted(
        (evidence.records.keys() | weights.keys()) & evidence.reachable - ladder.silent - ladder.people,
        key=lambda member: (-evidence.helped(member, now), member),
    )
    found: list[tuple[MemberId, WayIn]] = []
    for member in free:
        if evidence.helped(member, now) >= answers:
            found.append((member, WayIn.EVIDENCE))
        elif weights.get(member, 0) >= nominations:
            found.append((member, WayIn.NOMINATED))
    return found


def open_to(programmes: Mapping[str, Programme], way: WayIn) -> list[Programme]:
    """The programmes that can be entered so, in the order of the file."""
    return [one for one in programmes.values() if way in one.ways_in]
