"""How far do rules agree with people who labelled messages? For questions, wishes and topics.

Intervals are of 95 %: of precision and recall Wilson's (1927) where every message counts the same; of F1, and of all
three where messages stand for different numbers of others, percentile bootstraps (Efron and Tibshirani 1993) that draw
anew within each source and weight, as the sample was drawn, from a fixed seed.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advocacy.wishes import find_kind
from engagement.questions import question_modes
from engagement.reading import TopicWords
from engagement.shares import wilson
from engagement.threads import QuestionModes

_RESAMPLES = 2_000
_SEED = 20_260_101
_MODES = {"conservative": QuestionModes.CONSERVATIVE, "loose": QuestionModes.LOOSE, "mark": QuestionModes.MARK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A message that somebody labelled."""

    text: str
    is_so: bool
    source: str = ""
    """Which community it is from, where there are several."""
    weight: float = 1.0
    """How many messages of its source it stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the rules found in a message, and what is there; counted in topics, or in 0 and 1."""

    hits: int
    found: int
    real: int
    source: str = ""
    weight: float = 1.0


def question_figures(labelled: Iterable[Labelled], language: str = "en") -> dict[str, object]:
    """The question rules' figures; the main ones are conservative's, on which Hubbub acts.

    ``by_source`` where there are several; ``natural_mix`` where messages have weights: as if all had been labelled.
    """
    some = list(labelled)
    modes = [question_modes(one.text, language) for one in some]
    by_mode = {name: [_case(one, is_found=bool(each & mode)) for one, each in zip(some, modes, strict=True)]
               for name, mode in _MODES.items()}  # fmt: skip
    acted_on = by_mode["conservative"]
    return {
        "messages": len(some), **figures(_unweighted(acted_on)),
        "by_mode": {name: figures(_unweighted(cases)) for name, cases in by_mode.items()},
        **_apart(acted_on),
    }  # fmt: skip


def wish_figures(labelled: Iterable[Labelled]) -> dict[str, object]:
    """The figures of the rules for wishes and needs."""
    some = list(labelled)
    cases = [_case(one, is_found=find_kind(one.text) is not None) for one in some]
    return {"messages": len(some), **figures(_unweighted(cases)), **_apart(cases)}


def topic_figures(
    labelled: Sequence[tuple[str, frozenset[str]]], topics: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """How well a playbook's words tell the topics of messages: over all pairs of a message and a topic.

    ``topics`` are each topic's words; ``exact`` is the share of messages whose topics are all told right; ``by_topic``
    has the figures of each.
    """
    words = TopicWords.compile(topics)
    told = [(frozenset(words.find(text)), real) for text, real in labelled]
    cases = [Case(hits=len(found & real), found=len(found), real=len(real)) for found, real in told]
    exact = sum(found == real for found, real in told)
    by_topic = {
        topic: figures([Case(hits=topic in found and topic in real, found=topic in found, real=topic in real)
                        for found, real in told])
        for topic in topics
    }  # fmt: skip
    return {
        "messages": len(told), **figures(cases), "exact": round(exact / len(told), 4) if told else 0.0,
        "exact_interval": _rounded(wilson(exact, len(told))), "by_topic": by_topic,
    }  # fmt: skip


def figures(cases: Sequence[Case]) -> dict[str, object]:
    """Precision, recall and F1 (0-1), each with its interval, and on how many they rest."""
    hits, found, real = (sum(getattr(case, name) for case in cases) for name in ("hits", "found", "real"))
    precision, recall, score = _scores(cases)
    drawn = _drawn_again(cases)
    is_weighted = len({case.weight for case in cases}) > 1
    return {
        "found": found, "real": real, "hits": hits,
        "precision": round(precision, 4),
        "precision_interval": _span([one[0] for one in drawn]) if is_weighted else _rounded(wilson(hits, found)),
        "recall": round(recall, 4),
        "recall_interval": _span([one[1] for one in drawn]) if is_weighted else _rounded(wilson(hits, real)),
        "f1": round(score, 4), "f1_interval": _span([one[2] for one in drawn]),
    }  # fmt: skip


def _case(one: Labelled, *, is_found: bool) -> Case:
    return Case(hits=is_found and one.is_so, found=is_found, real=one.is_so, source=one.source, weight=one.weight)


def _unweighted(cases: Iterable[Case]) -> list[Case]:
    return [replace(case, weight=1.0) for case in cases]


def _apart(cases: Sequence[Case]) -> dict[str, object]:
    told: dict[str, object] = {}
    sources = sorted({case.source for case in cases})
    if len(sources) > 1:
        told["by_source"] = {
            source: figures(_unweighted(case for case in cases if case.source == source)) for source in sources
        }
    if len({case.weight for case in cases}) > 1:
        told["natural_mix"] = figures(cases)
    return told


def _scores(cases: Iterable[Case]) -> tuple[float, float, float]:
    hits = found = real = 0.0
    for case in cases:
        hits += case.weight * case.hits
        found += case.weight * case.found
        real += case.weight * case.real
    precision = hits / found if found else 0.0
    recall = hits / real if real else 0.0
    return precision, recall, 2 * hits / (found + real) if hits else 0.0


def _drawn_again(cases: Iterable[Case]) -> list[tuple[float, float, float]]:
    """The figures of samples that might as well have been drawn: as many from each source and weight.

    Messages in which nothing is and nothing is found change no figure, but how many of them are drawn does.
    """
    strata: dict[tuple[str, float], list[Case]] = defaultdict(list)
    for case in cases:
        strata[case.source, case.weight].append(case)
    draw = random.Random(_SEED)  # noqa: S311  # repeatable, nothing secret
    return [
        _scores(case for some in strata.values() for case in draw.choices(some, k=len(some)))
        for _ in range(_RESAMPLES if strata else 0)
    ]


def _span(values: Sequence[float]) -> list[float]:
    if not values:
        return [0.0, 1.0]
    ordered = sorted(values)
    return _rounded((ordered[int(0.025 * len(ordered))], ordered[int(0.975 * len(ordered)) - 1]))


def _rounded(pair: tuple[float, float]) -> list[float]:
    return [round(value, 4) for value in pair]
