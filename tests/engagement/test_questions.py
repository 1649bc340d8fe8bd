"""Which messages are questions, in four languages, under three readings."""

import pytest

from engagement.questions import has_mark, question_modes
from engagement.threads import QuestionModes

NO = QuestionModes.NONE
MARK, LOOSE, CONSERVATIVE = QuestionModes.MARK, QuestionModes.LOOSE, QuestionModes.CONSERVATIVE
SOFT = MARK | LOOSE
"""Has a mark, but nobody needs to answer it."""
TOLD = LOOSE | CONSERVATIVE
"""Asks without a mark."""
ALL = MARK | LOOSE | CONSERVATIVE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How do I reset my password?"),
        ("en", "The red one is bigger than blue?"),
        ("en", "error: ```trace?``` how do I?"),
        ("de", "Wie kann ich das Passwort zurücksetzen?"),
        ("es", "¿Cómo puedo cambiar la contraseña?"),
        ("fr", "Comment puis-je changer le mot de passe ?"),
    ],
)
def test_a_plain_question_is_one_under_every_reading(language: str, text: str) -> None:
    assert question_modes(text, language) == ALL


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Anyone know how to reset the password"),
        ("en", "I can't get the build to run on Windows"),
        ("en", "How do I fix `x?`"),
        ("de", "Weiß jemand wie man das Passwort ändert"),
        ("de", "Der Server startet leider nicht mehr"),
        ("es", "Alguien sabe cómo cambiar la contraseña"),
        ("es", "No me funciona el servidor nuevo"),
        ("fr", "Quelqu'un sait comment changer le mot de passe"),
        ("fr", "Le serveur ne démarre pas ce matin"),
    ],
)
def test_asking_or_trouble_needs_no_question_mark(language: str, text: str) -> None:
    assert question_modes(text, language) == TOLD


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "How are you today?"),
        ("en", "anyone here?"),
        ("en", "why?"),
        ("de", "Wie geht es euch?"),
        ("de", "ist jemand da?"),
        ("es", "¿Qué tal?"),
        ("es", "hay alguien por aquí?"),
        ("fr", "Comment ça va ?"),
        ("fr", "quelqu'un ici ?"),
        ("fr", "je peux poser une question ?"),
    ],
)
def test_small_talk_is_nothing_to_act_on(language: str, text: str) -> None:
    assert question_modes(text, language) == SOFT


@pytest.mark.parametrize(("language", "text"), [("en", "quick question"), ("es", "tengo una duda")])
def test_announcing_a_question_is_not_asking_it(language: str, text: str) -> None:
    assert question_modes(text, language) == LOOSE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "@ben how do I reset my password?"),
        ("de", "@ben wie kann ich das machen?"),
        ("es", "@ana cómo puedo cambiar esto?"),
        ("fr", "@luc comment puis-je faire ça ?"),
    ],
)
def test_a_question_to_one_person_is_theirs(language: str, text: str) -> None:
    assert question_modes(text, language) == SOFT


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "have you tried turning it off?"),
        ("en", "what version are you using?"),
        ("de", "Hast du schon neu gestartet?"),
        ("es", "¿Has probado a reiniciar el router?"),
        ("fr", "As-tu essayé de redémarrer le routeur ?"),
    ],
)
def test_asking_back_is_not_asking(language: str, text: str) -> None:
    assert question_modes(text, language) == SOFT


def test_trouble_outweighs_asking_back() -> None:
    assert question_modes("have you tried it? mine is not working") == ALL


@pytest.mark.parametrize("text", ["Which one?", "Really nice?", "Is this nice?", "does it `x`?"])
def test_a_few_words_are_too_few_to_be_answered(text: str) -> None:
    assert question_modes(text) == SOFT


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "a"),
        ("en", "It worked fine yesterday."),
        ("en", "See https://example.org/?q=1"),
        ("en", "See <https://example.org/?q=1>"),
        ("en", "Run `a ? b : c` then"),
        ("en", "```\nhow do I?\n```"),
        ("de", "Hallo zusammen, schöner Tag"),
        ("de", "Siehe https://a.example/?x=1"),
        ("es", "hola a todos, buen día"),
        ("fr", "bonjour à tous, belle journée"),
    ],
)
def test_statements_code_and_links_are_no_questions(language: str, text: str) -> None:
    assert question_modes(text, language) == NO


def test_a_lone_question_mark_is_a_mark_and_no_more() -> None:
    assert question_modes("?") == MARK


def test_a_fence_counts_as_something_to_answer_about() -> None:
    assert question_modes("why does it ") == LOOSE
    assert question_modes("why does it ```boom```") == TOLD


def test_somebody_elses_quoted_question_is_not_asked_again() -> None:
    assert question_modes("> How do I do this?\nyes indeed it works") == SOFT


@pytest.mark.parametrize(("language", "like"), [("xx", "en"), ("de-AT", "de"), ("en-GB", "en")])
def test_an_unknown_language_is_read_as_english_and_a_region_as_its_language(language: str, like: str) -> None:
    for text in ("How do I reset it", "Der Server startet leider nicht mehr"):
        assert question_modes(text, language) == question_modes(text, like)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("so?", True), ("`so?`", False), ("https://a.example?b", False), ("no", False), ("`a?` b?", True)],
)
def test_a_mark_counts_outside_code_and_links(text: str, expected: bool) -> None:  # noqa: FBT001
    assert has_mark(text) is expected
