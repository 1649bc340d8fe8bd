"""Of what the rules are unsure, and of what not."""

import pytest

from engagement.doubts import Doubt, doubts_about
from engagement.escalating.dials import SeverityDials
from engagement.ids import MessageId, ThreadId
from engagement.questions import is_unsure
from engagement.reading import TopicWords, read
from engagement.threads import Message
from tests.engagement.made_up import ASKER, HELP, NOON

TOPICS = {"api": ("endpoint",), "build": ("compiler",)}
WORDS = TopicWords.compile(TOPICS)


def doubts(
    text: str, *, severity: SeverityDials | None = None, topics: dict[str, tuple[str, ...]] = TOPICS
) -> set[Doubt]:
    reading = read(text, words=TopicWords.compile(topics), defaults=(), languages=("en",))
    message = Message(
        id=MessageId("m"), channel=HELP, thread=ThreadId(MessageId("m")), author=ASKER, at=NOON, modes=reading.modes,
        topics=reading.topics, language=reading.language,
    )  # fmt: skip
    return set(doubts_about(message, text, topics=topics, severity=severity))


@pytest.mark.parametrize(
    "text",
    [
        "Maybe the gateway in the hall and not the old one?", "The gateway does not work on my machine since yesterday",
        "I keep getting an error from the gateway", "Have you tried to start the gateway again?",
    ],
)  # fmt: skip
def test_trouble_without_a_question_and_a_mark_without_one_leave_a_doubt(text: str) -> None:
    assert is_unsure(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I start the gateway again?", "The gateway is blue.", "Really?", "@ben maybe the gateway in the hall?",
        "Is anybody here?", "", "?", "How are you today?", "Does anyone know why the gateway does not work",
    ],
)  # fmt: skip
def test_a_plain_question_small_talk_and_what_is_put_to_one_person_leave_none(text: str) -> None:
    assert not is_unsure(text)


def test_in_german_its_own_signs_count() -> None:
    assert is_unsure("Das Gateway funktioniert seit gestern nicht mehr", "de")
    assert not is_unsure("Wie kann ich das Gateway neu starten?", "de")


def test_a_question_without_a_topic_or_with_two_alike_leaves_the_topic_open() -> None:
    assert doubts("How do I make the thing blink?") == {Doubt.TOPIC}
    assert doubts("How do I call the endpoint of the compiler?") == {Doubt.TOPIC}
    assert doubts("How do I call the endpoint?") == set()
    assert doubts("How do I call the endpoint, the one endpoint of the compiler?") == set(), "one is named more often"
    assert doubts("How do I make the thing blink?", topics={}) == set(), "there is none to choose from"
    assert doubts("The endpoint is blue.") == set(), "no question"


def test_a_tie_is_between_the_two_that_are_named_most() -> None:
    assert WORDS.is_tied("endpoint compiler")
    assert not WORDS.is_tied("endpoint endpoint compiler")
    assert not WORDS.is_tied("endpoint")
    assert not WORDS.is_tied("nothing")
    assert not TopicWords.compile({}).is_tied("endpoint")


def test_a_plea_and_trouble_leave_open_how_urgent_it_is_and_harm_and_calm_do_not() -> None:
    dials = SeverityDials()
    assert Doubt.URGENCY in doubts("How do I call the endpoint? It is urgent!", severity=dials)
    assert Doubt.URGENCY in doubts("Why is it that the endpoint is down?", severity=dials)
    assert Doubt.URGENCY not in doubts("How do I call the endpoint after the data loss?", severity=dials)
    assert Doubt.URGENCY not in doubts("How do I call the endpoint?", severity=dials)
    assert Doubt.URGENCY not in doubts("How do I call the endpoint? It is urgent!"), "no team could come"
