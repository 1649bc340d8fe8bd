"""``hubbub escalations``: what teams have, what happened to one, and the figures, out of a memory with a short story."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bots.cli import main
from bots.runtime.clock import SystemClock
from engagement.escalating.acts import Solve, StaffSpoke, Take, TimeCame
from engagement.escalating.course import advanced, opened
from engagement.events import ChannelSeen
from engagement.ids import AccountId, CommunityId, EscalationId, MemberId, MessageId, ThreadId
from engagement.people import Account
from engagement.ports import Ledger
from storage import open_memory
from tests.bots.cli.test_commands import refused
from tests.engagement.escalating.test_course import BEN, HOUR, MONDAY, STAFF, Targets, draft, governance

CLUB = CommunityId("club")
DIALS = governance(targets=Targets(first_response=2 * HOUR, next_response=None, solution=None))
NOW = MONDAY + 5 * HOUR
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five questions of five people: Ben took three, of which one late; one more is solved by a peer."""
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(SystemClock, "now", lambda _: NOW)
    (tmp_path / "data").mkdir()
    memory = open_memory(f"sqlite:///{tmp_path / 'data' / 'hubbub.db'}")
    memory.register(CLUB, "Club", MONDAY)
    with memory.direct(CLUB) as ledger:
        fill(ledger)
    memory.close()
    return tmp_path


def fill(ledger: Ledger) -> None:
    ledger.people.save_accounts([Account(id=AccountId(BEN), member=BEN, name="Ben")], MONDAY)
    ledger.places.save([ChannelSeen(key="c", at=MONDAY, channel=draft().channel, name="help")])
    ledger.escalations.keep_policy("p", DIALS)
    for number in range(5):
        asker = MemberId(f"slack-T1:asker{number}")
        e = draft(id=EscalationId(f"e{number}"), thread=ThreadId(MessageId(f"slack-T1:help:{number}.5")), asker=asker)
        move = opened(e, DIALS, STAFF, MONDAY)
        ledger.escalations.save(move.escalation, move.entries)
        for act, at in STORY.get(number, ()):
            move = advanced(move.escalation, DIALS, STAFF, act, at)
            ledger.escalations.save(move.escalation, move.entries)


STORY: dict[int, tuple[tuple[Any, datetime], ...]] = {
    0: ((TimeCame(), MONDAY + 1.5 * HOUR), (Take(by=BEN, team="bill"), MONDAY + 1.75 * HOUR),
        (TimeCame(), MONDAY + 2 * HOUR), (StaffSpoke(by=BEN, team="bill"), MONDAY + 2.5 * HOUR)),
    1: ((StaffSpoke(by=BEN, team="bill"), MONDAY + HOUR), (Solve(by=BEN), MONDAY + 3 * HOUR)),
    2: ((Solve(by=None, by_peer=True), MONDAY + HOUR),),
}  # fmt: skip


def told(capsys: Capture, *words: str) -> str:
    capsys.readouterr()
    assert main(["escalations", *words]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def test_the_list_says_who_has_what_and_what_comes_next(capsys: Capture) -> None:
    some = json.loads(told(capsys, "--json"))
    assert [one["id"] for one in some] == ["e0", "e3", "e4"]
    first = some[0]
    assert (first["state"], first["title"], first["owner"], first["waited_s"]) == (
        "taken",
        "Billing",
        "Ben",
        18_000,
    )
    assert (first["missed"], first["next"]) == (["first_response"], "it is looked at again")
    assert first["link"] == "https://app.slack.com/client/T1/help/thread/help-0.5"
    assert some[1]["next"] == "first response: the team is warned"
    assert told(capsys, "--team", "api") == "No team has a question now.\n"
    said = told(capsys)
    assert all(word in said for word in ("Billing", "taken", "nobody yet", "5.0 h", first["link"]))


def test_the_record_tells_what_happened_and_by_how_much_a_target_was_missed(capsys: Capture) -> None:
    assert told(capsys, "--record", "e0").splitlines() == [
        "e0: taken, normal, Billing, Ben",
        "  asked by somebody in #help, https://app.slack.com/client/T1/help/thread/help-0.5",
        "What happened (UTC):",
        "  2026-03-02 09:00  opened (Billing): nobody answered",
        "  2026-03-02 09:00  nobody took it (Billing)",
        "  2026-03-02 10:30  first response: target is near (Billing)",
        "  2026-03-02 10:45  taken by Ben (Billing, Ben)",
        "  2026-03-02 11:00  first response: target missed (Billing, Ben)",
        "  2026-03-02 11:30  first answered by Ben (Billing, Ben)",
        "  2026-03-03 11:30  next: it is looked at again",
        "Targets (working time of Billing):",
        "  first response, 2\u00a0hours: missed by 30\u00a0minutes",
    ]
    assert told(capsys, "--record", "e2").endswith("first response, 2\u00a0hours: not needed, with 1\u00a0hour left\n")
    found = json.loads(told(capsys, "--record", "e0", "--json"))
    assert found["targets"] == [{"aim": "first_response", "by_s": 1800, "outcome": "missed", "target_s": 7200}]
    assert [line["at"] for line in found["record"]][-1] == "2026-03-02T11:30:00+00:00"


def test_an_id_that_is_not_known_is_said_with_the_cure(capsys: Capture) -> None:
    assert "`hubbub escalations` lists what runs" in refused(capsys, "escalations", "--record", "nope")


def test_the_figures_are_of_everybody_and_of_nobody_alone(capsys: Capture) -> None:
    found = json.loads(told(capsys, "--figures", "--json"))
    assert found["open"] == [
        {"number": 2, "state": "open", "team": "bill"}, {"number": 1, "state": "taken", "team": "bill"},
    ]  # fmt: skip
    overall = found["overall"]
    assert overall["to_answer_s"] == {"median": 1.75 * 3600, "p90": 2.5 * 3600}
    assert overall["to_owner_s"] == {"median": (1 + 1.75) / 2 * 3600, "p90": 1.75 * 3600}
    assert (overall["questions"], overall["solved"], overall["by_peers_share"]) == (5, 2, 0.5)
    assert overall["missed"] == {"first_response": 1, "next_response": 0, "solution": 0}
    assert [row["name"] for row in found["by_team"]] == ["bill"]
    said = told(capsys, "--figures")
    assert "Open now: bill 2 open, bill 1 taken" in said
    assert "Targets missed: first response 1, next response 0, solution 0." in said
    assert "time to the first answer  █" in said
    assert "…" not in said, "nothing is cut at the usual width"
    assert main(["health"]) == 0
    assert "5\u00a0questions handed to a team" in capsys.readouterr().out
