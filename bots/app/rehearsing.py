"""A rehearsal begun on a page: an upload under one or two sets of settings, and under the governance models."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bots.app.exports import Rehearsed, open_export_file, rehearsal_policy, rehearse
from bots.app.reports import report_of, report_page, summary
from bots.runtime.compared import read_unanswered
from bots.runtime.rehearsal import Rehearsal
from dashboard.rehearsal.governance import to_json
from dashboard.rehearsal.words import counted, day
from engagement.escalating.compared import Assumed, compared
from engagement.escalating.dials import Governance, Model
from engagement.policy import Policy

REPORT = "report.html"
UPLOAD = "export"
"""Where the file lies within the folder, for as long as it is read."""
Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalDone:
    """What came of it. The report lies in the folder; ``models`` is None where none were asked for."""

    told: str
    notes: tuple[str, ...]
    events: int
    models: dict[str, Any] | None = None


def rehearse_upload(
    report: Report, folder: Path, file: Path, tried: Policy, against: Policy | None, ways: tuple[Model, ...]
) -> RehearsalDone:
    """Rehearse; nothing is sent. ``ways`` are the governance models to compare.

    Raises ImportFileError for what is no export, with the cure.
    """
    runs = 1 + (against is not None)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder / UPLOAD, ignore_errors=True)
        alone = replace(tried, governance=None) if ways else tried  # they are played afterwards, under each
        first = stack.enter_context(_rehearsed(report, folder, file, alone, 0, runs))
        other = None
        if against is not None:
            other = stack.enter_context(_rehearsed(report, folder, file, against, 1, runs))
        page = report_page(found := report_of(first, against=other))
        (folder / REPORT).write_text(page, encoding="utf-8")
        (folder / REPORT).chmod(0o600)
        models = None
        if ways:
            report(runs, runs, "the five ways of sharing questions among teams")
            models = _models(first, tried.governance, ways)
        return RehearsalDone(
            told=summary(found), notes=tuple(first.notes), events=first.rehearsal.events, models=models
        )


@contextmanager
def _rehearsed(report: Report, folder: Path, file: Path, policy: Policy, nth: int, runs: int) -> Iterator[Rehearsed]:
    """One run; of several, the ``nth``."""
    export = open_export_file(file)
    which = "" if runs == 1 else (", with the settings to try", ", with the settings as they are")[nth]

    def watch(rehearsal: Rehearsal) -> None:
        whole = max(1, export.total_bytes)
        at = f", {day(rehearsal.last_at)}" if rehearsal.last_at is not None else ""
        doing = f"{counted(rehearsal.events, 'event')} read{at}{which}"
        report(nth * whole + min(whole, export.bytes_read), runs * whole, doing)

    try:
        named = replace(policy, name=export.name or policy.name)  # whoever reads it knows it by the export
        with rehearse(export, rehearsal_policy(named, assume_willing=True), folder, watch=watch) as rehearsed:
            yield rehearsed
    finally:
        export.close()


def _models(rehearsed: Rehearsed, own: Governance | None, ways: tuple[Model, ...]) -> dict[str, Any] | None:
    """How what was left unanswered would have fared under each of the five models."""
    end = rehearsed.rehearsal.last_at
    if end is None:
        return None
    with rehearsed.ledger() as ledger:
        found = read_unanswered(rehearsed.rehearsal.community, ledger, own, end)
    assumed = Assumed()
    outcomes = compared(found.asked, found.governance, ways, assumed, end)
    return to_json(found, outcomes, assumed, end)
