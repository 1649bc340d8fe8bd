"""What does the app's answer to an interaction do? Through the acknowledgement's body or the response URL."""

import asyncio
from typing import Final

import orjson
from aiohttp import web

from bench.fakes.slack.arguments import Arguments
from bench.fakes.slack.methods_chat import read_content
from bench.fakes.slack.records import Json
from bench.fakes.slack.refusals import Refusal
from bench.fakes.slack.response_urls import ResponseUrl
from bench.fakes.slack.workspace import Workspace
from bench.fakes.slack.world import Channel, Message

_METHOD: Final = "response_url"


def answer(space: Workspace, url: ResponseUrl, args: Arguments) -> None:
    """Carry an answer out: replace or delete the pressed message, or write a new one; refuses what is malformed."""
    source = url.source
    if args.flag("delete_original"):
        if source is not None:
            _delete(space, url.channel, source)
        return
    content = read_content(space, args)
    if args.flag("replace_original") and source is not None:
        _replace(space, url, source, content)
        return
    raw = {**space.by_bot(content.pop("text")), **content}
    thread_ts = args.text("thread_ts")
    if thread_ts and url.channel.find(thread_ts) is not None:
        raw["thread_ts"] = thread_ts
    if args.text("response_type", "ephemeral") == "in_channel":
        space.messages.post(url.channel, raw, by_bot=True)
    else:
        space.messages.whisper(url.channel, url.user, raw, url.interaction)


def _delete(space: Workspace, channel: Channel, source: Message) -> None:
    if source in channel.ephemerals:
        channel.ephemerals.remove(source)
    elif channel.find(source.ts) is source:
        space.messages.remove(channel, source)


def _replace(space: Workspace, url: ResponseUrl, source: Message, content: Json) -> None:
    """A replaced message shows exactly what the answer holds: blocks that are not given again are gone."""
    if source.only_to is not None:
        kept = {name: value for name, value in source.raw.items() if name not in {"blocks", "attachments"}}
        source.raw = {**kept, **content}
        source.interactions.add(url.interaction)
    else:
        space.messages.change(url.channel, source, {"blocks": [], "attachments": [], **content}, space.app.bot_user_id)


class ResponseDesk:
    """The HTTP side of response URLs: ``ok`` or an error as plain text, as the vendor answers there."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one answer."""
        raw = await request.read()
        args = Arguments(_read(raw))
        fault = self._space.faults.take(_METHOD)
        if fault is not None and fault.kind == "rate_limit":
            return self._reply(args, "ratelimited", 429, {"Retry-After": str(fault.retry_after)})
        if fault is not None and fault.kind == "fail":
            return self._reply(args, fault.error, 400)
        error, status = (None, 200) if fault is not None and not fault.carried_out else self._take(request, args)
        if fault is not None and fault.kind == "server_error":
            error, status = fault.error, 500
        if (delay := self._space.faults.delay(_METHOD)) > 0:
            await asyncio.sleep(delay)
        if fault is not None and fault.kind == "lose" and request.transport is not None:
            request.transport.abort()
            error = "connection_lost"
        return self._reply(args, error, status)

    def _take(self, request: web.Request, args: Arguments) -> tuple[str | None, int]:
        url = self._space.response_urls.use(request.match_info["key"])
        if isinstance(url, str):
            return url, 404
        if not args.values:
            return "invalid_payload", 400
        try:
            answer(self._space, url, args)
        except Refusal as refusal:
            return refusal.error, 400
        return None, 200

    def _reply(
        self, args: Arguments, error: str | None, status: int, headers: dict[str, str] | None = None
    ) -> web.Response:
        self._space.note(_METHOD, args.shown(), error=error, status=status)
        return web.Response(text=error or "ok", status=status, headers=headers)


def _read(raw: bytes) -> Json:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
