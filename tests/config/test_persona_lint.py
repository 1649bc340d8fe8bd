"""Which texts break the persona."""

import pytest

from config.persona_lint import LONGEST, SIGNED, findings, languages_of, lint
from config.wordings import changeable, samples
from engagement.ids import CommunityId
from engagement.persona import Address, Persona, Spoken
from engagement.policy import Policy

KEY = "peer_prompt.taken"


def found(
    text: str, *, language: str = "en", key: str = KEY, emoji: bool = True, **spoken: object
) -> list[tuple[str, str]]:
    persona = Persona(emoji=emoji, languages={language: Spoken(**spoken)})  # type: ignore[arg-type]
    return [(each.kind, each.passage) for each in findings(language, key, text, persona)]


def policy(**more: object) -> Policy:
    return Policy(community=CommunityId("town"), name="Town", **more)  # type: ignore[arg-type]


def test_all_shipped_texts_pass_in_every_language() -> None:
    some = list(lint(policy(languages=("en", "de", "es"))))
    assert len(some) == 3 * len(changeable())
    assert [one for one in some if one.findings] == []


@pytest.mark.parametrize("language", ["de", "es"])
def test_the_shipped_texts_address_informally(language: str) -> None:
    persona = Persona(languages={language: Spoken(address=Address.INFORMAL)})
    some = lint(policy(languages=(language,), persona=persona))
    assert [(one.key, one.findings) for one in some if one.findings] == []


def test_a_word_that_is_said_otherwise_is_found_and_the_other_is_not() -> None:
    words = {"helper": "garden helper"}
    assert found("A helper came.", words=words) == [("words", "helper")]
    assert found("A garden helper came.", words=words) == []
    assert found("It is `helper` and {helper}.", words=words) == [], "what is typed and what is filled in stay"


def test_a_word_to_avoid_is_found_with_any_ending() -> None:
    assert found("We leverage this.", avoid=("leverag*",)) == [("avoided", "leverage")]
    assert found("We use this.", avoid=("leverag*",)) == []


def test_where_no_address_is_set_it_is_the_one_of_all_other_texts() -> None:
    (finding,) = findings("de", KEY, "Nun können Sie das lassen.", Persona())
    assert (finding.kind, finding.passage) == ("address", "Sie")
    assert "address: formal" in finding.why
    assert found("Usted puede dejarla.", language="es") == [("address", "Usted")]
    assert found("Du kannst das lassen.", language="de") == []
    assert found("You may leave it.") == []


def test_the_other_address_is_found() -> None:
    assert found("Du kannst das lassen.", language="de", address=Address.FORMAL) == [("address", "Du")]
    assert found("Sie können das lassen.", language="de", address=Address.FORMAL) == []
    assert found("Nun können Sie das lassen.", language="de", address=Address.INFORMAL) == [("address", "Sie")]
    assert found("Puedes dejarla.", language="es", address=Address.FORMAL) == [("address", "Puedes")]


def test_a_sign_off_belongs_under_what_is_said_to_many_and_nowhere_else() -> None:
    assert found("A quiet week.", key="digest.quiet", sign_off="Your team") == [("sign-off", "")]
    assert found("A quiet week.\n\n~ Your team", key="digest.quiet", sign_off="Your team") == []
    assert found("You can leave it. Your team", sign_off="Your team") == [("sign-off", "Your team")]
    assert set(SIGNED) <= set(samples())


def test_emoji_are_found_where_the_persona_has_none_but_those_that_people_press() -> None:
    assert found("Thanks 🎉", emoji=False) == [("emoji", "🎉")]
    assert found("Thanks :tada:", emoji=False) == [("emoji", ":tada:")]
    assert found("Thanks 🎉", emoji=True) == []
    assert found("Press ✅ under it.", key="manager_desk.help", emoji=False) == []


def test_another_language_and_much_longer_texts_are_found() -> None:
    assert found("Das ist nicht von dir, und es war auch schon so.") == [("language", "")]
    assert found("word " * (LONGEST // 5 + 1)) == [("length", "")]
    assert found("word " * (LONGEST // 5 - 1)) == []


def test_what_pushes_is_found_with_or_without_a_persona() -> None:
    assert found("Hurry up!") == [("urgency", "Hurry up")]


def test_own_wordings_are_looked_at_in_place_of_the_shipped_ones() -> None:
    some = policy(languages=("en",), texts={"es": {KEY: "¡Corre, {by}!"}})
    assert languages_of(some) == ("en", "es")
    hits = [one for one in lint(some) if one.findings]
    assert [(one.language, one.key, one.is_own) for one in hits] == [("es", KEY, True)]
