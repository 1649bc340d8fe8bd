"""In CI nothing is left out unseen: a test that is skipped there has failed.

The one exception is the community data, which lies beside the project and is no part of it. Loaded with
``-p tests.ci_skips`` (see the Makefile); without ``CI=true`` it does nothing.
"""

import os
from collections.abc import Generator
from typing import Any

import pytest

EXCUSED = "shared/data"
"""A reason that names this folder is a good one: the data may not be handed on with the project."""


def is_excused(reason: str) -> bool:
    """Whether a test may be left out in CI for this reason."""
    return EXCUSED in reason


def _judge(report: Any) -> None:
    if os.environ.get("CI") != "true" or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not is_excused(reason):
        report.outcome = "failed"
        report.longrepr = f"In CI nothing may be left out, but this was. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _judge(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _judge(report)
    return report
