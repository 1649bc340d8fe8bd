"""What members wish for and need, put together: who said it where, who wants it too, and what became of it.

A wish is one message of one member. Wishes that read alike, or stand in the same conversation, are one insight. Nothing
of what was said is kept with them: words are looked up in the message itself, and shown only as its writer agreed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from math import log, sqrt

from advocacy.wishes import Kind
from engagement.entries import Entry
from engagement.few_people import LEAST
from engagement.ids import ChannelId, MemberId, MessageId, ThreadId, stable_id
from engagement.terms import postings

WISH, INSIGHT, VOTE = "wish", "insight", "wish_vote"
"""The kinds of entry."""
ALIKE = 0.4
"""From so alike on (0-1) two wishes are one (ours)."""
_SHARED = 2
"""At least so many terms are shared, else a single common word joins strangers."""
_BACKGROUND = 50
"""So many wishes that share nothing are imagined beside, else the first two could never be alike."""
_COMMON = frozenset(
    "wish love nice great good cool awesom use help handi featur request way possibl suggest add support option plan"
    " miss easi built simpl better abl see make let function thing lot realli feel think know look find hope"
    " wünsch wär schön toll gut möglich gibt fehlt funktion gern genial bueno útil hay forma maner opcion".split()
)


class Leave(StrEnum):
    """What the writer lets us pass on to the people who build it."""

    UNASKED = ""
    """Only the topic, the number and the link to where it stands in public."""
    NAMED = "named"
    WORDS = "words"
    """Their words, without their name."""
    NO = "no"
    """Nothing: it is left out everywhere."""


class Stage(StrEnum):
    """What became of an insight."""

    OPEN = "open"
    PLANNED = "planned"
    SHIPPED = "shipped"
    DECLINED = "declined"
    JOINED = "joined"
    """It is part of ``into`` now."""
    GONE = "gone"
    """Nobody's wish is left in it."""


WAITING, PASSED, ANSWERED = "waiting", "passed", "answered"
"""A wish is not passed on yet, is passed on, or was a need that an answer has met."""
RUNNING = (Stage.OPEN, Stage.PLANNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One message in which somebody wished for something, or needed it. ``alike`` is a share of 100."""

    id: str
    at: datetime
    member: MemberId
    thread: ThreadId
    message: MessageId
    kind: Kind
    insight: str
    state: str = WAITING
    leave: Leave = Leave.UNASKED
    alike: int = 0
    is_taken_up: bool = False

    def to_entry(self) -> Entry:
        """As it is kept."""
        facts = {
            "expressed": self.kind.value, "insight": self.insight, "leave": self.leave.value, "alike": self.alike,
            "taken_up": int(self.is_taken_up),
        }  # fmt: skip
        return Entry(
            kind=WISH, id=self.id, at=self.at, member=self.member, by=self.member, thread=self.thread,
            message=self.message, state=self.state, facts=facts,
        )  # fmt: skip


def to_wish(entry: Entry) -> Wish | None:
    """Back from what is kept; None where its writer or place is gone."""
    if entry.member is None or entry.thread is None or entry.message is None:
        return None
    return Wish(
        id=entry.id, at=entry.at, member=entry.member, thread=entry.thread, message=entry.message,
        kind=Kind(entry.text("expressed") or Kind.WISH), insight=entry.text("insight"), state=entry.state,
        leave=Leave(entry.text("leave")), alike=entry.number("alike"), is_taken_up=bool(entry.number("taken_up")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """What several wishes are about. ``shown`` stands for what its card said last; "" while there is none."""

    id: str
    at: datetime
    stage: Stage = Stage.OPEN
    topics: tuple[str, ...] = ()
    by: MemberId | None = None
    """Who of staff decided last."""
    decided_at: datetime | None = None
    into: str = ""
    shown: str = ""

    @property
    def code(self) -> str:
        """The short name by which people speak of it."""
        return self.id[:4]

    def to_entry(self) -> Entry:
        """As it is kept."""
        decided = self.decided_at.isoformat() if self.decided_at is not None else ""
        facts = {"topics": list(self.topics), "into": self.into, "shown": self.shown, "decided": decided}
        return Entry(kind=INSIGHT, id=self.id, at=self.at, by=self.by, state=self.stage.value, facts=facts)


def to_insight(entry: Entry) -> Insight:
    """Back from what is kept."""
    decided = entry.text("decided")
    return Insight(
        id=entry.id, at=entry.at, stage=Stage(entry.state), topics=entry.texts("topics"), by=entry.by,
        decided_at=datetime.fromisoformat(decided) if decided else None, into=entry.text("into"),
        shown=entry.text("shown"),
    )  # fmt: skip


def vote(insight: str, member: MemberId, at: datetime, emoji: str = "") -> Entry:
    """That somebody wants it too; ``emoji``: by a reaction, with which the vote goes again."""
    name, facts = stable_id(VOTE, insight, member), {"insight": insight}
    return Entry(kind=VOTE, id=name, at=at, member=member, by=member, facts=facts | ({"emoji": emoji} if emoji else {}))


def new_wish(message: MessageId, **known: object) -> Wish:
    """A wish in this message: the same message is the same wish."""
    return Wish(id=stable_id(WISH, message), message=message, **known)  # type: ignore[arg-type]


def insight_of(wish_id: str, cause: str = "") -> str:
    """What the insight is called that begins with a wish."""
    return stable_id(INSIGHT, wish_id, cause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """All that is known of them, for a play.

    ``wishes`` are those whose message still stands where everybody may read it. Nobody in ``out`` is counted or shown:
    they stopped, or are staff; of those in ``quiet`` no words are shown. ``room`` is the product team's channel,
    ``product`` its people. ``alike``: how alike the message in hand is to each wish (0-1). ``told`` are the slots of
    what was said already.
    """

    insights: Mapping[str, Insight] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    votes: tuple[Entry, ...] = ()
    out: frozenset[MemberId] = frozenset()
    quiet: frozenset[MemberId] = frozenset()
    room: ChannelId | None = None
    product: frozenset[MemberId] = frozenset()
    alike: Mapping[str, float] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    is_public: bool = True
    """Everybody may read where the message in hand stands."""

    def of(self, insight: str, *, passed: bool = True) -> list[Wish]:
        """The wishes that count for it, oldest first; ``passed``: only those that were passed on."""
        return [one for one in self.wishes if one.insight == insight and self._counts(one, passed=passed)]

    def _counts(self, one: Wish, *, passed: bool = True) -> bool:
        is_told = one.leave is not Leave.NO and one.state != ANSWERED and (one.state == PASSED or not passed)
        return is_told and one.member not in self.out

    def voters(self, insight: str) -> list[MemberId]:
        """Who wants it too, in the order of time."""
        some = (one.member for one in self.votes if one.text("insight") == insight)
        return list(dict.fromkeys(who for who in some if who is not None and who not in self.out))

    def people(self, insight: str, *, passed: bool = True) -> int:
        """How many different people want it."""
        return len({*(one.member for one in self.of(insight, passed=passed)), *self.voters(insight)})

    def vote_of(self, insight: str, member: MemberId) -> Entry | None:
        """Somebody's vote for it."""
        return next((one for one in self.votes if one.member == member and one.text("insight") == insight), None)

    def whole(self, insight: str) -> Insight | None:
        """It, or what it is part of now."""
        found, seen = self.insights.get(insight), set[str]()
        while found is not None and found.stage is Stage.JOINED and found.id not in seen:
            seen.add(found.id)
            found = self.insights.get(found.into)
        return found

    def listed(self) -> list[Insight]:
        """What was passed on and is not settled, what most people want first."""
        numbers = self.numbers()
        some = [one for one in self.insights.values() if one.stage in RUNNING and self.of(one.id)]
        return sorted(some, key=lambda one: (-shown_people(numbers.get(one.id, 0))[1], one.at, one.id))

    def numbers(self) -> dict[str, int]:
        """``people`` of each that anybody wants, all at once."""
        wanting: dict[str, set[MemberId | None]] = defaultdict(set)
        for wish in self.wishes:
            if self._counts(wish):
                wanting[wish.insight].add(wish.member)
        for vote in self.votes:
            if vote.member is not None and vote.member not in self.out:
                wanting[vote.text("insight")].add(vote.member)
        return {insight: len(some) for insight, some in wanting.items()}

    def with_wishes(self, some: Iterable[Wish]) -> "Insights":
        """The same with these wishes as they stand now."""
        changed = {one.id: one for one in some}
        return replace(self, wishes=tuple(changed.get(one.id, one) for one in self.wishes))


def shown_people(number: int) -> tuple[str, int]:
    """How many want it, as it may be shown: nothing tells one to four people apart. The second part is for sorting."""
    return ("few", 1) if number < LEAST else (str(number), number)


def likeness(text: str, others: Mapping[str, str], language: str | None = None) -> dict[str, float]:
    """How alike a wish is to each of the others (0-1): the cosine of their stemmed terms, the rarer the weightier.

    Terms by which wishing is said do not count. idf(t) = ln(1 + (N - n + 0.5) / (n + 0.5)) over all these wishes, as in
    BM25 (Robertson, Zaragoza 2009).
    """
    terms = {name: terms_of(said, language) for name, said in others.items()}
    mine = terms_of(text, language)
    held = Counter(term for some in (mine, *terms.values()) for term in some)
    number = _BACKGROUND + 1 + len(others)
    idf = {term: log(1 + (number - n + 0.5) / (n + 0.5)) for term, n in held.items()}
    length = _length(mine, idf)
    found = {}
    for name, some in terms.items():
        shared = sorted(mine.keys() & some.keys())
        if len(shared) >= _SHARED:
            dot = sum(mine[term] * some[term] * idf[term] ** 2 for term in shared)
            found[name] = dot / (length * _length(some, idf))
    return found


def _length(terms: Mapping[str, float], idf: Mapping[str, float]) -> float:
    return sqrt(sum((terms[term] * idf[term]) ** 2 for term in sorted(terms)))


def terms_of(text: str, language: str | None) -> dict[str, float]:
    """The stemmed terms of a wish by their weight, without those by which wishing is said."""
    return {one.term: one.weight for one in postings(text, language) if one.term not in _COMMON}


def best_alike(seen: Insights, thread: ThreadId) -> tuple[Wish, int] | None:
    """The wish that another one joins, and how alike they are (0-100): one of the same conversation, else the likest.

    Only one that still runs.
    """
    running = [one for one in seen.wishes if (whole := seen.whole(one.insight)) is not None and whole.stage in RUNNING]
    here = [one for one in running if one.thread == thread]
    if here:
        return here[0], 100
    scored = [(seen.alike.get(one.id, 0.0), one) for one in running]
    best = max(scored, key=lambda found: (found[0], found[1].id), default=None)
    return None if best is None or best[0] < ALIKE else (best[1], round(100 * best[0]))


def merged_topics(some: Sequence[Insight]) -> tuple[str, ...]:
    """The topics of several, each once."""
    return tuple(dict.fromkeys(topic for one in some for topic in one.topics))
