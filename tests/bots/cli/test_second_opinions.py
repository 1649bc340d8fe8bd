"""``hubbub evaluate ... --model``: rules beside a model behind a wire, its cost said first, and nothing without a yes."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from bench.fakes.model import FakeModel
from bench.fakes.model.manners import Seen
from bots.cli import main

PLAYBOOK = """
communities:
  - name: Town
    topics: {api: [endpoint], build: [compiler]}
    channels: {help: {}}
    model:
      name: made-up
      uses: [second_opinion]
      budget: {tokens: BUDGET}
      prices: {made-up: {read: 1, written: 2}}
"""
TEXTS = (
    ("How do I call the endpoint?", True, ["api"]),
    ("The gateway does not work on my machine", False, []),
    ("Maybe the gateway in the hall and not the old one?", True, ["build"]),
    ("The gateway is blue.", False, []),
)


def wish(seen: Seen) -> object:
    """What a good model says: as the labels do, and sure of it."""
    text = str(orjson.loads(seen.told[seen.told.index("{") : seen.told.rindex("}") + 1])["passages"][0]["text"])
    so = next((each for each in TEXTS if each[0] == text), None)
    assert so is not None, text
    return {"is_question": so[1], "topic": next(iter(so[2]), "none"), "urgency": "normal", "sureness": 0.9}


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


@pytest_asyncio.fixture
async def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeModel]:
    monkeypatch.chdir(tmp_path)
    rows = [{"text": text, "is_question": is_so, "topics": topics} for text, is_so, topics in TEXTS]
    write("labels.jsonl", "\n".join(orjson.dumps(row).decode() for row in rows))
    write("hubbub.yaml", PLAYBOOK.replace("BUDGET", "200000"))
    async with FakeModel(manner="obedient") as model:
        model.temper.wish = wish
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        monkeypatch.setenv("OPENAI_API_KEY", model.key)
        monkeypatch.setenv("HUBBUB_HOME", str(tmp_path / "home"))
        yield model


async def run(*words: str) -> int:
    return await asyncio.to_thread(main, ["evaluate", *words, "--config", "hubbub.yaml"])


async def test_questions_are_measured_by_rules_and_model_where_the_rules_are_unsure_too(
    fake: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("questions", "labels.jsonl", "--model", "--yes", "--json") == 0
    out, err = capsys.readouterr()
    second = orjson.loads(out)["second"]
    assert (second["judged"], second["calls"], len(fake.seen)) == (4, 4, 4)
    assert (second["model"]["f1"], second["rules"]["f1"]) == (1.0, 0.5)
    assert second["unsure"]["messages"] == 2
    assert (second["unsure"]["model"]["hits"], second["unsure"]["rules"]["hits"]) == (1, 0)
    assert second["agree"] == 0.5
    assert second["by_sureness"] == [{"sure_from": 0.9, "turned": 2, "right": 2, "interval": [0.3424, 1.0]}]
    assert second["tokens_per_thousand"] == second["tokens"] * 250
    assert second["money_per_thousand"] > 0
    assert "4 texts, masked, would be told made-up at 127.0.0.1: at most" in err


@pytest.mark.usefixtures("fake")
async def test_topics_are_measured_likewise(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("topics", "labels.jsonl", "--model", "--yes", "--json") == 0
    second = orjson.loads(capsys.readouterr().out)["second"]
    assert (second["model"]["hits"], second["rules"]["hits"], second["unsure"]["messages"]) == (2, 1, 3)


@pytest.mark.usefixtures("fake")
async def test_people_read_both_beside_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("questions", "labels.jsonl", "--model", "--yes") == 0
    told = capsys.readouterr().out
    assert "beside the model, on the 4 of 4 messages that it judged:" in told
    assert "both say the same of 0.500" in told
    assert "where the rules are unsure (2 messages):" in told
    assert "  0.90: 2 messages, 2 of them rightly, 1.000 (0.342-1.000)" in told
    assert "cost of a thousand messages:" in told


async def test_a_model_that_turns_more_wrongly_than_rightly_is_told_to_be_left_off(
    fake: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.temper.wish = lambda _: {"is_question": False, "topic": "none", "urgency": "normal", "sureness": 1}
    for is_question in (True, False):
        write("labels.jsonl", orjson.dumps({"text": TEXTS[1][0], "is_question": is_question}).decode())
        assert await run("questions", "labels.jsonl", "--model", "--yes") == 0
        assert ("leave `second_opinion` off" in capsys.readouterr().out) is is_question


async def test_without_a_yes_nothing_is_asked(
    fake: FakeModel, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await run("questions", "labels.jsonl", "--model") != 0
    assert "add --yes" in capsys.readouterr().err

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert await run("questions", "labels.jsonl", "--model") != 0
    assert "the model was not asked" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert await run("questions", "labels.jsonl", "--model") == 0
    assert len(fake.seen) == 4


async def test_the_day_s_budget_holds_here_too_and_it_is_said(
    fake: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    write("hubbub.yaml", PLAYBOOK.replace("BUDGET", "1"))
    assert await run("questions", "labels.jsonl", "--model", "--yes") == 0
    told = capsys.readouterr().out
    assert len(fake.seen) == 1
    assert "on the 1 of 4 messages" in told
    assert "budget for the model is used up" in told


@pytest.mark.parametrize("manner", ["broken", "refusing", "no_json", "key_refused"])
async def test_one_that_does_not_answer_leaves_the_rules_figures(
    fake: FakeModel, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, manner: str
) -> None:
    fake.manner = manner
    assert await run("questions", "labels.jsonl", "--model", "--yes", "--json") == 0
    found = orjson.loads(capsys.readouterr().out)
    assert (found["messages"], found["second"]["judged"]) == (4, 0)
    assert found["second"]["why_not"].endswith(")"), "with how many"
    assert not caplog.records, "it is in the figures"


async def test_what_cannot_be_asked_says_why(fake: FakeModel, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("wishes", "labels.jsonl", "--model") != 0
    assert "questions, topics, drafts and duplicates alone" in capsys.readouterr().err
    write("hubbub.yaml", "communities:\n  - name: Town\n    channels: {help: {}}\n")
    assert await run("questions", "labels.jsonl", "--model", "--yes") != 0
    assert "names no model" in capsys.readouterr().err
    assert fake.seen == []
