"""``hubbub uplift`` and ``hubbub worth``, on an imported export and on a journal: the figures, traces, and rules."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.cli import main
from bots.runtime.clock import SystemClock
from engagement.decisions import Arm, Decision, Outcome
from engagement.ids import ChannelId, CommunityId, DecisionId, MemberId, MessageId, ThreadId
from engagement.records import Answered
from engagement.threads import QuestionModes, Thread
from storage import open_memory
from tests.bots.importers.made_up import said, slack, write_zip

START = 1_704_110_400
"""2024-01-01T12:00:00Z."""
PLAYBOOK = """\
communities:
  - name: Example
    roles: {staff: [U9]}
    did_it_help: {case_least: 30 min, case_most: 1 h, asked_least: 0.5, asked_most: 1}
    channels:
      help: {threading: native}
"""
HELP = ChannelId("slack-T1:C1")
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK)
    return tmp_path


def ts(day: int, minute: int) -> str:
    return f"{START + day * 86_400 + minute * 60}.000100"


def export(path: Path, askers: int) -> str:
    """So many people ask; U8 answers all but the last one, which staff (U9) do; all are confirmed but the first."""
    days: dict[str, list[object]] = {}
    for nth in range(askers):
        root, helper = ts(nth, 0), "U9" if nth == askers - 1 else "U8"
        days[f"help/2024-01-{nth + 1:02d}"] = [
            said(root, f"U1{nth}", f"How do I reset printer {nth}?") | {"thread_ts": root, "reply_count": 2},
            said(ts(nth, 5), helper, "Hold the button.", thread_ts=root),
            said(ts(nth, 9), f"U1{nth}", "Hm." if nth == 0 else "Thanks, that worked!", thread_ts=root),
        ]
    names = [f"U1{nth}" for nth in range(askers)] + ["U8", "U9"]
    people = [{"id": name, "team_id": "T1", "name": name.lower()} for name in names]
    return str(write_zip(path, slack(days, users=people)))


def printed(capsys: Capture, *arguments: str) -> Any:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_worth_counts_confirmed_answers_of_members_and_leads_to_each(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 8)]) == 0
    found = printed(capsys, "worth", "--trace")
    assert found["questions"] == {
        "saved": 6, "by_the_team": 1, "by_oneself": 0, "unconfirmed": 1, "unanswered": 0,
    }  # fmt: skip
    assert found["cases"] == [3, 6]
    assert (found["staff_hours"], found["volunteer_hours"], found["other_hours"]) == (0.1, 0.5, 0.2)
    assert found["hours"] == [0.9, 5.4]
    assert {name: len(some) for name, some in found["trace"].items()} == found["questions"]
    assert all(ts(nth, 0) in found["trace"]["saved"][nth - 1] for nth in range(1, 7))
    assert found["trace"]["saved"][0].startswith("https://app.slack.com/client/T1/")
    assert main(["worth", "--trace"]) == 0
    told = capsys.readouterr().out
    assert "Worth: 0.9 to 5.4 hours." in told
    assert told.count("#help") == 8
    later = printed(capsys, "worth", "--since", "2024-01-07")
    assert later["is_too_few"], "one person asked what was saved since"


def test_fewer_than_five_people_are_not_told_of(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 6)]) == 0
    assert printed(capsys, "worth", "--trace") == {"is_too_few": True}
    assert main(["worth", "--trace"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Fewer than five people")
    assert "Choose a longer time with --since and --until" in told


def test_where_nothing_was_confirmed_there_is_nothing_saved(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 1)]) == 0
    assert main(["worth", "--trace"]) == 0
    told = capsys.readouterr().out
    assert "to the team of Example" in told
    assert "nothing counts as saved" in told
    assert "Questions answered by a member, and confirmed: none" in told


def journal(folder: Path, acted: tuple[int, int], alone: tuple[int, int]) -> None:
    """So many of both groups were answered a minute after they parted, ten days ago."""
    memory = open_memory(f"sqlite:///{folder / 'data' / 'hubbub.db'}")
    at = SystemClock().now() - timedelta(days=10)
    threads, decisions, answers = [], [], []
    for arm, (hits, of) in ((Arm.ACTED, acted), (Arm.HELD_OUT, alone)):
        for nth in range(of):
            name = ThreadId(MessageId(f"{HELP}:{arm}{nth}"))
            threads.append(
                Thread(id=name, channel=HELP, asker=MemberId(f"slack-T1:A{nth}"), root_at=at, modes=QuestionModes.MARK)
            )
            is_acted = arm is Arm.ACTED
            decisions.append(
                Decision(
                    id=DecisionId(f"{arm}{nth}"), at=at, play="peer_prompt", play_version=2, policy_hash="",
                    subject=name, action="PromptPeer" if is_acted else "Hold", reason="", chance=0.9, arm=arm,
                    outcome=Outcome.ACTED if is_acted else Outcome.HELD,
                )
            )  # fmt: skip
            if nth < hits:
                who, later = MemberId("slack-T1:B"), at + timedelta(minutes=1)
                answers.append(Answered(thread=name, channel=HELP, member=who, at=later, is_question=True))
    try:
        with memory.direct(CommunityId("example")) as ledger:
            ledger.conversations.save_threads(threads)
            ledger.journal.add(decisions)
            ledger.experiences.add(answers)
    finally:
        memory.close()


def test_the_difference_is_told_with_both_spans_and_in_words(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 6)]) == 0
    journal(folder, (450, 600), (30, 60))
    (asking, showing, _sales) = printed(capsys, "uplift")
    assert (asking["name"], asking["verdict"]) == ("Ask helpers", "it helps")
    assert (asking["acted"], asking["left_alone"]) == ({"good": 450, "of": 600}, {"good": 30, "of": 60})
    assert asking["difference"] == 0.25
    assert 0 < asking["always"][0] < asking["once"][0] < 0.25 < asking["once"][1] < asking["always"][1]
    assert (showing["verdict"], "acted" in showing) == ("too early to say", False)
    assert [each["step"] for each in printed(capsys, "uplift", "--step", "peer_prompt")] == ["peer_prompt"]
    assert main(["uplift"]) == 0
    told = capsys.readouterr().out
    assert "it helps" in told
    assert "450 of 600" in told
    assert "left alone for comparison in that time" not in told
    assert "answered by a member within a day" in told


def test_where_nothing_was_left_alone_it_is_said_why_and_what_to_do(folder: Path, capsys: Capture) -> None:
    assert main(["import", export(folder / "export.zip", 6)]) == 0
    assert main(["uplift"]) == 0
    told = capsys.readouterr().out
    assert "Did it help? Example" in told
    assert "there were 200 questions in three months" in told
    (folder / "hubbub.yaml").write_text(PLAYBOOK.replace("    roles:", "    hold_out: 0\n    roles:"))
    assert main(["uplift"]) == 0
    assert "`hold_out: 0` in hubbub.yaml switched that off" in capsys.readouterr().out


def test_a_step_without_a_comparison_group_is_refused_with_those_that_have_one(capsys: Capture) -> None:
    assert main(["uplift", "--step", "escalation"]) == 1
    assert "peer_prompt, similar_threads, sales_prompt" in capsys.readouterr().err
