"""What is skipped in CI has failed, but for the community data."""

from pathlib import Path

import pytest

from tests.ci_skips import pytest_runtest_makereport


def reported(reason: str, *, outcome: str = "skipped") -> pytest.TestReport:
    """A report as it leaves the plugin."""
    place = ("test_it.py", 1, f"Skipped: {reason}")
    made = pytest.TestReport(
        nodeid="test_it.py::test_it",
        location=("test_it.py", 1, "test_it"),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=place if outcome == "skipped" else None,
        when="setup",
    )
    wrapper = pytest_runtest_makereport()
    next(wrapper)
    with pytest.raises(StopIteration) as told:
        wrapper.send(made)
    judged: pytest.TestReport = told.value.value
    return judged


@pytest.mark.parametrize("reason", ["no Chromium is installed", "PostgreSQL could not be started"])
def test_a_missing_tool_fails_in_ci(monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    monkeypatch.setenv("CI", "true")
    judged = reported(reason)
    assert judged.outcome == "failed"
    assert reason in str(judged.longrepr)


def test_a_missing_tool_is_skipped_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert reported("no Chromium is installed").outcome == "skipped"


def test_missing_community_data_is_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert reported("the folder shared/data beside the project is missing").outcome == "skipped"


def test_what_passed_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert reported("", outcome="passed").outcome == "passed"


def test_every_run_of_make_loads_the_plugin() -> None:
    makefile = (Path(__file__).resolve().parents[1] / "Makefile").read_text(encoding="utf-8")
    assert "PYTEST = $(BIN)/python -m pytest -p tests.ci_skips " in makefile
