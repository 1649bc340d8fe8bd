"""The section ``programmes:`` says what it means, and a mistake is told with its line and a cure."""

from datetime import timedelta

import pytest

from config.loader import load_text
from engagement.errors import ConfigError
from engagement.programmes import AskKind, Programme, WayIn

BEGIN = "communities:\n  - name: Town\n    channels: {help: {topics: [api]}}\n    programmes:\n      champions: "


def test_everything_that_is_written_is_read() -> None:
    text = BEGIN + (
        "{title: Champions, promise: You hear first., benefits: [a seat], asks: [talk, reference_call], reviewers: [U1,"
        ' "@team"], votes: 1, term: 180 days, channel: "#review", ways_in: [own], industries: [health], uses: [cloud]}\n'
    )
    (community,) = load_text(text).communities
    assert community.policy.programmes == {
        "champions": Programme(
            name="champions", title="Champions", promise="You hear first.", benefits=("a seat",),
            asks=(AskKind.TALK, AskKind.REFERENCE_CALL), reviewers=("U1", "@team"), votes=1,
            term=timedelta(days=180), channel="review", ways_in=(WayIn.OWN,), industries=("health",), uses=("cloud",),
        )
    }  # fmt: skip
    assert {"U1", "@team"} <= community.policy.named, "they are looked up when the bot connects"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{}", "needs `promise:`"),
        ("{promise: x, asks: [dance]}", "dance"),
        ("{promise: x, votes: 0}", "votes"),
        ("{promise: x, term: 2 days}", "term"),
        ("{promise: x, channel: help}", "where members read"),
        ("{promise: x, price: 3}", "`price` is no setting"),
        ("{promise: " + "x" * 301 + "}", "too long"),
    ],
)
def test_a_mistake_is_told(said: str, told: str) -> None:
    with pytest.raises(ConfigError, match=r"line 5") as found:
        load_text(f"{BEGIN}{said}\n")
    assert told in str(found.value)


def test_a_step_that_is_off_is_off() -> None:
    text = BEGIN + "{promise: You hear first.}\n"
    (community,) = load_text(f"{text}    advocates: false\n").communities
    assert community.policy.programmes == {}
    (community,) = load_text(f"{text}    asks: false\n").communities
    assert [one.asks for one in community.policy.programmes.values()] == [()]
