"""A model beside the rules: how far do both agree with people who labelled messages, and with each other?

Both are measured on the messages of which the model said something, and once more on those of them of which the rules
are unsure: only these a second opinion is asked about. Intervals as in ``agreement.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bots.runtime.agreement import Case, Labelled, figures
from engagement.modelling.asking import Opinion
from engagement.questions import is_unsure, question_modes
from engagement.reading import TopicWords
from engagement.shares import wilson
from engagement.threads import QuestionModes

SURENESSES: Final = tuple(round(1 - 0.05 * step, 2) for step in range(21))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A message that the rules are unsure of, and of which a model says otherwise, as sure as it says it is (0-1)."""

    sureness: float
    is_right: bool


def second_on_questions(
    labelled: Sequence[Labelled], opinions: Sequence[Opinion | None], language: str = "en"
) -> dict[str, object]:
    """Questions: rules and model, on all messages it judged and where the rules are unsure; and by `sure_from`.

    ``by_sureness`` is about what a second opinion does: it turns what the rules are unsure of, and nothing else.
    """
    judged = [(one, each) for one, each in zip(labelled, opinions, strict=True) if each is not None]
    rules = [bool(question_modes(one.text, language) & QuestionModes.CONSERVATIVE) for one, _ in judged]
    model = [each.is_question for _, each in judged]
    real = [one.is_so for one, _ in judged]
    unsure = [is_unsure(one.text, language) for one, _ in judged]
    turned = [
        Turned(sureness=each.sureness, is_right=each.is_question is one.is_so)
        for (one, each), found, is_asked in zip(judged, rules, unsure, strict=True)
        if is_asked and each.is_question is not found
    ]
    beside = _beside(
        [_case({"q"} if found else set(), {"q"} if so else set()) for found, so in zip(rules, real, strict=True)],
        [_case({"q"} if found else set(), {"q"} if so else set()) for found, so in zip(model, real, strict=True)],
        unsure,
        sum(one == other for one, other in zip(rules, model, strict=True)),
    )
    return {**beside, "by_sureness": by_sureness(turned)}


def by_sureness(turned: Sequence[Turned]) -> list[dict[str, object]]:
    """For each `sure_from` that makes a difference, the surest first: how many were turned, and how many rightly."""
    points: list[dict[str, object]] = []
    before = 0
    for least in SURENESSES:
        some = [each for each in turned if each.sureness >= least]
        if len(some) > before:
            right = sum(each.is_right for each in some)
            low, high = wilson(right, len(some))
            points.append(
                {"sure_from": least, "turned": len(some), "right": right, "interval": [round(low, 4), round(high, 4)]}
            )
        before = len(some)
    return points


def second_on_topics(
    labelled: Sequence[tuple[str, frozenset[str]]],
    opinions: Sequence[Opinion | None],
    topics: Mapping[str, Sequence[str]],
) -> dict[str, object]:
    """Topics: over all pairs of a message and a topic; a model names one at the most."""
    words = TopicWords.compile(topics)
    judged = [(text, real, each) for (text, real), each in zip(labelled, opinions, strict=True) if each is not None]
    rules = [set(words.find(text)) for text, _, _ in judged]
    model = [{each.topic} if each.topic is not None else set() for _, _, each in judged]
    return _beside(
        [_case(found, real) for found, (_, real, _) in zip(rules, judged, strict=True)],
        [_case(found, real) for found, (_, real, _) in zip(model, judged, strict=True)],
        [
            len(found) != 1 and (not found or words.is_tied(text))
            for found, (text, _, _) in zip(rules, judged, strict=True)
        ],
        sum(one == other for one, other in zip(rules, model, strict=True)),
    )


def _case(found: set[str], real: set[str] | frozenset[str]) -> Case:
    return Case(hits=len(found & real), found=len(found), real=len(real))


def _beside(rules: Sequence[Case], model: Sequence[Case], unsure: Sequence[bool], same: int) -> dict[str, object]:
    low, high = wilson(same, len(rules))
    return {
        "judged": len(rules),
        "agree": round(same / len(rules), 4) if rules else 0.0,
        "agree_interval": [round(low, 4), round(high, 4)],
        "rules": figures(rules), "model": figures(model),
        "unsure": {
            "messages": sum(unsure),
            "rules": figures([case for case, is_so in zip(rules, unsure, strict=True) if is_so]),
            "model": figures([case for case, is_so in zip(model, unsure, strict=True) if is_so]),
        },
    }  # fmt: skip
