"""Which few figures sum a rehearsal up, and how do two rehearsals of one history differ in them?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from statistics import median

from engagement.few_people import Cut, Table
from engagement.plays.peer_prompt import NAME as ASKING
from engagement.plays.peer_prompt import PeerPromptPolicy
from engagement.policy import Policy
from engagement.rehearsed_deeds import Deeds
from engagement.rehearsed_load import Load
from engagement.rehearsed_questions import Answers, Fate, Question, answers_of, single_out
from engagement.rehearsed_stories import is_met
from engagement.threads import QuestionModes

_MOSTLY = 0.9
DialValue = str | int | timedelta | time


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The questions that helpers would have been asked about. Medians are in seconds after the question.

    Shares (0-1) are rounded to whole per cents, because the exact number of, say, unanswered questions about which
    nobody would have been asked may be about one or two people.
    """

    questions: int
    median_s: float
    """When the first helper would have been asked."""
    never: float
    """How many of them nobody ever answered, in fact."""
    of_never: float | None
    """How many of all questions that nobody ever answered are among them."""
    later_median_s: float | None
    """When the first answer came to the others, in fact."""
    met: float | None
    """How many of the others were first answered by one of those who would have been asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The figures of the first screen; None is "a few": about fewer than five people, or it would tell of them."""

    answers: Answers
    asking: Asking | None
    silent: int | None
    """How many questions no helper would have been asked about."""
    first: int | None
    """Of these: members answered before Hubbub would have said anything."""
    shown: int | None
    """Of these: the asker would have been shown earlier solved threads."""
    kept: int | None
    """Of these: nobody answered in time, and there was a reason to ask nobody."""
    is_mostly_first: bool
    """Nine in ten of the silent ones, or more, are ``first``."""
    asks: int | None
    helpers: int | None
    most_in_week: int | None
    """The most asks to one helper within any seven days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure under both playbooks; None may not be told. ``name`` ends in ``_s`` (seconds) or ``_share`` (0-1)."""

    name: str
    ours: float | None
    theirs: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """A setting by its plain name; several values where channels differ."""

    name: str
    values: tuple[DialValue, ...]


FATES = (Fate.ASKED, Fate.FIRST, Fate.SHOWN, Fate.KEPT)
"""The weightiest first: what the later ones would tell about too few people is not told."""


def fate_tables(questions: Sequence[Question]) -> list[Table]:
    """For each of ``FATES`` its two cells."""
    return [single_out(questions, partial(_is, fate=fate)) for fate in FATES]


def _is(question: Question, fate: Fate) -> bool:
    return question.fate is fate


def headline_of(questions: Sequence[Question], cuts: Sequence[Cut], deeds: Deeds, load: Load | None) -> Headline:
    """The first screen's figures; ``cuts`` are those of the fates' tables."""
    met = Counter(question.fate for question in questions)
    safe = {fate: "in" in cut.shown or not met[fate] for fate, cut in zip(FATES, cuts, strict=True)}
    silent = len(questions) - met[Fate.ASKED]
    is_told = not deeds.asks_of or load is not None
    return Headline(
        answers=answers_of(questions),
        asking=_asking(questions) if safe[Fate.ASKED] else None,
        silent=silent if safe[Fate.ASKED] else None,
        first=met[Fate.FIRST] if safe[Fate.FIRST] else None,
        shown=met[Fate.SHOWN] if safe[Fate.SHOWN] else None,
        kept=met[Fate.KEPT] if safe[Fate.KEPT] else None,
        is_mostly_first=silent > 0 and met[Fate.FIRST] >= _MOSTLY * silent,
        asks=deeds.asks if is_told else None,
        helpers=len(deeds.asks_of) if is_told else None,
        most_in_week=deeds.most_in_a_week if is_told else None,
    )


def _asking(questions: Sequence[Question]) -> Asking | None:
    asked = [question for question in questions if question.fate is Fate.ASKED]
    if not asked:
        return None
    never = sum(q.reply_at is None for q in questions)
    later = [q.figures.first_reply_s for q in asked if q.figures.first_reply_s is not None]
    return Asking(
        questions=len(asked),
        median_s=median((q.told.asks[0].at - q.figures.root_at).total_seconds() for q in asked),
        never=round(1 - len(later) / len(asked), 2),
        of_never=round((len(asked) - len(later)) / never, 2) if never else None,
        later_median_s=median(later) if later else None,
        met=round(sum(map(is_met, asked)) / len(later), 2) if later else None,
    )


def differences(ours: Headline, theirs: Headline) -> tuple[Difference, ...]:
    """Figure by figure, in the order of the page."""
    mine, other = _figures(ours), _figures(theirs)
    return tuple(Difference(name=name, ours=mine[name], theirs=other[name]) for name in mine)


def _figures(headline: Headline) -> dict[str, float | None]:
    answers, asking = headline.answers, headline.asking
    return {
        "questions": answers.questions,
        "within_hour": answers.within_hour,
        "within_day": answers.within_day,
        "never": answers.never,
        "median_s": answers.median_s,
        "first": headline.first,
        "shown": headline.shown,
        "kept": headline.kept,
        "asked": asking.questions if asking else None if headline.silent is None else 0,
        "asked_s": asking.median_s if asking else None,
        "of_never_share": asking.of_never if asking else None,
        "met_share": asking.met if asking else None,
        "asks": headline.asks,
        "helpers": headline.helpers,
        "most_in_week": headline.most_in_week,
    }


def dials_of(policy: Policy, flag: QuestionModes) -> tuple[Dial, ...]:
    """The settings that shape a rehearsal, by plain names; durations and times as such."""
    channels = [*policy.channels.values(), *([policy.others] if policy.others is not None else [])]
    asking = [dials for channel in channels if isinstance(dials := channel.plays.get(ASKING), PeerPromptPolicy)]
    rules = policy.restraint
    found: dict[str, Sequence[DialValue]] = {
        "wait": [one.wait for one in asking],
        "wait_in_forum": [one.wait_in_forum for one in asking],
        "helpers_at_once": [one.helpers_per_ring for one in asking],
        "rounds": [one.rings for one in asking],
        "second_wait": [one.second_wait for one in asking],
        "asks_per_day": [rules.helper_asks_per_day],
        "asks_per_week": [rules.helper_asks_per_week],
        "quiet_from": [rules.quiet_from],
        "quiet_until": [rules.quiet_until],
        "questions": [(flag.name or "").lower()],
        "timezone": [policy.timezone],
    }
    return tuple(Dial(name=name, values=tuple(dict.fromkeys(values))) for name, values in found.items())
