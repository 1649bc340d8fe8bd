"""Rehearsal: what would Hubbub have done in last year's export? Uploaded, gone through apart, told, deleted."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Form, HTTPException
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from dashboard.rehearsal.settings import Chosen, chosen, everywhere, fresh
from dashboard.rehearsal.upload import safe_name
from dashboard.rehearsal.words import counted, span
from dashboard.settings.forms import in_words
from dashboard.window.frame import HEADERS
from dashboard.window.jobs import Job, State, TooMany
from dashboard.window.page import Page
from dashboard.window.visit import Here, Visit
from engagement.escalating.dials import Model
from engagement.policy import Policy

KIND: Final = "rehearsal"
_REPORT: Final = "report.html"
_LONGEST_PASTE: Final = 100_000
_REPORT_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
MODELS: Final[Mapping[str, str]] = {
    "centralized": "The community team answers everything",
    "decentralized": "Each team answers what is its own",
    "hub_and_spoke": "The community team first, then the owners",
    "multiple_hub_and_spoke": "Several community teams first, then the owners",
    "honeycomb": "Anyone may take it",
}
"""What each way of sharing questions is called here; the word of the file stands behind it."""


def rehearsal(visit: Here) -> HTMLResponse:
    """The form, and what came of earlier ones."""
    return _show(visit, fresh(_policy(visit)))


def _policy(visit: Visit) -> Policy:
    return everywhere(visit.live.owner.community.policy)


def _show(visit: Visit, form: Chosen, *, status: int = 200, told: str = "") -> HTMLResponse:
    jobs = visit.jobs.of(visit.live.owner.id, KIND)
    return visit.show(
        "rehearsal", view="all", jobs=jobs, entries=form.entries, pasted=form.pasted, error=form.error, told=told,
        in_words=in_words, status=status, wrong=sum(bool(one.error) for one in form.entries) + bool(form.error),
    )  # fmt: skip


async def begin(visit: Here) -> Response:
    """Take the export in, and begin."""
    try:
        return await _begin(visit, await visit.request.form())
    finally:
        await visit.request.close()


async def _begin(visit: Visit, sent: FormData) -> Response:
    files = [one for one in sent.getlist("export") if isinstance(one, UploadFile) and one.filename]
    form = {key: value[:_LONGEST_PASTE] for key, value in sent.items() if isinstance(value, str)}
    holds = _policy(visit)
    asked = chosen(holds, form)
    if asked.tried is None:
        return _show(visit, asked, status=422)
    if not files:
        return _show(visit, asked, status=422, told="choose the export first: Slack's zip, or the JSON files")
    folder = await run_in_threadpool(visit.jobs.make_folder)
    try:
        path = await run_in_threadpool(_keep, files, folder)
        against = holds if asked.tried != holds and "against" in form else None
        job = visit.jobs.start(
            KIND, visit.live.owner.id, files[0].filename or "export", path, asked.tried, against,
            tuple(Model) if "models" in form else (), folder=folder, is_compared=against is not None,
        )  # fmt: skip
    except TooMany as error:
        shutil.rmtree(folder, ignore_errors=True)
        return _show(visit, asked, status=409, told=str(error))
    return visit.go_to(f"/rehearsal/{job.id}")


def _keep(files: Sequence[UploadFile], folder: Path) -> Path:
    """Where the export lies now: a file, or a folder of several."""
    inside = folder / "export"
    inside.mkdir(mode=0o700)
    for nth, file in enumerate(files):
        name = safe_name(file.filename or "")
        with (inside / (name if not (inside / name).exists() else f"{nth}-{name}")).open("wb") as out:
            shutil.copyfileobj(file.file, out)
    return inside / safe_name(files[0].filename or "") if len(files) == 1 else inside


def _job(visit: Visit, name: str) -> Job:
    found = visit.jobs.find(name, visit.live.owner.id)
    if found is None or found.kind != KIND:
        raise HTTPException(404, "This rehearsal is not kept any more. Rehearse the export once more.")
    return found


def one(visit: Here, job: str) -> HTMLResponse:
    """How far it is; then what it tells in short."""
    found = _job(visit, job)
    models = found.result.models if found.state is State.DONE else None
    return visit.show(
        "rehearsal", title="Rehearsal", view="one", job=found, count=counted,
        took=span(found.took.total_seconds()), models=_models(models) if models else [], told_models=models,
    )  # fmt: skip


def _models(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        {
            "title": MODELS[one["model"]], "word": one["model"].replace("_", " "), "count": one["escalations"],
            "answer": span(one["to_answer_s"]["median"]) if one["to_answer_s"] else "–",
            "slow": span(one["to_answer_s"]["p90"]) if one["to_answer_s"] else "–",
            "owner": span(one["to_owner_s"]["median"]) if one["to_owner_s"] else "–",
            "missed": one["missed"], "moves": f"{one['hand_overs']:.2f}", "open": f"{one['open_share']:.0%}",
            "busiest": max((team["busiest"] for team in one["teams"]), default=0),
        }
        for one in found["models"]
    ]  # fmt: skip


def report(visit: Here, job: str) -> HTMLResponse:
    """The whole report, as `hubbub replay` writes it."""
    path = _job(visit, job).folder / _REPORT
    if not path.is_file():
        raise HTTPException(404, "There is no report (yet).")
    return HTMLResponse(
        path.read_text(encoding="utf-8"), headers={**HEADERS, "Content-Security-Policy": _REPORT_POLICY}
    )


async def end(visit: Here, job: str, do: Annotated[str, Form(max_length=20)]) -> Response:
    """Call it off, or delete what came of it."""
    found = _job(visit, job)
    if do in {"stop", "delete"}:
        await run_in_threadpool(visit.jobs.drop, found)
    return visit.go_to("/rehearsal")


PAGE = Page(
    name="rehearsal",
    title="Rehearsal",
    path="/rehearsal",
    reads={"/rehearsal": rehearsal, "/rehearsal/{job}": one, "/rehearsal/{job}/report": report},
    changes={"/rehearsal": begin, "/rehearsal/{job}": end},
)
