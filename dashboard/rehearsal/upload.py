"""Rehearse on one's own export: a file dropped on the page becomes a report."""

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from dashboard.doors.same_origin import LOCAL_HOSTS, SameOrigin
from engagement.errors import HubbubError

MOST_BYTES = 2 * 1024**3
_CHUNK = 1024 * 1024
_NAME = re.compile(r"[^\w.-]+", re.ASCII)
_REPORT = re.compile(r"[0-9a-f]{16}")


def rehearsal_router(home: Path, make_report: Callable[[Path], str]) -> APIRouter:
    """``POST /rehearse`` takes a file and answers ``{"url"}`` of its report, or ``{"error"}`` with a clear sentence."""
    guard = SameOrigin(LOCAL_HOSTS)
    router = APIRouter()
    reports = home / "reports"

    @router.post("/rehearse", dependencies=[Depends(guard.call)])
    async def rehearse(export: UploadFile) -> JSONResponse:
        reports.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = safe_name(export.filename or "")
        folder = reports / f"incoming-{secrets.token_hex(6)}"
        folder.mkdir(mode=0o700)
        path = folder / name
        try:
            await _receive(export, path)
            html = await run_in_threadpool(make_report, path)
        except HubbubError as error:
            return JSONResponse({"error": str(error)}, 400)
        finally:
            path.unlink(missing_ok=True)
            folder.rmdir()
        report = secrets.token_hex(8)
        _write(reports / f"{report}.html", html)
        return JSONResponse({"url": f"/reports/{report}"})

    @router.get("/reports/{report}", response_class=HTMLResponse, dependencies=[Depends(guard.page)])
    async def show(report: str) -> HTMLResponse:
        path = reports / f"{report}.html"
        if not _REPORT.fullmatch(report) or not path.is_file():
            raise HTTPException(404)
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        return HTMLResponse(path.read_text(encoding="utf-8"), headers={"Content-Security-Policy": policy})

    return router


def safe_name(name: str) -> str:
    """What an uploaded file is called with us: no folders, no leading dot, nothing unusual."""
    return _NAME.sub("_", Path(name or "export").name)[-80:].lstrip(".") or "export"


def _write(path: Path, html: str) -> None:
    """It quotes members: a new file that only its owner reads."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(html)


async def _receive(file: UploadFile, path: Path) -> None:
    taken = 0
    with path.open("wb") as out:
        while chunk := await file.read(_CHUNK):
            taken += len(chunk)
            if taken > MOST_BYTES:
                raise HubbubError("the file is larger than 2 GiB; rehearse it by `hubbub replay FILE` instead")
            out.write(chunk)
