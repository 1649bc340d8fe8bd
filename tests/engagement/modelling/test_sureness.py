"""How sure a draft is, and whether it was right, by words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.modelling.sureness import UNCONFIRMED, Earlier, agrees, sureness, terms_of

ASKED = "How do I rotate the signing key of a webhook?"
ANSWER = "Open the console, choose rotate, and keep both secrets until the overlap ends."


def rare(*texts: str, weight: float = 4.0) -> dict[str, float]:
    return dict.fromkeys(terms_of(texts, "en"), weight)


def sure(*earlier: Earlier, asked: str = ASKED) -> float:
    told = [text for each in earlier for text in (each.asked, each.answered)]
    return sureness(asked, earlier, rare(asked, *told), "en")


def test_without_a_source_nothing_is_sure() -> None:
    assert sure() == 0.0


def test_the_same_question_is_as_sure_as_can_be_and_another_one_is_not() -> None:
    assert sure(Earlier(asked=ASKED, answered=ANSWER)) == pytest.approx(1.0)
    assert sure(Earlier(asked="Which colours has the chart?", answered=ANSWER)) == 0.0
    assert 0.2 < sure(Earlier(asked="Where is the signing key kept?", answered=ANSWER)) < 0.9


def test_a_mark_by_somebody_else_counts_less_than_that_of_whoever_asked() -> None:
    assert sure(Earlier(asked=ASKED, answered=ANSWER, is_by_asker=False)) == pytest.approx(UNCONFIRMED)


def test_a_second_source_adds_only_as_far_as_its_answer_says_the_same() -> None:
    best = Earlier(asked="How do I rotate a webhook?", answered=ANSWER)
    agreeing, other = (
        Earlier(asked="Is there a way to rotate a key?", answered=said) for said in (ANSWER, "Ask the billing people.")
    )
    assert sure(best, other) == pytest.approx(sure(best))
    assert sure(best, agreeing) > sure(best)


def test_rare_words_weigh_more_than_common_ones() -> None:
    earlier = [Earlier(asked="webhook trouble", answered=ANSWER)]
    weights = rare("webhook trouble server", ANSWER, weight=1.0)
    (webhook,) = terms_of(["webhook"], "en")
    assert sureness("webhook server", earlier, weights | {webhook: 6.0}, "en") > sureness(
        "webhook server", earlier, weights, "en"
    )


@given(
    asked=st.text(max_size=80),
    pairs=st.lists(st.tuples(st.text(max_size=80), st.text(max_size=80), st.booleans()), max_size=3),
)
def test_whatever_is_written_it_lies_between_nothing_and_all(asked: str, pairs: list[tuple[str, str, bool]]) -> None:
    earlier = [Earlier(asked=a, answered=b, is_by_asker=c) for a, b, c in pairs]
    assert -1e-9 <= sure(*earlier, asked=asked) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("said", "is_right"),
    [
        ("Choose rotate in the console; both secrets hold while the overlap lasts.", True),
        ("Webhook keys are signed, how do you rotate the signing key of a webhook?", False),  # the question again
        ("In the console there is a list.", False),  # one word may be chance
        ("No idea, sorry.", False),
        ("", False),
    ],
)
def test_what_was_said_is_right_when_it_tells_what_helped_beyond_the_question(said: str, *, is_right: bool) -> None:
    assert agrees(ASKED, ANSWER, said, rare(ASKED, ANSWER, said), "en") is is_right


def test_the_same_link_is_the_same_answer() -> None:
    link = "https://docs.example.org/keys/rotating-with-overlap.html"
    later, said = f"see {link}", f"<{link}|this page> tells"
    assert agrees(ASKED, later, said, rare(ASKED, later, said), "en")
    assert not agrees(ASKED, later, "see https://docs.example.org", rare(ASKED, later), "en")


def test_common_words_alone_do_not_agree() -> None:
    assert not agrees(ASKED, ANSWER, ANSWER, rare(ASKED, ANSWER, weight=0.2), "en")
