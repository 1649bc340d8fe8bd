"""The log of health figures, read on the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.cli import main
from engagement.events import ChannelSeen
from engagement.health_days import LogLine, Span
from engagement.ids import ChannelId, CommunityId
from storage import open_memory

Capture = pytest.CaptureFixture[str]
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HELP = ChannelId("slack-T1:C1")
BROUGHT = {"people": 7, "messages": 40, "eligible": 8, "answered_1h": 4, "answered_24h": 6, "never": 2,
           "median_first_response_s": 1800.0}  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks, one of them of a few people; some hours; one channel."""
    monkeypatch.setenv("HUBBUB_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    memory = open_memory(f"sqlite:///{tmp_path / 'hubbub.db'}")
    town = CommunityId("town")
    memory.register(town, "Town", MONDAY)
    with memory.direct(town) as ledger:
        ledger.places.save([ChannelSeen(key="c", at=MONDAY, channel=HELP, name="help")])
        ledger.health_days.log(
            [
                LogLine(span=Span.WEEK, at=MONDAY, figures=BROUGHT),
                LogLine(span=Span.WEEK, at=MONDAY + timedelta(days=7)),
                LogLine(span=Span.WEEK, at=MONDAY, channel=HELP, figures={**BROUGHT, "eligible": 5}),
                *(
                    LogLine(
                        span=Span.HOUR, at=MONDAY + timedelta(hours=nth), figures={"waiting": nth, "longest_s": 60.0}
                    )
                    for nth in range(3)
                ),
            ],
            MONDAY + timedelta(days=9),
        )
    memory.close()


def printed(capsys: Capture, *words: str) -> str:
    capsys.readouterr()
    assert main(["health", "--log", *words]) == 0
    return capsys.readouterr().out


def test_weeks_are_shown_with_blocks(capsys: Capture) -> None:
    shown = printed(capsys)
    assert "Log of all channels" in shown
    assert "2026-03-02" in shown
    assert "30.0 min" in shown
    assert "too few" in shown
    assert "█·" in shown


def test_hours_and_channels(capsys: Capture) -> None:
    shown = printed(capsys, "--span", "hour")
    assert "2026-03-02 02:00" in shown
    assert "1.0 min" in shown
    found = json.loads(printed(capsys, "--channel", "help", "--json"))
    assert found["channel"] == "#help"
    assert [line["figures"]["eligible"] for line in found["lines"]] == [5]
    assert "Nothing is logged for #help yet" in printed(capsys, "--channel", "help", "--span", "day")


def test_a_spreadsheet_has_a_line_each_and_a_span_is_a_span(capsys: Capture) -> None:
    lines = printed(capsys, "--csv").splitlines()
    assert lines[0].startswith("span,at,people,messages,eligible")
    assert lines[1].startswith("week,2026-03-02T00:00:00+00:00,7,40,8")
    assert lines[2] == "week,2026-03-09T00:00:00+00:00" + "," * lines[0].count(",people") + "," * 6
    assert len(printed(capsys, "--csv", "--since", "2026-03-03").splitlines()) == 2
    assert len(printed(capsys, "--csv", "--until", "2026-03-03").splitlines()) == 2
