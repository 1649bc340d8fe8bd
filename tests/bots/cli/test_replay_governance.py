"""``hubbub replay --governance``: the same unanswered questions under each model, told so that one can choose."""

import io
import json
import re
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bots.cli import main
from bots.cli.governance_shown import minutes, models
from engagement.escalating.dials import Model
from tests.bots.cli.small_export import small_export
from tests.bots.cli.test_commands import refused

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = datetime(2024, 1, 1, 12, tzinfo=UTC)
LAST = FIRST + 41 * DAY + 2 * HOUR
PLAYBOOK = """\
communities:
  - name: Example
    channels:
      help: {}
    escalations:
      model: decentralized
      hubs:
        first: {title: First hub, channel: a}
        second: {title: Second hub, channel: b, channels: [help]}
      spokes:
        printing: {title: Printing, channel: c, channels: [help], hub: second}
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME", "HUBBUB_DATABASE_URL", "HUBBUB_HOST", "HUBBUB_PORT"):
        monkeypatch.delenv(name, raising=False)
    small_export(tmp_path / "export.zip")
    return tmp_path


def compared(*words: str) -> tuple[dict[str, Any], str]:
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["replay", "export.zip", "--json", "out.json", *words]) == 0
    found: dict[str, Any] = json.loads(Path("out.json").read_bytes())
    return found, out.getvalue()


def plain(told: str) -> str:
    return re.sub(r"\s+", " ", told)


def unanswered() -> list[datetime]:
    """When each question of the small export that peers leave for four hours in the office would be handed over."""
    found: list[datetime] = []
    for number in range(42):
        asked = FIRST + number * DAY
        answered_after = (timedelta(minutes=10), 12 * HOUR - timedelta(minutes=10), None)[number % 3]
        late = asked.weekday() - 4  # asked on Saturday or Sunday, the four hours are over on Monday at one
        handed_over = asked + 4 * HOUR if late <= 0 else asked + (3 - late) * DAY + HOUR
        if handed_over <= LAST and (answered_after is None or answered_after > handed_over - asked):
            found.append(handed_over)
    return found


def test_teams_are_made_up_and_each_model_is_told() -> None:
    found, told = compared("--governance", "all")
    assert found["made_up"] is True
    assert [model["model"] for model in found["models"]] == [model.value for model in Model]
    expected = len(unanswered())
    assert expected > 15
    for model in found["models"]:
        assert model["escalations"] == expected
        assert model["threads"] == found["models"][0]["threads"]
        assert sum(team["kept"] for team in model["teams"]) == expected
        assert [team["title"] for team in model["teams"]] == ["Hub", "help", "talk"]
    by_name = {model["model"]: model for model in found["models"]}
    half_an_hour, with_triage = {"median": 1800.0, "p90": 1800.0}, {"median": 2400.0, "p90": 2400.0}
    assert by_name["centralized"]["to_answer_s"] == by_name["decentralized"]["to_answer_s"] == half_an_hour
    assert by_name["hub_and_spoke"]["to_answer_s"] == with_triage
    assert by_name["hub_and_spoke"]["to_owner_s"] == {"median": 600.0, "p90": 600.0}
    assert by_name["hub_and_spoke"]["hand_overs"] == 1
    assert by_name["honeycomb"]["elsewhere"] == expected // 2
    assert f"{expected} of 42 questions would have gone to a team" in plain(told)
    assert "hubbub.yaml has no `escalations:` section, so teams were made up from the export" in told
    assert "one team each for #help and #talk" in told
    for line in (
        "centralized: The hub answers everything",
        "multiple hub and spoke: ",
        "with one hub this is the same",
    ):
        assert line in told


def test_the_assumption_about_staff_can_be_set_and_is_told() -> None:
    found, told = compared(
        "--governance", "centralized,hub-and-spoke", "--staff-minutes", "90", "--triage-minutes", "0"
    )
    assert (found["staff_s"], found["triage_s"]) == (5400, 0)
    # from four o'clock on an hour is left of the day; the half hour that is missing is the next morning's
    waits = [
        timedelta(minutes=90) if at.hour == 13 else (3 if at.weekday() == 4 else 1) * DAY - 6 * HOUR - HOUR / 2
        for at in unanswered()
    ]
    answered = sorted(wait for at, wait in zip(unanswered(), waits, strict=True) if at + wait <= LAST)
    central = found["models"][0]
    assert central["to_answer_s"]["median"] == answered[len(answered) // 2].total_seconds()
    assert central["open_share"] == round(1 - len(answered) / len(waits), 4)
    assert "takes it after 90\N{NO-BREAK SPACE}minutes of their working time" in told
    assert "after 0\N{NO-BREAK SPACE}minutes of its working time" in told
    assert "Honeycomb" not in told, "nothing is said of what was not asked"


def test_the_teams_of_the_file_are_used(folder: Path) -> None:
    (folder / "hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")
    found, told = compared("--governance", "multiple_hub_and_spoke,decentralized,hub_and_spoke")
    assert found["made_up"] is False
    assert "made up" not in told
    assert "with one hub" not in told
    several, alone, one = found["models"]
    assert [team["title"] for team in several["teams"]] == ["First hub", "Second hub", "Printing"]
    # around the clock 14 are answered half a day later, too late, and 14 never, the last of them after the end
    assert found["questions"] == 42
    assert [model["escalations"] for model in (several, alone, one)] == [27, 27, 27]
    assert [team["count"] for team in several["teams"]] == [0, 27, 27]
    assert [team["count"] for team in one["teams"]] == [27, 0, 27]
    assert alone["hand_overs"] == 0


def test_where_the_step_is_switched_off_nothing_is_handed_over(folder: Path) -> None:
    (folder / "hubbub.yaml").write_text(PLAYBOOK.replace("help: {}", "help: {escalation: false}"), encoding="utf-8")
    found, told = compared("--governance", "honeycomb,centralized")
    assert [model["escalations"] for model in found["models"]] == [0, 0]
    assert "nothing was answered by the end of the history" in told


def test_the_same_history_gives_the_same_bytes() -> None:
    compared("--governance", "all")
    once = Path("out.json").read_bytes()
    compared("--governance", "all")
    assert Path("out.json").read_bytes() == once


def test_no_person_is_named() -> None:
    _, told = compared("--governance", "all", "--names")
    assert "Person" not in told
    assert "Person" not in Path("out.json").read_text("utf-8")


def test_the_decisions_are_written_as_before_without_it() -> None:
    with redirect_stdout(io.StringIO()) as out:
        assert main(["replay", "export.zip", "--json", "out.json"]) == 0
    assert "decisions written to out.json" in out.getvalue()
    assert "would have gone to a team" not in out.getvalue()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--governance", "honeycom"), "there is no model `honeycom`; did you mean `honeycomb`?"),
        (("--governance", "x,honeycomb"), "there is no model `x`; there are centralized, decentralized,"),
        (("--governance", ""), "there is no model ``"),
        (("--staff-minutes", "-5"), "'-5' is no number of minutes; write one from 0 to 10000"),
        (("--triage-minutes", "10001"), "'10001' is no number of minutes"),
        (("--triage-minutes", "9" * 5_000), "is no number of minutes"),
        (("--triage-minutes", "٣"), "is no number of minutes"),
    ],
)
def test_what_is_no_model_or_number(capsys: Capture, words: tuple[str, ...], told: str) -> None:
    assert told in refused(capsys, "replay", "export.zip", *words, code=2)


def test_where_the_comparison_cannot_be_written(capsys: Capture) -> None:
    assert "cannot write /dev/full" in refused_late(capsys, "--json", "/dev/full")


def refused_late(capsys: Capture, *words: str) -> str:
    assert main(["replay", "export.zip", "--governance", "all", *words]) == 1
    return capsys.readouterr().err


def test_models_and_minutes_are_read() -> None:
    assert models("honeycomb, centralized,honeycomb") == (Model.HONEYCOMB, Model.CENTRALIZED)
    assert models("all") == tuple(Model)
    assert minutes("0") == timedelta()
    assert minutes("10000") == timedelta(minutes=10_000)


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the community data is not beside the project (../shared/data)")
@pytest.mark.parametrize(
    ("name", "least", "spokes"),
    [
        ("msr20_racket_slack_export", 250, 1),
        ("msr20_elmlang2019_slack_export", 200, 1),
        ("pyscript_discord_dce_json", 200, 8),
    ],
)
def test_real_communities_are_compared(name: str, least: int, spokes: int) -> None:
    table = DATA / f"{name}_conversations.tsv"
    given = ["--conversations", str(table)] if table.exists() else []
    with redirect_stdout(io.StringIO()) as out:
        words = ["replay", str(DATA / f"{name}.zip"), *given, "--governance", "all", "--json", "real.json"]
        assert main(words) == 0
    found = json.loads(Path("real.json").read_bytes())
    many = len(found["escalations"])
    assert least <= many < found["questions"]
    by_name = {model["model"]: model for model in found["models"]}
    assert list(by_name) == [model.value for model in Model]
    for model in by_name.values():
        assert sorted(model["threads"]) == sorted(found["escalations"])
        assert len(model["teams"]) == spokes + 1
        assert sum(team["kept"] for team in model["teams"]) == model["escalations"] == many
        assert all(team["busiest"] <= team["count"] for team in model["teams"])
        assert 0 <= model["missed"] <= many
        assert model["open_share"] <= 0.05
        assert f"{model['model'].replace('_', ' ')}: " in out.getvalue()
        assert model["to_owner_s"]["p90"] <= model["to_answer_s"]["p90"]
    central, spoke, hive = (by_name[model] for model in ("centralized", "hub_and_spoke", "honeycomb"))
    assert central["teams"][0]["count"] == spoke["teams"][0]["count"] == many
    assert hive["teams"][0]["count"] == round(hive["open_share"] * many)
    handed_on = sum(team["handed_on"] for team in spoke["teams"])
    assert 0.8 * many <= handed_on <= many
    assert spoke["to_answer_s"]["median"] == central["to_answer_s"]["median"] + 600
