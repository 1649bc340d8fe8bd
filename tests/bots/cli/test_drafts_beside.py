"""``hubbub evaluate drafts --model``: rules beside a model behind a wire, told nothing of whoever did not agree."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from bench.fakes.model import FakeModel
from bots.cli import main
from bots.runtime.clock import SystemClock
from engagement.ids import CommunityId, MemberId
from engagement.people import Purpose
from storage import open_memory
from tests.bots.cli.test_evaluate_drafts import ANSWER, export, talk

PLAYBOOK = """
communities:
  - name: Town
    channels: {help: {}}
    model:
      name: made-up
      uses: [draft]
      prices: {made-up: {read: 1, written: 2}}
"""
ASKS, ANSWERS = "slack-T1:U3", "slack-T1:U2"
"""Whoever asked the second time, and whose answer helped the first time."""


@pytest_asyncio.fixture
async def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeModel]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")
    async with FakeModel() as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        monkeypatch.setenv("OPENAI_API_KEY", model.key)
        monkeypatch.setenv("HUBBUB_HOME", str(tmp_path / "home"))
        assert await run("import", export(tmp_path / "e.zip", talk())) == 0
        yield model


async def run(*words: str) -> int:
    return await asyncio.to_thread(main, [*words, "--config", "hubbub.yaml"])


def agree(home: Path, people: Sequence[str]) -> None:
    memory = open_memory(f"sqlite:///{home / 'hubbub.db'}")
    with memory.direct(CommunityId("town")) as ledger:
        for who in people:
            ledger.people.set_consent(MemberId(who), Purpose.MODEL_USE, is_given=True, at=SystemClock().now())  # type: ignore[arg-type]
    memory.close()


async def beside(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert await run("evaluate", "drafts", "--model", "--yes", "--json") == 0
    found: dict[str, Any] = orjson.loads(capsys.readouterr().out)["beside"]
    return found


async def test_what_a_model_drafts_is_judged_beside_its_sources_with_what_a_thousand_would_cost(
    fake: FakeModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agree(tmp_path / "home", [ASKS, ANSWERS])
    fake.temper.tokens = (300, 50)
    found = await beside(capsys)
    (seen,) = fake.seen
    assert ANSWER in seen.told
    assert (found["asked"], found["left_out"], found["silent"], found["calls"]) == (1, 0, 0, 1)
    assert found["rules"]["right"] == found["model"]["right"] == 1
    assert (found["tokens_per_thousand"], found["money_per_thousand"]) == (350_000, 0.4)


@pytest.mark.parametrize("people", [(), (ASKS,), (ANSWERS,)])
async def test_nothing_is_sent_where_one_of_them_did_not_agree(
    fake: FakeModel, tmp_path: Path, capsys: pytest.CaptureFixture[str], people: Sequence[str]
) -> None:
    agree(tmp_path / "home", people)
    found = await beside(capsys)
    assert fake.seen == []
    assert (found["asked"], found["left_out"], found["model"]["precision"]) == (0, 1, None)


async def test_without_a_yes_the_cost_is_said_and_nobody_is_asked(
    fake: FakeModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agree(tmp_path / "home", [ASKS, ANSWERS])
    assert await run("evaluate", "drafts", "--model") != 0
    told = capsys.readouterr().err
    assert "at most" in told
    assert "add --yes" in told
    assert fake.seen == []


async def test_what_a_model_may_not_show_counts_as_silent(
    fake: FakeModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agree(tmp_path / "home", [ASKS, ANSWERS])
    fake.manner = "no_json"
    found = await beside(capsys)
    assert (found["asked"], found["silent"], found["model"]["of"]) == (1, 1, 0)
