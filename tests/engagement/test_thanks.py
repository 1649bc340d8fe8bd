"""When the asker's words say that an answer helped."""

import pytest

from engagement.thanks import says_it_helped


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, that worked!",
        "Thank you, it works now",
        "perfect, problem solved",
        "🎉 solved",
        "Thanks https://a.example/?x=1 that fixed it",
        "Danke, jetzt funktioniert es",
        "Super, das hat funktioniert",
        "gracias, ahora funciona",
        "merci, ça marche",
        "obrigado, funcionou",
        "grazie, risolto",
        "bedankt, opgelost",
    ],
)
def test_thanks_and_success_together_say_so(text: str) -> None:
    assert says_it_helped(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("`thanks, that worked`", id="only code"),
        pytest.param("thanks", id="courtesy"),
        pytest.param("that worked", id="success without thanks"),
        pytest.param("`thanks` that worked", id="thanks in code"),
        pytest.param("Thanks, but it still fails", id="but"),
        pytest.param("Thanks, that worked?", id="a question"),
        pytest.param("Thanks, that did not work", id="not"),
        pytest.param("Thanks, it worked, it just doesn't last", id="n't"),
        pytest.param("Thanks, when it worked", id="when"),
        pytest.param("Danke, das klappt nicht", id="nicht"),
        pytest.param("Merci, ça ne marche pas", id="pas"),
        pytest.param("gracias, no funciona", id="no"),
    ],
)
def test_anything_less_does_not(text: str) -> None:
    assert not says_it_helped(text)


@pytest.mark.parametrize(("length", "expected"), [(300, True), (301, False)])
def test_a_long_text_says_more_than_that(length: int, expected: bool) -> None:  # noqa: FBT001
    assert says_it_helped("Thanks, that worked! ".ljust(length, "x")) is expected
