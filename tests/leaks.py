"""Whatever tests of platforms and scenarios log or print must hold no token and none of the words that people wrote.

What they log goes through the form in which Hubbub writes its log. The tokens are those of the pretended vendors, the
words what people post there.
"""

import io
import logging
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.fakes.discord import FakeDiscord
from bench.fakes.slack import FakeSlack
from bots.app.logs import TextForm, is_written

_SCANNED = ("tests/scenarios/", "tests/bots/platforms/", "tests/bots/app/")
_LEAST = 12
"""Shorter words stand in many a sentence of our own."""
_FOUND = pytest.StashKey[set[str]]()


class _Kept(logging.StreamHandler[io.StringIO]):
    """What Hubbub would have written."""

    def __init__(self) -> None:
        super().__init__(io.StringIO())
        self.setFormatter(TextForm())
        self.addFilter(is_written)


@pytest.fixture(autouse=True)
def _no_leaks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    where = Path(request.node.path).as_posix()
    if not any(part in where for part in _SCANNED):
        yield
        return
    secrets = request.node.stash[_FOUND] = set()
    _listen(secrets, monkeypatch)
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(kept)
    leaked = _leaks(kept.stream.getvalue(), secrets)
    assert not leaked, f"the log holds {leaked}"


def _listen(secrets: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Note the tokens of every pretended vendor that is started, and the words posted there."""
    for kind, names in ((FakeSlack, ("bot_token", "app_token", "signing_secret")), (FakeDiscord, ("token",))):
        started, post = kind.start, kind.post

        async def start(self: Any, *some: Any, _start: Any = started, _names: Any = names, **more: Any) -> Any:
            secrets.update(str(getattr(self, name)) for name in _names)
            return await _start(self, *some, **more)

        async def posted(self: Any, who: str, where: str, text: str, *some: Any, _post: Any = post, **more: Any) -> Any:
            if len(text) >= _LEAST:
                secrets.add(text)
            return await _post(self, who, where, text, *some, **more)

        monkeypatch.setattr(kind, "start", start)
        monkeypatch.setattr(kind, "post", posted)


def _leaks(written: str, secrets: set[str]) -> list[str]:
    return sorted(secret for secret in secrets if secret in written)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, Any, Any]:  # noqa: ARG001  # as called
    """What was printed is looked through once the test is over."""
    report = yield
    secrets = item.stash.get(_FOUND, set())
    printed = "".join(text for name, text in report.sections if name.startswith(("Captured stdout", "Captured stderr")))
    leaked = _leaks(printed, secrets) if report.passed else []
    if leaked:
        report.outcome, report.longrepr = "failed", f"what was printed holds {leaked}"
    return report
