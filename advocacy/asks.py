"""Who may be asked for a talk, a review, a reference call, and who is asked next? One gate for everybody who asks.

Whoever of staff asks, an advocate hears of one thing in 30 days and of two reference calls a quarter at the most
(UserEvidence). The best fitting are asked one after the other, and nobody learns who said no.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from advocacy.programme import Look, Standing
from engagement.entries import Entry
from engagement.ids import MemberId, ThreadId, look_id, stable_id
from engagement.programmes import AskKind, Programme

ASK, ASKED, LOOK = "ask", "asked", "reference_look"
QUARTER = timedelta(days=92)
"""Of any length: so it holds for every quarter of the calendar, too."""
LONGEST = timedelta(days=28)
"""An ask runs so long at the most: its words are kept 30 days."""
MOST_WANTED = 10


class Answer(StrEnum):
    """What became of one ask to one advocate."""

    WAITING = "waiting"
    YES = "yes"
    LATER = "later"
    NO = "no"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    FELL_THROUGH = "fell_through"


_YES = frozenset({Answer.YES, Answer.DONE, Answer.FELL_THROUGH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Somebody of staff wants so many advocates for something until then. ``what`` is read by whoever is asked."""

    id: str
    kind: AskKind
    by: MemberId
    at: datetime
    until: datetime
    wanted: int = 1
    about: tuple[str, ...] = ()
    is_open: bool = True
    what: str = ""

    @property
    def look(self) -> ThreadId:
        """What its looks hang on."""
        return look_id(ASK, self.id)

    def to_entry(self) -> Entry:
        """As it is kept."""
        return Entry(
            kind=ASK, id=self.id, at=self.at, by=self.by, state="open" if self.is_open else "closed", until=self.until,
            facts={"kind": self.kind.value, "wanted": self.wanted, "about": list(self.about)}, words=self.what,
        )  # fmt: skip

    @classmethod
    def from_entry(cls, entry: Entry) -> "Ask":
        """What ``to_entry`` wrote; ValueError when it is none (whoever asked was forgotten, say)."""
        if entry.by is None or entry.until is None:
            raise ValueError("an ask of nobody")
        return cls(
            id=entry.id, kind=AskKind(entry.text("kind")), by=entry.by, at=entry.at, until=entry.until,
            wanted=entry.number("wanted"), about=entry.texts("about"), is_open=entry.state == "open", what=entry.words,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One ask to one advocate, who has until then to answer. It does not say who asked: nobody else reads of it."""

    ask: str
    kind: AskKind
    member: MemberId
    at: datetime
    until: datetime
    answer: Answer = Answer.WAITING

    @property
    def id(self) -> str:
        """One for each ask and advocate."""
        return stable_id(ASKED, self.ask, self.member)

    def to_entry(self) -> Entry:
        """As it is kept."""
        return Entry(
            kind=ASKED, id=self.id, at=self.at, member=self.member, state=self.answer.value, until=self.until,
            facts={"ask": self.ask, "kind": self.kind.value},
        )  # fmt: skip

    @classmethod
    def from_entry(cls, entry: Entry) -> "Asked":
        """What ``to_entry`` wrote; ValueError when it is none."""
        if entry.member is None or entry.until is None:
            raise ValueError("nobody was asked")
        return cls(
            ask=entry.text("ask"), kind=AskKind(entry.text("kind")), member=entry.member, at=entry.at,
            until=entry.until, answer=Answer(entry.state),
        )  # fmt: skip


def look_entry(look: Look, nth: int) -> Entry:
    """A look into the directory as it is kept, for a year."""
    name = stable_id(LOOK, look.member, look.by, look.at.isoformat(), str(nth))
    return Entry(kind=LOOK, id=name, at=look.at, member=look.member, by=look.by, until=look.at, words=look.purpose)


def to_look(entry: Entry) -> Look | None:
    """What ``look_entry`` wrote; None when whoever looked was forgotten."""
    if entry.member is None or entry.by is None:
        return None
    return Look(member=entry.member, by=entry.by, at=entry.at, purpose=entry.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How often an advocate hears of anything, over everybody who asks."""

    rest: timedelta = timedelta(days=30)
    calls_a_quarter: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBoard:
    """Everything the one gate decides on. ``advocates`` are those in their term of whom may be spoken.

    ``barred`` are those who may be written nothing now: at rest, away, or they got enough already. ``helped``: in how
    many conversations an answer of theirs was confirmed, for those who let the directory show it.
    """

    asks: Mapping[str, Ask] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    advocates: tuple[Standing, ...] = ()
    barred: frozenset[MemberId] = frozenset()
    wakes: Mapping[MemberId, datetime] = field(default_factory=dict)
    """When those may be written to for whom it is night."""
    gone: frozenset[MemberId] = frozenset()
    """Who asked for something that is open, and has left since."""
    former: frozenset[MemberId] = frozenset()
    """Whose term ended by itself: what they were asked before they may answer and do."""
    helped: Mapping[MemberId, int] = field(default_factory=dict)

    def of(self, ask: Ask) -> list[Asked]:
        """Everybody who was asked for it."""
        return [one for one in self.asked if one.ask == ask.id]

    def named(self, name: str) -> Asked | None:
        """The one of that id."""
        return next((one for one in self.asked if one.id == name), None)

    def is_wanted(self, ask: Ask) -> bool:
        """Whether there still is somebody who wants it: who was forgotten or has left does not."""
        return ask.is_open and bool(ask.what) and ask.by not in self.gone

    def is_spoken_of(self, member: MemberId) -> bool:
        """Whether they are an advocate of whom may be spoken, or were one until their term was over."""
        return member in self.former or any(one.member == member for one in self.advocates)

    def said_yes(self, ask: Ask) -> list[Asked]:
        """Who said yes to it, and did not leave since."""
        return [one for one in self.of(ask) if one.answer in _YES and self.is_spoken_of(one.member)]

    def also(self, *more: Asked) -> "AskBoard":
        """The board with these as they are now."""
        by_id = {one.id: one for one in more}
        same = tuple(by_id.pop(one.id, one) for one in self.asked)
        return replace(self, asked=(*same, *by_id.values()))

    def wait_for(self, ask: Ask, now: datetime) -> list[Asked]:
        """Who has not answered yet, and still may."""
        waiting = (one for one in self.of(ask) if one.answer is Answer.WAITING and one.until > now)
        return [one for one in waiting if self.is_spoken_of(one.member)]


def free_from(member: MemberId, kind: AskKind, board: AskBoard, caps: Caps) -> datetime | None:
    """The instant from which the caps let somebody be asked for this; None: at once, the last there is: never.

    Whoever was asked was asked, whatever they answered.
    """
    if kind is AskKind.REFERENCE_CALL and caps.calls_a_quarter == 0:
        return datetime.max.replace(tzinfo=UTC)
    mine = [one for one in board.asked if one.member == member]
    calls = sorted(one.at for one in mine if one.kind is AskKind.REFERENCE_CALL)
    waits = [max(one.at for one in mine) + caps.rest] if mine else []
    if kind is AskKind.REFERENCE_CALL and len(calls) >= caps.calls_a_quarter:
        waits.append(calls[-caps.calls_a_quarter] + QUARTER)
    return max(waits, default=None)


def accept(ask: Ask, board: AskBoard, programmes: Mapping[str, Programme]) -> list[Standing]:
    """Where advocates accept this kind, whatever stands against asking them now; nobody asks themselves.

    Of whoever accepts it in several programmes each is there.
    """
    return [
        one
        for one in board.advocates
        if one.member != ask.by
        and ask.kind in one.choices.accepts
        and one.programme in programmes
        and ask.kind in programmes[one.programme].asks
    ]


def next_ones(
    ask: Ask, board: AskBoard, programmes: Mapping[str, Programme], caps: Caps, now: datetime
) -> tuple[MemberId, ...]:
    """Whom to ask now: by what fits (topic, industry, use), then who was longest not asked, then by id.

    No more are asked at once than are still wanted, so nobody says yes in vain.
    """
    missing = ask.wanted - len(board.said_yes(ask)) - len(board.wait_for(ask, now))
    known = {one.member for one in board.of(ask)}
    last = {one.member: one.at for one in sorted(board.asked, key=lambda one: one.at)}
    fit: dict[MemberId, tuple[int, float, MemberId]] = {}
    for one in accept(ask, board, programmes):
        if one.member in known or one.member in board.barred or one.is_paused:
            continue
        if board.wakes.get(one.member, now) >= ask.until:  # they would hear of it when its day is over
            continue
        free = free_from(one.member, ask.kind, board, caps)
        if free is None or free <= now:
            since = last[one.member].timestamp() if one.member in last else 0.0
            how_well = (-len(set(ask.about) & set(one.choices.about)), since, one.member)
            fit[one.member] = min(how_well, fit.get(one.member, how_well))
    return tuple(member for _, _, member in sorted(fit.values())[: max(0, missing)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Somebody in the directory. ``knows`` are words they let it show, all in small letters."""

    member: MemberId
    knows: tuple[str, ...] = ()
    shows_helped: bool = False
    """It shows how many questions they helped with, too."""


def references(board: AskBoard, wanted: tuple[str, ...]) -> list[Reference]:
    """Who lets staff find them, with all of these words in what they let it show, the longest there first.

    Whoever is in several programmes is one person: what they let each of them show counts together.
    """
    found: dict[MemberId, Reference] = {}
    for one in sorted(board.advocates, key=lambda one: (one.at, one.id)):
        if one.choices.is_listed:
            before = found.get(one.member, Reference(member=one.member))
            found[one.member] = Reference(
                member=one.member, knows=tuple(dict.fromkeys((*before.knows, *_tags_shown(one)))),
                shows_helped=before.shows_helped or "helped" in one.choices.shows,
            )  # fmt: skip
    return [one for one in found.values() if all(any(word in tag for tag in one.knows) for word in wanted)]


def _tags_shown(one: Standing) -> tuple[str, ...]:
    """What the directory shows of what they know: nothing unless they agreed."""
    return tuple(tag.partition(":")[2].casefold() for tag in one.choices.about) if "about" in one.choices.shows else ()
