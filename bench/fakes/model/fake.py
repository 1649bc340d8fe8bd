"""The server itself: what it was asked, in which order, and how it behaves from now on.

By itself: ``python -m bench.fakes.model.fake 9999`` is a server to try the manager's guide with.
"""

import asyncio
import hashlib
import json
import sys
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bench.fakes.model.manners import MANNERS, OF_THE_SERVER, Json, Manner, Seen, Temper, failure

_BODY = 4 * 1024 * 1024


class FakeModel:
    """Use as ``async with FakeModel() as model``; then ``model.url`` is what ``OPENAI_BASE_URL`` is set to.

    ``manner`` may be changed at any time, ``plan`` says it for the next requests, one each. ``seen`` is the ledger.
    """

    def __init__(self, *, key: str = "sk-made-up-key", manner: str = "normal", port: int = 0) -> None:
        self.key = key
        self.manner = manner
        self.plan: list[str] = []
        self.temper = Temper()
        self.seen: list[Seen] = []
        self.strays: list[str] = []
        """Requests to addresses that no API has, such as where a redirect led."""
        self.arrived = asyncio.Event()
        """A request was seen."""
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address of the API."""
        return f"http://127.0.0.1:{self._port}/v1"

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=_BODY)
        application.router.add_post("/v1/chat/completions", self._answer)
        application.router.add_post("/v1/responses", self._answer)
        application.router.add_post("/v1/embeddings", self._place)
        application.router.add_get("/v1/models", self._models)
        application.router.add_route("*", "/{rest:.*}", self._stray)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.temper.leaving.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return failure(401, "Incorrect API key provided", code="invalid_api_key")
        return None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        if body is None:
            return failure(400, "We could not parse the JSON body of your request.")
        refused = self._refused(request)
        if refused is not None:
            return refused
        seen = Seen(path=request.path, headers=dict(request.headers), body=body)
        self.seen.append(seen)
        self.arrived.set()
        why = _wrong_with(seen)
        if why is not None:
            return failure(400, why, code="invalid_request_error")
        manner: Manner = MANNERS[self.plan.pop(0) if self.plan else self.manner]
        return await manner(seen, self.temper, request)

    async def _place(self, request: web.Request) -> web.StreamResponse:
        """Vectors made of which words there are, so that what is alike lies near."""
        body = await _body(request)
        if body is None or not isinstance(body.get("input"), list):
            return failure(400, "'input' has to be a list")
        refused = self._refused(request)
        if refused is not None:
            return refused
        seen = Seen(path=request.path, headers=dict(request.headers), body=body)
        self.seen.append(seen)
        self.arrived.set()
        if self.manner in OF_THE_SERVER or (self.manner == "obedient" and self.temper.wish is not None):
            return await MANNERS[self.manner](seen, self.temper, request)
        if self.manner == "slow":
            await self.temper.dawdle()
        data = [
            {"object": "embedding", "index": nth, "embedding": _vector(str(text))}
            for nth, text in enumerate(body["input"])
        ]
        used = sum(len(str(text)) // 4 + 1 for text in body["input"])
        told = {
            "object": "list",
            "data": data,
            "model": body["model"],
            "usage": {"prompt_tokens": used, "total_tokens": used},
        }
        return web.json_response(told)

    async def _models(self, request: web.Request) -> web.StreamResponse:
        return self._refused(request) or web.json_response(
            {"object": "list", "data": [{"id": "made-up", "object": "model"}]}
        )

    async def _stray(self, request: web.Request) -> web.StreamResponse:
        self.strays.append(request.path)
        return failure(404, f"Unknown request URL: {request.method} {request.path}")


async def _body(request: web.Request) -> Json | None:
    try:
        found: Any = await request.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _wrong_with(seen: Seen) -> str | None:
    """What the vendor would refuse."""
    if not isinstance(seen.body.get("model"), str) or not seen.body["model"]:
        return "you must provide a model parameter"
    if seen.is_chat and not all(
        isinstance(each, dict)
        and each.get("role") in ("system", "user", "assistant")
        and isinstance(each.get("content"), str)
        for each in seen.body.get("messages", [None])
    ):
        return "messages have a role and content"
    if "tools" in seen.body:
        return "nobody gave this model tools"
    return _wrong_schema(seen.schema) if seen.schema else None


def _wrong_schema(schema: Json) -> str | None:
    """What strict schemas may not say: unknown words, optional properties, further ones."""
    words = set(schema) - {"type", "properties", "required", "additionalProperties", "items", "enum", "description"}
    if words:
        return f"Invalid schema: {', '.join(sorted(words))} is not permitted"
    if schema.get("type") == "object" and (
        schema.get("additionalProperties") is not False or set(schema.get("required", [])) != set(schema["properties"])
    ):
        return "Invalid schema: 'additionalProperties' is required to be false, and all properties to be required"
    parts = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return next((why for part in parts if (why := _wrong_schema(part)) is not None), None)


def _vector(text: str) -> list[float]:
    vector = [0.0] * 16
    for word in text.lower().split():
        vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 16] += 1.0
    size = sum(each * each for each in vector) ** 0.5 or 1.0
    return [each / size for each in vector]


async def _serve(port: int, manner: str) -> None:
    async with FakeModel(key="not-needed", manner=manner, port=port) as model:
        print(f"a made-up model, {manner}, on {model.url}")
        shown = 0
        while True:
            await asyncio.sleep(1)
            for seen in model.seen[shown:]:
                print(json.dumps({"path": seen.path, "told": seen.told}, ensure_ascii=False))
            shown = len(model.seen)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), (sys.argv[2:] or ["normal"])[0]))
