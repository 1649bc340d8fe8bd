"""What is gone and what is news, told by comparing what was known with what was read."""

from dataclasses import replace

import pytest

from engagement.catching_up import Covered, Known, Page, Reaction, deletions, find_gone, reactions
from engagement.ids import AccountId, MessageId
from engagement.threads import Message
from tests.engagement.made_up import HELP, MINUTE, NOON, PEER, THIRD, at, message, mid

ROOT, SECOND = message("q"), replace(message("q2", minutes=1), thread=message("q").id)
REPLY = message("r", PEER, 2, of="q", explicit=True)
UNDER_SECOND = message("s", PEER, 3, of="q", explicit=True)
LATER = message("p", THIRD, 10)
ALL = (ROOT, SECOND, REPLY, UNDER_SECOND, LATER)
TICK = "white_check_mark"


def known(*some: Message, heard: dict[Reaction, bool] | None = None) -> Known:
    openings = {ROOT.id: frozenset({ROOT.id, SECOND.id})}
    return Known(messages={each.id: each for each in some or ALL}, reactions=heard or {}, openings=openings)


def gone(seen: set[MessageId], covered: Covered, *some: Message) -> list[MessageId]:
    return find_gone(known(*some), seen, covered)


EVERYTHING = Covered(from_at=NOON, threads=frozenset({ROOT.id, SECOND.id}))


@pytest.mark.parametrize(
    ("seen", "covered", "expected"),
    [
        pytest.param({each.id for each in ALL}, EVERYTHING, [], id="all is there"),
        pytest.param({ROOT.id, SECOND.id, UNDER_SECOND.id, LATER.id}, EVERYTHING, [REPLY.id], id="a reply"),
        pytest.param({ROOT.id}, EVERYTHING, [LATER.id, UNDER_SECOND.id, REPLY.id, SECOND.id], id="the newest first"),
        pytest.param(set(), Covered(from_at=at(5)), [LATER.id], id="only what lies after the beginning of what was read"),
        pytest.param(set(), Covered(from_at=None), [], id="a channel that was not read itself"),
        pytest.param(
            {ROOT.id, SECOND.id, LATER.id},
            Covered(from_at=NOON, threads=frozenset({ROOT.id})),
            [],
            id="a reply may hang under either opening, so both have to be read",
        ),
        pytest.param({ROOT.id, SECOND.id, LATER.id}, Covered(from_at=NOON), [], id="no thread was read"),
    ],
)  # fmt: skip
def test_absence_is_a_proof_only_where_all_was_read(
    seen: set[MessageId], covered: Covered, expected: list[MessageId]
) -> None:
    assert gone(seen, covered) == expected


def test_a_reply_whose_opening_is_not_known_is_judged_by_its_thread() -> None:
    stray = message("r", PEER, 2, of="elsewhere", explicit=True)
    assert gone(set(), Covered(from_at=None, threads=frozenset({mid("elsewhere")})), stray) == [stray.id]
    assert gone(set(), EVERYTHING, stray) == []


def test_deletions_are_told_as_the_platform_would() -> None:
    (event,) = deletions([REPLY.id], HELP, at(60))
    assert (event.key, event.at, event.message, event.channel) == (f"d:{REPLY.id}", at(60), REPLY.id, HELP)


@pytest.mark.parametrize(
    ("message_id", "edited_at", "expected"),
    [
        (mid("unknown"), None, True),
        (ROOT.id, None, False),
        (ROOT.id, at(1), True),
        (SECOND.id, at(5), True),
        (SECOND.id, at(4), False),
    ],
)
def test_news_is_what_is_unknown_or_worded_anew(message_id: MessageId, edited_at: object, *, expected: bool) -> None:
    there = known(ROOT, replace(SECOND, edited_at=at(4)))
    assert there.is_news(message_id, edited_at) is expected  # type: ignore[arg-type]


def test_replies_and_reactions_are_counted_for_comparing() -> None:
    heard = {Reaction(ROOT.id, AccountId(PEER), TICK): True, Reaction(ROOT.id, AccountId(THIRD), TICK): False}
    there = known(heard=heard)
    assert there.replies() == {ROOT.id: 2}
    assert there.given() == {(ROOT.id, TICK): 1}


def page(*who: str) -> Page:
    return Page(reactions={REPLY.id: frozenset((TICK, AccountId(each)) for each in who)})


def test_reactions_are_given_and_taken_back_by_comparison() -> None:
    given, taken = Reaction(REPLY.id, AccountId(PEER), TICK), Reaction(REPLY.id, AccountId(THIRD), TICK)
    found = list(reactions(page(PEER), known(heard={taken: True}), HELP, NOON))
    assert [(type(each).__name__, each.account) for each in found] == [
        ("ReactionAdded", PEER),
        ("ReactionRemoved", THIRD),
    ]
    assert found[0].key == given.key == f"r+:{REPLY.id}:{TICK}:peer"
    assert list(reactions(page(PEER), known(heard={given: True}), HELP, NOON)) == []
    assert list(reactions(Page(), known(heard={given: True}), HELP, NOON)) == []


def test_a_reaction_given_again_is_another_one_and_each_taking_back_too() -> None:
    one = Reaction(REPLY.id, AccountId(PEER), TICK)
    (again,) = reactions(page(PEER), known(heard={one: False}), HELP, NOON)
    assert again.key == f"{one.key}:{NOON.isoformat()}"
    (first,) = reactions(page(), known(heard={one: True}), HELP, NOON)
    (second,) = reactions(page(), known(heard={one: True}), HELP, NOON + MINUTE)
    assert first.key != second.key
