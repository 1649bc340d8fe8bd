"""``hubbub goals`` and what ``hubbub check`` says of them, on an imported export."""

import json
from pathlib import Path
from typing import Any

import pytest

from bots.cli import main
from config.loader import load
from engagement.strategy import Measure, Purpose
from tests.bots.importers.made_up import said, slack, write_zip

START = 1_704_110_400
"""2024-01-01T12:00:00Z, a Monday."""
DAY_S = 86_400
WEEKS = 24
PLAYBOOK = """\
communities:
  - name: Example
    roles: {staff: [U9]}
    purpose: {vision: People help each other, for_whom: whoever prints, success: most get an answer}
    goals:
      quick: {title: Quick answers, measure: answered_in_a_day, target: 80 %, by: 2024-07-31, since: 2024-03-04,
              hours: 6, team: members, channel: help}
      TITLE
    channels:
      help: {threading: native, topics: [printer]}
    escalations: {hubs: {crew: {title: Crew, channel: crew, people: [U9]}}}
"""
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def playbook(folder: Path, *goals: str) -> None:
    lines = "\n      ".join(goals)
    (folder / "hubbub.yaml").write_text(PLAYBOOK.replace("TITLE", lines), encoding="utf-8")


def ts(day: int, minute: int) -> str:
    return f"{START + day * DAY_S + minute * 60}.000100"


def export(path: Path, people: int = 8) -> str:
    """Eight questions a week by so many people; each answered by the next one, every fourth only after two days."""
    said_there: list[dict[str, Any]] = []
    for week in range(WEEKS):
        for nth in range(8):
            day, asker, helper = week * 7 + nth % 5, f"U1{nth % people}", f"U1{(nth + 1) % people}"
            root = ts(day, nth)
            wait = 3 * 24 * 60 if nth % 4 == 0 else 30
            asked = said(root, asker, f"How do I reset the printer {week} {nth}?")
            said_there.append(asked | {"thread_ts": root, "reply_count": 1})
            said_there.append(said(ts(day, nth + wait), helper, "Hold the button.", thread_ts=root))
    users = [{"id": f"U1{nth}", "team_id": "T1", "name": f"u1{nth}"} for nth in range(people)]
    ordered = sorted(said_there, key=lambda one: one["ts"])
    return str(write_zip(path, slack({"help/2024-01-01": [*ordered]}, users=users)))


def printed(capsys: Capture, *arguments: str) -> Any:
    capsys.readouterr()
    assert main(["goals", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_goal_is_told_with_its_weeks_its_forecast_and_its_hours(folder: Path, capsys: Capture) -> None:
    playbook(folder)
    assert main(["import", export(folder / "export.zip")]) == 0
    found = printed(capsys, "--at", "2024-06-19")
    assert found["purpose"]["for_whom"] == "whoever prints"
    (goal,) = found["goals"]
    assert [each["value"] for each in goal["weeks"]] == [0.75] * WEEKS
    assert goal["weeks"][0]["week"] == "2024-01-01"
    assert (goal["baseline"], goal["now"], goal["share"]) == (0.75, 0.75, 0)
    assert (goal["stand"], goal["why"]) == ("unlikely", None)
    assert goal["forecast"] == {"value": 0.75, "low": 0.75, "high": 0.75}
    assert goal["chance"] < 0.05
    assert goal["hours"] == {"planned": 6, "team": "members", "staff": 0, "volunteers": 0.7}
    assert main(["goals", "--at", "2024-06-19"]) == 0
    told = capsys.readouterr().out
    assert "People help each other, for whoever prints. It succeeds when most get an answer." in told
    assert "75\N{NO-BREAK SPACE}% in the last weeks, 75\N{NO-BREAK SPACE}% at the beginning." in told
    assert "On 31 July 2024 it will be about 75\N{NO-BREAK SPACE}%" in told
    assert "Planned: 6 hours a week (members)." in told


def test_every_measure_has_its_figure(folder: Path, capsys: Capture) -> None:
    targets = {"first_reply": "4 h", "members_active": "9", "absence_factor": "3", "accepted_answers": "2",
               "saved_cases": "3"}  # fmt: skip
    playbook(
        folder,
        *(f"{one}: {{measure: {one}, target: {targets.get(one, '50 %')}, by: 2024-07-31}}" for one in
          [*Measure][1:7]),
    )  # fmt: skip
    assert main(["import", export(folder / "export.zip")]) == 0
    first = {one["name"]: one["now"] for one in printed(capsys, "--at", "2024-06-19")["goals"]}
    playbook(
        folder,
        *(f"{one}: {{measure: {one}, target: {targets.get(one, '50 %')}, by: 2024-07-31}}" for one in [*Measure][7:]),
        "topical: {measure: answered_in_a_day, target: 50 %, by: 2024-07-31, topic: printer}",
    )
    second = {one["name"]: one["now"] for one in printed(capsys, "--at", "2024-06-19")["goals"]}
    assert first | second == {
        "quick": 0.75, "answered_in_an_hour": 0.75, "never_answered": 0, "first_reply": 1800, "peers_share": 1,
        "members_active": 8, "newcomers_who_stay": 1, "absence_factor": 4, "accepted_answers": 0,
        "saved_cases": 0, "topical": 0.75,
    }  # fmt: skip


def test_nothing_is_told_of_four_people(folder: Path, capsys: Capture) -> None:
    playbook(folder, *(f"{one}: {{measure: {one}, target: 4, by: 2024-07-31}}" for one in
                       ("members_active", "absence_factor", "accepted_answers")))  # fmt: skip
    assert main(["import", export(folder / "export.zip", people=4)]) == 0
    for goal in printed(capsys, "--at", "2024-06-19")["goals"]:
        assert {each["value"] for each in goal["weeks"]} == {None}
        assert (goal["now"], goal["stand"]) == (None, "too early to say")
        assert (goal["hours"]["staff"], goal["hours"]["volunteers"]) == (None, None)


def test_check_explains_each_goal_and_misses_a_team(folder: Path, capsys: Capture) -> None:
    playbook(folder, "odd: {measure: first_reply, target: 90 min, by: 2024-07-31, hours: 2, team: nobody}")
    assert main(["check"]) == 0
    told = capsys.readouterr().out
    assert (
        "Goal Quick answers (Example): Answered within a day in #help: at least 80\N{NO-BREAK SPACE}% by 31 July 2024"
        " (of the questions asked in a week); compared with the weeks before 4 March 2024, with 6 hours a week"
        " (members)."
    ) in told
    assert "at most 90\N{NO-BREAK SPACE}minutes by 31 July 2024" in told
    assert "the goal 'odd' names the team 'nobody', and `escalations:` has no such team" in told


def test_without_goals_it_says_how_to_write_them(folder: Path, capsys: Capture) -> None:
    (folder / "hubbub.yaml").write_text("communities: [{name: Example, channels: {help: {}}}]\n", encoding="utf-8")
    assert main(["import", export(folder / "export.zip")]) == 0
    capsys.readouterr()
    assert main(["goals"]) == 0
    told = capsys.readouterr().out
    assert "Nobody has said yet what the community is for" in told
    assert "There are no goals" in told


def test_init_writes_what_the_community_is_for(folder: Path, capsys: Capture) -> None:
    assert main(["init", "--vision", "x" * 201]) == 1
    assert "--vision is too long; at most 200 characters" in capsys.readouterr().err
    assert not (folder / "hubbub.yaml").exists()
    assert main(["init", "--vision", "People help each other", "--success", "most get an answer"]) == 0
    (community,) = load(folder / "hubbub.yaml").communities
    assert community.policy.purpose == Purpose(vision="People help each other", success="most get an answer")


def test_init_asks_for_it_on_a_terminal_until_it_fits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["y" * 201, "Help is near", "", "it grows"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["init"]) == 0
    (community,) = load(folder / "hubbub.yaml").communities
    assert community.policy.purpose == Purpose(vision="Help is near", success="it grows")
