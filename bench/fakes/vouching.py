"""What do the pretended platforms share that people sign in with? Who is at the browser, and how answers go wrong."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Vouching:
    """``visitor`` is whoever sits at the browser, ``denies`` whether they refuse.

    ``broken`` names addresses that answer wrongly: by a status, or by a body. ``slow_s`` is how late every answer is.
    """

    def __init__(self) -> None:
        self.visitor = ""
        self.denies = False
        self.broken: dict[str, int | bytes] = {}
        self.slow_s = 0.0

    def _served(self, path: str, answer: Serve) -> Serve:
        async def serve(request: web.Request) -> web.StreamResponse:
            if self.slow_s:
                await asyncio.sleep(self.slow_s)
            broken = self.broken.get(path)
            if isinstance(broken, int):
                return web.Response(status=broken, text="<html>Bad gateway</html>")
            if broken is not None:
                return web.Response(body=broken, content_type="application/json")
            return await answer(request)

        return serve
