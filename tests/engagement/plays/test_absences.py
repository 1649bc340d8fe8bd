"""The managers are told once of each time away that is worth it."""

from datetime import timedelta

from engagement.actions import Reach, Say
from engagement.decisions import Act, Hold
from engagement.events import CaughtUp
from engagement.plays import absences
from engagement.plays.absences import PLAY, AbsencesPolicy
from tests.engagement.made_up import HOUR, MINUTE, NOON, situation


def away(length: timedelta = HOUR) -> CaughtUp:
    return CaughtUp(
        key="a", at=NOON, place="Example (Slack)", from_at=NOON - length, until_at=NOON, messages=31, edits=2,
        deletions=1, held=3, missed=("pressed", "hidden: #ideas"),
    )  # fmt: skip


def test_a_time_away_is_told_with_what_was_caught_up_and_what_was_not() -> None:
    (act,) = absences.on_caught_up(situation(event=away()), AbsencesPolicy())
    assert isinstance(act, Act)
    say = act.action
    assert isinstance(say, Say)
    assert (say.text, say.reach, say.is_unprompted) == ("absences.back", Reach.MANAGERS, False)
    shown = {name: found.value for name, found in say.fields.items()}
    assert (shown["messages"], shown["edits"], shown["deletions"], shown["held"]) == ("31", "2", "1", "3")
    assert (shown["since"], shown["until"]) == ((NOON - HOUR).isoformat(), NOON.isoformat())
    assert shown["missed"] == "pressed; hidden: #ideas"
    assert say.slot == f"away:Example (Slack):{(NOON - HOUR).isoformat()}"


def test_a_moment_is_shown_on_the_page_alone() -> None:
    (hold,) = absences.on_caught_up(situation(event=away(4 * MINUTE)), AbsencesPolicy())
    assert isinstance(hold, Hold)
    assert hold.reason == "away for a moment only"
    (act,) = absences.on_caught_up(situation(event=away(4 * MINUTE)), AbsencesPolicy(tell_after=MINUTE))
    assert isinstance(act, Act)


def test_the_play_listens_to_that_alone() -> None:
    assert PLAY.on_caught_up is absences.on_caught_up
    assert absences.on_caught_up(situation(), AbsencesPolicy()) == []
