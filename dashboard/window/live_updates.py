"""Something changed in the community: open pages are told, and fetch their parts anew."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from dashboard.window.door import token_of
from dashboard.window.visit import Here, Visit

_HEARTBEAT_S: Final = 15.0
_LONGEST_BEATS: Final = 40
"""After so many heartbeats the browser has to ask again."""


async def live(visit: Here) -> StreamingResponse:
    """Server-sent events: ``changed`` after each commit, and a comment now and then to see whether anybody listens."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(visit), media_type="text/event-stream", headers=headers)


async def _told(visit: Visit) -> AsyncIterator[str]:
    pulse, token = visit.live.owner.pulse, token_of(visit.request)
    seen = pulse.beats
    yield "retry: 3000\n\n"
    for _ in range(_LONGEST_BEATS):
        beats = await pulse.beyond(seen, _HEARTBEAT_S)
        if pulse.is_over or await run_in_threadpool(visit.sessions.find, token) is None:
            return
        yield "event: changed\ndata:\n\n" if beats != seen else ": still here\n\n"
        seen = beats
