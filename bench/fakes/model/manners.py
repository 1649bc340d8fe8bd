"""How may a model behave? One function for each manner: what the server sends to one request.

The shapes are those of OpenAI's API (chat completions, responses, embeddings, errors), as its reference shows them.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as it arrived: where, with which headers, and its whole body."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: Json

    @property
    def is_chat(self) -> bool:
        """Whether it is a chat completion, not a response."""
        return self.path.endswith("/chat/completions")

    @property
    def instructions(self) -> str:
        """What the operator's side says."""
        if not self.is_chat:
            return str(self.body.get("instructions", ""))
        return "\n".join(str(each["content"]) for each in self.body["messages"] if each["role"] == "system")

    @property
    def told(self) -> str:
        """What the other side says: the material."""
        if not self.is_chat:
            return str(self.body.get("input", ""))
        return "\n".join(str(each["content"]) for each in self.body["messages"] if each["role"] == "user")

    @property
    def schema(self) -> Json:
        """The JSON schema that the answer shall fit; empty when none is asked for."""
        if not self.is_chat:
            form = self.body.get("text", {}).get("format", {})
            return dict(form.get("schema", {}))
        form = self.body.get("response_format", {})
        return dict(form.get("json_schema", form).get("schema", {}))

    @property
    def most_tokens(self) -> int:
        """How long the answer may be."""
        names = ("max_completion_tokens", "max_tokens", "max_output_tokens")
        return next((int(self.body[name]) for name in names if name in self.body), 10_000)


@dataclass(slots=True)
class Temper:
    """What a manner may look at: the wish of an attacker that an obedient model carries out, and how slow slow is."""

    wish: Callable[[Seen], object] | None = None
    slow_s: float = 30.0
    waits_s: float = 7.0
    """What a busy server asks to wait."""
    tokens: tuple[int, int] | None = None
    """What it says it used, when it does not count honestly."""
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    """The server is being closed: whoever dawdles stops."""

    async def dawdle(self) -> None:
        """As long as slow is slow."""
        try:
            async with asyncio.timeout(self.slow_s):
                await self.leaving.wait()
        except TimeoutError:
            pass


Manner = Callable[[Seen, Temper, web.Request], Awaitable[web.StreamResponse]]


def fitting(schema: Mapping[str, Any], told: str) -> object:
    """An honest answer: by the schema, sure where it may be, in the words of what it was told."""
    kind = schema.get("type")
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object" and set(schema.get("properties", {})) == {"name", "ids"}:
        return {
            "name": " ".join(_words(told).split()[:4])[:40],
            "ids": schema["properties"]["ids"]["items"]["enum"][-2:],
        }
    if kind == "object":
        return {name: fitting(part, told) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        options = schema["items"].get("enum")
        return options[-1:] if options is not None else [fitting(schema["items"], told)]
    return {"boolean": True, "number": 0.9, "integer": 1, "string": _words(told)}.get(str(kind))


def _words(told: str) -> str:
    """The beginning of the last passage of the material, which for a draft is a source; a text to be worded, whole."""
    try:
        passages = json.loads(told[told.index("{") : told.rindex("}") + 1])["passages"]
        ours = [each["text"] for each in passages if each["id"] == "text"]
        return str(ours[0]) if ours else str(passages[-1]["text"])[:300]
    except (ValueError, KeyError, IndexError):
        return "Fine."


def completed(
    seen: Seen, text: str | None, temper: Temper, *, is_cut: bool = False, refusal: str | None = None
) -> Json:
    """The body of an answer by the API that was called; a token is counted as four bytes, as a rule of thumb."""
    tokens_in = len(json.dumps(seen.body)) // 4
    tokens_out = min(len(text or "") // 4 + 1, seen.most_tokens)
    used_in, used_out = temper.tokens or (tokens_in, tokens_out)
    if seen.is_chat:
        message = {"role": "assistant", "content": text, "refusal": refusal}
        return {
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": seen.body.get("model"),
            "choices": [{"index": 0, "message": message, "finish_reason": "length" if is_cut else "stop"}],
            "usage": {"prompt_tokens": used_in, "completion_tokens": used_out, "total_tokens": used_in + used_out},
        }  # fmt: skip
    part: Json = {"type": "output_text", "text": text, "annotations": []}
    if refusal is not None:
        part = {"type": "refusal", "refusal": refusal}
    return {
        "id": "resp_1", "object": "response", "created_at": 1_790_000_000, "model": seen.body.get("model"),
        "status": "incomplete" if is_cut else "completed", "parallel_tool_calls": False, "tool_choice": "auto",
        "tools": [], "incomplete_details": {"reason": "max_output_tokens"} if is_cut else None,
        "output": [{"id": "m1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}],
        "usage": {
            "input_tokens": used_in, "output_tokens": used_out, "total_tokens": used_in + used_out,
            "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0},
        },
    }  # fmt: skip


def said(seen: Seen, answer: object, temper: Temper) -> web.Response:
    """An answer whose text is this value as JSON."""
    return web.json_response(completed(seen, json.dumps(answer, ensure_ascii=False), temper))


def failure(
    status: int, message: str, *, code: str | None = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """An error as the API writes it."""
    told = {"error": {"message": message, "type": "error", "param": None, "code": code}}
    return web.json_response(told, status=status, headers=dict(headers or {}))


async def normal(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """Does as it is asked."""
    return said(seen, fitting(seen.schema, seen.told), temper)


async def slow(seen: Seen, temper: Temper, request: web.Request) -> web.StreamResponse:
    """Answers long after anybody waits."""
    await temper.dawdle()
    return await normal(seen, temper, request)


async def dripping(_: Seen, temper: Temper, request: web.Request) -> web.StreamResponse:
    """Sends a space now and then, so that no time-out between two bytes ever ends it."""
    response = web.StreamResponse(headers={"content-type": "application/json"})
    await response.prepare(request)
    try:
        async with asyncio.timeout(temper.slow_s):
            while not temper.leaving.is_set():
                await response.write(b" ")
                await asyncio.sleep(0.02)
    except (TimeoutError, ConnectionError):
        pass
    return response


async def no_json(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """Chats instead of writing JSON."""
    return web.json_response(completed(seen, "Sure! Here is your answer:\n```json\n{oops", temper))


async def other_json(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """Writes JSON of another form."""
    return said(seen, {"answer": 42, "tool_calls": [{"name": "delete_everything"}]}, temper)


async def no_object(_: Seen, __: Temper, ___: web.Request) -> web.StreamResponse:
    """Answers with JSON that no API has."""
    return web.json_response([None, {"choices": "none"}])


async def no_choice(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """An answer without an answer in it."""
    return web.json_response({**completed(seen, None, temper), "choices": [], "output": []})


async def rude(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """Keeps the form, and is insulting."""
    answer = fitting(seen.schema, seen.told)
    if isinstance(answer, dict) and "text" in answer:
        answer["text"] = "You people are idiots, and your question is garbage. Go away!"
    if isinstance(answer, dict) and "themes" in answer:
        answer["themes"] = [{**each, "name": "wishes of idiots, all garbage"} for each in answer["themes"]]
    return said(seen, answer, temper)


async def refusing(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """Will not."""
    return web.json_response(completed(seen, None, temper, refusal="I cannot help with that."))


async def truncated(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """Comes to no end within the tokens it may use."""
    text = json.dumps(fitting(seen.schema, seen.told))
    return web.json_response(completed(seen, text[: len(text) // 2], temper, is_cut=True))


async def endless(seen: Seen, temper: Temper, _: web.Request) -> web.StreamResponse:
    """Writes a whole book, whatever it may use."""
    answer = fitting(seen.schema, seen.told)
    if isinstance(answer, dict):
        book = "word " * 50_000
        themes = [{**each, "name": book} for each in answer.get("themes", ())]
        answer = {name: book if isinstance(part, str) else part for name, part in answer.items()}
        answer |= {"themes": themes} if themes else {}
    return said(seen, answer, temper)


async def busy(_: Seen, temper: Temper, __: web.Request) -> web.StreamResponse:
    """Too many requests, with the headers that say for how long."""
    headers = {
        "retry-after": f"{temper.waits_s:g}", "retry-after-ms": f"{temper.waits_s * 1000:g}",
        "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": f"{temper.waits_s:g}s",
    }  # fmt: skip
    return failure(429, "Rate limit reached", code="rate_limit_exceeded", headers=headers)


async def without_money(_: Seen, __: Temper, ___: web.Request) -> web.StreamResponse:
    """The account is over its budget there."""
    return failure(429, "You exceeded your current quota", code="insufficient_quota")


async def broken(_: Seen, __: Temper, ___: web.Request) -> web.StreamResponse:
    """Does not work."""
    return failure(500, "The server had an error")


async def without_schemas(seen: Seen, temper: Temper, request: web.Request) -> web.StreamResponse:
    """Knows JSON and no schemas by OpenAI's way, and breaks where it is told one (as llama-cpp-python 0.3.36 does)."""
    if seen.body.get("response_format", {}).get("type") == "json_object":
        return await normal(seen, temper, request)
    return failure(500, "1 validation error: Input should be 'text' or 'json_object'")


async def no_page(_: Seen, __: Temper, ___: web.Request) -> web.StreamResponse:
    """A proxy's page stands where the API should be."""
    return web.Response(status=502, text="<html><h1>Bad gateway</h1></html>", content_type="text/html")


async def key_refused(_: Seen, __: Temper, ___: web.Request) -> web.StreamResponse:
    """Does not know the key, and repeats it, as OpenAI does in part."""
    return failure(401, "Incorrect API key provided", code="invalid_api_key")


async def no_such_model(_: Seen, __: Temper, ___: web.Request) -> web.StreamResponse:
    """Does not know the model."""
    return failure(404, "The model does not exist", code="model_not_found")


async def too_long(_: Seen, __: Temper, ___: web.Request) -> web.StreamResponse:
    """Was told more than it can hold."""
    return failure(400, "This model's maximum context length is 10 tokens", code="context_length_exceeded")


async def elsewhere(_: Seen, __: Temper, request: web.Request) -> web.StreamResponse:
    """Sends the caller, and what members wrote, to another host."""
    return web.Response(status=307, headers={"location": f"http://127.0.0.1:{request.url.port}/elsewhere"})


async def reset(_: Seen, __: Temper, request: web.Request) -> web.StreamResponse:
    """Hangs up in the middle."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def lying(seen: Seen, _: Temper, request: web.Request) -> web.StreamResponse:
    """Says it used what no call can use."""
    return await normal(seen, Temper(tokens=(-5, 10**12)), request)


async def obedient(seen: Seen, temper: Temper, request: web.Request) -> web.StreamResponse:
    """Does what an attacker wishes, with everything it sees: the worst there can be behind that address."""
    if temper.wish is None:
        return await normal(seen, temper, request)
    wished = temper.wish(seen)
    if isinstance(wished, web.StreamResponse):
        return wished
    return web.json_response(completed(seen, wished if isinstance(wished, str) else json.dumps(wished), temper))


MANNERS: Final[Mapping[str, Manner]] = {
    each.__name__: each
    for each in (
        normal, slow, dripping, no_json, other_json, no_object, no_choice, rude, refusing, truncated, endless, busy,
        without_money, broken, without_schemas, no_page, key_refused, no_such_model, too_long, elsewhere, reset, lying,
        obedient,
    )
}  # fmt: skip
"""By name."""
OF_THE_SERVER: Final = frozenset(
    each.__name__
    for each in (
        dripping, no_object, busy, without_money, broken, no_page, key_refused, no_such_model, too_long, elsewhere,
        reset,
    )
)  # fmt: skip
"""Those that behave so whatever they are asked, texts to be placed included."""
