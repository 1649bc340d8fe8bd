"""What rules alone say where a model would be asked: what Hubbub does without one, behind the same port."""

from collections.abc import Callable, Mapping

from engagement.modelling.asking import Passage, Request, Use, Written
from engagement.modelling.uses import LONGEST_SUMMARY, LONGEST_WORDING, NO_TOPIC
from engagement.questions import question_modes
from engagement.terms import postings
from engagement.text import shorten
from engagement.threads import QuestionModes

_TOLD = 200
"""Characters of each passage in a summary."""


class RulesModel:
    """See ``engagement.modelling.asking.TextModel``. Nothing leaves the process, and nothing is ever used up."""

    name = "rules"
    provider = ""

    async def write(self, request: Request) -> Written:
        """Answer one request, the same for the same one."""
        answers: Mapping[Use, Callable[[Request], dict[str, object]]] = {
            Use.SECOND_OPINION: _opinion,
            Use.DRAFT: _draft,
            Use.SUMMARY: _summary,
            Use.PERSONA: _wording,
            Use.THEMES: _themes,
        }
        return Written(data=answers[request.use](request))

    async def close(self) -> None:
        """Nothing is open."""


def _opinion(request: Request) -> dict[str, object]:
    """As the rules read it that Hubbub acts on; a topic where one of its words stands in the text."""
    said = request.passages[0].words
    is_question = bool(question_modes(said, request.language) & QuestionModes.CONSERVATIVE)
    terms = {each.term for each in postings(said, request.language)}
    topics = (topic for topic in request.choices if {each.term for each in postings(topic, request.language)} & terms)
    return {"is_question": is_question, "topic": next(topics, NO_TOPIC), "urgency": "normal", "sureness": 0.5}


def _draft(_: Request) -> dict[str, object]:
    """Rules write no answers: the earlier conversations themselves are shown (``similar_threads``)."""
    return {"is_sure": False, "text": "", "sources": []}


def _wording(request: Request) -> dict[str, object]:
    """Rules leave a text as it stands; what they can bring nearer to a persona they propose without being asked."""
    return {"text": request.passages[0].words[:LONGEST_WORDING]}


def _themes(_: Request) -> dict[str, object]:
    """Rules group what they may read by themselves, without a model's port (``advocacy.themes``)."""
    return {"themes": []}


def _summary(request: Request) -> dict[str, object]:
    """The beginning, and the last that was said, in the words of those who wrote it."""
    first, *rest = request.passages
    told: list[Passage] = [first, *rest[-2:]]
    text = "\n".join(f"{each.by}: {shorten(each.words, _TOLD)}" for each in told)
    return {"text": text[:LONGEST_SUMMARY], "sources": [each.id for each in told]}
