"""One gate for everybody who asks: the caps hold however many ask, and whatever the answers are."""

import itertools
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.asks import (
    QUARTER,
    Answer,
    Ask,
    AskBoard,
    Asked,
    Caps,
    Reference,
    free_from,
    look_entry,
    next_ones,
    references,
    to_look,
)
from advocacy.programme import Choices, Look, Stage, Standing
from engagement.ids import MemberId
from engagement.programmes import AskKind, Programme
from tests.engagement.made_up import NOON, THIRD

DAY = timedelta(days=1)
PROGRAMMES = {name: Programme(name=name, title=name.title(), promise="Little.") for name in ("champions", "speakers")}
PEOPLE = [MemberId(f"slack-T1:p{n}") for n in range(4)]
KINDS = (AskKind.TALK, AskKind.REFERENCE_CALL)


def advocate(member: MemberId, **more: object) -> Standing:
    chosen = Choices(accepts=more.pop("accepts", KINDS), about=more.pop("about", ()), is_listed=True, shows=("about",))  # type: ignore[arg-type]
    fields: dict[str, object] = {
        "id": member, "member": member, "programme": "champions", "stage": Stage.ACTIVE, "at": NOON, "choices": chosen,
    }  # fmt: skip
    return Standing(**fields | more)  # type: ignore[arg-type]


BOARD = AskBoard(
    advocates=(*map(advocate, PEOPLE), *(advocate(who, id=f"{who}+", programme="speakers") for who in PEOPLE[:2]))
)
"""Two of them are in two programmes, and rest as one person does."""


def ask(nth: int = 0, kind: AskKind = AskKind.TALK, at: datetime = NOON, **more: object) -> Ask:
    fields: dict[str, object] = {
        "id": f"a{nth}", "kind": kind, "by": MemberId(f"slack-T1:staff{nth}"), "at": at, "until": at + 14 * DAY,
    }  # fmt: skip
    return Ask(**fields | more)  # type: ignore[arg-type]


wishes = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(KINDS), st.integers(1, 3), st.sampled_from(Answer)), max_size=25
)


@given(wishes, st.integers(1, 40))
def test_the_caps_hold_whoever_asks_however_many_at_once(
    some: list[tuple[int, AskKind, int, Answer]], rest_days: int
) -> None:
    caps, board, now = Caps(rest=rest_days * DAY), BOARD, NOON
    for nth, (days, kind, wanted, answer) in enumerate(some):
        now += days * DAY  # none: within the same instant
        one = ask(nth, kind, now, wanted=wanted)
        board = replace(board, asks={**board.asks, one.id: one})
        chosen = next_ones(one, board, PROGRAMMES, caps, now)
        assert len(chosen) <= wanted
        board = board.also(
            *(Asked(ask=one.id, kind=kind, member=m, at=now, until=now + DAY, answer=answer) for m in chosen)
        )
    heard: dict[MemberId, list[Asked]] = defaultdict(list)
    for each in board.asked:
        heard[each.member].append(each)
    for mine in heard.values():
        assert all(b.at - a.at >= caps.rest for a, b in itertools.pairwise(mine))
        calls = [each.at for each in mine if each.kind is AskKind.REFERENCE_CALL]
        assert all(c - a >= QUARTER for a, c in zip(calls, calls[2:], strict=False))


def test_the_best_fitting_first_then_whoever_was_longest_not_asked() -> None:
    a, b, c, d = PEOPLE
    board = AskBoard(
        advocates=(advocate(a), advocate(b, about=("topic:api", "industry:health")), advocate(c), advocate(d)),
        asked=(Asked(ask="x", kind=AskKind.TALK, member=a, at=NOON - 40 * DAY, until=NOON),
               Asked(ask="y", kind=AskKind.TALK, member=c, at=NOON - 90 * DAY, until=NOON)),
    )  # fmt: skip
    one = ask(about=("topic:api", "industry:health"), wanted=4)
    assert next_ones(one, board, PROGRAMMES, Caps(), NOON) == (b, d, c, a)


@pytest.mark.parametrize(
    "changes",
    [
        {"is_paused": True},
        {"accepts": (AskKind.BETA,)},
        {"programme": "gone"},
        {"member": MemberId("slack-T1:staff0")},
    ],
    ids=["having a break", "does not accept this", "no such programme", "asks for themselves"],
)
def test_who_is_not_asked(changes: dict[str, object]) -> None:
    fields: dict[str, object] = {"member": PEOPLE[0], **changes}
    board = AskBoard(advocates=(advocate(**fields),))  # type: ignore[arg-type]
    assert next_ones(ask(), board, PROGRAMMES, Caps(), NOON) == ()
    assert next_ones(ask(), replace(BOARD, barred=frozenset(PEOPLE)), PROGRAMMES, Caps(), NOON) == ()


def test_nobody_is_asked_in_vain_nor_twice_for_the_same() -> None:
    one = ask(wanted=2)
    first = next_ones(one, BOARD, PROGRAMMES, Caps(), NOON)
    waits = [Asked(ask=one.id, kind=one.kind, member=member, at=NOON, until=NOON + DAY) for member in first]
    board = replace(BOARD, asked=tuple(waits))
    assert next_ones(one, board, PROGRAMMES, Caps(), NOON) == ()
    said_no = board.also(replace(waits[0], answer=Answer.NO))
    (third,) = next_ones(one, said_no, PROGRAMMES, Caps(), NOON)
    assert third not in first
    assert next_ones(one, board, PROGRAMMES, Caps(rest=DAY), NOON + 2 * DAY) == tuple(
        member for member in PEOPLE if member not in first
    ), "whose time is over is asked no more"


def test_when_somebody_is_free_again() -> None:
    calls = tuple(
        Asked(ask=f"{n}", kind=AskKind.REFERENCE_CALL, member=PEOPLE[0], at=NOON + n * 40 * DAY, until=NOON)
        for n in (0, 1)
    )
    board = replace(BOARD, asked=calls)
    assert free_from(PEOPLE[0], AskKind.TALK, board, Caps()) == NOON + 70 * DAY
    assert free_from(PEOPLE[0], AskKind.REFERENCE_CALL, board, Caps()) == NOON + QUARTER
    assert free_from(PEOPLE[1], AskKind.TALK, board, Caps()) is None


def test_nobody_is_asked_who_would_hear_of_it_when_its_day_is_over() -> None:
    first = next_ones(ask(), BOARD, PROGRAMMES, Caps(), NOON)[0]
    for wakes, is_asked in ((ask().until, False), (ask().until - DAY / 2, True)):
        board = replace(BOARD, wakes={first: wakes})
        assert (first in next_ones(ask(), board, PROGRAMMES, Caps(), NOON)) is is_asked


def test_a_yes_outlives_the_term_in_which_it_was_said() -> None:
    yes = Asked(ask=ask().id, kind=AskKind.TALK, member=PEOPLE[0], at=NOON, until=NOON + DAY, answer=Answer.YES)
    board = AskBoard(asked=(yes,))
    assert board.said_yes(ask()) == []
    assert replace(board, former=frozenset({PEOPLE[0]})).said_yes(ask()) == [yes]


def test_a_manager_may_have_nobody_asked_for_calls() -> None:
    none = Caps(calls_a_quarter=0)
    assert next_ones(ask(kind=AskKind.REFERENCE_CALL), BOARD, PROGRAMMES, none, NOON) == ()
    assert next_ones(ask(), BOARD, PROGRAMMES, none, NOON) == next_ones(ask(), BOARD, PROGRAMMES, Caps(), NOON) != ()


def test_values_are_kept_as_they_are_and_nobody_stands_in_the_facts() -> None:
    one = ask(about=("topic:api",), what="Sales: a talk.", wanted=3)
    assert Ask.from_entry(one.to_entry()) == one
    asked = Asked(ask="a0", kind=AskKind.BETA, member=PEOPLE[0], at=NOON, until=NOON + DAY, answer=Answer.LATER)
    assert Asked.from_entry(asked.to_entry()) == asked
    assert asked.to_entry().by is None, "else whoever asked would read it in their own data"
    look = Look(member=PEOPLE[0], by=THIRD, at=NOON, purpose="a call")
    assert to_look(look_entry(look, 0)) == look
    for entry in (one.to_entry(), asked.to_entry(), look_entry(look, 0)):
        assert "slack-T1" not in str(entry.facts)


def test_the_directory_shows_only_who_agreed_and_what_they_agreed_to() -> None:
    a, b, c, _ = PEOPLE
    open_one = advocate(a, about=("topic:api", "industry:health"))
    closed = advocate(b, about=("topic:api",), choices=Choices(about=("topic:api",)))
    nameless = advocate(c, choices=Choices(about=("topic:api",), is_listed=True))
    board = AskBoard(advocates=(open_one, closed, nameless))
    shown, bare = Reference(member=a, knows=("api", "health")), Reference(member=c)
    assert references(board, ("api",)) == [shown]
    assert references(board, ("api", "health")) == [shown]
    assert references(board, ("api", "retail")) == []
    assert references(board, ()) == [shown, bare]


def test_whoever_is_in_two_programmes_is_one_person_in_the_directory_and_is_asked_once() -> None:
    who = PEOPLE[0]
    first = advocate(who, about=("topic:api",))
    second = advocate(who, id="s2", programme="speakers", about=("topic:api", "use:shop"), accepts=())
    secret = advocate(who, id="s3", programme="beta", choices=Choices(about=("topic:law",), shows=("about",)))
    board = AskBoard(advocates=(first, second, secret))
    assert references(board, ("api", "shop")) == [Reference(member=who, knows=("api", "shop"))]
    assert references(board, ("law",)) == [], "there they are not listed"
    assert next_ones(ask(wanted=3), board, PROGRAMMES, Caps(), NOON) == (who,)
    assert next_ones(ask(), AskBoard(advocates=(second,)), PROGRAMMES, Caps(), NOON) == (), "each with its own kinds"
