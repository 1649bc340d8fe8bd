"""A step that does harm is switched off and told of once, unless managers said that they only want to hear."""

from dataclasses import replace

import pytest

from advocacy.comparison import MEASURES, Compare, Comparisons, compare, harm_entry, is_answered, is_settled
from advocacy.plays.did_it_help import DidItHelpPolicy, on_daily, on_step_on
from engagement.actions import Keep, Reply, Say, SetDial
from engagement.changes import ITSELF
from engagement.decisions import Act, Decision, Hold, Outcome
from engagement.ids import DecisionId, MemberId
from engagement.people import Role
from engagement.records import Compared
from engagement.shares import Share
from engagement.uplift import Verdict, uplift
from tests.engagement.made_up import ASKER, DAY, HOUR, NOON, PEER, THIRD, person, situation, tid

DIALS = DidItHelpPolicy()


def compared(acted: tuple[int, int], alone: tuple[int, int]) -> Compare:
    shares = [Share(hits=hits, of=of) for hits, of in (acted, alone)]
    return Compare(
        step="peer_prompt", measure=MEASURES["peer_prompt"], since=NOON, acted=shares[0], left_alone=shares[1],
        found=uplift(*shares),
    )  # fmt: skip


HARM = compared((450, 900), (80, 100))


@pytest.mark.parametrize(
    "fine", [compared((600, 900), (67, 100)), compared((80, 100), (40, 100)), compared((1, 9), (9, 9))]
)
def test_nothing_happens_while_no_harm_is_certain(fine: Compare) -> None:
    assert on_daily(situation(shown={Comparisons: Comparisons(steps=[fine])}), DIALS) == []
    assert on_daily(situation(), DIALS) == []


def test_a_step_that_harms_is_switched_off_by_an_override_and_told_with_its_figures() -> None:
    before = harm_entry("peer_prompt", NOON - 90 * DAY)
    shown = {Comparisons: Comparisons(steps=[HARM], noted={"peer_prompt": before})}
    off, told, kept = (each.action for each in on_daily(situation(shown=shown), DIALS) if isinstance(each, Act))
    assert off == SetDial(path="peer_prompt", value=False, by=ITSELF)
    assert isinstance(told, Say)
    assert told.controls == ("step_on", "why")
    assert told.fields["acted"].value == "450/900 = 50%"
    assert told.fields["gap"].value == "-30 (-42 … -15)"
    assert kept == Keep(entry=harm_entry("peer_prompt", NOON), before=before)


def test_with_the_dial_off_it_is_only_told() -> None:
    shown = {Comparisons: Comparisons(steps=[HARM])}
    told, kept = on_daily(situation(shown=shown), replace(DIALS, stops=False))
    assert isinstance(told, Act)
    assert isinstance(told.action, Say)
    assert (told.action.text, told.action.controls) == ("did_it_help.harms", ("why",))
    assert isinstance(kept, Act)
    assert isinstance(kept.action, Keep)


def decision(play: str = "did_it_help", step: str = "peer_prompt") -> Decision:
    return Decision(
        id=DecisionId("d"), at=NOON, play=play, play_version=1, policy_hash="", subject="town", action="Say",
        outcome=Outcome.ACTED, reason="", evidence={"step": step},
    )  # fmt: skip


def test_the_button_lets_the_file_hold_again_and_works_under_this_message_only() -> None:
    boss = person(PEER, Role.MANAGER)
    dial, reply = on_step_on(situation(actor=boss, decision=decision()), DIALS)
    assert isinstance(dial, Act)
    assert dial.action == SetDial(path="peer_prompt", value=None, by=PEER)
    assert isinstance(reply, Act)
    assert isinstance(reply.action, Reply)
    for other in (None, decision(play="try_out"), decision(step="privacy")):
        (hold,) = on_step_on(situation(actor=boss, decision=other), DIALS)
        assert isinstance(hold, Hold)


def row(nth: int = 0, **more: object) -> Compared:
    fields: dict[str, object] = {
        "thread": tid(str(nth)), "at": NOON, "asker": MemberId(f"asker{nth}"), "is_left_alone": nth % 2 == 0,
        "chance": 0.9,
    }  # fmt: skip
    return Compared(**fields | more)  # type: ignore[arg-type]


def test_an_answer_counts_from_when_the_groups_part_by_a_member_and_in_time() -> None:
    def judged(*replies: tuple[MemberId | None, object]) -> bool:
        return is_answered(row(asker=ASKER, replies=replies), {THIRD}, DAY)

    assert judged((PEER, NOON + DAY))
    assert judged((None, NOON + HOUR)), "somebody who is not counted: an answer without a name"
    assert not judged((PEER, NOON), (THIRD, NOON + HOUR), (ASKER, NOON + HOUR), (PEER, NOON + DAY + HOUR))
    assert is_settled(row(solved_at=NOON + HOUR), (), DAY)
    assert not is_settled(row(solved_at=NOON + DAY + HOUR), (), DAY)


def test_only_groups_of_the_same_chance_and_of_five_people_are_compared() -> None:
    some = [row(nth, chance=0.5) for nth in range(100)] + [row(nth) for nth in range(80)]
    found = compare("peer_prompt", some, NOON, lambda each: None if each.thread == tid("7") else True)
    assert (found.acted.of, found.left_alone.of) == (39, 40)
    assert found.verdict is Verdict.NO_DIFFERENCE
    few = [replace(each, asker=MemberId("one")) if each.is_left_alone else each for each in some]
    assert compare("peer_prompt", few, NOON, lambda _: True).found is None
    assert compare("peer_prompt", [], NOON, lambda _: True).verdict is Verdict.TOO_EARLY
