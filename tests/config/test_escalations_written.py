"""Whatever dials of escalation are written down are read back, exported, and fit the JSON Schema."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from config.escalations import without_lines
from config.export import export
from config.json_schema import json_schema
from config.loader import load, load_text
from engagement.errors import ConfigError
from engagement.escalating.dials import Governance, StepKind
from tests.config.files import FULL, MINIMAL, only
from tests.config.governed import HUB, TOP, WHOLE, added, as_playbook, governance_of, spoke, step
from tests.config.made_up_teams import governances
from tests.config.test_json_schema import fits


@given(governances())
def test_whatever_dials_are_written_down_are_read_back(governance: Governance) -> None:
    found = without_lines(governance_of(as_playbook(governance)))
    assert found == governance
    assert repr(found) == repr(governance), "the fingerprint of a policy is made from this"


@given(governance=governances(), is_live=st.booleans())
def test_the_exported_file_holds_the_same_dials(tmp_path: Path, governance: Governance, *, is_live: bool) -> None:
    path = tmp_path / "hubbub.yaml"
    path.write_text(as_playbook(governance), encoding="utf-8")
    overrides = {"example": {"channels.help.live": is_live, "is_paused": True}}
    exported = load_text(export(path, overrides)).communities[0].policy
    assert exported.channels["help"].is_live == is_live
    assert exported.governance is not None
    assert repr(without_lines(exported.governance)) == repr(governance)


def test_a_line_more_above_the_rules_hinders_no_export(tmp_path: Path) -> None:
    (tmp_path / "hubbub.yaml").write_text(WHOLE.replace("{topics: [install, api]}", ""), encoding="utf-8")
    text = export(tmp_path / "hubbub.yaml", {"example": {"channels.help.live": False}})
    assert "      help:\n        live: false\n" in text
    before = load(tmp_path / "hubbub.yaml").communities[0].policy.governance
    assert before is not None
    found = governance_of(text)
    assert [one.line for one in found.routes] == [one.line + 1 for one in before.routes]
    assert without_lines(found) == without_lines(before)


def test_an_export_finds_calendar_files_beside_the_playbook(tmp_path: Path) -> None:
    path = tmp_path / "hubbub.yaml"
    (tmp_path / "ours.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20270514\nEND:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    path.write_text(added("hours: {office: {holidays: [ours.ics, 2026-12-24]}}"), encoding="utf-8")
    found = load(path).communities[0].policy.governance
    assert found is not None
    assert found.calendars["office"].holidays == (date(2026, 12, 24), date(2027, 5, 14))
    assert "live: false" in export(path, {"example": {"channels.help.live": False}})


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    say = "import sys\nfrom config.loader import load_text\nprint(load_text(sys.stdin.read()).communities[0].policy.fingerprint)"
    said = {
        subprocess.run(
            [sys.executable, "-c", say],
            input=WHOLE,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert said == {only(WHOLE).policy.fingerprint}
    changed = WHOLE.replace("askers: 4", "askers: 5")
    assert only(changed).policy.fingerprint not in said


# --- the schema -------------------------------------------------------------------------------------------------------


def _fits(text: str) -> bool:
    return fits(YAML(typ="safe", pure=True).load(text), json_schema())


def _quoted(text: str) -> str:
    """Dates in quotes: this reader makes them more than text, editors do not."""
    found = text
    for day in ("2026-12-24 09:00", "2027-07-27T09:00", "2026-05-01", "2026-11-30", "2026-01-01"):
        found = found.replace(day, f'"{day}"')
    return found.replace("[2026-12-24,", '["2026-12-24",').replace(", 2026-12-24]", ', "2026-12-24"]')


@pytest.mark.parametrize("text", [HUB, WHOLE, FULL])
def test_good_files_fit_the_schema(text: str) -> None:
    assert _fits(_quoted(text))


@given(governances())
def test_whatever_dials_are_written_down_fit_the_schema(governance: Governance) -> None:
    assert _fits(as_playbook(governance))


@pytest.mark.parametrize(
    "text",
    [
        TOP + "      hubs: {community: {title: Ours}}\n",
        TOP + "      hubs: {community: {channel: hub, hub: community}}\n",
        added("model: spokes"),
        spoke("assign: robin"),
        spoke("languages: [xx]"),
        spoke("targets: {first_response: 4}"),
        spoke("targets: {warn_at: late}"),
        spoke("targets: {warn: 75%}"),
        added("rules: [{topic: api}]"),
        added("rules: [{team: community, severity: bad}]"),
        added("rules: [{team: community, days: []}]"),
        added("rules: [{team: community, hours: evening}]"),
        added("chains: {fast: {steps: []}}"),
        added("chains: {fast: {steps: [team], repeat: 6}}"),
        step("teem"),
        step("person"),
        step("{team: now}"),
        step("{hand_on: }"),
        step("{team: , after: 5}"),
        step("{team: , afer: 5 min}"),
        added("hours: {office: {days: {mon: late}}}"),
        added("rotas: {one: {people: [U1]}}"),
        added("severity: {askers: 1}"),
        added("webhooks: [Pager]"),
        MINIMAL + "    escalations: true\n",
    ],
)
def test_wrong_files_fit_neither_the_schema_nor_the_loader(text: str) -> None:
    assert not _fits(text)
    with pytest.raises(ConfigError):
        load_text(text)


def test_every_setting_is_explained_in_the_schema() -> None:
    definitions = json_schema()["definitions"]
    names = ("escalations", "hub", "spoke", "targets", "rule", "chain", "working_hours", "rota", "override", "severity")
    for name in names:
        for key, schema in definitions[name]["properties"].items():
            assert "description" in schema, f"{name}.{key}"
    _, by_word = definitions["step"]["anyOf"]
    assert {"after", "between", "if_more_than", *map(str, StepKind)} == set(by_word["properties"])
    assert all("description" in schema for schema in by_word["properties"].values())


def test_taking_the_lines_away_changes_nothing_else() -> None:
    found = governance_of(WHOLE)
    bare = without_lines(found)
    assert all(one.line > 0 for one in found.routes)
    assert {one.line for one in bare.routes} == {0}
    assert replace(bare, routes=found.routes) == found
