"""The API, put together: its addresses, and the schema that describes them (OpenAPI 3.1)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter, Depends
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer

from dashboard.api import conversations, figures, model, record, strategy, wishes
from dashboard.api.problems import PREFIX, Problem, documented

VERSION: Final = "1.0"
_BEARER: Final = HTTPBearer(
    auto_error=False, scheme_name="token", description="a token made with `hubbub token create`, or on the page You"
)
_ABOUT: Final = (
    "What Hubbub's pages show, for other programs. Nothing is changed by it. A token reads as a role (manager, spoke,"
    " sales or product), and sees what the pages show that role: words of members for as long as they are kept, private"
    " channels for managers alone. Nothing is told about fewer than five people. Lists go page by page: send `next` as"
    " `cursor`. A token may ask 120 times a minute; then the answer is 429, and `Retry-After` says how many seconds to"
    " wait. Every refusal is a problem by RFC 9457."
)
ADDRESSES: Final[Mapping[str, tuple[Callable[..., Any], str, str]]] = {
    "/community": (figures.community, "community", "Whose token this is"),
    "/health": (figures.health, "health", "Figures of some weeks"),
    "/health/weeks": (figures.weeks, "health", "Week by week"),
    "/health/weeks.csv": (figures.weeks_file, "health", "Week by week, for a spreadsheet"),
    "/health/log": (figures.log, "health", "The log"),
    "/health/tone": (figures.tone, "health", "In which tone"),
    "/people": (figures.people, "health", "People, in numbers"),
    "/conversations": (conversations.conversations, "conversations", "Questions"),
    "/conversations/{thread}": (conversations.conversation, "conversations", "One conversation"),
    "/escalations": (conversations.escalations, "conversations", "What teams have"),
    "/journal": (record.journal, "record", "The journal"),
    "/journal/{decision}": (record.entry, "record", "One entry"),
    "/strategy": (strategy.strategy, "strategy", "Purpose, goals, and what members value and propose"),
    "/wishes": (wishes.wishes, "wishes", "What members wish for, and themes"),
    "/wishes.csv": (wishes.wishes_file, "wishes", "Wishes, for a spreadsheet"),
    "/model": (model.model, "record", "The language model: budget, calls and cost"),
    "/settings/changes": (record.changes, "record", "Changed settings"),
}
"""What answers at each, below ``PREFIX``, in which part of the page about it, and what it is called."""


def api_router() -> APIRouter:
    """Everything; who may is for the door to say."""
    router = APIRouter(prefix=PREFIX, include_in_schema=True)
    known: dict[str, Any] = {}
    for path, (answer, tag, summary) in ADDRESSES.items():
        missing = (404,) if "{" in path or "channel" in answer.__annotations__ else ()
        is_file = path.endswith(".csv")
        more: dict[str, Any] = {"responses": documented(*missing)}
        if is_file:
            more["responses"][200] = {"content": {"text/csv": {"schema": {"type": "string"}}}}
            more["response_class"] = PlainFile
        router.add_api_route(
            path, answer, methods=["GET"], tags=[tag], summary=summary, operation_id=answer.__name__,
            dependencies=[Depends(_BEARER)], **more,
        )  # fmt: skip
    described = tuple(router.routes)

    def schema() -> JSONResponse:
        """The description of all this, as OpenAPI 3.1."""
        if not known:
            known.update(described_as(described))
        return JSONResponse(known, headers={"Cache-Control": "no-store"})

    router.add_api_route("/openapi.json", schema, methods=["GET"], include_in_schema=False)
    return router


class PlainFile(JSONResponse):
    """How the schema is told that an answer is no JSON."""

    media_type = "text/csv"


def described_as(routes: Any) -> dict[str, Any]:
    """The schema of these routes."""
    found = get_openapi(title="Hubbub", version=VERSION, summary="Read what the pages show", description=_ABOUT,
                        routes=list(routes))  # fmt: skip
    schemas = found["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return found
