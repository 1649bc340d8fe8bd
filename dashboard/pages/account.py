"""You: as what you are signed in, where else, and how the pages look."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Form
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from dashboard.window.page import Page
from dashboard.window.visit import LOOKS, Here, Visit
from dashboard.window.ways_in import forget_token
from engagement.ids import MemberId
from engagement.ports import Ledger
from engagement.signing_in import PageRole, Session, SignIn, safe_path

_YEAR_S = 365 * 24 * 3600
_MOST_LINES = 30


def account(visit: Here) -> HTMLResponse:
    """One's own sessions; for managers everybody's, and the record."""

    def read(ledger: Ledger) -> tuple[Sequence[Session], Sequence[SignIn], Mapping[MemberId, str]]:
        some = _shown(visit, ledger)
        record = ledger.sign_ins.newest(_MOST_LINES) if visit.role is PageRole.MANAGER else []
        people = {one.member for one in some} | {line.by for line in record} | {visit.session.member}
        return some, record, ledger.people.names(member for member in people if member is not None)

    some, record, names = visit.read(read)
    return visit.show("account", sessions_shown=some, record=record, names=names)


def _shown(visit: Visit, ledger: Ledger) -> list[Session]:
    """The sessions that whoever looks may see and end."""
    mine = visit.session
    return [
        one
        for one in ledger.sign_ins.sessions()
        if one.digest == mine.digest
        or visit.role is PageRole.MANAGER
        or (one.member is not None and one.member == mine.member)
    ]


async def end(visit: Here, digest: Annotated[str, Form(max_length=100)]) -> Response:
    """Sign somebody out: oneself elsewhere, or (managers) anybody."""
    some = await run_in_threadpool(visit.read, lambda ledger: _shown(visit, ledger))
    await visit.sessions.end(visit.live, [one for one in some if one.digest == digest], visit.session.digest)
    return visit.go_to("/account")


async def sign_out(visit: Here) -> Response:
    """Sign out here."""
    await visit.sessions.end(visit.live, [visit.session], visit.session.digest)
    return forget_token(visit.go_to("/sign-in"))


def look(visit: Here, look: Annotated[str, Form(max_length=10)], back: Annotated[str, Form()] = "") -> Response:
    """Light, dark, or as the system says."""
    answer = visit.go_to(safe_path(back) or "/account")
    if look in LOOKS:
        answer.set_cookie("look", look, max_age=_YEAR_S, httponly=True, samesite="lax", secure=visit.is_secure)
    else:
        answer.delete_cookie("look")
    return answer


PAGE = Page(
    name="account",
    title="You",
    path="/account",
    reads={"/account": account},
    changes={"/account/end": end, "/sign-out": sign_out, "/look": look},
)
