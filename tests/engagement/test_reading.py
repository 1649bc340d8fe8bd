"""What is read from one message: modes, topics, language."""

import pytest

from engagement.reading import NOTHING, Reading, TopicWords, read
from tests.engagement.made_up import ASKED

WORDS = TopicWords.compile({"api": ("endpoint", "REST call"), "css": ("style", "style sheet"), "c++": ()})


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Which ENDPOINT?", ("api",)),
        ("about api and the api", ("api",)),
        ("a rest call", ("api",)),
        ("a style, an api, an endpoint", ("api", "css")),
        ("a style sheet, an api", ("css", "api")),
        ("an api, a style", ("api", "css")),
        ("c++ it is", ("c++",)),
        ("endpoints rapid stylesheet", ()),
        ("", ()),
    ],
)
def test_a_managers_words_name_topics_most_named_first(text: str, topics: tuple[str, ...]) -> None:
    assert WORDS.find(text) == topics


def test_a_link_is_about_what_it_names_and_not_about_its_scheme() -> None:
    words = TopicWords.compile({"web": ("http",), "css": ("style",)})
    assert words.find("See https://example.org/style and http://example.org/") == ("css",)
    assert words.find("HTTP fails, see http://example.org/") == ("web",)


def test_without_words_there_are_no_topics() -> None:
    assert TopicWords.compile({}).find("api") == ()


@pytest.mark.parametrize(
    ("text", "defaults", "languages", "expected"),
    [
        pytest.param("nice day today", ("api",), ("en",), NOTHING, id="small talk is not read"),
        pytest.param(
            "How do I style the button?", ("api",), ("en",), (("css",), "en"), id="its own words before the channel's"
        ),
        pytest.param("How do I open the door?", ("api",), ("en",), (("api",), "en"), id="the channel's one topic"),
        pytest.param("How do I open the door?", ("api", "css"), ("en",), ((), "en"), id="one of several topics"),
        pytest.param("How do I open the door?", (), (), ((), None), id="no language known"),
        pytest.param("Wie kann ich die Tür von innen öffnen?", (), ("en", "de"), ((), "de"), id="one of two languages"),
    ],
)
def test_a_question_is_read(
    text: str, defaults: tuple[str, ...], languages: tuple[str, ...], expected: Reading | tuple[tuple[str, ...], str]
) -> None:
    if not isinstance(expected, Reading):
        expected = Reading(modes=ASKED, topics=expected[0], language=expected[1])
    assert read(text, words=WORDS, defaults=defaults, languages=languages) == expected
