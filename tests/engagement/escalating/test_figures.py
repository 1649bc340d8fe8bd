"""The figures are what the record says, counted again from its lines; and nothing is told of too few people."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.escalating.acts import Act, AskMember, MemberSpoke, Solve, StaffSpoke, Take
from engagement.escalating.clocks import Aim
from engagement.escalating.coming import coming
from engagement.escalating.dials import Severity, Step, StepKind, Targets
from engagement.escalating.escalation import Cause, Entry
from engagement.escalating.figures import OTHERS, figures
from engagement.escalating.handled import Case, Handled, handled
from engagement.escalating.moving import calendar_of
from engagement.escalating.record import Outcome, Verdict, verdicts
from engagement.ids import EscalationId, MemberId
from tests.engagement.escalating.test_course import (
    ACTS,
    ASKER,
    BEN,
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    STEPS,
    Story,
    governance,
)

_WITHIN = {"they are away or gone", "no word for too long"}


def recounted(lines: list[Entry]) -> dict[str, Any]:
    """The same figures from what went on record, the slow way."""
    found: dict[str, Any] = {"taken": None, "answered": None, "solved": None, "by_peer": False, "reopened": 0}
    moves, missed = 0, []
    for before, line in zip([lines[0], *lines], lines, strict=False):
        if line.what in {"taken", "taken outside"}:
            found["taken"] = found["taken"] or line.at
        elif line.what == "first answered":
            found["answered"] = line.at
        elif line.what in {"solved", "solved by a peer", "solved outside"}:
            found |= {"solved": line.at, "by_peer": line.what == "solved by a peer"}
        elif line.what == "reopened":
            found |= {"solved": None, "by_peer": False, "reopened": found["reopened"] + 1}
        elif line.what.endswith("target missed"):
            missed.append(Aim(line.what.partition(":")[0].replace(" ", "_")))
        if line.what in {"taken", "taken outside", "handed on"} and (line.team, line.person) != (
            before.team,
            before.person,
        ):
            is_let_go = line.person is None and bool(_WITHIN.intersection(line.why))
            moves += not is_let_go and (before.person is not None or line.team != before.team)
    return {**found, "moves": moves, "missed": tuple(missed)}


@given(
    steps=st.lists(STEPS, min_size=1, max_size=4),
    acts=st.lists(st.tuples(st.integers(0, 600), st.sampled_from(ACTS)), max_size=25),
)
@settings(max_examples=settings.default.max_examples)
def test_the_figures_of_one_are_those_counted_again_from_its_record(
    steps: list[Step], acts: list[tuple[int, Act]]
) -> None:
    targets = Targets(first_response=HOUR, next_response=HOUR, solution=8 * HOUR)
    dials = governance(*steps, targets=targets, calendar="office", rota="r")
    story = Story(dials)
    lines = list(story.move.entries)
    for minutes, act in acts:
        story.then(act, minutes * 5 * MINUTE)
        lines += story.move.entries
        next_up = coming(story.e, dials)
        assert (next_up.at if next_up is not None else None) == story.e.next_at
    again, one = recounted(lines), handled(story.e)
    assert one.missed == again["missed"]
    assert one.hand_overs == again["moves"]
    assert (one.taken_at, one.answered_at, one.reopened) == (again["taken"], again["answered"], again["reopened"])
    assert (one.solved_at, one.is_by_peer) == (again["solved"], again["by_peer"])


def row(number: int, asker: str, **fields: Any) -> Case:
    base: dict[str, Any] = {
        "id": EscalationId(f"e{number}"), "team": "bill", "cause": Cause.SILENCE, "severity": Severity.NORMAL,
        "opened_at": MONDAY,
    }  # fmt: skip
    return Case(handled=Handled(**{**base, **fields}), asker=MemberId(asker))


def test_medians_shares_and_misses_are_those_of_the_definitions() -> None:
    after = [MONDAY + n * HOUR for n in range(6)]
    some = [
        row(1, "a", taken_at=after[1], answered_at=after[1], solved_at=after[2], is_by_peer=True),
        row(2, "b", taken_at=after[2], missed=(Aim.FIRST_RESPONSE, Aim.SOLUTION), hand_overs=3),
        row(3, "c", taken_at=after[3], solved_at=after[4], reopened=2, missed=(Aim.NEXT_RESPONSE, Aim.NEXT_RESPONSE)),
        row(4, "d", taken_at=after[5], reopened=1),
        row(5, "e", opened_at=MONDAY + 7 * DAY),
    ]
    found = figures(some, "Europe/Berlin")
    all_of = found.overall
    assert all_of is not None
    assert (all_of.questions, all_of.solved, all_of.hand_overs) == (5, 2, 0.6)
    assert all_of.to_owner is not None
    assert (all_of.to_owner.median, all_of.to_owner.p90) == (2.5 * HOUR, 5 * HOUR)
    assert all_of.to_answer is not None
    assert all_of.to_answer.median == HOUR
    assert all_of.missed == {Aim.FIRST_RESPONSE: 1, Aim.SOLUTION: 1, Aim.NEXT_RESPONSE: 2}
    assert (all_of.missed_share, all_of.by_peers_share, all_of.reopened_share) == (0.4, 0.5, round(2 / 3, 4))
    assert [week.name for week in found.by_week] == [OTHERS], "one person alone asked in the second week"


def test_nothing_is_told_of_fewer_than_five_people() -> None:
    few = [row(n, f"m{n % 4}") for n in range(40)]
    assert figures([], "UTC") == figures([], "Europe/Berlin")
    assert (figures(few, "UTC").overall, figures(few, "UTC").is_too_few) == (None, True)
    many = [row(n, f"m{n}", team="bill" if n < 8 else "api") for n in range(10)]
    found = figures(many, "UTC")
    assert [(cell.name, cell.questions) for cell in found.by_team] == [(OTHERS, 10)], "else two people are singled out"
    weeks = [row(n, f"m{n}", opened_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC) + (n // 5) * DAY) for n in range(10)]
    assert [week.name for week in figures(weeks, "UTC").by_week] == ["2026-02-23", "2026-03-02"]
    assert [week.name for week in figures(weeks, "Europe/Berlin").by_week] == ["2026-03-02"]


def test_the_verdict_says_by_how_much_of_the_team_s_working_time() -> None:
    targets = Targets(first_response=HOUR, next_response=None, solution=2 * HOUR)
    dials = governance(Step(kind=StepKind.TEAM), targets=targets, calendar="office")
    story = Story(dials, at=MONDAY + 2 * HOUR)  # eleven; noon to one is free

    def told() -> list[Verdict]:
        return list(verdicts(story.e, calendar_of(story.e.team, dials), story.now))

    story.then(Take(by=BEN, team="bill"), 30 * MINUTE)
    assert [(one.outcome, one.by) for one in told()] == [(Outcome.RUNNING, 30 * MINUTE), (Outcome.RUNNING, 1.5 * HOUR)]
    story.then(StaffSpoke(by=BEN, team="bill"), 15 * MINUTE)
    story.then(AskMember(by=BEN), timedelta())
    assert [(one.outcome, one.by) for one in told()] == [(Outcome.KEPT, 15 * MINUTE), (Outcome.STANDING, 75 * MINUTE)]
    story.then(MemberSpoke(by=ASKER), DAY)
    story.then(Solve(by=BEN), 3 * HOUR)
    assert story.e.missed == (Aim.SOLUTION,), "noticed though nobody looked before it was solved"
    assert told()[1] == Verdict(aim=Aim.SOLUTION, target=2 * HOUR, outcome=Outcome.MISSED, by=45 * MINUTE)
