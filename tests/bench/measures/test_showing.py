"""What is printed: a line for each measure, and what other bots do beside those it may be held against."""

import json

import pytest

from bench.measures import Goal, Measure, Verdict, to_json, to_table
from bench.measures.peers import PEERS


def found(name: str) -> Measure:
    return Measure(name=name, title="work", ratio=0.5, spread=0.1, goal=Goal(bound=0.4), verdict=Verdict.KEPT)


@pytest.mark.parametrize("name", ["G2", "G4", "G5"])
def test_other_bots_are_shown_beside_what_comes_in(name: str) -> None:
    table = to_table([found("G1 at 20"), found(name)])
    assert "Errbot 3,400 / 2,800" in table
    assert "not measured now" in table
    assert len(json.loads(to_json([found(name)]))["peers"]["figures"]) == len(PEERS)


def test_other_bots_are_left_out_where_nothing_comes_in() -> None:
    assert "Errbot" not in to_table([found("G1 at 20"), found("G9")])
    assert "peers" not in json.loads(to_json([found("G14")]))


def test_a_line_says_ratio_spread_goal_verdict_and_what() -> None:
    assert to_table([found("G9")]).splitlines()[1].split() == ["G9", "0.5", "10%", "at", "least", "0.4", "kept", "work"]
