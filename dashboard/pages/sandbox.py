"""Sandbox: the invented community's chat within the window, with its clock and whoever speaks."""

from fastapi import HTTPException
from fastapi.responses import HTMLResponse

from dashboard.window.page import Page
from dashboard.window.visit import Here


def sandbox(visit: Here) -> HTMLResponse:
    """The chat in a frame; it is the same page that stands at ``/``."""
    if not visit.has_sandbox:
        raise HTTPException(404, "No sandbox runs here, or you do not sit at its machine.")
    return visit.show("sandbox")


PAGE = Page(
    name="sandbox", title="Sandbox", path="/sandbox", reads={"/sandbox": sandbox}, is_of_sandbox=True, frames=True
)  # fmt: skip
