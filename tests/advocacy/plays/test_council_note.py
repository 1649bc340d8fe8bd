"""The council's weekly note: what is new in it, to whom, and that nothing is told twice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from advocacy.council import MOST, Council
from advocacy.plays.council_note import PLAY, CouncilNotePolicy
from advocacy.proposals import Proposal, State
from engagement.actions import FieldKind, Keep, Reach, Say
from engagement.decisions import Act
from engagement.entries import Entry
from engagement.ids import MessageId
from engagement.progress import Progress, Stand
from engagement.strategy import Goal, Measure
from tests.engagement.made_up import ASKER, NOON, PEER, situation

DAY = timedelta(days=1)
TODAY = NOON.date()
ONE = Proposal(id="abcdef", at=NOON - DAY, member=ASKER, state=State.OPEN, title="A quiet hour", is_posted=True)
DONE = replace(ONE, state=State.DONE)
QUICK = Goal(
    name="quick", title="Quick", measure=Measure.ANSWERED_IN_A_DAY, target=0.8, by=TODAY + 90 * DAY, since=TODAY - DAY
)


def stands(stand: Stand, goal: Goal = QUICK, now: float = 0.82) -> Progress:
    return Progress(goal=goal, weeks=(), stand=stand, known=12, now=now)


def told(seen: Council | None, now: datetime = NOON) -> tuple[list[Say], Entry | None]:
    """What each of the council reads, and what is kept of it."""
    assert PLAY.on_daily is not None
    acts = list(PLAY.on_daily(situation(shown={Council: seen}, now=now), CouncilNotePolicy()))
    actions = [each.action for each in acts if isinstance(each, Act)]
    assert len(actions) == len(acts)
    kept = [each.entry for each in actions if isinstance(each, Keep)]
    return [each for each in actions if isinstance(each, Say)], kept[0] if kept else None


def lines(seen: Council, now: datetime = NOON) -> list[dict[str, str]]:
    says, _ = told(seen, now)
    return [{name: value.value for name, value in item.items() if value.value} for say in says for item in say.items]


def council(*some: Proposal, **more: object) -> Council:
    return Council(members=(PEER,), proposals=some, settled=TODAY, **more)  # type: ignore[arg-type]


def test_each_of_the_council_reads_the_same_privately_and_may_stop_it() -> None:
    says, _ = told(replace(council(ONE), members=(ASKER, PEER)))
    assert [(say.to, say.reach, say.is_unprompted) for say in says] == [
        (who, Reach.MEMBER, True) for who in (ASKER, PEER)
    ]
    assert says[0].items == says[1].items
    assert "stop" in says[0].controls


def test_a_week_with_nothing_new_and_a_council_of_nobody_have_no_note() -> None:
    assert told(council()) == told(replace(council(ONE), members=())) == told(None) == ([], None)


def test_a_proposal_is_told_once_by_its_short_name_and_without_its_words() -> None:
    seen = council(ONE, places={ONE.id: MessageId("m")})
    assert lines(seen) == [{"new_code": "abcd", "new_at": "m"}]
    _, kept = told(seen)
    assert kept is not None
    assert (kept.member, kept.by, kept.words) == (None, None, "")
    assert lines(replace(seen, last=kept), NOON + 7 * DAY) == []


def test_what_nobody_heard_of_because_of_a_pause_or_a_try_out_is_told_later() -> None:
    assert PLAY.on_daily is not None
    first = situation(shown={Council: council(ONE)}, now=NOON)
    paused = replace(first, policy=replace(first.policy, is_paused=True))
    assert list(PLAY.on_daily(paused, CouncilNotePolicy())) == []
    tried = replace(first, policy=replace(first.policy, dry_run=True))
    acts = [each.action for each in PLAY.on_daily(tried, CouncilNotePolicy()) if isinstance(each, Act)]
    assert [type(each) for each in acts] == [Say], "on record as what would have been said"


@pytest.mark.parametrize("days", [-1, 0, 3, 8])
def test_what_was_decided_is_told_in_the_note_after_it_and_in_no_other(days: int) -> None:
    last = Entry(kind="council_note", id="n", at=NOON - 7 * DAY)
    seen = council(DONE, answered_at={DONE.id: NOON - days * DAY}, last=last)
    assert lines(seen) == ([{"code": "abcd", "stands_so": "done"}] if days in {0, 3} else [])


def test_a_goal_is_told_when_it_is_reached_and_when_it_was_not_in_time_and_not_in_between() -> None:
    for stand in (Stand.LIKELY, Stand.OPEN, Stand.UNLIKELY, Stand.TOO_EARLY):
        assert lines(council(goals=(stands(stand),))) == []
    seen = council(goals=(stands(Stand.REACHED),))
    assert lines(seen) == [{"met": "Quick", "met_stood": "0.82", "met_wanted": "0.8"}]
    _, kept = told(seen)
    assert lines(replace(seen, last=kept), NOON + 7 * DAY) == [], "also when it was lost and reached again"
    over = replace(QUICK, by=TODAY - 3 * DAY)
    missed = council(goals=(stands(Stand.MISSED, over, 0.7),))
    assert lines(missed) == [{"unmet": "Quick", "unmet_stood": "0.7", "unmet_wanted": "0.8"}]
    assert lines(replace(missed, settled=over.by)) == [], "its last week is not settled yet"


def test_what_was_told_stays_told_while_something_else_is() -> None:
    _, first = told(council(goals=(stands(Stand.REACHED),)))
    lost = council(ONE, goals=(stands(Stand.OPEN),), last=first)
    says, second = told(lost, NOON + 7 * DAY)
    assert len(says) == 1
    assert lines(council(ONE, goals=(stands(Stand.REACHED),), last=second), NOON + 14 * DAY) == []


def test_another_figure_or_date_makes_it_another_goal() -> None:
    _, kept = told(council(goals=(stands(Stand.REACHED),)))
    for other in (replace(QUICK, target=0.75), replace(QUICK, by=TODAY + 91 * DAY)):
        assert [line["met"] for line in lines(council(goals=(stands(Stand.REACHED, other),), last=kept))] == ["Quick"]


def test_goals_that_ended_long_before_the_first_note_are_none_of_its_news() -> None:
    old = replace(QUICK, name="old", by=date(2020, 1, 1))
    seen = council(ONE, goals=(stands(Stand.MISSED, old),))
    assert len(lines(seen)) == 1
    _, kept = told(seen)
    assert lines(replace(seen, last=kept), NOON + 7 * DAY) == []


def test_times_are_said_as_spans_and_numbers_as_they_are() -> None:
    reply = replace(QUICK, measure=Measure.FIRST_REPLY, target=7200.0)
    many = replace(QUICK, measure=Measure.MEMBERS_ACTIVE, target=40.0)
    (say,), _ = told(council(goals=(stands(Stand.REACHED, reply, 3600.0), stands(Stand.REACHED, many, 41.5))))
    first, second = say.items
    assert (first["met_wanted"].kind, first["met_wanted"].value) == (FieldKind.SPAN, "7200.0")
    assert (second["met_stood"].value, second["met_wanted"].value) == ("41.5", "40")


def test_a_long_list_is_cut_and_says_by_how_much() -> None:
    some = [replace(ONE, id=f"p{nth:03}") for nth in range(MOST + 3)]
    (say,), kept = told(council(*some))
    assert (len(say.items), say.fields["more"].value) == (MOST, "3")
    assert (say.fields["strategy_page"].kind, say.fields["strategy_page"].value) == (FieldKind.PAGE, "/strategy")
    assert kept is not None
    assert len(kept.texts("told")) == MOST + 3
