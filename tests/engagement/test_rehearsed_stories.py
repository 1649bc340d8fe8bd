"""The few questions a rehearsal's report tells at length."""

import pytest

from engagement.ids import ChannelId, MemberId
from engagement.rehearsed_stories import clean
from tests.engagement.rehearsed_history import BEGIN, DAY, HOUR, MINUTE, busy_history


def test_three_questions_are_told_without_names() -> None:
    stories = {story.kind: story for story in busy_history().report().stories}
    assert list(stories) == ["never", "met", "first"]
    assert [moment.kind for moment in stories["never"].moments] == ["asked", "ask", "never"]
    assert [moment.kind for moment in stories["met"].moments] == ["asked", "ask", "reply"]
    assert [moment.kind for moment in stories["first"].moments] == ["asked", "reply"]
    ask, reply = stories["met"].moments[1:]
    assert [(who.name, who.letter) for who in ask.people] == [("", "A"), ("", "B")]
    assert reply.people[0] in ask.people
    assert (ask.lately, ask.alike) == (True, False)
    assert stories["met"].sooner_s == (3 * HOUR - 20 * MINUTE).total_seconds()


def test_names_are_told_when_they_are_given() -> None:
    names = {MemberId(f"helper{nth}"): f"Helper {nth}" for nth in range(8)}
    story = busy_history().report(names=names).stories[1]
    assert all(who.name.startswith("Helper") for moment in story.moments for who in moment.people)


def test_words_can_be_hidden() -> None:
    for story in busy_history().report(show_words=False).stories:
        assert story.words == ""
        assert story.length == 14


def test_a_question_that_cannot_be_understood_is_not_told() -> None:
    assert busy_history().report(excerpts=lambda _: "and then?").stories == ()
    assert (
        len(busy_history().report(excerpts=lambda _: "so the queen left her own hive at noon, odd isn't it?").stories)
        == 3
    )


def test_never_is_not_told_of_a_channel_without_threads() -> None:
    history = busy_history()
    report = history.report(guessed=[ChannelId("slack-T:help")])
    assert report.guessed == pytest.approx(2 / 3)
    assert [(story.kind, story.is_guessed) for story in report.stories] == [("met", True), ("first", False)]


def test_earlier_questions_shown_are_part_of_the_story() -> None:
    history = busy_history()
    thread = next(t.thread for t in reversed(history.threads))
    assert thread is not None
    history.show(thread, number=3)
    never = history.report().stories[0]
    assert [(m.kind, m.number) for m in never.moments][:2] == [("asked", 0), ("shown", 3)]


def test_examples_come_from_channels_in_which_five_people_ask() -> None:
    history = busy_history()
    for nth in range(3):
        history.ask(history.question(f"m{nth}", at=BEGIN + 20 * DAY, channel="rare"), "helper1")
    assert "rare" not in {story.channel for story in history.report().stories}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ask <@U123|ann> or @bob.b about it", "Ask @… or @… about it"),
        ("mail me at ann@example.org", "mail me at ann@example.org"),
        ("run ```secret()\ncode``` please", "run […] please"),
        ("never closed ```code", "never closed […]"),
        ("turned \u202egnp.exe\u2066 around\x00", "turned gnp.exe around"),
        ("half \ud800 a pair", "half a pair"),
        ("@\u200bann is hidden", "@… is hidden"),
    ],
)
def test_words_are_shown_without_names_code_and_signs_that_turn_text(written: str, shown: str) -> None:
    assert clean(written) == shown
