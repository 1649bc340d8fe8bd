"""In which of a community's languages a message is written."""

import pytest

from engagement.language import LITTLE_WORDS, guess_language

ALL = ("en", "de", "es", "fr")


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("How do I get the key", ALL, "en"),
        ("Wie kann ich das machen", ALL, "de"),
        ("cómo puedo hacer esto", ALL, "es"),
        ("comment faire pour le serveur", ALL, "fr"),
        ("J'ai demandé à quelqu'un", ALL, "fr"),
        ("Como é que eu faço isso", ("en", "pt"), "pt"),
        ("Come posso fare questo con il server", ("en", "it"), "it"),
        ("Hoe kan ik dat ook doen", ("en", "nl"), "nl"),
        ("Wie kann ich das machen", ("en", "de-AT"), "de-AT"),
        ("`the is a of` Wie ist das", ALL, "de"),
        ("42", ("fr", "en"), "fr"),
        ("un", ("fr", "es"), "fr"),
        ("un", ("es", "fr"), "es"),
        ("How do I get the key", ("tlh", "de"), "tlh"),
        ("How do I get the key", ("de",), "de"),
        ("How do I get the key", (), None),
    ],
)
def test_the_little_words_tell(text: str, languages: tuple[str, ...], expected: str | None) -> None:
    assert guess_language(text, languages) == expected


@pytest.mark.parametrize("code", sorted(LITTLE_WORDS))
def test_little_words_are_lower_case_as_they_are_compared(code: str) -> None:
    assert all(word == word.lower() for word in LITTLE_WORDS[code])
