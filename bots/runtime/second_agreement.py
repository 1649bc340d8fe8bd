"""A model beside the rules: how far do both agree with people who labelled messages, and with each other?

Both are measured on the messages of which the model said something, and once more on those of them of which the rules
are unsure: only these a second opinion is asked about. Intervals as in ``agreement.py``.
"""

from collections.abc import Mapping, Sequence

from bots.runtime.agreement import Case, Labelled, figures
from engagement.modelling.asking import Opinion
from engagement.questions import is_unsure, question_modes
from engagement.reading import TopicWords
from engagement.shares import wilson
from engagement.threads import QuestionModes


def second_on_questions(
    labelled: Sequence[Labelled], opinions: Sequence[Opinion | None], language: str = "en"
) -> dict[str, object]:
    """Questions: rules and model, on all messages it judged and where the rules are unsure."""
    judged = [(one, each) for one, each in zip(labelled, opinions, strict=True) if each is not None]
    rules = [bool(question_modes(one.text, language) & QuestionModes.CONSERVATIVE) for one, _ in judged]
    model = [each.is_question for _, each in judged]
    real = [one.is_so for one, _ in judged]
    unsure = [is_unsure(one.text, language) for one, _ in judged]
    return _beside(
        [_case({"q"} if found else set(), {"q"} if so else set()) for found, so in zip(rules, real, strict=True)],
        [_case({"q"} if found else set(), {"q"} if so else set()) for found, so in zip(model, real, strict=True)],
        unsure,
        sum(one == other for one, other in zip(rules, model, strict=True)),
    )


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
