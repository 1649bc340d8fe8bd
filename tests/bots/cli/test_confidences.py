"""What the command line prints of a town full of secrets tells none of them, unless the operator asks for names."""

import asyncio
from pathlib import Path

import pytest

from bench.trust.confided import OWNERS, PLAYBOOK, ROOMS, SECRETS, START, live
from bench.trust.square import square
from bots.cli import main

Capture = pytest.CaptureFixture[str]
AGREED = {"saffronel", "turquoisy", "wolfgate"}
"""The words and the name that may be passed on with a wish."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("HUBBUB_CONFIG", "HUBBUB_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HUBBUB_DATABASE_URL", f"sqlite:///{tmp_path / 'square.db'}")
    (tmp_path / "hubbub.yaml").write_text(PLAYBOOK, encoding="utf-8")

    async def lived() -> None:
        async with square(tmp_path, PLAYBOOK, START, ROOMS) as here:
            await live(here)

    asyncio.run(lived())
    return tmp_path


def told(capsys: Capture, *arguments: str) -> set[str]:
    """The secrets that stand in what is printed."""
    capsys.readouterr()
    assert main(list(arguments)) == 0
    printed = capsys.readouterr().out.casefold()
    return {secret.word for secret in SECRETS if secret.word in printed and not secret.is_public}


@pytest.mark.usefixtures("folder")
def test_what_is_printed_names_nobody_and_quotes_only_who_agreed(capsys: Capture) -> None:
    assert told(capsys, "recognition") == told(capsys, "recognition", "--json") == set()
    assert told(capsys, "recognition", "--names") == {"hanadell", "petralow", "theamoor"} <= set(OWNERS)
    assert told(capsys, "wishes") == told(capsys, "wishes", "--json") == AGREED
    assert told(capsys, "health", "--json") == set()
