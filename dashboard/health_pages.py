"""Is the program well? The endpoints that a supervisor asks."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter


def health_router(status: Callable[[], Mapping[str, object]]) -> APIRouter:
    """``/healthz``: 200 while the program runs, with a small status."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> Mapping[str, object]:
        return status()

    return router
