"""You: as what you are signed in, where else, and how the pages look."""

from typing import Annotated, Any, Final

from fastapi import Form
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from dashboard.window.page import Page
from dashboard.window.sessions import as_now
from dashboard.window.visit import LOOKS, Here, Visit
from dashboard.window.ways_in import forget_token
from engagement.api_tokens import MOST_DAYS, USUAL_DAYS
from engagement.ports import Ledger
from engagement.signing_in import PageRole, Session, safe_path

_YEAR_S = 365 * 24 * 3600
_MOST_LINES = 60
TOKEN_ROLES: Final = {PageRole.MANAGER.value: "a manager", PageRole.SPOKE.value: "a team"}
"""As what another program can read anything."""


def account(visit: Here) -> HTMLResponse:
    """One's own sessions; for managers everybody's, the tokens of other programs, and the record."""
    return _show(visit)


def _show(visit: Visit, *, token: str = "", said: str = "", status: int = 200) -> HTMLResponse:
    """``token`` is one that was just made: it is shown this once."""

    def read(ledger: Ledger) -> dict[str, Any]:
        is_manager = visit.role is PageRole.MANAGER
        some = _shown(visit, ledger)
        record = ledger.sign_ins.newest(_MOST_LINES) if is_manager else []
        tokens = ledger.api_tokens.all() if is_manager else []
        people = {one.member for one in some} | {line.by for line in record} | {visit.session.member}
        people |= {one.by for one in tokens}
        names = ledger.people.names(member for member in people if member is not None)
        working = visit.programs.working(visit.live, ledger) if is_manager else frozenset()
        return {"sessions_shown": some, "record": record, "tokens": tokens, "working": working, "names": names}

    return visit.show(
        "account", status=status, made=token, said=said, roles=TOKEN_ROLES, days=USUAL_DAYS, most_days=MOST_DAYS,
        now=visit.programs.now, **visit.read(read),
    )  # fmt: skip


async def make_token(
    visit: Here,
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[str, Form(max_length=20)] = "",
    days: Annotated[str, Form(max_length=10)] = "",
) -> HTMLResponse:
    """Make a token for another program, and show it once."""
    token, said = "", ""
    number = int(days) if days.isascii() and days.isdecimal() else 0
    if role not in TOKEN_ROLES:
        said = "choose as what the program reads"
    else:
        try:
            token = await visit.programs.make(
                visit.live, name, PageRole(role), number, visit.session.member,
                follows_role=visit.session.follows_roles,
            )  # fmt: skip
        except ValueError as error:
            said = str(error)
    return await run_in_threadpool(_show, visit, token=token, said=said, status=422 if said else 200)


async def end_token(visit: Here, token: Annotated[str, Form(max_length=100)]) -> Response:
    """A token works no more, at once."""
    tokens = await run_in_threadpool(visit.read, lambda ledger: ledger.api_tokens.all())
    for one in tokens:
        if one.id == token:
            await visit.programs.end(visit.live, one, visit.session.member)
    return visit.go_to("/account#programs")


def _shown(visit: Visit, ledger: Ledger) -> list[Session]:
    """The sessions that whoever looks may see and end."""
    mine, policy = visit.session, visit.live.owner.community.policy
    return [
        as_now(ledger, policy, one)
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
    changes={
        "/account/end": end,
        "/account/token": make_token,
        "/account/token/end": end_token,
        "/sign-out": sign_out,
        "/look": look,
    },
)
