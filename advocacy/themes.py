"""Which wishes belong under one heading? Proposed by rules or by a model, named and settled by the people who build it.

A theme is a name over several insights. What is proposed holds no wish that its writer did not let us pass on in words,
and nothing of what was said but a name; only a name that a person confirmed stays.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from advocacy.insights import terms_of
from engagement.actions import FollowUp
from engagement.entries import Entry
from engagement.ids import MemberId, look_id, stable_id
from engagement.modelling.masking import mask
from engagement.terms import postings

NAME: Final = "wish_themes"
"""The play that proposes them."""
STANDS, ANEW = "theme_stands", "theme_anew"
"""Its looks: whether a proposal still holds, and a card that has to say what stands after something was undone."""
LOOK_AGAIN: Final = timedelta(hours=20)
"""So often it is looked at whether a proposal still holds (ours): a name goes within the day."""
THEME: Final = "theme"
"""The kind of entry."""
LONGEST_NAME: Final = 40
"""Characters of a theme's name (ours): a heading, no sentence."""
_IN_A_NAME: Final = 2
_MASKS: Final = re.compile(r"\[[^\]]*\]")


class Stand(StrEnum):
    """How it stands with a theme."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    """Turned down: the same wishes are not proposed together again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A name over insights. ``wishes``: from whose words a proposed name was made; ``model`` "" means by rules."""

    id: str
    at: datetime
    insights: tuple[str, ...]
    name: str = ""
    stand: Stand = Stand.PROPOSED
    wishes: tuple[str, ...] = ()
    model: str = ""
    by: MemberId | None = None
    """Who of staff decided."""

    def to_entry(self) -> Entry:
        """As it is kept: a proposed name among the words, which go; a confirmed one is staff's own."""
        is_settled = self.stand is Stand.CONFIRMED
        facts = {
            "insights": list(self.insights), "wishes": list(self.wishes), "model": self.model,
            "name": self.name if is_settled else "",
        }  # fmt: skip
        words = self.name if self.stand is Stand.PROPOSED else ""
        return Entry(kind=THEME, id=self.id, at=self.at, by=self.by, state=self.stand.value, facts=facts, words=words)


def to_theme(entry: Entry) -> Theme:
    """Back from what is kept."""
    return Theme(
        id=entry.id, at=entry.at, insights=entry.texts("insights"), name=entry.text("name") or entry.words,
        stand=Stand(entry.state), wishes=entry.texts("wishes"), model=entry.text("model"), by=entry.by,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What may be passed on of one insight: by whom, in which wishes, in which words."""

    insight: str
    wishes: tuple[str, ...]
    people: frozenset[MemberId]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """All there are; ``told``: what new ones may be made of, as far as its writers let us pass their words on."""

    themes: tuple[Theme, ...] = ()
    told: tuple[Told, ...] = ()
    has_card: bool = False
    """The team sees a card of the theme that is looked at."""

    def standing(self, *some: Stand) -> list[Theme]:
        """Those that stand so, by name."""
        return sorted((one for one in self.themes if one.stand in some), key=lambda one: (one.name.casefold(), one.id))

    def of(self, insight: str) -> Theme | None:
        """The confirmed theme that an insight belongs to."""
        return next((one for one in self.standing(Stand.CONFIRMED) if insight in one.insights), None)

    def get(self, name: str) -> Theme | None:
        """One of them by its id."""
        return next((one for one in self.themes if one.id == name), None)

    def free(self) -> tuple[Told, ...]:
        """What is in no theme that is proposed or confirmed."""
        names = set(self.without_theme(each.insight for each in self.told))
        return tuple(each for each in self.told if each.insight in names)

    def without_theme(self, insights: Iterable[str]) -> list[str]:
        """Those of them that are in none that is proposed or confirmed."""
        taken = {each for one in self.standing(Stand.PROPOSED, Stand.CONFIRMED) for each in one.insights}
        return [each for each in insights if each not in taken]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A name, and the insights under it."""

    name: str
    insights: tuple[str, ...]


def theme_id(insights: Iterable[str]) -> str:
    """The same insights are the same theme, whoever proposes it."""
    return stable_id(THEME, *sorted(insights))


def by_rules(told: Sequence[Told], most: int, language: str | None = None) -> list[Group]:
    """Insights that share a word, the most widely shared first; each is in one group. Ours.

    A word counts where two people used it, and the groups are named by it and by the next that all of them share.
    """
    rest, found = list(told), list[Group]()
    terms = {each.insight: terms_of(_plain(each.words), language) for each in told}
    while len(found) < most:
        held = Counter(term for each in rest for term in sorted(terms[each.insight]))
        best = min(((-number, term) for term, number in held.items() if number > 1), default=None)
        while best is not None:
            group = [each for each in rest if best[1] in terms[each.insight]]
            if len(frozenset[MemberId]().union(*(each.people for each in group))) > 1:
                break
            held.pop(best[1])
            best = min(((-number, term) for term, number in held.items() if number > 1), default=None)
        if best is None:
            return found
        shared = {term for term in held if all(term in terms[each.insight] for each in group)} - {best[1]}
        name = _name([best[1], *sorted(shared)][:_IN_A_NAME], group, language)
        found.append(Group(name=name, insights=tuple(each.insight for each in group)))
        rest = [each for each in rest if each not in group]
    return found


def _name(terms: Sequence[str], group: Sequence[Told], language: str | None) -> str:
    """The terms as they were written most often, masked as what a model is told."""
    said = Counter(word for each in group for word in _words(_plain(each.words)))
    written: dict[str, str] = {}
    for word, number in sorted(said.items()):
        for one in postings(word, language):
            if one.term in terms and number > said.get(written.get(one.term, ""), 0):
                written[one.term] = word
    first = _plain(group[0].words).casefold()
    shown = sorted((written.get(term, term) for term in terms), key=lambda word: (first.find(word), word))
    return " ".join(shown)[:LONGEST_NAME]


def _plain(text: str) -> str:
    """Without secrets and personal data, as a model is told it, and without what stands for them."""
    return _MASKS.sub(" ", mask(text, {}))


def _words(text: str) -> list[str]:
    return [word for part in text.casefold().split() if (word := part.strip(".,;:!?()\"'“”„«»…-_*`")).isalnum()]


def proposed(groups: Iterable[Group], seen: Themes, at: datetime, model: str = "") -> list[Theme]:
    """The groups as proposals: no insight twice, none that has a theme, no group that was turned down."""
    known, free = {one.id for one in seen.themes}, {each.insight: each for each in seen.free()}
    found: list[Theme] = []
    for group in groups:
        some = tuple(dict.fromkeys(name for name in group.insights if name in free))
        if len(some) < 2 or theme_id(some) in known or not group.name.strip():  # noqa: PLR2004  # one is no group
            continue
        wishes = tuple(wish for name in some for wish in free.pop(name).wishes)
        name = group.name.strip()[:LONGEST_NAME]
        found.append(Theme(id=theme_id(some), at=at, insights=some, name=name, wishes=wishes, model=model))
    return found


def is_outdated(one: Theme, seen: Themes) -> bool:
    """Whether a wish from whose words a proposed name was made is gone, settled, or not to be passed on any more."""
    standing = {wish for each in seen.told for wish in each.wishes}
    return one.stand is Stand.PROPOSED and (not one.name or not set(one.wishes) <= standing)


def look_at(name: str, at: datetime, kind: str = STANDS) -> FollowUp:
    """Look at a theme then."""
    return FollowUp(play=NAME, kind=kind, thread=look_id(THEME, name), due_at=at)


def made_of(themes: Themes, wishes: Iterable[str]) -> list[Theme]:
    """The proposals whose names were made of the words of any of these wishes."""
    some = set(wishes)
    return [one for one in themes.standing(Stand.PROPOSED) if some & set(one.wishes)]


def moved(seen: Themes, one: Theme) -> list[tuple[Theme, Theme]]:
    """Other confirmed themes from which ``one`` takes insights, each as it is and as it was."""
    mine = set(one.insights)
    return [
        (replace(other, insights=tuple(each for each in other.insights if each not in mine)), other)
        for other in seen.standing(Stand.CONFIRMED)
        if other.id != one.id and mine & set(other.insights)
    ]
