"""Goals of real communities: page and command line tell the same, and forecasts hold as often as said.

Each goal is looked at from one week after the other, as if that were today, by the reader of page and command line; what
came afterwards is held against the interval. So the whole way is tried, from the import on.
"""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bots.app.store import policy_for
from bots.runtime.community import Community
from bots.runtime.strategy import read_goals
from engagement.forecasts import COVERED, LEAST
from engagement.health_days import SETTLED
from engagement.progress import Progress
from engagement.records import Within
from engagement.shares import wilson
from engagement.strategy import Goal, Measure
from storage import StoredMemory, open_memory
from tests.scenarios.test_real_communities import DATA, ELM, RACKET, _command
from tests.scenarios.test_real_health_shown import looked_at, running

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the community data is not beside the project (../shared/data)"),
]
MEASURES = (Measure.MEMBERS_ACTIVE, Measure.ANSWERED_IN_A_DAY, Measure.PEERS_SHARE)
AHEAD = 8
"""Weeks ahead."""
WEEK = timedelta(days=7)
EVERY = {"small": 6, "ci": 3, "full": 1, "long": 1}
"""So many weeks lie between two looks."""
PLAYBOOK = """
communities:
  - name: {name}
    channels:
      general: {{threading: native}}
    goals:
      active: {{title: Many who write, measure: members_active, target: 30, by: {by}, since: {since}}}
"""


def imported(folder: Path, name: str) -> StoredMemory:
    _command("import", str(DATA / f"{name}.zip"), "--home", str(folder))
    return open_memory(f"sqlite:///{folder / 'hubbub.db'}")


def seen_from(memory: StoredMemory, name: str, monday: date) -> dict[Measure, Progress]:
    """How goals stand when the week before that Monday is settled, each to be reached so many weeks later."""
    policy = policy_for(None, None, f"{name}.zip")
    by = monday + AHEAD * WEEK
    goals = {
        one.value: Goal(name=one.value, title=one.value, measure=one, target=1.0, by=by, since=by - 26 * WEEK)
        for one in MEASURES
    }
    community = Community(policy=replace(policy, goals=goals), plays=(), hold_out_key="")
    now = datetime.combine(monday, time.min, UTC) + SETTLED
    found = memory.read(policy.community, lambda ledger: read_goals(ledger, community, now))
    return {one.progress.goal.measure: one.progress for one in found}


def test_what_was_foretold_of_real_communities_came_about_as_often_as_said(
    trust_size: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hits, of = Counter[int](), Counter[int]()
    for name in (RACKET, ELM):
        folder = tmp_path / name
        folder.mkdir()
        memory = imported(folder, name)
        try:
            last = memory.read(
                policy_for(None, None, f"{name}.zip").community,
                lambda ledger: ledger.figures.last_message_at(Within()),
            )
            assert last is not None
            end = last.date() - timedelta(days=last.weekday())
            came = {measure: dict(one.weeks) for measure, one in seen_from(memory, name, end).items()}
            begun = min(day for weeks in came.values() for day in weeks)
            for nth in range(LEAST, (end - begun).days // 7, EVERY[trust_size]):
                for measure, one in seen_from(memory, name, begun + nth * WEEK).items():
                    for each in one.path:
                        ahead, value = (each.day - (begun + nth * WEEK)).days // 7 + 1, came[measure].get(each.day)
                        if value is not None:
                            of[ahead] += 1
                            hits[ahead] += each.low <= value <= each.high
        finally:
            memory.close()
    low, high = wilson(hits.total(), of.total())
    by_weeks = ", ".join(f"{ahead} ahead {hits[ahead] / of[ahead]:.0%}" for ahead in sorted(of))
    with capsys.disabled():
        sys.stdout.write(
            f"\nforecasts held {hits.total()} of {of.total()} times ({low:.0%} to {high:.0%}): {by_weeks}\n"
        )
    assert of.total() >= 100
    assert low - 0.05 <= COVERED <= high + 0.05


def test_page_and_command_line_tell_the_same_of_an_imported_community(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path)]
    memory = imported(tmp_path, ELM)
    try:
        live = running(memory, ELM)
        now = live.owner.clock.now()
        by, since = now.date() + 4 * WEEK, now.date() - 26 * WEEK
        one = Goal(
            name="active", title="Many who write", measure=Measure.MEMBERS_ACTIVE, target=30.0, by=by, since=since
        )
        live.owner.community.use(replace(live.owner.community.policy, goals={"active": one}))
        page = asyncio.run(looked_at(live, "/strategy"))
    finally:
        memory.close()
    playbook = tmp_path / "hubbub.yaml"
    playbook.write_text(PLAYBOOK.format(name=f"{ELM}.zip", by=by, since=since), encoding="utf-8")
    said = ["--config", str(playbook), "--at", f"{now:%Y-%m-%d}", *home]
    (told,) = json.loads(_command("goals", "--json", *said))["goals"]
    assert told["now"] > 0
    assert len(told["weeks"]) > LEAST
    assert f"<dd>{round(told['now'], 1):,g}</dd>" in page
    assert all(f"<td>{one['week']}</td>" in page for one in told["weeks"])
    assert f"{round(told['forecast']['low'], 1):,g} and {round(told['forecast']['high'], 1):,g}" in page
    assert "Many who write" in _command("goals", *said)
