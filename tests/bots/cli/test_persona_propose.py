"""``hubbub persona propose``: what is proposed, a yes and a no, and a model that is asked."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bench.fakes.model.fake import FakeModel
from bots.app.store import open_store
from bots.cli import main
from bots.runtime.clock import SystemClock
from config.settings import Settings
from engagement.changes import COMMAND_LINE
from engagement.ids import CommunityId

FILE = """communities:
  - name: Example
    dry_run: false
    channels: {help: {topics: [install]}}
    workspaces: [{platform: sandbox}]
    persona: {languages: {en: {words: {helpers: gardeners}}}}
"""
MODEL = "    model: {name: made-up, uses: [persona]}\n"
BETTER = "It is over now. I ask gardeners again, also about what came up meanwhile."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hubbub.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def beside(folder: Path) -> dict[str, object]:
    with open_store(Settings(home=folder / "data")) as memory:
        return memory.read(CommunityId("example"), lambda ledger: ledger.dials.all())


@contextmanager
def model(fake: FakeModel) -> Iterator[None]:
    """The pretended model, on a loop of its own, as it would be in another process."""
    loop, done = asyncio.new_event_loop(), threading.Event()

    async def serve() -> None:
        async with fake:
            done.set()
            await stop.wait()

    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    done.wait(30)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


def test_what_is_approved_is_said_on_record_and_taken_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["persona", "propose", "crisis"]) == 0
    said = capsys.readouterr().out
    assert "en:crisis.over (by rules)\n    It is over. I ask [-helpers-]{+gardeners+} again" in said
    assert main(["persona", "propose", "--yes", "en:crisis.over"]) == 0
    assert "Said so from now on: en:crisis.over." in capsys.readouterr().out
    assert beside(folder) == {
        "texts.en.crisis.over": "It is over. I ask gardeners again, also about what came up meanwhile."
    }
    assert main(["changes"]) == 0
    line = capsys.readouterr().out
    assert "command line: texts.en.crisis.over (as the file says) -> It is over. I ask gardeners again" in line
    assert main(["persona", "propose", "crisis.over"]) == 0
    assert "Nothing is proposed" in capsys.readouterr().out
    with open_store(Settings(home=folder / "data")) as memory:
        since = SystemClock().now() - timedelta(hours=1)
        until = since + timedelta(hours=2)
        made = memory.read(CommunityId("example"), lambda ledger: ledger.journal.between(since, until))
    decision = next(one for one in made if one.action == "SetDial")
    assert decision.reason == "a manager approved a proposed wording"
    assert main(["undo", decision.id]) == 0
    assert beside(folder) == {}


def test_what_is_turned_down_is_not_proposed_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["persona", "propose", "--no", "en:crisis.over"]) == 0
    assert "Not proposed again: en:crisis.over." in capsys.readouterr().out
    assert main(["persona", "propose"]) == 0
    said = capsys.readouterr().out
    assert "en:crisis.over" not in said
    assert "en:crisis.why_ended" in said
    assert beside(folder) == {}
    assert main(["persona", "propose", "--yes", "en:crisis.over"]) == 1
    assert "there is no proposal `en:crisis.over`" in capsys.readouterr().err


def test_the_hubbub_that_runs_is_told_what_was_approved(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["persona", "propose"]) == 0
    with open_store(Settings(home=folder / "data")) as memory:
        memory.own(CommunityId("example"), "elsewhere/1/x", SystemClock().now(), timedelta(minutes=5))
        capsys.readouterr()
        assert main(["persona", "propose", "--yes", "en:crisis.over"]) == 0
        assert "within seconds, by the Hubbub that runs" in capsys.readouterr().out
        waiting = memory.read(CommunityId("example"), lambda ledger: ledger.inbox.waiting(9))
        assert [one.source for one in waiting] == [COMMAND_LINE]
    assert beside(folder) == {}


def test_without_a_persona_or_a_model_it_is_said_how_to_have_one(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["persona", "propose", "--model"]) == 1
    assert "uses: [persona]" in capsys.readouterr().err
    (folder / "hubbub.yaml").write_text(FILE + MODEL, encoding="utf-8")
    assert main(["persona", "propose", "--model"]) == 1
    assert "OPENAI_BASE_URL" in capsys.readouterr().err
    (folder / "hubbub.yaml").write_text(FILE.replace("    persona:", "    # persona:"), encoding="utf-8")
    assert main(["persona", "propose"]) == 0
    assert "there is no `persona:` in the file" in capsys.readouterr().out
    assert main(["persona", "propose", "--yes", "all"]) == 0
    assert "Nothing is proposed, so nothing was changed." in capsys.readouterr().out
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")


def test_a_model_words_texts_anew_and_says_why_where_it_does_not(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "hubbub.yaml").write_text(FILE + MODEL, encoding="utf-8")
    fake = FakeModel(key="not-needed", manner="obedient")
    fake.temper.wish = lambda _: {"text": BETTER}
    with model(fake):
        monkeypatch.setenv("OPENAI_BASE_URL", fake.url)
        assert main(["persona", "propose", "crisis.over", "--model"]) == 0
        said = capsys.readouterr().out
        assert "en:crisis.over (written by made-up)" in said
        assert "{+now+}" in said.replace(" ", "")
        fake.temper.wish = lambda _: {"text": f"{BETTER} https://evil.example"}
        assert main(["persona", "propose", "--model", "--most", "2"]) == 0
        assert capsys.readouterr().out.count("no proposal:") == 2
        assert main(["persona", "propose", "--yes", "en:crisis.over"]) == 0
        assert beside(folder)["texts.en.crisis.over"] == BETTER
        assert len(fake.seen) == 3
