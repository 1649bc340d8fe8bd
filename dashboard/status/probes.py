"""Is the program well? The endpoints that a supervisor and a Prometheus ask; no words, names or ids of people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure. ``kind`` is ``counter`` or ``gauge``; ``values`` by labels, each ``name="value"`` pair apart."""

    name: str
    kind: str
    told: str
    values: Mapping[tuple[tuple[str, str], ...], float]


def health_router(
    reasons: Callable[[], Sequence[str]], metrics: Callable[[], Awaitable[Sequence[Metric]]]
) -> APIRouter:
    """``/healthz``: 200 while the program runs. ``/readyz``: 503 with the reasons. ``/metrics``: for Prometheus."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> Mapping[str, object]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        why_not = list(reasons())
        status = "not ready" if why_not else "ready"
        return JSONResponse({"status": status, "reasons": why_not}, 503 if why_not else 200)

    @router.get("/metrics")
    async def prometheus() -> PlainTextResponse:
        return PlainTextResponse(to_text(await metrics()), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def to_text(metrics: Sequence[Metric]) -> str:
    """As Prometheus reads it (the text format, version 0.0.4)."""
    lines: list[str] = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.told}", f"# TYPE {metric.name} {metric.kind}"]
        for labels, value in metric.values.items():
            shown = ",".join(f'{name}="{_escaped(label)}"' for name, label in labels)
            lines.append(f"{metric.name}{{{shown}}} {value:g}" if shown else f"{metric.name} {value:g}")
    return "\n".join(lines) + "\n"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
