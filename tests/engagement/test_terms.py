"""Which terms a text is found by, and what each weighs."""

import math

import pytest

from engagement.terms import postings


def terms(text: str, language: str | None = "en") -> set[str]:
    return {posting.term for posting in postings(text, language)}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("Hello, how do I install webhooks?", "en", {"instal", "webhook"}, id="greetings left out"),
        pytest.param("installing Installed INSTALL", "en", {"instal"}, id="one stem"),
        pytest.param("Die Häuser und Häusern", "de", {"haus"}, id="German"),
        pytest.param("los servidores del servidor", "es", {"servidor"}, id="Spanish"),
        pytest.param("open https://x.example/install @ben", "en", {"open"}, id="links and mentions left out"),
        pytest.param("a b x1 C++ foo_bar", "en", {"x1", "c++", "foo_bar"}, id="identifiers whole"),
        pytest.param("w" * 40, "en", {"w" * 40}, id="as long as may be"),
        pytest.param("w" * 41, "en", set(), id="too long"),
        pytest.param("installing", "tlh", {"instal"}, id="an unknown language as English"),
        pytest.param("installing", "en-GB", {"instal"}, id="a region as its language"),
        pytest.param("installing", None, {"instal"}, id="no language"),
        pytest.param("hi, thanks", "en", set(), id="nothing said"),
        pytest.param("", "en", set(), id="nothing"),
    ],
)
def test_a_text_is_found_by_its_stems(text: str, language: str | None, expected: set[str]) -> None:
    assert terms(text, language) == expected


def test_a_term_said_twice_weighs_more_but_not_twice() -> None:
    first, second = postings("webhook webhook install", "en")
    assert (first.term, second.term) == ("webhook", "instal")
    assert first.weight / second.weight == pytest.approx(1 + math.log(2), rel=1e-5)
    assert first.weight**2 + second.weight**2 == pytest.approx(1, rel=1e-5)


def test_equal_terms_stand_in_order_and_the_sixty_heaviest_count() -> None:
    names = [f"zz{n:03}" for n in range(70)]
    found = [posting.term for posting in postings(" ".join([*reversed(names), "zz069"]), "en")]
    assert found == ["zz069", *names[:59]]
