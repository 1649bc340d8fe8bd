"""How a page is put together: its template within the frame, the files it needs, and the headers that guard it."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any, Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.window import words

_POLICY: Final = "Content-Security-Policy"
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # a form that is sent has to say where it comes from
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
LASTING: Final[Mapping[str, str]] = {"Strict-Transport-Security": "max-age=31536000"}
"""Where we are reached by https."""
_KINDS: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FOLDERS: Final = ("window", "vendor")


class Frame:
    """The templates and the files of the pages, read once."""

    def __init__(self) -> None:
        self._files = dict(_files())
        self._environment = Environment(
            loader=PackageLoader("dashboard"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._environment.globals["file"] = self.address
        self._environment.filters.update(words.FILTERS)

    def html(
        self, template: str, *, status: int = 200, is_secure: bool = False, frames: bool = False, **shown: Any
    ) -> HTMLResponse:
        """The template, filled; ``frames``: it shows another page of ours within itself."""
        text = self._environment.get_template(template).render(**shown)
        headers = {**HEADERS, **(LASTING if is_secure else {})}
        if frames:
            headers[_POLICY] = f"{HEADERS[_POLICY]}; frame-src 'self'"
        return HTMLResponse(text, status, headers=headers)

    def address(self, name: str) -> str:
        """Where a file is; a changed file has another address, so that it may be kept for long."""
        return f"/static/{name}?v={hashlib.sha256(self._files[name]).hexdigest()[:12]}"

    def router(self) -> APIRouter:
        """The files."""
        router = APIRouter()

        @router.get("/static/{name}", include_in_schema=False)
        async def show(name: str) -> Response:
            if name not in self._files:
                raise HTTPException(404)
            kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
            return Response(self._files[name], media_type=_KINDS[name.rpartition(".")[2]], headers=kept)

        return router


def _files() -> Iterable[tuple[str, bytes]]:
    for folder in _FOLDERS:
        for entry in resources.files("dashboard").joinpath("static", folder).iterdir():
            if entry.name.rpartition(".")[2] in _KINDS:
                yield entry.name, entry.read_bytes()
