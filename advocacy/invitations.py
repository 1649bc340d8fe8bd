"""Inviting somebody of sales into a conversation: what is kept of it, and the rules of who, when and when not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from advocacy.occasions import Occasion
from advocacy.sellers import Seller
from engagement.entries import Entry
from engagement.ids import MemberId, MessageId, ThreadId, stable_id

KIND = "invitation"
CASE = "sales_case"
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
AFTER = timedelta(hours=48)
"""So long a conversation has to go on after somebody of sales wrote, or was invited (ours)."""
FEWEST_UNFITTING = 3
"""So often a sign has to have led to *Not fitting* before it says nothing any more (ours)."""
FEWEST_DECIDED = 10
"""From so many answers on it is told how many were acted on (ours)."""


class State(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    JOINED = "joined"
    PASSED = "passed"
    """Not for me."""
    UNFITTING = "unfitting"
    """The conversation does not fit."""
    LAPSED = "lapsed"
    """Nothing was pressed for a while, so somebody else was looked for; it may be taken up all the same."""
    WITHDRAWN = "withdrawn"


STANDING = frozenset({State.OPEN, State.LAPSED})
"""In which it may be taken up."""
_ANSWERED = frozenset({State.JOINED, State.PASSED, State.UNFITTING, State.LAPSED})


class Outcome(StrEnum):
    """What came of joining, in the words of whoever joined."""

    HELPED = "helped"
    NOTHING = "nothing"
    STAYED_OUT = "stayed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """``seller`` was invited into a conversation of ``asker``. ``signs`` are listed phrases, nobody's words."""

    id: str
    at: datetime
    thread: ThreadId
    asker: MemberId | None
    seller: MemberId | None
    state: State = State.OPEN
    occasion: Occasion
    signs: tuple[str, ...] = ()
    joined_at: datetime | None = None
    wrote_at: datetime | None = None
    """When whoever joined first wrote there."""
    outcome: Outcome | None = None
    went_on: bool | None = None
    """Whether whoever asked or peers wrote again in the time after that; None: not looked yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A conversation into which somebody of sales could be invited, whether anybody was or not."""

    thread: ThreadId
    at: datetime
    asker: MemberId | None
    went_on: bool | None = None
    """Whether whoever asked or peers wrote again in the time after it was found; None: not looked yet."""
    is_left_alone: bool = False
    """It is of the comparison group."""


def is_unused(one: Invitation) -> bool:
    """Whether a no still keeps whoever was invited out: they may take it up yet, or did and wrote nothing there."""
    return one.state in STANDING or (one.state is State.JOINED and one.wrote_at is None)


def new_invitation(case: Case, seller: MemberId, occasion: Occasion, signs: Sequence[str], at: datetime) -> Invitation:
    """One for this person and conversation: telling it twice is telling it once."""
    name = stable_id(KIND, case.thread, seller)
    return Invitation(
        id=name, at=at, thread=case.thread, asker=case.asker, seller=seller, occasion=occasion, signs=tuple(signs)
    )


def slot_of(invitation: Invitation) -> str:
    """The slot of its card."""
    return f"sales:{invitation.id}"


# --- as it is kept ----------------------------------------------------------------------------------------------------


def to_entry(one: Invitation) -> Entry:
    """As it is kept: about whoever asked, by whoever was invited."""
    facts: dict[str, object] = {"occasion": one.occasion.value, "signs": list(one.signs)}
    for name, at in (("joined_at", one.joined_at), ("wrote_at", one.wrote_at)):
        if at is not None:
            facts[name] = at.isoformat()
    if one.outcome is not None:
        facts["outcome"] = one.outcome.value
    if one.went_on is not None:
        facts["went_on"] = int(one.went_on)
    return Entry(
        kind=KIND, id=one.id, at=one.at, member=one.asker, by=one.seller, thread=one.thread, state=one.state.value,
        facts=facts,
    )  # fmt: skip


def from_entry(entry: Entry) -> Invitation:
    """As it was kept."""
    outcome = entry.text("outcome")
    return Invitation(
        id=entry.id,
        at=entry.at,
        thread=entry.thread or ThreadId(MessageId("")),
        asker=entry.member,
        seller=entry.by,
        state=State(entry.state),
        occasion=Occasion(entry.text("occasion")),
        signs=entry.texts("signs"),
        joined_at=_instant(entry.text("joined_at")),
        wrote_at=_instant(entry.text("wrote_at")),
        outcome=Outcome(outcome) if outcome else None,
        went_on=bool(entry.number("went_on")) if "went_on" in entry.facts else None,
    )


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def case_to_entry(case: Case) -> Entry:
    """As it is kept."""
    facts: dict[str, object] = {"left_alone": int(case.is_left_alone)}
    if case.went_on is not None:
        facts["went_on"] = int(case.went_on)
    return Entry(
        kind=CASE, id=stable_id(CASE, case.thread), at=case.at, member=case.asker, thread=case.thread, facts=facts
    )


def case_from_entry(entry: Entry) -> Case:
    """As it was kept."""
    return Case(
        thread=entry.thread or ThreadId(MessageId("")),
        at=entry.at,
        asker=entry.member,
        went_on=bool(entry.number("went_on")) if "went_on" in entry.facts else None,
        is_left_alone=bool(entry.number("left_alone")),
    )


# --- who ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How often somebody of sales is invited, at most."""

    per_day: int
    per_week: int


def is_capped(seller: Seller, invited: Iterable[datetime], caps: Caps, now: datetime) -> bool:
    """Whether they were invited as often as they, or the playbook, allow; everything they were invited to counts."""
    lately = [at for at in invited if now - at < WEEK]
    today = sum(now - at < DAY for at in lately)
    return today >= caps.per_day or len(lately) >= min(seller.a_week, caps.per_week)


def in_turn(sellers: Iterable[Seller], invited: Mapping[MemberId, Sequence[datetime]]) -> list[Seller]:
    """Whoever was invited least within the week first, then whose last one is the longest ago, then by id."""

    def turn(seller: Seller) -> tuple[int, str, str]:
        lately = invited.get(seller.member, ())
        return len(lately), max(lately).isoformat() if lately else "", seller.member

    return sorted(sellers, key=turn)


# --- what people made of it -------------------------------------------------------------------------------------------


def muted_signs(invitations: Iterable[Invitation]) -> frozenset[str]:
    """Signs that mostly led to *Not fitting*: from three times on, when more often than to joining."""
    unfitting, joined = Counter[str](), Counter[str]()
    for one in invitations:
        if one.state is State.UNFITTING:
            unfitting.update(one.signs)
        elif one.state is State.JOINED:
            joined.update(one.signs)
    return frozenset(sign for sign, times in unfitting.items() if times >= FEWEST_UNFITTING and times > joined[sign])


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How many of the invitations that were answered, or went without an answer, were taken up."""

    occasion: Occasion | None
    answered: int
    joined: int
    unfitting: int

    @property
    def is_too_few(self) -> bool:
        """Under half were acted on, and there are enough to say so."""
        return self.answered >= FEWEST_DECIDED and self.joined * 2 < self.answered


def taken(invitations: Iterable[Invitation], occasion: Occasion | None = None) -> Taken:
    """How they were taken, of one occasion or (None) of all."""
    some = [one for one in invitations if one.state in _ANSWERED and (occasion is None or one.occasion is occasion)]
    return Taken(
        occasion=occasion,
        answered=len(some),
        joined=sum(one.state is State.JOINED for one in some),
        unfitting=sum(one.state is State.UNFITTING for one in some),
    )


def moved(one: Invitation, state: State, **changes: object) -> Invitation:
    """The same in another state."""
    return replace(one, state=state, **changes)  # type: ignore[arg-type]
