"""Is this the kind of question in which a story of somebody who has done it helps? Rules with reasons, no scores.

English, German and Spanish phrases, whole words, put together from small classes of words. They were tuned on the open
part of invented questions (``tests/labels/occasions``) and held against questions of real communities, so that an
ordinary question is rarely taken for one: who is not found has their answer all the same. No text leaves this file but
words of these lists.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advocacy import occasion_past, occasion_plans, occasion_words
from advocacy.phrases import find_phrases, put_together, to_plain


class Occasion(StrEnum):
    """What a question is about; whoever enrols chooses among these."""

    STORY = "story"
    MIGRATION = "migration"
    EVALUATION = "evaluation"
    USE_CASE = "use_case"


REASONS: Mapping[Occasion, str] = {
    Occasion.STORY: "somebody asks how others fared",
    Occasion.MIGRATION: "somebody comes from another product or replaces one",
    Occasion.EVALUATION: "somebody compares before they choose",
    Occasion.USE_CASE: "somebody asks whether it suits what they have in mind",
}

_SIGNS: Mapping[Occasion, tuple[str, ...]] = {
    occasion: put_together(phrases, occasion_words.WORDS)
    for occasion, phrases in {
        Occasion.STORY: occasion_past.STORY,
        Occasion.MIGRATION: occasion_past.MIGRATION,
        Occasion.EVALUATION: occasion_plans.EVALUATION,
        Occasion.USE_CASE: occasion_plans.USE_CASE,
    }.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What a question is about, and the listed phrases that say so, in the order of the text."""

    occasion: Occasion
    signs: tuple[str, ...]


def find_fit(text: str, muted: Collection[str] = ()) -> Fit | None:
    """What brought the question about; None for an ordinary one.

    Where several kinds show, the one with the most phrases, else in the order of ``Occasion``. ``muted`` phrases say
    nothing: people found them not to fit.
    """
    plain = to_plain(text)
    best: Fit | None = None
    for occasion in Occasion:
        signs = tuple(phrase for phrase in _apart(plain, _SIGNS[occasion]) if phrase not in muted)
        if signs and (best is None or len(signs) > len(best.signs)):
            best = Fit(occasion=occasion, signs=signs)
    return best


def _apart(plain: str, phrases: Sequence[str]) -> dict[str, None]:
    """What was found, each once, and of phrases that overlap the first."""
    found, until = dict[str, None](), 0
    for each in find_phrases(plain, phrases):
        if each.start >= until:
            found[each.phrase], until = None, each.end
    return found
