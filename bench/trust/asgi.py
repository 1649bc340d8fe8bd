"""What does a web app answer to a request, byte for byte as written? No client in between that would tidy it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call: its headers in their order, repeats and all, and its body in the parts in which it arrives."""

    path: str
    headers: Sequence[Header]
    parts: Sequence[bytes]
    breaks_off: bool = False
    """Whoever sent it hangs up before the end."""
    method: str = "POST"
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Its status (0 when nothing was answered), and the exception that the server would have seen, if any."""

    status: int
    body: bytes = b""
    error: BaseException | None = None


async def call(web: FastAPI, request: Request) -> Reply:
    """Hand the request to the app as a server does. Never raises what the app raises."""
    waiting: list[dict[str, Any]] = [
        {"type": "http.request", "body": part, "more_body": request.breaks_off or number + 1 < len(request.parts)}
        for number, part in enumerate(request.parts or (b"",))
    ]
    status, body = 0, bytearray()

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    try:
        await web(_scope(request), receive, send)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        return Reply(status=status, body=bytes(body), error=error)
    return Reply(status=status, body=bytes(body))


def _scope(request: Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "root_path": "",
        "headers": list(request.headers),
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8080),
    }
