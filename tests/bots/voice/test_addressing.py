"""How a text addresses whoever reads it."""

import pytest

from bots.voice.addressing import address_in
from engagement.persona import Address


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "Ich frage dich nicht mehr.", "dich"),
        ("de", "Deine Antwort hat geholfen.", "Deine"),
        ("de", "Schreib `/hubbub stop`, und es kommt nichts.", "Schreib"),
        ("de", "Das hat geholfen. Danke Ihnen.", ""),
        ("es", "Tu respuesta ha servido.", "Tu"),
        ("es", "Pulsa **Listo** si quieres.", "quieres"),
        ("es", "Pulsa **Listo**.", "Pulsa"),
        ("es", "Su respuesta ha servido.", ""),
    ],
)
def test_an_informal_address_is_found_where_a_formal_one_is_wanted(language: str, text: str, found: str) -> None:
    assert address_in(text, language, Address.FORMAL) == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("de", "Das können Sie lassen.", "Sie"),
        ("de", "Danke für Ihre Antwort.", "Ihre"),
        ("de", "Schreiben Sie `/hubbub stop`.", "Sie"),
        ("de", "Die Fragen warten. Sie gehören dem Team.", ""),
        ("de", "Wenn sie dich stört, sag es.", ""),
        ("es", "Usted puede dejarla.", "Usted"),
        ("es", "Escriba `/hubbub stop`.", "Escriba"),
        ("es", "Hasta que alguien responda.", ""),
    ],
)
def test_a_formal_address_is_found_where_an_informal_one_is_wanted(language: str, text: str, found: str) -> None:
    assert address_in(text, language, Address.INFORMAL) == found


def test_a_language_with_one_address_has_none_that_is_wrong() -> None:
    assert address_in("You can leave it.", "en", Address.FORMAL) == ""
