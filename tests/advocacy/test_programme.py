"""The ladder: each step needs a yes, and nothing leads back to an offer."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.programme import (
    IDLE,
    NEXT,
    Choice,
    Choices,
    Evidence,
    Ladder,
    Nomination,
    Stage,
    Standing,
    Vote,
    applied,
    candidates,
    decided,
    moved,
    standing,
)
from advocacy.record import Record
from engagement.ids import MemberId
from engagement.programmes import AskKind, WayIn
from engagement.records import Contribution
from tests.engagement.made_up import ASKER, NOON, PEER, THIRD, mid, tid

DAY = timedelta(days=1)
OFFERED = standing(PEER, "champions", WayIn.EVIDENCE, NOON)
CHOSEN = Choices(accepts=(AskKind.TALK,), about=("topic:api",), is_listed=True, shows=("about",))


@given(st.lists(st.sampled_from([*Stage, "apply"]), max_size=12))
def test_no_order_of_steps_makes_an_advocate_without_review_and_consent(steps: list[Stage | str]) -> None:
    one: Standing = OFFERED
    path = [one.stage]
    for nth, step in enumerate(steps):
        now = NOON + nth * DAY
        on = applied(one, PEER, "champions", "", now) if step == "apply" else moved(one, Stage(step), now)
        if on is not None:
            one = on
            path.append(one.stage)
    assert Stage.OFFERED not in path[1:], "nobody is offered it twice"
    for before, after in pairwise(path):
        assert after in NEXT[before]
        if after is Stage.ACTIVE:
            assert before in {Stage.INVITED, Stage.ACTIVE}
        if before in {Stage.DECLINED, Stage.LEFT}:
            assert after in {Stage.REVIEW, Stage.LEFT}, "only their own click brings them back"
    if one.stage is not Stage.ACTIVE:
        assert one.choices == Choices(), "what they had chosen is gone"


@pytest.mark.parametrize("stage", Stage)
def test_a_standing_is_kept_as_it_is(stage: Stage) -> None:
    one = replace(OFFERED, stage=stage, choices=CHOSEN, is_paused=True, is_reminded=True, why="I like it.")
    assert Standing.from_entry(one.to_entry()) == one
    entry = one.to_entry()
    assert (entry.member, entry.words) == (PEER, "I like it.")
    assert not any(PEER in str(value) or "like" in str(value) for value in entry.facts.values())


def test_a_vote_names_nobody_but_who_votes() -> None:
    vote = Vote(of=OFFERED.id, by=THIRD, choice=Choice.NO, at=NOON)
    assert Vote.from_entry(vote.entry) == vote
    assert vote.entry.member is None, "else the person would read it in their own data"
    again = replace(vote, choice=Choice.YES)
    assert again.entry.id == vote.entry.id, "one each"


REVIEWERS = frozenset(MemberId(f"slack-T1:r{n}") for n in range(3))


@given(st.lists(st.tuples(st.sampled_from(sorted(REVIEWERS)), st.sampled_from(Choice)), max_size=6), st.integers(1, 4))
def test_votes_decide_by_the_last_word_of_each_reviewer(cast: list[tuple[MemberId, Choice]], needed: int) -> None:
    votes = [Vote(of="s", by=by, choice=choice, at=NOON) for by, choice in cast]
    last = dict(cast)
    yes = sum(choice is Choice.YES for choice in last.values())
    possible = yes + len(REVIEWERS - last.keys())
    is_lost = last and possible < needed <= len(REVIEWERS)
    wanted = Stage.INVITED if yes >= needed else Stage.TURNED_DOWN if is_lost else None
    assert decided(votes, REVIEWERS, needed) is wanted


def test_a_yes_turns_nobody_down_because_other_reviewers_have_left() -> None:
    left = min(REVIEWERS)
    assert decided([Vote(of="s", by=left, choice=Choice.YES, at=NOON)], {left}, 2) is None


def test_nobody_else_has_a_vote() -> None:
    assert decided([Vote(of="s", by=PEER, choice=Choice.YES, at=NOON)], REVIEWERS, 1) is None


def record(member: MemberId, answers: int) -> Record:
    some = tuple(
        Contribution(id=f"{member}{n}", member=member, kind="answer", thread=tid(f"q{n}"), at=NOON - n * DAY, points=10,
                     message=mid(f"a{n}"))
        for n in range(answers)
    )  # fmt: skip
    return Record(member=member, helped=answers, evidence=some[::-1])


def test_who_is_offered_a_place() -> None:
    """Ten confirmed answers, or named by two (a manager counts for two); the most helpful first."""
    people = [MemberId(f"slack-T1:p{n}") for n in range(6)]
    ten, nine, two, one, boss, old = people
    named = (
        *(Nomination(member=two, by=by, at=NOON) for by in (ASKER, THIRD)),
        Nomination(member=one, by=ASKER, at=NOON),
        Nomination(member=boss, by=ASKER, at=NOON, weight=2),
        *(Nomination(member=old, by=by, at=NOON - IDLE) for by in (ASKER, THIRD)),
    )
    evidence = Evidence(
        records={who: record(who, {ten: 10, nine: 9}.get(who, 0)) for who in people}, reachable=frozenset(people)
    )
    ladder = Ladder(nominations=named)
    found = candidates(ladder, evidence, NOON, answers=10, nominations=2)
    assert found == [(ten, WayIn.EVIDENCE), (two, WayIn.NOMINATED), (boss, WayIn.NOMINATED)]
    for out in (
        replace(ladder, silent=frozenset({ten})),
        *(replace(ladder, standings=(replace(OFFERED, member=ten, stage=stage),)) for stage in Stage),
    ):
        assert ten not in dict(candidates(out, evidence, NOON, answers=10, nominations=2))
    away = replace(evidence, reachable=frozenset(people) - {ten})
    assert ten not in dict(candidates(ladder, away, NOON, answers=10, nominations=2))
    assert [one.message for one in evidence.answers(ten, 2)] == [mid("a0"), mid("a1")], "the latest first"


def test_answers_that_only_words_confirmed_are_shown_and_each_conversation_once() -> None:
    marked = record(PEER, 2).evidence
    thanked = (replace(marked[0], id="t", kind="helped"), replace(marked[0], id="u", kind="helped", thread=tid("q9")))
    evidence = Evidence(records={PEER: Record(member=PEER, evidence=(*marked, *thanked))})
    assert len(evidence.answers(PEER, 9)) == evidence.helped(PEER, NOON) == 3


def test_there_is_a_way_out_of_every_step() -> None:
    for stage, to in product(set(Stage) - {Stage.LEFT}, [Stage.LEFT]):
        assert moved(replace(OFFERED, stage=stage), to, NOON) is not None
