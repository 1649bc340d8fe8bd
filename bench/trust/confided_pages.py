"""What does everybody read on the pages, and what do programs by the read API, each as what they are?

Every address that shows something is opened, with each conversation, and an entry of the journal of each kind. One
that does not answer whoever may open it is a failure: what is not read proves nothing. Where a page shows what was
written in the open, or lists people by name, these words prove nothing and are left out of what was read there;
everything else on it counts.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import quote

from fastapi import Depends, FastAPI

from bench.trust.asgi import Reply, Request, call
from bench.trust.confided import OWNERS, PRYING
from bench.trust.square import TOWN, Heard, Square, account
from bots.runtime.clock import SystemClock
from dashboard.status.page import StatusView
from dashboard.window.door import COOKIE
from dashboard.window.opening import Window
from dashboard.window.permissions import ALLOWED
from engagement.authorisation import roles_of
from engagement.ids import MemberId
from engagement.ports import Ledger
from engagement.signing_in import PageRole, page_role_of

_API: Final = "/api/v1"
_NEEDS_MORE: Final = frozenset({"/live", "/sandbox", "/conversations/one", "/people/one"})
"""What never ends, what there is none of here, and what is opened with an id alone."""
_NAMES: Final = (*PRYING, *OWNERS)
_IN_THE_OPEN: Final = (*_NAMES, "cinnabare", "obsidione", "saffronel", "turquoisy")
"""Who wrote there, and what they wished for in front of everybody."""
_PROVE_NOTHING: Final = {
    f"{_API}/conversations": _IN_THE_OPEN, "/conversations": _IN_THE_OPEN, "/today": _IN_THE_OPEN,
    "/hub": _IN_THE_OPEN, "/people": _NAMES, "/account": _NAMES,
}  # fmt: skip
_MORE: Final = (
    "/conversations?state=all", "/people?view=new", "/people?view=agreed",
    *(f"/people?words={name}" for name in ("a", "noraquill")),
    *(f"/people/one?member={account(name)}" for name in OWNERS),
)  # fmt: skip
_OWN: Final = ("/me", "/me/export", "/advocates", "/wishes")
"""What is shown to everybody in their own way."""
_BY_ID: Final = "GET /journal/{decision}"
"""Whoever may open one of these may open conversations, too."""
_GONE: Final = "leofar"
"""Who is let in nowhere any more."""
_NOTHING_KEPT: Final = ("stranger", "/me/export")
_READ_BY_PROGRAMS: Final = frozenset(PageRole) - {PageRole.MEMBER}
_TAG: Final = re.compile(r"<[^>]*>")
_OK, _ELSEWHERE, _NOT_THERE = 200, 303, 404


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ids:
    """What is looked for by its id: conversations, and of each step and reason one entry of the journal."""

    threads: Sequence[str]
    decisions: Sequence[str]

    @property
    def few(self) -> "_Ids":
        """Enough for those who may open none of them."""
        return _Ids(threads=self.threads[:2], decisions=self.decisions[:2])


def _ids(ledger: Ledger) -> _Ids:
    every = list(ledger.journal.every())
    some = {(one.play, one.reason): str(one.id) for one in every}
    threads = {str(one.subject) for one in every if str(one.subject).startswith(f"{TOWN}:help:")}
    return _Ids(threads=sorted(threads), decisions=sorted(some.values()))


def _pages(ids: _Ids) -> Iterator[tuple[str, str]]:
    """Every address that shows something, by what it is called in the table of permissions."""
    for what in ALLOWED:
        method, _, path = what.partition(" ")
        if method == "GET" and "{" not in path and path not in _NEEDS_MORE and not path.startswith(_API):
            yield what, path
    yield from ((f"GET {path.partition('?')[0]}", path) for path in _MORE)
    yield from (("GET /conversations/one", f"/conversations/one?thread={quote(name)}") for name in ids.threads)
    yield from (("GET /journal/{decision}", f"/journal/{quote(name)}") for name in ids.decisions)


def _calls(ids: _Ids) -> Iterator[tuple[str, str]]:
    """The same of the read API; lists go page by page from there."""
    for what in ALLOWED:
        path = what.partition(" ")[2]
        if path.startswith(_API) and "{" not in path:
            yield what, path
    yield from ((f"GET {_API}/conversations/{{thread}}", f"{_API}/conversations/{quote(name)}") for name in ids.threads)


def _roles(here: Square, who: str) -> Iterator[PageRole]:
    role = page_role_of(roles_of(here.live.owner.community.policy, account(who), who))
    yield role
    if who == "piafort":
        yield PageRole.PRODUCT


@dataclass(slots=True)
class _Reader:
    """One person, signed in as one role, and a program with a token of that role."""

    here: Square
    web: FastAPI
    who: str
    role: PageRole
    found: list[Heard]

    async def open(self, what: str, path: str, sign: tuple[bytes, bytes]) -> Reply:
        """Read what stands there."""
        address, _, query = path.partition("?")
        headers = ((b"host", b"127.0.0.1:8080"), (b"accept", b"text/html"), sign)
        reply = await call(self.web, Request(path=address, query=query, method="GET", headers=headers, parts=()))
        if reply.error is not None:
            raise reply.error
        if reply.status not in self._expected(what, path):
            raise RuntimeError(f"{self.who} as {self.role} opened {path} and got {reply.status}: nothing is read there")
        text = unescape(_TAG.sub(lambda tag: f" {tag[0]} ", reply.body.decode())).casefold()
        for word in next((words for start, words in _PROVE_NOTHING.items() if address.startswith(start)), ()):
            text = text.replace(word, "")
        self.found.append(Heard(at=self.here.now, readers=frozenset({self.who}), text=text))
        return reply

    def _expected(self, what: str, path: str) -> set[int]:
        if self.role not in ALLOWED[what] or self.who == _GONE:
            return {_ELSEWHERE, 401, 403}
        if (self.who, path) == _NOTHING_KEPT:
            return {_NOT_THERE}
        of_others = {_NOT_THERE} if "/one" in what or "{thread}" in what else set()
        return {_OK, *of_others, *({_ELSEWHERE} if path == "/start" else ())}

    async def list_all(self, path: str, sign: tuple[bytes, bytes]) -> None:
        """Read a list of the API page by page."""
        more: str | None = ""
        while more is not None:
            reply = await self.open(f"GET {path}", f"{path}?limit=100&cursor={quote(more)}", sign)
            more = json.loads(reply.body).get("next")


async def read_pages(here: Square) -> list[Heard]:
    """All that everybody who pries, and everybody whose secrets they are, reads on any page, or has a program read."""
    window = Window([here.live], SystemClock(), lambda _: StatusView(connections=(), troubles=()))
    web = FastAPI(dependencies=[Depends(window.door.permit)])
    window.refuse_in_words(web)
    web.include_router(window.router())
    ids = here.memory.read(here.live.owner.id, _ids)
    found: list[Heard] = []
    for who in (*PRYING, *OWNERS):
        for role in _roles(here, who):
            session = await window.sessions.begin(here.live, role, "link", MemberId(account(who)), "")
            signed_in = (b"cookie", f"{COOKIE}={session}".encode())
            reader = _Reader(here=here, web=web, who=who, role=role, found=found)
            own = ((f"GET {path}", path) for path in _OWN)
            for what, path in _pages(ids if role in ALLOWED[_BY_ID] else ids.few) if who in PRYING else own:
                await reader.open(what, path, signed_in)
            if who not in PRYING or who == _GONE or role not in _READ_BY_PROGRAMS:
                continue
            token = await window.programs.make(here.live, "BI", role, 30, MemberId(account(who)))
            program = (b"authorization", f"Bearer {token}".encode())
            for what, path in _calls(ids if role in ALLOWED[_BY_ID] else ids.few):
                await reader.open(what, path, program)
            for path in (f"{_API}/journal", f"{_API}/conversations"):
                if role in ALLOWED[f"GET {path}"]:
                    await reader.list_all(path, program)
    return found
