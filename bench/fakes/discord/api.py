"""How does a call become an answer: token, faults, pace, body, handler, ledger?"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from bench.fakes.discord import callbacks, rest_channels, rest_messages, rest_servers
from bench.fakes.discord.backend import Ask, Backend, Handler, Routes
from bench.fakes.discord.faults import Fault
from bench.fakes.discord.ledger import Call
from bench.fakes.discord.paces import Paces
from bench.fakes.discord.rejections import Rejected, unauthorized
from bench.fakes.discord.signing_in import SigningIn

_LOG = logging.getLogger(__name__)
PREFIX = "/api/v10"
WITHOUT_TOKEN = ("/interactions/", "/webhooks/", "/gateway")
ROUTES: Routes = (*rest_servers.ROUTES, *rest_messages.ROUTES, *rest_channels.ROUTES, *callbacks.ROUTES)


@dataclass(slots=True, kw_only=True)
class _Body:
    content: Any = None
    files: list[dict[str, Any]] = field(default_factory=list)


class Api:
    """The REST API of one backend."""

    def __init__(self, backend: Backend, signing_in: SigningIn) -> None:
        self._backend, self._signing_in = backend, signing_in
        self.paces = Paces()
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def add_to(self, app: web.Application) -> None:
        """Put every route on an application."""
        for method, template, handler in ROUTES:
            app.router.add_route(method, PREFIX + template, self._served(method, template, handler))
        app.router.add_route("*", "/{tail:.*}", self._served("*", "/{tail}", _not_found))

    async def idle(self) -> None:
        """No call is being carried out."""
        await self._idle.wait()

    def _served(self, method: str, template: str, handler: Handler) -> Any:
        async def serve(request: web.Request) -> web.StreamResponse:
            self._in_flight += 1
            self._idle.clear()
            try:
                if self._signing_in.takes(request):
                    return await self._signing_in.answer(request)
                return await self._answer(request, request.method if method == "*" else method, template, handler)
            except ConnectionError:  # whoever called died before it had said everything
                return web.Response(status=400)
            finally:
                self._in_flight -= 1
                if not self._in_flight:
                    self._idle.set()

        return serve

    async def _answer(self, request: web.Request, method: str, template: str, handler: Handler) -> web.Response:
        path = request.path.removeprefix(PREFIX)
        faults = {fault.kind: fault for fault in self._backend.faults.take(method, template, path)}
        if "slow" in faults:
            await asyncio.sleep(faults["slow"].seconds)
        headers, wait = self.paces.take(f"{method} {template}", request.match_info, self._backend.now())
        body = _Body()
        try:
            self._check_token(request, path)
            self._refuse(faults, wait)
            body = await _read(request, self._backend)
            status, answer = self._carry_out(request, handler, body)
            if "fail_after" in faults:
                status, answer = faults["fail_after"].status, {"message": "Internal Server Error", "code": 0}
        except Rejected as refusal:
            status, answer = refusal.status, refusal.body
        except (AttributeError, KeyError, TypeError, ValueError) as wrong:
            # A body of quite another shape; 500 would have clients retry what cannot get better.
            _LOG.exception("%s %s", method, path)
            shape = {"_errors": [{"code": "UNREADABLE", "message": repr(wrong)}]}
            status, answer = 400, {"message": "Invalid Form Body", "code": 50035, "errors": shape}
        is_lost = "lose" in faults
        code = answer.get("code", 0) if status >= 400 and isinstance(answer, dict) else 0
        self._backend.calls.append(
            Call(
                method=method,
                path=path,
                route=f"{method} {template}",
                body=body.content,
                status=status,
                code=code,
                at=self._backend.now(),
                is_lost=is_lost,
                retry_after=answer["retry_after"] if status == 429 else None,
            ),
        )
        if is_lost and request.transport is not None:
            request.transport.abort()
        return _response(status, answer, headers)

    def _carry_out(self, request: web.Request, handler: Handler, body: _Body) -> tuple[int, Any]:
        ask = Ask(
            backend=self._backend,
            path=dict(request.match_info),
            query=dict(request.query),
            body=body.content,
            files=body.files,
        )
        answer = handler(ask)
        return (204, None) if answer is None else (200, answer)

    def _check_token(self, request: web.Request, path: str) -> None:
        needs_token = not path.startswith(WITHOUT_TOKEN) or path == "/gateway/bot"
        if needs_token and request.headers.get("Authorization") != f"Bot {self._backend.token}":
            raise unauthorized()

    def _refuse(self, faults: dict[str, Fault], wait: float) -> None:
        limited = faults.get("rate_limit")
        if limited is not None or wait:
            refusal = Rejected(429, 0, "You are being rate limited.")
            del refusal.body["code"]
            refusal.body["retry_after"] = wait if limited is None else limited.seconds
            refusal.body["global"] = limited is not None and limited.is_global
            raise refusal
        failed = faults.get("fail")
        if failed is not None:
            raise Rejected(failed.status, failed.code, f"Refused on purpose: {failed.code}")


def _response(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    if status == 204:
        return web.Response(status=204, headers=headers)
    if status == 429:
        headers |= {
            "Retry-After": f"{answer['retry_after']:.3f}",
            "X-RateLimit-Scope": "global" if answer["global"] else "user",
            "Via": "1.1 fake",
        }
        if answer["global"]:
            headers["X-RateLimit-Global"] = "true"
    return web.Response(status=status, body=orjson.dumps(answer), content_type="application/json", headers=headers)


async def _read(request: web.Request, backend: Backend) -> _Body:
    if request.content_type == "multipart/form-data":
        return await _read_parts(request, backend)
    raw = await request.read()
    if not raw:
        return _Body()
    if request.content_type != "application/json":
        raise Rejected(415, 0, "Expected \"Content-Type\" header to be one of {'application/json'}.")
    return _Body(content=_decoded(raw))


def _decoded(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as wrong:
        raise Rejected(400, 50109, "The request body contains invalid JSON.") from wrong


async def _read_parts(request: web.Request, backend: Backend) -> _Body:
    form = await request.post()
    body = _Body(content=_decoded(str(form.get("payload_json", "{}")).encode()))
    for part in form.values():
        if isinstance(part, web.FileField):
            data, number = part.file.read(), backend.ids.new()
            url = f"{request.url.origin()}/attachments/{number}/{part.filename}"
            body.files.append(
                {
                    "id": number,
                    "filename": part.filename,
                    "size": len(data),
                    "url": url,
                    "proxy_url": url,
                    "content_type": part.content_type,
                },
            )
    return body


def _not_found(_ask: Ask) -> Any:
    raise Rejected(404, 0, "404: Not Found")
