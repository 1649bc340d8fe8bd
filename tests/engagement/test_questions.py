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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thanks a lot in advance. How do I do this on Windows?"),
        ("en", "I’m having trouble with the new release"),
        ("en", "hello, trying to install it on my laptop but it fails"),
        ("en", "Any thoughts on this?"),
        ("en", "if anyone knows how to do this I'd be grateful"),
        ("en", "We love it. Any ideas how to speed it up?"),
        ("de", "Kann mir jemand erklären, wie ich das einrichte"),
        ("de", "Ich versuche gerade den Server zu starten, aber er startet nicht"),
        ("de", "Hallo zusammen, wie kann ich das Passwort ändern"),
        ("de", "Danke schon mal für jede Hilfe: warum bricht der Import ab?"),
        ("de", "Welche Version von Python braucht man dafür?"),
        ("de", "Ich weiß leider nicht, wo ich das einstellen kann"),
        ("de", "Hat jemand Erfahrung mit dem neuen Plugin"),
        ("de", "Seit dem Update bekomme ich ständig eine Fehlermeldung"),
        ("de", "Gibt es eine Möglichkeit, das abzuschalten?"),
        ("de", "Ich komme hier einfach nicht weiter"),
        ("es", "Hola, alguien me puede ayudar con la instalación"),
        ("es", "Estoy intentando conectar la base de datos y no me funciona"),
        ("es", "¿Cuál es la mejor forma de hacerlo?"),
        ("es", "No sé cómo instalar el paquete nuevo"),
        ("es", "Hola a todos, cómo puedo cambiar la contraseña"),
        ("es", "Me sale un error cuando abro la página"),
        ("es", "¿Hay alguna manera de evitarlo?"),
        ("es", "Gracias de antemano: ¿por qué no arranca el servidor?"),
        ("es", "Busco una biblioteca para leer ficheros grandes"),
        ("es", "¿Se puede usar esto sin conexión?"),
        ("fr", "Bonjour, quelqu'un pourrait m'aider avec l'installation"),
        ("fr", "Je n'arrive pas à installer le paquet"),
        ("fr", "Comment est-ce que je peux changer le mot de passe"),
        ("fr", "Est-ce qu'il y a un moyen de l'éviter ?"),
        ("fr", "Je ne comprends pas pourquoi ça plante"),
        ("fr", "Merci d'avance : pourquoi le serveur ne démarre pas ?"),
    ],
)
def test_somebody_is_left_waiting(language: str, text: str) -> None:
    assert CONSERVATIVE in question_modes(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You can't do that in this version"),
        ("en", "Yes, it doesn't work on Windows"),
        ("en", "`foo` is a variable you can customize"),
        ("en", "why not just use the other one?"),
        ("en", "which version are you on now?"),
        ("en", "Could you share the whole log with us?"),
        ("en", "Would this page help you at all?"),
        ("en", "Never mind, I can't read, it works now"),
        ("en", "For example, does it exist when it is hidden?"),
        ("en", "Maybe it is the firewall again?"),
        ("en", "did you restart it after the change?"),
        ("en", "I wonder if it is the firewall then"),
        ("de", "Hast du den Server schon neu gestartet?"),
        ("de", "Welche Version hast du installiert?"),
        ("de", "Du kannst einfach den Server neu starten"),
        ("de", "Danke, das hat geholfen, läuft wieder"),
        ("de", "Ja, das geht leider nicht"),
        ("de", "Wenn du die Meldung bekommst, musst du neu starten"),
        ("de", "Meinst du das neue Plugin?"),
        ("de", "Soll ich dir den Link schicken?"),
        ("es", "¿Has probado a borrar la caché?"),
        ("es", "Puedes reiniciar el servidor y ya está"),
        ("es", "Gracias, ya funciona todo"),
        ("es", "Sí, eso no funciona en Windows"),
        ("es", "¿Qué versión tienes instalada?"),
        ("es", "Si usas Linux, necesitas otro paquete"),
        ("es", "¿Quieres que te lo mande?"),
        ("fr", "As-tu essayé de redémarrer le serveur ?"),
        ("fr", "Tu peux simplement redémarrer le serveur"),
        ("fr", "Merci, ça marche maintenant"),
        ("fr", "Oui, ça ne marche pas sous Windows"),
        ("fr", "Quelle version utilises-tu chez toi ?"),
    ],
)
def test_answers_asking_back_and_suggestions_leave_nobody_waiting(language: str, text: str) -> None:
    assert CONSERVATIVE not in question_modes(text, language)


@pytest.mark.parametrize("text", ["hi @ben, how do I reset my password?", "Thanks @ben! how do I reset it then?"])
def test_a_greeting_before_the_name_leaves_it_one_persons(text: str) -> None:
    assert question_modes(text) == SOFT


@pytest.mark.parametrize("text", ["@here how do I reset my password?", "@channel does anyone know the address?"])
def test_calling_everybody_is_no_name(text: str) -> None:
    assert question_modes(text) == ALL


def test_one_sentence_that_asks_is_enough_whatever_the_others_do() -> None:
    assert question_modes("Thank you! Have you tried it? How do I do that on Windows?") == ALL
    assert question_modes("Thank you! Have you tried it? It was fun for all of us.") == SOFT


def test_what_stands_in_brackets_or_between_dashes_asks_nothing() -> None:
    assert question_modes("It needs another key (I think that is the word?) and it works.") == SOFT
    assert question_modes("One thing - where should the files be loaded? - is open on the list.") == SOFT


def test_code_before_a_word_makes_it_no_beginning() -> None:
    assert question_modes("`alias` is a word that is reserved here") == NO
    assert CONSERVATIVE in question_modes("is a word like this reserved here")


def test_a_curly_apostrophe_is_an_apostrophe() -> None:
    assert question_modes("It doesn’t work on my machine") == question_modes("It doesn't work on my machine") == TOLD
