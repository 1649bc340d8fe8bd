"""Who may open what? One table for every address there is; what is not listed is refused to everybody."""

from collections.abc import Mapping

from engagement.signing_in import PageRole

_EVERYBODY = frozenset(PageRole)
_TEAMS = frozenset({PageRole.MANAGER, PageRole.SPOKE})
_MANAGERS = frozenset({PageRole.MANAGER})
_SALES = _TEAMS | {PageRole.SALES}

ALLOWED: Mapping[str, frozenset[PageRole]] = {
    # oneself
    "GET /account": _EVERYBODY, "POST /account/end": _EVERYBODY, "POST /sign-out": _EVERYBODY,
    "POST /account/token": _MANAGERS, "POST /account/token/end": _MANAGERS,
    "POST /look": _EVERYBODY, "GET /live": _EVERYBODY, "GET /start": _EVERYBODY,
    "GET /me": _EVERYBODY, "GET /me/export": _EVERYBODY, "POST /me/do": _EVERYBODY,
    # what needs a person, and the conversations
    "GET /today": _TEAMS, "GET /conversations": _TEAMS, "GET /conversations/one": _TEAMS, "GET /hub": _TEAMS,
    "GET /health": _TEAMS,
    # people
    "GET /people": _MANAGERS, "GET /people/one": _MANAGERS, "POST /people/do": _MANAGERS,
    # advocates: what each of them is shown there is what chat would tell them
    "GET /advocates": _EVERYBODY, "POST /advocates/do": _EVERYBODY,
    # rehearsals
    "GET /rehearsal": _MANAGERS, "POST /rehearsal": _MANAGERS, "GET /rehearsal/{job}": _MANAGERS,
    "POST /rehearsal/{job}": _MANAGERS, "GET /rehearsal/{job}/report": _MANAGERS,
    # the settings
    "GET /settings": _MANAGERS, "POST /settings": _MANAGERS,
    "GET /settings/preview/{job}": _MANAGERS, "POST /settings/preview/{job}": _MANAGERS,
    "GET /settings/changes": _MANAGERS, "POST /settings/undo": _MANAGERS,
    "GET /settings/texts": _MANAGERS, "POST /settings/texts": _MANAGERS,
    "GET /settings/persona": _MANAGERS, "POST /settings/persona": _MANAGERS,
    # what the community is for; what may be done from there is decided as in chat
    "GET /strategy": _TEAMS | {PageRole.PRODUCT, PageRole.COUNCIL},
    "POST /strategy": _TEAMS | {PageRole.PRODUCT, PageRole.COUNCIL},
    # sales, and what members wish for
    "GET /sales": _SALES, "POST /sales/do": _SALES, "GET /wishes": _EVERYBODY, "POST /wishes/do": _EVERYBODY,
    # the invented community, which is open to whoever sits at this machine anyway
    "GET /sandbox": _EVERYBODY,
    # other programs, by a token: what the pages show the same role
    "GET /api/v1/community": _EVERYBODY, "GET /api/v1/openapi.json": _EVERYBODY,
    "GET /api/v1/health": _TEAMS, "GET /api/v1/health/weeks": _TEAMS, "GET /api/v1/health/weeks.csv": _TEAMS,
    "GET /api/v1/health/log": _TEAMS, "GET /api/v1/health/tone": _TEAMS, "GET /api/v1/people": _TEAMS,
    "GET /api/v1/strategy": _TEAMS | {PageRole.PRODUCT, PageRole.COUNCIL},
    "GET /api/v1/conversations": _TEAMS, "GET /api/v1/conversations/{thread}": _TEAMS,
    "GET /api/v1/escalations": _TEAMS,
    "GET /api/v1/journal": _TEAMS, "GET /api/v1/journal/{decision}": _TEAMS,
    "GET /api/v1/wishes": _TEAMS | {PageRole.PRODUCT}, "GET /api/v1/wishes.csv": _TEAMS | {PageRole.PRODUCT},
    "GET /api/v1/model": _MANAGERS, "GET /api/v1/settings/changes": _MANAGERS,
    # the record
    "GET /journal": _TEAMS, "GET /journal/{decision}": _TEAMS,
    "GET /journal/changes": _MANAGERS, "POST /journal/{decision}/undo": _MANAGERS,
}  # fmt: skip
"""By method and address: as what one has to be signed in."""

ABOUT_PEOPLE = frozenset({"GET /people", "GET /people/one", "GET /advocates"})
"""Where somebody is told about other people by name: who looked is put on record."""
ABOUT_ONE: Mapping[str, str] = {"GET /people/one": "member"}
"""Where one person's page is opened, and what names them: how often it was they see on their own."""
TAKEN_AWAY = frozenset({"GET /api/v1/health/weeks.csv", "GET /api/v1/wishes.csv", "GET /me/export"})
"""What is a file to take away: who took it is put on record, too."""

_HERE = "only near machines, under this machine's own name (dashboard/doors/same_origin.py)"
_ITSELF = "says nothing of anybody, and changes nothing"
_VOUCHED = "the platform says who they are, to the browser that began it, once, and seldom"
_SIGNED = "each call is signed with a secret, and checked before anything is done"

OPEN: Mapping[str, str] = {
    "GET /static/{name}": _ITSELF, "GET /healthz": _ITSELF, "GET /readyz": _ITSELF, "GET /metrics": _ITSELF,
    "GET /sign-in": _ITSELF,
    "GET /sign-in/link/{code}": "whoever has the link; it changes nothing",
    "POST /sign-in/link/{code}": "whoever has the link, once, from the page itself, and seldom",
    "POST /sign-in/sandbox": _HERE,
    "GET /sign-in/slack": _ITSELF, "GET /sign-in/discord": _ITSELF,
    "GET /sign-in/slack/back": _VOUCHED, "GET /sign-in/discord/back": _VOUCHED,
    "GET /": _HERE, "GET /sandbox/static/{name}": _HERE,
    "GET /sandbox/api/state": _HERE, "GET /sandbox/api/updates": _HERE, "GET /sandbox/api/panel": _HERE,
    "POST /sandbox/api/post": _HERE, "POST /sandbox/api/edit": _HERE, "POST /sandbox/api/delete": _HERE,
    "POST /sandbox/api/react": _HERE, "POST /sandbox/api/press": _HERE, "POST /sandbox/api/menu": _HERE,
    "POST /sandbox/api/form": _HERE, "POST /sandbox/api/dismiss": _HERE, "POST /sandbox/api/advance": _HERE,
    "GET /status": _HERE, "GET /status.json": _HERE, "POST /rehearse": _HERE, "GET /reports/{report}": _HERE,
    "POST /slack/events": _SIGNED, "POST /outside/{name}": _SIGNED,
    "GET /outside/act/{token}": _SIGNED, "POST /outside/act/{token}": _SIGNED,
}  # fmt: skip
"""What is open without signing in, and what guards it instead."""


def may_open(role: PageRole, method: str, path: str) -> bool:
    """Whether somebody signed in as ``role`` may do this; ``path`` is the address as the table writes it."""
    return role in ALLOWED.get(f"{method} {path}", frozenset())
