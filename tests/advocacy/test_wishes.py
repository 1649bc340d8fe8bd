"""What reads as a wish, what as a need, and what is neither, in three languages; the sentences are made up."""

import pytest

from advocacy.wishes import Kind, find_kind

WISHES = [
    "I really wish there was a dark theme for the editor",
    "It would be great if the exporter could write CSV",
    "Would love to see webhooks for deleted rows",
    "Feature request: let me rename a project",
    "Are there any plans to support ARM machines?",
    "+1 to that, the train home has no network",
    "+1 to offline mode, my train has no network",
    "As a workaround I copy the whole folder every night",
    "Could you add a button that closes all tabs?",
    "There should be an option to mute the sound",
    "If only there was a way to undo a merge...",
    "I've often wished I could pin two rooms at once",
    "An option that skips the tests would be really handy",
    "Making the import less slow would be great",
    "Being able to sort by date would be nice",
    "I would love something like that for our mobile app",
    "We would like people to be able to sign up themselves",
    "Ideally there would be a switch for it in the menu",
    "Why is there no shortcut for closing a tab?",
    "Why not add a filter to that page?",
    "Is dark mode on the roadmap for this year?",
    "Any chance this could be supported on ARM?",
    "Any chance of getting a preview in the editor?",
    "It's a pity that there is no search in the archive",
    "I'm surprised that there's no undo after all these years",
    "The importer needs a little love, it fails on dates",
    "Has anyone else ever wanted a table with two headers?",
    "Fine, but even nicer would be a list of all of them",
    "What would be much better would be a real preview",
    "I was hoping there was a nicer form for this",
    "Ich wünschte, man könnte die Spalten sortieren",
    "Es wäre schön, wenn der Export auch PDF könnte",
    "Mir fehlt eine Suche über alle Projekte",
    "Als Notlösung kopiere ich die Datei jede Nacht",
    "Könntet ihr bitte einen dunklen Modus einbauen?",
    "Ojalá pudiera ordenar las columnas por fecha",
    "Me gustaría poder exportar todo a PDF",
    "Sería genial si hubiera un modo oscuro",
    "Podríais añadir un botón para cerrar todo",
    "Schade, dass es keine Suche im Archiv gibt",
    "Warum gibt es eigentlich keine Tastenkürzel?",
    "Wird es irgendwann eine Version für Linux geben?",
    "Eine Vorschau wäre echt praktisch, wenn man viel importiert",
    "Am liebsten hätte ich einen Knopf dafür",
    "Qué lástima que no haya un modo oscuro",
    "¿Por qué no hay atajos de teclado?",
    "Estaría muy bien poder ordenar por fecha",
    "Vendría bien tener una vista previa",
    "Echo de menos un buscador en el archivo",
    "Hace falta una forma de deshacer los cambios",
]
NEEDS = [
    "Is there a way to export my invoices as one file?",
    "is it possible to run this without a network",
    "Is there any plugin for that kind of editor?",
    "there's no easy way to tell both apart",
    "Is there any documentation of the old file format?",
    "Is there a decoder for that kind of date?",
    "Are there any examples of using it with a proxy?",
    "I couldn't find any package for reading such files",
    "The reader doesn't seem to support nested lists",
    "I don't suppose there's a list of them anywhere?",
    "Is there really no way to turn that off?",
    "Is there already something that does this for us?",
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
    "We should pause any plan to release until that is mended",
    "It would be great if I am pointed in the right direction",
    "Can you add some print statements there to see?",
    "I was hoping to avoid that with the way we work",
    "I think we are missing an import up there",
    "You don't really need a test for that function",
    "Vote :+1: for red and :-1: for green, please",
    "I would love to have feedback on the first draft",
    "I miss a lot of messages these days, sorry",
    "It would be nice if somebody could review my change",
    "It'd be great to see what you have built with it",
    "It would be super surprising if that worked out of the box",
    "Not at the moment, but it is on the roadmap!",
    "If only I knew how to write it",
    "Could you add it to the view and hide it there?",
    "In release mode there is no way to know that",
    "Nested lists are not supported by that version",
    "Then it should have set the font to the standard one",
    "+1 on all of that, thanks for writing it down",
    "Is there anything else I should look at first?",
    "Is there a mistake in the docs of that function?",
    "I propose that we talk about it in the call today",
    "Wäre gut, das morgen noch einmal zu besprechen, oder?",
    "Schade, dass du nicht kommen kannst",
    "Echo de menos a mis amigos de la universidad",
    "Qué pena que no puedas venir a la charla",
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
