"""The values of a persona."""

from engagement.persona import Address, Persona, Spoken


def test_without_a_persona_hubbub_is_hubbub() -> None:
    assert Persona().called == "Hubbub"
    assert not Persona().is_set


def test_a_persona_has_its_own_name_and_a_voice_in_each_language_it_has_one_in() -> None:
    formal = Spoken(address=Address.FORMAL)
    persona = Persona(name="Sprout", languages={"de": formal})
    assert persona.is_set
    assert persona.called == "Sprout"
    assert persona.spoken("de") == formal
    assert persona.spoken("en") == Spoken()
