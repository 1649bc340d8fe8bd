"""What does everybody read on the pages, each signed in as what they are? Every address that shows something.

Where a page shows what was written in the open, or lists people by name, these words prove nothing and are left out of
what was read there; everything else on it counts.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from fastapi import Depends, FastAPI

from bench.trust.asgi import Request, call
from bench.trust.confided import OWNERS, PRYING
from bench.trust.square import Heard, Square, account
from bots.runtime.clock import SystemClock
from dashboard.status.page import StatusView
from dashboard.window.door import COOKIE
from dashboard.window.opening import Window
from dashboard.window.permissions import ALLOWED
from engagement.authorisation import roles_of
from engagement.ids import MemberId
from engagement.signing_in import PageRole, page_role_of

_ENDLESS: Final = "/live"
_NAMES: Final = (*PRYING, *OWNERS)
_IN_THE_OPEN: Final = (*_NAMES, "cinnabare", "obsidione", "saffronel", "turquoisy")
"""Who wrote there, and what they wished for in front of everybody."""
_PROVE_NOTHING: Final = {
    "/conversations": _IN_THE_OPEN, "/today": _IN_THE_OPEN, "/hub": _IN_THE_OPEN, "/people": _NAMES,
    "/account": _NAMES,
}  # fmt: skip
_MORE: Final = (
    "/conversations?state=all", "/people?view=new", "/people?view=agreed",
    *(f"/people?words={name}" for name in ("a", "noraquill")),
    *(f"/people/one?member={account(name)}" for name in OWNERS),
)  # fmt: skip
_OWN: Final = ("/me", "/me/export", "/advocates", "/wishes")
"""What is shown to everybody in their own way."""
_TAG: Final = re.compile(r"<[^>]*>")


def _paths() -> Iterator[str]:
    """Every address that shows something and needs no more than itself."""
    for what in ALLOWED:
        method, _, path = what.partition(" ")
        if method == "GET" and "{" not in path and path != _ENDLESS:
            yield path
    yield from _MORE


def _roles(here: Square, who: str) -> Iterator[PageRole]:
    role = page_role_of(roles_of(here.live.owner.community.policy, account(who), who))
    yield role
    if who == "piafort":
        yield PageRole.PRODUCT


async def read_pages(here: Square) -> list[Heard]:
    """All that everybody who pries, and everybody whose secrets they are, reads on any page."""
    window = Window([here.live], SystemClock(), lambda _: StatusView(connections=(), troubles=()))
    web = FastAPI(dependencies=[Depends(window.door.permit)])
    window.refuse_in_words(web)
    web.include_router(window.router())
    found = []
    for who in (*PRYING, *OWNERS):
        for role in _roles(here, who):
            token = await window.sessions.begin(here.live, role, "link", MemberId(account(who)), "")
            paths = _paths() if who in PRYING else _OWN
            found += [await _read(here, web, who, token, path) for path in paths]
    return found


async def _read(here: Square, web: FastAPI, who: str, token: str, path: str) -> Heard:
    address, _, query = path.partition("?")
    headers = ((b"host", b"127.0.0.1:8080"), (b"accept", b"text/html"), (b"cookie", f"{COOKIE}={token}".encode()))
    reply = await call(web, Request(path=address, query=query, method="GET", headers=headers, parts=()))
    if reply.error is not None:
        raise reply.error
    text = unescape(_TAG.sub(lambda tag: f" {tag[0]} ", reply.body.decode())).casefold()
    for word in next((words for start, words in _PROVE_NOTHING.items() if address.startswith(start)), ()):
        text = text.replace(word, "")
    return Heard(at=here.now, readers=frozenset({who}), text=text)
