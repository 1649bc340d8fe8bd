"""``hubbub evaluate duplicates --model``: labelled pairs, placed by a model behind a wire, within the day's budget."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from bench.fakes.model import FakeModel
from bots.cli import main

PLAYBOOK = """
communities:
  - name: Town
    channels: {help: {same_question: {nearness_alone: 0.85}}}
    model: {name: made-up, embeddings: made-up-places, uses: [duplicates], budget: {tokens: 200000}}
"""
NEAR = [(f"how do I mend gate number {nth}", f"how do I mend gate number {nth} now", True) for nth in range(5)]
FAR = [("where is the well", "my oven never gets warm", False), ("who sells bread", "the cart lost a wheel", False)]


def write(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


@pytest_asyncio.fixture
async def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeModel]:
    monkeypatch.chdir(tmp_path)
    rows = [{"text": text, "other": other, "is_same": is_same} for text, other, is_same in (*NEAR, *FAR)]
    write("pairs.jsonl", "\n".join(orjson.dumps(row).decode() for row in rows))
    write("hubbub.yaml", PLAYBOOK)
    async with FakeModel() as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        monkeypatch.setenv("OPENAI_API_KEY", model.key)
        monkeypatch.setenv("HUBBUB_HOME", str(tmp_path / "home"))
        yield model


async def run(*words: str) -> int:
    return await asyncio.to_thread(main, ["evaluate", "duplicates", *words, "--config", "hubbub.yaml"])


async def test_pairs_are_placed_in_one_call_and_held_against_their_labels(
    fake: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("pairs.jsonl", "--model", "--yes", "--json") == 0
    out, err = capsys.readouterr()
    found = orjson.loads(out)
    assert (found["pairs"], found["placed"], found["same"], found["model"]) == (7, 7, 5, "made-up-places")
    assert (found["calls"], len(fake.seen)) == (1, 1)
    assert found["best"] is not None
    assert found["tokens_per_thousand"] > 0
    assert found["set"] == {"nearness": 0.8, "nearness_alone": 0.85}
    assert "7 pairs of texts, masked, would be told made-up-places at 127.0.0.1: at most" in err


@pytest.mark.usefixtures("fake")
async def test_people_read_from_where_on_they_are_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("pairs.jsonl", "--model", "--yes") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "7 pairs, 5 of them the same, placed by made-up-places" in told
    assert "`same_question: {nearness: 0.8, nearness_alone: 0.85}` is set." in told
    assert "write that as `nearness_alone`" in told


@pytest.mark.usefixtures("fake")
async def test_where_no_nearness_tells_them_apart_it_is_to_be_left_off(capsys: pytest.CaptureFixture[str]) -> None:
    write("pairs.jsonl", orjson.dumps({"text": "one", "other": "one two", "is_same": False}).decode())
    assert await run("pairs.jsonl", "--model", "--yes") == 0
    assert "leave `duplicates` off with this model" in " ".join(capsys.readouterr().out.split())


async def test_one_that_places_nothing_is_told_with_its_reason(
    fake: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.manner = "key_refused"
    assert await run("pairs.jsonl", "--model", "--yes") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "0 of 7 pairs were placed:" in told
    assert "it does not take the key" in told


async def test_the_day_s_budget_holds_here_too(fake: FakeModel, capsys: pytest.CaptureFixture[str]) -> None:
    write("hubbub.yaml", PLAYBOOK.replace("200000", "1"))
    rows = [{"text": f"a {nth}", "other": f"b {nth}", "is_same": True} for nth in range(40)]
    write("pairs.jsonl", "\n".join(orjson.dumps(row).decode() for row in rows))
    assert await run("pairs.jsonl", "--model", "--yes", "--json") == 0
    found = orjson.loads(capsys.readouterr().out)
    assert (found["placed"], len(fake.seen)) == (32, 1)
    assert "budget for the model is used up" in found["why_not"]


@pytest.mark.parametrize(
    ("row", "words", "says"),
    [
        ({"text": "a", "other": "b", "is_same": True}, [], "add --model"),
        ({"text": "a", "other": "b", "is_same": True}, ["--model"], "add --yes"),
        ({"text": "a", "is_same": True}, ["--model", "--yes"], "line 1: write a JSON object with `text`, `other` and"),
        (
            {"text": "a", "other": " ", "is_same": True},
            ["--model", "--yes"],
            "line 1: write a JSON object with `text`,",
        ),
    ],
)
async def test_what_cannot_be_measured_says_why_and_nothing_is_asked(
    fake: FakeModel, capsys: pytest.CaptureFixture[str], row: dict[str, object], words: list[str], says: str
) -> None:
    write("pairs.jsonl", orjson.dumps(row).decode())
    assert await run("pairs.jsonl", *words) != 0
    assert says in capsys.readouterr().err
    assert fake.seen == []


async def test_a_playbook_without_a_model_that_places_texts_is_told_what_it_lacks(
    fake: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    write("hubbub.yaml", PLAYBOOK.replace("embeddings: made-up-places, uses: [duplicates]", "uses: [draft]"))
    assert await run("pairs.jsonl", "--model", "--yes") != 0
    assert "write `embeddings:`" in capsys.readouterr().err
    assert fake.seen == []
