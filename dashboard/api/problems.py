"""Every refusal of the API in one shape: "problem details" by RFC 9457."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

PREFIX: Final = "/api/v1"
MEDIA_TYPE: Final = "application/problem+json"


class Problem(BaseModel):
    """Why there is no answer."""

    type: str = Field("about:blank", description="always about:blank: the status says what kind of problem it is")
    title: str = Field(description="the status in words")
    status: int = Field(description="the HTTP status, once more")
    detail: str = Field(description="what is the matter, and what to do")


def is_of_api(path: str) -> bool:
    """Whether an address belongs to the API, also where there is nothing."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer."""
    found = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)  # type: ignore[call-arg]
    more = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return JSONResponse(
        found.model_dump(), status, headers={"Cache-Control": "no-store", **more, **(headers or {})},
        media_type=MEDIA_TYPE,
    )  # fmt: skip


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How the schema tells of these."""
    told = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: told}}
        for status in (*statuses, 401, 403, 422, 429)
    }
