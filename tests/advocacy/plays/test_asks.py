"""Asking advocates as a play: what is read in the form, one after the other, and what becomes of an answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advocacy.asks import ASK, ASKED, Answer, Ask, Asked
from advocacy.plays import asks
from advocacy.plays.asks import AsksPolicy
from engagement.actions import FollowUp, Keep, Say
from engagement.decisions import Hold
from engagement.ids import MemberId
from tests.advocacy.plays.test_advocates import acts, said
from tests.bots.voice.shipped import ANA, BEN, LOU, NOW
from tests.bots.voice.spoken_advocates import ACTIVE, WAITS, WANTED, board, pressed, seen, sent, under

DAY = timedelta(days=1)
DIALS = AsksPolicy()
GOOD = {"kind": ("talk",), "what": ("Ten minutes.",), "wanted": ("2",), "by": ("2026-10-20",)}


def filled(found: Any = None, **values: Any) -> list[Any]:
    form = sent(LOU, ASK, **{**GOOD, **values})
    return list(asks.on_form(seen(LOU, form, found or board()), DIALS))


@pytest.mark.parametrize(
    ("many", "by", "wanted", "day"),
    [("2", "2026-10-20", 2, 20), ("10", " 12.10.2026 ", 10, 12), ("900", "2026-10-07", 1, 7), ("", "1.11.2026", 1, 1)],
)
def test_how_many_and_by_when(many: str, by: str, wanted: int, day: int) -> None:
    keep = next(keep for keep in acts(filled(wanted=(many,), by=(by,)), Keep) if keep.entry.kind == ASK)
    ask = Ask.from_entry(keep.entry)
    assert (ask.wanted, ask.until.day, ask.what) == (wanted, day, "Ten minutes.")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"by": ("tomorrow",)}, "no_day"),
        ({"by": ("10/12/2026",)}, "no_day"),
        ({"by": ("2026-02-31",)}, "no_day"),
        ({"by": ("9999-12-31",)}, "late_day"),
        ({"by": ("2026-10-06",)}, "past_day"),
        ({"by": ("5.10.2026",)}, "past_day"),
        ({"by": ("2026-12-24",)}, "late_day"),
        ({"what": ("  ",)}, "say_more"),
        ({"kind": ("dance",)}, "say_more"),
        ({"kind": ("beta",)}, "nobody_accepts"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_sent(values: dict[str, Any], told: str) -> None:
    found = filled(**values)
    assert said(found) == [told]
    assert acts(found, Keep) == acts(found, Say) == []


def test_one_after_the_other_and_whoever_asked_hears_of_a_yes_alone() -> None:
    other = replace(ACTIVE, id="t", member=ANA, choices=replace(ACTIVE.choices, about=()))
    both = replace(board(WAITS), advocates=(ACTIVE, other))
    row = under(f"asked:{WAITS.id}")
    for control, told in (("ask_no", "thanks_no"), ("ask_later", "thanks_later"), ("ask_never", "thanks_never")):
        found = list(asks.on_answer(seen(BEN, pressed(BEN, control), both, control_row=row), DIALS))
        assert [say.to for say in acts(found, Say)] == [ANA], "the next one is asked, and nobody is told"
        assert said(found)[-1] == told
    yes = list(asks.on_answer(seen(BEN, pressed(BEN, "ask_yes"), both, control_row=row), DIALS))
    assert [(say.to, say.text) for say in acts(yes, Say)] == [(LOU, "asks.said_yes")]


def test_silence_is_an_answer_and_the_next_one_is_asked() -> None:
    other = replace(ACTIVE, id="t", member=ANA)
    both = replace(board(WAITS), advocates=(ACTIVE, other))
    early = list(asks.on_next(seen(LOU, None, both, look=WANTED.id, now=NOW + 2 * DAY), DIALS))
    assert (acts(early, Say), [f.due_at for f in acts(early, FollowUp)]) == ([], [WAITS.until])
    late = list(asks.on_next(seen(LOU, None, both, look=WANTED.id, now=NOW + 3 * DAY), DIALS))
    assert [say.to for say in acts(late, Say)] == [ANA]
    expired = Asked.from_entry(next(k for k in acts(late, Keep) if k.entry.member == BEN).entry)
    assert expired.answer is Answer.EXPIRED


def test_what_is_over_or_was_forgotten_is_not_gone_on_with() -> None:
    gone = board(ask=replace(WANTED, what=""))
    (told,) = acts(asks.on_next(seen(LOU, None, gone, look=WANTED.id), DIALS), Say)
    assert (told.text, told.to) == ("asks.asker_left", ""), "the managers, and nobody is asked"
    closed = board(ask=replace(WANTED, is_open=False))
    (hold,) = asks.on_next(seen(LOU, None, closed, look=WANTED.id), DIALS)
    assert isinstance(hold, Hold)


def test_only_whoever_was_asked_can_answer_and_only_once() -> None:
    row = under(f"asked:{WAITS.id}")
    for who, asked, told in (
        (ANA, WAITS, "nothing_asked"),
        (BEN, replace(WAITS, answer=Answer.YES), "too_late"),
        (BEN, replace(WAITS, until=NOW), "too_late"),
    ):
        found = list(asks.on_answer(seen(who, pressed(who, "ask_yes"), board(asked), control_row=row), DIALS))
        assert (said(found), acts(found, Keep)) == ([told], [])


def test_who_leaves_makes_room_for_others_and_two_asks_never_reach_the_same_person_by_it() -> None:
    others = tuple(replace(ACTIVE, id=f"o{n}", member=MemberId(f"slack-T1:o{n}")) for n in range(3))
    second = replace(WANTED, id="b")
    left = replace(
        board(WAITS, replace(WAITS, ask="b")), asks={"a": WANTED, "b": second}, advocates=others,
    )  # fmt: skip
    found = list(asks.on_gone(seen(BEN, pressed(BEN, "advocate_leave"), left), DIALS))
    to = [say.to for say in acts(found, Say)]
    assert len(to) == len(set(to)) == 2
    states = {k.entry.state for k in acts(found, Keep) if k.entry.kind == ASKED and k.entry.member == BEN}
    assert states == {"withdrawn"}
    assert asks.on_gone(seen(BEN, pressed(BEN, "stop"), board(WAITS)), DIALS) == [], "only whoever is out"
