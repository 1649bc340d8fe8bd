"""What reads as a wish, what as a need, and what is neither, in three languages; the sentences are made up."""

import pytest

from advocacy.wishes import Kind, find_kind

WISHES = [
    "I really wish there was a dark theme for the editor",
    "It would be great if the exporter could write CSV",
    "Would love to see webhooks for deleted rows",
    "Feature request: let me rename a project",
    "Are there any plans to support ARM machines?",
    "+1 to offline mode, my train has no network",
    "As a workaround I copy the whole folder every night",
    "Could you add a button that closes all tabs?",
    "There should be an option to mute the sound",
    "If only there was a way to undo a merge...",
    "Ich wünschte, man könnte die Spalten sortieren",
    "Es wäre schön, wenn der Export auch PDF könnte",
    "Mir fehlt eine Suche über alle Projekte",
    "Als Notlösung kopiere ich die Datei jede Nacht",
    "Könntet ihr bitte einen dunklen Modus einbauen?",
    "Ojalá pudiera ordenar las columnas por fecha",
    "Me gustaría poder exportar todo a PDF",
    "Sería genial si hubiera un modo oscuro",
    "Podríais añadir un botón para cerrar todo",
]
NEEDS = [
    "Is there a way to export my invoices as one file?",
    "is it possible to run this without a network",
    "Is there any plugin for that kind of editor?",
    "there's no easy way to tell both apart",
    "Gibt es eine Möglichkeit, alles auf einmal zu löschen?",
    "Ist es irgendwie möglich, den Port zu ändern?",
    "¿Hay alguna forma de exportar las facturas?",
]
NEITHER = [
    "I wish you all a happy new year, see you soon",
    "I would love to hear what you think about the talk",
    "I'd love to help with the docs next week",
    "Thanks, that worked like a charm for me!",
    "How do I rename a project in the editor?",
    "> it would be great if it could write CSV\nno, that is not what it is for",
    "the code says `is there a way to` somewhere in a comment",
    "There are no plans to break anything in this version",
    "Could you add more details to your report please",
    "Is there a reason why the build is red today?",
    "nice idea",
    "Ich helfe dir gern, wo hakt es denn genau?",
    "Gracias, ya funciona todo muy bien ahora",
]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_is_heard(text: str) -> None:
    assert find_kind(text) is Kind.WISH


@pytest.mark.parametrize("text", NEEDS)
def test_a_need_is_heard(text: str) -> None:
    assert find_kind(text) is Kind.NEED


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_is_left_alone(text: str) -> None:
    assert find_kind(text) is None
