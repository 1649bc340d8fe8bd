"""What the playbook file says about the brand's voice."""

import pytest

from config.loader import load_text
from config.persona import to_pattern
from engagement.errors import ConfigError
from engagement.persona import Address, Persona, Spoken

FILE = "communities:\n  - name: Example\n    channels: {help: {topics: [api]}}\n"
WHOLE = """    persona:
      name: Sprout
      tone: "warm & dry: like a neighbour"
      emoji: false
      languages:
        en: {words: {helper: gardener}, avoid: [leverag*, ping, ping], sign_off: Your garden team}
        de: {address: formal}
        es:
"""


def load(persona: str) -> Persona:
    return load_text(FILE + persona).communities[0].policy.persona


def test_without_a_word_there_is_no_persona() -> None:
    assert load("") == Persona()
    assert load("    persona:\n") == Persona()


def test_everything_may_be_said() -> None:
    english = Spoken(words={"helper": "gardener"}, avoid=("leverag*", "ping"), sign_off="Your garden team")
    assert load(WHOLE) == Persona(
        name="Sprout", tone="warm & dry: like a neighbour", emoji=False,
        languages={"en": english, "de": Spoken(address=Address.FORMAL), "es": Spoken()},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("persona", "says"),
    [
        ("name: '@everyone'", "plain words, without marks, mentions or links"),
        (f"name: {'x' * 33}", "at most 32 characters (this has 33)"),
        ("name: ''", "is empty; write for example Sprout, or take it away"),
        ('name: "a\\u202eb"', "invisible character"),
        (f"tone: {'so ' * 150}", "at most 300 characters"),
        ("emoji: maybe", "write true or false"),
        ("mood: x", "there are name, tone, emoji, languages"),
        ("languages: {fr: {avoid: [a]}}", "`fr` is no setting of `languages` of `persona`; there are de, en, es"),
        ("languages: {en: {address: formal}}", "`address` is no setting of `en` of `persona`"),
        ("languages: {de: {address: polite}}", "write informal or formal"),
        ("languages: {en: {sign_off: 'see https://example.org'}}", "without marks, mentions or links"),
        ("languages: {en: {avoid: ['b*c']}}", "at its end"),
        ("languages: {en: {words: {a: a}}}", "`a` stands for itself"),
        (
            "languages: {en: {words: {a: red beds}, avoid: [bed*]}}",
            "`red beds` is to be said, and `bed*` to be avoided",
        ),
        ("languages: {en: {words: [a]}}", "words: {helper: gardener}"),
        (f"languages: {{en: {{avoid: [{', '.join(f'w{nth}' for nth in range(101))}]}}}}", "more than 100 words"),
    ],
)
def test_what_does_not_fit_is_told_with_line_and_cure(persona: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(f"    persona: {{{persona}}}\n")
    assert says in str(error.value)
    assert "line 4" in str(error.value)


def test_a_community_s_persona_stands_on_top_of_that_of_all() -> None:
    text = f"{FILE}    persona: {{languages: {{en: {{avoid: [ping]}}}}}}\ndefaults:\n  persona: {{name: Sprout}}\n"
    found = load_text(text).communities[0].policy.persona
    assert (found.name, found.spoken("en").avoid) == ("Sprout", ("ping",))


def test_words_are_found_as_a_whole_in_any_case_and_a_star_stands_for_any_ending() -> None:
    assert to_pattern("ping").findall("Ping, pings, ping!") == ["Ping", "ping"]
    assert to_pattern("leverag*").findall("Leverage leveraging lever") == ["Leverage", "leveraging"]
    assert to_pattern("reach out").search("please reach\nout") is not None
